"""A case's log of entries, its revision, typed values of answers, numbers that are unique, and one open walk a talk and stay."""

from itertools import count

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

APPEND_ONLY = ('fact', 'note')

case = sa.table('pupil_case', sa.column('id', sa.Uuid), sa.column('revision', sa.Integer))
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


fact = _written('fact')
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
# The name of the command that a fact of today's database was recorded by; a note's is `note` or `answer`.
COMMANDS = {
    'decided': 'decide',
    'consent_refused': 'consent',
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
        _number_notes(connection, case_id)
        _replace_by_number(connection, case_id)
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
    _allow_changes((*APPEND_ONLY, 'entry'))
    connection = op.get_bind()
    connection.execute(sa.delete(note).where(note.c.kind == 'reason'))
    connection.execute(sa.delete(fact).where(fact.c.kind.in_(('went_on', 'unshared'))))
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
        batch.create_foreign_key('note_replaces_fkey', 'note', ['replaces'], ['id'])
        batch.drop_column('replaces_number')
        batch.drop_column('value')
        batch.drop_column('entry')
    # The rule that one turn writes one note of a kind does not come back: turns of today write more.
    with op.batch_alter_table('fact') as batch:
        batch.drop_column('person_id')
        batch.drop_column('run_id')
        batch.drop_column('entry')
    with op.batch_alter_table('pupil_case') as batch:
        batch.drop_column('revision')
    op.drop_table('entry')
    _forbid_changes()


def _number_notes(connection: sa.Connection, case_id: object) -> None:
    """Two devices at once could write two notes of one number: each gets its own, in the order they were written."""
    ids = connection.scalars(
        sa.select(note.c.id)
        .where(note.c.case_id == case_id)
        .order_by(note.c.number, note.c.recorded_at, note.c.id)
    ).all()
    for number, note_id in enumerate(ids, 1):
        connection.execute(sa.update(note).where(note.c.id == note_id).values(number=number))


def _replace_by_number(connection: sa.Connection, case_id: object) -> None:
    numbers = dict(connection.execute(sa.select(note.c.id, note.c.number).where(note.c.case_id == case_id)).all())
    for row in connection.execute(
        sa.select(note.c.id, note.c.replaces).where(note.c.case_id == case_id, note.c.replaces.is_not(None))
    ).all():
        connection.execute(sa.update(note).where(note.c.id == row.id).values(replaces_number=numbers[row.replaces]))


def _log(connection: sa.Connection, case_id: object) -> None:
    """An entry for what each turn recorded, and one for each thing that was recorded by hand."""
    rows = [
        (row.recorded_at, place, row.number, table, row)
        for place, table in enumerate((fact, note))
        for row in connection.execute(sa.select(table).where(table.c.case_id == case_id)).all()
    ]
    numbers = count(1)
    known: dict[object, int] = {}
    for _, _, _, table, row in sorted(rows, key=lambda one: one[:3]):
        key = row.turn_id or row.id
        if key not in known:
            known[key] = next(numbers)
            connection.execute(
                sa.insert(entry).values(
                    case_id=case_id,
                    number=known[key],
                    command_id=f'before:{key}',
                    do=COMMANDS.get(row.kind, 'tick'),
                    recorded_at=row.recorded_at,
                    recorded_by=row.recorded_by,
                    turn_id=row.turn_id,
                )
            )
        connection.execute(sa.update(table).where(table.c.id == row.id).values(entry=known[key]))
    connection.execute(sa.update(case).where(case.c.id == case_id).values(revision=len(known)))


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
