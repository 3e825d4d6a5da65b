"""A channel's secret speaks in that channel's name alone, for persons who have logged in at its issuer; each door is tried."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlmodel import select

from api.conversations.models import Conversation, Turn
from api.database import transaction
from api.main import create_app
from api.people.models import Identity
from api.settings import Channel, Settings
from tests.api.turns_by_hand import Hand, rows

TEAMS, OTHER = "https://teams.example", "https://other.example"
SECRETS = {name: f"{name}-7f3a9c1e5d2b8a4f6e0c1d3b5a7f9e2c" for name in ("teams", "other")}


class Elsewhere(Hand):
    """A channel that runs elsewhere, with its secret."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings, name: str) -> None:
        super().__init__(client, settings)
        self.channel = {"Authorization": f"Bearer {SECRETS[name]}"}


@pytest.fixture
async def both_apart(both_settings: Settings) -> AsyncIterator[FastAPI]:
    """A backend with two channels elsewhere. The first demo teacher has logged in at both, the third at one, others nowhere else."""
    channels = tuple(
        Channel(name=name, issuer=issuer, token=SecretStr(SECRETS[name]))
        for name, issuer in (("teams", TEAMS), ("other", OTHER))
    )
    app = create_app(both_settings.model_copy(update={"channels": (*both_settings.channels, *channels)}))
    async with transaction(app.state) as session:
        known = {one.subject: one.person_id for one in (await session.exec(select(Identity))).all()}
        session.add(Identity(issuer=TEAMS, subject="aad-1", person_id=known["demo:faerder:1"]))
        session.add(Identity(issuer=OTHER, subject="x-1", person_id=known["demo:faerder:1"]))
        session.add(Identity(issuer=OTHER, subject="x-3", person_id=known["demo:faerder:3"]))
    yield app
    await app.state.engine.dispose()


@pytest.fixture
async def client(both_apart: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both_apart), base_url="http://api") as made:
        yield made


@pytest.fixture
def teams(client: httpx.AsyncClient, both_apart: FastAPI) -> Elsewhere:
    return Elsewhere(client, both_apart.state.settings, "teams")


@pytest.fixture
def other(client: httpx.AsyncClient, both_apart: FastAPI) -> Elsewhere:
    return Elsewhere(client, both_apart.state.settings, "other")


@contextmanager
def not_found(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    yield answer.json()


async def test_a_turn_is_of_the_channel_that_stored_it_whatever_it_says(teams: Elsewhere, both_apart: FastAPI) -> None:
    assert (await teams.store("hei", subject="aad-1", channel="web", issuer="local")).status_code == 201
    assert [one.channel for one in await rows(both_apart, Conversation)] == ["teams"]


@pytest.mark.parametrize("subject", ["demo:faerder:1", "x-1", "x-3", "nobody"])
async def test_a_channel_speaks_for_nobody_who_has_not_logged_in_at_its_issuer(
    subject: str, teams: Elsewhere, both_apart: FastAPI
) -> None:
    told = [
        await teams.store("hei", subject=subject),
        await teams.client.get(f"/turns/people/{subject}", headers=teams.channel),
    ]
    for answer in told:
        with not_found(answer) as problem:
            assert subject not in str(problem)
    assert await rows(both_apart, Turn) == []
    assert (await teams.client.get("/turns/people/aad-1", headers=teams.channel)).status_code == 200


async def test_a_channel_reads_and_answers_its_own_turns_alone(teams: Elsewhere, other: Elsewhere) -> None:
    mine = await teams.turn("hei", subject="aad-1")
    assert [turn["id"] for turn in await waiting(teams)] == [mine["id"]]
    assert await waiting(other) == await waiting(other, conversation=mine["conversation"]) == []
    await teams.decide(mine, "greet")
    before = await other.reply(mine["id"], "Svar")
    with not_found(before):
        assert before.content == (await other.reply(str(uuid4()), "Svar")).content, "as one that never was"
    assert await waiting(teams) != []
    assert (await teams.reply(mine["id"], "Svar")).json()["messages"][0]["text"] == "Svar"
    with not_found(await other.reply(mine["id"], "Svar")):
        assert await waiting(teams) == []


async def test_the_same_key_and_message_in_two_channels_are_two_turns(
    teams: Elsewhere, other: Elsewhere, both_apart: FastAPI
) -> None:
    one = await teams.turn("hei", subject="aad-1", message_id="m", key="k")
    two = await other.turn("noe helt annet", subject="x-1", message_id="m", key="k")
    assert one["conversation"] != two["conversation"]
    assert two["reply"] is None
    assert len(await rows(both_apart, Turn)) == 2


async def test_a_token_of_a_channel_opens_no_other_door(teams: Elsewhere) -> None:
    turn = await teams.turn("hei", subject="aad-1")
    body = {"conversation": turn["conversation"], "ranking": []}
    decided = await teams.client.post(f"/turns/{turn['id']}/outcome", json=body, headers=teams.channel)
    assert decided.status_code == 401


async def test_what_no_channel_shows_is_no_channel(client: httpx.AsyncClient, both_apart: FastAPI) -> None:
    for shown in ("", "teams", f"{SECRETS['teams']}x", SECRETS["teams"][:-1], f"teams {TEAMS} {SECRETS['teams']}"):
        answer = await client.get("/turns/waiting", headers={"Authorization": f"Bearer {shown}"})
        assert answer.status_code == 401


async def test_without_channels_in_the_settings_the_doors_for_them_are_closed(both_settings: Settings) -> None:
    app = create_app(both_settings.model_copy(update={"channels": ()}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        for shown in ("", " ", "None"):
            answer = await client.get("/turns/waiting", headers={"Authorization": f"Bearer {shown}"})
            assert answer.status_code == 401
    await app.state.engine.dispose()


async def waiting(hand: Hand, **which: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await hand.client.get("/turns/waiting", params=which, headers=hand.channel)).json()
    return found
