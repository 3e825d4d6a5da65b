"""A case's log of entries, its revision, typed values of answers, numbers that are unique, and one open walk a talk and stay."""

from collections import defaultdict
from datetime import timedelta
from heapq import merge

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

APPEND_ONLY = ('fact', 'note')
TAKEN_BACK = ('withdrawn', 'taken_back')
AT_ONCE = timedelta(seconds=1)

case = sa.table('pupil_case', sa.column('id', sa.Uuid), sa.column('revision', sa.Integer))
member = sa.table(
    'case_member', sa.column('case_id', sa.Uuid), sa.column('person_id', sa.Uuid), sa.column('role', sa.String)
)
entry = sa.table(
    'entry',
    sa.column('case_id', sa.Uuid),
    sa.column('number', sa.Integer),
    sa.column('command_id', sa.String),
    sa.column('do', sa.String),
    sa.column('takes_back', sa.Integer),
    sa.column('recorded_at', sa.DateTime(timezone=True)),
    sa.column('recorded_by', sa.Uuid),
    sa.column('turn_id', sa.Uuid),
)


def _written(name: str, *more: sa.ColumnClause) -> sa.TableClause:
    return sa.table(
        name,
        sa.column('id', sa.Uuid),
        sa.column('case_id', sa.Uuid),
        sa.column('number', sa.Integer),
        sa.column('kind', sa.String),
        sa.column('entry', sa.Integer),
        sa.column('recorded_at', sa.DateTime(timezone=True)),
        sa.column('recorded_by', sa.Uuid),
        sa.column('turn_id', sa.Uuid),
        *more,
    )


fact = _written(
    'fact',
    sa.column('level', sa.String),
    sa.column('round', sa.Integer),
    sa.column('task', sa.String),
    sa.column('supersedes', sa.Integer),
    sa.column('run_id', sa.Uuid),
    sa.column('person_id', sa.Uuid),
)
note = _written('note', sa.column('replaces', sa.Uuid), sa.column('replaces_number', sa.Integer))
run = sa.table(
    'guide_run',
    sa.column('id', sa.Uuid),
    sa.column('case_id', sa.Uuid),
    sa.column('guide_id', sa.String),
    sa.column('level', sa.String),
    sa.column('round', sa.Integer),
    sa.column('started_at', sa.DateTime(timezone=True)),
    sa.column('ended_at', sa.DateTime(timezone=True)),
)
# The name of the command that a fact or a note of that time was recorded by; what is not named was a tick.
COMMANDS = {
    'decided': 'decide',
    'consent_refused': 'consent',
    'task_skipped': 'skip_task',
    'own_date_set': 'own_date',
    'attempted': 'attempt',
    'planned': 'plan_day',
    'closed': 'close',
    'reopened': 'reopen',
    'handed_over': 'share',
    'withdrawn': 'take_back',
    'concern_raised': 'open',
    'answer': 'answer',
    'skip': 'skip_question',
    'concern': 'note',
    'loose': 'note',
    'taken_back': 'take_back',
}


