"""A reply that tells of a case beside what the message was about draws its words into nothing of that case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.conversations.models import Turn
from api.keys.keyring import keyring
from api.keys.sealing import GONE
from api.retention.shredded import ShreddedList
from api.retention.shredding import shred
from tests.api.cases.test_handover import School, who
from tests.api.turns_by_hand import Hand

WORDS = "hva gjør jeg når mor til gutten i 7B drikker?"


@pytest.fixture
async def school(both: FastAPI) -> AsyncIterator[School]:
    async with School.opened(both) as made:
        yield made


async def told(school: School) -> None:
    """Somebody who is offered the case writes of another pupil, and is told of the offer in the reply."""
    hand = Hand(school.client, school.app.state.settings)
    await school.offer(3)
    outcome = await hand.say(WORDS, "ask_routine", subject="demo:faerder:3")
    assert '"accept":false' in str(outcome), "the offer is told"
    await hand.reply(outcome["turn"], *["Svar"] * len(outcome["utterances"]))


async def test_the_export_of_an_offered_case_has_no_words_about_another_pupil(school: School) -> None:
    await told(school)
    made = await school.client.get(f"/cases/{school.case}/export.json", headers=who(1))
    assert [(one["status"], one["text"], one["reply"]) for one in made.json()["turns"]] == [("left_out", None, [])]


async def test_shredding_an_offered_case_leaves_words_about_another_pupil(school: School, tmp_path: Path) -> None:
    await told(school)
    await shred(school.app.state.engine, ShreddedList(tmp_path / "shredded.txt"), UUID(school.case))
    async with school.app.state.sessions() as session:
        (turn,) = (await session.exec(select(Turn))).all()
        await keyring(session).open_only(turn, "text")
    assert (turn.text, turn.sealed_outcome, turn.sealed_reply) == (WORDS, GONE, GONE)
    assert turn.answered_at is not None
