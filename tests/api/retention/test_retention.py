"""What the clock deletes: closed cases after the school's time, never before that was told, and messages of no case."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select

from api.audit.models import AuditRow
from api.cases.models import DueNotice, KeptLonger
from api.conversations.models import Turn
from api.conversations.service import ConversationService
from api.database import transaction, utc_now
from api.engine.retention import REMINDED, latest, months_after
from api.limits.models import RequestCount
from api.login.models import LoginAttempt, LoginSession, LogoutTaken
from api.main import create_app
from api.people.models import LOCAL, Employment, Identity
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.retention.repository import ShreddingRepository
from api.retention.service import DayRun, clear, run
from api.retention.shredded import ShreddedList
from api.schools.models import AccessSettings
from api.schools.service import SchoolEntry, SchoolService
from api.settings import Settings
from tests.api.chat_by_hand import Chat, change_school
from tests.api.commanding import send
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, kinds, rows
from tests.databases import ROOT

CLOSED = date(2026, 8, 24)
OVER = date(2027, 8, 24)  # twelve months later


@pytest.fixture
async def hand(both: FastAPI) -> AsyncIterator[Hand]:
    transport = httpx.ASGITransport(app=both)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=on(CLOSED)) as client:
        yield Hand(client, both.state.settings)


@pytest.fixture
def listed(tmp_path: Path) -> ShreddedList:
    return ShreddedList(tmp_path / "shredded.txt")


def on(day: date) -> dict[str, str]:
    return {"X-Today": day.isoformat()}


async def closed_case(hand: Hand, label: str = "MK", *, close: bool = True) -> UUID:
    case = (await hand.client.post("/cases", json={"label": label, "key": label}, headers=on(CLOSED))).json()["case"]
    await send(hand.client, case, "note", text=f"flodhesten og {label}", headers=on(CLOSED))
    if close:
        assert (await send(hand.client, case, "close", headers=on(CLOSED))).is_success
    return UUID(case)


async def labels(hand: Hand, day: date = CLOSED) -> list[str]:
    return [one["label"] for one in (await hand.client.get("/cases", headers=on(day))).json()]


async def school_of(hand: Hand) -> str:
    return str((await hand.client.get("/school/calendar")).json()["school"])


async def test_a_closed_case_is_told_of_and_then_deleted_and_an_open_one_never(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case, opened = await closed_case(hand), await closed_case(hand, "AB", close=False)
    for early in (CLOSED, OVER - REMINDED - timedelta(days=1)):
        assert await run(both.state.engine, listed, early) == DayRun()
    told = await run(both.state.engine, listed, OVER - REMINDED)
    assert told == DayRun(due={case: OVER})
    assert await run(both.state.engine, listed, OVER - timedelta(days=1)) == DayRun(), "told once"
    lines = (await hand.client.get("/cases")).json()
    assert {one["label"]: one["delete_on"] for one in lines} == {"MK": OVER.isoformat(), "AB": None}
    done = await run(both.state.engine, listed, OVER)
    assert (done.shredded, done.clean) == ([case], True)
    assert await labels(hand) == ["AB"]
    assert await run(both.state.engine, listed, OVER + timedelta(days=4000)) == DayRun()
    assert listed.ids() == {case}
    assert (await hand.client.get(f"/cases/{opened}/plan")).is_success


async def test_a_case_that_cannot_be_shredded_now_does_not_hold_back_the_others(
    both: FastAPI, hand: Hand, listed: ShreddedList, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted([await closed_case(hand), await closed_case(hand, "AB")])
    await run(both.state.engine, listed, OVER - REMINDED)
    blank, states = ShreddingRepository.blank_touched, iter(["40P01"])

    async def deadlocked(repository: ShreddingRepository, case_id: UUID) -> None:
        if case_id == first and (state := next(states, None)):
            raise DBAPIError("UPDATE turn", {}, DeadlockDetected(state))
        await blank(repository, case_id)

    monkeypatch.setattr(ShreddingRepository, "blank_touched", deadlocked)
    assert (await run(both.state.engine, listed, OVER)).shredded == [second]
    assert (await run(both.state.engine, listed, OVER)).shredded == [first], "the next run finds it again"


class DeadlockDetected(Exception):
    """As PostgreSQL tells it to whom it lets go first."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate
        super().__init__("deadlock detected")


