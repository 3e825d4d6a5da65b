"""What counts in a case, as it follows from everything recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from api.engine import commands as do
from api.engine.calendar import Calendar
from api.engine.casefile import CaseFile, Note, Run

from .casework import COLLEAGUE, OWNER, WALK, WALK_2, Work, a_school_routine, recorded_in
from .small import a_fact, a_guide, a_level, a_question, a_routine, a_task, day

TODAY = day("2026-08-24")
TURN, LATER_TURN = UUID(int=21), UUID(int=22)


def _run(id_: UUID = WALK, **details: Any) -> Run:
    return Run.model_validate({"id": id_, "guide_id": "wonder", "level": "0", "round": 1, **details})


def _notes(*told: tuple[str, Any, Any]) -> tuple[Note, ...]:
    """Each of kind, question (or what it replaces) and words."""
    return tuple(
        Note.model_validate(
            {"number": number, "kind": kind, "text": words, "run_id": WALK}
            | {"replaces" if kind == "taken_back" else "question_id": about}
        )
        for number, (kind, about, words) in enumerate(told, start=1)
    )


def _case(*notes: Note, **details: Any) -> CaseFile:
    raised = (a_fact(1, "concern_raised", "2026-08-24", entry=1),)
    return CaseFile(a_school_routine(), Calendar(), facts=raised, notes=notes, runs=(_run(),), **details)


def _work() -> Work:
    return Work(a_school_routine(), "2026-08-24")


def _of(case: CaseFile, question: str) -> Note | None:
    return case.note_of(case.runs[0], question)


def test_the_last_note_of_a_question_counts() -> None:
    case = _case(*_notes(("answer", "u.why", "a"), ("answer", "u.why", "b"), ("skip", "u.food", None)))
    found = _of(case, "u.why")
    assert found is not None
    assert found.number == 2
    assert _of(case, "u.sleep") is None


def test_what_is_taken_back_counts_again_when_that_is_taken_back() -> None:
    told = [("answer", "u.why", "a"), ("answer", "u.why", "b"), ("taken_back", 2, None), ("taken_back", 3, None)]
    assert [note.number for note in _case(*_notes(*told[:3])).counting_notes()] == [1]
    assert [note.number for note in _case(*_notes(*told)).counting_notes()] == [1, 2]


def test_conditions_compare_the_value_and_of_older_answers_what_their_words_say() -> None:
    told = _notes(
        ("answer", "u.sleep", "Godt"), ("answer", "u.food", "vel 3 av 5"), ("answer", "u.why", "Uro"),
        ("answer", "u.gone", "noe"), ("skip", "u.more", None), ("answer", None, "uten spørsmål"),
    )  # fmt: skip
    assert _case(*told).answers() == {"u.sleep": "well", "u.food": 3.0, "u.why": "Uro", "u.gone": "noe"}
    valued = told[0].model_copy(update={"text": "som et barn", "value": "well"})
    assert _case(valued).answers() == {"u.sleep": "well"}
    assert _case(told[2].model_copy(update={"text": None})).answers() == {"u.why": ""}


def test_a_talk_stands_where_its_own_answers_leave_it() -> None:
    told = _notes(("skip", "u.sleep", None), ("answer", "u.sleep", "Dårlig"), ("skip", "u.sleep", None))
    other = told[1].model_copy(update={"number": 4, "run_id": WALK_2, "question_id": "u.why"})
    loose = told[1].model_copy(update={"number": 5, "question_id": None})
    case = _case(*told, other, loose)
    talk = case.talk(case.runs[0], TODAY)
    assert talk.given == {"u.sleep": "answered"}
    assert talk.picked is None
    assert talk.standing is not None
    assert talk.standing.id == "u.why"


def test_a_talk_of_picked_questions_asks_only_those_and_stands_at_the_one_gone_to() -> None:
    run = _run(picked=("u.food", "u.sleep"), cursor="u.food")
    talk = _case().talk(run, TODAY)
    assert [question.id for question in talk.questions] == ["u.sleep", "u.food"]
    assert talk.standing is not None
    assert talk.standing.id == "u.food"


def test_walks_are_found_by_id_and_by_guide_and_stay() -> None:
    ended = _run(is_open=False)
    anew, elsewhere = _run(WALK_2), _run(UUID(int=13), round=2)
    left = _run(UUID(int=14), guide_id="gone")
    case = replace(_case(), runs=(ended, anew, elsewhere, left))
    guide, stay = case.routine.guide("wonder"), case.plan(TODAY).stay
    assert (case.run(WALK), case.run(None), case.run(UUID(int=99))) == (ended, None, None)
    assert case.run_of(guide, stay, is_open=True) == anew
    assert case.open_run() == elsewhere  # a guide the routine no longer has is left behind
    closed = replace(case, runs=(ended, left))
    assert (closed.run_of(guide, stay, is_open=True), closed.run_of(guide, stay, is_open=False)) == (None, ended)
    assert closed.open_run() is None


def test_a_changed_case_has_its_own_plan() -> None:
    case = _case()
    assert case.plan(TODAY) is case.plan(TODAY)
    talked = replace(case, facts=(*case.facts, a_fact(2, "talk_held", "2026-08-24", **{"with": "pupil"})))
    assert (case.plan(TODAY).task("talk").state, talked.plan(TODAY).task("talk").state) == ("open", "done")


def test_the_last_entry_is_the_persons_own_and_counts() -> None:
    work = _work()
    work.does(do.Tick(task="talk", on=TODAY))  # 2
    work.does(do.Tick(task="tell", on=TODAY))  # 3
    entries = [entry.model_copy(update={"turn_id": TURN}) for entry in work.case.entries]
    entries[1] = entries[1].model_copy(update={"turn_id": LATER_TURN})
    entries[2] = entries[2].model_copy(update={"recorded_by": COLLEAGUE})
    case = replace(work.case, entries=tuple(entries))
    numbers = [
        found.number if found else None
        for found in (
            case.last_entry(COLLEAGUE),
            case.last_entry(OWNER),
            case.last_entry(OWNER, frozenset({TURN})),
            case.last_entry(UUID(int=9)),
        )
    ]
    assert numbers == [3, 2, 1, None]


def test_what_is_taken_back_is_passed_over_and_an_untick_is_not() -> None:
    work = _work()
    for task in ("talk", "tell"):
        work.does(do.Tick(task=task, on=TODAY))
    work.does(do.Untick(task="tell"))  # entry 4: undoing means ticking it again, not unticking the talk
    assert [entry.number for entry in (work.case.last_entry(OWNER),) if entry] == [4]
    work.takes_back(4)
    assert [entry.number for entry in (work.case.last_entry(OWNER),) if entry] == [3]
    work.takes_back(3)
    assert [entry.number for entry in (work.case.last_entry(OWNER),) if entry] == [2]


@pytest.mark.parametrize("entry", [2, 3])
def test_an_entry_counts_by_its_facts_or_its_notes(entry: int) -> None:
    work = _work()
    work.does(do.Tick(task="talk", on=TODAY))
    work.does(do.WriteNote(text="Hun er trøtt"))
    assert work.case.counts(entry)
    work.takes_back(entry)
    assert not work.case.counts(entry)
    assert work.case.counts(4)  # the taking back itself can be taken back
    assert not work.case.counts(99)


def test_what_only_moves_about_gives_no_line_in_the_log() -> None:
    work = _work()
    work.does(do.StartTalk(guide="wonder", new_run=WALK))
    before = work.case
    moved = work.does(do.GoToQuestion(run=WALK, question="u.food"))
    assert recorded_in(before, moved, "go_to_question").entries == before.entries


def test_every_level_has_its_plan_and_nothing_is_overdue_where_the_case_is_not() -> None:
    case = _case()
    here, *others = [level.id for level in case.routine.levels]
    assert case.plan_of(here, TODAY) is case.plan(TODAY)
    assert [case.plan_of(level, TODAY).level.id for level in others] == others
    late = day("2027-08-24")
    dated = [(level.id, rule) for level in case.routine.levels for rule in level.deadlines]
    assert dated
    assert "overdue" not in {case.deadline_of(level, rule, late).state for level, rule in dated}


def test_a_date_of_another_level_is_worked_out_from_what_the_case_has_there() -> None:
    case = _work().case
    rule = next(rule for rule in case.routine.levels[0].deadlines if rule.anchor is not None)
    assert case.deadline_of(case.routine.levels[0].id, rule, TODAY) == case.plan(TODAY).deadline(rule.id)


def test_it_is_called_what_it_was_named_last() -> None:
    work = _work()
    first = work.case.called()
    work.does(do.Rename(label="RE4"))
    assert work.case.called() == "RE4"
    assert work.does(do.Rename(label=work.case.label)).notes == ()
    assert first != "RE4"


def test_where_a_talk_stands_is_worked_out_once() -> None:
    case = _case()
    assert case.talk(case.runs[0], TODAY) is case.talk(case.runs[0], TODAY)


def _with_a_talk_that_settles() -> CaseFile:
    """A talk whose answers say that measures are agreed, and the day they are looked at; it was held the day before."""
    guide = a_guide(
        a_question("u.agree", settles=["agree", "told"]),
        a_question("u.when", type="date", sets="review"),
        a_question("u.rest", settles=["agree"]),
    )
    tasks = [
        a_task("talk", records={"fact": "talk_held", "with": "pupil"}),
        a_task("agree"),
        a_task("told"),
        a_task("review"),
    ]
    work = Work(a_routine(a_level("0", *tasks, guides=["wonder"]), guides=[guide]), "2026-08-24")
    work.does(do.Tick(task="told", on=work.today))
    work.answers("u.agree", "mor kjører")
    work.answers("u.when", "14.9.", value="2026-09-14")
    work.does(do.SkipQuestion(run=WALK, question="u.rest"))
    return work.case


def test_what_the_answers_of_a_talk_settle_is_what_is_not_done_with_the_day_it_was_held() -> None:
    case = _with_a_talk_that_settles()
    settled = case.settled_by(case.runs[0], day("2026-08-25"))
    assert dict(settled.done) == {"agree": day("2026-08-24")}
    assert dict(settled.planned) == {"review": day("2026-09-14")}


def test_a_day_that_has_been_plans_nothing() -> None:
    case = _with_a_talk_that_settles()
    assert dict(case.settled_by(case.runs[0], day("2026-09-15")).planned) == {}


def test_a_walk_that_was_written_on_two_days_took_days() -> None:
    monday, tuesday = (datetime(2026, 8, number, 12, tzinfo=UTC) for number in (24, 25))
    first, last = _notes(("answer", "u.sleep", "godt"), ("answer", "u.food", "3"))
    on_one, on_two = (
        _case(first.model_copy(update={"recorded_at": monday}), last.model_copy(update={"recorded_at": when}))
        for when in (monday, tuesday)
    )
    assert (on_one.took_days(_run()), on_two.took_days(_run())) == (False, True)
