"""The diary gets its table.

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL; data is moved by statements, never through the models, which will have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "2bce0b125c61"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plugin_parasat_dummy_note",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('begun', 'written', 'returned')", name=op.f("ck_plugin_parasat_dummy_note_kind")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_plugin_parasat_dummy_note_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_plugin_parasat_dummy_note_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_plugin_parasat_dummy_note")),
    )
    with op.batch_alter_table("plugin_parasat_dummy_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plugin_parasat_dummy_note_student", ["school_id", "student_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("plugin_parasat_dummy_note", schema=None) as batch_op:
        batch_op.drop_index("ix_plugin_parasat_dummy_note_student")

    op.drop_table("plugin_parasat_dummy_note")
