"""Calendar feeds: one a person, by the hash of the secret in its address."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'calendar_feed',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('secret_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id'),
        sa.UniqueConstraint('secret_hash'),
    )


def downgrade() -> None:
    """Every feed has to be made anew; programs that read one find nothing."""
    op.drop_table('calendar_feed')
