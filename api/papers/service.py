"""Filling a paper for whoever may read the case. What is known of the people in it is who follows the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from api.cases.service import CaseService, OpenedCase
from api.engine.papers import fill
from api.engine.schema import Language
from api.errors import NotFound
from api.papers.sheet import Sheet, sheet
from api.people.repository import PeopleRepository

TEACHER = "kontaktlaerer"  # the role of a teacher whose case it is


async def write(service: CaseService, opened: OpenedCase, paper: str, today: date, language: Language | None) -> Sheet:
    """Who may have it has been settled before, and that it is had is noted. Raises `NotFound` for a paper the routine has not."""
    form = next((form for form in opened.routine.papers if form.id == paper), None)
    if form is None:
        raise NotFound
    names = await _names(PeopleRepository(service.session), opened)
    filled = fill(form, opened.file, today, language or service.actor.language, names)
    return sheet(filled, opened.routine, service.actor.school.name)


async def _names(people: PeopleRepository, opened: OpenedCase) -> Mapping[str, str]:
    """Of roles whose holder is known: a teacher who owns the case."""
    owner = opened.file.owner
    employment = await people.employment(owner, opened.case.school_id) if owner else None
    if owner is None or employment is None or employment.role != "teacher":
        return {}
    return {TEACHER: (await people.names([owner]))[owner]}
