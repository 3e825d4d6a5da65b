"""A case is offered, taken over or not, for good or until a day; and whoever leaves the school sees it no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, delete

from api.audit.models import AuditRow
from api.cases.models import Case, CaseMember, CaseOffer
from api.clock import real_day
from api.database import transaction
from api.people.models import Employment
from api.people.service import PeopleService
from tests.api.commanding import send
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, kinds, readings, rows

MONDAY = date(2026, 8, 24)
FRIDAY = date(2026, 8, 28)


def who(number: int, day: date = MONDAY) -> dict[str, str]:
    return {"X-Demo-Teacher": f"demo:faerder:{number}", "X-Today": day.isoformat()}


class School:
    """Three teachers of one school, on each kind of database; the first has a case."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        self.client, self.app = client, app
        self.case = ""

    @staticmethod
    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[School]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
            made = School(client, app)
            await made.open()
            yield made

    async def open(self) -> None:
        opened = await self.client.post("/cases", json={"label": "MK", "key": "one"}, headers=who(1))
        self.case = opened.json()["case"]

    async def person(self, number: int) -> str:
        return str(await person_of(self.app, f"demo:faerder:{number}"))

    async def do(self, number: int, do: str, day: date = MONDAY, **command: Any) -> int:
        return (await send(self.client, self.case, do, headers=who(number, day), **command)).status_code

    async def offer(self, to: int, last_day: date | None = None) -> int:
        day = last_day.isoformat() if last_day else None
        return await self.do(1, "offer", person=await self.person(to), last_day=day)

    async def answer(self, number: int, answer: str, day: date = MONDAY) -> int:
        sent = await self.client.post(
            f"/offers/{self.case}/{answer}", json={"id": answer + str(day)}, headers=who(number, day)
        )
        return sent.status_code

    async def offered(self, number: int, day: date = MONDAY) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.client.get("/offers", headers=who(number, day))).json()
        return found

    async def sees(self, number: int, day: date = MONDAY) -> bool:
        listed = await self.client.get("/cases", headers=who(number, day))
        one = await self.client.get(f"/cases/{self.case}/plan", headers=who(number, day))
        shown = listed.is_success and [line["id"] for line in listed.json()] == [self.case]
        assert shown == one.is_success, (listed.text, one.text)
        return one.is_success

    async def roles(self, number: int = 1) -> dict[str, str]:
        members = (await self.client.get(f"/cases/{self.case}/members", headers=who(number))).json()
        return {member["name"]: member["role"] for member in members}

    async def works_as(self, number: int, role: str, last_day: date | None = None) -> None:
        async with transaction(self.app.state) as session:
            person = await person_of(self.app, f"demo:faerder:{number}")
            await PeopleService(session).employ(person, "demo_faerder", role, last_day)  # type: ignore[arg-type]

    async def leaves(self, number: int) -> None:
        person = await person_of(self.app, f"demo:faerder:{number}")
        async with transaction(self.app.state) as session:
            await session.exec(delete(Employment).where(col(Employment.person_id) == person))


@pytest.fixture
async def school(both: FastAPI) -> AsyncIterator[School]:
    async with School.opened(both) as made:
        yield made


async def test_who_accepts_owns_the_case_and_who_had_it_may_leave(school: School) -> None:
    assert await school.offer(3) == 200
    (offered,) = await school.offered(3)
    assert (offered["label"], offered["name"], offered["last_day"]) == ("MK", "Kontaktlærer 1", None)
    assert not await school.sees(3), "an offer is no access"
    assert await school.answer(3, "accept") == 200
    assert await school.offered(3) == []
    assert await school.sees(3)
    assert await school.roles() == {"Kontaktlærer 1": "member", "Kontaktlærer 3": "owner"}
    assert await school.do(1, "unshare", person=await school.person(1)) == 200 or not await school.sees(1)
    assert not await school.sees(1)
    assert await school.do(3, "unshare", person=await school.person(3)) == 409, "somebody must have it"


