"""A leader reads a case with a reason: each who follows it is told once, in whichever conversation they write next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.audit.models import AuditRow
from api.cases.models import UntoldInsight
from api.conversations.models import Turn
from api.keys.keyring import keyring
from api.keys.sealing import GONE
from api.retention.shredded import ShreddedList
from api.retention.shredding import shred
from tests.api.cases.test_handover import School, who
from tests.api.turns_by_hand import Hand, kinds, rows

REASON = "Foreldre har klaget på oppfølgingen"
WORDS = "hva gjør jeg når mor til gutten i 7B drikker?"


@pytest.fixture
async def school(both: FastAPI) -> AsyncIterator[School]:
    """The second is a leader, and the third follows the case too."""
    async with School.opened(both) as made:
        await made.works_as(2, "leader")
        await made.do(1, "share", person=await made.person(3))
        yield made


async def read(school: School, reason: str = REASON) -> None:
    sent = await school.client.post(f"/school/cases/{school.case}/insight", json={"reason": reason}, headers=who(2))
    assert sent.is_success, sent.text


async def told(outcome: dict[str, Any], school: School) -> list[str]:
    """What a turn said of it, with its references filled in."""
    async with school.app.state.sessions() as session:
        turn = await session.get_one(Turn, UUID(outcome["turn"]))
        await keyring(session).open(turn)
        acts = [act for act in (turn.outcome or {})["acts"] if act["kind"] == "insight_told"]
    return [f"{act['by']['private']}: {act['reason']['private']}" for act in acts]


async def test_each_member_is_told_once_in_whichever_conversation_and_nobody_else(school: School) -> None:
    await read(school)
    hand = Hand(school.client, school.app.state.settings)
    first = await hand.say("hei", "greet", subject="demo:faerder:1", key="desk")
    assert await told(first, school) == [f"Kontaktlærar 2: {REASON}"]
    again = [await hand.say("hei", "greet", subject="demo:faerder:1", key=key) for key in ("phone", "desk")]
    assert [await told(one, school) for one in again] == [[], []]
    leader = await hand.say("hei", "greet", subject="demo:faerder:2")
    assert await told(leader, school) == []
    other = await hand.say("hei", "greet", subject="demo:faerder:3")
    assert await told(other, school) == [f"Kontaktlærar 2: {REASON}"]
    assert await rows(school.app, UntoldInsight) == []
    noted = [row for row in await rows(school.app, AuditRow) if row.what == "insight_told"]
    assert [row.person_id for row in noted] == [UUID(await school.person(one)) for one in (1, 3)]


async def test_each_reading_is_told_in_words_the_log_does_not_hold(school: School) -> None:
    await read(school)
    await read(school, "Tilsyn i dag")
    hand = Hand(school.client, school.app.state.settings)
    said = await hand.say("hei", "greet", subject="demo:faerder:1")
    words = [one["values"]["words"] for one in said["utterances"] if "leste alt" in one["values"].get("words", "")]
    assert len(words) == 2
    assert not any(hidden in " ".join(words) for hidden in (REASON, "Tilsyn", "MK", "Kontaktlær"))
    assert await told(said, school) == [f"Kontaktlærar 2: {REASON}", "Kontaktlærar 2: Tilsyn i dag"]


async def test_who_has_left_the_case_is_not_told(school: School) -> None:
    await read(school)
    await school.do(1, "unshare", person=await school.person(3))
    hand = Hand(school.client, school.app.state.settings)
    assert await told(await hand.say("hei", "greet", subject="demo:faerder:3"), school) == []
    await school.do(1, "share", person=await school.person(3))
    assert await told(await hand.say("hei", "greet", subject="demo:faerder:3"), school) != []


async def test_a_member_who_leads_and_reads_is_not_told_of_it_themselves(school: School) -> None:
    await school.works_as(3, "leader")
    sent = await school.client.post(f"/school/cases/{school.case}/insight", json={"reason": REASON}, headers=who(3))
    assert sent.is_success
    hand = Hand(school.client, school.app.state.settings)
    assert await told(await hand.say("hei", "greet", subject="demo:faerder:3"), school) == []
    assert await told(await hand.say("hei", "greet", subject="demo:faerder:1"), school) != []


async def test_it_waits_beside_danger(school: School) -> None:
    await read(school)
    hand = Hand(school.client, school.app.state.settings)
    said = await hand.say("nå skal jeg ta livet mitt, skrev han i natt", "acute", subject="demo:faerder:1")
    assert "acute" in kinds(said)
    assert await told(said, school) == []
    assert await told(await hand.say("hei", "greet", subject="demo:faerder:1"), school) != []


async def test_what_was_written_beside_it_is_in_no_export_and_stays_when_the_case_is_shredded(
    school: School, tmp_path: Path
) -> None:
    await read(school)
    hand = Hand(school.client, school.app.state.settings)
    said = await hand.say(WORDS, "ask_routine", subject="demo:faerder:1")
    assert await told(said, school)
    await hand.reply(said["turn"], *["Svar"] * len(said["utterances"]))
    made = (await school.client.get(f"/cases/{school.case}/export.json", headers=who(1))).json()
    assert [(one["status"], one["text"], one["reply"]) for one in made["turns"]] == [("left_out", None, [])]
    await read(school)  # one that nobody is told of any more
    await shred(school.app.state.engine, ShreddedList(tmp_path / "shredded.txt"), UUID(school.case))
    async with school.app.state.sessions() as session:
        (turn,) = (await session.exec(select(Turn))).all()
        await keyring(session).open_only(turn, "text")
    assert (turn.text, turn.sealed_outcome, turn.sealed_reply) == (WORDS, GONE, GONE)
    assert await rows(school.app, UntoldInsight) == []
