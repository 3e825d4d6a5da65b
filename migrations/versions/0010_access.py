"""The audit as a chain; employments and memberships that end on a day; offers, invitations, and what a school lets its leaders see."""

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # whoever works there today did when they were let into a case
START = '0' * 64
# Noted from 0014 on, which leaves them in the chain on its way back.
OF_ACCESS = (
    "('employed', 'left', 'identified', 'invited', 'invitation_accepted', 'invitation_withdrawn', 'access_settled', "
    "'removed', 'made_nameless', 'audit_cut')"
)
BATCH = 1000

audit = sa.table(
    'audit',
    sa.column('id', sa.Uuid),
    sa.column('case_id', sa.Uuid),
    sa.column('person_id', sa.Uuid),
    sa.column('what', sa.String),
    sa.column('at', sa.DateTime(timezone=True)),
    sa.column('turn_id', sa.Uuid),
    sa.column('number', sa.BigInteger),
    sa.column('door', sa.String),
    sa.column('previous', sa.String),
    sa.column('hash', sa.String),
)
END_HELD = """
CREATE FUNCTION audit_end() RETURNS TABLE (number bigint, hash varchar) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(72027);
  RETURN QUERY SELECT a.number, a.hash FROM audit a ORDER BY a.number DESC LIMIT 1;
END $$
"""  # volatile, so that the row is looked for after the lock is had


def upgrade() -> None:
    _chain_the_audit()
    _endings()
    op.create_table(
        'case_offer',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), primary_key=True),
        sa.Column('person_id', sa.Uuid(), sa.ForeignKey('person.id'), primary_key=True),
        sa.Column('offered_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=True),
    )
    op.create_index('ix_case_offer_person_id', 'case_offer', ['person_id'])
    op.create_table(
        'invitation',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('token_hash', sa.String(64), nullable=False),
        sa.Column('school_id', sa.String(), sa.ForeignKey('school.id'), nullable=False),
        sa.Column('role', sa.String(20), nullable=False),
        sa.Column('invited_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('accepted_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=True),
        sa.UniqueConstraint('token_hash', name='invitation_token_once'),
        sa.CheckConstraint("role IN ('teacher', 'adviser')", name='invitation_role'),
    )
    op.create_index('ix_invitation_school_id', 'invitation', ['school_id'])
    op.create_table(
        'access_settings',
        sa.Column('school_id', sa.String(), sa.ForeignKey('school.id'), primary_key=True),
        sa.Column('leaders_see', sa.String(10), nullable=False),
        sa.Column('advisers_see', sa.String(10), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=True),
        sa.CheckConstraint("leaders_see IN ('figures', 'lines')", name='access_settings_leaders'),
        sa.CheckConstraint("advisers_see IN ('own', 'as_leaders')", name='access_settings_advisers'),
    )


def downgrade() -> None:
    """What that program cannot end on a day ends now, so that nobody comes to see more. Reasons of leaders are dropped."""
    for table in ('access_settings', 'invitation', 'case_offer'):
        op.drop_table(table)
    _nothing_ends_on_a_day()
    _unchain_the_audit()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


# the audit


