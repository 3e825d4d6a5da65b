"""A case may be called something else: what it is called from then on is a note of its own kind."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

BEFORE = "kind IN ('answer', 'skip', 'concern', 'loose', 'reason', 'taken_back')"
NOW = "kind IN ('answer', 'skip', 'concern', 'loose', 'reason', 'label', 'taken_back')"


def upgrade() -> None:
    _allow_changes()
    _kinds(NOW)
    _forbid_changes()


def downgrade() -> None:
    """To that program it is a loose note; the case keeps what it is called now."""
    _allow_changes()
    note = sa.table('note', sa.column('kind', sa.String))
    op.get_bind().execute(sa.update(note).where(note.c.kind == 'label').values(kind='loose'))
    _kinds(BEFORE)
    _forbid_changes()


def _kinds(allowed: str) -> None:
    with op.batch_alter_table('note') as batch:
        batch.drop_constraint('note_kind', type_='check')
        batch.create_check_constraint('note_kind', allowed)


def _allow_changes() -> None:
    on = '' if op.get_bind().dialect.name == 'sqlite' else ' ON note'
    op.execute(f'DROP TRIGGER IF EXISTS note_is_append_only{on}')


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        then = "BEGIN SELECT RAISE(ABORT, 'note is append-only'); END"
    else:
        then = 'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
    op.execute(f'CREATE TRIGGER note_is_append_only BEFORE UPDATE ON note {then}')
