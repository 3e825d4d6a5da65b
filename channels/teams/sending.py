"""One thing that is owed to a chat of Teams, tried once."""

from __future__ import annotations

from api.outbox.service import ToSend
from channels.outgoing import Delivered, NeverTaken, NotDelivered, PerhapsDelivered
from channels.teams.activities import Chat
from channels.teams.cards import activity_of
from channels.teams.cloud import Cloud


class Delivery:
    """`origin` is where the web is, for links to it."""

    def __init__(self, cloud: Cloud, origin: str | None) -> None:
        self._cloud = cloud
        self._origin = origin

    async def __call__(self, one: ToSend) -> Delivered:
        made, place = activity_of(one, self._origin), one.place
        chat = Chat(place.service_url, place.chat, place.bot, place.account)
        if made.changes is None:
            return Delivered(await self._cloud.post(chat, made.content), made.waits)
        try:
            return Delivered(await self._cloud.put(chat, made.changes, made.content), made.waits)
        except PerhapsDelivered as error:
            raise NotDelivered(str(error)) from None  # what is changed in place may be changed again
        except NeverTaken:
            if made.only_changes:
                raise
            return Delivered(
                await self._cloud.post(chat, made.content), made.waits
            )  # what was to be changed is no more
