"""keep comments to say again

Rules: both directions work; a new NOT NULL column comes in two releases, or with a default of the server; a table of
many rows gets its index concurrently on PostgreSQL; data is moved by statements, never through the models, which will
have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = 'e5b7c93d10f4'
down_revision = 'a41c7e9d2b60'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bank_comment',
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('shared', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('text', sa.JSON(), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=True),
    sa.Column('level_id', sa.Uuid(), nullable=True),
    sa.Column('attribute_id', sa.Uuid(), nullable=True),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), server_default='1', nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('owner_id IS NOT NULL OR shared', name=op.f('ck_bank_comment_somebodys')),
    sa.CheckConstraint('level_id IS NULL OR criterion_id IS NOT NULL', name=op.f('ck_bank_comment_level_of_criterion')),
    sa.ForeignKeyConstraint(['attribute_id'], ['graduate_attribute.id'], name=op.f('fk_bank_comment_attribute_id')),
    sa.ForeignKeyConstraint(['school_id', 'owner_id'], ['person.school_id', 'person.id'], name=op.f('fk_bank_comment_school_id_owner_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_bank_comment_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bank_comment'))
    )
    with op.batch_alter_table('bank_comment') as batch_op:
        batch_op.create_index('ix_bank_comment_owner', ['school_id', 'owner_id'], unique=False)
        batch_op.create_index('ix_bank_comment_criterion', ['school_id', 'criterion_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('bank_comment') as batch_op:
        batch_op.drop_index('ix_bank_comment_criterion')
        batch_op.drop_index('ix_bank_comment_owner')
    op.drop_table('bank_comment')
