"""What goes wrong is told by its kind and place; never in words that somebody wrote."""

from __future__ import annotations

import asyncio
import io
import logging
import warnings
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api import logs
from api.conversations.models import Turn
from api.database import transaction
from tests.api.turns_by_hand import Hand, rows
from tests.databases import sql

MARK = "kvitrende"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that the process logs, as the process writes it."""
    kept = (logging.Formatter.formatException, logging.raiseExceptions)
    logs.configure()
    stream, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.Formatter.formatException, logging.raiseExceptions = kept  # type: ignore[method-assign]


def fails() -> None:
    try:
        raise ValueError(MARK)
    except ValueError as error:
        raise RuntimeError(f"about {MARK}") from error


def test_an_exception_is_told_with_its_cause_and_place_and_without_its_message(written: io.StringIO) -> None:
    try:
        fails()
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("it broke")
    told = written.getvalue()
    assert MARK not in told
    assert "RuntimeError" in told
    assert "ValueError" in told
    assert "test_logs.py:" in told


async def test_a_task_that_nobody_waited_for_is_told_without_its_exception(written: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(asyncio.sleep(0))
    await task
    loop.default_exception_handler({"message": "never retrieved", "task": task, "exception": ValueError(MARK)})
    loop.default_exception_handler({"message": "never retrieved", "handle": MARK})
    assert "never retrieved" in written.getvalue()
    assert MARK not in written.getvalue()


def test_a_message_that_cannot_be_put_together_is_not_printed(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("some.library").warning("two %s %s", MARK)
    captured = capsys.readouterr()
    assert MARK not in captured.err + captured.out


def test_the_last_words_of_a_process_say_nothing(
    written: io.StringIO, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    monkeypatch.setattr("threading.excepthook", None)
    logs.last_words()
    try:
        fails()
    except RuntimeError as error:
        import sys

        sys.excepthook(type(error), error, error.__traceback__)
    captured = capsys.readouterr()
    assert "RuntimeError" in captured.err
    assert MARK not in captured.err


async def test_what_was_to_be_written_is_in_no_error_of_the_database(both: FastAPI) -> None:
    wrong = text("INSERT INTO school (id, name) VALUES (:id, :name)")
    with pytest.raises(DBAPIError) as raised, warnings.catch_warnings():
        async with transaction(both.state) as session, session.begin_nested():
            await (await session.connection()).execute(wrong, {"id": "x", "name": MARK})
    assert "hidden" in str(raised.value)
    assert f"'{MARK}'" not in str(raised.value).split("[SQL")[1]


async def test_a_turn_in_which_the_database_fails_is_logged_without_its_text(
    both: FastAPI, written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    transport = httpx.ASGITransport(app=both, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://api", headers={"X-Today": "2026-08-24"}
    ) as client:
        hand = Hand(client, both.state.settings)
        await hand.open_case("Q7")
        await sql(both, "ALTER TABLE note RENAME TO note_elsewhere")
        turn = await hand.turn(f"mor ringte, {MARK}")
        assert (await hand.decide(turn, "answer")).status_code == 200
        await sql(both, "ALTER TABLE note_elsewhere RENAME TO note")
        await sql(both, "ALTER TABLE fact RENAME TO fact_elsewhere")
        case = (await client.post("/cases", json={"label": "Q8", "key": MARK})).status_code
        await sql(both, "ALTER TABLE fact_elsewhere RENAME TO fact")
        assert case == 500
    told = written.getvalue() + "".join(capsys.readouterr())
    assert "turn.failed" in told
    assert "request.failed" in told
    assert not [mark for mark in (MARK, "Q7", "Q8") if mark in told]
    assert [turn.text for turn in await rows(both, Turn)][-1] == f"mor ringte, {MARK}"