def _chain_the_audit() -> None:
    _allow_changes_of_the_audit()
    for column in (
        sa.Column('number', sa.BigInteger(), nullable=True),
        sa.Column('door', sa.String(10), nullable=True),
        sa.Column('reason', sa.LargeBinary(), nullable=True),
        sa.Column('previous', sa.String(64), nullable=True),
        sa.Column('hash', sa.String(64), nullable=True),
    ):
        op.add_column('audit', column)
    _link()
    with op.batch_alter_table('audit') as batch:
        for name, kind in (
            ('number', sa.BigInteger()),
            ('door', sa.String(10)),
            ('previous', sa.String(64)),
            ('hash', sa.String(64)),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.drop_constraint('audit_by_somebody', type_='check')
        batch.create_check_constraint('audit_by_somebody', "person_id IS NOT NULL OR door = 'command'")
        batch.create_check_constraint('audit_door', "door IN ('chat', 'page', 'command')")
        batch.create_unique_constraint('audit_number_once', ['number'])
    if not _is_sqlite():
        op.execute(END_HELD)
        op.execute(
            'CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'
        )
    _forbid_changes_of_the_audit()


def _link() -> None:
    """By when they were written. Through which door is told by what is known: a turn, or nobody."""
    connection = op.get_bind()
    columns = audit.c.id, audit.c.case_id, audit.c.person_id, audit.c.what, audit.c.at, audit.c.turn_id
    rows = connection.execute(sa.select(*columns).order_by(audit.c.at, audit.c.id)).mappings().all()
    put = (
        sa.update(audit)
        .where(audit.c.id == sa.bindparam('row'))
        .values({name: sa.bindparam(f'new_{name}') for name in ('number', 'door', 'previous', 'hash')})
    )
    previous, linked = START, []
    for number, row in enumerate(rows, 1):
        door = 'chat' if row['turn_id'] else 'page' if row['person_id'] else 'command'
        hash_ = _digest(number, previous, door, row)
        linked.append(
            {'row': row['id'], 'new_number': number, 'new_door': door, 'new_previous': previous, 'new_hash': hash_}
        )
        previous = hash_
    for start in range(0, len(linked), BATCH):
        connection.execute(put, linked[start : start + BATCH])


def _digest(number: int, previous: str, door: str, row: sa.RowMapping) -> str:
    """As api/audit/chain.py made it when this was written; `reason` was told by nobody then."""
    at = row['at']
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    said = (
        number,
        previous,
        str(row['id']),
        str(row['case_id']),
        str(row['person_id']) if row['person_id'] else None,
        row['what'],
        door,
        at.isoformat(timespec='microseconds'),
        str(row['turn_id']) if row['turn_id'] else None,
        b64encode(row['reason']).decode() if row.get('reason') else None,
    )
    return hashlib.sha256(json.dumps(said, separators=(',', ':')).encode()).hexdigest()


def _unchain_the_audit() -> None:
    _allow_changes_of_the_audit()
    if not _is_sqlite():
        op.execute('DROP TRIGGER audit_is_not_emptied ON audit')
        op.execute('DROP FUNCTION audit_end')
    op.execute(f'DELETE FROM audit WHERE what IN {OF_ACCESS}')  # of no case: that program has no place for them
    # What that program knows nothing of stays, as what somebody without a name has moved.
    op.execute("UPDATE audit SET what = 'moved' WHERE person_id IS NULL AND what NOT IN ('move_shown', 'moved')")
    with op.batch_alter_table('audit') as batch:
        batch.drop_constraint('audit_by_somebody', type_='check')
        batch.drop_constraint('audit_door', type_='check')
        batch.drop_constraint('audit_number_once', type_='unique')
        batch.create_check_constraint(
            'audit_by_somebody', "person_id IS NOT NULL OR what IN ('move_shown', 'moved')"
        )
        for column in ('number', 'door', 'reason', 'previous', 'hash'):
            batch.drop_column(column)
    _forbid_changes_of_the_audit()


def _allow_changes_of_the_audit() -> None:
    if _is_sqlite():
        for change in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_takes_no_{change}')
    else:
        op.execute('DROP TRIGGER audit_is_append_only ON audit')


def _forbid_changes_of_the_audit() -> None:
    if _is_sqlite():
        for change in ('UPDATE', 'DELETE'):
            op.execute(
                f'CREATE TRIGGER audit_takes_no_{change.lower()} BEFORE {change} ON audit '
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
    else:
        op.execute(
            'CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )


# what ends on a day


def _endings() -> None:
    op.add_column('case_member', sa.Column('last_day', sa.Date(), nullable=True))
    op.add_column('employment', sa.Column('since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('employment', sa.Column('last_day', sa.Date(), nullable=True))
    employment = sa.table('employment', sa.column('since', sa.DateTime(timezone=True)))
    op.get_bind().execute(sa.update(employment).values(since=LONG_AGO))
    with op.batch_alter_table('employment') as batch:
        batch.alter_column('since', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.drop_constraint('employment_role', type_='check')
        batch.create_check_constraint(
            'employment_role', "role IN ('teacher', 'substitute', 'adviser', 'leader', 'admin')"
        )


def _nothing_ends_on_a_day() -> None:
    now = datetime.now(UTC)
    member = sa.table(
        'case_member',
        sa.column('case_id', sa.Uuid),
        sa.column('person_id', sa.Uuid),
        sa.column('since', sa.DateTime(timezone=True)),
        sa.column('until', sa.DateTime(timezone=True)),
        sa.column('last_day', sa.Date),
    )
    case = sa.table('pupil_case', sa.column('id', sa.Uuid), sa.column('school_id', sa.String))
    employment = sa.table(
        'employment',
        sa.column('person_id', sa.Uuid),
        sa.column('school_id', sa.String),
        sa.column('role', sa.String),
        sa.column('since', sa.DateTime(timezone=True)),
        sa.column('last_day', sa.Date),
    )
    works = (
        sa.exists()
        .where(
            case.c.id == member.c.case_id,
            employment.c.school_id == case.c.school_id,
            employment.c.person_id == member.c.person_id,
            employment.c.since <= member.c.since,
            employment.c.role != 'admin',
        )
        .correlate(member)
    )
    connection = op.get_bind()
    connection.execute(
        sa.update(member)
        .where(member.c.until.is_(None), sa.or_(member.c.last_day.is_not(None), ~works))
        .values(until=now)
    )
    connection.execute(sa.delete(employment).where(employment.c.last_day < now.date()))
    connection.execute(
        sa.update(employment).where(employment.c.role.in_(('substitute', 'admin'))).values(role='teacher')
    )
    _facts_of_that_time()
    with op.batch_alter_table('employment') as batch:
        batch.drop_constraint('employment_role', type_='check')
        batch.create_check_constraint('employment_role', "role IN ('teacher', 'leader', 'adviser')")
        batch.drop_column('since')
        batch.drop_column('last_day')
    op.drop_column('case_member', 'last_day')


def _facts_of_that_time() -> None:
    """Who took a case over was given it; an offer says nothing."""
    fact = sa.table('fact', sa.column('kind', sa.String), sa.column('supersedes', sa.Integer))
    on = '' if _is_sqlite() else ' ON fact'
    op.execute(f'DROP TRIGGER IF EXISTS fact_is_append_only{on}')
    connection = op.get_bind()
    connection.execute(sa.update(fact).where(fact.c.kind == 'taken_over').values(kind='handed_over'))
    said = ('handover_offered', 'handover_refused', 'handover_withdrawn')
    connection.execute(sa.update(fact).where(fact.c.kind.in_(said)).values(kind='withdrawn', supersedes=None))
    if _is_sqlite():
        then = "BEGIN SELECT RAISE(ABORT, 'fact is append-only'); END"
    else:
        then = 'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
    op.execute(f'CREATE TRIGGER fact_is_append_only BEFORE UPDATE ON fact {then}')
