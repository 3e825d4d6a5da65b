"""The web channel through the whole application, and the channels' own sentences."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from string import Formatter

import httpx
import pytest
import yaml
from fastapi import FastAPI

from api import main
from api.conversations.service import MessageIdUsed
from api.privacy import personal_number
from api.settings import Settings
from channels.app import create_app
from channels.texts import text
from routine_tools.scenario import routine_of
from tests.channels.far_side import BotServer

CHANNELS = Path(__file__).resolve().parents[2] / "channels"
TEXTS: dict[str, dict[str, str]] = yaml.safe_load((CHANNELS / "texts.yaml").read_text(encoding="utf-8"))
NYNORSK = {"X-Demo-Teacher": "demo:faerder:2"}


@pytest.fixture
async def bot_server(app: FastAPI, settings: Settings) -> AsyncIterator[BotServer]:
    async with BotServer(app, settings) as server:
        yield server


@pytest.fixture
async def web(settings: Settings, bot_server: BotServer) -> AsyncIterator[httpx.AsyncClient]:
    """A browser before the whole application; no action server runs."""
    whole = create_app(settings.model_copy(update={"bot_url": bot_server.url, "action_url": "http://127.0.0.1:9"}))
    transport = httpx.ASGITransport(app=whole)
    async with (
        whole.router.lifespan_context(whole),
        httpx.AsyncClient(transport=transport, base_url="http://web") as client,
    ):
        yield client


async def test_a_message_is_answered_in_the_day_and_language_of_the_person(web: httpx.AsyncClient) -> None:
    message = {"id": "a", "text": "hei"}
    answer = await web.post("/chat/messages", json=message, headers=NYNORSK)
    assert answer.status_code == 200
    routine = routine_of("faerder").name.model_dump()
    act = {"kind": "greeting", "routine": routine}
    page = {"language": "nn", "about": None, "undo": None, "card": None}
    assert answer.json() == {
        "status": "answered",
        "messages": [{"text": "hei: greeting", "buttons": [], "act": act, "page": page}],
        "language": "nn",
        "number": 1,
    }
    assert (await web.post("/chat/messages", json=message, headers=NYNORSK)).json() == answer.json()


async def test_each_device_has_a_conversation_and_each_status_a_code(
    web: httpx.AsyncClient, bot_server: BotServer
) -> None:
    for device in ("phone", "laptop"):
        await web.post("/chat/messages", json={"id": "a", "text": "hei", "device": device})
    assert len({turn["conversation"] for turn in bot_server.turns}) == 2
    refused = await web.post("/chat/messages", json={"id": "b", "text": " \u200b"}, headers=NYNORSK)
    assert (refused.status_code, refused.json()["status"]) == (422, "refused")
    assert refused.json()["messages"] == [{"text": TEXTS["empty"]["nn"], "buttons": [], "act": None, "page": None}]
    stranger = await web.post("/chat/messages", json={"id": "c", "text": "hei"}, headers={"X-Demo-Teacher": "nobody"})
    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")


async def test_who_writes_too_fast_is_told_to_wait_and_nothing_is_lost(
    settings: Settings, bot_server: BotServer
) -> None:
    changed = {"bot_url": bot_server.url, "action_url": "http://127.0.0.1:9", "person_limit": 2}
    whole = create_app(settings.model_copy(update=changed))
    transport = httpx.ASGITransport(app=whole)
    async with (
        whole.router.lifespan_context(whole),
        httpx.AsyncClient(transport=transport, base_url="http://web", headers=NYNORSK) as client,
    ):
        sent = [{"id": f"m{number}", "text": "hei"} for number in range(3)]
        # At once: a minute that ends between two of them would begin a new count.
        answers = await asyncio.gather(*(client.post("/chat/messages", json=message) for message in sent))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["status"] == "not_stored"
    assert refused.json()["messages"][0]["text"] == TEXTS["too_many"]["nn"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


async def test_an_invisible_character_costs_nobody_their_text(web: httpx.AsyncClient) -> None:
    answer = await web.post(
        "/chat/messages",
        content='{"id": "a", "text": "hei\\u0000\\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["messages"][0]["text"]) == (200, "hei: greeting")


async def test_the_text_is_safe_when_the_bot_is_away(web: httpx.AsyncClient, bot_server: BotServer) -> None:
    await web.post("/chat/messages", json={"id": "before", "text": "hei"})
    await bot_server.__aexit__(None, None, None)
    answer = await web.post("/chat/messages", json={"id": "a", "text": "hei"})
    assert (answer.status_code, answer.json()["status"]) == (202, "stored")
    assert answer.json()["messages"][0]["text"] == TEXTS["stored"]["nb"]


async def test_health_names_the_part_that_is_missing(web: httpx.AsyncClient) -> None:
    assert (await web.get("/health/live")).json() == {"status": "ok"}
    ready = await web.get("/health/ready")
    assert (ready.status_code, ready.json()) == (
        503,
        {"bot": True, "actions": False, "database": True, "writable": True, "keys": True},
    )


async def test_who_asks_often_whether_all_is_ready_makes_no_more_writes(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    look = main.database_health

    async def counted(app: FastAPI) -> dict[str, bool]:
        looked.append(True)
        return await look(app)

    monkeypatch.setattr(main, "database_health", counted)
    await asyncio.gather(*(web.get("/health/ready") for _ in range(5)))
    assert len(looked) == 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_has_both_languages_and_asks_for_nothing(name: str) -> None:
    assert set(TEXTS[name]) == {"nb", "nn"}
    for sentence in TEXTS[name].values():
        assert sentence.strip()
        assert not [field for _text, field, _format, _conversion in Formatter().parse(sentence) if field is not None]


def test_every_sentence_has_a_reason_that_can_be_given() -> None:
    trees = [ast.parse((CHANNELS / name).read_text(encoding="utf-8")) for name in ("core.py", "pages.py")]
    named = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert TEXTS.keys() - named == {"identity_number", "phone_number", MessageIdUsed.code}


@pytest.mark.parametrize("reason", ["01011250013", "91234567"])
def test_a_number_that_is_refused_has_a_sentence_of_its_own(reason: str) -> None:
    assert personal_number(reason) in TEXTS


def test_a_reason_nobody_thought_of_still_gets_a_sentence() -> None:
    assert text("something_new", "nn") == TEXTS["refused"]["nn"]
