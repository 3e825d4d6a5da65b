"""How long a school keeps a closed case, what is due to be deleted, and who asked to keep it longer.

Deleting a case for good: facts, notes and entries may be deleted when their case's key is gone, and at no other time.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KEPT = ('fact', 'note', 'entry')


def upgrade() -> None:
    _keep()
    op.add_column('school', sa.Column('retention_months', sa.Integer(), nullable=False, server_default='12'))
    op.add_column('school', sa.Column('retention_tells_leaders', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        'due_notice',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), primary_key=True),
        sa.Column('closed_on', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('noticed_on', sa.Date(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        'kept_longer',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), nullable=False),
        sa.Column('closed_on', sa.Date(), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.Column('reason', sa.LargeBinary(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
    )
    op.create_index('ix_kept_longer_case_id', 'kept_longer', ['case_id'])


def downgrade() -> None:
    """A case that somebody asked to keep would be deleted too early after the way back and up again: so there is none."""
    kept = op.get_bind().execute(sa.text('SELECT count(*) FROM kept_longer')).scalar()
    if kept:
        raise RuntimeError(
            f'{kept} times somebody asked for a case to be kept longer, which the version before does not know: '
            'go on with this version, or restore a copy from before'
        )
    op.drop_index('ix_kept_longer_case_id', 'kept_longer')
    op.drop_table('kept_longer')
    op.drop_table('due_notice')
    op.drop_column('school', 'retention_tells_leaders')
    op.drop_column('school', 'retention_months')
    _let_go()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def _drop(names, table: str) -> None:
    for name in names:
        op.execute(f'DROP TRIGGER {name}' + ('' if _is_sqlite() else f' ON {table}'))


def _keep() -> None:
    if _is_sqlite():
        for table in KEPT:
            op.execute(
                f'CREATE TRIGGER {table}_goes_after_its_key BEFORE DELETE ON {table} '
                'WHEN EXISTS (SELECT 1 FROM data_key WHERE id = OLD.case_id) '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        'CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        'IF EXISTS (SELECT 1 FROM data_key WHERE id = OLD.case_id) THEN '
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
    )
    for table in KEPT:
        op.execute(
            f'CREATE TRIGGER {table}_goes_after_its_key BEFORE DELETE ON {table} '
            'FOR EACH ROW EXECUTE FUNCTION refuse_deletion()'
        )


def _let_go() -> None:
    for table in KEPT:
        _drop([f'{table}_goes_after_its_key'], table)
    if not _is_sqlite():
        op.execute('DROP FUNCTION refuse_deletion')
