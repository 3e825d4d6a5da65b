"""A key for each case and each conversation: labels, notes and turns lie under these from now on, no longer under the master key.

What sealed bytes look like is written out here as it was at this time: see api/keys/sealing.py for how it is now. Which cases a
turn has touched was not kept before. It is read off the turn; where nothing shows it, every case the conversation had come to
counts, so that a key thrown away later hides too much rather than too little.
"""

import base64
import json
import os
import re
import struct
import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.settings import get_settings

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BATCH = 500


def _table(name, *binary, **other):
    columns = [sa.column(column, sa.LargeBinary) for column in binary]
    return sa.table(name, sa.column('id', sa.Uuid), *columns, *(sa.column(key, kind) for key, kind in other.items()))


data_key = _table('data_key', 'wrapped', master=sa.String, made_at=sa.DateTime(timezone=True))
pupil_case = _table('pupil_case', 'label')
case_member = sa.table('case_member', sa.column('case_id', sa.Uuid), sa.column('person_id', sa.Uuid))
conversation = _table('conversation', 'offered', person_id=sa.Uuid)
turn = _table('turn', 'text', 'payload', 'outcome', 'reply', conversation_id=sa.Uuid, number=sa.Integer)
note = _table('note', 'text', case_id=sa.Uuid, turn_id=sa.Uuid)
fact = _table('fact', case_id=sa.Uuid, turn_id=sa.Uuid)

PARTS = ('text', 'payload', 'outcome', 'reply')


