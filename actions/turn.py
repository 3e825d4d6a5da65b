"""The one action of the dialogue: takes a turn to the api and puts what came of it into words."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SessionStarted
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ApiClient, ApiUnavailable, Settings
from api.rendering.utterances import TurnWords, Utterance

log = logging.getLogger(__name__)


class ActionTurn(Action):  # type: ignore[misc]  # the SDK has no types
    """In a talk it is the active loop, so that no rule can take an answer away; outside, every rule ends here.

    It never raises: an exception would make Rasa print the conversation to its log. When the api gives no answer it says
    nothing, the turn stays unanswered, and the channel tells the teacher so and runs it again.
    """

    def __init__(self) -> None:
        self._api: ApiClient | None = None

    def name(self) -> str:
        return "action_turn"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        message = tracker.latest_message
        about = message.get("metadata") or {}
        try:
            self._api = self._api or ApiClient(Settings())
            outcome = await self._api.outcome(
                str(about.get("turn")),
                str(about.get("conversation")),
                message.get("intent_ranking") or [],
                message.get("parts") or [],
            )
        except ApiUnavailable as problem:
            log.error("turn %s is undecided: %s", about.get("turn"), problem)
            return [FollowupAction("action_listen")]
        except Exception as error:
            log.error("turn %s failed: %s", about.get("turn"), type(error).__name__)
            return [FollowupAction("action_listen")]
        for utterance in outcome.utterances:
            utter(dispatcher, utterance)
        return _events(self.name(), outcome)


def utter(dispatcher: CollectingDispatcher, utterance: Utterance) -> None:
    """Each kind of utterance has a response of its name; the language is chosen there."""
    buttons = [button.model_dump(exclude_none=True) for button in utterance.buttons]
    dispatcher.utter_message(response=f"utter_{utterance.kind}", buttons=buttons, **utterance.values)


def _events(loop: str, outcome: TurnWords) -> list[EventType]:
    """A session begins in each turn: Rasa goes through all of a session at every step, and needs nothing of what was before."""
    return [SessionStarted(), ActiveLoop(loop if outcome.listening else None), FollowupAction("action_listen")]
