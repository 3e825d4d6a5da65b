"""The action server asks again when it may, says what came of a turn, and never raises to Rasa."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import client
from actions.client import ApiClient, ApiUnavailable, Settings
from actions.turn import ActionTurn

TOKEN = "t" * 32
GREETING = {"acts": [{"kind": "greeting", "values": {"routine": "rutinen"}}], "listening": False, "number": 3}
STAYS = [
    {"event": "active_loop", "timestamp": None, "name": "action_turn"},
    {"event": "followup", "timestamp": None, "name": "action_listen"},
]
Far = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))


class Api:
    """The api's side of the wire: gives these answers in turn and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | type[Exception]) -> None:
        self.asked: list[httpx.Request] = []
        self._answers: Iterator[httpx.Response | type[Exception]] = iter(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = next(self._answers)
        if isinstance(answer, type):
            raise answer("gone")
        return answer

    def client(self) -> ApiClient:
        return ApiClient(Settings(api_url="http://api", action_token=TOKEN), httpx.MockTransport(self))


def ok(**changes: object) -> httpx.Response:
    return httpx.Response(200, json=GREETING | changes)


async def run(api: Api, metadata: object = None) -> tuple[list[dict[str, Any]], list[EventType]]:
    """What the action says and the events it returns for a turn."""
    action, dispatcher = ActionTurn(), CollectingDispatcher()
    action._api = api.client()
    about = {"turn": "t1", "conversation": "c1"} if metadata is None else metadata
    message = {"text": "", "metadata": about, "intent_ranking": [{"name": "greet", "confidence": 0.9}]}
    tracker = Tracker("c1", {}, message, [], False, None, {}, None)
    return dispatcher.messages, await action.run(dispatcher, tracker, {})


async def test_the_client_asks_with_its_token_and_the_ranking() -> None:
    api = Api(ok())
    outcome = await api.client().outcome("t1", "c1", [{"name": "greet", "confidence": 0.9}])
    assert (outcome.number, outcome.listening, outcome.acts[0].kind) == (3, False, "greeting")
    (request,) = api.asked
    assert (request.method, request.url.path) == ("POST", "/turns/t1/outcome")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert json.loads(request.content) == {"conversation": "c1", "ranking": [{"name": "greet", "confidence": 0.9}]}


@pytest.mark.parametrize("trouble", [httpx.Response(500), httpx.Response(503), httpx.ConnectError, httpx.ReadTimeout])
async def test_the_client_asks_three_times(trouble: httpx.Response | type[Exception]) -> None:
    assert (await Api(trouble, trouble, ok()).client().outcome("t1", "c1", [])).number == 3
    api = Api(trouble, trouble, trouble, ok())
    with pytest.raises(ApiUnavailable):
        await api.client().outcome("t1", "c1", [])
    assert len(api.asked) == 3


@pytest.mark.parametrize("status", [401, 404, 409, 422])
async def test_a_clear_no_is_not_asked_again(status: int) -> None:
    api = Api(httpx.Response(status, json={"code": "not_its_turn"}), ok())
    with pytest.raises(ApiUnavailable, match=str(status)):
        await api.client().outcome("t1", "c1", [])
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "answers",
    [
        [httpx.ConnectError] * 3,
        [httpx.Response(500)] * 3,
        [httpx.Response(409, json={"code": "not_its_turn"})],
        [httpx.Response(200, text="<html>")],
        [httpx.Response(200, json={"acts": "none"})],
        [],  # a fault of quite another kind
    ],
)
async def test_the_action_never_raises_and_says_nothing_when_there_is_no_answer(
    answers: list[httpx.Response | type[Exception]],
) -> None:
    said, events = await run(Api(*answers))
    assert said == []
    assert events == [STAYS[1]], "the loop is left as it is"


async def test_the_action_never_raises_without_metadata_or_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await run(Api(httpx.Response(422)), metadata={}))[1] == [STAYS[1]]
    monkeypatch.delenv("NAERVAERSLOS_ACTION_TOKEN")
    tracker = Tracker("c1", {}, {"text": ""}, [], False, None, {}, None)
    assert await ActionTurn().run(CollectingDispatcher(), tracker, {}) == [STAYS[1]]


async def test_each_act_becomes_the_response_of_its_name_with_values_and_buttons() -> None:
    acts: list[dict[str, Any]] = [
        {"kind": "case_opened", "values": {"case": "⟦1⟧", "word": "nivå"}},
        {"kind": "which_case", "buttons": [{"title": "⟦1⟧", "payload": '/press{"case":"x"}'}]},
    ]
    said, _events = await run(Api(ok(acts=acts)))
    assert [(message["response"], message["buttons"]) for message in said] == [
        ("utter_case_opened", []),
        ("utter_which_case", acts[1]["buttons"]),
    ]
    assert (said[0]["case"], said[0]["word"]) == ("⟦1⟧", "nivå")


@pytest.mark.parametrize(("listening", "loop"), [(True, "action_turn"), (False, None)])
async def test_the_talk_stays_with_the_action_while_it_listens(listening: bool, loop: str | None) -> None:
    _said, events = await run(Api(ok(listening=listening)))
    assert events == [STAYS[0] | {"name": loop}, STAYS[1]]


@pytest.mark.parametrize(("number", "fresh"), [(9, False), (10, True), (11, False), (20, True)])
async def test_the_session_is_begun_anew_every_tenth_turn(number: int, fresh: bool) -> None:
    _said, events = await run(Api(ok(number=number, listening=True)))
    assert [event["event"] for event in events] == ["session_started"] * fresh + ["active_loop", "followup"]


def test_the_error_of_a_missing_or_short_token_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_ACTION_TOKEN", "kort-hemmelig")
    with pytest.raises(ValueError, match="action_token") as raised:
        Settings()
    assert "hemmelig" not in str(raised.value)
