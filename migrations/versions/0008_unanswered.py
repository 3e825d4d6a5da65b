"""Turns without a reply are looked for in every turn: by an index of them alone, so that a long conversation is not gone through."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

UNANSWERED = sa.text('answered_at IS NULL')


def upgrade() -> None:
    op.create_index(
        'turn_unanswered',
        'turn',
        ['conversation_id', 'number'],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def downgrade() -> None:
    op.drop_index('turn_unanswered', table_name='turn')
