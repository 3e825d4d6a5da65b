"""Run in the bot's own environment: the facts about Rasa that the turn relies on. An upgrade that breaks one is seen here."""

from __future__ import annotations

import json

import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.plugin import plugin_manager
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import tuning
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
    "loop after rotation": rotated.active_loop_name,
    "text passed on": "hemmelig" in json.dumps(_without_text(parsed, "nn")),
    "entities passed on": _without_text(parsed, "nn")["entities"],
}
print(json.dumps(facts))
