"""One key thrown away makes one child unreadable everywhere, and nothing else. Master keys can be changed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import col, select, update

from api.cases.models import Case, FactRow, NoteRow
from api.cases.repository import CaseRepository
from api.conversations.models import Conversation, Turn
from api.database import transaction
from api.errors import Unreadable
from api.keys import upkeep
from api.keys.keyring import keyring, master_keys
from api.keys.models import DataKey, SealedRow
from api.keys.sealing import MasterKeys
from api.people.service import PeopleService
from tests.api.keys.test_sealing import NEW, OLD
from tests.api.turns_by_hand import Hand, kinds, rows
from tests.databases import run

Row = TypeVar("Row", bound=SealedRow)
DAY = {"X-Today": "2026-08-24"}


async def readable(app: FastAPI, table: type[SealedRow]) -> dict[UUID, bool]:
    """Which rows can be opened."""
    found = {}
    async with app.state.sessions() as session:
        for row in (await session.exec(select(table))).all():
            with suppress(Unreadable):
                await keyring(session).open(row)
            found[row._id] = bool(row._opened)
    return found


async def case_of(hand: Hand, label: str) -> UUID:
    listed = (await hand.client.get("/cases", headers=DAY)).json()
    return UUID(next(case["id"] for case in listed if case["label"] == label))


async def throw_away(app: FastAPI, key: UUID) -> None:
    async with transaction(app.state) as session:
        await session.delete(await session.get_one(DataKey, key))


class Talk:
    """Turns that are answered, each with one button that names the pupil."""

    def __init__(self, hand: Hand, key: str) -> None:
        self.hand, self.key = hand, key
        self.turns: dict[str, UUID] = {}

    async def says(self, name: str, text: str, intent: str = "answer", **other: object) -> dict[str, object]:
        said = await self.hand.say(text, intent, key=self.key, **other)
        buttons = [{"title": "Vis ⟦1⟧ nå", "payload": '/whats_next{"a":"b"}'}]
        body = {"messages": [{"text": f"Svar om {name}", "buttons": buttons}]}
        answered = await self.hand.client.put(f"/turns/{said['turn']}/reply", json=body, headers=self.hand.channel)
        assert answered.status_code == 200
        self.turns[name] = UUID(said["turn"])
        return said


@pytest.fixture
async def talk(both: FastAPI, hand_of: Callable[[FastAPI], Hand]) -> Talk:
    """A talk about MK, and about nobody before, and about AB after, on SQLite and PostgreSQL."""
    hand = hand_of(both)
    talk = Talk(hand, "phone")
    await talk.says("nobody", "hei", "greet")
    await talk.says("worry", "en elev er borte hver mandag", "start_case")
    await talk.says("label", "MK")
    await talk.says("kept", "mor ringte og gråt")
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"}, headers=DAY)
    await talk.says("list", "vis sakene", "list_cases")
    await talk.says("switch", "bytt til AB", "switch_case")
    await talk.says("other", "far er bekymra")
    await talk.says("own", "hva nå?", "whats_next")
    await talk.says("named", "hvem skal være med for MK?", "ask_who")
    return talk


@pytest.fixture
def hand_of(request: pytest.FixtureRequest) -> Callable[[FastAPI], Hand]:
    def make(app: FastAPI) -> Hand:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api")
        return Hand(client, app.state.settings)

    return make


TOUCHED = {"worry", "label", "kept", "list", "switch", "named"}


async def test_one_key_thrown_away_takes_all_that_touched_the_pupil_and_nothing_else(both: FastAPI, talk: Talk) -> None:
    hand = talk.hand
    mk, ab = await case_of(hand, "MK"), await case_of(hand, "AB")
    facts = len(await rows(both, FactRow))
    assert all((await readable(both, Turn)).values())
    await throw_away(both, mk)

    assert await readable(both, Case) == {mk: False, ab: True}
    async with both.state.sessions() as session:
        owners = {note.id: note.case_id for note in (await session.exec(select(NoteRow))).all()}
    assert await readable(both, NoteRow) == {note: case == ab for note, case in owners.items()}
    assert set(owners.values()) == {mk, ab}
    still = await readable(both, Turn)
    assert {name for name, turn in talk.turns.items() if not still[turn]} == TOUCHED
    assert len(await rows(both, FactRow)) == facts

    listed = (await hand.client.get("/cases", headers=DAY)).json()
    assert [case["label"] for case in listed] == ["AB"]
    assert (await hand.client.get(f"/cases/{mk}/plan", headers=DAY)).status_code == 404


async def test_the_conversation_goes_on_and_no_button_of_the_lost_pupil_is_pressed_by_its_words(
    both: FastAPI, talk: Talk
) -> None:
    mk = await case_of(talk.hand, "MK")
    await talk.says("about MK again", "hva skal jeg gjøre for MK?", "whats_next")
    await throw_away(both, mk)
    said = await talk.hand.say("Vis MK nå", "whats_next")
    turn = next(turn for turn in await _opened_turns(both) if str(turn.id) == said["turn"])
    assert (turn.text, turn.payload) == ("Vis MK nå", None)
    assert "sentences" in kinds(said)
    ab = await case_of(talk.hand, "AB")
    assert turn.keys == {ab}


async def test_the_case_that_was_spoken_of_is_none_when_its_key_is_gone(both: FastAPI, talk: Talk) -> None:
    mk = await case_of(talk.hand, "MK")
    await talk.says("back", "bytt til MK", "switch_case")
    await throw_away(both, mk)
    said = await talk.hand.say("hva nå?", "whats_next")
    assert "failed" not in kinds(said)
    (conversation,) = await rows(both, Conversation)
    assert conversation.case_id == await case_of(talk.hand, "AB")  # the only one that is open


async def test_a_turn_that_waits_for_its_reply_when_the_key_goes_blocks_nothing(both: FastAPI, talk: Talk) -> None:
    hand = talk.hand
    mk = await case_of(hand, "MK")
    waits = await hand.say("hva skal jeg gjøre for MK?", "whats_next")
    await throw_away(both, mk)
    await hand.client.get("/turns/waiting", headers=hand.channel)
    after = await hand.turn("hva nå?")
    assert after["earlier_unanswered"] is False
    assert (await hand.decide(after, "whats_next")).status_code == 200
    again = await hand.reply(waits["turn"], "Svar")
    assert "MK" not in again.text


async def test_a_conversation_whose_key_is_gone_goes_on_under_a_new_one(both: FastAPI, talk: Talk) -> None:
    (conversation,) = await rows(both, Conversation)
    await throw_away(both, conversation.id)
    await talk.says("after", "hei igjen", "greet")
    still = await readable(both, Turn)
    assert not still[talk.turns["nobody"]]
    assert still[talk.turns["after"]]


async def test_an_earlier_message_that_becomes_a_note_elsewhere_needs_that_key_too(app: FastAPI, hand: Hand) -> None:
    await hand.open_case()
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"}, headers=DAY)
    mk, ab = await case_of(hand, "MK"), await case_of(hand, "AB")
    told = await hand.say("mor ringte i dag og fortalte om helga som var")
    before = {str(turn.id): turn.keys for turn in await _opened_turns(app)}
    assert before[told["turn"]] == {mk}
    moved = await hand.say("Flytt", payload=f'/press{{"move":"{told["turn"]}","to":"{ab}"}}')
    assert "note_moved" in kinds(moved)
    after = {str(turn.id): turn.keys for turn in await _opened_turns(app)}
    assert after[told["turn"]] == after[moved["turn"]] == {mk, ab}
    await throw_away(app, mk)
    assert [note.text for note in await _readable_notes(app)] == ["mor ringte i dag og fortalte om helga som var"]


async def test_what_a_failing_turn_keeps_is_under_the_case_it_is_kept_in(
    app: FastAPI, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hand.open_case()
    mk = await case_of(hand, "MK")

    async def breaks(_scene: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("api.dialogue.dispatch.take", breaks)
    failed = await hand.say("mor ringte og gråt")
    assert "failed" in kinds(failed)
    turn = next(turn for turn in await _opened_turns(app) if str(turn.id) == failed["turn"])
    assert turn.text == "mor ringte og gråt"
    assert turn.keys == {mk}


async def test_a_sealed_text_put_into_another_row_does_not_open(app: FastAPI, hand: Hand) -> None:
    await hand.open_case(worry="borte hver mandag")
    await hand.say("mor ringte og gråt")
    first, second = [turn for turn in await _opened_turns(app) if turn.payload is None][-2:]
    async with transaction(app.state) as session:
        swap = update(Turn).where(col(Turn.id) == first.id)
        await session.exec(swap.values(sealed_text=second.sealed_text))
    still = await readable(app, Turn)
    assert not still[first.id]
    assert still[second.id]


async def test_sixty_labels_take_one_statement(app: FastAPI, hand: Hand) -> None:
    for number in range(60):
        await hand.client.post("/cases", json={"label": f"AB{number}", "key": f"{number}"}, headers=DAY)
    async with transaction(app.state) as session:
        actor = await PeopleService(session).actor("demo:faerder:1")
        statements: list[str] = []
        event.listen(app.state.engine.sync_engine, "before_cursor_execute", lambda *what: statements.append(what[2]))
        cases = await CaseRepository(session).list(actor)
        assert {case.label for case in cases} == {f"AB{number}" for number in range(60)}
        assert len(statements) == 1


async def test_all_keys_are_wrapped_anew_while_one_is_thrown_away_and_the_old_master_key_can_go(
    both: FastAPI, talk: Talk, use_keys: Callable[[str], None]
) -> None:
    mk = await case_of(talk.hand, "MK")
    old = [key.get_secret_value() for key in both.state.settings.text_keys]
    before = {key.id: key.wrapped for key in await rows(both, DataKey)}
    use_keys(",".join([NEW, *old]))
    assert all((await readable(both, Turn)).values())
    await throw_away(both, mk)
    done = await upkeep.rewrap(both.state.engine, master_keys())
    assert (done.done, done.left) == (len(before) - 1, {})
    assert (await upkeep.rewrap(both.state.engine, master_keys())).done == 0
    use_keys(NEW)
    keys = await rows(both, DataKey)
    assert {key.master for key in keys} == {MasterKeys([NEW]).first}
    assert {key.id for key in keys} == before.keys() - {mk}
    assert not {key.wrapped for key in keys} & set(before.values())
    still = await readable(both, Turn)
    assert {name for name, turn in talk.turns.items() if not still[turn]} == TOUCHED


async def test_rewrapping_says_what_is_left_under_a_master_key_it_does_not_have(
    app: FastAPI, hand: Hand, use_keys: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 1)
    await hand.open_case()
    count = len(await rows(app, DataKey))
    own = [key.get_secret_value() for key in app.state.settings.text_keys]
    found = await upkeep.rewrap(app.state.engine, MasterKeys([NEW]))
    assert (found.done, found.left) == (0, {MasterKeys(own).first: count})
    found = await upkeep.rewrap(app.state.engine, MasterKeys([NEW, OLD, *own]))
    assert (found.done, found.left) == (count, {})


async def test_the_command_of_an_operator(app: FastAPI, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    await hand.open_case(label="MK", worry="zebrafinken er borte")
    url = app.state.settings.database_url
    monkeypatch.setenv(
        "NAERVAERSLOS_TEXT_KEYS", ",".join([NEW, *(k.get_secret_value() for k in app.state.settings.text_keys)])
    )
    await asyncio.to_thread(run, url, "-m", "api.keys", "rewrap")
    await asyncio.to_thread(run, url, "-m", "api.keys", "prove")
    assert {key.master for key in await rows(app, DataKey)} == {MasterKeys([NEW]).first}


async def test_a_set_of_keys_is_proved_by_what_is_stored(
    both: FastAPI, talk: Talk, use_keys: Callable[[str], None]
) -> None:
    own = ",".join(key.get_secret_value() for key in both.state.settings.text_keys)
    count = len(await rows(both, DataKey))
    proved = await upkeep.prove(both.state.engine, MasterKeys(own.split(",")))
    assert (proved.opened, proved.closed, proved.sample, proved.is_whole) == (count, {}, True, True)
    proved = await upkeep.prove(both.state.engine, MasterKeys([NEW]))
    assert (proved.opened, proved.closed, proved.sample, proved.is_whole) == (
        0,
        {MasterKeys(own.split(",")).first: count},
        False,
        False,
    )


async def test_an_interrupted_wrapping_goes_on_where_it_was(
    both: FastAPI, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 1)
    own = [key.get_secret_value() for key in both.state.settings.text_keys]
    wrap, count, done = MasterKeys.wrap, len(await rows(both, DataKey)), 0

    def breaks(masters: MasterKeys, key_id: UUID, key: bytes) -> bytes:
        nonlocal done
        done += 1
        if done == 2:
            raise ConnectionError
        return wrap(masters, key_id, key)

    monkeypatch.setattr(MasterKeys, "wrap", breaks)
    with pytest.raises(ConnectionError):
        await upkeep.rewrap(both.state.engine, MasterKeys([NEW, *own]))
    half = await upkeep.prove(both.state.engine, MasterKeys([NEW, *own]))
    assert (half.opened, half.is_whole) == (count, True)
    assert (await upkeep.rewrap(both.state.engine, MasterKeys([NEW, *own]))).done == count - 1
    assert (await upkeep.prove(both.state.engine, MasterKeys([NEW]))).is_whole


async def _opened_turns(app: FastAPI) -> list[Turn]:
    """Those that can be opened, in their order."""
    return sorted(await _openable(app, Turn), key=lambda turn: turn.number)


async def _readable_notes(app: FastAPI) -> list[NoteRow]:
    return [note for note in await _openable(app, NoteRow) if note.text is not None]


async def _openable(app: FastAPI, table: type[Row]) -> list[Row]:
    still = await readable(app, table)
    async with app.state.sessions() as session:
        found = [row for row in (await session.exec(select(table))).all() if still[row._id]]
        await keyring(session).open(*found)
        return found
