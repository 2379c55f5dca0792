"""let teachers set assignments

Rules: both directions work; a new NOT NULL column comes in two releases, or with a default of the server; a table of
many rows gets its index concurrently on PostgreSQL; data is moved by statements, never through the models, which will
have changed.
"""

import uuid
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = 'a41c7e9d2b60'
down_revision = '8c1e5d70b2a6'
branch_labels = None
depends_on = None

ASSIGNMENT_CHECKS = {
    'status': "status IN ('draft', 'published', 'withdrawn')",
    'late_policy': "late_policy IN ('refuse', 'mark_late', 'until')",
    'late_days': 'late_days BETWEEN 0 AND 60',
    'max_attempts': 'max_attempts BETWEEN 1 AND 10',
    'attempt_rule': "attempt_rule IN ('latest', 'highest')",
    'taken_somehow': 'takes_text OR takes_link OR on_paper',
    'paper_alone': 'NOT (on_paper AND (takes_text OR takes_link))',
}
ASSIGNMENT_COLUMNS = (
    'opens_time', 'due_time', 'status', 'late_policy', 'late_days', 'max_attempts', 'attempt_rule', 'takes_text',
    'takes_link', 'on_paper', 'objectives', 'revision',
)
ONE_WORK = 'uq_submission_school_id_assignment_id_student_id'
LIMITS = {
    'unit_summatives_a_term': 3, 'term_summatives_a_day': 3, 'not_on_last_day_of_term': True,
    'not_beside_unit_summative': True,
}
NOTE = {
    'kk': 'Бір пәннен тоқсанына ең көбі 3 БЖБ; бір сыныпта күніне ең көбі 3 ТЖБ; ТЖБ тоқсанның соңғы күнінде де, сол '
    'пәннің БЖБ-сы өтетін күні де өткізілмейді (сенімділігі орташа).',
    'ru': 'Не более 3 СОР по предмету за четверть; не более 3 СОЧ в день для класса; СОЧ не проводится ни в последний '
    'день четверти, ни в день СОР по тому же предмету (уверенность средняя).',
    'en': 'At most 3 SAU a term in a subject; at most 3 SAT a day for a class; no SAT on the last day of a term, nor on '
    'a day with an SAU of that subject (confidence: medium).',
    'origin': 'kk',
    'stale': [],
}


def upgrade() -> None:
    with op.batch_alter_table('assignment') as batch_op:
        batch_op.add_column(sa.Column('opens_time', sa.Time(), server_default='00:00:00.000000', nullable=False))
        batch_op.add_column(sa.Column('due_time', sa.Time(), server_default='23:59:00.000000', nullable=False))
        batch_op.add_column(sa.Column('status', sa.String(length=12), server_default='published', nullable=False))
        batch_op.add_column(sa.Column('late_policy', sa.String(length=12), server_default='mark_late', nullable=False))
        batch_op.add_column(sa.Column('late_days', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('max_attempts', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('attempt_rule', sa.String(length=10), server_default='latest', nullable=False))
        batch_op.add_column(sa.Column('takes_text', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('takes_link', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('on_paper', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('objectives', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='1', nullable=False))
        for name, condition in ASSIGNMENT_CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_assignment_{name}'), condition)
    with op.batch_alter_table('submission') as batch_op:
        batch_op.add_column(sa.Column('attempt', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('link', sa.String(length=2000), server_default='', nullable=False))
        batch_op.add_column(sa.Column('late', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('counts', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.create_check_constraint(op.f('ck_submission_attempt_from_1'), 'attempt >= 1')
        batch_op.drop_constraint(ONE_WORK, type_='unique')
        batch_op.create_unique_constraint(
            'uq_submission_attempt', ['school_id', 'assignment_id', 'student_id', 'attempt']
        )
    op.create_table('student_deadline',
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_time', sa.Time(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('attempt >= 1', name=op.f('ck_student_deadline_attempt_from_1')),
    sa.ForeignKeyConstraint(['school_id', 'assignment_id'], ['assignment.school_id', 'assignment.id'], name=op.f('fk_student_deadline_school_id_assignment_id')),
    sa.ForeignKeyConstraint(['school_id', 'set_by'], ['person.school_id', 'person.id'], name=op.f('fk_student_deadline_school_id_set_by')),
    sa.ForeignKeyConstraint(['school_id', 'student_id'], ['person.school_id', 'person.id'], name=op.f('fk_student_deadline_school_id_student_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_student_deadline_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_student_deadline')),
    sa.UniqueConstraint('school_id', 'assignment_id', 'student_id', 'attempt', name='uq_student_deadline_attempt')
    )
    with op.batch_alter_table('student_deadline') as batch_op:
        batch_op.create_index('ix_student_deadline_student', ['school_id', 'student_id'], unique=False)
    _limit_planning()


def _limit_planning() -> None:
    """Networks that stand already get the shipped limits; a new one gets them when it is founded."""
    rule = sa.table(
        'rule', sa.column('id', sa.Uuid()), sa.column('network_id', sa.Uuid()), sa.column('kind', sa.String()),
        sa.column('grade_from', sa.Integer()), sa.column('grade_to', sa.Integer()), sa.column('valid_from', sa.Date()),
        sa.column('value', sa.JSON()), sa.column('note', sa.JSON()), sa.column('confidence', sa.String()),
    )
    networks = op.get_bind().execute(sa.select(sa.table('network', sa.column('id', sa.Uuid())))).scalars().all()
    if networks:
        op.bulk_insert(rule, [
            {
                'id': uuid.uuid4(), 'network_id': network_id, 'kind': 'planning', 'grade_from': 1, 'grade_to': 11,
                'valid_from': date(2017, 9, 1), 'value': LIMITS, 'note': NOTE, 'confidence': 'medium',
            }
            for network_id in networks
        ])


def downgrade() -> None:
    op.execute("DELETE FROM rule WHERE kind = 'planning'")
    op.drop_table('student_deadline')
    op.execute('DELETE FROM evidence_withdrawal WHERE EXISTS (SELECT 1 FROM evidence e JOIN assessment a ON a.id = e.assessment_id JOIN submission s ON s.id = a.submission_id WHERE e.id = evidence_withdrawal.evidence_id AND s.attempt > 1)')
    op.execute('DELETE FROM evidence WHERE EXISTS (SELECT 1 FROM assessment a JOIN submission s ON s.id = a.submission_id WHERE a.id = evidence.assessment_id AND s.attempt > 1)')
    op.execute('DELETE FROM assessment_row WHERE EXISTS (SELECT 1 FROM assessment a JOIN submission s ON s.id = a.submission_id WHERE a.id = assessment_row.assessment_id AND s.attempt > 1)')
    op.execute('DELETE FROM assessment WHERE EXISTS (SELECT 1 FROM submission s WHERE s.id = assessment.submission_id AND s.attempt > 1)')
    op.execute('DELETE FROM submission WHERE attempt > 1')
    with op.batch_alter_table('submission') as batch_op:
        batch_op.drop_constraint('uq_submission_attempt', type_='unique')
        batch_op.create_unique_constraint(ONE_WORK, ['school_id', 'assignment_id', 'student_id'])
        batch_op.drop_constraint(op.f('ck_submission_attempt_from_1'), type_='check')
        for column in ('counts', 'late', 'link', 'attempt'):
            batch_op.drop_column(column)
    with op.batch_alter_table('assignment') as batch_op:
        for name in ASSIGNMENT_CHECKS:
            batch_op.drop_constraint(op.f(f'ck_assignment_{name}'), type_='check')
        for column in reversed(ASSIGNMENT_COLUMNS):
            batch_op.drop_column(column)
