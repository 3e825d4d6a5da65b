"""Who has asked for it is told in Teams what is due: once a school day, within its hours, and nothing that is over by then."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select, update

from api.cases.models import CaseMember
from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.outbox.telling import TellingService
from api.people.models import Employment, Person
from api.reminders.models import Reminding, Snoozed
from api.schools.models import School
from api.settings import TEAMS_CHANNEL, Settings
from channels.teams.backend import TeamsBackend
from tests.api.commanding import send
from tests.api.turns_by_hand import rows
from tests.login.people import employ, leave
from tests.teams.cloud import FakeCloud, Sent
from tests.teams.conftest import KARI, Teams, known, running, until, with_teams
from tests.teams.parsing import broken

BEGUN, DUE, AFTER = date(2026, 8, 24), date(2026, 8, 31), date(2026, 9, 1)
TITLE = "Dette har frist i sakene dine"
SCHOOL = "demo_faerder"
OSLO = ZoneInfo("Europe/Oslo")


def on(day: date, settings: Settings, cloud: FakeCloud, **other: object) -> Settings:
    """On this day, at whatever hour."""
    return with_teams(settings, cloud, **{"today": day, "reminders_from": 0, "reminders_until": 24, **other})


async def a_case(client: httpx.AsyncClient) -> str:
    """One whose meeting is to be held within a week of its beginning."""
    headers = {"X-Today": str(BEGUN)}
    case = str((await client.post("/cases", json={"label": "MK", "key": "k"}, headers=headers)).json()["case"])
    for decision in ("wonder", "go_on"):
        done = await send(client, case, "decide", headers=headers, decision=decision, outcome="worried", anyway=True)
        assert done.is_success, done.text
    return case


async def asks(teams: Teams, *, on: bool = True) -> None:
    """Writes in Teams, and wants to be reminded."""
    assert await teams.say("hei") == 200
    await teams.comes("hei")
    assert (await teams.client.put("/reminders", json={"on": on})).is_success


async def due_in(teams: Teams) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await teams.client.get("/reminders")).json()["due"]
    return found


async def owed(app: FastAPI) -> list[Outgoing]:
    return [one for one in await rows(app, Outgoing) if one.says == "due"]


async def ended(teams: Teams) -> str:
    async def has() -> bool:
        return bool([one for one in await owed(teams.app) if one.ended])

    await until(has)
    (one,) = await owed(teams.app)
    return str(one.ended)


def told(cloud: FakeCloud) -> list[Sent]:
    return [one for one in cloud.sent if TITLE in one.words]


async def press(teams: Teams, card: Sent, title: str) -> str:
    count = len(teams.cloud.sent)
    data = card.actions[title]["data"]
    assert await teams.send(teams.cloud.activity(KARI, value=data, replyToId=card.id)) == 200
    return (await teams.come(count + 1))[-1].words


async def test_a_reminder_is_sent_put_off_sent_again_and_done(both_settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, both_settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        assert await TeamsBackend(teams.app).remind() == 1
        assert await TeamsBackend(teams.app).remind() == 0, "once a day"
        card = await teams.comes(TITLE)
        assert "MK:" in card.words
        assert "mandag 31. august" in card.words
        assert card.card is not None
        assert broken(card.card) == []
        assert "MK" not in card.card["fallbackText"], "a locked phone tells nothing of a pupil"
        assert list(card.actions) == [
            "Gjort",
            "Snakk om saken",
            "Minn meg tirsdag 1. september",
            "Minn meg mandag 7. september",
            "Minn meg da",
        ]
        assert "sentences" in await press(teams, card, "Minn meg tirsdag 1. september")
        assert await due_in(teams) == []
    async with running(on(AFTER, both_settings, cloud), cloud) as teams:
        assert [one["label"] for one in await due_in(teams)] == ["MK"]
        assert await TeamsBackend(teams.app).remind() in (0, 1)  # its own look may have been first
        await until(_has_told(cloud, 2))
        assert "ask_day" in await press(teams, told(cloud)[-1], "Gjort"), "as any tick does"
        assert len(await due_in(teams)) == 1
        today = {"do": "press", "title": "I dag", "payload": '/press{"days_ago":0}'}
        assert await teams.send(cloud.activity(KARI, value=today)) == 200
        await teams.comes('"days_ago":0}')
        assert await due_in(teams) == []


async def test_it_is_put_off_to_the_day_that_is_chosen_on_the_card(both_settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, both_settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        await TeamsBackend(teams.app).remind()
        card = await teams.comes(TITLE)
        count, data = len(cloud.sent), card.actions["Minn meg da"]["data"]
        for chosen in ({}, {"day": "2026-09-14"}):
            assert await teams.send(cloud.activity(KARI, value=data | chosen, replyToId=card.id)) == 200
            count += 1
            await teams.come(count)
        assert "var tom" in cloud.sent[-2].words, "without a day nothing is done"
        assert [str(one.until) for one in await rows(teams.app, Snoozed)] == ["2026-09-14"]


async def test_of_two_schools_both_are_in_one_reminder(settings: Settings, cloud: FakeCloud) -> None:
    other = {"X-School": "demo_vennesla"}
    async with running(on(DUE, settings, cloud), cloud) as teams:
        await known(teams.app)
        await employ(teams.app, "demo_vennesla")
        await a_case(teams.client)
        headers = {"X-Today": str(BEGUN), **other}
        opened = await teams.client.post("/cases", json={"label": "VB", "key": "v"}, headers=headers)
        case = opened.json()["case"]
        deadlines = (await teams.client.get(f"/cases/{case}/plan", headers=headers)).json()["deadlines"]
        for deadline in deadlines:
            await send(teams.client, case, "own_date", headers=headers, deadline=deadline["id"], on=str(DUE))
        await asks(teams)
        await TeamsBackend(teams.app).remind()
        card = await teams.comes(TITLE)
        assert "MK:" in card.words
        assert "VB:" in card.words
        assert "Velg den skolen på nettsiden" in card.words
        assert list(card.actions).count("Gjort") == 1, "Teams acts for the first one"
        assert card.card is not None
        assert broken(card.card) == []
        async with transaction(teams.app.state) as session:
            breaks = [["2026-08-31", "2026-09-04", "fri"]]
            await session.exec(update(School).where(col(School.id) == "demo_vennesla").values(breaks=breaks))
            (one,) = (await session.exec(select(Outgoing).where(Outgoing.says == "due"))).all()
            (reference,) = (await session.exec(select(ChatReference))).all()
            found = await TellingService(session, teams.app.state.settings).looked_up(one, reference)
        assert found is not None
        assert [line.label for line in found.due] == ["MK"], "a school that has no school on that day waits"


def _has_told(cloud: FakeCloud, count: int) -> Any:
    async def has() -> bool:
        return len(told(cloud)) >= count

    return has


@pytest.mark.parametrize("what", ["done", "closed", "left", "out", "off", "put_off"])
async def test_what_is_over_when_it_is_sent_is_not_told(what: str, settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, settings, cloud), cloud) as teams:
        await known(teams.app)
        case = await a_case(teams.client)
        await asks(teams)
        (due,) = await due_in(teams)
        async with transaction(teams.app.state) as session:  # it is owed and changed before anybody can send it
            assert (
                await TellingService(session, teams.app.state.settings).remind_today((TEAMS_CHANNEL,), utc_now()) == 1
            )
            later = utc_now() + timedelta(hours=1)
            await session.exec(update(Outgoing).where(col(Outgoing.says) == "due").values(not_before=later))
        match what:
            case "done":
                assert (
                    await send(teams.client, case, "tick", headers={"X-Today": str(DUE)}, task=due["task"], on=str(DUE))
                ).is_success
            case "closed":
                assert (await send(teams.client, case, "close", headers={"X-Today": str(DUE)})).is_success
            case "left":
                await leave(teams.app)
            case "out":
                async with transaction(teams.app.state) as session:
                    await session.exec(update(CaseMember).values(last_day=BEGUN))
            case "off":
                await teams.client.put("/reminders", json={"on": False})
            case "put_off":
                (person,) = await rows(teams.app, Reminding)
                async with transaction(teams.app.state) as session:
                    row = {"case_id": (await session.exec(select(CaseMember.case_id))).one(), "task": due["task"]}
                    session.add(Snoozed(person_id=person.person_id, due_on=DUE, until=AFTER, **row))
        async with transaction(teams.app.state) as session:
            await session.exec(update(Outgoing).values(not_before=None))
        assert await ended(teams) == "refused"
        assert told(cloud) == []


async def test_a_date_that_moves_is_told_again(settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        (due,) = await due_in(teams)
        (person,) = await rows(teams.app, Reminding)
        async with transaction(teams.app.state) as session:
            case = (await session.exec(select(CaseMember.case_id))).one()
            earlier = DUE - timedelta(days=3)  # it was put off when it was due then
            row = Snoozed(person_id=person.person_id, case_id=case, task=due["task"], due_on=earlier, until=AFTER)
            session.add(row)
        assert await due_in(teams) == [due]


@pytest.mark.parametrize(
    ("day", "is_told"),
    [(date(2026, 8, 27), False), (date(2026, 8, 28), True), (date(2026, 8, 29), False), (DUE, True), (AFTER, True)],
)
async def test_it_comes_on_school_days_from_the_last_one_before(
    day: date, is_told: bool, settings: Settings, cloud: FakeCloud
) -> None:
    async with running(on(day, settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        await TeamsBackend(teams.app).remind()
        if day.weekday() > 4:
            assert await owed(teams.app) == []
        else:
            assert await ended(teams) == ("sent" if is_told else "refused")
        assert len(told(cloud)) == is_told


async def test_none_comes_in_the_schools_break(settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        async with transaction(teams.app.state) as session:
            await session.exec(update(School).values(breaks=[["2026-08-31", "2026-09-04", "fri"]]))
        assert await TeamsBackend(teams.app).remind() == 0


@pytest.mark.parametrize(("hour", "is_owed"), [(6, 0), (7, 1), (15, 1), (16, 0), (23, 0)])
async def test_none_comes_in_quiet_hours(hour: int, is_owed: int, settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, settings, cloud, reminders_from=0, reminders_until=0), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams)
        usual = teams.app.state.settings.model_copy(update={"reminders_from": 7, "reminders_until": 16})
        async with transaction(teams.app.state) as session:
            now = datetime(2026, 8, 31, hour, 30, tzinfo=OSLO)
            assert await TellingService(session, usual).remind_today((TEAMS_CHANNEL,), now) == is_owed
        if is_owed:  # and what could not leave before the evening is not sent then
            assert await ended(teams) == "refused"
        assert told(cloud) == []


# A process that owes what is due; the one that is told to hang has done so and not committed when it says that it is there.
PROCESS = """
import asyncio, sys
from api.database import make_engine, make_sessions, utc_now
from api.outbox.telling import TellingService
from api.settings import Settings

