"""A teacher's conversation with one of the two assistants. Both are led through the same seven questions, in rounds."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from itertools import cycle
from typing import ClassVar

import httpx

from tests.conversations.stack import Chat

QUESTIONS = 7
ANSWERS = (
    "det går best på de dagene klassen er ute sammen",
    "han sover dårlig og våkner flere ganger om natta",
    "verst er det når timeplanen blir endret i siste liten",
    "hun savner en venn som flyttet i sommer",
    "de synes det er lettere etter en helg hjemme",
    "han snakker mye om matteprøvene og lite om friminuttene",
    "bestemor følger av og til, og da kommer de tidsnok",
    "det hjelper når en voksen møter henne i gangen",
    "vi syns det er blitt roligere etter at gruppa ble delt",
    "hun spiser lite frokost og klager over hodepine",
    "han vil gjerne bytte plass i klasserommet",
)


class Talk(ABC):
    """`turns` is how many messages were sent in it. `misread` counts answers that did not bring the next question."""

    ROUND: ClassVar[int]  # the turns of one round

    def __init__(self) -> None:
        self.turns = 0
        self.misread = 0
        self._answers = cycle(ANSWERS)

    @abstractmethod
    def _send(self, text: str) -> str:
        """Sends a message and returns the text of the reply."""

    @abstractmethod
    def _open(self) -> None:
        """Opens a new case and begins its talk, up to the first question."""

    def greet(self) -> float:
        """The milliseconds of a greeting."""
        return self._timed("hei")[1]

    def round(self) -> list[float]:
        """Opens a case and goes through all questions. The milliseconds of each answer that brought the next question."""
        self._open()
        spent: list[float] = []
        for number in range(2, QUESTIONS + 1):
            reply, milliseconds = self._timed(next(self._answers))
            if f"spørsmål {number} av {QUESTIONS}" not in reply.casefold():
                self.misread += 1
                return spent  # the next round opens a new case
            spent.append(milliseconds)
        self._timed(next(self._answers))
        return spent

    def grow(self, turns: int) -> None:
        """Goes on in whole rounds, then with greetings, until so many turns have been."""
        while self.turns + self.ROUND <= turns:
            self.round()
        while self.turns < turns:
            self.greet()

    def _timed(self, text: str) -> tuple[str, float]:
        self.turns += 1
        begun = time.perf_counter()
        reply = self._send(text)
        return reply, (time.perf_counter() - begun) * 1000


class OurTalk(Talk):
    ROUND = 3 + QUESTIONS

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        self._chat = chat
        self._cases = 0

    def _send(self, text: str) -> str:
        reply = self._chat.say(text)
        assert reply.status == "answered", reply
        return reply.text

    def _open(self) -> None:
        self._cases += 1
        self._timed("ny sak")
        self._timed(f"B{self._cases}")
        reply = self._chat.press("Undring med foresatte")
        self.turns += 1
        assert f"Spørsmål 1 av {QUESTIONS}" in reply.text, reply


class FormBotTalk(Talk):
    ROUND = 1 + QUESTIONS

    def __init__(self, http: httpx.Client, teacher: str) -> None:
        super().__init__()
        self._http = http
        self._teacher = teacher

    def _send(self, text: str) -> str:
        response = self._http.post("/webhooks/rest/webhook", json={"sender": self._teacher, "message": text})
        response.raise_for_status()
        reply = "\n".join(message.get("text", "") for message in response.json())
        assert reply, "the form bot said nothing"
        return reply

    def _open(self) -> None:
        reply, _ = self._timed("start samtale")
        assert f"Spørsmål 1 av {QUESTIONS}" in reply, reply
