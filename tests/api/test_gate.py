"""What passes no further than the gate: each is answered as a problem, and what is near the bound passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api import gate
from api.conversations.models import Turn
from api.main import create_app
from api.problems import MEDIA_TYPE
from api.settings import Settings
from tests.api.turns_by_hand import Hand, rows

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def client(both: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Before the backend, on each kind of database. A fault of ours is an answer, as it is to a client."""
    transport = httpx.ASGITransport(app=both, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers={"X-Today": "2026-08-24"}) as made:
        yield made


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"], answer.headers["Content-Type"]) == (status, code, MEDIA_TYPE)
    assert answer.headers["Cache-Control"] == "no-store"


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(0, size, 65_536):
        yield b" " * 65_536


@pytest.mark.parametrize("path", ["/cases", "/turns", "/nowhere"])
async def test_a_large_body_is_refused_before_it_is_parsed_and_before_anybody_asks_who_sends_it(
    path: str, client: httpx.AsyncClient
) -> None:
    refused(await client.post(path, content=b" " * (gate.LARGEST_BODY + 1), headers=JSON), 413, "too_large")
    refused(await client.post(path, content=in_pieces(60 * 2**20), headers=JSON), 413, "too_large")
    lying = JSON | {"Content-Length": "9" * 30}
    refused(await client.post(path, content=b"{}", headers=lying), 413, "too_large")


async def test_a_body_that_never_ends_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    refused(await client.post("/cases", content=endless(), headers=JSON), 413, "too_large")
    assert read <= gate.LARGEST_BODY + 2 * 65_536


async def test_the_longest_message_passes_also_when_each_letter_is_escaped(
    client: httpx.AsyncClient, both: FastAPI
) -> None:
    hand = Hand(client, both.state.settings)
    assert (await hand.store("å" * 20_000)).status_code == 201