async def test_a_substitute_has_it_to_the_last_day_and_no_longer(school: School) -> None:
    assert await school.offer(3, FRIDAY) == 200
    assert await school.answer(3, "accept") == 200
    assert await school.roles() == {"Kontaktlærer 1": "owner", "Kontaktlærer 3": "member"}
    assert [await school.sees(3, FRIDAY), await school.sees(3, FRIDAY + timedelta(days=1))] == [True, False]
    after = FRIDAY + timedelta(days=3)
    assert await school.do(3, "note", after, text="Liker kunst") == 404
    assert await school.sees(1, after)
    assert await school.do(1, "unshare", after, person=await school.person(1)) == 409, "nobody else has it now"
    assert await school.do(1, "share", after, person=await school.person(3)) == 200, "let in anew"
    assert await school.sees(3, after)


async def test_a_line_tells_to_whom_the_case_is_offered_until_that_is_answered_or_over(school: School) -> None:
    async def offered_to(number: int, address: str = "/cases", day: date = MONDAY) -> list[tuple[str, str | None]]:
        (line,) = (await school.client.get(address, headers=who(number, day))).json()
        return [(one["name"], one["last_day"]) for one in line["offered_to"]]

    await school.works_as(2, "leader")
    assert await offered_to(1) == []
    assert await school.offer(3, FRIDAY) == 200
    waits = [("Kontaktlærer 3", FRIDAY.isoformat())]
    assert [await offered_to(1), await offered_to(2, "/school/cases")] == [waits, waits]
    assert await offered_to(1, day=FRIDAY + timedelta(days=1)) == []
    assert await school.answer(3, "refuse") == 200
    assert [await offered_to(1), await offered_to(2, "/school/cases")] == [[], []]


async def test_an_offer_is_refused_or_taken_back(school: School) -> None:
    assert await school.offer(3) == 200
    assert await school.answer(3, "refuse") == 200
    assert [await school.offered(3), await school.answer(3, "accept")] == [[], 404]
    assert await school.offer(3) == 200
    assert await school.do(1, "withdraw_offer", person=await school.person(3)) == 200
    assert await school.do(1, "withdraw_offer", person=await school.person(3)) == 409
    assert [await school.offered(3), await school.answer(3, "accept")] == [[], 404]
    assert await rows(school.app, CaseOffer) == []
    history = (await school.client.get(f"/cases/{school.case}/history", headers=who(1))).json()
    told = [fact["kind"] for entry in history["entries"] for fact in entry["facts"]]
    assert told[1:] == ["handover_offered", "handover_refused", "handover_offered", "handover_withdrawn"]


async def test_nobody_answers_for_another_and_no_member_goes_round_the_offer(school: School) -> None:
    assert await school.offer(3) == 200
    assert [await school.answer(2, "accept"), await school.answer(1, "accept")] == [404, 404]
    for number in (1, 3):
        assert await school.do(number, "accept_offer", person=await school.person(3)) == 404
    assert not await school.sees(3)


async def test_an_offer_lapses_after_its_last_day(school: School) -> None:
    assert await school.offer(3, FRIDAY) == 200
    after = FRIDAY + timedelta(days=1)
    assert [await school.offered(3, after), await school.answer(3, "accept", after)] == [[], 404]


async def test_what_makes_no_sense_is_refused(school: School) -> None:
    assert await school.offer(1) == 409, "to oneself"
    assert await school.offer(3, MONDAY - timedelta(days=1)) == 409, "until a day that has been"
    await school.works_as(3, "substitute")
    assert [await school.offer(3), await school.do(1, "share", person=await school.person(3))] == [409, 409]
    assert await school.offer(3, FRIDAY) == 200
    await school.works_as(3, "admin")
    assert await school.offer(3, FRIDAY) == 404, "an admin has no cases"
    await school.works_as(3, "teacher", MONDAY - timedelta(days=1))
    assert await school.offer(3) == 404, "works there no longer"


async def test_taking_the_acceptance_back_brings_the_offer_back(school: School) -> None:
    await school.offer(3)
    await school.answer(3, "accept")
    (entry,) = [
        one["number"]
        for one in (await school.client.get(f"/cases/{school.case}/history", headers=who(3))).json()["entries"]
        if one["do"] == "accept_offer"
    ]
    assert await school.do(3, "take_back", entry=entry) == 200 or not await school.sees(3)
    assert not await school.sees(3)
    assert await school.roles() == {"Kontaktlærer 1": "owner"}
    assert len(await school.offered(3)) == 1


