"""A closed case is kept longer, for a reason, after a yes that spells both out; and not any longer when that is taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.cases.models import DueNotice, KeptLonger
from api.engine.retention import REMINDED
from api.retention.service import run
from api.retention.shredded import ShreddedList
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.test_members import read
from tests.api.turns_by_hand import Hand, rows

CLOSED = "2026-08-24"
OVER = date(2027, 8, 24)


@pytest.fixture
async def chat(hand: Hand) -> Chat:
    """A case that is closed, and spoken of."""
    made = Chat(hand, "faerder")
    await made.open()
    await made.do("close")
    await made.say("bytt til MK", "switch_case")
    return made


async def test_until_when_and_why_are_asked_and_both_are_spelled_out(chat: Chat, app: FastAPI) -> None:
    await chat.say("behold saken lenger", custody="keep_longer")
    said = await read(chat)
    assert "Saken MK slettes tirsdag 24. august 2027." in said
    assert "til og med" in said
    await chat.press("Ett år til")
    assert "Hvorfor skal saken MK beholdes til torsdag 24. august 2028?" in await read(chat)
    await chat.say("ja", "affirm")
    assert "Hvorfor" in await read(chat), "a yes is no reason"
    await chat.say("Far har bedt om innsyn, og det er ikke behandlet", "answer")
    assert "til torsdag 24. august 2028? Grunnen er: «Far har bedt om innsyn, og det er ikke behandlet»" in await read(
        chat
    )
    assert await rows(app, KeptLonger) == [], "it is asked first"
    await chat.say("ja", "affirm")
    assert "Saken MK beholdes til torsdag 24. august 2028, fordi noen som følger den, har bedt om det" in await read(
        chat
    )
    (kept,) = await rows(app, KeptLonger)
    assert (str(kept.until), kept.reason) == ("2028-08-24", "Far har bedt om innsyn, og det er ikke behandlet")
    assert await notes(app) == [], "a reason for that is no note"
    await chat.press("Ikke behold lenger likevel")
    assert "slettes for godt tirsdag 24. august 2027" in await read(chat)
    await chat.say("når slettes saken?", custody="deleted_when")
    assert "slettes for godt tirsdag 24. august 2027" in await read(chat)


async def test_a_day_in_the_words_is_taken_and_one_that_will_not_do_is_asked_for_again(
    chat: Chat, app: FastAPI
) -> None:
    await chat.say("behold saken til 1. desember 2027", custody="keep_longer")
    assert "Hvorfor skal saken MK beholdes til onsdag 1. desember 2027?" in await read(chat)
    await chat.say("31.12.2031")
    assert "kan ikke beholdes til den dagen" in await read(chat)
    await chat.press("Så lenge som mulig")
    await chat.say("Klagesaken er ikke ferdig")
    await chat.press("Ikke nå")
    assert chat.kinds == ["let_be"]
    assert await rows(app, KeptLonger) == []


async def test_an_open_case_is_not_deleted_and_that_is_said(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("behold saken lenger", custody="keep_longer")
    assert "slettes ikke mens den er åpen" in await read(chat)


async def test_the_reply_that_tells_of_the_deleting_has_the_button(chat: Chat, app: FastAPI, tmp_path: Path) -> None:
    listed = ShreddedList(tmp_path / "shredded.txt")
    await run(app.state.engine, listed, OVER - REMINDED)
    chat.today = "2027-08-01"
    assert "Trenger dere den lenger, kan en av dere be om det her" in await chat.say("hei", "greet")
    await chat.press("Behold saken lenger")
    await chat.press("Ett år til")
    await chat.say("Tilsyn pågår")
    await chat.press("Ja, behold")
    assert await rows(app, DueNotice) == [], "it is due no longer"
    assert len(await rows(app, KeptLonger)) == 1


async def test_somebody_else_who_opened_it_again_meanwhile_is_no_error(chat: Chat) -> None:
    await chat.say("behold saken lenger", custody="keep_longer")
    await chat.press("Ett år til")
    await chat.say("Tilsyn pågår")
    yes = chat.buttons["Ja, behold"]
    await chat.do("reopen")
    await chat.say("Ja, behold", payload=yes)
    assert chat.kinds[0] in ("button_past", "button_moved")


@pytest.mark.parametrize(
    "answer", ["til sommeren 2029", "til neste sommer en gang", "bare litt lenger", "ut skoleåret"]
)
async def test_an_answer_that_is_no_day_is_asked_again_and_is_no_note(answer: str, chat: Chat, app: FastAPI) -> None:
    await chat.say("behold saken lenger", custody="keep_longer")
    await chat.say(answer, "answer")
    said = await read(chat)
    assert "Skriv en dag, for eksempel" in said
    assert "til og med" in said
    await chat.say("1. desember 2027", "answer")
    assert "Hvorfor skal saken MK beholdes til onsdag 1. desember 2027?" in await read(chat)
    assert await notes(app) == []


async def test_another_day_while_the_yes_stands_is_taken_for_it(chat: Chat, app: FastAPI) -> None:
    await chat.say("behold saken til 1. desember 2027", custody="keep_longer")
    await chat.say("Klagesaken er ikke ferdig", "answer")
    await chat.say("behold den til 30.11.2035", "answer")
    assert "kan ikke beholdes til den dagen" in await read(chat)
    await chat.say("behold den til 30.11.2027 heller", "answer")
    assert "til tirsdag 30. november 2027? Grunnen er: «Klagesaken er ikke ferdig»" in await read(chat)
    assert await notes(app) == []
