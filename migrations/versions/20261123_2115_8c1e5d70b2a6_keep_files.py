"""keep_files

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL; data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = '8c1e5d70b2a6'
down_revision = 'c1058b2a4579'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'stored_file',
        sa.Column('uploaded_by', sa.Uuid(), nullable=False),
        sa.Column('media_type', sa.String(length=40), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['school_id', 'uploaded_by'], ['person.school_id', 'person.id'],
            name=op.f('fk_stored_file_school_id_uploaded_by'),
        ),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_stored_file_school_id')),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_stored_file')),
    )
    with op.batch_alter_table('stored_file') as batch_op:
        batch_op.create_index('ix_stored_file_uploaded_by', ['school_id', 'uploaded_by'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('stored_file') as batch_op:
        batch_op.drop_index('ix_stored_file_uploaded_by')
    op.drop_table('stored_file')
