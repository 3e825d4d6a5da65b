"""Who is still to be told that somebody has read a case for a reason."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'untold_insight',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), primary_key=True),
        sa.Column('person_id', sa.Uuid(), sa.ForeignKey('person.id'), primary_key=True),
        sa.Column('reading', sa.Uuid(), primary_key=True),
    )


def downgrade() -> None:
    op.drop_table('untold_insight')