def upgrade() -> None:
    op.create_table(
        'data_key',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('master', sa.String(8), nullable=False),
        sa.Column('wrapped', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index('ix_data_key_master', 'data_key', ['master'])
    old, masters = _fernet(), _Masters()
    keys = {}
    for table in (conversation, pupil_case):
        for rows in _batches(table, table.c.id):
            made = {row.id: os.urandom(32) for row in rows}
            now = datetime.now(UTC)
            op.get_bind().execute(
                data_key.insert(), [masters.wrapped(one, key) | {'made_at': now} for one, key in made.items()]
            )
            keys |= made
    for rows in _batches(pupil_case, pupil_case.c.id, pupil_case.c.label):
        _write(pupil_case, [(row.id, _sealed(keys, [row.id], 'pupil_case', row.id, label=_opened_text(old, row.label))) for row in rows])
    _unlock_notes()
    for rows in _batches(note, note.c.id, note.c.text, note.c.case_id):
        sealed = [(row.id, _sealed(keys, [row.case_id], 'note', row.id, text=_opened_text(old, row.text))) for row in rows]
        _write(note, sealed)
    _lock_notes()
    for rows in _batches(conversation, conversation.c.id, conversation.c.person_id):
        for row in rows:
            _seal_turns(row.id, row.person_id, keys, old)
    op.drop_column('conversation', 'offered')


def downgrade() -> None:
    """What is unreadable, since its key was thrown away, stays so: something empty stands in its place."""
    old, masters = _fernet(), _Masters()
    keys = {}
    for rows in _batches(data_key, data_key.c.id, data_key.c.master, data_key.c.wrapped):
        keys |= {row.id: masters.unwrapped(row) for row in rows}
    for rows in _batches(pupil_case, pupil_case.c.id, pupil_case.c.label):
        labels = [(row.id, _unsealed(keys, 'pupil_case.label', row.id, row.label)) for row in rows]
        _write(pupil_case, [(one, {'label': old.encrypt((label or '?').encode())}) for one, label in labels])
    _unlock_notes()
    for rows in _batches(note, note.c.id, note.c.text):
        texts = [(row.id, _unsealed(keys, 'note.text', row.id, row.text)) for row in rows]
        _write(note, [(one, {'text': None if text is None else old.encrypt(text.encode())}) for one, text in texts])
    _lock_notes()
    op.add_column('conversation', sa.Column('offered', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    for rows in _batches(turn, turn.c.id, *(turn.c[part] for part in PARTS)):
        _write(turn, [(row.id, _as_before(row, keys, old)) for row in rows])
    for rows in _batches(conversation, conversation.c.id):
        _write(conversation, [(row.id, {'offered': _offered(row.id, old)}) for row in rows])
    op.drop_index('ix_data_key_master', 'data_key')
    op.drop_table('data_key')


# ---- turns


def _seal_turns(conversation_id, person_id, keys, old):
    """Turns of a conversation in their order, each under the keys of the cases it touched."""
    connection = op.get_bind()
    links = {}
    for table in (note, fact):
        statement = (
            sa.select(table.c.turn_id, table.c.case_id)
            .join(turn, turn.c.id == table.c.turn_id)
            .where(turn.c.conversation_id == conversation_id)
        )
        for turn_id, case_id in connection.execute(statement):
            links.setdefault(turn_id, set()).add(case_id)
    readable = (
        sa.select(pupil_case.c.id, pupil_case.c.label)
        .join(case_member, case_member.c.case_id == pupil_case.c.id)
        .where(case_member.c.person_id == person_id)
    )
    signs = [
        (one, _signs(one, _unsealed(keys, 'pupil_case.label', one, label)))
        for one, label in connection.execute(readable)
    ]
    come_to = set()
    last = 0
    while True:
        statement = (
            sa.select(turn.c.id, turn.c.number, *(turn.c[part] for part in PARTS))
            .where(turn.c.conversation_id == conversation_id, turn.c.number > last)
            .order_by(turn.c.number)
            .limit(BATCH)
        )
        rows = connection.execute(statement).all()
        if not rows:
            return
        sealed = []
        for row in rows:
            values = _values(row, old)
            touched = set(links.get(row.id, ()))
            if row.outcome is not None:  # what is undecided has touched nothing yet
                said = '\n'.join(json.dumps(value, ensure_ascii=False) for value in values.values() if value is not None)
                touched |= {one for one, sign in signs if sign.search(said)}
                touched = touched or come_to
                come_to = come_to | touched
            sealed.append((row.id, _sealed(keys, touched or [conversation_id], 'turn', row.id, **values)))
        _write(turn, sealed)
        last = rows[-1].number


def _signs(case_id, label):
    """A case is named by its id, in a button by its first twelve digits and a dot, or by the pupil's label."""
    return re.compile(rf'{case_id}|{case_id.hex[:12]}\.|(?<!\w){re.escape(label)}(?!\w)', re.IGNORECASE)


def _values(row, old):
    return {
        'text': _opened_text(old, row.text),
        'payload': _opened_text(old, row.payload),
        'outcome': None if row.outcome is None else json.loads(old.decrypt(row.outcome)),
        'reply': None if row.reply is None else json.loads(old.decrypt(row.reply)),
    }


def _as_before(row, keys, old):
    values = {part: _unsealed(keys, f'turn.{part}', row.id, getattr(row, part)) for part in PARTS}
    if values['text'] is None:
        values['text'] = '?'
    if values['outcome'] is None and row.outcome is not None:
        values['outcome'] = {'acts': [], 'listening': False, 'verdict': 'command', 'private': {}}
    if values['reply'] is None and row.reply is not None:
        values['reply'] = []
    plain = {part: value if part in ('text', 'payload') else json.dumps(value, ensure_ascii=False)
             for part, value in values.items() if value is not None}
    return {part: old.encrypt(plain[part].encode()) if part in plain else None for part in PARTS}


def _offered(conversation_id, old):
    statement = (
        sa.select(turn.c.reply)
        .where(turn.c.conversation_id == conversation_id, turn.c.reply.is_not(None))
        .order_by(turn.c.number.desc())
        .limit(1)
    )
    reply = op.get_bind().execute(statement).scalar()
    messages = [] if reply is None else json.loads(old.decrypt(reply))
    buttons = [button for message in messages for button in message['buttons']]
    return old.encrypt(json.dumps(buttons, ensure_ascii=False).encode())


# ---- rows


def _batches(table, *columns):
    last = None
    while True:
        statement = sa.select(*columns).order_by(table.c.id).limit(BATCH)
        rows = op.get_bind().execute(statement if last is None else statement.where(table.c.id > last)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _write(table, changes):
    for one, values in changes:
        op.get_bind().execute(table.update().where(table.c.id == one).values(values))


def _unlock_notes():
    on = '' if op.get_bind().dialect.name == 'sqlite' else ' ON note'
    op.execute(f'DROP TRIGGER note_is_append_only{on}')


def _lock_notes():
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            'CREATE TRIGGER note_is_append_only BEFORE UPDATE ON note '
            "BEGIN SELECT RAISE(ABORT, 'note is append-only'); END"
        )
    else:
        op.execute(
            'CREATE TRIGGER note_is_append_only BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )


# ---- sealing, version 1


def _fernet():
    return MultiFernet([Fernet(key.get_secret_value()) for key in get_settings().text_keys])


def _opened_text(old, value):
    return None if value is None else old.decrypt(value).decode()


def _derive(secret, purpose):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b'naervaerslos 1 ' + purpose).derive(secret)


def _encrypt(key, data, bound_to):
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def _decrypt(key, data, bound_to):
    return AESGCM(key).decrypt(data[:12], data[12:], bound_to)


class _Masters:
    def __init__(self):
        secrets = [base64.urlsafe_b64decode(key.get_secret_value()) for key in get_settings().text_keys]
        self._wrapping = {_derive(secret, b'name')[:4].hex(): _derive(secret, b'wrap') for secret in secrets}
        self._first = next(iter(self._wrapping))

    def wrapped(self, one, key):
        wrapped = _encrypt(self._wrapping[self._first], key, one.bytes)
        return {'id': one, 'master': self._first, 'wrapped': wrapped}

    def unwrapped(self, row):
        return _decrypt(self._wrapping[row.master], row.wrapped, row.id.bytes)


def _together(keys, ids):
    return _derive(b''.join(keys[one] for one in ids), b'seal')


def _sealed(keys, under, table, row, **values):
    ids = sorted(under)
    head = struct.pack('>BH', 1, len(ids)) + b''.join(one.bytes for one in ids)
    key = _together(keys, ids)
    return {
        name: None if value is None else head + _encrypt(
            key, json.dumps(value, ensure_ascii=False).encode(), head + f'{table}.{name}/{row}'.encode()
        )
        for name, value in values.items()
    }


def _unsealed(keys, column, row, sealed):
    """None for nothing, and for what can no longer be read."""
    if sealed is None:
        return None
    _version, count = struct.unpack_from('>BH', sealed)
    ids = [uuid.UUID(bytes=sealed[at:at + 16]) for at in range(3, 3 + 16 * count, 16)]
    if not keys.keys() >= set(ids):
        return None
    end = 3 + 16 * count
    return json.loads(_decrypt(_together(keys, ids), sealed[end:], sealed[:end] + f'{column}/{row}'.encode()))
