"""Logins: sessions, those on their way through a provider, and logout tokens that were taken."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'login_session',
        sa.Column('id_hash', sa.String(64), primary_key=True),
        sa.Column('issuer', sa.String(200), nullable=False),
        sa.Column('subject', sa.String(200), nullable=False),
        sa.Column('sub', sa.String(255), nullable=True),
        sa.Column('sid', sa.String(255), nullable=True),
        sa.Column('sealed_id_token', sa.LargeBinary(), nullable=True),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['issuer', 'subject'],
            ['identity.issuer', 'identity.subject'],
            name='login_session_identity',
            ondelete='CASCADE',
        ),
    )
    op.create_index('login_session_identity', 'login_session', ['issuer', 'subject'])
    op.create_table(
        'login_attempt',
        sa.Column('state_hash', sa.String(64), primary_key=True),
        sa.Column('browser_hash', sa.String(64), nullable=False),
        sa.Column('provider', sa.String(20), nullable=False),
        sa.Column('nonce', sa.String(64), nullable=False),
        sa.Column('verifier', sa.String(128), nullable=False),
        sa.Column('back_to', sa.String(500), nullable=False),
        sa.Column('invitation_hash', sa.String(64), nullable=True),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index('login_attempt_begun_at', 'login_attempt', ['begun_at'])
    op.create_table(
        'logout_taken',
        sa.Column('id_hash', sa.String(64), primary_key=True),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Everybody has to log in again."""
    for table in ('logout_taken', 'login_attempt', 'login_session'):
        op.drop_table(table)
