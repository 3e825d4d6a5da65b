"""Who changed access is in the audit; the audit may be cut at its beginning when it is old; staff who left lose their names; and
a school says when an open case has been left alone for long.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

# On the way back what stands in `details` goes to `reason`, whose hash is the same: the chain holds in both versions.
OF_ACCESS = (
    "('employed', 'left', 'identified', 'invited', 'invitation_accepted', 'invitation_withdrawn', 'access_settled', "
    "'removed', 'made_nameless', 'audit_cut')"
)
APPEND_ONLY = "RAISE(ABORT, 'audit is append-only')"
YOUNG = "strftime('%Y-%m-%d %H:%M:%S', 'now', '-1 year')"


def upgrade() -> None:
    op.add_column('audit', sa.Column('details', sa.Text(), nullable=True))
    op.create_table(
        'audit_start',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.Column('cut_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('id = 1', name='audit_start_once'),
    )
    _let_changes()
    as_text = 'CAST(reason AS TEXT)' if _is_sqlite() else "convert_from(reason, 'UTF8')"
    op.execute(f'UPDATE audit SET details = {as_text}, reason = NULL WHERE what IN {OF_ACCESS}')
    _refuse_changes_but_of_the_beginning()
    for column in ('left_on', 'removed_on'):
        op.add_column('person', sa.Column(column, sa.Date(), nullable=True))
    op.add_column('school', sa.Column('untouched_months', sa.Integer(), nullable=False, server_default='6'))


def downgrade() -> None:
    """A chain whose beginning was cut does not hold in the version before, so there is no way back for it."""
    if op.get_bind().execute(sa.text('SELECT count(*) FROM audit_start')).scalar():
        raise RuntimeError('the audit was cut at its beginning, which the version before cannot verify: restore a copy instead')
    op.drop_column('school', 'untouched_months')
    for column in ('removed_on', 'left_on'):
        op.drop_column('person', column)
    _let_changes_again()
    as_bytes = 'CAST(details AS BLOB)' if _is_sqlite() else "convert_to(details, 'UTF8')"
    op.execute(f'UPDATE audit SET reason = {as_bytes} WHERE details IS NOT NULL')
    op.drop_table('audit_start')
    op.drop_column('audit', 'details')
    _refuse_changes()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def _let_changes() -> None:
    if _is_sqlite():
        for change in ('update', 'delete'):
            op.execute(f'DROP TRIGGER audit_takes_no_{change}')
    else:
        op.execute('DROP TRIGGER audit_is_append_only ON audit')


def _let_changes_again() -> None:
    if _is_sqlite():
        _let_changes()
        for change in ('insert', 'update', 'delete'):
            op.execute(f'DROP TRIGGER audit_start_guards_{change}')
        return
    op.execute('DROP TRIGGER audit_takes_no_update ON audit')
    op.execute('DROP TRIGGER audit_takes_no_delete ON audit')
    for trigger in ('audit_start_is_of_old_rows', 'audit_start_stays', 'audit_start_is_not_emptied'):
        op.execute(f'DROP TRIGGER {trigger} ON audit_start')
    op.execute('DROP FUNCTION refuse_deletion_of_the_audit')
    op.execute('DROP FUNCTION refuse_start_of_the_audit')


def _refuse_changes() -> None:
    if _is_sqlite():
        for change in ('UPDATE', 'DELETE'):
            op.execute(
                f'CREATE TRIGGER audit_takes_no_{change.lower()} BEFORE {change} ON audit BEGIN SELECT {APPEND_ONLY}; END'
            )
    else:
        op.execute(
            'CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )


def _refuse_changes_but_of_the_beginning() -> None:
    """Rows go only up to the one that is named as the start, and none that is younger than a year is ever named."""
    if _is_sqlite():
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    op.execute(f'CREATE TRIGGER audit_takes_no_update BEFORE UPDATE ON audit BEGIN SELECT {APPEND_ONLY}; END')
    op.execute(
        'CREATE TRIGGER audit_takes_no_delete BEFORE DELETE ON audit '
        'WHEN OLD.number > COALESCE((SELECT number FROM audit_start), 0) '
        f'BEGIN SELECT {APPEND_ONLY}; END'
    )
    for change in ('INSERT', 'UPDATE'):
        op.execute(
            f'CREATE TRIGGER audit_start_guards_{change.lower()} BEFORE {change} ON audit_start '
            'WHEN NOT EXISTS (SELECT 1 FROM audit WHERE number = NEW.number AND hash = NEW.hash) '
            f'OR EXISTS (SELECT 1 FROM audit WHERE number <= NEW.number AND at > {YOUNG}) '
            f'BEGIN SELECT {APPEND_ONLY}; END'
        )
    op.execute(f'CREATE TRIGGER audit_start_guards_delete BEFORE DELETE ON audit_start BEGIN SELECT {APPEND_ONLY}; END')


def _on_postgresql() -> None:
    op.execute(
        'CREATE FUNCTION refuse_deletion_of_the_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        'IF OLD.number > COALESCE((SELECT number FROM audit_start), 0) THEN '
        "RAISE EXCEPTION 'audit is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        'CREATE FUNCTION refuse_start_of_the_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        'IF NOT EXISTS (SELECT 1 FROM audit WHERE number = NEW.number AND hash = NEW.hash) '
        "OR EXISTS (SELECT 1 FROM audit WHERE number <= NEW.number AND at > now() - interval '1 year') THEN "
        "RAISE EXCEPTION 'audit is append-only'; END IF; RETURN NEW; END $$"
    )
    for trigger in (
        'audit_takes_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change()',
        'audit_takes_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_the_audit()',
        'audit_start_is_of_old_rows BEFORE INSERT OR UPDATE ON audit_start FOR EACH ROW '
        'EXECUTE FUNCTION refuse_start_of_the_audit()',
        'audit_start_stays BEFORE DELETE ON audit_start FOR EACH ROW EXECUTE FUNCTION refuse_change()',
        'audit_start_is_not_emptied BEFORE TRUNCATE ON audit_start FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    ):
        op.execute(f'CREATE TRIGGER {trigger}')
