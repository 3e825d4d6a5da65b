"""Plays the far sides of the turn's routes, a channel and the action server, one request at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI
from sqlmodel import SQLModel, select

from api.audit.access import CHANGES_OF_ACCESS
from api.audit.models import AuditRow
from api.keys.keyring import keyring
from api.keys.models import SealedRow
from api.settings import Settings

_ids = count(1)
Row = TypeVar("Row", bound=SQLModel)


class Hand:
    """`say` stores a turn and has it decided with one intent; the smaller steps stand beside it."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self.client = client
        self.channel = {"Authorization": f"Bearer {settings.channels[0].token.get_secret_value()}"}
        self.actions = {"Authorization": f"Bearer {settings.action_token.get_secret_value()}"}

    async def store(self, text: str, **other: object) -> httpx.Response:
        turn = {"subject": "demo:faerder:1", "key": "phone", "message_id": f"m{next(_ids)}"}
        body = {**turn, "text": text, "today": "2026-08-24", **other}
        return await self.client.post("/turns", json=body, headers=self.channel)

    async def turn(self, text: str, **other: object) -> dict[str, Any]:
        """The turn a message became, and what is said of it: `earlier_unanswered` and `reply`."""
        stored = (await self.store(text, **other)).json()
        return {**stored.pop("turn"), **stored}

    async def decide(
        self,
        turn: dict[str, Any],
        intent: str,
        sure: float = 0.97,
        parts: Sequence[dict[str, Any]] = (),
        custody: str | None = None,
    ) -> httpx.Response:
        """`custody` is what is read of the case itself, if anything."""
        ranking = [{"name": intent, "confidence": sure}]
        ranking += [{"name": f"custody/{custody}", "confidence": sure}] if custody else []
        body = {"conversation": turn["conversation"], "ranking": ranking, "parts": list(parts)}
        return await self.client.post(f"/turns/{turn['id']}/outcome", json=body, headers=self.actions)

    async def say(self, text: str, intent: str = "answer", **other: object) -> dict[str, Any]:
        custody = other.pop("custody", None)
        turn = await self.turn(text, **other)
        decided = await self.decide(turn, intent, custody=str(custody) if custody else None)
        outcome: dict[str, Any] = decided.json()
        return outcome | {"turn": turn["id"], "conversation": turn["conversation"]}

    async def reply(self, turn_id: str, *texts: str) -> httpx.Response:
        body = {"messages": [{"text": text, "buttons": []} for text in texts]}
        return await self.client.put(f"/turns/{turn_id}/reply", json=body, headers=self.channel)

    async def open_case(self, label: str = "MK", worry: str = "borte hver mandag") -> dict[str, Any]:
        await self.say(worry, "start_case")
        return await self.say(label)


async def rows(app: FastAPI, table: type[Row]) -> list[Row]:
    """All rows of a table, as they lie in the database; what is sealed in them has been opened."""
    async with app.state.sessions() as session:
        found = list((await session.exec(select(table))).all())
        await keyring(session).open(*(row for row in found if isinstance(row, SealedRow)))
        return found


async def readings(app: FastAPI) -> list[AuditRow]:
    """The rows of the audit that are about a case, in order."""
    about_cases = (row for row in await rows(app, AuditRow) if row.what not in CHANGES_OF_ACCESS)
    return sorted(about_cases, key=lambda row: row.number)


def kinds(outcome: dict[str, Any]) -> list[str]:
    return [act["kind"] for act in outcome["utterances"]]
