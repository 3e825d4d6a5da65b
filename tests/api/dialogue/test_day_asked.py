"""The day that is asked for after a tick: what answers it, and what only names a day in passing."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand

TASK = "Jeg har ringt foresatte"


async def asked(hand: Hand) -> Chat:
    """Alvøen's call home is ticked, and its day is asked for."""
    chat = Chat(hand, "alvoen", today="2026-10-23")
    await chat.open()
    await chat.say(TASK)
    assert chat.kinds == ["ask_day"]
    return chat


async def done_on(chat: Chat) -> str | None:
    tasks = (await chat.plan())["tasks"]
    return next((task["done_on"] for task in tasks if task["done_on"]), None)


@pytest.mark.parametrize("said", ["onsdag", "det var på onsdag", "onsdag 21. oktober"])
async def test_a_day_answers_it(said: str, hand: Hand) -> None:
    chat = await asked(hand)
    await chat.say(said)
    assert await done_on(chat) == "2026-10-21"


@pytest.mark.parametrize(
    "said",
    [
        "mor flytter, hun bytter skole på mandag. avslutt saken",
        "far er visst på sykehuset og de skal reise bort på onsdag igjen",
    ],
)
async def test_news_with_a_day_in_it_is_kept_and_answers_nothing(said: str, hand: Hand, app: FastAPI) -> None:
    chat = await asked(hand)
    await chat.say(said)
    assert await done_on(chat) is None
    assert said in await notes(app)
    assert chat.kinds[-1] == "ask_day"
    await chat.say(said + ", sa hun")
    assert chat.kinds[-1] == "ask_day"
    await chat.say(said + ", sier hun")
    assert "ask_day" not in chat.kinds


async def test_a_meeting_with_a_day_to_come_is_not_the_day_of_something_done(hand: Hand, app: FastAPI) -> None:
    chat = await asked(hand)
    await chat.say("evalueringsmøte 7. desember")
    assert await done_on(chat) is None
    assert "evalueringsmøte 7. desember" in await notes(app)


async def test_a_question_is_answered_while_the_day_is_asked_for(hand: Hand) -> None:
    chat = await asked(hand)
    said = await chat.say("når skal tiltakene evalueres?", "ask_deadline")
    assert "2–4 uker" in said
    assert chat.kinds[-1] == "ask_day"


async def test_a_day_that_two_years_fit_is_asked_for_with_its_year(hand: Hand) -> None:
    chat = await asked(hand)
    await chat.say("3. februar")
    assert "Skriv dagen med årstall" in chat.words
    assert await done_on(chat) is None
    await chat.say("3. februar 2026")
    assert await done_on(chat) == "2026-02-03"


async def test_what_is_told_of_such_a_day_is_asked_about_too(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", "nn", today="2026-10-23")
    await chat.open()
    await chat.say("eg ringte mor 3. februar")
    assert "report_day_done" in chat.kinds
    await chat.say("3. februar")
    assert "Skriv dagen med årstal" in chat.words
    await chat.say("3.2.2026")
    assert await done_on(chat) == "2026-02-03"
