"""Chat and REST are two paths to one plan: the same acts made on either leave the case the same, in whatever order."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from api.engine.conditions import FactPresent, leaves
from api.engine.schema import Guide, Language, Question, Routine
from api.wording.texts import day
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, rows

DAYS = 8
DATE = "31.5.2027"


@dataclass
class Walk:
    """A case led in the chat at random, and one that follows it by commands over REST. `acts` were made since it last followed."""

    app: FastAPI
    chat: Chat
    routine: Routine
    language: Language
    by_chance: random.Random
    led: UUID
    following: UUID
    acts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    held: set[tuple[str, str, int]] = field(default_factory=set)

    async def plan(self, case: UUID) -> dict[str, Any]:
        """The plan as the routes give it, without the id and what counts the commands; answers by question."""
        got = await self.chat.hand.client.get(f"/cases/{case}/plan", headers=self.chat.headers)
        plan: dict[str, Any] = got.json()
        del plan["case"], plan["revision"]
        return plan | {"answers": {answer["question"]: answer["text"] for answer in plan["answers"]}}

    async def move(self) -> None:
        """Decides when a decision is ready, else leads a talk, ticks, or judges before the time."""
        before = await self._decisions()
        words = {"nb": "hva nå?", "nn": "kva no?"}[self.language]
        await self.chat.say(words, "whats_next")
        ready = [title for title, payload in self.chat.buttons.items() if '"decide"' in payload]
        chance = self.by_chance.random()
        if ready and chance < 0.6:
            await self.chat.press(self.by_chance.choice([*ready, *self._ways_on(ready)]))
            await self._what_is_missing()
        elif chance < 0.1:
            await self.chat.say("fortsatt bekymret", "concern_confirmed")
            await self._what_is_missing()
        elif chance < 0.35 and await self._a_talk():
            pass
        else:
            await self._a_tick()
        made = await self._decisions()
        if len(made) > len(before):
            await self.follow()
            await self._do("decide", {"decision": made[-1].decision, "outcome": made[-1].outcome, "anyway": True})

    def _ways_on(self, titles: list[str]) -> list[str]:
        """The outcomes that keep the case open, several times each: a case that ends at once shows little."""
        decisions = [decision for level in self.routine.levels for decision in level.decisions]
        ends = {one.text for decision in decisions for one in decision.outcomes if one.does in ("close", "monitor")}
        return 4 * [title for title in titles if title not in [text.in_(self.language) for text in ends]]

    async def _decisions(self) -> list[FactRow]:
        mine = [fact for fact in await rows(self.app, FactRow) if fact.case_id == self.led and fact.kind == "decided"]
        return sorted(mine, key=lambda fact: fact.number)

    async def _what_is_missing(self) -> None:
        """Ticks what should be done first, or goes on without."""
        while "needs_first" in self.chat.kinds:
            *missing, anyway = self.chat.buttons
            title = self.by_chance.choice([missing[0], anyway])
            task = json.loads(self.chat.buttons[title].removeprefix("/press")).get("tick")
            await self.chat.press(title)
            if task:
                await self._on_a_day(task)

    async def _a_tick(self) -> None:
        """By a button that is offered, or by typing the words of any task of the level."""
        plan = await self.plan(self.led)
        tasks = {task.id: task.done.in_(self.language) for task in self.routine.level(plan["level"]).tasks}
        undone = [task["id"] for task in plan["tasks"] if task["done_on"] is None]
        if undone:
            task = self.by_chance.choice(undone)
            title = tasks[task]
            await (self.chat.press(title) if title in self.chat.buttons else self.chat.say(title))
            await self._on_a_day(task)

    async def _on_a_day(self, task: str) -> None:
        ago = self.by_chance.choice([0, 1]) if "ask_day" in self.chat.kinds else 0
        if "ask_day" in self.chat.kinds:
            await self.chat.say(["i dag", "i går"][ago])
        occurred_on = date.fromisoformat(self.chat.today) - timedelta(days=ago)
        self.acts.append(("tick", {"task": task, "on": occurred_on.isoformat()}))

    async def _a_talk(self) -> bool:
        """Leads a talk that was not held in this stay, to its end."""
        plan = await self.plan(self.led)
        level = self.routine.level(plan["level"])
        here = [*(task.guide for task in level.tasks if task.guide), *level.guides]
        left = [self.routine.guide(one) for one in here if (one, level.id, plan["round"]) not in self.held]
        if not left:
            return False
        guide = self.by_chance.choice(left)
        self.held.add((guide.id, level.id, plan["round"]))
        # What such a talk asks depends on what was done before it, so there the order matters.
        by_facts = any(isinstance(leaf, FactPresent) for q in guide.questions for leaf in leaves(q.applies))
        if by_facts:
            await self.follow()
        await self.chat.lead(guide.id)
        if "pick_questions" in self.chat.kinds:
            await self.chat.say("alle")
        while "question" in self.chat.kinds:
            await self._an_answer(guide)
        assert "guide_ended" in self.chat.kinds, self.chat.kinds
        if by_facts:
            await self.follow()
        return True

    async def _an_answer(self, guide: Guide) -> None:
        asked = self.chat.act("question")["words"].split("\n")[0]
        of_walk = [act["question"] for what, act in self.acts if what == "answer"]
        question = next(q for q in guide.questions if q.text.in_(self.language) == asked and q.id not in of_walk)
        typed, stored = self._says(question)
        await self.chat.say(typed)
        value = {"value": "2027-05-31"} if question.type == "date" else {}
        self.acts.append(("answer", {"guide": guide.id, "question": question.id, "text": stored, **value}))

    def _says(self, question: Question) -> tuple[str, str]:
        """What is typed, and what is sent over REST to say the same."""
        options = [option.text.in_(self.language) for option in question.options]
        match question.type:
            case "choice":
                chosen = self.by_chance.randrange(len(options))
                return str(chosen + 1), options[chosen]
            case "tick":
                return "1", options[0]
            case "scale":
                return "3", "3"
            case "date":
                today = date.fromisoformat(self.chat.today)
                return DATE, f"{DATE} ({day(date(2027, 5, 31), self.language, today)})"
            case _:
                words = f"svar {self.by_chance.randrange(1000)}"
                return words, words

    async def follow(self) -> None:
        """The same acts over REST, in another order."""
        self.by_chance.shuffle(self.acts)
        while self.acts:
            await self._do(*self.acts.pop())

    async def _do(self, do: str, command: dict[str, Any]) -> None:
        answer = await send(self.chat.hand.client, self.following, do, headers=self.chat.headers, **command)
        assert answer.is_success, (do, command, answer.text)


async def begin(hand: Hand, app: FastAPI, routine: str, language: Language, seed: int) -> Walk:
    chat = Chat(hand, routine, language)
    await chat.open()
    led = UUID((await hand.client.get("/cases", headers=chat.headers)).json()[0]["id"])
    opened = await hand.client.post(
        "/cases", json={"label": "MK", "key": "hand", "another_pupil": True}, headers=chat.headers
    )
    return Walk(app, chat, routine_of(routine), language, random.Random(seed), led, UUID(opened.json()["case"]))


@pytest.mark.parametrize(
    ("routine", "language", "seed"),
    [
        ("faerder", "nn", 2),
        ("vennesla", "nb", 1),
        ("nittedal", "nn", 2),
        ("hardanger", "nn", 10),
        ("alvoen", "nb", 1),
    ],
)
async def test_the_same_acts_give_the_same_plan(
    routine: str, language: Language, seed: int, hand: Hand, app: FastAPI
) -> None:
    walk = await begin(hand, app, routine, language, seed)
    for _ in range(DAYS):
        for _ in range(walk.by_chance.randrange(1, 5)):
            if (await walk.plan(walk.led))["status"] == "open":
                await walk.move()
        await walk.follow()
        led = await walk.plan(walk.led)
        assert await walk.plan(walk.following) == led
        if led["status"] != "open":
            break
        walk.chat.today = str(date.fromisoformat(walk.chat.today) + timedelta(days=walk.by_chance.choice([1, 3, 8])))


async def test_a_judgement_that_led_here_may_be_made_again_here_before_its_time(hand: Hand) -> None:
    """Vennesla calls it the same on trinn 2 and 3."""
    chat = Chat(hand, "vennesla")
    await chat.open()
    await chat.decide("clarify", "worried")
    await chat.decide("evaluation", "worried")
    assert (await chat.plan())["level"] == "3"
    await chat.say("fortsatt bekymret", "concern_confirmed")
    await chat.press("Ja")
    assert chat.kinds == ["needs_first"]
    await chat.press("Gå videre likevel")
    assert (await chat.plan())["level"] == "4"