@pytest.mark.parametrize("how", ["removed", "ended", "admin"])
async def test_leaving_the_school_ends_access_at_once(how: str, school: School) -> None:
    await school.do(1, "share", person=await school.person(3))
    assert await school.sees(3)
    if how == "removed":
        await school.leaves(3)
    else:
        await school.works_as(
            3, "admin" if how == "admin" else "teacher", MONDAY - timedelta(days=1 - (how == "admin"))
        )
    assert (await school.client.get(f"/cases/{school.case}/plan", headers=who(3))).status_code in (401, 404)
    assert await school.roles() == {"Kontaktlærer 1": "owner"}
    assert await school.do(1, "unshare", person=await school.person(1)) == 409, (
        "who has left is nobody to leave it with"
    )
    assert len(await rows(school.app, CaseMember)) == 2, "that they had it is kept"


async def test_who_comes_back_begins_anew(school: School) -> None:
    await school.do(1, "share", person=await school.person(3))
    await school.leaves(3)
    await school.works_as(3, "teacher")
    assert not await school.sees(3)
    assert await school.do(1, "share", person=await school.person(3)) == 200
    assert await school.sees(3)


async def test_an_offer_to_somebody_who_left_does_not_stand_when_they_come_back(school: School) -> None:
    assert await school.offer(3) == 200
    await school.leaves(3)
    await school.works_as(3, "teacher")
    assert [await school.offered(3), await school.answer(3, "accept")] == [[], 404]
    assert not await school.sees(3)
    assert await school.do(1, "withdraw_offer", person=await school.person(3)) == 200
    assert await school.offer(3) == 200, "it is made anew"
    assert await school.answer(3, "accept") == 200


@pytest.mark.parametrize("meanwhile", [("teacher", real_day() - timedelta(days=1)), ("admin", None)])
async def test_who_comes_back_to_an_employment_that_lapsed_begins_anew_too(
    school: School, meanwhile: tuple[str, date | None]
) -> None:
    await school.do(1, "share", person=await school.person(3))
    await school.works_as(3, *meanwhile)
    await school.works_as(3, "teacher")
    assert not await school.sees(3)
    await school.do(1, "share", person=await school.person(3))
    for role, last_day in (("adviser", None), ("adviser", FRIDAY + timedelta(days=4000)), ("substitute", None)):
        await school.works_as(3, role, last_day)
        assert await school.sees(3), "who goes on goes on"


async def test_a_conversation_in_progress_and_an_old_button_end_with_the_employment(hand: Hand, app: FastAPI) -> None:
    await hand.open_case("MK")
    stored = await hand.turn("sover dårlig")
    school = School(hand.client, app)
    (case,) = await rows(app, Case)
    await school.leaves(1)
    before = len(await readings(app))
    assert (await hand.decide(stored, "answer")).status_code == 404
    assert (await hand.store("hva nå?")).status_code == 404
    await school.works_as(1, "teacher")
    waited = (await hand.decide(stored, "answer")).json()
    await hand.reply(stored["id"], *[""] * len(waited["utterances"]))
    assert kinds(await hand.say("hva nå?", "whats_next")) == ["sentences", "no_case"]
    pressed = await hand.say("MK", payload=f'/press{{"case":"{case.id}"}}')
    assert "MK" not in str(pressed)
    assert kinds(await hand.say("mine saker", "list_cases"))[0] == "case_list_empty"
    assert len(await readings(app)) == before, "and nothing was shown"


async def test_leadership_sees_a_line_and_no_word_of_what_is_written(school: School) -> None:
    await school.do(1, "note", text="Gruer seg til gym")
    assert (await school.client.get("/school/cases", headers=who(2))).status_code == 404
    await school.works_as(2, "leader")
    lines = (await school.client.get("/school/cases", headers=who(2))).json()
    assert [(line["label"], line["status"], line["alone"]) for line in lines] == [("MK", "open", False)]
    assert "gym" not in str(lines)
    assert not await school.sees(2)
    assert [row.what for row in await rows(school.app, AuditRow) if row.what == "line"] == ["line"]


