"""Deleting a case for good: facts, notes and entries may be deleted when their case's key is gone, and at no other time.

What was exported or shredded from the command line is in the audit without a person.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0008'
branch_labels = None
depends_on = None

KEPT = ('fact', 'note', 'entry')
BEFORE = "person_id IS NOT NULL OR what IN ('move_shown', 'moved')"
NOW = "person_id IS NOT NULL OR what IN ('move_shown', 'moved', 'exported', 'shredded')"


def upgrade() -> None:
    _by_nobody(NOW)
    _keep()


def downgrade() -> None:
    """What that program knows nothing of stays in the audit, as what somebody without a name has moved."""
    _let_go()
    _by_nobody(BEFORE)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def _by_nobody(allowed: str) -> None:
    """The audit takes no change, by triggers that SQLite forgets when the table is made anew."""
    triggers = _triggers('audit')
    _drop(triggers, 'audit')
    if allowed == BEFORE:
        op.execute("UPDATE audit SET what = 'moved' WHERE person_id IS NULL AND what IN ('exported', 'shredded')")
    with op.batch_alter_table('audit') as batch:
        batch.drop_constraint('audit_by_somebody', type_='check')
        batch.create_check_constraint('audit_by_somebody', allowed)
    for made in triggers.values():
        op.execute(made)


def _triggers(table: str) -> dict[str, str]:
    """By name, how each was made."""
    if _is_sqlite():
        found = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :of")
    else:
        found = sa.text(
            'SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = CAST(:of AS regclass) AND NOT tgisinternal'
        )
    return {row[0]: row[1] for row in op.get_bind().execute(found, {'of': table})}


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
