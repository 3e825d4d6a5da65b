"""What becomes of an activity that is vouched for: a turn that is stored before Teams is answered, or a sentence, or nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import structlog

from api.conversations.schemas import LONGEST_TEXT, StoredTurn, TurnIn
from api.engine.schema import Language
from api.people.actor import Origin
from api.settings import TEAMS_CHANNEL, Teams
from channels.backend import Hurried, NotStored, Refused, Stranger
from channels.core import Courier, clean
from channels.outgoing import NeverTaken, NotDelivered, PerhapsDelivered, Sender
from channels.teams import submits
from channels.teams.activities import Activity, Chat
from channels.teams.backend import TeamsBackend
from channels.teams.cloud import Cloud
from channels.teams.texts import say, texts, written

log = structlog.get_logger(__name__)
TYPING_EVERY = 4.0  # seconds; Teams shows it a little longer
KEY = "personal"  # a person has one chat with the assistant there
DONE, NOT_DONE, LATER = 200, 501, 503


class Desk:
    def __init__(self, teams: Teams, backend: TeamsBackend, courier: Courier, cloud: Cloud, sender: Sender) -> None:
        self._source = Origin(TEAMS_CHANNEL, teams.issuer)
        self._backend = backend
        self._courier = courier
        self._cloud = cloud
        self._sender = sender
        self._tasks: set[asyncio.Task[None]] = set()
        self._attended: set[UUID] = set()  # so that a message that comes twice at once is spoken of once

    async def take(self, activity: Activity, today: date | None) -> int:
        """The status Teams gets: what it is not done with it sends again."""
        if activity.kind == "invoke":
            return NOT_DONE
        if activity.kind == "message" and not activity.is_personal:
            self._soon(self._tell(activity, "only_personal"))
            return DONE
        if not activity.is_personal or not activity.chat.conversation:
            return DONE
        try:
            return await self._personal(activity, today)
        except Stranger:
            self._soon(self._tell(activity, "stranger"))
            return DONE
        except NotStored as error:
            log.error("teams.not_stored", error=str(error))
            return LATER

    async def _personal(self, activity: Activity, today: date | None) -> int:
        """Raises `Stranger` and `NotStored`."""
        match activity.kind:
            case "message":
                await self._message(activity, today)
            case "messageUpdate" if activity.event == "editMessage":
                await self._message(activity, today, is_edit=True)
            case "installationUpdate" if activity.action.startswith("remove"):
                await self._backend.drop(self._source, activity.chat)
            case "installationUpdate":
                await self._welcome(activity)
            case "conversationUpdate" if activity.about_us:
                await self._welcome(activity)
        return DONE

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _message(self, activity: Activity, today: date | None, *, is_edit: bool = False) -> None:
        person = _named(activity)
        if not activity.id:
            return  # nothing to know it by when it comes again
        said = submits.read(activity.value, activity.text)
        if said.of_turn is not None:
            words = await self._backend.words_of(person, self._source, said.of_turn)
            said = replace(said, text=words or "")
        text = clean(said.text)
        if not text or len(text) > LONGEST_TEXT:
            await self._owe(activity, f"said:{activity.id}", "too_long" if text else _why_empty(activity))
            return
        turn = TurnIn(
            subject=person,
            key=KEY,
            message_id=_version(activity) if is_edit else activity.id,
            text=text,
            payload=said.payload,
            today=today,
        )
        try:
            stored = await self._backend.take_in(
                turn,
                self._source,
                activity.chat,
                pressed=(activity.reply_to or None) if activity.value else None,  # what is typed answers below it
                answers=said.answers,
                is_edit=is_edit,
            )
        except Refused as refused:
            if refused.reason != "message_id_used":  # an edit that came as a message: what was first stands
                known = refused.reason if refused.reason in texts() else "refused"
                await self._owe(activity, f"said:{activity.id}", known)
        except Hurried:
            await self._owe(activity, f"too_many:{int(time.time()) // 60}", "too_many")  # once a minute
        else:
            self._soon(self._attend(activity.chat, stored))

    async def _owe(self, activity: Activity, about: str, says: str) -> None:
        await self._backend.owe(_named(activity), self._source, activity.chat, about, says)
        self._sender.wake()

    async def _welcome(self, activity: Activity) -> None:
        await self._backend.welcome(_named(activity), self._source, activity.chat)
        self._sender.wake()

    async def _attend(self, chat: Chat, stored: StoredTurn) -> None:
        if stored.reply is None and stored.turn.id not in self._attended:
            self._attended.add(stored.turn.id)
            try:
                async with self._typing(chat):
                    is_answered = await self._courier.attend(stored.turn)
            finally:
                self._attended.discard(stored.turn.id)
            if not is_answered:
                await self._send(chat, "stored", stored.turn.language)
        self._sender.wake()

    @asynccontextmanager
    async def _typing(self, chat: Chat) -> AsyncIterator[None]:
        """Shows that an answer comes, at once and again and again."""
        task = asyncio.create_task(self._keep_typing(chat))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _keep_typing(self, chat: Chat) -> None:
        with suppress(NotDelivered, PerhapsDelivered, NeverTaken):  # nobody misses it
            while True:
                await self._cloud.post(chat, {"type": "typing"})
                await asyncio.sleep(TYPING_EVERY)

    async def _tell(self, activity: Activity, name: str) -> None:
        """To somebody nothing is stored of: said once, as well as it goes."""
        if activity.chat.conversation:
            await self._send(activity.chat, name, written(activity.locale))

    async def _send(self, chat: Chat, name: str, language: Language) -> None:
        with suppress(NotDelivered, PerhapsDelivered, NeverTaken):
            await self._cloud.post(chat, {"type": "message", "text": say(name, language)})

    def _soon(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _named(activity: Activity) -> str:
    """The object id of who writes. Raises `Stranger` for an account without one, such as a guest's may be."""
    if not activity.person:
        raise Stranger
    return activity.person


def _version(activity: Activity) -> str:
    """The id of an edited message has been used: what it says now belongs to the new one's."""
    return f"edit:{sha256(f'{activity.id} {activity.text}'.encode()).hexdigest()}"


def _why_empty(activity: Activity) -> str:
    return "no_files" if activity.has_file else "empty"
