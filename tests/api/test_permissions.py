"""Who may do what: every route of the application, for everybody who may stand in some relation to a case.

The routes are the application's own: one that has no line in `ALLOWED` fails.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.actors import action_service, channel_service, signed_in, speaker, subscriber
from api.cases.models import GuideRun
from api.database import transaction
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.schools.models import StaffRole
from api.settings import LOOPBACK, Settings
from channels.app import create_app
from channels.teams.door import from_teams
from tests.api.commanding import TODAY, send
from tests.api.test_actors import OPEN_TO_ANYBODY, actors, routes
from tests.api.turns_by_hand import Hand, rows

LABEL, WORDS, NO_CASE = "QX7", "gruer seg til gym", "00000000-0000-4000-8000-000000000000"
SCHOOL, ELSEWHERE = "demo_faerder", "demo_vennesla"
ROLES: dict[str, tuple[str, StaffRole]] = {
    "owner": (SCHOOL, "teacher"),
    "member": (SCHOOL, "teacher"),
    "substitute": (SCHOOL, "substitute"),  # a member, to a day that is to come
    "ended": (SCHOOL, "teacher"),  # was a member
    "past": (SCHOOL, "teacher"),  # was one to a day that has been
    "offered": (SCHOOL, "teacher"),
    "stranger": (SCHOOL, "teacher"),
    "adviser": (SCHOOL, "adviser"),
    "leader": (SCHOOL, "leader"),
    "leader_with_reason": (SCHOOL, "leader"),  # has read it once
    "admin": (SCHOOL, "admin"),
    "former": (SCHOOL, "teacher"),  # a member who works there no longer
    "admin_now": (SCHOOL, "admin"),  # a member who is of the municipality now
    "elsewhere": (ELSEWHERE, "leader"),
}
EVERYBODY = frozenset(ROLES) - {"former"}
STAFF = EVERYBODY - {"admin", "admin_now"}
MEMBERS = frozenset({"owner", "member", "substitute"})
LEADERS = frozenset({"leader", "leader_with_reason", "elsewhere"})
OF_THIS_SCHOOL = LEADERS - {"elsewhere"}
ADMINS = frozenset({"admin", "admin_now"})
SEES_LABEL = MEMBERS | OF_THIS_SCHOOL | {"offered"}
CASE = "/cases/{case_id}"
OF_SCHOOL = "/school/cases/{case_id}"
# Method and path, and who is answered. Everybody else gets 404, and who is nobody 401.
LONGER = ("POST", "/retention/{case_id}/longer")
ALLOWED: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/cases"): EVERYBODY,  # their own
    ("POST", "/cases"): STAFF,
    ("GET", f"{CASE}/plan"): MEMBERS,
    ("GET", f"{CASE}/stair.svg"): MEMBERS,
    ("GET", f"{CASE}/talks"): MEMBERS,
    ("GET", CASE + "/talks/{run}"): MEMBERS,
    ("GET", CASE + "/guides/{guide}"): MEMBERS,
    ("POST", f"{CASE}/commands"): MEMBERS,
    ("POST", CASE + "/notes/{number}/move"): frozenset({"owner"}),  # who has the other case too
    ("GET", f"{CASE}/members"): MEMBERS,
    ("GET", f"{CASE}/offers"): MEMBERS,
    ("GET", f"{CASE}/history"): MEMBERS,
    ("GET", f"{CASE}/audit"): MEMBERS,
    ("GET", f"{CASE}/seen"): MEMBERS,
    ("GET", f"{CASE}/export.html"): MEMBERS,
    ("GET", f"{CASE}/export.json"): MEMBERS,
    ("GET", f"{CASE}/papers"): MEMBERS,
    ("GET", CASE + "/papers/{paper}.docx"): MEMBERS,
    ("GET", CASE + "/papers/{paper}.pdf"): MEMBERS,
    ("GET", CASE + "/deadlines/{deadline}.ics"): MEMBERS,
    ("GET", "/export-schema"): EVERYBODY,
    ("GET", "/retention"): EVERYBODY,  # their own
    ("GET", "/retention/untouched"): EVERYBODY,  # their own, and the lines they see
    ("GET", "/retention/{case_id}"): MEMBERS,
    LONGER: MEMBERS,
    ("GET", "/offers"): EVERYBODY,
    ("POST", "/offers/{case_id}/accept"): frozenset({"offered"}),
    ("POST", "/offers/{case_id}/refuse"): frozenset({"offered"}),
    ("GET", "/school/cases"): LEADERS | {"adviser"},  # none to an adviser, as the school has settled nothing
    ("GET", "/school/figures"): LEADERS | ADMINS,
    ("POST", f"{OF_SCHOOL}/insight"): OF_THIS_SCHOOL,
    ("POST", f"{OF_SCHOOL}/offers"): OF_THIS_SCHOOL,
    ("POST", f"{OF_SCHOOL}/offers/withdraw"): OF_THIS_SCHOOL,
    ("GET", "/school/access"): LEADERS | ADMINS,
    ("PUT", "/school/access"): LEADERS | ADMINS,  # a leader may only narrow it: tests/api/cases/test_handover.py
    ("POST", "/school/invitations"): LEADERS,
    ("GET", "/school/invitations"): LEADERS,
    ("DELETE", "/school/invitations/{invitation_id}"): OF_THIS_SCHOOL,
    ("GET", "/school/calendar"): EVERYBODY,
    ("GET", "/school/people"): EVERYBODY,
    ("GET", "/routines"): EVERYBODY,
    ("GET", "/routines/{version}"): EVERYBODY,
    ("GET", "/me"): EVERYBODY,
    ("PUT", "/me/language"): EVERYBODY,
    ("GET", "/reminders"): EVERYBODY,  # their own
    ("PUT", "/reminders"): EVERYBODY,
    ("PUT", "/reminders/digest"): LEADERS,
    ("GET", "/me/mail"): EVERYBODY,  # their own
    ("PUT", "/me/mail"): STAFF,
    ("POST", "/me/mail/code"): EVERYBODY,
    ("DELETE", "/me/mail"): EVERYBODY,
    ("GET", "/me/calendar"): EVERYBODY,
    ("PUT", "/me/calendar"): STAFF,
    ("DELETE", "/me/calendar"): EVERYBODY,
    ("GET", "/conversations"): EVERYBODY,
    ("GET", "/conversations/{conversation_id}/turns"): frozenset({"owner"}),
}
# Goes on to the services the courier calls; who speaks there is tested with the conversations and in tests/channels.
THROUGH_THE_COURIER = {("POST", "/chat/messages")}
# By whoever has the secret of an address, and nobody else; tested with the calendars.
BY_ADDRESS = {("GET", "/calendar/{secret}.ics")}
# By Microsoft alone, for the people it vouches for; tested in tests/teams.
BY_TEAMS = {("POST", "/teams/messages")}
# Have no end, or say nothing of a case; who is let in is tested in tests/channels/test_listening.py.
OF_LISTENING = {("GET", "/chat/events"), ("GET", "/chat/events/latest")}
READS_WORDS = {("POST", f"{OF_SCHOOL}/insight")}  # by who is no member


def ways(app: FastAPI, *of: Any) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in routes(app.routes)
        if isinstance(route, APIRoute) and actors(route.dependant) & set(of)
        for method in route.methods or ()
    }


@dataclass
class World:
    """One case, with people in every relation to it."""

    app: FastAPI
    client: httpx.AsyncClient
    ids: dict[str, str]
    people: dict[str, str]
    file: Path
    kept: Path

    async def restore(self) -> None:
        """What a request has changed is as before."""
        await self.app.state.engine.dispose()
        _put_back(self.kept, self.file)

    def body(self, path: str) -> dict[str, Any] | None:
        reason = {"reason": "Møte i ressursteamet"}
        bodies: dict[str, dict[str, Any]] = {
            "/cases": {"label": "AB", "key": "new"},
            f"{CASE}/commands": {"id": "new", "command": {"do": "note", "text": "liker kunst"}},
            CASE + "/notes/{number}/move": {"id": "new", "to": self.ids["other"]},
            "/offers/{case_id}/accept": {"id": "new"},
            "/offers/{case_id}/refuse": {"id": "new"},
            f"{OF_SCHOOL}/insight": reason,
            f"{OF_SCHOOL}/offers": {"id": "new", "person": self.people["stranger"]},
            f"{OF_SCHOOL}/offers/withdraw": {"id": "new", "person": self.people["offered"]},
            LONGER[1]: {"until": "2028-08-31", "reason": "Foresatte har bedt om innsyn"},
            "/school/access": {"leaders_see": "lines", "advisers_see": "own"},
            "/school/invitations": {"role": "teacher"},
            "/me/language": {"language": "nn"},
            "/reminders": {"on": True},
            "/reminders/digest": {"on": True},
            "/me/mail": {"address": "en@skole.example"},
            "/me/mail/code": {"code": "123456"},
        }
        return bodies.get(path)

    async def ask(self, relation: str, method: str, path: str, **instead: str) -> httpx.Response:
        address = path.format(**{**self.ids, **instead})
        headers = {"X-Demo-Teacher": f"demo:{relation}", **TODAY}
        body = None if method in ("GET", "DELETE") else self.body(path)
        return await self.client.request(method, address, json=body, headers=headers)


def _put_back(kept: Path, file: Path) -> None:
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    shutil.copy(kept, file)


@pytest.fixture(scope="session")
async def kept(prepared_database: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once; each test has a copy."""
    folder = tmp_path_factory.mktemp("permissions")
    shutil.copy(prepared_database, folder / "kept.db")
    settings = Settings(database_url=f"sqlite:///{folder / 'kept.db'}")
    app = create_app(settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        made = World(app, client, {}, {}, folder / "kept.db", folder / "kept.db")
        await _people(made)
        await _case(made, Hand(client, settings))
    await app.state.engine.dispose()
    return made


@pytest.fixture
async def world(kept: World, tmp_path: Path) -> AsyncIterator[World]:
    file = tmp_path / "world.db"
    _put_back(kept.kept, file)
    mail = {"smtp_host": LOOPBACK, "smtp_tls": "none", "smtp_from": "los@skole.example", "origin": f"http://{LOOPBACK}"}
    app = create_app(Settings(database_url=f"sqlite:///{file}").model_copy(update=mail))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        yield World(app, client, kept.ids, kept.people, file, kept.kept)
    await app.state.engine.dispose()


async def _people(world: World) -> None:
    async with transaction(world.app.state) as session:
        for relation, (school, role) in ROLES.items():
            person = await StaffService(session).add(relation, LOCAL, f"demo:{relation}")
            first: StaffRole = "teacher" if relation == "admin_now" else role
            await PeopleService(session).employ(person.id, school, first)
            world.people[relation] = str(person.id)


async def _case(world: World, hand: Hand) -> None:
    ids, owner = world.ids, {"X-Demo-Teacher": "demo:owner", **TODAY}
    await hand.say("borte hver mandag", "start_case", subject="demo:owner")
    await hand.say(LABEL, subject="demo:owner")
    listed = (await world.client.get("/cases", headers=owner)).json()
    ids["case_id"] = listed[0]["id"]
    opened = await world.client.post("/cases", json={"label": "TL", "key": "other"}, headers=owner)
    ids["other"] = opened.json()["case"]
    commands: list[dict[str, Any]] = [
        {"do": "note", "text": WORDS},
        {"do": "own_date", "deadline": "faerder.0.contact", "on": "2026-08-31"},
        {"do": "answer", "guide": "undring_elev", "question": "ue.trivsel", "text": WORDS},
        *({"do": "share", "person": world.people[one]} for one in ("member", "ended", "former", "admin_now")),
        {"do": "share", "person": world.people["substitute"], "last_day": "2026-08-28"},
        {"do": "unshare", "person": world.people["ended"]},
        {"do": "offer", "person": world.people["offered"]},
    ]
    for command in commands:
        done = await send(world.client, ids["case_id"], **command, headers=owner)
        assert done.is_success, done.text
    past = {"do": "share", "person": world.people["past"], "last_day": "2026-08-20"}
    earlier = {**owner, "X-Today": "2026-08-20"}
    assert (await send(world.client, ids["case_id"], **past, headers=earlier)).is_success
    ids["guide"] = "undring_elev"
    ids["run"] = str((await rows(world.app, GuideRun))[0].id)
    ids["number"] = "2"
    ids["paper"], ids["deadline"] = "samarbeidsavtale", "faerder.0.contact"
    conversations = (await world.client.get("/conversations", headers=owner)).json()
    ids["conversation_id"] = conversations[0]["id"]
    ids["version"] = (await world.client.get("/routines", headers=owner)).json()[0]["version"]
    invited = await world.ask("leader", "POST", "/school/invitations")
    ids["invitation_id"] = invited.json()["id"]
    reason = await world.ask("leader_with_reason", "POST", f"{OF_SCHOOL}/insight")
    assert reason.is_success
    async with transaction(world.app.state) as session:
        people = PeopleService(session)
        admin = await people.actor("demo:admin_now", today=date(2026, 8, 24))
        await people.employ(admin.person.id, SCHOOL, "admin")
        former = await people.actor("demo:former", today=date(2026, 8, 24))
        await StaffService(session).leave(former.person.id, SCHOOL)


async def test_every_route_has_a_line_in_the_matrix(world: World) -> None:
    of_people = ways(world.app, signed_in, speaker)
    assert of_people == set(ALLOWED) | THROUGH_THE_COURIER | OF_LISTENING
    every = {(m, r.path) for r in routes(world.app.routes) if isinstance(r, APIRoute) for m in r.methods or ()}
    of_services = ways(world.app, channel_service, action_service)
    assert ways(world.app, subscriber) == BY_ADDRESS
    assert ways(world.app, from_teams) == BY_TEAMS
    assert every == of_people | of_services | BY_ADDRESS | BY_TEAMS | {
        way for way in every if way[1] in OPEN_TO_ANYBODY
    }


@pytest.mark.parametrize("relation", [*ROLES, "nobody"])
async def test_who_may_do_what(relation: str, world: World) -> None:
    for (method, path), allowed in ALLOWED.items():
        answer = await world.ask(relation, method, path)
        told = (relation, method, path, answer.text)
        if relation not in EVERYBODY:
            assert answer.status_code == 401, told
        elif relation in allowed:
            assert answer.is_success or ((method, path) == LONGER and answer.status_code == 409), told  # it is open
        else:
            assert answer.status_code == 404, told
        if relation not in MEMBERS and (method, path) not in READS_WORDS and relation != "offered":
            assert WORDS not in answer.text, told
        if relation not in SEES_LABEL:
            assert LABEL not in answer.text, told
        if answer.is_success and method != "GET":
            await world.restore()


@pytest.mark.parametrize("relation", [one for one in ROLES if one not in MEMBERS | {"former"}])
async def test_what_is_forbidden_looks_like_what_is_not_there(relation: str, world: World) -> None:
    for (method, path), allowed in ALLOWED.items():
        if "{case_id}" not in path or relation in allowed:
            continue
        forbidden = await world.ask(relation, method, path)
        unknown = await world.ask(relation, method, path, case_id=NO_CASE)
        assert (forbidden.status_code, forbidden.json()) == (unknown.status_code, unknown.json()), (method, path)


@pytest.mark.parametrize("relation", ["owner", "leader", "admin", "nobody"])
async def test_no_person_comes_in_by_the_doors_of_services(relation: str, world: World) -> None:
    for method, path in ways(world.app, channel_service, action_service):
        address = path.format(turn_id=uuid4(), subject="demo:owner")
        headers = {"X-Demo-Teacher": f"demo:{relation}"}
        assert (await world.client.request(method, address, json={}, headers=headers)).status_code == 401, path
