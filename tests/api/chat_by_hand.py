"""One teacher's chat, played by hand: what is said, what is pressed, and what then lies in the case."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select

from api.cases.models import NoteRow
from api.engine.schema import Language
from api.keys.keyring import keyring
from api.schools.models import School
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, kinds

_WITH_A_CHOICE = {("hardanger", "nb"): 3}  # else the second teacher of each demo school has chosen nynorsk


class Chat:
    """A demo teacher of a routine's school, in bokmål or nynorsk. `last` is what came of the last message."""

    def __init__(self, hand: Hand, routine: str, language: Language = "nb", today: str = "2026-08-24") -> None:
        self.hand = hand
        number = _WITH_A_CHOICE.get((routine, language), 2 if language == "nn" else 1)
        self.subject, self.today = f"demo:{routine}:{number}", today
        self.last: dict[str, Any] = {"utterances": []}

    async def say(self, text: str, intent: str = "answer", **other: object) -> str:
        """The words of the reply, without those the bot adds."""
        self.last = await self.hand.say(text, intent, **{"subject": self.subject, "today": self.today, **other})
        return self.words

    async def press(self, title: str) -> str:
        """Presses the button of the last reply with these words."""
        return await self.say(title, payload=self.buttons[title])

    async def open(self, worry: str = "borte hver mandag", label: str = "MK") -> str:
        await self.say(worry, "start_case")
        return await self.say(label)

    async def lead(self, guide: str) -> str:
        """Starts a talk as its button does."""
        return await self.say("Start", payload=f'/press{{"guide":"{guide}"}}')

    async def decide(self, decision: str, outcome: str) -> None:
        """A judgement made by hand, on a page, whatever is not done; it takes the case where a test begins."""
        await self.do("decide", decision=decision, outcome=outcome, anyway=True)

    async def tick(self, task: str) -> None:
        """A task ticked by hand, on a page."""
        await self.do("tick", task=task, on=self.today)

    async def do(self, do: str, **command: object) -> None:
        """Any other command by hand, on a page."""
        case = (await self._case()).removeprefix("/cases/")
        answer = await send(self.hand.client, case, do, headers=self.headers, **command)
        assert answer.is_success, answer.text

    async def plan(self) -> dict[str, Any]:
        plan: dict[str, Any] = (await self.hand.client.get(f"{await self._case()}/plan", headers=self.headers)).json()
        return plan

    async def answers(self) -> dict[str, str]:
        """The answers that count, by question."""
        return {answer["question"]: answer["text"] for answer in (await self.plan())["answers"]}

    async def _case(self) -> str:
        lines = (await self.hand.client.get("/cases", headers=self.headers)).json()
        return f"/cases/{lines[0]['id']}"

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Demo-Teacher": self.subject, "X-Today": self.today}

    @property
    def kinds(self) -> list[str]:
        return kinds(self.last)

    @property
    def words(self) -> str:
        return "\n".join(value for act in self.last["utterances"] for value in act["values"].values())

    @property
    def buttons(self) -> dict[str, str]:
        return {button["title"]: button["payload"] for act in self.last["utterances"] for button in act["buttons"]}

    def act(self, kind: str) -> dict[str, str]:
        """What the only act of this kind says."""
        (values,) = [act["values"] for act in self.last["utterances"] if act["kind"] == kind]
        return dict(values)


async def notes(app: FastAPI, kind: str = "loose") -> list[str | None]:
    """The texts of the notes of one kind, in order."""
    async with app.state.sessions() as session:
        statement = select(NoteRow).where(NoteRow.kind == kind).order_by(col(NoteRow.number))
        found = (await session.exec(statement)).all()
        await keyring(session).open(*found)
        return [note.text for note in found]


async def change_school(app: FastAPI, school_id: str, **values: object) -> None:
    """Sets what a school may settle for itself."""
    async with app.state.sessions() as session, session.begin():
        school = await session.get(School, school_id)
        for name, value in values.items():
            setattr(school, name, value)
        session.add(school)
