"""${message}

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL; data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
