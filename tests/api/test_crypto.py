"""Texts lie encrypted, keys can be changed, and without the right key nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from pydantic import ValidationError
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from api import crypto
from api.crypto import EncryptedJson, EncryptedText
from api.settings import get_settings
from tests.api.turns_by_hand import Hand, kinds

DIALECT = SQLiteDialect()
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def use_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Changes the keys of the running process."""

    def use(keys: str) -> None:
        monkeypatch.setenv("NAERVAERSLOS_TEXT_KEYS", keys)
        get_settings.cache_clear()
        crypto._keys.cache_clear()

    yield use
    monkeypatch.undo()
    get_settings.cache_clear()
    crypto._keys.cache_clear()


def test_a_text_encrypted_with_another_key_raises(use_keys: Callable[[str], None]) -> None:
    use_keys(OLD)
    stored = EncryptedText().process_bind_param("gruer seg til gym", DIALECT)
    use_keys(NEW)
    with pytest.raises(InvalidToken):
        EncryptedText().process_result_value(stored, DIALECT)


@pytest.mark.parametrize("column", [EncryptedText(), EncryptedJson()])
def test_a_value_that_was_never_encrypted_is_not_shown(column: EncryptedText | EncryptedJson) -> None:
    with pytest.raises(InvalidToken):
        column.process_result_value(b'"gruer seg til gym"', DIALECT)


@pytest.mark.parametrize(("keys", "problem"), [("", ValidationError), ("ikke-en-nokkel", ValueError)])
def test_without_a_usable_key_nothing_is_stored(
    keys: str, problem: type[Exception], use_keys: Callable[[str], None]
) -> None:
    use_keys(keys)
    with pytest.raises(problem) as raised:
        EncryptedText().process_bind_param("gruer seg til gym", DIALECT)
    assert "gruer" not in str(raised.value)
    assert not keys or keys not in str(raised.value)


def test_rotation_writes_with_the_first_key_and_still_reads_the_old(use_keys: Callable[[str], None]) -> None:
    column = EncryptedText()
    use_keys(OLD)
    before = column.process_bind_param("skrevet før", DIALECT)
    use_keys(f"{NEW},{OLD}")
    after = column.process_bind_param("skrevet etter", DIALECT)
    assert column.process_result_value(before, DIALECT) == "skrevet før"
    use_keys(NEW)
    assert column.process_result_value(after, DIALECT) == "skrevet etter"
    with pytest.raises(InvalidToken):
        column.process_result_value(before, DIALECT)


def test_nothing_and_structure_survive_the_way_through_the_database() -> None:
    assert EncryptedText().process_bind_param(None, DIALECT) is None
    assert EncryptedText().process_result_value(None, DIALECT) is None
    data = {"1": "MK", "2": ["æ", None]}
    stored = EncryptedJson().process_bind_param(data, DIALECT)
    assert stored is not None
    assert b"MK" not in stored
    assert EncryptedJson().process_result_value(stored, DIALECT) == data


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
