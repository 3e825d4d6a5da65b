"""Walks a case through a whole routine in the chat, as a teacher would: asks what now, does what is offered, decides onward."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from api.engine.schema import Language, Outcome, Routine
from tests.conversations.stack import Chat

NOW: dict[Language, str] = {"nb": "hva nå?", "nn": "kva no?"}
TODAY: dict[Language, str] = {"nb": "i dag", "nn": "i dag"}
SKIP: dict[Language, str] = {"nb": "hopp over", "nn": "hopp over"}
LONGEST = 400  # messages; the longest road takes about half of them


@dataclass
class Walker:
    """`levels` are the levels in the order they were reached, `answers` what was written in each talk that was led."""

    chat: Chat
    routine: Routine
    language: Language
    levels: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    said: int = 0

    def walk(self) -> str:
        """From the first worry to the case's end; returns its status."""
        while self.said < LONGEST:
            plan = self.chat.plan()
            if not self.levels or plan["level"] != self.levels[-1]:
                self.levels.append(plan["level"])
            if plan["status"] != "open":
                return str(plan["status"])
            self._say(NOW[self.language])
            if not self._acts():
                self.chat.today = str(date.fromisoformat(self.chat.today) + timedelta(days=7))
                self.said += 1
        raise AssertionError(f"no end after {LONGEST} messages, on {self.levels}: {self.chat.last.text}")

    def _say(self, text: str) -> None:
        self.chat.say(text)
        self._follow()

    def _press(self, title: str) -> None:
        self.chat.press(title)
        self._follow()

    def _follow(self) -> None:
        self.said += 1
        assert self.chat.last.status == "answered", self.chat.last
        assert self.chat.last.text.strip(), "an empty reply"

    def _offered(self, kind: str) -> dict[str, dict[str, str]]:
        """The buttons of the last reply that mean this, by title."""
        found = {}
        for title, payload in self.chat.last.buttons.items():
            meaning = json.loads(payload.removeprefix("/press")) if payload.startswith("/press") else {}
            if kind in meaning:
                found[title] = meaning
        return found

    def _acts(self) -> bool:
        """Decides, leads a talk that was not led before, or ticks; False when nothing can be done that day."""
        decisions = self._offered("decide")
        if decisions:
            self._decide(decisions)
            return True
        talks = {
            title: meaning for title, meaning in self._offered("guide").items() if meaning["guide"] not in self.led
        }
        if talks:
            title, meaning = next(iter(talks.items()))
            self._lead(title, meaning["guide"])
            return True
        ticks = self._offered("tick")
        if ticks:
            self._press(next(iter(ticks)))
            self._dated()
            return True
        return False

    def _dated(self) -> None:
        """Gives the day when it is asked for."""
        if self._offered("days_ago"):
            self._say(TODAY[self.language])

    def _decide(self, offered: dict[str, dict[str, str]]) -> None:
        """Onward when there is a level that was not reached yet, else an end, else the first way."""
        outcomes = {title: self._outcome(meaning) for title, meaning in offered.items()}
        new = [
            title for title, outcome in outcomes.items() if outcome.does == "go_to" and outcome.to not in self.levels
        ]
        ends = [title for title, outcome in outcomes.items() if outcome.does in ("close", "monitor")]
        back = [title for title, outcome in outcomes.items() if outcome.does == "go_to"]
        on_last = self.levels[-1] == self.routine.levels[-1].id or len(set(self.levels)) == len(self.routine.levels)
        stays = [title for title in outcomes if title not in ends]
        order = [*new, *(ends if on_last else []), *back, *stays, *ends]
        self._press(order[0])
        while self._offered("then"):  # what should be done first
            self._press(next(iter(self._offered("then"))))
            self._dated()

    def _outcome(self, meaning: dict[str, str]) -> Outcome:
        level = self.routine.level(self.levels[-1])
        decision = next(decision for decision in level.decisions if decision.id == meaning["decide"])
        return next(outcome for outcome in decision.outcomes if outcome.id == meaning["outcome"])

    def _lead(self, title: str, guide_id: str) -> None:
        """Leads a talk to its end; every open question gets an answer of its own, which must be kept word for word."""
        self.led.append(guide_id)
        guide = self.routine.guide(guide_id)
        self._press(title)
        if self._offered("pick"):
            self._say("1-3")
        while self._asks() and self.said < LONGEST:
            shown = self.chat.last.text
            question = next(q for q in guide.questions if q.text.in_(self.language) in shown)
            if question.type == "open":
                self.written.append(f"han liker best rom {len(self.written) + 1} sammen med to andre i friminuttet")
                self._say(self.written[-1])
            else:
                self._say(SKIP[self.language] if question.skippable else "1")

    def _asks(self) -> bool:
        return "pørsmål" in self.chat.last.text and "/skip" in self.chat.last.buttons.values()
