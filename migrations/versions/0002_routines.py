"""Questions picked before a talk, a school's own limit and role names, cases moved to a newer version of their routine."""

import json

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

version = sa.table('routine_version', sa.column('hash', sa.String), sa.column('content', sa.JSON))


def upgrade() -> None:
    op.add_column('guide_run', sa.Column('picked', sa.JSON(), nullable=True))
    op.add_column('school', sa.Column('own_limit', sa.JSON(), nullable=True))
    op.add_column('school', sa.Column('role_names', sa.JSON(), nullable=True))
    op.create_table(
        'version_move',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), nullable=False),
        sa.Column('from_hash', sa.String(16), nullable=False),
        sa.Column('to_hash', sa.String(16), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index('ix_version_move_case_id', 'version_move', ['case_id'])
    _rewrite(_with_limit)


def downgrade() -> None:
    _rewrite(_without_limit)
    op.drop_index('ix_version_move_case_id', 'version_move')
    op.drop_table('version_move')
    op.drop_column('school', 'role_names')
    op.drop_column('school', 'own_limit')
    op.drop_column('guide_run', 'picked')


def _rewrite(change) -> None:
    """Published content in the form this version of the program reads. What it says stays the same, and so does its hash."""
    connection = op.get_bind()
    for hash_, content in connection.execute(sa.select(version.c.hash, version.c.content)).all():
        content = json.loads(content) if isinstance(content, str) else content
        content['thresholds'] = [change(threshold) for threshold in content.get('thresholds', [])]
        connection.execute(version.update().where(version.c.hash == hash_).values(content=content))


def _with_limit(threshold):
    if 'limit' in threshold:
        return threshold
    amount, unit, period = (threshold.pop(key, None) for key in ('amount', 'unit', 'period'))
    limit = {'amount': amount, 'unit': unit, 'period': period} if amount is not None else None
    return threshold | {'limit': limit, 'sign': None}


def _without_limit(threshold):
    limit = threshold.pop('limit', None) or {}
    threshold.pop('sign', None)
    return threshold | {key: limit.get(key) for key in ('amount', 'unit', 'period')}
