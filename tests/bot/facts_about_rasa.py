"""Run in the bot's own environment: the facts about Rasa that the turn relies on. An upgrade that breaks one is seen here."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.without_tensorflow import stand_in

stand_in()

# ruff: noqa: E402 - after the stand-in
import rasa
import rasa.core.run
from jsonschema import ValidationError
from numpy import zeros
from rasa.core.actions.action import RemoteAction
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.plugin import plugin_manager
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.utils.endpoints import EndpointConfig

from bot import quick_training, tuning
from bot.beside import beside
from bot.classifier import TextClassifier
from bot.told import Told
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
    """A conversation of `count` turns as the store keeps it, a session begun in each as the action does."""
    store, kept = RecentTrackers(domain), DialogueStateTracker("long", domain.slots)
    for _ in range(count):
        kept.update(UserUttered("", {"name": "answer"}))
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


MEANT = {
    "hva nå?": "whats_next",
    "hvem skal være med": "ask_who",
    "han sover dårlig om natta": "answer",
    "mor ringte i går": "answer",
    "når er fristen": "ask_deadline",
}


# What is told of danger: a blow of one word is known from a blow of another, and what is denied from both.
DANGER = {
    "far slår henne": "sure/violence_home",
    "mor banker ham": "sure/violence_home",
    "ingen vet hvor han er": "sure/missing_now",
    "han er sporløst borte": "sure/missing_now",
    "ingen slår ham": "none",
    "far slår ikke henne": "none",
    "katten er lei seg": "none",
}


def learnt() -> TextClassifier:
    classifier = TextClassifier({**TextClassifier.get_default_config(), "pieces": [2, 3], "rounds": 30}, None, None)
    intents = [*MEANT.values(), *("answer" for _ in DANGER)]
    alarms = [*("" for _ in MEANT), *DANGER.values()]
    classifier.learn(3 * [*MEANT, *DANGER], 3 * intents, 3 * alarms)
    return classifier


def difference_of_the_two_readings(classifier: TextClassifier) -> float:
    """Messages are read one by one and, in training, all at once: the greatest difference between their features."""
    asked = [*MEANT, "noe helt annet", "hva hva nå nå", "Ω"]
    differences = []
    for terms, messages in (
        (classifier._words, classifier._plain(asked)),
        (classifier._pieces, [text.lower().split() for text in asked]),
    ):
        for message, row in zip(messages, terms.rows(messages).toarray(), strict=True):
            places, values = terms.row(message)
            mine = zeros(len(row))
            mine[places] = values
            differences.append(abs(mine - row).max())
    return float(max(differences))


def understood(classifier: TextClassifier) -> bool:
    return all(classifier._intents[classifier._ranked(text)[0].argmax()] == intent for text, intent in MEANT.items())


TOLD = [
    Told("ringte mor i går", "called_home", "done"),
    Told("ringde heim i dag", "called_home", "done"),
    Told("møtet er torsdag", "met", "planned"),
    Told("nytt møte på mandag", "met", "planned"),
    Told("rektor er informert", "informed_leadership", "done"),
    Told("leiinga er orientert", "informed_leadership", "done"),
]
SEVERAL = (
    "ringte mor i går, møtet er torsdag og rektor er informert",
    "ringte mor i går møtet er torsdag rektor er informert",
    "- ringte mor i går\n- møtet er torsdag\n- rektor er informert",
)


def reading_parts() -> TextClassifier:
    """Knows what is told as well. A few sentences many times: it must tell these apart, and nothing else."""
    classifier = learnt()
    said = 10 * list(MEANT.items())
    classifier._config = {**classifier._config, "told_rounds": 30, "joined": 3000}
    asked, wanted = [text for text, _ in said], [intent for _, intent in said]
    classifier.learn([*asked, *(20 * [one.text for one in TOLD])], [*wanted, *(20 * len(TOLD) * ["answer"])])
    classifier.learn_told(20 * TOLD, asked, wanted)
    return classifier


def parts_of(classifier: TextClassifier) -> list:
    """Each message in its parts: the words of the part, its act and its status."""
    read = [(text, classifier.parts(text)) for text in SEVERAL]
    return [[(text[p["start"] : p["end"]], p["act"][0][0], p["status"][0][0]) for p in parts] for text, parts in read]


def packed(classifier: TextClassifier) -> bool:
    """Whether what lies in the model says the same as what was learnt."""
    with TemporaryDirectory() as folder:
        storage, place = LocalModelStorage(Path(folder)), Resource("classifier")
        classifier._storage, classifier._resource = storage, place
        classifier.keep()
        again = TextClassifier.load(classifier._config, storage, place, None)
        texts = (*MEANT, *DANGER, *SEVERAL, "noe helt annet", "Ω")
        alike = all(classifier._ranked(text)[1] == again._ranked(text)[1] for text in texts)
        alike = alike and all(classifier.parts(text) == again.parts(text) for text in texts)
        return alike and all((classifier._ranked(text)[0] == again._ranked(text)[0]).all() for text in texts)


EXAMPLES = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hei
    - god dag
    - hei
- intent: "acute "
  metadata: {alarm: sure, kind: missing_now}
  examples: |
    - hun er borte nå
    - hei
"""


