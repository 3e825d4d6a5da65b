"""How often somebody asks is counted; a conversation says who runs its turns just now."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'request_count',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('minute', sa.Integer(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('key'),
    )
    op.create_index('ix_request_count_minute', 'request_count', ['minute'])
    with op.batch_alter_table('conversation') as conversation:
        conversation.add_column(sa.Column('held_by', sa.String(length=36), nullable=True))
        conversation.add_column(sa.Column('held_until', sa.DateTime(timezone=True), nullable=True))
        conversation.add_column(sa.Column('held_to', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('conversation') as conversation:
        for column in ('held_to', 'held_until', 'held_by'):
            conversation.drop_column(column)
    op.drop_index('ix_request_count_minute', table_name='request_count')
    op.drop_table('request_count')
