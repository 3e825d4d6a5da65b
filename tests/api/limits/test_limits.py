"""How often somebody may ask is held on both databases, by each door, and nothing is lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.actors import SignedIn
from api.conversations.models import Turn
from api.conversations.schemas import TurnIn
from api.database import SessionDep, transaction
from api.limits import service
from api.limits.models import RequestCount
from api.limits.service import Limits, TooMany, network_of
from api.main import create_app
from api.people.actor import Origin
from api.people.models import LOCAL
from api.problems import MEDIA_TYPE
from api.settings import OWN_CHANNEL, Settings
from api.wording.problems import problem
from channels.backend import Backend, Hurried, Stranger
from tests.api.statements import statements
from tests.api.turns_by_hand import Hand, rows
from tests.databases import Postgres, sql

PERSON, ADDRESS, REFUSED = 5, 8, 3


class Clock:
    """The clock that requests are counted by."""

    now = datetime(2026, 8, 24, 9, 0, 40, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(service, "utc_now", made)
    return made


@pytest.fixture
async def limited(both_settings: Settings, clock: Clock) -> AsyncIterator[FastAPI]:
    """A backend that lets few through."""
    few = {"person_limit": PERSON, "address_limit": ADDRESS, "refused_limit": REFUSED}
    app = create_app(both_settings.model_copy(update=few))
    yield app
    await app.state.engine.dispose()


def from_address(app: FastAPI, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://api")


@pytest.fixture
async def client(limited: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with from_address(limited, "10.0.0.1") as made:
        yield made


async def codes(client: httpx.AsyncClient, times: int, teacher: int = 1, **headers: str) -> list[int]:
    shown = {"X-Demo-Teacher": f"demo:faerder:{teacher}", **headers}
    return [(await client.get("/cases", headers=shown)).status_code for _ in range(times)]


async def test_a_person_who_asks_too_often_is_told_when_to_ask_again(client: httpx.AsyncClient, clock: Clock) -> None:
    assert await codes(client, PERSON + 1) == [200] * PERSON + [429]
    nynorsk = {"X-Demo-Teacher": "demo:faerder:2"}
    assert await codes(client, 1, teacher=2) == [200], "others are not meant"
    answer = await client.get("/cases")
    assert (answer.headers["Retry-After"], answer.headers["Content-Type"]) == ("20", MEDIA_TYPE)
    assert answer.json()["detail"] == problem("too_many", "nb")
    clock.passes(seconds=20)
    assert await codes(client, PERSON + 1) == [200] * PERSON + [429]
    assert await codes(client, PERSON + 1, teacher=2) == [200] * (ADDRESS - PERSON) + [429] * (2 * PERSON + 1 - ADDRESS)
    assert (await client.get("/cases", headers=nynorsk)).json()["detail"] == problem("too_many", "nn")


async def test_an_address_is_limited_whoever_asks_and_another_is_not(
    client: httpx.AsyncClient, limited: FastAPI
) -> None:
    assert await codes(client, 4, teacher=1) + await codes(client, 4, teacher=3) == [200] * 8
    assert await codes(client, 1, teacher=2) == [429]
    async with from_address(limited, "10.0.0.2") as elsewhere:
        assert await codes(elsewhere, 1, teacher=2) == [200]


async def test_who_is_turned_away_may_ask_as_often_as_ever_afterwards(client: httpx.AsyncClient, clock: Clock) -> None:
    assert (await codes(client, 50)).count(429) == 50 - PERSON
    clock.passes(minutes=1)
    assert await codes(client, PERSON) == [200] * PERSON


async def test_a_turn_that_comes_too_soon_is_not_stored_and_may_be_sent_again(
    client: httpx.AsyncClient, limited: FastAPI, clock: Clock
) -> None:
    hand = Hand(client, limited.state.settings)
    sent = [await hand.store(f"melding {number}", message_id=f"m{number}") for number in range(PERSON + 1)]
    assert [answer.status_code for answer in sent] == [201] * PERSON + [429]
    assert len(await rows(limited, Turn)) == PERSON
    clock.passes(minutes=1)
    again = await hand.store(f"melding {PERSON}", message_id=f"m{PERSON}")
    assert again.status_code == 201
    assert sorted(turn.text for turn in await rows(limited, Turn)) == [
        f"melding {number}" for number in range(PERSON + 1)
    ]


async def test_those_who_ask_at_once_are_all_counted(client: httpx.AsyncClient, limited: FastAPI) -> None:
    answers = await asyncio.gather(*(codes(client, 1, teacher=1 + number % 2) for number in range(20)))
    flat = [code for one in answers for code in one]
    assert flat.count(200) == ADDRESS
    assert set(flat) == {200, 429}


async def test_what_fails_is_counted_like_anything_else(client: httpx.AsyncClient, limited: FastAPI) -> None:
    answers = [await client.get(f"/cases/{uuid4()}/plan") for _ in range(PERSON + 1)]
    assert [answer.status_code for answer in answers] == [404] * PERSON + [429]


async def test_a_person_has_one_budget_in_the_chat_and_elsewhere(client: httpx.AsyncClient, limited: FastAPI) -> None:
    hand = Hand(client, limited.state.settings)
    assert [(await hand.store(str(one), message_id=f"m{one}")).status_code for one in range(PERSON)] == [201] * PERSON
    assert await codes(client, 1) == [429]
    backend, turn = Backend(limited), TurnIn(subject="demo:faerder:1", key="web", message_id="x", text="hei")
    with pytest.raises(Hurried):
        await backend.store(turn, Origin(OWN_CHANNEL, LOCAL), "10.0.0.9", "holder")
    stranger = turn.model_copy(update={"subject": "demo:faerder:nobody"})
    for _ in range(2):
        with pytest.raises(Stranger):
            await backend.store(stranger, Origin(OWN_CHANNEL, LOCAL), "10.0.0.9", "holder")
    assert sorted(one.count for one in await counts(limited)) == [2, 2, PERSON]


async def test_nobody_waits_for_the_count_of_a_request_that_takes_long(
    postgres: Postgres, prepared_postgres: str
) -> None:
    app = create_app(Settings(database_url=postgres.fresh(prepared_postgres)))
    begun, may_end = asyncio.Event(), asyncio.Event()

    @app.get("/slow")
    async def slow(actor: SignedIn, session: SessionDep) -> str:
        begun.set()
        await may_end.wait()
        return actor.person.name

    async with from_address(app, "10.0.0.1") as client:
        waiting = asyncio.create_task(client.get("/slow"))
        await begun.wait()
        async with asyncio.timeout(5):
            assert await codes(client, 1) + await codes(client, 1, teacher=2) == [200, 200]
        may_end.set()
        assert (await waiting).status_code == 200
    await app.state.engine.dispose()


async def test_the_pages_of_the_login_are_counted_by_address(client: httpx.AsyncClient, limited: FastAPI) -> None:
    assert [(await client.get("/login")).status_code for _ in range(ADDRESS + 1)] == [200] * ADDRESS + [429]
    for path in ("/login/feide", "/login/feide/callback"):
        assert (await client.get(path)).status_code == 429
    async with from_address(limited, "10.0.0.2") as elsewhere:
        assert (await elsewhere.get("/login")).status_code == 200


async def test_a_made_up_session_deletes_nothing(client: httpx.AsyncClient, limited: FastAPI) -> None:
    client.cookies.set("naervaerslos_session", "made up")
    with statements(limited) as seen:
        assert (await client.get("/cases")).status_code == 401
    assert not [one for one in seen if "login_session" in one and not one.startswith("SELECT")]


async def test_wrong_credentials_are_counted_by_address_and_right_ones_still_pass(
    client: httpx.AsyncClient, limited: FastAPI, clock: Clock
) -> None:
    async def shows(headers: dict[str, str], path: str = "/turns/waiting") -> int:
        return (await client.get(path, headers=headers)).status_code

    right = {"Authorization": f"Bearer {limited.state.settings.channels[0].token.get_secret_value()}"}
    wrong: list[dict[str, str]] = [
        {"Authorization": "Bearer x"},
        {"Cookie": "session=x"},
        {"Authorization": "Basic eA=="},
    ]
    assert [await shows(one) for one in wrong] == [401] * REFUSED
    assert [await shows(one) for one in wrong] == [429] * REFUSED
    assert await shows(right) == 200
    assert await shows({"Cookie": "session=x", "X-Demo-Teacher": "nobody"}, "/cases") == 429
    async with from_address(limited, "10.0.0.2") as elsewhere:
        assert (await elsewhere.get("/turns/waiting", headers=wrong[0])).status_code == 401
    clock.passes(minutes=1)
    assert await shows(wrong[0]) == 401


async def test_who_shows_nothing_is_counted_nowhere(client: httpx.AsyncClient, limited: FastAPI) -> None:
    for _ in range(REFUSED + 2):
        assert (await client.get("/turns/waiting")).status_code == 401
    assert await sql(limited, "SELECT count(*) FROM request_count") == 0


async def test_no_address_and_no_person_is_kept_in_clear_and_nothing_for_long(
    client: httpx.AsyncClient, limited: FastAPI, clock: Clock
) -> None:
    await codes(client, 1)
    kept = await counts(limited)
    assert [len(one.key) for one in kept] == [64, 64]
    clock.passes(minutes=service.REMEMBERED)
    assert len(await forget(limited)) == 2
    clock.passes(minutes=1)
    assert await forget(limited) == []


async def test_without_our_secret_no_address_can_be_tried(limited: FastAPI) -> None:
    settings = limited.state.settings
    async with transaction(limited.state) as session:
        for given in (settings, settings.model_copy(update={"bot_token": SecretStr("another")})):
            await Limits(session, given).count_refused("10.0.0.1")
    assert [one.count for one in await counts(limited)] == [1, 1], "the same address is another under another secret"


async def counts(app: FastAPI) -> list[RequestCount]:
    return await rows(app, RequestCount)


async def forget(app: FastAPI) -> list[RequestCount]:
    async with transaction(app.state) as session:
        await Limits(session, app.state.settings).forget()
    return await counts(app)


async def test_two_who_count_the_same_do_not_wait_for_each_other_in_a_circle(limited: FastAPI) -> None:
    async def count(person: str, address: str) -> Any:
        async with transaction(limited.state) as session:
            await Limits(session, limited.state.settings).count(person, address)

    pairs = [(f"p{number % 3}", f"10.0.1.{number % 5}") for number in range(40)]
    came = await asyncio.gather(*(count(*pair) for pair in pairs), return_exceptions=True)
    assert {type(one) for one in came} <= {type(None), TooMany}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        *(("10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("unknown", "unknown"), ("", "")),
    ],
)
def test_an_address_of_ipv6_counts_with_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
