"""Texts lie sealed: bound to their place, under every key they need, and without the right key nothing is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from api.cases.models import NoteRow
from api.errors import Unreadable
from api.keys.keyring import master_keys
from api.keys.sealing import DataKeys, MasterKeys, keys_of
from api.settings import UnusableSettings
from tests.api.turns_by_hand import Hand, kinds

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
A, B = sorted((uuid4(), uuid4()))
KEYS = DataKeys({A: os.urandom(32), B: os.urandom(32)})
PLACE = f"note.text/{uuid4()}"


@pytest.mark.parametrize("value", ["gruer seg til gym", "", {"1": "MK", "2": ["æ", None]}, [], 3.5, None])
def test_what_is_sealed_opens_again_and_cannot_be_read_meanwhile(value: object) -> None:
    sealed = KEYS.seal(value, PLACE, [A])
    assert b"MK" not in sealed
    assert b"gruer" not in sealed
    assert KEYS.unseal(sealed, PLACE) == value


def test_the_same_text_never_looks_the_same() -> None:
    assert KEYS.seal("nei", PLACE, KEYS) != KEYS.seal("nei", PLACE, KEYS)


def test_every_key_it_was_sealed_under_is_needed() -> None:
    sealed = KEYS.seal("flytta notatet fra AB til MK", PLACE, KEYS)
    assert keys_of(sealed) == {A, B}
    assert DataKeys(KEYS | {uuid4(): os.urandom(32)}).unseal(sealed, PLACE) == "flytta notatet fra AB til MK"
    for kept in (A, B):
        with pytest.raises(Unreadable):
            DataKeys({kept: KEYS[kept]}).unseal(sealed, PLACE)
    with pytest.raises(Unreadable):  # a new key under an old name
        DataKeys(KEYS | {A: os.urandom(32)}).unseal(sealed, PLACE)


def test_a_key_that_is_dropped_opens_nothing_more() -> None:
    keys = DataKeys(KEYS)
    both, one = keys.seal("gruer seg til gym", PLACE, KEYS), keys.seal("trives", PLACE, [B])
    keys.drop(A)
    with pytest.raises(Unreadable):
        keys.unseal(both, PLACE)
    assert keys.unseal(one, PLACE) == "trives"
    keys[A] = os.urandom(32)  # another key under an old name
    with pytest.raises(Unreadable):
        keys.unseal(both, PLACE)


def test_a_header_that_names_fewer_keys_helps_nobody() -> None:
    two, one = KEYS.seal("hemmelig", PLACE, KEYS), KEYS.seal("annet", PLACE, [A])
    with pytest.raises(Unreadable):
        KEYS.unseal(one[:19] + two[35:], PLACE)


def test_a_text_opens_only_in_the_place_it_was_sealed_for() -> None:
    sealed = KEYS.seal("gruer seg til gym", PLACE, [A])
    for elsewhere in (f"note.text/{uuid4()}", PLACE.replace("note", "turn"), PLACE.replace("text", "value")):
        with pytest.raises(Unreadable):
            KEYS.unseal(sealed, elsewhere)


def test_one_changed_bit_anywhere_is_seen() -> None:
    sealed = KEYS.seal("gruer seg til gym", PLACE, [A])
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(Unreadable):
            KEYS.unseal(bytes(changed), PLACE)


@pytest.mark.parametrize(
    "stored",
    [b"", b"\x01", b'"gruer seg til gym"', b"\x01\x00\x00" + b"0" * 40, b"\x01\x00\x01" + A.bytes],
    ids=["empty", "a version", "plain", "no keys", "nothing after the key"],
)
def test_what_was_never_sealed_is_not_shown(stored: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        KEYS.unseal(stored, PLACE)
    assert "gruer" not in str(refused.value) + refused.value.place


def test_nothing_is_sealed_without_a_key() -> None:
    with pytest.raises(ValueError, match="without a key"):
        KEYS.seal("gruer seg til gym", PLACE, [])


def test_a_data_key_is_wrapped_by_the_first_master_key_and_unwrapped_by_all() -> None:
    old, both, new = MasterKeys([OLD]), MasterKeys([NEW, OLD]), MasterKeys([NEW])
    before, after = old.wrap(A, KEYS[A]), both.wrap(A, KEYS[A])
    assert both.unwrap(A, old.first, before) == both.unwrap(A, both.first, after) == new.unwrap(A, new.first, after)
    assert both.first == new.first != old.first
    with pytest.raises(Unreadable):
        new.unwrap(A, old.first, before)


def test_a_wrapped_key_opens_under_its_own_name_only() -> None:
    masters = MasterKeys([OLD])
    wrapped = masters.wrap(A, KEYS[A])
    assert KEYS[A] not in wrapped
    for key_id, stored in ((B, wrapped), (A, wrapped[:-1]), (A, b""), (A, KEYS[A])):
        with pytest.raises(Unreadable):
            masters.unwrap(key_id, masters.first, stored)


@pytest.mark.parametrize("keys", ["", "ikke-en-nokkel"])
def test_without_a_usable_master_key_nothing_is_stored(keys: str, use_keys: Callable[[str], None]) -> None:
    use_keys(keys)
    with pytest.raises(UnusableSettings) as raised:
        master_keys()
    assert not keys or keys not in str(raised.value)


def test_reading_what_was_not_opened_raises() -> None:
    note = NoteRow(
        number=1, entry=1, case_id=uuid4(), kind="loose", recorded_by=uuid4(), sealed_text=KEYS.seal("gym", PLACE, KEYS)
    )
    with pytest.raises(RuntimeError, match="not opened"):
        _ = note.text


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("naervaerslos.db*"))


async def test_the_database_file_holds_no_word_that_was_written(hand: Hand, tmp_path: Path) -> None:
    opened = await hand.open_case(label="QZX7", worry="zebrafinken er borte")
    await hand.reply(opened["turn"], "Da er saken ⟦1⟧ opna, flodhesten")
    await hand.say("Start", payload='/press{"guide":"undring_elev"}')
    await hand.say("gråter ved sparkesykkelen om kveldsmaten")
    shown = await hand.say("oppsummer", "summary")
    await hand.client.post("/cases", json={"label": "WKY3", "key": "k"})
    raw = everything_in(tmp_path)
    assert b"concern_raised" in raw, "the file read is the one written to"
    assert kinds(shown)[0] == "summary"
    for word in ("QZX7", "WKY3", "zebrafink", "flodhest", "sparkesykk", "kveldsmat", "gråter"):
        assert word.encode() not in raw, word
