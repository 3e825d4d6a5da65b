"""Run in the bot's own environment: the facts about Rasa that the turn relies on. An upgrade that breaks one is seen here."""

from __future__ import annotations

import asyncio
import json

import rasa
from jsonschema import ValidationError
from numpy import array
from rasa.core.actions.action import RemoteAction
from rasa.plugin import plugin_manager
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import tuning
from bot.classifier import TextClassifier
from bot.tracker_store import CONVERSATIONS, RecentTrackers
from bot.turn_channel import _without_text

domain = Domain.load("bot/domain")
tracker = DialogueStateTracker.from_events(
    "conversation", [event for _ in range(200) for event in (UserUttered("", {"name": "answer"}), BotUttered("Ja?"))]
)
action = RemoteAction("action_turn", None)
whole = action._action_call_format(tracker, domain)

tuning.apply()
tuning.apply()  # Rasa builds its channels more than once
small = plugin_manager().hook.prefix_stripping_for_custom_actions(json_body=whole)


def refuses(result: object) -> bool:
    try:
        RemoteAction._validate_action_result(action, result)
    except ValidationError:
        return True
    return False


def remembered(count: int) -> DialogueStateTracker:
    """A conversation of `count` turns as the store keeps it, a session begun every ten turns as the action does."""
    store, kept = RecentTrackers(domain), DialogueStateTracker("long", domain.slots)
    for number in range(1, count + 1):
        kept.update(UserUttered("", {"name": "answer"}))
        if number % 10 == 0:
            kept.update(SessionStarted())
            kept.update(ActiveLoop("action_turn"))
        asyncio.run(store.save(kept))
        kept = asyncio.run(store.retrieve("long"))
    return kept


def crowded() -> int:
    store = RecentTrackers(domain)
    for number in range(CONVERSATIONS + 5):
        asyncio.run(store.save(DialogueStateTracker(str(number), domain.slots)))
    return len(list(asyncio.run(store.keys())))


def classified() -> float:
    """The greatest difference between our reading of the weights and the library's."""
    classifier = TextClassifier({**TextClassifier.get_default_config(), "characters": [2, 3]}, None, None)
    texts = 3 * ["hva nå?", "hvem skal være med", "han sover dårlig", "mor ringte i går", "når er fristen"]
    classifier.learn(texts, 3 * ["whats_next", "ask_who", "answer", "answer", "ask_deadline"])
    asked = [*texts, "noe helt annet", "Ω"]
    expected = classifier._classes.predict_proba(classifier._features(asked))
    return float(abs(array(classifier._chances_of(asked)) - expected).max())


async def connections(calls: int) -> int:
    """How many connections so many calls of an action server take."""
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while b"POST" in await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(b"{}"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    endpoint = EndpointConfig(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    for _ in range(calls):
        assert await endpoint.request(json={}) == {}
    server.close()
    return opened


long = remembered(203)
rotated = DialogueStateTracker.from_events(
    "conversation", [UserUttered(""), SessionStarted(), ActiveLoop("action_turn")]
)
parsed = {"text": "hemmelig", "intent": {"name": "answer", "confidence": 1.0}, "intent_ranking": [], "entities": []}

facts = {
    "version": rasa.__version__,
    "whole request, bytes": len(json.dumps(whole)),
    "small request, bytes": len(json.dumps(small)),
    "domain sent": small["domain"],
    "plugins": sum(isinstance(plugin, tuning.SmallRequests) for plugin in plugin_manager().get_plugins()),
    "validator is compiled once": RemoteAction._validate_action_result.__module__ == "bot.tuning",
    "valid answer refused": refuses({"events": [{"event": "followup", "name": "action_listen"}], "responses": []}),
    "wrong answer refused": refuses({"events": "none", "responses": []}),
    "wrong event refused": refuses({"events": [{"event": "none"}]}) and refuses({"events": [{"event": "none"}]}),
    "wrong response refused": refuses({"events": [], "responses": ["none"]}),
    "connections of three calls": asyncio.run(connections(3)),
    "events of a long conversation": len(long.events),
    "loop of a long conversation": long.active_loop_name,
    "conversations kept beyond the bound": crowded() - CONVERSATIONS,
    "difference from the library's chances": classified(),
    "loop after rotation": rotated.active_loop_name,
    "text passed on": "hemmelig" in json.dumps(_without_text(parsed, "nn")),
    "entities passed on": _without_text(parsed, "nn")["entities"],
}
print(json.dumps(facts))
