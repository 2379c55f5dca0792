"""let_rubrics_live

Rules: both directions work; a new NOT NULL column comes in two releases (here nobody has rows yet, so it comes in
one); a table of many rows gets its index concurrently on PostgreSQL; data is moved by statements, never through the
models, which will have changed.
"""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '7c1de04ab3f2'
down_revision = '7a1d0c64e2b8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('rubric') as batch_op:
        batch_op.add_column(sa.Column('scope', sa.String(length=10), server_default='school', nullable=False))
        batch_op.add_column(sa.Column('team', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('owner_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('latest_number', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('published_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('origin_school_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('origin_version_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            'fk_rubric_school_id_owner_id', 'person', ['school_id', 'owner_id'], ['school_id', 'id']
        )
        batch_op.create_foreign_key('fk_rubric_origin_school_id', 'school', ['origin_school_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_rubric_scope'), "scope IN ('mine', 'team', 'school')")
        batch_op.create_check_constraint(
            op.f('ck_rubric_origin_whole'), '(origin_school_id IS NULL) = (origin_version_id IS NULL)'
        )
        batch_op.create_index('ix_rubric_library', ['school_id', 'archived_at', 'scope'], unique=False)
    with op.batch_alter_table('rubric_version') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=20), server_default='analytic', nullable=False))
        batch_op.add_column(sa.Column('subjects', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('grade_from', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('grade_to', sa.Integer(), server_default='11', nullable=False))
        batch_op.add_column(sa.Column('total', _exact(), nullable=True))
        batch_op.add_column(sa.Column('search_key', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('languages', sa.String(length=12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('made_by', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            'fk_rubric_version_school_id_made_by', 'person', ['school_id', 'made_by'], ['school_id', 'id']
        )
        batch_op.create_check_constraint(
            op.f('ck_rubric_version_kind'), "kind IN ('analytic', 'holistic', 'single_point', 'checklist')"
        )
        batch_op.create_check_constraint(
            op.f('ck_rubric_version_grades'), 'grade_from BETWEEN 1 AND grade_to AND grade_to <= 11'
        )
    for table, parent in (('criterion', 'version_id'), ('level', 'criterion_id')):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('lineage_id', sa.Uuid(), nullable=True))
        op.execute(f'UPDATE {table} SET lineage_id = id')
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column('lineage_id', existing_type=sa.Uuid(), nullable=False)
            batch_op.create_unique_constraint(
                f'uq_{table}_school_id_{parent}_lineage_id', ['school_id', parent, 'lineage_id']
            )
    op.create_table('level_attribute',
    sa.Column('level_id', sa.Uuid(), nullable=False),
    sa.Column('attribute_id', sa.Uuid(), nullable=False),
    sa.Column('weight', _exact(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['attribute_id'], ['graduate_attribute.id'], name=op.f('fk_level_attribute_attribute_id')),
    sa.ForeignKeyConstraint(['school_id', 'level_id'], ['level.school_id', 'level.id'], name=op.f('fk_level_attribute_school_id_level_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_level_attribute_school_id')),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_level_attribute')),
    sa.UniqueConstraint('school_id', 'level_id', 'attribute_id', name=op.f('uq_level_attribute_school_id_level_id_attribute_id'))
    )
    op.create_table('remarking',
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('from_version_id', sa.Uuid(), nullable=False),
    sa.Column('to_version_id', sa.Uuid(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    *_references('remarking', assignment_id='assignment', from_version_id='rubric_version',
                 to_version_id='rubric_version', made_by='person', undone_by='person'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_remarking'))
    )
    with op.batch_alter_table('remarking') as batch_op:
        batch_op.create_index('ix_remarking_assignment', ['school_id', 'assignment_id'], unique=False)
    op.create_table('remarked_work',
    sa.Column('remarking_id', sa.Uuid(), nullable=False),
    sa.Column('assessment_id', sa.Uuid(), nullable=False),
    sa.Column('from_version_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('percent', _exact(), nullable=True),
    sa.Column('mark', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    *_references('remarked_work', remarking_id='remarking', assessment_id='assessment',
                 from_version_id='rubric_version'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_remarked_work')),
    sa.UniqueConstraint('school_id', 'remarking_id', 'assessment_id', name=op.f('uq_remarked_work_school_id_remarking_id_assessment_id'))
    )
    _fill()


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    own = [sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f(f'fk_{table}_school_id'))]
    return own + [
        sa.ForeignKeyConstraint(
            ['school_id', column], [f'{other}.school_id', f'{other}.id'], name=op.f(f'fk_{table}_school_id_{column}')
        )
        for column, other in columns.items()
    ]


def _exact() -> sa.types.TypeEngine:
    return sa.Numeric(12, 4).with_variant(sa.String(16), 'sqlite')


def _fill() -> None:
    """The latest number, and what a search looks through."""
    op.execute(
        'UPDATE rubric SET latest_number = COALESCE((SELECT max(number) FROM rubric_version'
        ' WHERE rubric_version.school_id = rubric.school_id AND rubric_version.rubric_id = rubric.id), 1)'
    )
    connection = op.get_bind()
    found: dict[tuple[object, object], list[str]] = {}
    for query in (
        'SELECT school_id, id, title, description FROM rubric_version',
        'SELECT school_id, version_id, title, description FROM criterion',
    ):
        for school_id, version_id, *texts in connection.execute(sa.text(query)):
            for text in texts:
                words = json.loads(text) if isinstance(text, str) else text or {}
                found.setdefault((school_id, version_id), []).extend(
                    str(words.get(language) or '') for language in ('kk', 'ru', 'en')
                )
    for (school_id, version_id), words in found.items():
        folded = unicodedata.normalize('NFC', ' '.join(words)).casefold()
        connection.execute(
            sa.text('UPDATE rubric_version SET search_key = :key WHERE school_id = :school AND id = :id'),
            {'key': ' '.join(folded.split()), 'school': school_id, 'id': version_id},
        )


def downgrade() -> None:
    op.drop_table('remarked_work')
    op.drop_table('remarking')
    op.drop_table('level_attribute')
    for table, parent in (('level', 'criterion_id'), ('criterion', 'version_id')):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(f'uq_{table}_school_id_{parent}_lineage_id', type_='unique')
            batch_op.drop_column('lineage_id')
    with op.batch_alter_table('rubric_version') as batch_op:
        batch_op.drop_constraint(op.f('ck_rubric_version_grades'), type_='check')
        batch_op.drop_constraint(op.f('ck_rubric_version_kind'), type_='check')
        batch_op.drop_constraint('fk_rubric_version_school_id_made_by', type_='foreignkey')
        for column in ('made_by', 'languages', 'search_key', 'total', 'grade_to', 'grade_from', 'subjects', 'kind'):
            batch_op.drop_column(column)
    with op.batch_alter_table('rubric') as batch_op:
        batch_op.drop_index('ix_rubric_library')
        batch_op.drop_constraint(op.f('ck_rubric_origin_whole'), type_='check')
        batch_op.drop_constraint(op.f('ck_rubric_scope'), type_='check')
        batch_op.drop_constraint('fk_rubric_origin_school_id', type_='foreignkey')
        batch_op.drop_constraint('fk_rubric_school_id_owner_id', type_='foreignkey')
        for column in (
            'origin_version_id', 'origin_school_id', 'published_at', 'published_number', 'archived_at', 'latest_number', 'owner_id', 'team', 'scope',
        ):
            batch_op.drop_column(column)