async def test_a_reason_opens_the_case_once_and_its_members_read_it(school: School) -> None:
    await school.do(1, "note", text="Gruer seg til gym")
    await school.works_as(2, "leader")
    address = f"/school/cases/{school.case}/insight"
    for empty in (" ", "\u200b", ".", "...", "\u2060\u00ad!", "12", "a\u200b", "\ufe0f"):
        refused = await school.client.post(address, json={"reason": empty}, headers=who(2))
        assert refused.status_code == 422, repr(empty)
    assert (await school.client.post(address, json={"reason": "Ring 99 88 77 66"}, headers=who(2))).status_code == 422
    assert (await school.client.post(address, json={"reason": "Møte"}, headers=who(3))).status_code == 404
    read = await school.client.post(address, json={"reason": "Møte i ressursteamet"}, headers=who(2))
    assert "Gruer seg til gym" in read.text
    assert not await school.sees(2), "and no more than once"
    seen = (await school.client.get(f"/cases/{school.case}/seen", headers=who(1))).json()
    (leader,) = [one for one in seen if one["person"] == await school.person(2)]
    assert (leader["reasons"], leader["only_line"]) == (["Møte i ressursteamet"], False)
    audit = (await school.client.get(f"/cases/{school.case}/audit", headers=who(1))).json()
    assert [one["reason"] for one in audit if one["what"] == "insight"] == ["Møte i ressursteamet"]
    (row,) = [row for row in await rows(school.app, AuditRow) if row.what == "insight"]
    assert b"ressursteamet" not in (row.sealed_reason or b""), "it may say something of the pupil"


async def test_the_settings_of_the_school_decide(school: School) -> None:
    await school.works_as(2, "leader")
    await school.works_as(6, "admin")
    await school.works_as(3, "adviser")

    async def settle(**chosen: str) -> None:
        body = {"leaders_see": "lines", "advisers_see": "own", **chosen}
        assert (await school.client.put("/school/access", json=body, headers=who(6))).json() == body

    async def lines(number: int) -> int:
        return len((await school.client.get("/school/cases", headers=who(number))).json())

    assert [await lines(2), await lines(3)] == [1, 0]
    await settle(advisers_see="as_leaders")
    assert [await lines(2), await lines(3)] == [1, 1]
    await settle(leaders_see="figures", advisers_see="as_leaders")
    assert [await lines(2), await lines(3)] == [0, 0]
    insight = await school.client.post(f"/school/cases/{school.case}/insight", json={"reason": "Møte"}, headers=who(2))
    assert insight.status_code == 404
    assert (await school.client.put("/school/access", json={}, headers=who(3))).status_code in (404, 422)
    assert (await school.client.get("/school/access", headers=who(3))).status_code == 404


async def test_who_only_handed_a_case_on_is_not_said_to_have_read_it(school: School) -> None:
    await school.works_as(2, "leader")
    address, offer = f"/school/cases/{school.case}/offers", {"id": "o1", "person": await school.person(3)}
    assert (await school.client.post(address, json=offer, headers=who(2))).is_success
    withdraw = {"id": "w1", "person": offer["person"]}
    assert (await school.client.post(f"{address}/withdraw", json=withdraw, headers=who(2))).is_success
    assert (await school.client.post(address, json={**offer, "id": "o2"}, headers=who(2))).is_success
    assert await school.answer(3, "refuse") == 200
    seen = (await school.client.get(f"/cases/{school.case}/seen", headers=who(1))).json()
    told = {one["person"]: (one["only_line"], one["handed"]) for one in seen}
    assert told == {await school.person(n): (n > 1, n > 1) for n in (1, 2, 3)}


