"""Where people are written to on a channel that is called, and what leaves for there."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'chat_reference',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('channel', sa.String(length=20), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('service_url', sa.String(length=400), nullable=False),
        sa.Column('chat', sa.String(length=400), nullable=False),
        sa.Column('bot', sa.String(length=200), nullable=False),
        sa.Column('account', sa.String(length=200), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('last', sa.Integer(), nullable=False),
        sa.Column('card', sa.String(length=200), nullable=True),
        sa.Column('welcomed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('channel', 'chat', 'person_id', name='chat_reference_once'),
    )
    op.create_index('ix_chat_reference_person_id', 'chat_reference', ['person_id'])
    op.create_table(
        'outgoing',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('reference_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('about', sa.String(length=240), nullable=False),
        sa.Column('turn_id', sa.Uuid(), nullable=True),
        sa.Column('says', sa.String(length=40), nullable=True),
        sa.Column('replaces', sa.String(length=200), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
        sa.Column('claimed_by', sa.String(length=36), nullable=True),
        sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('unsure', sa.Integer(), nullable=False),
        sa.Column('ended', sa.String(length=10), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_as', sa.String(length=200), nullable=True),
        sa.CheckConstraint('(turn_id IS NULL) <> (says IS NULL)', name='outgoing_says'),
        sa.CheckConstraint("ended IN ('sent', 'refused', 'lost')", name='outgoing_ended'),
        sa.ForeignKeyConstraint(['reference_id'], ['chat_reference.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['turn_id'], ['turn.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('reference_id', 'about', name='outgoing_once'),
        sa.UniqueConstraint('reference_id', 'number', name='outgoing_in_order'),
    )
    op.create_index('ix_outgoing_turn_id', 'outgoing', ['turn_id'])
    op.create_index(
        'outgoing_waits',
        'outgoing',
        ['reference_id', 'number'],
        sqlite_where=sa.text('ended IS NULL'),
        postgresql_where=sa.text('ended IS NULL'),
    )


def downgrade() -> None:
    """What had not left is not sent; a place is known again with the next message from there."""
    op.drop_table('outgoing')
    op.drop_table('chat_reference')
