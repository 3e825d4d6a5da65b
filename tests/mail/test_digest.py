"""A leader who has asked for it has the lines of their school once a week, as the page does; by e-mail only how many there are."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.outbox.telling import LookedUp, TellingService
from api.people.mail import MailAddresses
from api.people.models import Employment, Identity, MailAddress
from api.reminders.models import Digest
from api.schools.models import AccessSettings, School
from api.settings import MAIL_CHANNEL, TEAMS_CHANNEL, Settings
from channels.outgoing import OutboxBackend
from channels.teams.cards import activity_of
from tests.api.turns_by_hand import rows
from tests.login.people import person_of
from tests.mail.conftest import ADDRESS, Post, body_of, running, with_mail, written_to
from tests.mail.server import MailServer
from tests.teams.cloud import read_of
from tests.teams.conftest import until
from tests.teams.parsing import broken
from tests.teams.test_cards import owed as to_send

MONDAY = date(2026, 8, 31)
LEADER = {"X-Demo-Teacher": "demo:faerder:4"}
SCHOOL = "demo_faerder"
NOTE = "gruer seg til gym"


async def leader(post: Post, *, address: bool = True) -> None:
    """Wants the digest; by e-mail, or in Teams."""
    assert (await post.client.put("/reminders/digest", json={"on": True}, headers=LEADER)).json()["digest"] is True
    person = await person_of(post.app, "demo:faerder:4")
    async with transaction(post.app.state) as session:
        if address:
            await MailAddresses(session).give(person, ADDRESS)
            await session.exec(update(MailAddress).values(confirmed_at=utc_now()))
        channel, chat = (MAIL_CHANNEL, ADDRESS) if address else (TEAMS_CHANNEL, "a:1")
        session.add(written_to(person, channel, chat))


async def cases(post: Post, count: int) -> None:
    for number in range(count):
        headers = {"X-Today": "2026-08-24"}
        opened = await post.client.post("/cases", json={"label": f"K{number}", "key": f"k{number}"}, headers=headers)
        body = {"id": f"n{number}", "command": {"do": "note", "text": NOTE}}
        await post.client.post(f"/cases/{opened.json()['case']}/commands", json=body, headers=headers)


async def owed(post: Post) -> list[Outgoing]:
    return [one for one in await rows(post.app, Outgoing) if one.says == "digest"]


async def ended(post: Post) -> str:
    async def has() -> bool:
        return bool([one for one in await owed(post) if one.ended])

    await until(has)
    (one,) = await owed(post)
    return str(one.ended)


async def told(post: Post) -> LookedUp | None:
    """What is looked up for Teams, which is not set here."""
    async with transaction(post.app.state) as session:
        telling = TellingService(session, post.app.state.settings)
        assert await telling.remind_leaders((TEAMS_CHANNEL,), utc_now()) == 1
        (one,) = (await session.exec(select(Outgoing).where(Outgoing.says == "digest"))).all()
        (reference,) = (await session.exec(select(ChatReference))).all()
        return await telling.looked_up(one, reference)


def card_of(told: LookedUp) -> dict[str, Any]:
    made = activity_of(to_send(says="digest", told=told, language=told.language), "https://skole.example")
    content: dict[str, Any] = made.content["attachments"][0]["content"]
    return content


@pytest.mark.parametrize(("count", "words"), [(2, "færre enn fem åpne saker"), (5, "5 åpne saker")])
async def test_by_mail_it_is_a_number_unless_it_is_small_and_a_link(count: int, words: str, both_post: Post) -> None:
    post = both_post
    await cases(post, count)
    await leader(post)
    await OutboxBackend(post.app).remind()
    (message,) = await post.come(1)
    body = body_of(message)
    assert words in body
    assert "http://127.0.0.1:8000/skolen" in body
    assert "K0" not in message.as_string()
    assert await ended(post) == "sent"
    assert await OutboxBackend(post.app).remind() == 0, "once a week"


async def test_in_teams_it_is_the_lines_of_the_page_without_a_note_and_that_is_noted(post: Post) -> None:
    await cases(post, 2)
    await leader(post, address=False)
    page = (await post.client.get("/school/cases", headers=LEADER)).json()
    found = await told(post)
    assert found is not None
    assert found.school is not None
    assert [line.split(":")[0] for line in found.school.lines] == ["K0", "K1"]
    assert all(line["next"] in found.school.lines[at] for at, line in enumerate(page))
    content = card_of(found)
    assert broken(content) == []
    assert not any(NOTE in line for line in read_of(content))
    assert "K0" not in content["fallbackText"], "a locked phone tells nothing of a pupil"
    seen = (await post.client.get(f"/cases/{page[0]['id']}/audit")).json()
    assert [one["what"] for one in seen].count("line") == 2, "on the page, and in this"


async def test_by_mail_nobody_is_shown_a_line(post: Post) -> None:
    await cases(post, 1)
    await leader(post)
    await OutboxBackend(post.app).remind()
    await post.come(1)
    (case,) = (await post.client.get("/cases")).json()
    assert "line" not in [one["what"] for one in (await post.client.get(f"/cases/{case['id']}/audit")).json()]


@pytest.mark.parametrize(("count", "figures"), [(4, ()), (5, (("Nivå 0", 5),))])
async def test_where_the_school_lets_them_see_figures_alone_it_has_those_that_are_not_small(
    count: int, figures: tuple[tuple[str, int], ...], post: Post
) -> None:
    await cases(post, count)
    await leader(post, address=False)
    async with transaction(post.app.state) as session:
        session.add(AccessSettings(school_id=SCHOOL, leaders_see="figures"))
    found = await told(post)
    assert found is not None
    assert found.school is not None
    assert (found.school.lines, found.school.figures) == ((), figures)
    assert broken(card_of(found)) == []


@pytest.mark.parametrize(
    ("day", "breaks", "is_owed"),
    [
        (MONDAY, [], 1),
        (MONDAY + timedelta(days=1), [], 0),
        (MONDAY - timedelta(days=1), [], 0),
        (MONDAY, [["2026-08-31", "2026-08-31", "fri"]], 0),
        (MONDAY + timedelta(days=1), [["2026-08-31", "2026-08-31", "fri"]], 1),
        (MONDAY, [["2026-08-31", "2026-09-06", "fri"]], 0),
    ],
)
async def test_it_comes_on_the_first_school_day_of_the_week(
    day: date, breaks: list[Any], is_owed: int, settings: Settings, server: MailServer
) -> None:
    async with running(with_mail(settings, server, today=day), server) as post:
        await cases(post, 1)
        async with transaction(post.app.state) as session:
            await session.exec(update(School).where(col(School.id) == SCHOOL).values(breaks=breaks))
        await leader(post)
        await OutboxBackend(post.app).remind()
        assert len(await owed(post)) == is_owed


@pytest.mark.parametrize("what", ["off", "role", "left", "no_case", "school"])
async def test_what_has_ended_when_it_is_sent_is_not_told(what: str, post: Post) -> None:
    if what != "no_case":
        await cases(post, 1)
    await leader(post)
    async with transaction(post.app.state) as session:
        telling = TellingService(session, post.app.state.settings)
        assert await telling.remind_leaders((MAIL_CHANNEL,), utc_now()) == 1
        later = utc_now() + timedelta(hours=1)
        await session.exec(update(Outgoing).values(not_before=later))
    theirs = col(Employment.person_id) == await person_of(post.app, "demo:faerder:4")
    async with transaction(post.app.state) as session:
        match what:
            case "off":
                await session.exec(delete(Digest))
            case "role":
                await session.exec(update(Employment).where(theirs).values(role="teacher"))
            case "left":
                await session.exec(delete(Employment).where(theirs))
            case "school":
                await session.exec(update(Employment).where(theirs).values(school_id="demo_vennesla"))
        await session.exec(update(Outgoing).values(not_before=None))
    assert await ended(post) == "refused"
    assert post.server.taken == []


async def test_who_leads_no_longer_is_owed_nothing(post: Post) -> None:
    await cases(post, 1)
    await leader(post)
    async with transaction(post.app.state) as session:
        role = {"role": "adviser"}
        person = select(Identity.person_id).where(Identity.subject == "demo:faerder:4")
        await session.exec(update(Employment).where(col(Employment.person_id).in_(person)).values(**role))
    assert await OutboxBackend(post.app).remind() == 0
    assert (await post.client.get("/reminders", headers=LEADER)).json()["digest"] is None


async def test_nobody_has_it_who_has_not_asked(post: Post) -> None:
    await cases(post, 1)
    assert (await post.client.get("/reminders", headers=LEADER)).json()["digest"] is False
    assert (await post.client.get("/reminders")).json()["digest"] is None
    await leader(post)
    await post.client.put("/reminders/digest", json={"on": False}, headers=LEADER)
    assert await OutboxBackend(post.app).remind() == 0


async def test_four_applications_send_it_once(both_settings: Settings, server: MailServer) -> None:
    chosen = with_mail(both_settings, server)
    async with AsyncExitStack() as stack:
        posts = [await stack.enter_async_context(running(chosen, server)) for _ in range(4)]
        await cases(posts[0], 1)
        await leader(posts[0])
        made = await asyncio.gather(*(OutboxBackend(one.app).remind() for one in posts))
        assert sum(made) <= 1  # their own looks may have been first
        assert await ended(posts[0]) == "sent"
    assert len(server.taken) == 1
