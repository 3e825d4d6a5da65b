"""A teacher in Teams: presses the buttons of cards and fills them in, and reads what was sent to their chat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import make_url

from tests.conversations.stack import Chat, Reply, Stack
from tests.teams.cloud import FakeCloud, Sent, chat_of, inputs_of
from tests.teams.conftest import ISSUER

MOVED = ("Samtalen går videre lenger nede.", "Samtalen held fram lenger nede.")


@dataclass
class InTeams(Chat):
    """Speaks through Teams as far as there is a card or a message for it; what it reads of a case it reads on the web."""

    cloud: FakeCloud = field(default_factory=FakeCloud)
    person: str = ""
    shown: Sent | None = None
    answered: int = 0
    pressed: int = 0
    filled: int = 0

    def say(self, text: str, *, payload: str | None = None, message_id: str | None = None) -> Reply:
        how = self._pressed(text, payload) if payload else self._filled(text)
        if how is None:
            assert payload is None, f"no card has {payload}"
            how = {"text": text}
        assert self.send(id=message_id or str(uuid4()), **how) == 200
        return self.read()

    def send(self, **activity: Any) -> int:
        headers = {"Authorization": f"Bearer {self.cloud.sign()}", "X-Today": self.today}
        sent = self.http.post("/teams/messages", json=self.cloud.activity(self.person, **activity), headers=headers)
        return sent.status_code

    def read(self) -> Reply:
        """The next reply; that an old card has moved on is none."""
        self.answered += 1
        count = self.answered
        while len(replies := self.replies()) < self.answered:
            self.cloud.wait(count, chat_of(self.person))
            count += 1
        self.shown = replies[self.answered - 1]
        buttons = [{"title": title, "payload": payload} for title, payload in _payloads(self.shown.card)]
        spoken = str((self.shown.card or {}).get("fallbackText", ""))
        shown = self.shown.words.replace("Steg ", "Spørsmål ")  # as the chat on the web calls it
        self.last = Reply("answered", [{"text": f"{spoken}\n{shown}", "buttons": buttons}])
        return self.last

    def replies(self) -> list[Sent]:
        mine = [one for one in self.cloud.sent if one.chat == chat_of(self.person)]
        return [one for one in mine if one.words not in MOVED]

    def _pressed(self, title: str, payload: str) -> dict[str, Any] | None:
        """By a button of what is shown, or by choosing the line of a list."""
        for action in self._submits():
            data = action["data"]
            choice = {"choice": payload} if payload in data.get("titles", {}) else {}
            if choice or (data.get("payload") == payload and data["title"] == title):
                self.pressed += 1
                return self._of_card(data | choice)
            if data.get("every") == payload:
                ticked = ",".join(str(number) for number in range(1, data["total"] + 1))
                return self._of_card(data | {"ticked": ticked})
        return None

    def _filled(self, text: str) -> dict[str, Any] | None:
        """Into the field of the card that waits, where it has one for words."""
        if self.shown is None or self.shown.card is None:
            return None
        if any(one["type"] == "Input.Text" for one in inputs_of(self.shown.card)):
            data = next(one["data"] for one in self._submits() if one["data"]["do"] == "write")
            self.filled += 1
            return self._of_card(data | {"words": text})
        return None

    def _of_card(self, data: dict[str, Any]) -> dict[str, Any]:
        assert self.shown is not None
        return {"value": data, "replyToId": self.shown.id}

    def _submits(self) -> list[dict[str, Any]]:
        return list(self.shown.actions.values()) if self.shown is not None and self.shown.card is not None else []


def _payloads(card: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    for row in (card or {}).get("body", []):
        for action in row.get("actions", []):
            data = action.get("data", {})
            if "payload" in data:
                yield data["title"], data["payload"]
            if "every" in data:
                yield data["title"], data["every"]
            yield from ((title, payload) for payload, title in data.get("titles", {}).items())


def in_teams(stack: Stack, cloud: FakeCloud, routine: str, *, nynorsk: bool = False) -> InTeams:
    """A teacher nobody has used yet, who is known by their login at Microsoft too."""
    chat = stack.chat(nynorsk=nynorsk, routine=routine)
    person = str(uuid4())
    file = make_url(stack.environment["NAERVAERSLOS_DATABASE_URL"]).database
    assert file is not None
    with sqlite3.connect(file, timeout=30) as database:
        database.execute(
            "INSERT INTO identity SELECT ?, ?, person_id FROM identity WHERE issuer = 'local' AND subject = ?",
            (ISSUER, person, chat.subject),
        )
    return InTeams(http=chat.http, subject=chat.subject, today=chat.today, cloud=cloud, person=person)
