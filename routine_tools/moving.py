"""What `move` does: each case by itself, and what would change in it in words. A case is named by its id, never by its label."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.models import AuditRow
from api.audit.repository import AuditRepository
from api.cases import moving
from api.cases.models import Case
from api.cases.moving import Blocked, Change
from api.cases.repository import CaseRepository
from api.cases.service import load
from api.clock import today_in_oslo
from api.engine.deadlines import DeadlineState
from api.engine.plan import TaskState
from api.engine.schema import Decision, Language, Routine
from api.engine.stays import Stay
from api.routines.service import RoutineService
from api.schools.models import School
from api.settings import Settings
from api.wording.texts import day, listed
from routine_tools.database import sessions_of, settings
from routine_tools.found import console

LANGUAGE: Language = "nb"
SHOWN = 8  # characters of a case's id

TASK = {
    "not_yet": "ikke ennå",
    "blocked": "venter på noe annet",
    "open": "å gjøre",
    "due_soon": "frist om få dager",
    "due_today": "frist i dag",
    "overdue": "over fristen",
    "done": "gjort",
    "done_late": "gjort etter fristen",
    "skipped": "hoppet over",
    "not_relevant": "ikke aktuell",
}
DEADLINE = {
    "none": "rutinen gir ingen dato",
    "waiting": "ingen dato ennå",
    "early": "ikke åpnet",
    "open": "løper",
    "due_soon": "om få dager",
    "due_today": "i dag",
    "overdue": "over fristen",
    "met": "holdt",
    "met_late": "holdt for sent",
}
STATUS = {"open": "åpen", "closed": "avsluttet", "monitoring": "følges med på"}
LOST = {"level": "nivået", "task": "oppgaven", "decision": "vurderingen", "outcome": "svaret", "deadline": "fristen"}


def move_all(routine: str | None, prefix: str | None, *, apply: bool) -> bool:
    """Whether nothing was blocked."""
    if prefix is not None and not prefix.strip():
        raise typer.BadParameter("--case er tom. Skriv begynnelsen på sakens id, slik den vises her.")
    return asyncio.run(_move_all(settings(), routine, prefix, apply=apply))


async def _move_all(chosen: Settings, routine: str | None, prefix: str | None, *, apply: bool) -> bool:
    today = today_in_oslo(chosen)
    blocked = ready = 0
    async with sessions_of(chosen) as sessions:
        for routine_id, case_id in await _behind(sessions, routine, prefix, today):
            change = await _one(sessions, routine_id, case_id, today, apply=apply)
            blocked += bool(change.blocked)
            ready += not change.blocked
    _say_end(ready, blocked, apply=apply)
    return not blocked


async def _behind(
    sessions: async_sessionmaker[AsyncSession], routine: str | None, prefix: str | None, today: date
) -> list[tuple[str, UUID]]:
    """The open cases that are not on the newest version, those that were asked for."""
    found = []
    async with sessions() as session:
        known = await RoutineService(session).ids()
        if routine is not None and routine not in known:
            raise typer.BadParameter(f"Rutinen `{routine}` er ikke publisert. Publisert er: {listed(known, LANGUAGE)}.")
        for routine_id in [routine] if routine else known:
            newest = await RoutineService(session).newest(routine_id)
            for case, school in await CaseRepository(session).behind(routine_id, newest.hash):
                if _fits(case.id, prefix) and (await load(session, case, school)).plan(today).is_open:
                    found.append((routine_id, case.id))
    if prefix is not None and len(found) != 1:
        several = "Flere åpne saker" if found else "Ingen åpen sak"
        raise typer.BadParameter(f"{several} på en eldre versjon begynner med `{prefix}`.")
    return found


def _fits(case_id: UUID, prefix: str | None) -> bool:
    return prefix is None or case_id.hex.startswith(prefix.strip().lower().replace("-", ""))


async def _one(
    sessions: async_sessionmaker[AsyncSession], routine_id: str, case_id: UUID, today: date, *, apply: bool
) -> Change:
    async with sessions() as session, session.begin():
        case = await session.get_one(Case, case_id)
        school = await session.get_one(School, case.school_id)
        newest = await RoutineService(session).newest(routine_id)
        older = case.routine_hash
        opened = await load(session, case, school)
        change = moving.preview(opened.file, await RoutineService(session).routine(newest.hash), today)
        moves = apply and not change.blocked
        if moves:
            await moving.apply(session, case, newest, change)
        what = "moved" if moves else "move_shown"
        AuditRepository(session).note(AuditRow(case_id=case_id, what=what, door="command"))
    console.print(f"Sak {case_id.hex[:SHOWN]} ({routine_id}): {older} → {newest.hash}", style="bold")
    for line in in_words(change, opened.routine, today):
        console.print(f"  {line}")
    if moves:
        console.print("  Flyttet.", style="green")
    return change


def in_words(change: Change, routine: Routine, today: date) -> Iterator[str]:
    """What would change, a line for each thing. `routine` is the version the case is on."""
    if change.blocked:
        yield from (_blocked(why, routine) for why in change.blocked)
        return
    if not change:
        yield "Ingenting i saken endrer seg. Ordlyden kan være ny."
    if change.stay_differs:
        yield f"Saken: {_stay(change.before, routine)} → {_stay(change.after, routine)}"
    for task in change.tasks.come:
        yield f"Ny oppgave: {_task(task)} ({TASK[task.state]})"
    for task in change.tasks.go:
        yield f"Oppgave som faller bort: {_task(task)} ({TASK[task.state]})"
    for old_task, new_task in change.tasks.other:
        yield f"Oppgave: {_task(new_task)}: {TASK[old_task.state]} → {TASK[new_task.state]}"
    for deadline in change.deadlines.come:
        yield f"Ny frist: {_deadline(deadline)}: {_dates(deadline, today)}"
    for deadline in change.deadlines.go:
        yield f"Frist som faller bort: {_deadline(deadline)}: {_dates(deadline, today)}"
    for old_deadline, new_deadline in change.deadlines.other:
        yield f"Frist: {_deadline(new_deadline)}: {_dates(old_deadline, today)} → {_dates(new_deadline, today)}"
    if change.decision_differs:
        yield f"Vurdering: {_decision(change.decision[0])} → {_decision(change.decision[1])}"
    for guide in change.guides_gone:
        yield f"Påbegynt samtale som faller bort: «{guide.name.in_(LANGUAGE)}». Det som er skrevet, blir i saken."
    if change.questions_gone:
        yield f"Svar uten spørsmål i ny versjon (svarene blir i saken): {', '.join(change.questions_gone)}"
    if change.answers_lost:
        yield f"Svar som leses annerledes, fordi alternativene er skrevet om: {', '.join(change.answers_lost)}"
    for lost in change.facts_lost:
        yield f"Hendelse {lost.number} viser til {LOST[lost.what]} {lost.id}, som ikke er i ny versjon. Den blir i saken."


def _blocked(why: Blocked, routine: Routine) -> str:
    place = f"{routine.level_word.in_(LANGUAGE)} {why.level}"
    if why.by == "level":
        return f"Kan ikke flyttes: saken er på {place}, som ikke er i ny versjon."
    return f"Kan ikke flyttes: saken kom dit den er med {why.id} på {place}, som ikke er i ny versjon."


def _stay(stay: Stay, routine: Routine) -> str:
    return f"{routine.level_word.in_(LANGUAGE)} {stay.level}, runde {stay.round}, {STATUS[stay.status]}"


def _task(state: TaskState) -> str:
    return f"«{state.task.text.in_(LANGUAGE).rstrip('.')}»"


def _deadline(state: DeadlineState) -> str:
    return f"«{state.text.in_(LANGUAGE)}»"


def _dates(state: DeadlineState, today: date) -> str:
    dates = [
        ("", state.due_on),
        ("først ", state.soft_on),
        ("skoledag ", state.school_day),
        ("egen dato ", state.own_on),
    ]
    named = [f"{name}{day(when, LANGUAGE, today)}" for name, when in dates if when]
    return ", ".join([*named, DEADLINE[state.state]])


def _decision(decision: Decision | None) -> str:
    return f"«{decision.question.in_(LANGUAGE)}»" if decision else "ingen"


def _say_end(ready: int, blocked: int, *, apply: bool) -> None:
    if not ready and not blocked:
        console.print("Alle åpne saker er på nyeste versjon. Ingenting er endret.")
        return
    counted = f"{ready} {'sak' if ready == 1 else 'saker'}"
    if blocked:
        console.print(
            f"{blocked} {'sak' if blocked == 1 else 'saker'} kan ikke flyttes og følger versjonen sin videre."
        )
    if apply:
        console.print(f"{counted} er flyttet.")
    else:
        console.print(f"Ingenting er endret. {counted} kan flyttes: skriv det samme med --apply.", style="bold")