async def test_what_comes_too_slowly_is_given_up(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_WITHIN", 0.05)
    never = asyncio.Event()

    async def stops() -> AsyncIterator[bytes]:
        yield b'{"label": '
        await never.wait()

    refused(await client.post("/cases", content=stops(), headers=JSON), 408, "too_slow")


async def test_what_takes_too_long_ends_with_an_answer_and_nothing_is_kept(
    client: httpx.AsyncClient, both: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()

    async def hangs(*_: object, **__: object) -> None:
        await never.wait()

    monkeypatch.setattr(gate, "ANSWERED_WITHIN", 0.2)
    monkeypatch.setattr("api.conversations.repository.ConversationRepository.add", hangs)
    refused(await Hand(client, both.state.settings).store("hei"), 503, "took_too_long")
    assert await rows(both, Turn) == []


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
async def test_a_body_that_is_no_json_is_refused(kind: str | None, client: httpx.AsyncClient) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    refused(await client.post("/cases", content=b'{"label": "MK", "key": "k"}', headers=headers), 415, "not_json")


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
async def test_every_spelling_of_json_is_taken(kind: str, client: httpx.AsyncClient) -> None:
    answer = await client.post("/cases", content=b'{"label": "MK", "key": "k"}', headers={"Content-Type": kind})
    assert answer.status_code in (201, 422), "read as JSON or refused by the route, not by the gate"


@pytest.mark.parametrize(
    "host", ["evil.example", "api.evil.example", "", "api:80:80", "apí", "127.0.0.1.evil.example:80"]
)
async def test_another_name_is_not_answered(host: str, client: httpx.AsyncClient) -> None:
    refused(await client.get("/cases", headers=[(b"Host", host.encode())]), 421, "wrong_host")


@pytest.mark.parametrize("host", ["api", "API:8000", "127.0.0.1:8000", "localhost", "[::1]:8000"])
async def test_our_own_names_are(host: str, client: httpx.AsyncClient) -> None:
    assert (await client.get("/cases", headers={"Host": host})).status_code == 200


async def test_only_this_machine_is_answered_without_names_in_the_settings(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"hosts": ()}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        refused(await client.get("/cases"), 421, "wrong_host")
    await app.state.engine.dispose()


@pytest.mark.parametrize("odd", ["%00", "%0a", "%1b", "%ff", "%ed%a0%80", "x" * 5000])
async def test_odd_characters_in_an_address_are_refused(odd: str, client: httpx.AsyncClient, both: FastAPI) -> None:
    channel = {"Authorization": f"Bearer {both.state.settings.channels[0].token.get_secret_value()}"}
    for address in (
        f"/turns/people/{odd}",
        f"/cases/{odd}/plan",
        f"/turns/waiting?conversation={odd}",
        f"/cases?q={odd}",
    ):
        answer = await client.get(address, headers=channel)
        assert answer.status_code in (422, 431), (address, answer.text)
        assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize("name", ["X-Demo-Teacher", "X-School", "X-Today", "Authorization"])
@pytest.mark.parametrize("odd", [b"x" * 300, b"a\x01b", b"a\x7f", b"\xff\xfe"])
async def test_odd_values_of_headers_never_reach_a_route(name: str, odd: bytes, client: httpx.AsyncClient) -> None:
    answer = await client.get("/cases", headers=[(name.encode(), odd)])
    assert answer.status_code in (200, 401, 422), answer.text
    if name != "Authorization" and odd != b"\xff\xfe":
        refused(answer, 422, "odd_characters")


async def test_a_head_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    refused(await client.get("/cases", headers={"Cookie": "x" * gate.LARGEST_HEAD}), 431, "too_large")


NUL, HALF = "\\u0000", "\\ud800"


@pytest.mark.parametrize("odd", [NUL, HALF, "a\\uDFFFb", "\\uDC00\\uD800"])
async def test_what_no_database_keeps_is_refused_in_every_field(
    odd: str, client: httpx.AsyncClient, both: FastAPI
) -> None:
    channel = {"Authorization": f"Bearer {both.state.settings.channels[0].token.get_secret_value()}"} | JSON
    turn = {"subject": "demo:faerder:1", "key": "phone", "message_id": "m", "text": "hei", "school": "demo_faerder"}
    for field in turn:
        body = "{" + ", ".join(f'"{name}": "{odd if name == field else value}"' for name, value in turn.items()) + "}"
        refused(await client.post("/turns", content=body, headers=channel), 422, "odd_characters")
    for body in (f'{{"label": "M{odd}", "key": "k"}}', f'{{"{odd}": 1, "label": "MK", "key": "k"}}', f'[[["{odd}"]]]'):
        refused(await client.post("/cases", content=body, headers=JSON), 422, "odd_characters")


async def test_what_looks_odd_and_is_not_passes(client: httpx.AsyncClient) -> None:
    body = '{"label": "M\\ud83d\\ude42K", "key": "k\\\\u0000"}'
    answer = await client.post("/cases", content=body, headers=JSON)
    assert answer.json().get("code") != "odd_characters"


async def test_what_is_nested_without_end_is_no_fault_of_ours(client: httpx.AsyncClient) -> None:
    for body in ("[" * 100_000, '{"a":' * 20_000 + '"\\u0000"' + "}" * 20_000):
        answer = await client.post("/cases", content=body, headers=JSON)
        assert answer.status_code in (422, 400), answer.text
        assert answer.headers["Content-Type"] == MEDIA_TYPE


async def test_nothing_that_is_told_is_to_be_kept_by_anybody(client: httpx.AsyncClient) -> None:
    answers: list[Any] = [
        await client.get(path) for path in ("/cases", "/nowhere", "/turns/waiting", "/me", "/routines")
    ]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


async def test_a_stream_is_not_held_to_the_time_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "ANSWERED_WITHIN", 0.2)
    long = asyncio.Event()
    asyncio.get_running_loop().call_later(0.5, long.set)

    async def goes_on(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await long.wait()
        await send({"type": "http.response.body", "body": b"data: 1"})

    transport = httpx.ASGITransport(app=gate.Gate(goes_on, ["api"], forms="/login/"))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        assert (await client.get("/")).text == "data: 1"