async def main(hangs):
    settings = Settings(mode="local", today="2026-08-31", reminders_from=0, reminders_until=24)
    async with make_sessions(make_engine(settings.database_url))() as session:
        owed = await TellingService(session, settings).remind_today(("teams",), utc_now())
        print(owed, flush=True)
        if hangs:
            sys.stdin.read()
        await session.commit()

asyncio.run(main(sys.argv[1:] == ["hangs"]))
"""
PEOPLE = 12


async def reminded(app: FastAPI) -> None:
    """So many teachers of Færder who have written in Teams and want to be reminded."""
    async with transaction(app.state) as session:
        for number in range(PEOPLE):
            person = Person(name=f"Lærer {number}")
            session.add(person)
            await session.flush()
            session.add(Employment(person_id=person.id, school_id=SCHOOL))
            session.add(
                ChatReference(
                    channel=TEAMS_CHANNEL,
                    person_id=person.id,
                    service_url="https://s",
                    chat=f"a:{number}",
                    bot="b",
                    account="a",
                    language="nb",
                )
            )
            session.add(Reminding(person_id=person.id))


async def test_of_four_processes_one_is_killed_and_each_person_is_owed_it_once(both: FastAPI) -> None:
    await reminded(both)
    environment = os.environ | {"NAERVAERSLOS_DATABASE_URL": both.state.settings.database_url}

    async def start(*how: str) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROCESS, *how, env=environment, stdin=PIPE, stdout=PIPE
        )

    dying = await start("hangs")
    assert dying.stdout is not None
    assert int(await dying.stdout.readline()) == PEOPLE, "it has done all, and nothing is committed"
    others = [await start() for _ in range(3)]
    dying.kill()
    await dying.wait()
    told = [int((await one.communicate())[0]) for one in others]
    assert sum(told) == PEOPLE
    assert len({one.reference_id for one in await owed(both)}) == len(await owed(both)) == PEOPLE


async def test_four_applications_send_it_once(both_settings: Settings, cloud: FakeCloud) -> None:
    chosen = on(DUE, both_settings, cloud)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(running(chosen, cloud))
        await known(first.app)
        await a_case(first.client)
        await asks(first)
        others = [await stack.enter_async_context(running(chosen, cloud, first.bot)) for _ in range(3)]
        made = await asyncio.gather(*(TeamsBackend(one.app).remind() for one in (first, *others)))
        assert sum(made) <= 1  # their own looks may have been first
        assert await ended(first) == "sent"
        assert len(await owed(first.app)) == len(told(cloud)) == 1


async def test_nobody_is_reminded_who_has_not_asked(settings: Settings, cloud: FakeCloud) -> None:
    async with running(on(DUE, settings, cloud), cloud) as teams:
        await known(teams.app)
        await a_case(teams.client)
        await asks(teams, on=False)
        assert await TeamsBackend(teams.app).remind() == 0
