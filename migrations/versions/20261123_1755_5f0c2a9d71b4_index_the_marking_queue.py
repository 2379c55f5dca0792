"""index_the_marking_queue

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL (here nobody has rows yet); data is moved by statements, never through the models, which
will have changed.
"""

from alembic import op

revision = '5f0c2a9d71b4'
down_revision = '13aad6ca8971'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('submission') as batch_op:
        batch_op.create_index(
            'ix_submission_queue', ['school_id', 'assignment_id', 'returned_at', 'handed_in_at', 'id'], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table('submission') as batch_op:
        batch_op.drop_index('ix_submission_queue')
