"""let students hand in files

Rules: both directions work; a new NOT NULL column comes in two releases, or with a default of the server; a table of
many rows gets its index concurrently on PostgreSQL; data is moved by statements, never through the models, which will
have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = 'd84b1f6e3a97'
down_revision = 'e5b7c93d10f4'
branch_labels = None
depends_on = None

TAKEN_SOMEHOW, PAPER_ALONE = 'ck_assignment_taken_somehow', 'ck_assignment_paper_alone'


def upgrade() -> None:
    with op.batch_alter_table('assignment') as batch_op:
        batch_op.add_column(sa.Column('most_files', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('file_kinds', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('largest_file_mb', sa.Integer(), server_default='10', nullable=False))
        batch_op.drop_constraint(op.f(TAKEN_SOMEHOW), type_='check')
        batch_op.drop_constraint(op.f(PAPER_ALONE), type_='check')
        batch_op.create_check_constraint(
            op.f(TAKEN_SOMEHOW), 'takes_text OR takes_link OR on_paper OR most_files > 0'
        )
        batch_op.create_check_constraint(
            op.f(PAPER_ALONE), 'NOT (on_paper AND (takes_text OR takes_link OR most_files > 0))'
        )
        batch_op.create_check_constraint(op.f('ck_assignment_most_files'), 'most_files BETWEEN 0 AND 10')
        batch_op.create_check_constraint(op.f('ck_assignment_largest_file_mb'), 'largest_file_mb BETWEEN 1 AND 999')
    with op.batch_alter_table('stored_file') as batch_op:
        batch_op.alter_column(
            'media_type', existing_type=sa.String(length=40), type_=sa.String(length=100), existing_nullable=False
        )
    op.create_table(
        'submission_file',
        sa.Column('submission_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=160), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'],
            name=op.f('fk_submission_file_school_id_file_id'),
        ),
        sa.ForeignKeyConstraint(
            ['school_id', 'submission_id'], ['submission.school_id', 'submission.id'],
            name=op.f('fk_submission_file_school_id_submission_id'),
        ),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_submission_file_school_id')),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_submission_file')),
        sa.UniqueConstraint('school_id', 'submission_id', 'digest', name='uq_submission_file_content'),
    )
    with op.batch_alter_table('submission_file') as batch_op:
        batch_op.create_index('ix_submission_file_file', ['school_id', 'file_id'], unique=False)


def downgrade() -> None:
    op.execute('CREATE TEMPORARY TABLE files_handed_in AS SELECT DISTINCT school_id, file_id FROM submission_file')
    op.drop_table('submission_file')
    op.execute(
        'DELETE FROM stored_file WHERE EXISTS (SELECT 1 FROM files_handed_in h '
        'WHERE h.school_id = stored_file.school_id AND h.file_id = stored_file.id)'
    )
    op.execute('DROP TABLE files_handed_in')
    # Assignments that asked for files alone ask for a text from here on.
    op.execute('UPDATE assignment SET takes_text = true WHERE most_files > 0 AND NOT takes_text AND NOT takes_link')
    with op.batch_alter_table('stored_file') as batch_op:
        batch_op.alter_column(
            'media_type', existing_type=sa.String(length=100), type_=sa.String(length=40), existing_nullable=False
        )
    with op.batch_alter_table('assignment') as batch_op:
        for name in ('most_files', 'largest_file_mb'):
            batch_op.drop_constraint(op.f(f'ck_assignment_{name}'), type_='check')
        batch_op.drop_constraint(op.f(TAKEN_SOMEHOW), type_='check')
        batch_op.drop_constraint(op.f(PAPER_ALONE), type_='check')
        batch_op.create_check_constraint(op.f(TAKEN_SOMEHOW), 'takes_text OR takes_link OR on_paper')
        batch_op.create_check_constraint(op.f(PAPER_ALONE), 'NOT (on_paper AND (takes_text OR takes_link))')
        for column in ('largest_file_mb', 'file_kinds', 'most_files'):
            batch_op.drop_column(column)
