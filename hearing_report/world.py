"""A database of its own with a teacher for each course, and the application on it. Nothing of the dialogue is left out."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from fastapi import FastAPI
from sqlmodel import select

from api.cases.service import CaseService
from api.conversations.models import Conversation
from api.conversations.scenes import standing_of
from api.database import transaction
from api.main import create_app
from api.people.actor import WEB
from api.people.service import PeopleService
from api.settings import Settings
from channels.backend import Backend
from channels.bot import Bot
from channels.core import Courier, Incoming
from hearing_report.bot import InProcessBot, read_all
from hearing_report.came import Came, Seen
from hearing_report.checks import Failure, failures
from hearing_report.courses import Course, Step
from hearing_report.names import routine as routine_of
from local.environment import ROOT


@dataclass(frozen=True)
class Played:
    """A step, what came of it and what of its expectations does not hold. A step that could not be taken has only that."""

    course: Course
    step: Step
    came: Came | None
    failures: tuple[Failure, ...]

    @property
    def counts(self) -> bool:
        return self.step.expected is not None or self.came is None


class World:
    def __init__(self, app: FastAPI, backend: Backend, model: Path, courses: Sequence[Course]) -> None:
        typed = [step.say for course in courses for step in course.steps if step.say is not None]
        self.app = app
        self._courier = Courier(backend, cast(Bot, InProcessBot(app, read_all(model, typed))))

    async def play(self, course: Course) -> list[Played]:
        """The steps in order; what comes after one that cannot be taken is left out."""
        walk = _Walk(self.app, self._courier, course)
        played = []
        for step in course.steps:
            if step.day is None:
                played.append(await walk.take(step))
                if played[-1].came is None:
                    break
            else:
                walk.today = step.day
        return played


class _Walk:
    """One course on its way."""

    def __init__(self, app: FastAPI, courier: Courier, course: Course) -> None:
        self.app, self.courier, self.course = app, courier, course
        self.today = course.day
        self.number = 0
        self.buttons: dict[str, str] = {}

    async def take(self, step: Step) -> Played:
        payload = self.buttons.get(step.press) if step.press is not None else None
        if step.press is not None and payload is None:
            offered = "; ".join(self.buttons) or "nothing"
            return Played(self.course, step, None, (Failure("press", step.press, f"offered: {offered}"),))
        before = await self._seen() if step.expected is not None else Seen()
        came = await self._send(step.say or step.press or "", payload, before, looks=step.expected is not None)
        self.buttons = came.buttons
        wrong = failures(step.expected, came) if step.expected is not None else []
        return Played(self.course, step, came, tuple(wrong))

    async def _send(self, text: str, payload: str | None, before: Seen, *, looks: bool) -> Came:
        self.number += 1
        message = Incoming(
            subject=self.course.id,
            source=WEB,
            key="course",
            message_id=str(self.number),
            text=text,
            payload=payload,
            today=self.today,
        )
        delivery = await self.courier.deliver(message)
        after = await self._seen() if looks else Seen()
        routine = routine_of(self.course.routine)
        return Came(text, self.today, routine, delivery.messages, before, after, refused=delivery.reason)

    async def _seen(self) -> Seen:
        async with transaction(self.app.state) as session:
            actor = await PeopleService(session).actor(self.course.id)
            service = CaseService(session, actor)
            cases = [await service.get(case.id, reading="chat") for case in await service.readable()]
            statement = select(Conversation).where(Conversation.person_id == actor.person.id)
            conversation = (await session.exec(statement)).one_or_none()
            if conversation is None:
                return Seen(tuple(cases))
            spoken = next((case for case in cases if case.case.id == conversation.case_id), None)
            return Seen(tuple(cases), spoken, standing_of(conversation))


@asynccontextmanager
async def world(model: Path, courses: Sequence[Course], folder: Path) -> AsyncIterator[World]:
    """The settings' secrets come from the environment."""
    schools = folder / "schools.yaml"
    schools.write_text(yaml.safe_dump(_schools(courses), allow_unicode=True), encoding="utf-8")
    settings = Settings(mode="local", database_url=f"sqlite:///{folder / 'courses.db'}", schools_file=schools)
    _prepare(settings)
    app = create_app(settings)
    backend = Backend(app)
    gc.freeze()  # as the running application does
    try:
        yield World(app, backend, model, courses)
    finally:
        gc.unfreeze()
        await app.state.engine.dispose()


def _prepare(settings: Settings) -> None:
    """Migrates, publishes the routines and loads the schools, as before every start."""
    own = {
        "NAERVAERSLOS_MODE": settings.mode,
        "NAERVAERSLOS_DATABASE_URL": settings.database_url,
        "NAERVAERSLOS_SCHOOLS_FILE": str(settings.schools_file),
    }
    command = [sys.executable, "-m", "api.prepare"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The database could not be made:\n{done.stderr[-2000:]}")


def _schools(courses: Sequence[Course]) -> list[dict[str, Any]]:
    """The demo schools with their days off, and a teacher for each course."""
    listed: list[dict[str, Any]] = yaml.safe_load((ROOT / "schools" / "demo.yaml").read_text(encoding="utf-8"))
    for school in listed:
        school["teachers"] = [
            {"subject": course.id, "name": "Kontaktlærer", "language": course.teacher}
            for course in courses
            if course.routine == school["routine_id"]
        ]
    return listed
