"""What Rasa does again in every turn, done once or not at all. Applied when the turn channel starts."""

from __future__ import annotations

import json
import logging
import traceback
import warnings
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, ContextManager, Dict, List, Optional, Text, Tuple, Type

import aiohttp
import pluggy
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.plugin import plugin_manager
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
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
        _validate_once()
        _keep_connections()
        _run_graph_directly()
        _look_for_nothing_unknown()
        _know_events_by_name()
        _match_no_text()
        _tell_no_words()


def _tell_no_words() -> None:
    # Rasa's warnings and the messages of exceptions repeat what was sent, such as a button's payload that it cannot parse. What
    # went wrong is told by its kind and place instead. Not in training: what is wrong in a training file is to be read.
    warnings.showwarning = _tell_warning
    logging.Formatter.formatException = _tell_exception
    logging.raiseExceptions = False  # it prints the arguments of a message that cannot be put together
    logging.getLogger("asyncio").addFilter(_first_line)


def _tell_warning(
    message: Any, category: Type[Warning], filename: Text, lineno: int, file: Any = None, line: Optional[Text] = None
) -> None:
    logging.getLogger(__name__).warning("%s at %s:%s", category.__name__, filename, lineno)


def _tell_exception(formatter: logging.Formatter, info: Any) -> Text:
    told, error = [], info[1]
    while error is not None and len(told) < 5:
        frames = [f"{frame.f_code.co_filename}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
        told.append(f"{type(error).__module__}.{type(error).__qualname__} at {' '.join(frames)}")
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def _first_line(record: logging.LogRecord) -> bool:
    # the lines after it are the task, with its arguments and its exception
    record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True


def _validate_once() -> None:
    # Rasa compiles the same schema for every answer of the action server: 17 ms of a turn. Events come again and again.
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    @lru_cache(maxsize=100)
    def validate_events(events: Text) -> None:
        validator.validate({"events": json.loads(events)})

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate({**result, "events": []})
        validate_events(json.dumps(result.get("events", [])))
        return True

    RemoteAction._validate_action_result = validate


def _keep_connections() -> None:
    # Rasa opens a connection to the action server for each call and closes it again. Ours has no login and no headers of its own.
    kept: Optional[aiohttp.ClientSession] = None

    def session(self: EndpointConfig) -> ContextManager[aiohttp.ClientSession]:
        nonlocal kept
        if kept is None:  # made here, since it belongs to the loop that runs
            timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
            kept = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return nullcontext(kept)

    EndpointConfig.session = session


def _run_graph_directly() -> None:
    # Rasa has dask plan how to run its graph, at each message twice or more. Ours is a handful of steps, one after the other.
    def run(
        self: DaskGraphRunner, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
    ) -> Dict[Text, Any]:
        done = {name: (name, value) for name, value in (inputs or {}).items()}

        def outcome(name: Text) -> Tuple[Text, Any]:
            if name not in done:
                needs = self._graph_schema.nodes[name].needs.values()
                done[name] = self._instantiated_nodes[name](*map(outcome, needs))
            return done[name]

        return dict(map(outcome, targets or self._graph_schema.target_names))

    DaskGraphRunner.run = run


def _look_for_nothing_unknown() -> None:
    # Rasa looks for intents the domain does not know, and builds an empty domain to see whether ours is one. Both were trained together.
    MessageProcessor._check_for_unseen_features = lambda self, parse_data: None
    # It tells at each message that no form of ours has asked for a slot: there is no form.
    logging.getLogger("rasa.shared.core.trackers").setLevel(logging.WARNING)


def _know_events_by_name() -> None:
    # For each event of an answer Rasa goes through all its classes of events, and asks of each whether it is abstract.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def _match_no_text() -> None:
    # Rasa first looks for a rule by the words of the message. They never come here, and no rule of ours asks for them.
    find = RulePolicy._find_action_from_rules

    def by_intent(
        self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[Text], Optional[Text], bool]:
        if use_text_for_last_user_input:
            return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    RulePolicy._find_action_from_rules = by_intent
