"""Who is reminded, and what was put off."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reminding',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('considered_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id'),
    )
    op.create_table(
        'snoozed',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('task', sa.String(length=120), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id']),
        sa.PrimaryKeyConstraint('person_id', 'case_id', 'task'),
    )
    op.create_index('ix_snoozed_case_id', 'snoozed', ['case_id'])


def downgrade() -> None:
    """Nobody is reminded any more."""
    op.drop_table('snoozed')
    op.drop_table('reminding')
