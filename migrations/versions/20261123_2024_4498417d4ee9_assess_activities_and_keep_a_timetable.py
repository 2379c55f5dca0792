"""assess activities and keep a timetable

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL; data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = '4498417d4ee9'
down_revision = '5f0c2a9d71b4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity_assessment',
    sa.Column('plugin', sa.String(length=60), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('rubric_version_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('worked_on', sa.Date(), nullable=False),
    sa.Column('assessor_id', sa.Uuid(), nullable=False),
    sa.Column('assessed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("plugin <> ''", name=op.f('ck_activity_assessment_plugin_named')),
    sa.ForeignKeyConstraint(['school_id', 'assessor_id'], ['person.school_id', 'person.id'], name=op.f('fk_activity_assessment_school_id_assessor_id')),
    sa.ForeignKeyConstraint(['school_id', 'rubric_version_id'], ['rubric_version.school_id', 'rubric_version.id'], name=op.f('fk_activity_assessment_school_id_rubric_version_id')),
    sa.ForeignKeyConstraint(['school_id', 'student_id'], ['person.school_id', 'person.id'], name=op.f('fk_activity_assessment_school_id_student_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_activity_assessment_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_activity_assessment'))
    )
    with op.batch_alter_table('activity_assessment', schema=None) as batch_op:
        batch_op.create_index('ix_activity_assessment_activity', ['school_id', 'plugin', 'activity_id', 'student_id'], unique=False)
        batch_op.create_index('ix_activity_assessment_student', ['school_id', 'student_id'], unique=False)

    op.create_table('timetable_slot',
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.Column('room', sa.String(length=40), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_timetable_slot_span')),
    sa.CheckConstraint('weekday BETWEEN 1 AND 7', name=op.f('ck_timetable_slot_weekday')),
    sa.ForeignKeyConstraint(['school_id', 'course_id'], ['course.school_id', 'course.id'], name=op.f('fk_timetable_slot_school_id_course_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_timetable_slot_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_timetable_slot')),
    sa.UniqueConstraint('school_id', 'course_id', 'weekday', 'starts_at', name=op.f('uq_timetable_slot_school_id_course_id_weekday_starts_at'))
    )
    op.create_table('activity_assessment_row',
    sa.Column('activity_assessment_id', sa.Uuid(), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=False),
    sa.Column('level_id', sa.Uuid(), nullable=True),
    sa.Column('points', sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite'), nullable=True),
    sa.Column('not_applicable', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(level_id IS NULL) = (points IS NULL)', name=op.f('ck_activity_assessment_row_points_with_level')),
    sa.CheckConstraint('not_applicable = (level_id IS NULL)', name=op.f('ck_activity_assessment_row_level_or_not_applicable')),
    sa.ForeignKeyConstraint(['school_id', 'activity_assessment_id'], ['activity_assessment.school_id', 'activity_assessment.id'], name=op.f('fk_activity_assessment_row_school_id_activity_assessment_id')),
    sa.ForeignKeyConstraint(['school_id', 'criterion_id'], ['criterion.school_id', 'criterion.id'], name=op.f('fk_activity_assessment_row_school_id_criterion_id')),
    sa.ForeignKeyConstraint(['school_id', 'level_id'], ['level.school_id', 'level.id'], name=op.f('fk_activity_assessment_row_school_id_level_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_activity_assessment_row_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_activity_assessment_row')),
    sa.UniqueConstraint('school_id', 'activity_assessment_id', 'criterion_id', name='uq_activity_assessment_row_criterion')
    )
    op.create_table('evidence_withdrawal',
    sa.Column('evidence_id', sa.Uuid(), nullable=False),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'evidence_id'], ['evidence.school_id', 'evidence.id'], name=op.f('fk_evidence_withdrawal_school_id_evidence_id')),
    sa.ForeignKeyConstraint(['school_id', 'withdrawn_by'], ['person.school_id', 'person.id'], name=op.f('fk_evidence_withdrawal_school_id_withdrawn_by')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_evidence_withdrawal_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_evidence_withdrawal')),
    sa.UniqueConstraint('school_id', 'evidence_id', name=op.f('uq_evidence_withdrawal_school_id_evidence_id'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round', sa.Integer(), server_default='1', nullable=False))

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('weekly_hours', sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite'), server_default='0', nullable=False))

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('activity_assessment_id', sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_evidence_school_id_assessment_id_criterion_id_attribute_id'), type_='unique')
        batch_op.create_unique_constraint('uq_evidence_activity', ['school_id', 'activity_assessment_id', 'criterion_id', 'attribute_id'])
        batch_op.create_unique_constraint('uq_evidence_round', ['school_id', 'assessment_id', 'round', 'criterion_id', 'attribute_id'])
        batch_op.create_foreign_key(batch_op.f('fk_evidence_school_id_activity_assessment_id'), 'activity_assessment', ['school_id', 'activity_assessment_id'], ['school_id', 'id'])



def downgrade() -> None:
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evidence_school_id_activity_assessment_id'), type_='foreignkey')
        batch_op.drop_constraint('uq_evidence_round', type_='unique')
        batch_op.drop_constraint('uq_evidence_activity', type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_evidence_school_id_assessment_id_criterion_id_attribute_id'), ['school_id', 'assessment_id', 'criterion_id', 'attribute_id'])
        batch_op.drop_column('activity_assessment_id')
        batch_op.drop_column('round')

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_column('weekly_hours')

    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_column('round')

    op.drop_table('evidence_withdrawal')
    op.drop_table('activity_assessment_row')
    op.drop_table('timetable_slot')
    with op.batch_alter_table('activity_assessment', schema=None) as batch_op:
        batch_op.drop_index('ix_activity_assessment_student')
        batch_op.drop_index('ix_activity_assessment_activity')

    op.drop_table('activity_assessment')
