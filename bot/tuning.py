"""What Rasa does again in every action call, done once or not at all. Applied when the turn channel starts."""

from __future__ import annotations

from typing import Any, Dict, Optional, Text

import aiohttp
import pluggy
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.plugin import plugin_manager
from rasa.utils.endpoints import EndpointConfig

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
        _keep_connections()


def _compile_validator_once() -> None:
    # Rasa compiles the same schema for every answer of the action server: 17 ms of a turn.
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _keep_connections() -> None:
    # Rasa opens a connection to the action server for each call and closes it again. Ours has no login and no headers of its own.
    kept: Optional[aiohttp.TCPConnector] = None

    def session(self: EndpointConfig) -> aiohttp.ClientSession:
        nonlocal kept
        kept = kept or aiohttp.TCPConnector()  # made here, since it belongs to the loop that runs
        timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
        return aiohttp.ClientSession(connector=kept, connector_owner=False, timeout=timeout)

    EndpointConfig.session = session
