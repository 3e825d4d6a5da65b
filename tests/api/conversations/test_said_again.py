"""A message that is sent again gets its reply again, only as long as the person may see the cases it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI

from api.audit.models import AuditRow
from tests.api.cases.test_handover import FRIDAY, MONDAY, School
from tests.api.turns_by_hand import Hand, rows

NO_LONGER = "Denne meldingen er besvart før. Svaret gjaldt en sak du ikke lenger har tilgang til."
PUPIL = "zebrafink"


@pytest.fixture
async def school(both: FastAPI) -> AsyncIterator[School]:
    async with School.opened(both) as made:
        await made.do(1, "note", text=f"{PUPIL} sover lite")
        yield made


@pytest.fixture
def hand(school: School) -> Hand:
    return Hand(school.client, school.app.state.settings)


async def asks(hand: Hand, text: str, intent: str) -> None:
    outcome = await hand.say(text, intent, subject="demo:faerder:3", message_id="one")
    values = ["; ".join(act["values"].values()) for act in outcome["utterances"]]
    await hand.reply(outcome["turn"], *values)


async def again(hand: Hand, text: str, day: str = MONDAY.isoformat()) -> str:
    stored = await hand.store(text, subject="demo:faerder:3", message_id="one", today=day)
    return "\n".join(message["text"] for message in stored.json()["reply"])


async def readings(school: School) -> list[str]:
    person = await school.person(3)
    return [row.what for row in await rows(school.app, AuditRow) if str(row.person_id) == person]


async def test_who_was_let_out_of_the_case_gets_no_reply_about_it_again(school: School, hand: Hand) -> None:
    await school.do(1, "share", person=await school.person(3))
    await asks(hand, "oppsummer MK", "summary")
    before = await readings(school)
    assert PUPIL in await again(hand, "oppsummer MK")
    assert (await readings(school))[len(before) :] == ["turns"], "shown once more"
    await school.do(1, "unshare", person=await school.person(3))
    before = await readings(school)
    assert await again(hand, "oppsummer MK") == NO_LONGER
    assert await readings(school) == before


async def test_a_substitute_gets_no_reply_again_after_the_last_day(school: School, hand: Hand) -> None:
    await school.offer(3, FRIDAY)
    await school.answer(3, "accept")
    await asks(hand, "oppsummer MK", "summary")
    assert PUPIL in await again(hand, "oppsummer MK", FRIDAY.isoformat())
    assert await again(hand, "oppsummer MK", (FRIDAY + timedelta(days=1)).isoformat()) == NO_LONGER


async def test_an_offer_gives_no_reply_again_about_what_is_written_in_the_case(school: School, hand: Hand) -> None:
    await school.do(1, "share", person=await school.person(3))
    await asks(hand, "oppsummer MK", "summary")
    await school.do(1, "unshare", person=await school.person(3))
    await school.offer(3)
    assert await again(hand, "oppsummer MK") == NO_LONGER


async def test_what_told_of_an_offer_is_said_again_while_the_offer_stands(school: School, hand: Hand) -> None:
    await school.offer(3)
    await asks(hand, "hei", "greet")
    assert "MK" in await again(hand, "hei")
    assert (await readings(school))[-1] == "offer"
    await school.answer(3, "refuse")
    assert await again(hand, "hei") == NO_LONGER