def read_by_rasa(folder: Path) -> list:
    """What the training gets to see of these files, and of the domain."""
    importer = TrainingDataImporter.load_from_config("bot/config.yml", "bot/domain", [str(folder)])
    read = importer.get_nlu_data()
    again = importer.get_nlu_data("nb")
    domain = importer.get_domain().as_dict()
    return [[example.data for example in one.training_examples] for one in (read, again)] + [domain]


def quick_reading_is_the_same() -> bool:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "some.yml").write_text(EXAMPLES, encoding="utf-8")
        (folder / "more.yml").write_text(EXAMPLES.replace("god dag", "morn"), encoding="utf-8")
        slow = read_by_rasa(folder)
        quick_training.apply()
        texts = [one.get("text") for one in slow[0] if one.get("intent")]
        return slow == read_by_rasa(folder) and sorted(texts) == ["god dag", "hei", "hei", "hun er borte nå", "morn"]


def said_of_a_failure_beside() -> str:
    def fails() -> None:
        raise ValueError

    result = beside(fails)
    try:
        result()
    except (RuntimeError, ValueError) as error:
        return type(error).__name__
    return ""


def told_by_the_stand_in() -> str:
    try:
        return str(sys.modules["tensorflow"].constant)
    except AttributeError as error:
        return str(error)


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


classifier = learnt()
long = remembered(203)
rotated = DialogueStateTracker.from_events(
    "conversation", [UserUttered(""), SessionStarted(), ActiveLoop("action_turn")]
)
telling = reading_parts()
parsed = {
    "text": "ringte hemmelig i går",
    "intent": {"name": "answer", "confidence": 1.0},
    "intent_ranking": [],
    "entities": [],
    "parts": telling.parts("ringte hemmelig i går"),
}

facts = {
    "danger": {
        text: classifier._ranked(text)[1] for text in ("stefar deljer til henne", "ingen deljer til henne", "hva nå?")
    },
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
    "difference of the two readings": difference_of_the_two_readings(classifier),
    "what was learnt is understood": understood(classifier),
    "learning again gives the same": bool((learnt()._weights == classifier._weights).all()),
    "what is packed says the same": packed(classifier) and packed(telling),
    "parts": parts_of(telling),
    "parts learnt again": parts_of(reading_parts()),
    "parts passed on": _without_text(parsed, "nn")["parts"],
    "modules of TensorFlow": sorted(
        name for name in sys.modules if name.split(".")[0] in ("tensorflow", "keras", "jax")
    ),
    "quick reading is the same": quick_reading_is_the_same(),
    "failure beside": said_of_a_failure_beside(),
    "told by the stand-in": told_by_the_stand_in(),
    "loop after rotation": rotated.active_loop_name,
    "text passed on": any(word in json.dumps(_without_text(parsed, "nn")) for word in ("hemmelig", "ringte", "går")),
    "entities passed on": _without_text(parsed, "nn")["entities"],
}
print(json.dumps(facts))