def upgrade() -> None:
    op.create_table(
        'entry',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('command_id', sa.String(120), nullable=False),
        sa.Column('do', sa.String(20), nullable=False),
        sa.Column('takes_back', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
        sa.Column('turn_id', sa.Uuid(), sa.ForeignKey('turn.id'), nullable=True),
        sa.PrimaryKeyConstraint('case_id', 'number'),
        sa.UniqueConstraint('case_id', 'command_id', name='entry_command_once'),
    )
    op.add_column('pupil_case', sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('fact', sa.Column('entry', sa.Integer(), nullable=True))
    op.add_column('fact', sa.Column('run_id', sa.Uuid(), nullable=True))
    op.add_column('fact', sa.Column('person_id', sa.Uuid(), nullable=True))
    op.add_column('note', sa.Column('entry', sa.Integer(), nullable=True))
    op.add_column('note', sa.Column('value', sa.LargeBinary(), nullable=True))
    op.add_column('note', sa.Column('replaces_number', sa.Integer(), nullable=True))
    _allow_changes()
    connection = op.get_bind()
    for case_id in connection.scalars(sa.select(case.c.id)).all():
        _log(connection, case_id)
        _close_doubled_walks(connection, case_id)
    with op.batch_alter_table('fact') as batch:
        batch.alter_column('entry', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('note') as batch:
        batch.alter_column('entry', existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint('note_once_per_turn', type_='unique')
        batch.drop_constraint('note_kind', type_='check')
        batch.create_check_constraint(
            'note_kind', "kind IN ('answer', 'skip', 'concern', 'loose', 'reason', 'taken_back')"
        )
        batch.create_unique_constraint('note_number_once', ['case_id', 'number'])
        batch.drop_column('replaces')
    with op.batch_alter_table('pupil_case') as batch:
        batch.alter_column('revision', existing_type=sa.Integer(), server_default=None)
    op.create_index(
        'guide_run_once_open',
        'guide_run',
        ['case_id', 'guide_id', 'level', 'round'],
        unique=True,
        sqlite_where=sa.text('ended_at IS NULL'),
        postgresql_where=sa.text('ended_at IS NULL'),
    )
    _forbid_changes((*APPEND_ONLY, 'entry'))


def downgrade() -> None:
    """What that program has no kind for stays as a loose note, or as a fact that says nothing: its facts have no holes."""
    _allow_changes((*APPEND_ONLY, 'entry'))
    connection = op.get_bind()
    connection.execute(sa.update(note).where(note.c.kind == 'reason').values(kind='loose'))
    connection.execute(
        sa.update(fact).where(fact.c.kind.in_(('went_on', 'unshared'))).values(kind='withdrawn', supersedes=None)
    )
    for case_id in connection.scalars(sa.select(case.c.id)).all():
        _count_as_before(connection, case_id, fact, fact.c.supersedes)
        _count_as_before(connection, case_id, note, note.c.replaces_number)
    # A turn of today may write several notes of one kind: the first one stays with its turn.
    op.execute(
        'UPDATE note SET turn_id = NULL WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER '
        '(PARTITION BY turn_id, kind ORDER BY number, id) AS place FROM note WHERE turn_id IS NOT NULL) AS written '
        'WHERE place > 1)'
    )
    op.drop_index('guide_run_once_open', 'guide_run')
    op.add_column('note', sa.Column('replaces', sa.Uuid(), nullable=True))
    replaced = note.alias()
    connection.execute(
        sa.update(note)
        .where(note.c.replaces_number.is_not(None))
        .values(
            replaces=sa.select(replaced.c.id)
            .where(replaced.c.case_id == note.c.case_id, replaced.c.number == note.c.replaces_number)
            .scalar_subquery()
        )
    )
    with op.batch_alter_table('note') as batch:
        batch.drop_constraint('note_number_once', type_='unique')
        batch.drop_constraint('note_kind', type_='check')
        batch.create_check_constraint('note_kind', "kind IN ('answer', 'skip', 'concern', 'loose', 'taken_back')")
        batch.create_unique_constraint('note_once_per_turn', ['turn_id', 'kind'])
        batch.create_foreign_key('note_replaces_fkey', 'note', ['replaces'], ['id'])
        batch.drop_column('replaces_number')
        batch.drop_column('value')
        batch.drop_column('entry')
    with op.batch_alter_table('fact') as batch:
        batch.drop_column('person_id')
        batch.drop_column('run_id')
        batch.drop_column('entry')
    with op.batch_alter_table('pupil_case') as batch:
        batch.drop_column('revision')
    op.drop_table('entry')
    _forbid_changes()


def _count_as_before(
    connection: sa.Connection, case_id: object, table: sa.TableClause, replaces: sa.ColumnClause
) -> None:
    """Today what is taken back has replaced nothing; to that program it has. So it no longer points at what counts."""
    rows = connection.execute(
        sa.select(table.c.id, table.c.number, table.c.kind, replaces.label('at'))
        .where(table.c.case_id == case_id)
        .order_by(table.c.number.desc())
    ).all()
    gone: set[int] = set()
    for row in rows:
        if row.kind in TAKEN_BACK and row.number not in gone and row.at is not None:
            gone.add(row.at)
    replaced = gone | {row.at for row in rows if row.number not in gone}
    wrong = [row.id for row in rows if row.at is not None and row.at not in replaced]
    _write(connection, table, [{'of': row_id, replaces.name: None} for row_id in wrong])


def _log(connection: sa.Connection, case_id: object) -> None:
    """An entry for what each turn recorded, and one for each thing that was recorded by hand.

    A clock may have been put back: facts and notes each keep the order of their numbers. Two devices at once could write two notes
    of one number: each gets its own.
    """
    facts = connection.execute(sa.select(fact).where(fact.c.case_id == case_id).order_by(fact.c.number)).all()
    notes = connection.execute(
        sa.select(note)
        .where(note.c.case_id == case_id)
        .order_by(note.c.number, note.c.recorded_at, note.c.id)
    ).all()
    numbers = {row.id: number for number, row in enumerate(notes, 1)}
    entries: dict[object, int] = {}  # by the turn, or by what was recorded by hand
    rows = defaultdict(list)
    for row in merge(facts, notes, key=lambda row: row.recorded_at):
        rows[entries.setdefault(row.turn_id or row.id, len(entries) + 1)].append(row)
    recorded_in = {row.id: number for number, together in rows.items() for row in together}
    fact_ids = {row.number: row.id for row in facts}

    def line(number: int, key: object) -> dict[str, object]:
        together = rows[number]
        said = [row for row in together if row.kind not in TAKEN_BACK]
        undone = {fact_ids.get(row.supersedes) if row.kind == 'withdrawn' else row.replaces for row in together if not said}
        took_back = {recorded_in.get(row_id) for row_id in undone}
        return {
            'case_id': case_id,
            'number': number,
            'command_id': f'before:{key}',
            'do': _command((said or together)[0]),
            'takes_back': took_back.pop() if len(took_back) == 1 else None,
            'recorded_at': together[0].recorded_at,
            'recorded_by': together[0].recorded_by,
            'turn_id': together[0].turn_id,
        }

    ended, shared = _ended_walks(connection, case_id, facts), _shared_with(connection, case_id, facts)
    _insert(connection, entry, [line(number, key) for key, number in entries.items()])
    _write(
        connection,
        fact,
        [
            {
                'of': row.id,
                'entry': recorded_in[row.id],
                'run_id': ended.get(row.id),
                'person_id': shared.get(row.id),
            }
            for row in facts
        ],
    )
    _write(
        connection,
        note,
        [
            {
                'of': row.id,
                'entry': recorded_in[row.id],
                'number': numbers[row.id],
                'replaces_number': numbers.get(row.replaces),
            }
            for row in notes
        ],
    )
    _write(connection, case, [{'of': case_id, 'revision': len(entries)}])


def _command(row: sa.Row) -> str:
    if row.kind == 'talk_held' and row.task is None:
        return 'end_talk'
    return COMMANDS.get(row.kind, 'tick')


def _ended_walks(connection: sa.Connection, case_id: object, facts: list[sa.Row]) -> dict[object, object]:
    """By the fact: the walk whose end it tells of. The end was written first, and the fact of no task at once after it."""
    ends = connection.execute(
        sa.select(run).where(run.c.case_id == case_id, run.c.ended_at.is_not(None)).order_by(run.c.ended_at)
    ).all()
    found: dict[object, object] = {}
    for walk in ends:
        for row in facts:
            same = row.task is None and (row.level, row.round) == (walk.level, walk.round) and row.id not in found
            if same and timedelta(0) <= row.recorded_at - walk.ended_at < AT_ONCE:
                found[row.id] = walk.id
                break
    return found


def _shared_with(connection: sa.Connection, case_id: object, facts: list[sa.Row]) -> dict[object, object]:
    """By the fact: whom the case was shared with. It was not written down: known only of one fact and one colleague."""
    shared = [row.id for row in facts if row.kind == 'handed_over']
    people = connection.scalars(
        sa.select(member.c.person_id).where(member.c.case_id == case_id, member.c.role == 'member')
    ).all()
    return {shared[0]: people[0]} if len(shared) == len(people) == 1 else {}


def _insert(connection: sa.Connection, table: sa.TableClause, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _write(connection: sa.Connection, table: sa.TableClause, rows: list[dict[str, object]]) -> None:
    """Changes each row whose id is `of`."""
    if rows:
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam('of')), rows)


def _close_doubled_walks(connection: sa.Connection, case_id: object) -> None:
    """Of several open walks through one guide on one stay, the last one begun goes on."""
    still_open = connection.execute(
        sa.select(run).where(run.c.case_id == case_id, run.c.ended_at.is_(None)).order_by(run.c.started_at, run.c.id)
    ).all()
    last = {(row.guide_id, row.level, row.round): row.id for row in still_open}
    for row in still_open:
        if row.id not in last.values():
            connection.execute(sa.update(run).where(run.c.id == row.id).values(ended_at=row.started_at))


def _allow_changes(tables: tuple[str, ...] = APPEND_ONLY) -> None:
    on = '' if op.get_bind().dialect.name == 'sqlite' else ' ON {0}'
    for table in tables:
        op.execute(f'DROP TRIGGER IF EXISTS {table}_is_append_only{on.format(table)}')


def _forbid_changes(tables: tuple[str, ...] = APPEND_ONLY) -> None:
    for table in tables:
        if op.get_bind().dialect.name == 'sqlite':
            then = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        else:
            then = 'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        op.execute(f'CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} {then}')
