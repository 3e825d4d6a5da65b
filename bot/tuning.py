"""Two things Rasa does again in every action call, done once or not at all. Applied when the turn channel starts."""

from __future__ import annotations

from typing import Any, Dict, Text

import pluggy
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.plugin import plugin_manager

_implements = pluggy.HookimplMarker("rasa")


class SmallRequests:
    """Sends the action server the last message and the slots, not the conversation and not the domain."""

    @_implements
    def prefix_stripping_for_custom_actions(self, json_body: Dict[Text, Any]) -> Dict[Text, Any]:
        tracker = json_body["tracker"]
        kept = (
            "sender_id",
            "slots",
            "latest_message",
            "latest_input_channel",
            "active_loop",
            "paused",
            "followup_action",
        )
        return {
            **json_body,
            "domain": {},
            "tracker": {**{key: tracker.get(key) for key in kept}, "events": [], "latest_action_name": None},
        }


def apply() -> None:
    """Safe to call twice: Rasa builds its channels more than once in some commands."""
    manager = plugin_manager()
    if not manager.has_plugin("small-requests"):
        manager.register(SmallRequests(), name="small-requests")
        _compile_validator_once()


def _compile_validator_once() -> None:
    # Rasa compiles the same schema for every answer of the action server: 17 ms of a turn.
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
