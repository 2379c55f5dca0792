"""let a second marker mark

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL; data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = '23d7f33aac54'
down_revision = 'd84b1f6e3a97'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moderation',
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('blind', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('levels_apart', sa.Integer(), nullable=False),
    sa.Column('percent_apart', sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('levels_apart BETWEEN 0 AND 9', name=op.f('ck_moderation_levels_apart')),
    sa.ForeignKeyConstraint(['school_id', 'asked_by'], ['person.school_id', 'person.id'], name=op.f('fk_moderation_school_id_asked_by')),
    sa.ForeignKeyConstraint(['school_id', 'assignment_id'], ['assignment.school_id', 'assignment.id'], name=op.f('fk_moderation_school_id_assignment_id')),
    sa.ForeignKeyConstraint(['school_id', 'lead_id'], ['person.school_id', 'person.id'], name=op.f('fk_moderation_school_id_lead_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_moderation_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_moderation')),
    sa.UniqueConstraint('school_id', 'assignment_id', name=op.f('uq_moderation_school_id_assignment_id'))
    )
    with op.batch_alter_table('moderation', schema=None) as batch_op:
        batch_op.create_index('ix_moderation_lead', ['school_id', 'lead_id'], unique=False)

    op.create_table('second_marking',
    sa.Column('moderation_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('rubric_version_id', sa.Uuid(), nullable=False),
    sa.Column('marker_id', sa.Uuid(), nullable=False),
    sa.Column('sampling', sa.String(length=10), nullable=False),
    sa.Column('allocated_by', sa.Uuid(), nullable=False),
    sa.Column('allocated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_finished_by', sa.Uuid(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agrees', sa.Boolean(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('standing', sa.Boolean(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("sampling IN ('all', 'every', 'spread', 'chosen')", name=op.f('ck_second_marking_sampling')),
    sa.CheckConstraint('agrees IS NULL OR (finished_at IS NOT NULL AND first_finished_at IS NOT NULL)', name=op.f('ck_second_marking_agrees_when_finished')),
    sa.ForeignKeyConstraint(['school_id', 'allocated_by'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_school_id_allocated_by')),
    sa.ForeignKeyConstraint(['school_id', 'decided_by'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_school_id_decided_by')),
    sa.ForeignKeyConstraint(['school_id', 'first_finished_by'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_school_id_first_finished_by')),
    sa.ForeignKeyConstraint(['school_id', 'marker_id'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_school_id_marker_id')),
    sa.ForeignKeyConstraint(['school_id', 'moderation_id'], ['moderation.school_id', 'moderation.id'], name=op.f('fk_second_marking_school_id_moderation_id')),
    sa.ForeignKeyConstraint(['school_id', 'rubric_version_id'], ['rubric_version.school_id', 'rubric_version.id'], name=op.f('fk_second_marking_school_id_rubric_version_id')),
    sa.ForeignKeyConstraint(['school_id', 'submission_id'], ['submission.school_id', 'submission.id'], name=op.f('fk_second_marking_school_id_submission_id')),
    sa.ForeignKeyConstraint(['school_id', 'withdrawn_by'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_school_id_withdrawn_by')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_second_marking_school_id')),
    sa.CheckConstraint('(standing IS NULL) = (withdrawn_at IS NOT NULL)', name=op.f('ck_second_marking_standing_until_withdrawn')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_second_marking')),
    sa.UniqueConstraint('school_id', 'submission_id', 'standing', name='uq_second_marking_standing')
    )
    with op.batch_alter_table('second_marking', schema=None) as batch_op:
        batch_op.create_index('ix_second_marking_marker', ['school_id', 'marker_id', 'finished_at'], unique=False)
        batch_op.create_index('ix_second_marking_moderation', ['school_id', 'moderation_id'], unique=False)

    op.create_table('second_marking_row',
    sa.Column('second_marking_id', sa.Uuid(), nullable=False),
    sa.Column('opinion', sa.String(length=10), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=False),
    sa.Column('level_id', sa.Uuid(), nullable=True),
    sa.Column('points', sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite'), nullable=True),
    sa.Column('not_applicable', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("opinion IN ('first', 'second', 'decided')", name=op.f('ck_second_marking_row_opinion')),
    sa.CheckConstraint('(level_id IS NULL) = (points IS NULL)', name=op.f('ck_second_marking_row_points_with_level')),
    sa.CheckConstraint('NOT (not_applicable AND level_id IS NOT NULL)', name=op.f('ck_second_marking_row_level_or_not_applicable')),
    sa.ForeignKeyConstraint(['school_id', 'changed_by'], ['person.school_id', 'person.id'], name=op.f('fk_second_marking_row_school_id_changed_by')),
    sa.ForeignKeyConstraint(['school_id', 'criterion_id'], ['criterion.school_id', 'criterion.id'], name=op.f('fk_second_marking_row_school_id_criterion_id')),
    sa.ForeignKeyConstraint(['school_id', 'level_id'], ['level.school_id', 'level.id'], name=op.f('fk_second_marking_row_school_id_level_id')),
    sa.ForeignKeyConstraint(['school_id', 'second_marking_id'], ['second_marking.school_id', 'second_marking.id'], name=op.f('fk_second_marking_row_school_id_second_marking_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_second_marking_row_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_second_marking_row')),
    sa.UniqueConstraint('school_id', 'second_marking_id', 'opinion', 'criterion_id', name='uq_second_marking_row_opinion')
    )
    op.add_column('assessment', sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('assignment', sa.Column('anonymous', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade() -> None:
    op.drop_column('assignment', 'anonymous')
    op.drop_column('assessment', 'finished_at')
    op.drop_table('second_marking_row')
    with op.batch_alter_table('second_marking', schema=None) as batch_op:
        batch_op.drop_index('ix_second_marking_moderation')
        batch_op.drop_index('ix_second_marking_marker')

    op.drop_table('second_marking')
    with op.batch_alter_table('moderation', schema=None) as batch_op:
        batch_op.drop_index('ix_moderation_lead')

    op.drop_table('moderation')