@pytest.mark.parametrize("leaders", ["figures", "lines"])
@pytest.mark.parametrize("advisers", ["own", "as_leaders"])
async def test_a_leader_narrows_what_the_municipality_chose_and_never_widens_it(
    leaders: str, advisers: str, school: School
) -> None:
    await school.works_as(2, "leader")
    await school.works_as(6, "admin")
    chosen = {"leaders_see": leaders, "advisers_see": advisers}

    async def settle(number: int, body: dict[str, str]) -> int:
        return (await school.client.put("/school/access", json=body, headers=who(number))).status_code

    for leaders_after in ("figures", "lines"):
        for advisers_after in ("own", "as_leaders"):
            assert await settle(6, chosen) == 200
            after = {"leaders_see": leaders_after, "advisers_see": advisers_after}
            widens = (leaders, leaders_after) == ("figures", "lines") or (advisers, advisers_after) == (
                "own",
                "as_leaders",
            )
            assert await settle(2, after) == (409 if widens else 200), after
            now = (await school.client.get("/school/access", headers=who(2))).json()
            assert now == (chosen if widens else after)
            assert await settle(3, after) == 404


async def test_a_case_nobody_follows_is_seen_and_handed_over_by_a_leader(school: School) -> None:
    await school.do(1, "note", text="Gruer seg til gym")
    await school.works_as(2, "leader")
    body = {"leaders_see": "figures", "advisers_see": "own"}
    await school.client.put("/school/access", json=body, headers=who(2))
    await school.leaves(1)
    (line,) = (await school.client.get("/school/cases", headers=who(2))).json()
    assert line["alone"]
    address = f"/school/cases/{school.case}/offers"
    offer = {"id": "o1", "person": await school.person(3)}
    assert (await school.client.post(address, json=offer, headers=who(3))).status_code == 404
    to_oneself = {"id": "o0", "person": await school.person(2)}
    assert (await school.client.post(address, json=to_oneself, headers=who(2))).status_code == 404, "without a reason"
    assert len((await school.client.post(address, json=offer, headers=who(2))).json()) == 1
    withdraw = {"id": "w1", "person": offer["person"]}
    assert (await school.client.post(f"{address}/withdraw", json=withdraw, headers=who(2))).json() == []
    assert (await school.client.post(address, json={**offer, "id": "o2"}, headers=who(2))).is_success
    assert await school.answer(3, "accept") == 200
    history = await school.client.get(f"/cases/{school.case}/history", headers=who(3))
    assert "Gruer seg til gym" in history.text, "its history is whole"
    assert await school.roles(3) == {"Kontaktlærer 3": "owner"}
    assert (await school.client.get("/school/cases", headers=who(2))).json() == []


async def test_the_municipality_sees_figures_and_small_ones_are_not_told(school: School) -> None:
    await school.works_as(2, "admin")

    async def figures() -> Any:
        return (await school.client.get("/school/figures", headers=who(2))).json()

    for number in range(3):
        await school.client.post("/cases", json={"label": f"B{number}", "key": f"{number}"}, headers=who(1))
    assert await figures() == []
    await school.client.post("/cases", json={"label": "B9", "key": "9"}, headers=who(1))
    assert [(one["status"], one["cases"]) for one in await figures()] == [("open", 5)]
    assert (await school.client.get("/school/figures", headers=who(3))).status_code == 404
    assert (await school.client.get("/school/cases", headers=who(2))).status_code == 404
    opened = await school.client.post("/cases", json={"label": "X1", "key": "x"}, headers=who(2))
    assert opened.status_code == 404
    assert (await school.client.get("/cases", headers=who(2))).json() == []


def test_what_ends_on_a_day_ends_by_the_real_one_outside_local_mode() -> None:
    employment = Employment(person_id=UUID(int=1), school_id="s", last_day=real_day())
    assert employment.goes_on(real_day())
    assert not employment.goes_on(real_day() + timedelta(days=1))


async def entry_of(school: School, number: int, do: str) -> int:
    history = (await school.client.get(f"/cases/{school.case}/history", headers=who(number))).json()
    found: int = [one["number"] for one in history["entries"] if one["do"] == do][-1]
    return found


async def last_day(school: School, number: int) -> object:
    members = (await school.client.get(f"/cases/{school.case}/members", headers=who(1))).json()
    of_person = await school.person(number)
    return next((one["last_day"] for one in members if one["person"] == of_person), "no member")


LATER = FRIDAY + timedelta(days=365)