async def test_a_run_that_comes_late_tells_first_and_deletes_a_month_after(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    late = OVER + timedelta(days=100)
    assert await run(both.state.engine, listed, late) == DayRun(due={case: late + REMINDED})
    assert await run(both.state.engine, listed, late + REMINDED - timedelta(days=1)) == DayRun()
    assert (await run(both.state.engine, listed, late + REMINDED)).shredded == [case]


async def test_a_case_opened_again_is_not_deleted_and_its_time_starts_anew(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    again = OVER - timedelta(days=1)
    await send(hand.client, case, "reopen", headers=on(again))
    assert await run(both.state.engine, listed, OVER) == DayRun()
    assert await rows(both, DueNotice) == []
    await send(hand.client, case, "close", headers=on(OVER))
    for early in (OVER, months_after(OVER, 12) - REMINDED - timedelta(days=1)):
        assert await run(both.state.engine, listed, early) == DayRun()
    assert (await run(both.state.engine, listed, months_after(OVER, 12) - REMINDED)).due == {
        case: months_after(OVER, 12)
    }


async def test_a_case_that_is_only_watched_is_not_closed(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    case = await closed_case(hand, close=False)
    done = await send(hand.client, case, "decide", decision="wonder", outcome="monitor", anyway=True)
    watched = (await hand.client.get("/cases")).json()[0]["status"] == "monitoring"
    assert watched or done.status_code == 409
    assert await run(both.state.engine, listed, OVER + timedelta(days=4000)) == DayRun()


async def test_a_school_chooses_its_own_time(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    case = await closed_case(hand)
    await change_school(both, await school_of(hand), retention_months=24)
    assert await run(both.state.engine, listed, OVER) == DayRun()
    await change_school(both, await school_of(hand), retention_months=1)
    assert (await run(both.state.engine, listed, OVER)).due == {case: OVER + REMINDED}, "shorter, but told first"


async def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    assert (await run(both.state.engine, listed, OVER - REMINDED, dry=True)).due == {case: OVER}
    assert await rows(both, DueNotice) == []
    await run(both.state.engine, listed, OVER - REMINDED)
    assert (await run(both.state.engine, listed, OVER, dry=True)).shredded == [case]
    assert await labels(hand) == ["MK"]
    assert listed.ids() == frozenset()


async def test_two_runs_at_once_do_it_once(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    cases = {await closed_case(hand, f"M{number}") for number in range(4)}
    second = create_app(both.state.settings)
    engines = both.state.engine, second.state.engine
    await asyncio.gather(*(run(one, listed, OVER - REMINDED) for one in engines))
    assert {one.case_id for one in await rows(both, DueNotice)} == cases
    done = await asyncio.gather(*(run(one, listed, OVER) for one in engines))
    await second.state.engine.dispose()
    assert sorted(case for one in done for case in one.shredded) == sorted(cases)
    gone = [row.case_id for row in await rows(both, AuditRow) if row.what == "shredded"]
    assert sorted(gone) == sorted(cases)


# asking for a longer time


async def longer(hand: Hand, case: object, until: date, day: date = OVER - REMINDED, **other: Any) -> httpx.Response:
    body = {"until": until.isoformat(), "reason": "Foresatte har bedt om innsyn", **other}
    return await hand.client.post(f"/retention/{case}/longer", json=body, headers=on(day))


async def test_a_member_asks_for_a_longer_time_with_a_reason_and_it_is_told_anew(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    until = OVER + timedelta(days=200)
    asked = (await longer(hand, case, until)).json()
    assert (asked["delete_on"], asked["due"]) == (until.isoformat(), False)
    assert [one["reason"] for one in asked["longer"]] == ["Foresatte har bedt om innsyn"]
    assert (await longer(hand, case, until)).json() == asked, "asked twice, kept once"
    assert await run(both.state.engine, listed, OVER) == DayRun()
    assert await run(both.state.engine, listed, until - REMINDED) == DayRun(due={case: until})
    assert (await run(both.state.engine, listed, until)).shredded == [case]
    assert await rows(both, KeptLonger) == []


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (OVER, 422),
        (OVER - timedelta(days=40), 422),
        (latest(CLOSED, 12), 200),
        (latest(CLOSED, 12) + timedelta(days=1), 422),
    ],
)
async def test_no_case_is_kept_beyond_the_limit_or_shorter_than_it_was(
    both: FastAPI, hand: Hand, until: date, status: int
) -> None:
    case = await closed_case(hand)
    answer = await longer(hand, case, until)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["code"] == "not_so_long"
        assert "2027" in answer.json()["detail"]
        assert "2029" in answer.json()["detail"]
        assert await rows(both, KeptLonger) == []


async def test_only_a_closed_case_is_kept_longer_and_only_by_a_member_with_a_reason(hand: Hand) -> None:
    case = await closed_case(hand)
    until = OVER + timedelta(days=9)
    assert (await longer(hand, case, until, reason="  ")).status_code == 422
    assert (await longer(hand, case, until, reason="ring mor på 912 34 567")).json()["code"] == "refused_text"
    stranger = {**on(CLOSED), "X-Demo-Teacher": "demo:faerder:2"}
    body = {"until": until.isoformat(), "reason": "Innsyn"}
    assert (await hand.client.post(f"/retention/{case}/longer", json=body, headers=stranger)).status_code == 404
    assert (await hand.client.get(f"/retention/{case}", headers=stranger)).status_code == 404
    opened = await closed_case(hand, "AB", close=False)
    assert (await longer(hand, opened, until)).json()["code"] == "not_closed"
    kept = (await hand.client.get(f"/retention/{opened}")).json()
    assert (kept["closed_on"], kept["delete_on"], kept["latest"], kept["months"]) == (None, None, None, 12)


async def test_what_was_asked_for_holds_for_one_closing(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    case = await closed_case(hand)
    await longer(hand, case, latest(CLOSED, 12))
    await send(hand.client, case, "reopen", headers=on(CLOSED))
    await send(hand.client, case, "close", headers=on(CLOSED + timedelta(days=1)))
    kept = (await hand.client.get(f"/retention/{case}")).json()
    assert kept["delete_on"] == months_after(CLOSED + timedelta(days=1), 12).isoformat()


async def test_looking_at_how_long_it_is_kept_is_noted(both: FastAPI, hand: Hand) -> None:
    case = await closed_case(hand)
    await hand.client.get(f"/retention/{case}")
    await longer(hand, case, OVER + timedelta(days=9))
    seen = [row.what for row in sorted(await rows(both, AuditRow), key=lambda row: row.at) if row.case_id == case]
    assert seen[-2:] == ["retention", "kept_longer"]


# who is told


async def test_each_who_may_see_the_case_is_told_once_when_they_next_write(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    day = (OVER - timedelta(days=20)).isoformat()
    chat = Chat(hand, "faerder", today=day)
    said = await chat.say("hei", "greet")
    assert "slettes tirsdag 24. august" in said
    assert "MK" not in said  # in place of what the pupil is called there is a reference
    assert "slettes" not in await chat.say("hva nå?", "whats_next")
    told = [row for row in await rows(both, AuditRow) if row.what == "due_told"]
    assert [(row.case_id, row.turn_id is not None) for row in told] == [(case, True)]
    (turn,) = [one for one in await rows(both, Turn) if one.id == told[0].turn_id]
    assert case in turn.keys
    assert "slettes" not in await Chat(hand, "hardanger", today=day).say("hei", "greet")


async def test_nothing_of_deleting_is_said_beside_danger(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    said = await hand.say("nå skal jeg ta livet mitt, skrev han i natt", "acute", today=OVER.isoformat())
    if "acute" in " ".join(kinds(said)):
        assert not [row for row in await rows(both, AuditRow) if row.what == "due_told"]
        await hand.say("hei", "greet", today=OVER.isoformat())
    assert [row for row in await rows(both, AuditRow) if row.what == "due_told"]


async def test_a_reason_for_keeping_a_case_longer_is_given_in_words(hand: Hand) -> None:
    case = await closed_case(hand)
    for empty in ("\u200b", ".", "\u00ad1"):
        body = {"until": "2028-01-01", "reason": empty}
        answer = await hand.client.post(f"/retention/{case}/longer", json=body, headers=on(CLOSED))
        assert answer.status_code == 422
        assert answer.json()["code"] == "invalid"


async def test_leaders_see_what_is_due_without_its_label_where_the_school_says_so(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    mine = (await hand.client.get("/retention")).json()
    assert mine == [{"case": str(case), "label": "MK", "closed_on": CLOSED.isoformat(), "delete_on": OVER.isoformat()}]
    school = await school_of(hand)
    async with both.state.sessions() as session, session.begin():
        who = (await session.exec(select(Identity).where(col(Identity.subject) == "demo:faerder:2"))).one()
        leader = await session.get_one(Employment, (who.person_id, school))
        leader.role = "leader"
    headers = {**on(OVER), "X-Demo-Teacher": "demo:faerder:2"}
    assert (await hand.client.get("/retention", headers=headers)).json() == []
    await change_school(both, school, retention_tells_leaders=True)
    assert (await hand.client.get("/retention", headers=headers)).json() == [{**mine[0], "label": None}]
    seen = [row.person_id for row in await rows(both, AuditRow) if row.case_id == case and row.what == "list"]
    assert who.person_id in seen
    stranger = {**on(OVER), "X-Demo-Teacher": "demo:faerder:3"}
    found = await hand.client.get("/retention", headers=stranger)
    assert found.status_code == 401 or found.json() == []


async def test_leaders_are_told_of_a_case_that_nobody_follows_whatever_the_school_has_set(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    case = await closed_case(hand)
    await run(both.state.engine, listed, OVER - REMINDED)
    school = await school_of(hand)
    async with transaction(both.state) as session:
        leader, owner = await person_of(both, "demo:faerder:2"), await person_of(both, "demo:faerder:1")
        await PeopleService(session).employ(leader, school, "leader")
        await SchoolService(session).settle_access(AccessSettings(school_id=school, leaders_see="figures"))
        await StaffService(session).leave(owner, school)
    headers = {**on(OVER), "X-Demo-Teacher": "demo:faerder:2"}
    (line,) = (await hand.client.get("/school/cases", headers=headers)).json()
    assert (line["alone"], line["delete_on"]) == (True, OVER.isoformat())
    told = {"case": str(case), "label": "MK", "closed_on": CLOSED.isoformat(), "delete_on": OVER.isoformat()}
    assert (await hand.client.get("/retention", headers=headers)).json() == [told]
    adviser = {**on(OVER), "X-Demo-Teacher": "demo:faerder:3"}
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, "demo:faerder:3"), school, "adviser")
    assert (await hand.client.get("/retention", headers=adviser)).json() == []


# messages of no case


async def test_old_messages_of_no_case_go_by_the_same_clock_and_those_of_a_case_stay(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    async def answered(text: str, intent: str, day: date) -> UUID:
        said = await hand.say(text, intent, today=day.isoformat())
        await hand.reply(said["turn"], *["svar"] * len(said["utterances"]))
        return UUID(said["turn"])

    old = await answered("hei", "greet", CLOSED)
    await hand.open_case()
    of_case = await answered("mor ringte i dag", "answer", CLOSED)
    await hand.open_case("TL")
    of_two = await answered("mine saker", "list_cases", CLOSED)  # under the keys of both
    await hand.turn("sendt, og aldri besvart", today=CLOSED.isoformat(), key="other")
    assert (await run(both.state.engine, listed, OVER)).turns == 0
    later = OVER + timedelta(days=1)
    assert (await run(both.state.engine, listed, later, dry=True)).turns == 1
    assert (await run(both.state.engine, listed, later)).turns == 1
    left = {turn.id for turn in await rows(both, Turn)}
    assert old not in left
    assert {of_case, of_two} <= left
    assert "failed" not in kinds(await hand.say("hva nå?", "whats_next", today=later.isoformat()))


async def test_what_somebody_left_without_a_reply_is_run_no_more_and_goes_by_the_clock(
    both: FastAPI, hand: Hand, listed: ShreddedList
) -> None:
    left = await hand.turn("naboen drikker", today=CLOSED.isoformat(), subject="demo:faerder:3")
    waits = await hand.turn("sendt, og aldri besvart", today=CLOSED.isoformat())
    person = await person_of(both, "demo:faerder:3")
    async with transaction(both.state) as session:
        await session.exec(delete(Employment).where(col(Employment.person_id) == person))
    async with transaction(both.state) as session:
        turns = ConversationService(session, both.state.settings)
        assert await turns.behind() == [UUID(waits["conversation"])]
        assert [str(turn.id) for turn in await turns.waiting(None, None)] == [waits["id"]]
    assert (await run(both.state.engine, listed, OVER)).turns == 0
    later = OVER + timedelta(days=1)
    assert (await run(both.state.engine, listed, later)).turns == 1
    assert [str(turn.id) for turn in await rows(both, Turn)] == [waits["id"]] != [left["id"]]


async def test_what_is_over_by_itself_goes_with_the_daily_run(both: FastAPI) -> None:
    now, old = utc_now(), utc_now() - timedelta(days=2)
    attempt = {"browser_hash": "b", "provider": "feide", "nonce": "n", "verifier": "v", "back_to": "/"}
    minute = int(now.timestamp()) // 60
    async with transaction(both.state) as session:
        for name, at in (("old", old), ("new", now)):
            session.add(LoginAttempt(state_hash=name, begun_at=at, **attempt))
            session.add(LoginSession(id_hash=name, issuer=LOCAL, subject="demo:faerder:1", begun_at=at, seen_at=at))
            session.add(LogoutTaken(id_hash=name, until=at + timedelta(hours=1)))
        session.add(RequestCount(key="old", minute=minute - 100))
        session.add(RequestCount(key="new", minute=minute))
    await clear(both.state.engine, both.state.settings)
    assert [one.state_hash for one in await rows(both, LoginAttempt)] == ["new"]
    assert [one.id_hash for one in await rows(both, LoginSession)] == ["new"]
    assert [one.id_hash for one in await rows(both, LogoutTaken)] == ["new"]
    assert [one.key for one in await rows(both, RequestCount)] == ["new"]


def test_the_command_runs_by_the_clock_of_the_application(settings: Settings, tmp_path: Path) -> None:
    def command(today: date, *more: str) -> str:
        environment = os.environ | {
            "NAERVAERSLOS_DATABASE_URL": settings.database_url,
            "NAERVAERSLOS_TODAY": today.isoformat(),
            "NAERVAERSLOS_SHREDDED_FILE": str(tmp_path / "list.txt"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "api.retention", "run", *more],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def begin() -> UUID:
        app = create_app(settings)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
            case = await closed_case(Hand(client, settings), "QZX7")
        await app.state.engine.dispose()
        return case

    case = asyncio.run(begin())
    assert f"{case} would be due to be deleted on 2027-08-24" in command(OVER - REMINDED, "--dry-run")
    assert f"{case} due to be deleted on 2027-08-24" in command(OVER - REMINDED)
    assert f"{case} shredded" in command(OVER)
    assert command(OVER) == "0 messages of no case deleted.\n"


@pytest.mark.parametrize("months", [0, 121, -1])
def test_a_school_keeps_cases_for_some_time_and_not_for_ever(months: int) -> None:
    with pytest.raises(ValueError, match="retention_months"):
        SchoolEntry(id="s", name="S", routine_id="faerder", retention_months=months)


async def test_the_case_of_somebody_elsewhere_is_not_touched(both: FastAPI, hand: Hand, listed: ShreddedList) -> None:
    """Each school by its own time."""
    case = await closed_case(hand)
    chat = Chat(hand, "hardanger")
    other = (
        await hand.client.post("/cases", json={"label": "HK", "key": "h"}, headers={**chat.headers, **on(CLOSED)})
    ).json()["case"]
    await send(hand.client, other, "close", headers={**chat.headers, **on(CLOSED)})
    there = (await hand.client.get("/school/calendar", headers=chat.headers)).json()["school"]
    await change_school(both, there, retention_months=60)
    await run(both.state.engine, listed, OVER - REMINDED)
    assert (await run(both.state.engine, listed, OVER)).shredded == [case]
    assert [one["label"] for one in (await hand.client.get("/cases", headers=chat.headers)).json()] == ["HK"]
