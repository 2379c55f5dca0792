"""count the faults in a row

Rules: both directions work; a new NOT NULL column comes in two releases (here with a default, so that rows of before
have one); data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = '7a1d0c64e2b8'
down_revision = '4498417d4ee9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plugin_fault') as batch_op:
        batch_op.add_column(sa.Column('strikes', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('plugin_fault') as batch_op:
        batch_op.drop_column('strikes')
