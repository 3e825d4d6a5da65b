"""Where people get e-mail."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'mail_address',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=True),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('code_hash', sa.String(length=64), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('asked_on', sa.Date(), nullable=True),
        sa.Column('asked', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id'),
    )


def downgrade() -> None:
    """Nobody gets e-mail any more: what waits for it is not sent."""
    op.execute("DELETE FROM outgoing WHERE reference_id IN (SELECT id FROM chat_reference WHERE channel = 'mail')")
    op.execute("DELETE FROM chat_reference WHERE channel = 'mail'")
    op.drop_table('mail_address')
