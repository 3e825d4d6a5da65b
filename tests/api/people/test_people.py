"""Who acts, for which school, and who is let into a case from when to when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from api.cases.models import Case, CaseMember
from api.cases.service import CaseService
from api.database import transaction
from api.engine.apply import Refusal
from api.engine.commands import Unshare
from api.engine.schema import Language
from api.errors import CannotBegin, NotFound
from api.people.actor import Actor
from api.people.models import LOCAL, Employment, Identity, Person
from api.people.service import PeopleService
from api.people.staff import StaffService
from api.prepare import publish
from api.schools.models import School
from api.schools.service import SchoolService, read_schools
from tests.api.turns_by_hand import Hand, kinds, rows

MONDAY = date(2026, 8, 24)
TODAY = {"X-Today": "2026-08-24"}
BOTH = {"X-Demo-Teacher": "demo:both", **TODAY}
ONE = (
    "- {id: %s, name: x, routine_id: faerder, language: %s, teachers: [{subject: 'demo:both', name: Kari, role: %s}]}\n"
)
AT_TWO = ONE % ("b_school", "nb", "leader") + ONE % ("a_school", "nn", "adviser")


async def load(app: FastAPI, content: str) -> None:
    schools = read_schools(content)
    async with transaction(app.state) as session:
        await SchoolService(session).load(schools)
        await PeopleService(session).load(schools)


async def labels(teacher: httpx.AsyncClient, school: str | None = None) -> Any:
    answer = await teacher.get("/cases", headers=BOTH | ({"X-School": school} if school else {}))
    return [line["label"] for line in answer.json()] if answer.is_success else answer.status_code


async def person_of(app: FastAPI, subject: str) -> UUID:
    return next(one.person_id for one in await rows(app, Identity) if one.subject == subject)


async def share(teacher: httpx.AsyncClient, case: str, person: UUID) -> int:
    body = {"id": str(uuid4()), "command": {"do": "share", "person": str(person)}}
    return (await teacher.post(f"/cases/{case}/commands", json=body, headers=TODAY)).status_code


async def test_whoever_works_at_two_schools_acts_for_the_one_that_is_named(
    teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    await load(app, AT_TWO)
    employed = {(one.school_id, one.role) for one in await rows(app, Employment)}
    assert {("a_school", "adviser"), ("b_school", "leader")} <= employed
    assert len([one for one in await rows(app, Identity) if one.subject == "demo:both"]) == 1
    answer = await teacher.post("/cases", json={"label": "AA", "key": "1"}, headers=BOTH)
    assert answer.json()["language"] == "nn", "the first school by its id, and its language"
    await teacher.post("/cases", json={"label": "BB", "key": "2"}, headers=BOTH | {"X-School": "b_school"})
    assert await labels(teacher) == await labels(teacher, "a_school") == ["AA"]
    assert await labels(teacher, "b_school") == ["BB"]
    in_the_address = await teacher.get("/cases", params={"school": "b_school"}, headers=BOTH)
    assert [line["label"] for line in in_the_address.json()] == ["BB"]
    assert await labels(teacher, "demo_faerder") == await labels(teacher, "nowhere") == 401
    for school, label in ((None, "AA"), ("b_school", "BB")):
        listed = await hand.say("mine saker", "list_cases", subject="demo:both", school=school)
        assert [button["title"] for act in listed["utterances"] for button in act["buttons"]] == ["⟦1⟧"]
        reply = (await hand.reply(listed["turn"], "⟦1⟧")).json()
        assert reply["messages"][0]["text"] == label
    elsewhere = await hand.store("hei", subject="demo:both", school="demo_faerder")
    assert elsewhere.status_code == 404


async def test_somebody_whom_the_file_now_names_elsewhere_works_there_only(
    teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    await load(app, AT_TWO)
    await teacher.post("/cases", json={"label": "AA", "key": "1"}, headers=BOTH)
    turn = await hand.turn("hei", subject="demo:both")
    await load(app, ONE % ("b_school", "nb", "leader"))
    assert await labels(teacher) == []
    assert await labels(teacher, "a_school") == 401
    assert (await hand.decide(turn, "greet")).status_code == 404, "the conversation was at the other school"
    assert kinds(await hand.say("mine saker", "list_cases", subject="demo:both")) == ["case_list_empty"]
    await load(app, "[]")
    assert await labels(teacher) == [], "nobody is removed"


async def test_a_start_in_production_lets_nobody_in_again_who_has_left(app: FastAPI, tmp_path: Path) -> None:
    file = tmp_path / "schools.yaml"
    production = app.state.settings.model_copy(update={"mode": "production", "schools_file": file})

    async def employed() -> set[tuple[str, str]]:
        person = await person_of(app, "demo:both")
        return {(one.school_id, one.role) for one in await rows(app, Employment) if one.person_id == person}

    file.write_text(AT_TWO, encoding="utf-8")
    await publish(production)
    assert await employed() == {("a_school", "adviser"), ("b_school", "leader")}, "who is new is let in"
    person = await person_of(app, "demo:both")
    async with transaction(app.state) as session:
        await StaffService(session).leave(person, "b_school")
        await PeopleService(session).employ(person, "demo_faerder", "substitute", MONDAY)
    await publish(production)
    assert await employed() == {("a_school", "adviser"), ("demo_faerder", "substitute")}


async def test_production_does_not_load_the_demo_schools(app: FastAPI) -> None:
    with pytest.raises(CannotBegin, match="NAERVAERSLOS_SCHOOLS_FILE"):
        await publish(app.state.settings.model_copy(update={"mode": "production"}))


async def test_a_school_is_loaded_with_no_role_or_language_we_do_not_know(app: FastAPI) -> None:
    for content in (ONE % ("a_school", "nb", "rektor"), ONE % ("a_school", "se", "teacher")):
        with pytest.raises(ValidationError):
            await load(app, content)


@pytest.mark.parametrize(
    ("own", "schools", "spoken"), [(None, "nb", "nb"), (None, "nn", "nn"), ("nb", "nn", "nb"), ("nn", "nb", "nn")]
)
def test_a_persons_own_language_overrules_the_schools(own: str | None, schools: str, spoken: Language) -> None:
    person = Person(name="x", language=own)
    school = School(id="s", name="s", routine_id="r", language=schools)
    assert Actor(person, Employment(person_id=person.id, school_id="s"), school).language == spoken


async def test_a_login_elsewhere_is_another_identity_of_the_same_person(app: FastAPI) -> None:
    async with transaction(app.state) as session:
        people = PeopleService(session)
        known = await people.actor("demo:faerder:1")
        with pytest.raises(NotFound):
            await people.actor("demo:faerder:1", issuer="https://login.example")
        session.add(Identity(issuer="https://login.example", subject="demo:faerder:2", person_id=known.person.id))
        assert (await people.actor("demo:faerder:2", issuer="https://login.example")) == known
        assert (await people.actor("demo:faerder:2", issuer=LOCAL)) != known


async def test_who_opened_a_case_owns_it_and_who_is_let_in_is_a_member(
    teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    case = (await teacher.post("/cases", json={"label": "MK", "key": "1"}, headers=TODAY)).json()["case"]
    colleague = await person_of(app, "demo:faerder:2")
    assert [await share(teacher, case, colleague), await share(teacher, case, colleague)] == [200, 200]
    members = await rows(app, CaseMember)
    assert [(member.role, member.until) for member in members] == [("owner", None), ("member", None)]
    (opened,) = await rows(app, Case)
    assert [member.person_id == opened.created_by for member in members] == [True, False]


async def test_a_case_is_shared_with_nobody_from_elsewhere(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await teacher.post("/cases", json={"label": "MK", "key": "1"}, headers=TODAY)).json()["case"]
    elsewhere = await person_of(app, "demo:vennesla:1")
    assert [await share(teacher, case, elsewhere), await share(teacher, case, uuid4())] == [404, 404]
    assert len(await rows(app, CaseMember)) == 1


async def test_a_membership_that_has_ended_lets_nobody_in_and_is_kept(
    teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    await hand.open_case("MK")
    noted = await hand.say("sover dårlig")
    (found,) = await rows(app, Case)
    case, other = str(found.id), {"X-Demo-Teacher": "demo:faerder:2", **TODAY}
    await share(teacher, case, await person_of(app, "demo:faerder:2"))
    assert (await teacher.get(f"/cases/{case}/plan", headers=other)).status_code == 200
    async with transaction(app.state) as session:
        colleague = (await PeopleService(session).actor("demo:faerder:2")).person
        service = CaseService(session, await PeopleService(session).actor("demo:faerder:1"))
        opened = await service.get(found.id, reading="changed")
        for number, (person, refused) in enumerate([(colleague.id, None), (service.actor.person.id, "last_member")]):
            done = await service.do(opened, Unshare(person=person), today=MONDAY, command_id=str(number))
            assert (done.code if isinstance(done, Refusal) else None) == refused
    assert (await teacher.get(f"/cases/{case}/plan", headers=other)).status_code == 404
    assert (await teacher.get("/cases", headers=other)).json() == []
    for payload in (f'{{"case":"{case}"}}', f'{{"move":"{noted["turn"]}","to":"{case}"}}'):
        said = await hand.say("MK", subject="demo:faerder:2", payload=f"/press{payload}")
        assert "MK" not in str(said)
    async with transaction(app.state) as session:
        service = CaseService(session, await PeopleService(session).actor("demo:faerder:2"))
        assert list(await service.written_in(UUID(noted["turn"]))) == []
    assert await share(teacher, case, colleague.id) == 200
    assert (await teacher.get(f"/cases/{case}/plan", headers=other)).status_code == 200
    times = [(one.until is None, one.role) for one in await rows(app, CaseMember) if one.person_id == colleague.id]
    assert sorted(times) == [(False, "member"), (True, "member")]
