"""The form bot's actions: opens a case over our api, and stores each answer of the form there before the next is asked."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

import httpx
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

api = httpx.AsyncClient(base_url=os.environ.get("FORM_BOT_API_URL", "http://127.0.0.1:8000"), timeout=30)


def speaks_for(tracker: Tracker) -> dict[str, str]:
    """The sender is the teacher, as our api knows them in local mode."""
    return {"X-Demo-Teacher": tracker.sender_id, "X-Today": os.environ.get("FORM_BOT_TODAY", "2026-08-24")}


class ActionOpenCase(Action):  # type: ignore[misc]  # the SDK has no types
    def name(self) -> str:
        return "action_open_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        case = {"label": f"F{len(tracker.events)}", "key": str(uuid4())}
        response = await api.post("/cases", json=case, headers=speaks_for(tracker))
        response.raise_for_status()
        return [AllSlotsReset(), SlotSet("sak", response.json()["case"])]


class ValidateUndringForm(FormValidationAction):  # type: ignore[misc]  # the SDK has no types
    def name(self) -> str:
        return "validate_undring_form"

    async def _stored(self, question: str, value: str, tracker: Tracker) -> dict[str, str]:
        response = await api.post(
            f"/cases/{tracker.get_slot('sak')}/commands",
            json={
                "id": uuid4().hex,
                "command": {
                    "do": "answer",
                    "guide": "undring_foresatte",
                    "question": f"uf.{question}",
                    "text": value,
                },
            },
            headers=speaks_for(tracker),
        )
        response.raise_for_status()
        return {question: value}

    async def validate_trivsel(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("trivsel", value, tracker)

    async def validate_fravaer(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("fravaer", value, tracker)

    async def validate_egne_ord(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("egne_ord", value, tracker)

    async def validate_monster(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("monster", value, tracker)

    async def validate_morgen(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("morgen", value, tracker)

    async def validate_endring(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("endring", value, tracker)

    async def validate_framover(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, str]:
        return await self._stored("framover", value, tracker)
