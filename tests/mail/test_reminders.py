"""Who has asked for it and has no Teams is told by e-mail how much is due, once a school day; of a pupil it says nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlmodel import col, update

from api.cases.models import CaseMember
from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.outbox.telling import TellingService
from api.people.models import Employment, MailAddress, Person
from api.reminders.models import Reminding
from api.settings import MAIL_CHANNEL, Settings
from channels.outgoing import OutboxBackend
from tests.api.commanding import send
from tests.api.turns_by_hand import rows
from tests.login.people import leave, person_of
from tests.mail.conftest import ADDRESS, BEGUN, DUE, Post, body_of, running, with_mail, written_to
from tests.mail.server import MailServer
from tests.teams.conftest import until

SCHOOL = "demo_faerder"


async def owed(post: Post) -> list[Outgoing]:
    return [one for one in await rows(post.app, Outgoing) if one.says == "due"]


async def ended(post: Post) -> str:
    async def has() -> bool:
        return bool([one for one in await owed(post) if one.ended])

    await until(has)
    (one,) = await owed(post)
    return str(one.ended)


async def remind(post: Post) -> int:
    return await OutboxBackend(post.app).remind()


async def test_it_tells_how_much_is_due_and_nothing_of_the_pupil(both_post: Post) -> None:
    post = both_post
    await post.a_case()
    await post.proved()
    await remind(post)
    _, message = await post.come(2)
    assert (message["To"], message["Subject"]) == (ADDRESS, "Frister i Nærværslos")
    words = body_of(message)
    assert "Én oppgave i sakene dine har frist." in words
    assert "http://127.0.0.1:8000/\n" in words
    case = (await post.client.get("/cases")).json()[0]
    assert not any(told in message.as_string() for told in ("MK", case["id"], case["next"]))
    assert await ended(post) == "sent"
    assert await remind(post) == 0, "once a day"
    assert (await owed(post))[0].sent_as == message["Message-ID"]


async def test_it_is_written_as_the_person_writes_at_the_time(post: Post) -> None:
    await post.a_case()
    await post.proved()
    await post.client.put("/me/language", json={"language": "nn"})
    await remind(post)
    _, message = await post.come(2)
    assert "Éi oppgåve i sakene dine har frist." in body_of(message)


async def test_that_it_was_sent_shows_nobody_a_case(post: Post) -> None:
    """The audit tells who has seen the case: an e-mail without a label shows it to nobody."""
    case = await post.a_case()
    await post.proved()
    seen = (await post.client.get(f"/cases/{case}/audit")).json()
    await remind(post)
    await post.come(2)
    assert [one["what"] for one in (await post.client.get(f"/cases/{case}/audit")).json()].count("list") == [
        one["what"] for one in seen
    ].count("list")


@pytest.mark.parametrize("what", ["done", "closed", "left", "out", "off", "taken_away", "not_proved"])
async def test_what_is_over_when_it_is_sent_is_not_told(what: str, post: Post) -> None:
    case = await post.a_case()
    await post.proved()
    (due,) = (await post.client.get("/reminders")).json()["due"]
    async with transaction(post.app.state) as session:  # it is owed and changed before anybody can send it
        telling = TellingService(session, post.app.state.settings)
        assert await telling.remind_today((MAIL_CHANNEL,), utc_now()) == 1
        later = utc_now() + timedelta(hours=1)
        await session.exec(update(Outgoing).where(col(Outgoing.says) == "due").values(not_before=later))
    on = {"X-Today": str(DUE)}
    match what:
        case "done":
            assert (await send(post.client, case, "tick", headers=on, task=due["task"], on=str(DUE))).is_success
        case "closed":
            assert (await send(post.client, case, "close", headers=on)).is_success
        case "left":
            await leave(post.app)
        case "out":
            async with transaction(post.app.state) as session:
                await session.exec(update(CaseMember).values(last_day=BEGUN))
        case "off":
            await post.client.put("/reminders", json={"on": False})
        case "taken_away":
            await post.client.delete("/me/mail")
        case "not_proved":
            async with transaction(post.app.state) as session:
                await session.exec(update(MailAddress).values(confirmed_at=None))
    async with transaction(post.app.state) as session:
        await session.exec(update(Outgoing).values(not_before=None))
    if what == "taken_away":
        assert await owed(post) == [], "with the address goes what was owed there"
    else:
        assert await ended(post) == "refused"
    assert len(post.server.taken) == 1, "the code"


async def test_an_address_that_is_not_proved_is_not_written_to(post: Post) -> None:
    await post.a_case()
    await post.give()
    await post.client.put("/reminders", json={"on": True})
    await post.come(1)
    assert await remind(post) == 0


async def test_who_has_written_in_teams_is_told_there(post: Post) -> None:
    await post.a_case()
    await post.proved()
    person = await person_of(post.app)
    async with transaction(post.app.state) as session:
        session.add(written_to(person, "teams", "a:1"))
    async with transaction(post.app.state) as session:
        telling = TellingService(session, post.app.state.settings)
        assert await telling.remind_today(("teams", MAIL_CHANNEL), utc_now()) == 1
    references = {one.id: one.channel for one in await rows(post.app, ChatReference)}
    assert [references[one.reference_id] for one in await owed(post)] == ["teams"]


# What a server may say


@pytest.mark.parametrize("at", ["to_rcpt", "to_data"])
async def test_an_address_that_is_refused_for_good_gets_nothing_more_and_that_is_shown(
    at: str, both_post: Post
) -> None:
    post = both_post
    await post.a_case()
    await post.proved()
    getattr(post.server, at).append("550 5.1.1 No such user")
    await remind(post)
    assert await ended(post) == "refused"
    mail = await post.mail()
    assert (mail["address"], mail["state"]) == (ADDRESS, "refused")
    async with transaction(post.app.state) as session:
        await session.exec(update(Reminding).values(considered_on=None))
    assert await remind(post) == 0, "never a loop"
    tried = post.server.tried
    await post.give()  # until its person has it proved anew
    await post.come(2)
    assert post.server.tried == tried + 1
    assert (await post.mail())["state"] == "waits"


async def test_a_code_that_is_refused_says_so(post: Post) -> None:
    post.server.to_rcpt.append("550 5.1.1 No such user")
    await post.give()

    async def is_refused() -> bool:
        return bool((await post.mail())["state"] == "refused")

    await until(is_refused)


@pytest.mark.parametrize("at", ["to_rcpt", "to_data"])
async def test_what_is_put_off_by_the_server_is_sent_later(at: str, post: Post) -> None:
    getattr(post.server, at).extend(["451 4.7.1 Greylisted"] * 2)
    await post.give()
    await post.come(1)
    assert (await post.mail())["state"] == "waits"
    assert len(post.server.taken) == 1


async def test_what_was_cut_off_after_the_content_is_sent_again_once_and_that_is_said(both_post: Post) -> None:
    post = both_post
    await post.a_case()
    await post.proved()
    post.server.drops = 2
    await remind(post)
    _, first, second = await post.come(3)
    assert "kommet to ganger" not in body_of(first)
    assert "kommet to ganger" in body_of(second)
    assert first["Message-ID"] == second["Message-ID"], "a server may know it again"
    assert await ended(post) == "lost", "nobody sends it a third time"
    assert len(post.server.taken) == 3


async def test_no_log_has_an_address_or_what_a_server_says_of_it(
    post: Post, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    post.server.to_rcpt.extend([f"451 <{ADDRESS}> later", f"550 <{ADDRESS}> is unknown"])
    await post.give()

    async def is_refused() -> bool:
        return bool((await post.mail())["state"] == "refused")

    await until(is_refused)
    told = "".join(capsys.readouterr()) + caplog.text
    assert "outgoing.later" in told
    assert "outgoing.refused" in told
    assert ADDRESS.split("@")[0] not in told


# Several processes

PROCESS = """
import asyncio, sys
from api.database import make_engine, make_sessions, utc_now
from api.outbox.telling import TellingService
from api.settings import Settings

