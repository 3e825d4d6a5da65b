"""The action server asks again when it may, says what came of a turn, and never raises to Rasa."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

import actions.client
from actions.client import ApiClient, ApiUnavailable, Settings
from actions.turn import ActionTurn

TOKEN = "t" * 32
GREETING = {"utterances": [{"kind": "greeting", "values": {"routine": "rutinen"}}], "listening": False, "number": 3}
STAYS = [
    {"event": "active_loop", "timestamp": None, "name": "action_turn"},
    {"event": "followup", "timestamp": None, "name": "action_listen"},
]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.client, "PAUSES", (0.0, 0.0))


@dataclass(frozen=True)
class Given:
    """An answer of the api."""

    status: int
    body: object = None


GONE = Given(0)  # the connection ends without an answer
SILENT = Given(-1)  # no answer comes in time


class Api:
    """The api's side of the wire: gives these answers in turn and keeps what it was asked."""

    def __init__(self, *answers: Given) -> None:
        self.asked: list[tuple[str, str, str, Any]] = []
        self._answers = iter(answers)
        self._over = asyncio.Event()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[ApiClient]:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        async with TestServer(app) as server:
            asking = ApiClient(Settings(api_url=str(server.make_url("")).rstrip("/"), action_token=SecretStr(TOKEN)))
            yield asking
            self._over.set()
            await asking.aclose()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path, request.headers["Authorization"], await request.json()))
        given = next(self._answers)
        if given is SILENT:
            await self._over.wait()
        if given is GONE:
            assert request.transport is not None
            request.transport.close()
        return web.Response(
            status=given.status, text=given.body if isinstance(given.body, str) else json.dumps(given.body)
        )


GREETED = {"name": "greet", "confidence": 0.9}
PART = {"start": 0, "end": 3, "ranking": [["greet", 0.9]], "act": [["none", 0.9]], "status": [["none", 0.9]]}


def ok(**changes: object) -> Given:
    return Given(200, GREETING | changes)


async def run(api: Api, metadata: object = None) -> tuple[list[dict[str, Any]], list[EventType]]:
    """What the action says and the events it returns for a turn."""
    action, dispatcher = ActionTurn(), CollectingDispatcher()
    about = {"turn": "t1", "conversation": "c1"} if metadata is None else metadata
    message = {"text": "", "metadata": about, "intent_ranking": [GREETED], "parts": [PART]}
    tracker = Tracker("c1", {}, message, [], False, None, {}, None)
    async with api.client() as action._api:
        return dispatcher.messages, await action.run(dispatcher, tracker, {})


async def test_the_client_asks_with_its_token_and_what_was_read() -> None:
    api = Api(ok())
    async with api.client() as client:
        outcome = await client.outcome("t1", "c1", [GREETED], [PART])
    assert (outcome.number, outcome.listening, outcome.utterances[0].kind) == (3, False, "greeting")
    body = {"conversation": "c1", "ranking": [GREETED], "parts": [PART]}
    assert api.asked == [("POST", "/turns/t1/outcome", f"Bearer {TOKEN}", body)]


@pytest.mark.parametrize("trouble", [Given(500), Given(503), GONE, SILENT])
async def test_the_client_asks_three_times(trouble: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.client, "TIME_LIMIT", aiohttp.ClientTimeout(total=0.5))
    async with Api(trouble, trouble, ok()).client() as client:
        assert (await client.outcome("t1", "c1", [], [])).number == 3
    api = Api(trouble, trouble, trouble, ok())
    async with api.client() as client:
        with pytest.raises(ApiUnavailable):
            await client.outcome("t1", "c1", [], [])
    assert len(api.asked) == 3


@pytest.mark.parametrize("status", [401, 404, 409, 422])
async def test_a_clear_no_is_not_asked_again(status: int) -> None:
    api = Api(Given(status, {"code": "not_its_turn"}), ok())
    async with api.client() as client:
        with pytest.raises(ApiUnavailable, match=str(status)):
            await client.outcome("t1", "c1", [], [])
    assert len(api.asked) == 1


async def test_nobody_listening_is_told_as_that() -> None:
    async with Api().client() as client:
        client._turns = "http://127.0.0.1:9/turns"
        with pytest.raises(ApiUnavailable, match="ClientConnectorError"):
            await client.outcome("t1", "c1", [], [])


@pytest.mark.parametrize(
    "answers",
    [
        [GONE] * 3,
        [Given(500)] * 3,
        [Given(409, {"code": "not_its_turn"})],
        [Given(200, "<html>")],
        [Given(200, {"utterances": "none"})],
    ],
)
async def test_the_action_never_raises_and_says_nothing_when_there_is_no_answer(
    answers: list[Given],
) -> None:
    said, events = await run(Api(*answers))
    assert said == []
    assert events == [STAYS[1]], "the loop is left as it is"


async def test_the_action_never_raises_without_metadata_or_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await run(Api(Given(422)), metadata={}))[1] == [STAYS[1]]
    monkeypatch.delenv("NAERVAERSLOS_ACTION_TOKEN")
    tracker = Tracker("c1", {}, {"text": ""}, [], False, None, {}, None)
    assert await ActionTurn().run(CollectingDispatcher(), tracker, {}) == [STAYS[1]]


async def test_each_utterance_becomes_the_response_of_its_name_with_values_and_buttons() -> None:
    acts: list[dict[str, Any]] = [
        {"kind": "case_opened", "values": {"case": "⟦1⟧", "word": "nivå"}},
        {"kind": "which_case", "buttons": [{"title": "⟦1⟧", "payload": '/press{"case":"x"}'}]},
    ]
    said, _events = await run(Api(ok(utterances=acts)))
    assert [(message["response"], message["buttons"]) for message in said] == [
        ("utter_case_opened", []),
        ("utter_which_case", acts[1]["buttons"]),
    ]
    assert (said[0]["case"], said[0]["word"]) == ("⟦1⟧", "nivå")


@pytest.mark.parametrize(("listening", "loop"), [(True, "action_turn"), (False, None)])
async def test_the_talk_stays_with_the_action_while_it_listens(listening: bool, loop: str | None) -> None:
    _said, events = await run(Api(ok(listening=listening)))
    assert events[1:] == [STAYS[0] | {"name": loop}, STAYS[1]]


async def test_the_session_is_begun_anew_in_every_turn() -> None:
    _said, events = await run(Api(ok(listening=True)))
    assert [event["event"] for event in events] == ["session_started", "active_loop", "followup"]


def test_the_error_of_a_missing_or_short_token_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_ACTION_TOKEN", "kort-hemmelig")
    with pytest.raises(ValueError, match="action_token") as raised:
        Settings()
    assert "hemmelig" not in str(raised.value)