async def test_nobody_lengthens_their_own_access_by_taking_back(school: School) -> None:
    third = await school.person(3)
    assert await school.do(1, "share", person=third, last_day=LATER.isoformat()) == 200
    assert await school.do(1, "unshare", person=third) == 200
    ended = await entry_of(school, 1, "unshare")
    assert await school.do(1, "share", person=third, last_day=FRIDAY.isoformat()) == 200
    again = await entry_of(school, 1, "share")
    assert await school.do(3, "take_back", entry=ended) == 409
    await school.do(3, "take_back", entry=again)
    assert await last_day(school, 3) == "no member", "they have left, and nothing else"
    assert not await school.sees(3, FRIDAY + timedelta(days=1))


async def test_who_has_a_last_day_ends_nobodys_access_but_their_own(school: School) -> None:
    first, second, third = [await school.person(number) for number in (1, 2, 3)]
    assert await school.do(1, "share", person=second) == 200
    shared = await entry_of(school, 1, "share")
    assert await school.do(1, "share", person=third, last_day=MONDAY.isoformat()) == 200
    assert [await school.do(3, "unshare", person=one) for one in (first, second)] == [409, 409]
    assert await school.do(3, "take_back", entry=shared) == 409
    assert await school.do(2, "unshare", person=first) == 409, "who has it goes by themselves"
    assert await school.do(3, "unshare", person=third) == 200 or not await school.sees(3)
    assert [await school.sees(number) for number in (1, 2, 3)] == [True, True, False]


async def test_a_case_is_not_left_to_who_has_a_last_day(school: School) -> None:
    first, third = await school.person(1), await school.person(3)
    assert await school.do(1, "share", person=third, last_day=FRIDAY.isoformat()) == 200
    assert await school.do(1, "unshare", person=first) == 409
    assert await school.sees(1, FRIDAY + timedelta(days=1))


async def test_who_has_a_last_day_gives_nobody_more(school: School) -> None:
    second, third = await school.person(2), await school.person(3)
    assert await school.do(1, "share", person=third, last_day=FRIDAY.isoformat()) == 200
    for day in (None, LATER.isoformat()):
        assert await school.do(3, "share", person=second, last_day=day) == 409, day
    assert await school.do(3, "share", person=second, last_day=FRIDAY.isoformat()) == 200
    assert await last_day(school, 2) == FRIDAY.isoformat()
    assert await school.do(3, "take_back", entry=await entry_of(school, 3, "share")) == 200, "what they gave themselves"
    assert not await school.sees(2)


async def test_only_the_owner_offers_the_case_on(school: School) -> None:
    """Whoever follows it shares it; a leader who does not follow it hands it on over their own door."""
    second, third = await school.person(2), await school.person(3)
    assert await school.do(1, "share", person=third) == 200
    for day in (None, FRIDAY.isoformat()):
        assert await school.do(3, "offer", person=second, last_day=day) == 409, day
    assert await school.do(3, "offer", person=third) == 409, "nor to themselves"
    assert await school.do(3, "share", person=second) == 200
    assert await school.do(2, "unshare", person=second) == 200
    assert await school.offer(2) == 200
    assert await school.answer(2, "accept") == 200
    assert await school.do(1, "offer", person=third) == 409, "who had it follows it still, and gives it on no more"
    assert await school.do(2, "offer", person=third) == 200


async def test_what_is_taken_back_meets_the_colleague_as_they_are_now(school: School) -> None:
    third = await school.person(3)
    assert await school.do(1, "share", person=third) == 200
    assert await school.do(1, "unshare", person=third) == 200
    ended = await entry_of(school, 1, "unshare")
    await school.works_as(3, "substitute")
    assert await school.do(1, "take_back", entry=ended) == 409, "a substitute has it to a day"
    await school.works_as(3, "admin")
    assert await school.do(1, "take_back", entry=ended) == 404, "and an admin not at all"


async def test_a_hand_over_that_is_done_is_undone_by_nobody_else(school: School) -> None:
    assert await school.do(1, "share", person=await school.person(3)) == 200
    assert await school.offer(3) == 200
    assert await school.answer(3, "accept") == 200
    assert await school.do(1, "take_back", entry=await entry_of(school, 1, "accept_offer")) == 409
    assert (await school.roles())["Kontaktlærer 3"] == "owner"
