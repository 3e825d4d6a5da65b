"""Which leaders want the lines of their school once a week."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'digest',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('school_id', sa.String(length=60), nullable=False),
        sa.Column('week', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id']),
        sa.PrimaryKeyConstraint('person_id', 'school_id'),
    )


def downgrade() -> None:
    """No leader is told once a week any more."""
    op.execute("DELETE FROM outgoing WHERE says = 'digest'")
    op.drop_table('digest')
