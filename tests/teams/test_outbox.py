"""What is owed leaves once and in order, whatever Microsoft answers and whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import aiohttp
import pytest
from sqlmodel import col, delete, select, update

from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.outbox.repository import OutboxRepository
from api.people.models import Employment
from api.settings import TEAMS_CHANNEL, Settings
from channels.outgoing import Sender
from channels.teams.activities import Chat
from channels.teams.backend import TeamsBackend
from channels.teams.cloud import Cloud
from channels.teams.sending import Delivery
from tests.api.turns_by_hand import rows
from tests.teams.cloud import FakeCloud, Sent, chat_of
from tests.teams.conftest import KARI, ODD, Teams, known, running, until, with_teams


def numbers(sent: list[Sent]) -> list[str]:
    """What each of the answers is about."""
    return [one.words.split(":")[0] for one in sent]


async def ended(teams: Teams, count: int = 1) -> list[Outgoing]:
    """What is owed, once so much of it has ended."""

    async def so_much() -> bool:
        return sum(one.ended is not None for one in await rows(teams.app, Outgoing)) >= count

    await until(so_much)
    return sorted(await rows(teams.app, Outgoing), key=lambda one: one.number)


async def tried(teams: Teams) -> None:
    """Waits until something was tried and not taken."""

    async def was() -> bool:
        return any(one.tries for one in await rows(teams.app, Outgoing))

    await until(was)


@pytest.mark.parametrize("answer", [(429, 1), (429, None), (503, 1), (500, None), (412, 0)])
async def test_what_is_not_taken_is_sent_again_after_a_while_and_in_order(
    answer: tuple[int, int | None], teams: Teams
) -> None:
    teams.cloud.answers.extend([answer, answer])
    for number in range(3):
        assert await teams.say(f"melding {number}") == 200
    sent = await teams.come(3)
    assert numbers(sent) == ["melding 0", "melding 1", "melding 2"]
    assert [one.ended for one in await ended(teams, 3)] == ["sent"] * 3


async def test_who_has_left_meanwhile_is_written_to_no_more(both_teams: Teams) -> None:
    both_teams.cloud.answers.append((429, 1))
    assert await both_teams.say("hei") == 200
    await tried(both_teams)
    (reference,) = await rows(both_teams.app, ChatReference)
    async with transaction(both_teams.app.state) as session:
        await session.exec(delete(Employment).where(col(Employment.person_id) == reference.person_id))
    assert [one.ended for one in await ended(both_teams)] == ["refused"]
    assert both_teams.cloud.sent == []


async def test_one_place_that_is_throttled_holds_up_no_other(teams: Teams) -> None:
    teams.cloud.answers.append((429, 3600))
    await teams.say("hei")
    await tried(teams)
    await teams.say("hei", ODD)
    await teams.come(1, chat_of(ODD))
    assert [one.chat for one in teams.cloud.sent] == [chat_of(ODD)]


async def test_a_token_is_kept_until_it_is_refused_or_over(teams: Teams) -> None:
    await teams.say("en")
    await teams.come(1)
    await teams.say("to")
    await teams.come(2)
    assert teams.cloud.tokens_asked == 1
    teams.cloud.tokens.clear()
    await teams.say("tre")
    assert numbers(await teams.come(3)) == ["en", "to", "tre"]
    assert teams.cloud.tokens_asked == 2


async def test_who_goes_while_a_token_is_fetched_costs_no_second_one(teams: Teams) -> None:
    chat = Chat(teams.cloud.service_url, chat_of(KARI), "28:bot", KARI)
    async with aiohttp.ClientSession() as http:
        cloud = Cloud(teams.app.state.settings.teams, http)
        teams.cloud.gives_tokens.clear()
        typing = asyncio.create_task(cloud.post(chat, {"type": "typing"}))

        async def is_asked_for() -> bool:
            return teams.cloud.tokens_asked == 1

        await until(is_asked_for)
        typing.cancel()
        await asyncio.gather(typing, return_exceptions=True)
        teams.cloud.gives_tokens.set()
        await cloud.post(chat, {"type": "typing"})
    assert (typing.cancelled(), teams.cloud.tokens_asked) == (True, 1)


async def test_a_token_that_ends_soon_is_renewed(teams: Teams) -> None:
    teams.cloud.lasts = 0
    for count in (1, 2):
        await teams.say("hei")
        await teams.come(count)
    assert teams.cloud.tokens_asked >= 2


async def test_what_is_never_taken_is_given_up_and_the_next_goes(teams: Teams) -> None:
    teams.cloud.answers.append((403, None))
    await teams.say("en")
    await ended(teams)
    await teams.say("to")
    assert numbers(await teams.come(1)) == ["to"]
    assert [one.ended for one in await ended(teams, 2)] == ["refused", "sent"]


async def claimed_by_one_who_died(teams: Teams, times: int) -> None:
    """Somebody had claimed it `times` times, and never told how it went."""
    async with transaction(teams.app.state) as session:
        over = utc_now() - timedelta(seconds=1)
        values = {"claimed_by": "gone", "claimed_until": over, "not_before": None, "unsure": times - 1}
        await session.exec(update(Outgoing).values(**values))


@pytest.mark.parametrize(("times", "how"), [(1, "sent"), (2, "lost")])
async def test_after_a_crash_it_is_sent_again_once_and_that_is_said(times: int, how: str, teams: Teams) -> None:
    teams.cloud.answers.append((429, 3600))
    await teams.say("hei")
    await tried(teams)
    await claimed_by_one_who_died(teams, times)
    (one,) = await ended(teams)
    assert one.ended == how
    if how == "sent":
        assert "kommet to ganger" in (await teams.come(1))[0].words
    else:
        assert teams.cloud.sent == []


async def test_who_claims_has_it_alone(both_teams: Teams) -> None:
    """Twenty at once, as many processes would: one of them sends."""
    teams = both_teams
    backend = TeamsBackend(teams.app)
    teams.cloud.answers.append((429, 3600))
    await teams.say("hei")
    await tried(teams)
    (one,) = await rows(teams.app, Outgoing)
    async with transaction(teams.app.state) as session:
        await session.exec(update(Outgoing).values(not_before=utc_now() + timedelta(hours=1)))
    assert await backend.ripe(TEAMS_CHANNEL) == []
    async with transaction(teams.app.state) as session:  # the sender of the application sees it later than these
        await session.exec(update(Outgoing).values(not_before=None, claimed_until=utc_now() + timedelta(hours=1)))
    assert await asyncio.gather(*(backend.claim(one.id, str(uuid4())) for _ in range(5))) == [None] * 5
    async with transaction(teams.app.state) as session:
        outbox = OutboxRepository(session)
        later = utc_now() + timedelta(hours=2)
        assert await outbox.claim(one.id, "one", later) is not None
        assert await outbox.claim(one.id, "two", later) is None


async def test_two_processes_answer_each_message_once_and_in_order(both_settings: Settings, cloud: FakeCloud) -> None:
    settings = with_teams(both_settings, cloud)
    async with running(settings, cloud) as one, running(settings, cloud, one.bot) as other:
        await known(one.app)
        for number in range(6):
            activity = cloud.activity(KARI, text=f"melding {number}")
            first, second = (one, other) if number % 2 else (other, one)
            assert [await first.send(activity), await second.send(activity)] == [200, 200]
        await one.comes("melding 5")
        await ended(one, 6)
    assert numbers(cloud.sent) == [f"melding {number}" for number in range(6)]


async def test_a_restart_loses_no_turn_and_no_place(settings: Settings, cloud: FakeCloud) -> None:
    chosen = with_teams(settings, cloud)
    async with running(chosen, cloud) as first:
        await known(first.app)
        cloud.answers.append((429, 1))
        assert await first.say("hei") == 200
        assert await first.say("hva nå?") == 200
    async with running(chosen, cloud) as second:
        await second.comes("hva nå?")
        assert [one.ended for one in await ended(second, 2)] == ["sent", "sent"]
        async with transaction(second.app.state) as session:
            (place,) = (await session.exec(select(ChatReference))).all()
        assert (place.chat, place.service_url) == (chat_of(KARI), cloud.service_url)
    assert [one.words.split(":")[0].split("\n")[-1] for one in cloud.sent] == ["hei", "hva nå?"]


async def test_it_ends_when_it_is_told_to_though_it_is_woken_just_then(teams: Teams) -> None:
    chosen = teams.app.state.settings.teams
    async with aiohttp.ClientSession() as http:
        sender = Sender(TeamsBackend(teams.app), TEAMS_CHANNEL, Delivery(Cloud(chosen, http), None))
        sending = asyncio.create_task(sender.run())
        await teams.say("hei")
        await teams.come(1)
        sender.wake()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(20):
                await sending


async def test_who_takes_the_app_out_gets_nothing_more_and_is_welcomed_anew(teams: Teams) -> None:
    come, go = ({"type": "installationUpdate", "action": action} for action in ("add", "remove"))
    for _ in range(2):
        assert await teams.send(teams.cloud.activity(KARI, **come)) == 200
    (welcome,) = await teams.come(1)
    assert "ikke et menneske" in welcome.words
    assert list(welcome.actions) == ["Ny bekymring", "Mine saker", "Hva kan du?"]
    assert await teams.send(teams.cloud.activity(KARI, **go)) == 200
    assert not await rows(teams.app, ChatReference)
    assert not await rows(teams.app, Outgoing)
    assert await teams.send(teams.cloud.activity(KARI, **come)) == 200
    assert len(await teams.come(2)) == 2
