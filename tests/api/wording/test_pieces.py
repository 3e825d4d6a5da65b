"""What is chosen of a plan is data: it survives JSON, holds no finished line, and every piece has its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from api.engine.absence import Absence, Span
from api.engine.calendar import DAY, Break, Calendar
from api.engine.plan import Plan, plan
from api.engine.schema import Common, Language, Limit, Routine, Text, Threshold
from api.engine.topics import topics_of
from api.wording import answers as answers_to
from api.wording import choosing, shared
from api.wording.absence import ToldAbsence, lessons, working
from api.wording.pieces import (
    PIECES,
    AbsencePiece,
    CaseLinePiece,
    HeadingPiece,
    NextDatePiece,
    Piece,
    Pieces,
    TaskPiece,
)
from api.wording.rendering import lines, text
from routine_tools.scenario import ROUTINES, read, routine_of, scenario_files
from tests.routines.courses import CALENDAR, MOVES, STARTS, Course

IDS = sorted(file.parent.name for file in ROUTINES.glob("*/routine.yaml"))
LANGUAGES: tuple[Language, ...] = get_args(Language)
TALK = (Text(nb="Elevsamtale", nn="Elevsamtale"), 2, 5)
LABEL = "⟦1⟧"


def answers(now: Plan) -> Iterator[Pieces]:
    """Everything that can be asked of a plan."""
    for choose in (
        choosing.now,
        choosing.level,
        choosing.line,
        choosing.deadlines,
        choosing.who,
        choosing.documentation,
        choosing.opening,
        choosing.arrival,
        choosing.told,
        choosing.every_task,
        choosing.own_dates,
        choosing.gaps,
        choosing.undone,
        choosing.left_before,
    ):
        yield choose(now)
    yield choosing.brief(now, 3, 2, TALK)
    yield from (choosing.why_task(now, state) for state in now.tasks)
    yield from (choosing.planned(state) for state in now.tasks)
    yield from (choosing.why_deadline(now, state) for state in now.deadlines)
    yield from (choosing.why_decision(now, decision) for decision in now.level.decisions)


def answers_of_routine(routine_id: str) -> Iterator[Pieces]:
    """Everything that can be asked of a routine when no case is spoken of."""
    routine = routine_of(routine_id)
    now = plan(routine, [], CALENDAR, date(2026, 9, 1))
    yield from (choosing.why_question(now, one, guide) for guide in routine.guides for one in guide.questions)
    yield shared.services(routine, [role.id for role in routine.roles], told_all=True)
    yield from (answers_to.answer(routine, topic, now) for topic in topics_of(routine))
    yield from (answers_to.answer(routine, topic, None) for topic in topics_of(routine))
    yield from (choose(routine) for choose in (shared.duty_to_report, shared.seven_h, shared.warning_signs))
    span = Span(date(2026, 8, 17), date(2026, 8, 31))
    for own in (None, Limit(amount=8, unit="days"), Limit(amount=10, unit="percent")):
        for absence in (
            Absence(),
            Absence(days=2.5, span=span),
            Absence(days=11),
            Absence(percent=12, span=span, signs=frozenset({"lateness"})),
            Absence(signs=frozenset({"pattern", "not_in_class"})),
            Absence(days=2, most=4, span=span),
            Absence(days=0, halves=2, span=span),
            Absence(days=2, halves=1, span=span),
            Absence(days=1, besides=2, span=span),
            Absence(days=5, of=62),
            Absence(days=6, of=40, span=span),
            Absence(days=9, of=7),
        ):
            yield ToldAbsence(routine, absence, Calendar(), own).answer()
    on_end, monthly = Limit(amount=5, unit="days", in_a_row=True), Limit(amount=2, unit="lessons", period="month")
    yield ToldAbsence(routine, Absence(days=6, span=span), Calendar(), on_end).answer()
    yield ToldAbsence(leading(routine, monthly), Absence(lessons=3, span=span), Calendar()).answer()
    yield ToldAbsence(leading(routine, monthly), Absence(lessons=3), Calendar()).answer()
    yield lessons(routine, 8)
    yield choosing.school_break(Break(date(2026, 10, 5), date(2026, 10, 9), "høstferie"))
    yield working(Absence(days=2), Absence(days=1, halves=1))


def leading(routine: Routine, limit: Limit) -> Routine:
    """With a limit that leads to the last level, which none of the five has."""
    rule = Threshold(id="t", ours=True, text=Text(nb="tekst", nn="tekst"), limit=limit, level=routine.levels[-1].id)
    return routine.model_copy(update={"thresholds": [rule]})


def told_of(now: Plan) -> Plan:
    """The same with every task that is not done tried twice and set to a day."""
    told = {
        "attempted_on": (now.today, now.today - DAY),
        "planned_on": now.today + 9 * DAY,
        "planned_remark": "weekend",
    }
    tasks = [state if state.finished else state.model_copy(update=told) for state in now.tasks]
    return now.model_copy(update={"tasks": tuple(tasks)})


@cache
def states() -> list[Plan]:
    """The plan on each asked day of the scenarios of two routines that between them leave out most."""
    scenarios = [(read(file), routine_of(name)) for name in ("faerder", "hardanger") for file in scenario_files(name)]
    return [scenario.plan(routine, asked.today) for scenario, routine in scenarios for asked in scenario.asked]


def strings(value: Any) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(value, dict):
        yield from (found for one in value.values() for found in strings(one))
    elif isinstance(value, list | tuple):
        yield from (found for one in value for found in strings(one))
    elif isinstance(value, str):
        yield value


def check(pieces: Pieces, today: date) -> None:
    back = PIECES.validate_json(PIECES.dump_json(pieces))
    assert back == pieces
    for found in strings(PIECES.dump_python(pieces)):
        assert not set("\n•{}") & set(found), found
    for language in LANGUAGES:
        said = lines(pieces, language, today, LABEL)
        assert all(line.strip() == line != "" for line in said)
        assert not any("{" in line or "None" in line for line in said)
        assert text(back, language, today, LABEL) == "\n".join(said)


@pytest.mark.parametrize("routine_id", IDS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=STARTS, moves=MOVES)
def test_what_is_chosen_is_data_that_can_be_kept_and_said_again(routine_id: str, start: date, moves: list[int]) -> None:
    made = Course(routine_of(routine_id), start)
    for number in moves:
        made.move(number)
    for pieces in chain(answers(made.plan), answers(told_of(made.plan))):
        check(pieces, made.today)


@pytest.mark.parametrize("routine_id", IDS)
def test_what_belongs_to_no_case_is_data_too(routine_id: str) -> None:
    for pieces in answers_of_routine(routine_id):
        assert pieces
        check(pieces, date(2026, 9, 1))


def inside(piece: Piece) -> Iterator[str]:
    """The kinds of the piece and of those it holds."""
    yield piece.kind
    for value in dict(piece).values():
        for one in value if isinstance(value, tuple) else (value,):
            if hasattr(one, "kind"):
                yield from inside(one)


def test_every_kind_of_piece_is_chosen_somewhere() -> None:
    """One that no scenario and no question comes to is either not shown or not tested."""
    chosen = [answer for now in states() for answer in chain(answers(now), answers(told_of(now)))]
    chosen += [answer for routine_id in IDS for answer in answers_of_routine(routine_id)]
    kinds = {kind for pieces in chosen for piece in pieces for kind in inside(piece)}
    union, _ = get_args(Piece)
    assert {one.model_fields["kind"].default for one in get_args(union)} - kinds == set()


def _waiting_with_many() -> Plan:
    """A state with several steps of which none has the next date."""
    return next(now for now in states() if {"heading", "next_date"} <= {piece.kind for piece in choosing.now(now)})


def test_the_next_date_is_shown_unless_a_step_has_it() -> None:
    for now in states():
        pieces = choosing.now(now)
        if HeadingPiece(of="now") in pieces:
            days = [piece.due for piece in pieces if isinstance(piece, TaskPiece)]
            ahead = [piece.deadline for piece in pieces if isinstance(piece, NextDatePiece)]
            assert all(choosing.due(now, now.deadline(one.id)) not in days for one in ahead)
            dated = [state for state in now.deadlines if state.due_on and state.state not in ("met", "met_late")]
            assert ahead or not dated or any(days)


def test_words_that_happen_to_name_the_date_do_not_hide_it() -> None:
    now = _waiting_with_many()
    ahead = next(piece for piece in choosing.now(now) if isinstance(piece, NextDatePiece))
    written = lines([ahead], "nb", now.today, LABEL)[0]
    tasks = tuple(
        state.model_copy(update={"task": state.task.model_copy(update={"text": Text(nb=written, nn=written)})})
        for state in now.tasks
    )
    assert ahead in choosing.now(now.model_copy(update={"tasks": tasks}))


def test_a_closed_case_tells_in_the_chat_how_it_is_opened_again() -> None:
    closed = next(now for now in states() if now.stay.status == "closed")
    (ended,) = choosing.level(closed)
    assert ended.kind == "ended"
    assert "«opne saka igjen»" in text([ended], "nn", closed.today, LABEL)


def test_a_case_with_nothing_next_ends_with_its_level() -> None:
    now = next(now for now in states() if now.stay.status == "open")
    (line,) = choosing.line(now)
    assert isinstance(line, CaseLinePiece)
    bare = line.model_copy(update={"next": None})
    assert text([bare], "nb", now.today, LABEL).endswith(f" {now.level.id}")


def test_a_limit_of_the_schools_that_is_the_routines_too_is_told_once() -> None:
    routine = routine_of("alvoen")
    limit = next(rule.limit for rule in routine.thresholds if rule.limit is not None)
    told = ToldAbsence(routine, Absence(days=2), CALENDAR, limit).answer()
    assert [piece.limit for piece in told if isinstance(piece, AbsencePiece)].count(limit) == 1


def test_a_list_that_is_not_there_is_said_not_to_be() -> None:
    routine = routine_of("alvoen").model_copy(update={"common": Common()})
    for pieces in (shared.seven_h(routine), shared.warning_signs(routine)):
        assert text(pieces, "nn", date(2026, 9, 1), "") == "Denne lista er ikkje lagd inn."


def test_who_is_told_later_is_said_with_when_and_not_as_on_this_level() -> None:
    routine = routine_of("faerder")
    asked = next(one for one in topics_of(routine) if getattr(one.piece, "id", "") == "ledelse")
    said = text(answers_to.answer(routine, asked, None), "nb", date(2026, 9, 1), LABEL)
    assert "Nivå 0: ledelsen skal ha beskjed – når saken går til nivå 1." in said
