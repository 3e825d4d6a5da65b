"""Filling a paper: what is known stands where the form says, what is not is a blank, and nothing else comes along."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from api.engine import commands as do
from api.engine.papers import Block, Boxes, FilledField, Lines, Paper, Signatures, Table, filed_as, fill
from api.engine.schema import PaperForm, Routine

from .casework import WALK, WALK_2, Work
from .small import Piece, a_deadline, a_decision, a_guide, a_level, a_question, a_routine, a_task, an_outcome, day, text

BLANK = FilledField(name=None)


def options(*names: str) -> list[Piece]:
    return [{"id": name, "text": {"nb": f"{name} nb", "nn": f"{name} nn"}} for name in names]


def a_paper(*fields: Piece, **details: Any) -> Piece:
    """For level 0 and 1, ours, with one part."""
    parts = [{"ours": True, "heading": text("Del"), "fields": list(fields) or [{}]}]
    piece = {"id": "minutes", "ours": True, "kind": "minutes", "name": text(), "levels": ["0", "1"], "parts": parts}
    return piece | details


def a_case(*fields: Piece, **details: Any) -> Work:
    """A case of 24 August on level 0 of a routine with one paper."""
    questions = [
        a_question("open"),
        a_question("day", type="date"),
        a_question("one", type="choice", options=options("a", "b")),
        a_question("some", type="tick", options=options("c", "d", "e")),
        a_question("how", type="scale", scale=[0, 10]),
    ]
    people = [
        {"role": "rektor", "ours": True, "obligation": "must"},
        {"role": "ppt", "ours": True, "obligation": "if_needed"},
        {"role": "bup", "ours": True, "obligation": "must", "informed_only": True},
    ]
    up = a_decision("up", an_outcome("yes", "go_to", "1"))
    due = a_deadline("within", 1).model_dump(by_alias=True)
    tasks = a_task("meet", asks_date=True), a_task("call")
    routine = a_routine(
        a_level("0", *tasks, people=people, deadlines=[due], decisions=[up]),
        a_level("1", a_task("meet"), decisions=[a_decision("down", an_outcome("back", "go_to", "0"))]),
        roles=[{"id": one, "name": text(one), "definite": text(one)} for one in ("rektor", "ppt", "bup")],
        guides=[a_guide(*questions)],
        papers=[a_paper(*fields, **details)],
    )
    return Work(routine, "2026-08-24")


def paper(work: Work, language: Any = "nb", **names: str) -> Paper:
    return fill(work.case.routine.papers[0], work.case, work.today, language, names)


def blocks(work: Work, language: Any = "nb", **names: str) -> list[Block]:
    return [block for part in paper(work, language, **names).parts for block in part.blocks]


def test_a_field_that_is_filled_from_nothing_is_a_blank() -> None:
    assert blocks(a_case({}, {"name": text("Sted")})) == [BLANK, FilledField(name="Sted")]


def test_lines_and_signatures_stand_as_the_form_has_them() -> None:
    work = a_case({"says": [{"nb": "en", "nn": "ein"}]}, {"signatures": [text("Elev")]})
    assert blocks(work, "nn") == [Lines(lines=("ein",)), Signatures(names=("Elev",))]


def test_an_answer_stands_word_for_word_and_one_that_was_skipped_is_a_blank() -> None:
    work = a_case({"name": text("Svar"), "answers": ["open", "how"]}, {"answers": ["day"]})
    assert blocks(work) == [FilledField(name="Svar"), BLANK]
    work.answers("open", "{{ liker }} kunst\nog <b>musikk</b>")
    work.answers("how", "7", run=WALK)
    work.does(do.SkipQuestion(run=WALK, question="day"))
    assert blocks(work) == [FilledField(name="Svar", values=("{{ liker }} kunst\nog <b>musikk</b>", "7")), BLANK]


def test_a_day_is_a_day_and_an_option_is_said_in_the_language_of_the_paper() -> None:
    work = a_case({"answers": ["day", "one", "some"]})
    work.answers("day", "2026-09-01")
    work.answers("one", "a nb", run=WALK)
    work.answers("some", "e nb; c nb", run=WALK)
    assert blocks(work, "nn") == [FilledField(name=None, values=(day("2026-09-01"), "a nn", "c nn", "e nn"))]


def test_words_that_say_more_than_an_option_are_kept() -> None:
    work = a_case({"answers": ["one"]})
    work.answers("one", "mest a, men også litt b", value="a")
    assert blocks(work) == [FilledField(name=None, values=("mest a, men også litt b",))]


def test_an_answer_kept_before_values_were_is_read_from_its_words() -> None:
    work = a_case({"answers": ["day"]}, {"boxes": "some"})
    for question, words in (("day", "2026-09-01"), ("some", "d nb")):
        work.answers(question, words, run=WALK) if work.case.runs else work.answers(question, words)
    notes = tuple(note.model_copy(update={"value": None}) for note in work.case.notes)
    object.__setattr__(work.case, "notes", notes)
    assert blocks(work)[0] == FilledField(name=None, values=(day("2026-09-01"),))
    undated = tuple(note.model_copy(update={"text": "snart"}) for note in notes)
    object.__setattr__(work.case, "notes", undated)
    work.case.__dict__.pop("_counting_notes")
    assert blocks(work)[0] == FilledField(name=None, values=("snart",))


def test_answers_are_those_of_the_last_walk_alone() -> None:
    work = a_case({"answers": ["open"]}, {"talk": "wonder"})
    work.answers("open", "før")
    work.does(do.EndTalk(run=WALK))
    work.does(do.StartTalk(guide="wonder", new_run=WALK_2))
    work.answers("how", "4", run=WALK_2)
    assert blocks(work) == [BLANK, FilledField(name="ord", values=("4",))]


def test_a_talk_stands_with_what_was_answered_and_is_a_blank_before() -> None:
    work = a_case({"talk": "wonder"})
    assert blocks(work) == [BLANK]
    work.answers("open", "kunst")
    assert blocks(work) == [FilledField(name="ord", values=("kunst",))]


def test_a_note_outside_a_talk_and_the_worry_stay_in_the_case() -> None:
    work = a_case({"talk": "wonder"}, {"people": True}, {"decisions": True})
    work.does(do.WriteNote(text="hemmelig"))
    assert "hemmelig" not in paper(work).model_dump_json()


def test_a_day_is_the_one_it_was_done_else_the_one_it_is_set_to() -> None:
    work = a_case({"day_of": ["gone", "meet", "call"]}, levels=["0"])
    assert blocks(work) == [BLANK]
    work.does(do.PlanDay(task="meet", on=day("2026-08-28")))
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-28"),))]
    work.does(do.Tick(task="meet", on=day("2026-08-26")), "2026-08-27")
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-26"),))]


def test_a_date_is_the_routines_and_the_teachers_own_before_it() -> None:
    work = a_case({"due": ["meeting"]})
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-31"),))]
    work.does(do.SetOwnDate(deadline="meeting", on=day("2026-08-29")))
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-29"),))]


def test_people_are_those_who_take_part_by_name_where_it_is_known() -> None:
    found = blocks(a_case({"people": True}, kind="invitation"), rektor="Rektor 1")
    assert found == [FilledField(name="rektor", values=("Rektor 1",)), FilledField(name="ppt", need="if_needed")]


def test_in_minutes_stand_only_those_who_are_meant_to_be_there_or_were() -> None:
    assert blocks(a_case({"people": True})) == [FilledField(name="rektor")]


def test_a_role_stands_once_and_those_who_stand_for_each_other_in_one_line() -> None:
    work = a_case({"people": True}, kind="invitation")
    level = work.case.routine.levels[0]
    rektor, ppt, _ = level.people
    level.people[:] = [rektor.model_copy(update={"one_of": "a"}), ppt.model_copy(update={"one_of": "a"}), ppt, ppt]
    assert blocks(work) == [FilledField(name="rektor / ppt", need="one_of"), FilledField(name="ppt", need="if_needed")]


def test_the_day_stands_where_nobody_has_answered_it() -> None:
    work = a_case({"answers": ["day"], "day_of": ["meet"]})
    work.does(do.Tick(task="meet", on=day("2026-08-24")))
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-24"),))]


@pytest.mark.parametrize(("kind", "known"), [("minutes", True), ("invitation", False)])
def test_minutes_keep_the_day_of_what_was_held_in_a_round_before(kind: str, known: bool) -> None:
    work = a_case({"day_of": ["meet"]}, kind=kind, levels=["0"])
    tasks = work.case.routine.levels[0].tasks
    tasks[0] = tasks[0].model_copy(update={"each_round": True})
    work.does(do.Tick(task="meet", on=day("2026-08-24")))
    work.does(do.Decide(decision="up", outcome="yes"))
    work.does(do.Decide(decision="down", outcome="back"))
    assert blocks(work) == [FilledField(name=None, values=(day("2026-08-24"),) if known else ())]


def test_a_decision_stands_with_its_day() -> None:
    work = a_case({"name": text("Valg"), "decisions": True})
    assert blocks(work) == [FilledField(name="Valg")]
    work.does(do.Decide(decision="up", outcome="stay"), "2026-08-25")
    assert blocks(work) == [FilledField(name="ord", values=("stay", day("2026-08-25")))]


def test_a_table_has_a_row_for_each_answer_and_as_many_as_the_form_wants() -> None:
    columns = [
        {"name": text("Tiltak"), "answers": ["open", "some"]},
        {"name": text("Når"), "answers": ["day"]},
        {"name": text("Hvem")},
    ]
    work = a_case({"table": {"rows": 3, "columns": columns}})
    work.answers("open", "gå sammen")
    work.answers("some", "c;d", run=WALK)
    work.answers("day", "2026-09-01", run=WALK)
    (table,) = blocks(work)
    assert table == Table(
        columns=("Tiltak", "Når", "Hvem"),
        rows=(("gå sammen", day("2026-09-01"), None), ("c nb\nd nb", None, None), (None, None, None)),
    )


def test_boxes_are_ticked_as_answered() -> None:
    work = a_case({"name": text("Velg"), "boxes": "some"}, {"boxes": "one"}, {"boxes": "how"})
    work.answers("some", "d")
    work.answers("how", "3", run=WALK)
    some, one, how = blocks(work)
    assert some == Boxes(name="Velg", options=(("c nb", False), ("d nb", True), ("e nb", False)))
    assert one == Boxes(name=None, options=(("a nb", False), ("b nb", False)))
    assert how == Boxes(name=None, options=())


def test_it_is_written_for_the_level_the_case_is_on_or_was_on() -> None:
    work = a_case({"decisions": True}, levels=["0"])
    work.does(do.Decide(decision="up", outcome="yes"), "2026-08-25")
    assert work.case.plan(work.today).level.id == "1"
    assert paper(work).level == "0"
    assert blocks(work) == [FilledField(name="ord", values=("yes", day("2026-08-25")))]
    assert paper(a_case(levels=["1"])).level == "1"
    assert paper(work).made_on == day("2026-08-25")


def test_a_part_of_ours_is_marked_in_a_form_of_the_routine_and_not_in_one_of_ours() -> None:
    of_routine = {"ours": False, "clause": "side 1"}
    parts = [
        {"ours": True, "heading": text("a"), "fields": [{}]},
        {"clause": "x", "heading": text("b"), "fields": [{}]},
    ]
    marked = [part.ours for part in paper(a_case(parts=parts, **of_routine)).parts]
    assert marked == [True, False]
    assert [part.ours for part in paper(a_case(parts=parts)).parts] == [False, False]


@pytest.mark.parametrize(("today", "year"), [("2026-07-31", "2025/2026"), ("2026-08-01", "2026/2027")])
def test_the_phrase_it_is_filed_under_names_the_school_year(today: str, year: str) -> None:
    form = PaperForm.model_validate(a_paper(filed_as=text("fravær {school_year} {x}")))
    assert filed_as(form, day(today), "nb") == f"fravær {year} {{x}}"
    assert filed_as(PaperForm.model_validate(a_paper()), date(2026, 8, 1), "nb") is None


def test_a_field_is_filled_from_one_thing() -> None:
    with pytest.raises(ValidationError, match="filled from one thing, not from `answers`, `people`"):
        PaperForm.model_validate(a_paper({"answers": ["open"], "people": True}))


def test_the_same_case_gives_the_same_paper() -> None:
    work = a_case({"talk": "wonder"}, {"people": True})
    work.answers("open", "kunst")
    assert paper(work) == paper(work)
    assert isinstance(work.case.routine, Routine)