async def main(hangs):
    settings = Settings(mode="local", today="2026-08-31", reminders_from=0, reminders_until=24)
    async with make_sessions(make_engine(settings.database_url))() as session:
        owed = await TellingService(session, settings).remind_today(("mail",), utc_now())
        print(owed, flush=True)
        if hangs:
            sys.stdin.read()
        await session.commit()

asyncio.run(main(sys.argv[1:] == ["hangs"]))
"""
PEOPLE = 12


async def people_with_addresses(post: Post) -> None:
    """So many teachers of Færder who follow the case that is there, and want to be reminded by e-mail."""
    async with transaction(post.app.state) as session:
        case = (await rows(post.app, CaseMember))[0].case_id
        for number in range(PEOPLE):
            person, address = Person(name=f"Lærer {number}"), f"laerer{number}@skole.example"
            session.add(person)
            await session.flush()
            session.add(Employment(person_id=person.id, school_id=SCHOOL))
            session.add(MailAddress(person_id=person.id, address=address, confirmed_at=utc_now()))
            session.add(written_to(person.id, MAIL_CHANNEL, address))
            session.add(Reminding(person_id=person.id))
            await session.flush()
            session.add(CaseMember(case_id=case, person_id=person.id))


async def test_of_four_processes_one_is_killed_and_each_person_is_owed_it_once(
    both_settings: Settings, server: MailServer
) -> None:
    quiet = with_mail(both_settings, server, reminders_from=0, reminders_until=0)
    async with running(quiet, server) as post:  # which owes nothing itself
        await post.a_case()
        await people_with_addresses(post)
        environment = os.environ | {"NAERVAERSLOS_DATABASE_URL": both_settings.database_url}

        async def start(*how: str) -> Process:
            command = (sys.executable, "-c", PROCESS, *how)
            return await asyncio.create_subprocess_exec(*command, env=environment, stdin=PIPE, stdout=PIPE)

        dying = await start("hangs")
        assert dying.stdout is not None
        assert int(await dying.stdout.readline()) == PEOPLE, "it has done all, and nothing is committed"
        others = [await start() for _ in range(3)]
        dying.kill()
        await dying.wait()
        assert sum([int((await one.communicate())[0]) for one in others]) == PEOPLE
        assert len({one.reference_id for one in await owed(post)}) == len(await owed(post)) == PEOPLE


async def test_four_applications_write_to_each_person_once(both_settings: Settings, server: MailServer) -> None:
    chosen = with_mail(both_settings, server)
    async with AsyncExitStack() as stack:
        posts = [await stack.enter_async_context(running(chosen, server)) for _ in range(4)]
        await posts[0].a_case()
        await people_with_addresses(posts[0])
        await asyncio.gather(*(remind(one) for one in posts))
        await posts[0].come(PEOPLE)

        async def all_ended() -> bool:
            return all(one.ended == "sent" for one in await owed(posts[0]))

        await until(all_ended)
        assert len(await owed(posts[0])) == PEOPLE
    assert sorted(str(one["To"]) for one in server.taken) == sorted(f"laerer{n}@skole.example" for n in range(PEOPLE))
