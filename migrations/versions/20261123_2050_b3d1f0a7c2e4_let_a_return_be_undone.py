"""let_a_return_be_undone

Networks that exist already get the rule that says how long a return may be undone, as new ones do.

Rules: both directions work; a new NOT NULL column comes in two releases; a table of many rows gets its index
concurrently on PostgreSQL (here nobody has rows yet); data is moved by statements, never through the models, which
will have changed.
"""

from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = 'b3d1f0a7c2e4'
down_revision = '7c1de04ab3f2'
branch_labels = None
depends_on = None

NOTE = {
    'origin': 'kk',
    'kk': 'Желінің ережесі: педагог қайтарған жұмысын 24 сағат ішінде кері ала алады; одан кейін баға мен дәлелдер '
    'қалады (сенімділігі жоғары: бұл – желінің өз шешімі).',
    'ru': 'Правило сети: возвращённую работу педагог может забрать обратно в течение 24 часов; после этого оценка и '
    'свидетельства остаются (уверенность высокая: это решение самой сети).',
    'en': 'A rule of the network: within 24 hours a teacher may take a returned work back; after that the mark and '
    "the evidence stay (confidence: high, the network's own decision).",
}


def _rule() -> sa.Table:
    return sa.table(
        'rule',
        sa.column('id', sa.Uuid()),
        sa.column('network_id', sa.Uuid()),
        sa.column('kind', sa.String()),
        sa.column('grade_from', sa.Integer()),
        sa.column('grade_to', sa.Integer()),
        sa.column('valid_from', sa.Date()),
        sa.column('value', sa.JSON()),
        sa.column('note', sa.JSON()),
        sa.column('confidence', sa.String()),
    )


def upgrade() -> None:
    networks = op.get_bind().execute(sa.select(sa.table('network', sa.column('id', sa.Uuid())).c.id)).scalars().all()
    if networks:
        op.bulk_insert(
            _rule(),
            [
                {
                    'id': uuid4(),
                    'network_id': network_id,
                    'kind': 'return_undo',
                    'grade_from': 1,
                    'grade_to': 11,
                    'valid_from': date(2017, 9, 1),
                    'value': {'hours': 24},
                    'note': NOTE,
                    'confidence': 'high',
                }
                for network_id in networks
            ],
        )


def downgrade() -> None:
    rule = _rule()
    op.execute(rule.delete().where(rule.c.kind == 'return_undo'))
