"""What each command comes to in a case, and why it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from api.engine import commands as do
from api.engine.apply import Recorded, joined
from api.engine.commands import AnyCommand

from .casework import COLLEAGUE, OTHER, OWNER, WALK, WALK_2, Work, a_school_routine, stands
from .small import a_decision, a_level, a_routine, a_task, an_outcome, day

MONDAY, TUESDAY, FRIDAY = (day(f"2026-08-{number}") for number in (24, 25, 28))
NOWHERE = UUID(int=99)


def _work(*commands: AnyCommand) -> Work:
    """A case opened on a Monday, on Tuesday, after these commands."""
    work = Work(a_school_routine(), "2026-08-24")
    work.today = TUESDAY
    for command in commands:
        work.does(command)
    return work


def _last(recorded: Recorded) -> dict[str, Any]:
    return recorded.facts[-1].model_dump(exclude_defaults=True)


TICK = do.Tick(task="talk", on=MONDAY)
TELL = do.Tick(task="tell", on=MONDAY)
UP = do.Decide(decision="judge", outcome="up")
UP_ANYWAY = do.Decide(decision="judge", outcome="up", anyway=True, reason="Det haster")
AGAIN = do.Decide(decision="judge", outcome="again")
WATCH = do.Decide(decision="judge", outcome="watch")
START = do.StartTalk(guide="wonder", new_run=WALK)
NOTE = do.WriteNote(text="Hun er ofte trøtt")


def test_a_case_begins_with_the_concern() -> None:
    (first,) = _work().case.facts
    assert (first.number, first.kind, first.level, first.round, first.occurred_on, first.entry) == (
        1, "concern_raised", "0", 1, MONDAY, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (TICK, {"kind": "talk_held", "task": "talk", "with_": "pupil", "occurred_on": MONDAY}),
        (do.Tick(task="write", on=TUESDAY), {"kind": "task_done", "task": "write", "occurred_on": TUESDAY}),
        (do.Consent(given=True, on=MONDAY), {"kind": "consent_given", "occurred_on": MONDAY}),
        (do.Consent(given=False, on=MONDAY), {"kind": "consent_refused", "occurred_on": MONDAY}),
        (do.Attempt(task="talk", on=MONDAY), {"kind": "attempted", "task": "talk", "occurred_on": MONDAY}),
        (do.PlanDay(task="talk", on=FRIDAY), {"kind": "planned", "task": "talk", "occurred_on": TUESDAY, "on": FRIDAY}),
        (
            do.SetOwnDate(deadline="meeting", on=FRIDAY),
            {"kind": "own_date_set", "deadline": "meeting", "occurred_on": TUESDAY, "on": FRIDAY},
        ),
        (AGAIN, {"kind": "decided", "decision": "judge", "outcome": "again", "occurred_on": TUESDAY}),
        (
            do.Decide(decision="judge", outcome="stay", on=MONDAY),
            {"kind": "decided", "decision": "judge", "outcome": "stay", "occurred_on": MONDAY},
        ),
        (do.Close(), {"kind": "closed", "occurred_on": TUESDAY}),
        (do.Share(person=OTHER), {"kind": "handed_over", "person": OTHER, "occurred_on": TUESDAY}),
        (
            do.Share(person=OTHER, last_day=FRIDAY),
            {"kind": "handed_over", "person": OTHER, "occurred_on": TUESDAY, "on": FRIDAY},
        ),
        (
            do.OfferCase(person=OTHER, last_day=FRIDAY),
            {"kind": "handover_offered", "person": OTHER, "occurred_on": TUESDAY, "on": FRIDAY},
        ),
        (
            do.SkipTask(task="write", reason="Alt er skrevet"),
            {"kind": "task_skipped", "task": "write", "occurred_on": TUESDAY},
        ),
    ],
    ids=lambda value: value.do if hasattr(value, "do") else "",
)
def test_a_command_becomes_one_fact_in_the_present_stay(command: AnyCommand, fact: dict[str, Any]) -> None:
    recorded = _work().does(command)
    assert len(recorded.facts) == 1
    assert recorded.logged
    assert _last(recorded) == {"number": 2, "level": "0", "entry": 2, **fact}


REFUSED: list[tuple[list[AnyCommand], AnyCommand, str]] = [
    ([], do.Share(person=OTHER, last_day=MONDAY), "in_past"),
    ([], do.OfferCase(person=OTHER, last_day=MONDAY), "in_past"),
    ([], do.OfferCase(person=OWNER), "already_member"),
    ([do.Share(person=OTHER)], do.OfferCase(person=OTHER, last_day=FRIDAY), "already_member"),
    ([do.Share(person=OTHER)], do.Share(person=OTHER, last_day=FRIDAY), "already_member"),
    ([do.Share(person=OTHER, last_day=FRIDAY)], do.Share(person=OTHER), "already_member"),
    ([], do.AcceptOffer(person=OTHER), "not_offered"),
    ([], do.RefuseOffer(person=OTHER), "not_offered"),
    ([], do.WithdrawOffer(person=OTHER), "not_offered"),
    ([do.OfferCase(person=OTHER), do.RefuseOffer(person=OTHER)], do.AcceptOffer(person=OTHER), "not_offered"),
    ([do.OfferCase(person=OTHER), do.WithdrawOffer(person=OTHER)], do.AcceptOffer(person=OTHER), "not_offered"),
    ([do.OfferCase(person=OTHER), do.AcceptOffer(person=OTHER)], do.AcceptOffer(person=OTHER), "not_offered"),
    ([], do.Tick(task="agree", on=MONDAY), "unknown_task"),
    ([], do.Tick(task="talk", on=FRIDAY), "in_future"),
    ([], do.Untick(task="gone"), "unknown_task"),
    ([], do.Untick(task="talk"), "not_done"),
    ([], do.SkipTask(task="gone", reason="x"), "unknown_task"),
    ([], do.Decide(decision="judge", outcome="gone"), "unknown_decision"),
    ([], do.Decide(decision="review", outcome="down"), "unknown_decision"),
    ([], do.Decide(decision="judge", outcome="stay", on=FRIDAY), "in_future"),
    ([AGAIN], do.Decide(decision="judge", outcome="again", on=MONDAY), "in_past"),
    ([], UP, "needs_first"),
    ([], do.Consent(given=True, on=FRIDAY), "in_future"),
    ([], do.Attempt(task="gone", on=MONDAY), "unknown_task"),
    ([], do.Attempt(task="talk", on=FRIDAY), "in_future"),
    ([], do.PlanDay(task="gone", on=FRIDAY), "unknown_task"),
    ([], do.PlanDay(task="talk", on=MONDAY), "in_past"),
    ([], do.SetOwnDate(deadline="gone", on=FRIDAY), "unknown_deadline"),
    ([], do.SetOwnDate(deadline="meeting", on=MONDAY), "in_past"),
    ([do.Close()], do.Close(), "already_closed"),
    ([], do.Reopen(), "already_open"),
    ([], do.StartTalk(guide="gone"), "unknown_guide"),
    ([START], do.StartTalk(guide="call", new_run=WALK), "unknown_run"),
    ([], do.EndTalk(run=NOWHERE), "unknown_run"),
    ([START], do.EndTalk(run=WALK, on=FRIDAY), "in_future"),
    ([], do.PickQuestions(run=NOWHERE, questions=("u.food",)), "unknown_run"),
    ([START], do.PickQuestions(run=WALK, questions=("u.food", "u.gone")), "unknown_question"),
    ([], do.GoToQuestion(run=NOWHERE), "unknown_run"),
    ([START], do.GoToQuestion(run=WALK, question="u.gone"), "unknown_question"),
    ([], do.Answer(question="u.why", text="x"), "unknown_guide"),
    ([], do.Answer(run=NOWHERE, question="u.why", text="x"), "unknown_run"),
    ([START], do.Answer(run=WALK, question="u.gone", text="x"), "unknown_question"),
    ([START], do.Answer(run=WALK, question="u.food", text="9999 bananer"), "not_an_answer"),
    ([], do.SkipQuestion(run=NOWHERE, question="u.why"), "unknown_run"),
    ([START], do.SkipQuestion(run=WALK, question="u.gone"), "unknown_question"),
    ([START], do.SkipQuestion(run=WALK, question="u.food"), "not_skippable"),
    ([START], do.MoveNote(note=1, run=WALK, question="u.why"), "unknown_note"),
    ([NOTE], do.MoveNote(note=1, run=NOWHERE, question="u.why"), "unknown_run"),
    ([NOTE, START], do.MoveNote(note=1, run=WALK, question="u.gone"), "unknown_question"),
    ([NOTE, START], do.MoveNote(note=1, run=WALK, question="u.food"), "not_an_answer"),
    ([do.SkipTask(task="write", reason="x"), START], do.MoveNote(note=1, run=WALK, question="u.why"), "unknown_note"),
    ([], do.Unshare(person=OTHER), "not_a_member"),
    ([], do.Unshare(person=OWNER), "last_member"),
    ([do.Share(person=OTHER), do.Unshare(person=OWNER)], do.TakeBack(entry=2), "last_member"),
    ([], do.TakeBack(entry=9), "unknown_entry"),
    ([START], do.TakeBack(entry=2), "nothing_to_take_back"),
    ([TICK, do.TakeBack(entry=2)], do.TakeBack(entry=2), "nothing_to_take_back"),
    ([do.Close()], do.TakeBack(entry=1), "already_closed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "command", "code"), REFUSED, ids=[f"{command.do}-{code}" for _, command, code in REFUSED]
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    before: list[AnyCommand], command: AnyCommand, code: str
) -> None:
    assert _work(*before).refused(command).code == code


def test_a_refusal_tells_what_would_fit() -> None:
    work = _work(START)
    assert work.refused(do.Untick(task="gone")).known == ("talk", "tell", "write")
    assert "judge/up" in work.refused(do.Decide(decision="judge", outcome="gone")).known
    assert work.refused(do.SetOwnDate(deadline="gone", on=FRIDAY)).known == ("meeting",)
    assert work.refused(do.StartTalk(guide="gone")).known == ("wonder", "call")
    assert work.refused(do.SkipQuestion(run=WALK, question="u.gone")).known == ("u.sleep", "u.why", "u.food")
    question = work.refused(do.Answer(run=WALK, question="u.food", text="9")).question
    assert question is not None
    assert question.scale == (1, 5)


CLOSED = [
    TICK, do.Untick(task="talk"), do.SkipTask(task="talk", reason="x"), AGAIN, do.Consent(given=True, on=MONDAY),
    do.Attempt(task="talk", on=MONDAY), do.PlanDay(task="talk", on=FRIDAY), START, do.EndTalk(run=WALK_2),
    do.SetOwnDate(deadline="meeting", on=FRIDAY), do.PickQuestions(run=WALK_2, questions=("u.food",)),
    do.Answer(run=WALK_2, question="u.food", text="3"), do.SkipQuestion(run=WALK_2, question="u.why"),
    do.MoveNote(note=1, run=WALK_2, question="u.why"),
]  # fmt: skip


@pytest.mark.parametrize("ending", [do.Close(), WATCH], ids=["closed", "monitored"])
@pytest.mark.parametrize("command", CLOSED, ids=lambda command: command.do)
def test_a_case_that_is_not_open_takes_no_more_work(command: AnyCommand, ending: AnyCommand) -> None:
    work = _work(NOTE, do.StartTalk(guide="wonder", new_run=WALK_2), ending)
    assert work.refused(command).code == "case_closed"
    work.does(do.Reopen())
    if not isinstance(command, do.Untick):
        work.does(command)


@pytest.mark.parametrize("ending", [do.Close(), WATCH], ids=["closed", "monitored"])
def test_what_may_be_done_to_a_case_that_is_not_open(ending: AnyCommand) -> None:
    work = _work(TICK, START, ending)
    work.does(NOTE)
    work.does(do.Share(person=OTHER))
    work.does(do.Unshare(person=OTHER))
    work.does(do.GoToQuestion(run=WALK, question="u.food"))
    work.does(do.Tick(task="talk", on=TUESDAY, corrects=2))
    work.does(do.TakeBack(entry=4))
    assert work.case.plan(TUESDAY).is_open


def test_a_monitored_case_can_be_closed_and_reopened() -> None:
    work = _work(WATCH)
    assert work.case.plan(TUESDAY).stay.status == "monitoring"
    work.does(do.Close())
    assert work.case.plan(TUESDAY).stay.status == "closed"
    work.does(do.Reopen())
    assert (work.case.plan(TUESDAY).is_open, work.case.plan(TUESDAY).stay.round) == (True, 2)


TWICE = [
    TICK, do.SkipTask(task="write", reason="x"), do.Consent(given=True, on=MONDAY), do.Share(person=OTHER), START,
    do.PlanDay(task="talk", on=FRIDAY), do.SetOwnDate(deadline="meeting", on=FRIDAY), do.EndTalk(run=WALK_2),
    do.PickQuestions(run=WALK_2, questions=("u.food",)), do.GoToQuestion(run=WALK_2, question="u.food"),
    do.SkipQuestion(run=WALK_2, question="u.why"),
]  # fmt: skip


@pytest.mark.parametrize("command", TWICE, ids=lambda command: command.do)
def test_doing_it_twice_is_doing_it_once(command: AnyCommand) -> None:
    work = _work(do.StartTalk(guide="call", new_run=WALK_2))
    first, second = work.does(command), work.does(command)
    assert first.facts or first.notes or first.runs
    assert (second.facts, second.notes, second.runs, second.joined) == ((), (), (), frozenset())


def test_a_consent_said_again_on_another_day_or_otherwise_is_recorded() -> None:
    work = _work(do.Consent(given=True, on=MONDAY))
    assert work.does(do.Consent(given=True, on=TUESDAY)).facts
    assert work.does(do.Consent(given=False, on=TUESDAY)).facts


# tasks


def test_a_task_that_was_skipped_can_still_be_done_and_undone() -> None:
    work = _work(do.SkipTask(task="write", reason="Alt er skrevet"), do.Tick(task="write", on=TUESDAY))
    assert work.case.plan(TUESDAY).task("write").state == "done"
    work.does(do.Untick(task="write"))
    assert work.case.plan(TUESDAY).task("write").state == "skipped"
    work.does(do.Untick(task="write"))
    assert work.case.plan(TUESDAY).task("write").state == "open"


def test_the_reason_for_leaving_a_task_out_is_kept() -> None:
    (note,) = _work().does(do.SkipTask(task="write", reason="Alt er skrevet")).notes
    assert (note.number, note.kind, note.text, note.entry) == (1, "reason", "Alt er skrevet", 2)


def test_unticking_a_talk_that_was_led_opens_the_walk_again() -> None:
    work = _work(START, do.EndTalk(run=WALK))
    assert [run.is_open for run in work.does(do.Untick(task="talk")).runs] == [True]
    assert [run.is_open for run in work.takes_back().runs] == [False]
    assert work.case.plan(TUESDAY).task("talk").state == "done"


# judgements


def test_a_decision_waits_for_what_it_needs() -> None:
    work = _work(TICK)
    assert work.refused(UP).tasks == ("tell",)
    work.does(TELL)
    recorded = work.does(UP)
    assert [fact.kind for fact in recorded.facts] == ["decided"]
    assert (work.case.plan(TUESDAY).stay.level, recorded.notes) == ("1", ())


def test_what_is_skipped_is_no_longer_needed() -> None:
    assert _work(TICK, do.SkipTask(task="tell", reason="x")).does(UP).facts


def test_going_on_anyway_is_recorded_with_its_reason() -> None:
    recorded = _work().does(UP_ANYWAY)
    told = [(fact.number, fact.kind, fact.task, fact.decision, fact.outcome) for fact in recorded.facts]
    assert told == [
        (2, "went_on", "talk", "judge", "up"),
        (3, "went_on", "tell", "judge", "up"),
        (4, "decided", None, "judge", "up"),
    ]
    assert {(fact.level, fact.round, fact.entry) for fact in recorded.facts} == {("0", 1, 2)}
    assert [(note.kind, note.text) for note in recorded.notes] == [("reason", "Det haster")]


def test_going_on_anyway_may_lack_a_reason_and_says_nothing_when_all_is_done() -> None:
    assert _work().does(do.Decide(decision="judge", outcome="up", anyway=True)).notes == ()
    done = _work(TICK, TELL).does(do.Decide(decision="judge", outcome="up", anyway=True))
    assert [fact.kind for fact in done.facts] == ["decided"]


# corrections


def test_what_corrects_the_end_of_a_talk_ends_it_too_however_often_it_is_taken_back() -> None:
    work = _work(START, do.EndTalk(run=WALK), do.Attempt(task="talk", on=MONDAY, corrects=3))
    after = stands(work.case, TUESDAY)
    assert after["open"] == set()
    work.does(do.TakeBack(entry=4))
    work.does(do.TakeBack(entry=5))
    assert stands(work.case, TUESDAY) == after


def test_a_correction_stays_in_the_stay_of_what_it_corrects() -> None:
    work = _work(do.Tick(task="write", on=MONDAY), UP_ANYWAY, do.Tick(task="agree", on=TUESDAY))
    recorded = work.does(do.Tick(task="write", on=TUESDAY, corrects=2))
    expected = {"supersedes": 2, "level": "0", "occurred_on": TUESDAY, "kind": "task_done", "task": "write", "entry": 5}
    assert _last(recorded) == {"number": 7, **expected}
    assert work.refused(do.Tick(task="agree", on=TUESDAY, corrects=5)).code == "unknown_task"
    assert work.case.plan(TUESDAY).stay.level == "1"


@pytest.mark.parametrize(
    ("told", "corrected"),
    [
        (do.Attempt(task="talk", on=MONDAY), do.Attempt(task="talk", on=TUESDAY, corrects=2)),
        (do.Attempt(task="talk", on=MONDAY), do.Tick(task="talk", on=MONDAY, corrects=2)),
        (do.PlanDay(task="talk", on=TUESDAY), do.PlanDay(task="talk", on=FRIDAY, corrects=2)),
        (
            do.SetOwnDate(deadline="meeting", on=TUESDAY),
            do.SetOwnDate(deadline="meeting", on=FRIDAY, corrects=2),
        ),
        (do.Consent(given=True, on=MONDAY), do.Consent(given=False, on=MONDAY, corrects=2)),
        (do.Tick(task="talk", on=MONDAY), do.Attempt(task="talk", on=MONDAY, corrects=2)),
    ],
    ids=lambda command: command.do,
)
def test_everything_told_can_be_corrected_from_a_later_level(told: AnyCommand, corrected: AnyCommand) -> None:
    (fact,) = _work(told, UP_ANYWAY).does(corrected).facts
    assert (fact.supersedes, fact.level, fact.round) == (2, "0", 1)


@pytest.mark.parametrize(
    ("told", "corrected"),
    [
        (NOTE, do.Tick(task="talk", on=MONDAY, corrects=1)),  # without the concern there is no case
        (AGAIN, do.Tick(task="talk", on=MONDAY, corrects=2)),
        (TICK, do.Decide(decision="judge", outcome="stay", corrects=2)),
        (TICK, do.Consent(given=True, on=MONDAY, corrects=2)),
        (TICK, do.SetOwnDate(deadline="meeting", on=FRIDAY, corrects=2)),
        (do.Close(), do.Tick(task="talk", on=MONDAY, corrects=2)),
        (do.Share(person=OTHER), do.Attempt(task="talk", on=MONDAY, corrects=2)),
        (NOTE, do.PlanDay(task="talk", on=FRIDAY, corrects=2)),
        (NOTE, do.PlanDay(task="talk", on=FRIDAY, corrects=9)),
    ],
)
def test_only_what_is_of_the_same_sort_is_corrected(told: AnyCommand, corrected: AnyCommand) -> None:
    assert _work(told).refused(corrected).code == "unknown_entry"


def test_what_was_corrected_no_longer_counts_until_the_correction_is_taken_back() -> None:
    work = _work(TICK, do.Tick(task="talk", on=TUESDAY, corrects=2))
    assert work.refused(do.TakeBack(entry=2)).code == "nothing_to_take_back"
    work.takes_back()
    assert work.case.plan(TUESDAY).task("talk").done_on == MONDAY


def test_what_is_corrected_once_more_is_what_stands_in_its_place() -> None:
    work = _work(TICK, do.Tick(task="talk", on=TUESDAY, corrects=2))
    assert [fact.supersedes for fact in work.does(do.Tick(task="talk", on=MONDAY, corrects=2)).facts] == [3]
    work.takes_back()
    assert work.case.plan(TUESDAY).task("talk").done_on == TUESDAY


def test_a_corrected_decision_keeps_its_day_and_its_place_before_later_ones() -> None:
    work = _work(UP_ANYWAY, do.Decide(decision="review", outcome="down"))
    before = work.case.plan(TUESDAY).stay
    work.today = FRIDAY
    recorded = work.does(do.Decide(decision="judge", outcome="up", anyway=True, corrects=2))
    decided = next(fact for fact in recorded.facts if fact.kind == "decided")
    assert (decided.occurred_on, decided.level) == (TUESDAY, "0")
    after = work.case.plan(FRIDAY).stay
    assert (after.level, after.round) == (before.level, before.round) == ("0", 2)


def test_a_corrected_decision_waits_for_what_it_needs_and_its_going_on_is_told_once() -> None:
    work = _work(do.Decide(decision="judge", outcome="stay"))
    assert work.refused(do.Decide(decision="judge", outcome="up", corrects=2)).tasks == ("talk", "tell")
    work.does(do.Decide(decision="judge", outcome="up", anyway=True, corrects=2))
    work.does(TICK.model_copy(update={"task": "agree"}))
    recorded = work.does(do.Decide(decision="judge", outcome="unsure", corrects=3))
    assert [(fact.kind, fact.supersedes) for fact in recorded.facts] == [
        ("decided", 5),
        ("withdrawn", 3),
        ("withdrawn", 4),
    ]
    assert work.case.plan(TUESDAY).stay.level == "0"
    work.takes_back()
    assert work.case.plan(TUESDAY).stay.level == "1"


# talks


def test_a_talk_is_begun_once_on_a_stay_and_anew_when_it_is_ended() -> None:
    work = _work(START)
    (run,) = work.case.runs
    assert (run.id, run.guide_id, run.level, run.round, run.is_open) == (WALK, "wonder", "0", 1, True)
    assert work.does(do.StartTalk(guide="wonder", new_run=WALK_2)).runs == ()
    work.does(do.EndTalk(run=WALK))
    assert work.does(do.StartTalk(guide="wonder", new_run=WALK_2)).runs[0].id == WALK_2


def test_a_talk_is_held_where_it_was_begun_on_the_day_told() -> None:
    work = _work(START, UP_ANYWAY)
    recorded = work.does(do.EndTalk(run=WALK, on=MONDAY))
    held = recorded.facts[0]
    assert (held.kind, held.with_, held.level, held.round, held.run, held.occurred_on) == (
        "talk_held", "pupil", "0", 1, WALK, MONDAY,
    )  # fmt: skip
    assert not recorded.runs[0].is_open


def test_the_last_answer_ends_the_talk_and_a_question_in_hiding_is_not_waited_for() -> None:
    work = _work()
    first = work.answers("u.sleep", "Godt")
    assert (first.facts, [run.id for run in first.runs]) == ((), [WALK])
    last = work.answers("u.food", "4")
    assert [(fact.kind, fact.run, fact.entry) for fact in last.facts] == [("talk_held", WALK, 3)]
    assert work.case.answers() == {"u.sleep": "well", "u.food": 4.0}


def test_a_page_that_asks_for_the_outcome_itself_keeps_the_talk_open_after_the_last_answer() -> None:
    work = _work()
    work.answers("u.sleep", "Godt")
    last = work.answers("u.food", "4", ends_talk=False)
    assert (last.facts, work.case.runs[0].is_open) == ((), True)
    assert [fact.occurred_on for fact in work.does(do.EndTalk(run=WALK, on=MONDAY)).facts] == [MONDAY]


def test_the_last_skip_ends_the_talk() -> None:
    work = _work()
    work.answers("u.sleep", "Dårlig")
    work.answers("u.food", "4")
    assert [fact.kind for fact in work.does(do.SkipQuestion(run=WALK, question="u.why")).facts] == ["talk_held"]


def test_an_answer_that_hides_the_last_question_ends_the_talk() -> None:
    work = _work()
    work.answers("u.food", "4")
    assert [fact.kind for fact in work.answers("u.sleep", "well").facts] == ["talk_held"]


def test_a_talk_of_some_questions_ends_when_those_are_answered() -> None:
    work = _work(START, do.PickQuestions(run=WALK, questions=("u.food",)))
    assert work.answers("u.food", "4").facts


def test_an_ended_talk_is_held_once_however_its_answers_are_changed() -> None:
    work = _work(START, do.EndTalk(run=WALK))
    assert work.answers("u.sleep", "Godt").facts == ()
    assert work.answers("u.food", "4", run=WALK).facts == ()


def test_both_the_words_and_the_value_are_kept() -> None:
    (note,) = _work().answers("u.sleep", "nesten aldri, sier hun", value="badly").notes
    assert (note.kind, note.text, note.value, note.run_id, note.question_id) == (
        "answer", "nesten aldri, sier hun", "badly", WALK, "u.sleep",
    )  # fmt: skip


def test_after_the_answer_the_talk_goes_on_from_the_question_gone_to() -> None:
    work = _work(START)
    moved = work.does(do.GoToQuestion(run=WALK, question="u.food"))
    assert (moved.logged, work.case.runs[0].cursor, work.last) == (False, "u.food", 2)
    work.answers("u.sleep", "Godt")
    assert work.case.runs[0].cursor == "u.food"
    work.does(do.GoToQuestion(run=WALK))
    assert work.case.runs[0].cursor is None
    work.does(do.GoToQuestion(run=WALK, question="u.sleep"))
    work.answers("u.sleep", "Dårlig")
    assert work.case.runs[0].cursor is None


@pytest.mark.parametrize(
    ("seen", "text"),
    [(None, "Bråk"), (0, "Mobbing\nBråk"), (1, "Mobbing\nBråk"), (2, "Bråk"), (9, "Bråk")],
)
def test_words_written_unseen_are_joined_and_not_replaced(seen: int | None, text: str) -> None:
    work = _work()
    work.answers("u.why", "Uro")
    work.answers("u.why", "Mobbing")
    assert work.answers("u.why", "Bråk", seen=seen).notes[0].text == text


def test_a_typed_answer_written_unseen_is_replaced_and_a_skip_has_no_words() -> None:
    work = _work(START, do.SkipQuestion(run=WALK, question="u.why"))
    assert work.answers("u.why", "Uro", seen=0).notes[0].text == "Uro"
    work.answers("u.food", "2")
    assert work.answers("u.food", "4", seen=0).notes[0].value == 4.0


def test_the_answer_shown_again_after_a_taking_back_is_not_taken_for_a_new_one() -> None:
    work = _work()
    work.answers("u.why", "Uro")
    work.answers("u.why", "Mobbing")
    work.takes_back()
    assert work.answers("u.why", "Bråk", seen=2).notes[0].text == "Bråk"


def test_the_same_words_are_not_written_twice() -> None:
    assert [joined(None, "a"), joined("a ", "a"), joined("a", "b")] == ["a", "a", "a\nb"]


def test_what_is_answered_is_not_skipped() -> None:
    work = _work()
    work.answers("u.sleep", "Dårlig")
    assert work.does(do.SkipQuestion(run=WALK, question="u.sleep")).notes == ()


# notes


def test_notes_are_kept_word_for_word() -> None:
    work = _work(do.WriteNote(text=" Borte to dager ", kind="concern"), NOTE)
    assert [(n.number, n.kind, n.text, n.entry) for n in work.case.notes] == [
        (1, "concern", " Borte to dager ", 2),
        (2, "loose", "Hun er ofte trøtt", 3),
    ]


def test_a_note_is_moved_to_its_question() -> None:
    work = _work(NOTE, START)
    recorded = work.does(do.MoveNote(note=1, run=WALK, question="u.why"))
    assert [(n.number, n.kind, n.replaces, n.text) for n in recorded.notes] == [
        (2, "taken_back", 1, None),
        (3, "answer", None, "Hun er ofte trøtt"),
    ]
    assert [note.number for note in work.case.counting_notes()] == [3]
    assert work.refused(do.MoveNote(note=1, run=WALK, question="u.why")).code == "unknown_note"
    assert work.does(do.MoveNote(note=3, run=WALK, question="u.why")).notes == ()
    assert work.does(do.MoveNote(note=3, run=WALK, question="u.food", text="2")).notes[1].value == 2.0


def test_a_moved_note_goes_under_what_is_answered_and_an_overwritten_one_is_not_moved() -> None:
    work = _work(NOTE)
    work.answers("u.why", "Uro")
    work.does(do.MoveNote(note=1, run=WALK, question="u.why"))
    assert work.case.answers()["u.why"] == "Uro\nHun er ofte trøtt"
    assert work.refused(do.MoveNote(note=2, run=WALK, question="u.sleep", value="badly")).code == "unknown_note"


# who sees the case


def test_a_case_is_shared_and_no_longer() -> None:
    work = _work(do.Share(person=OTHER))
    assert work.case.members == {OWNER, OTHER}
    recorded = work.does(do.Unshare(person=OWNER))
    assert work.case.members == {OTHER}
    assert [(fact.kind, fact.person) for fact in recorded.facts] == [("unshared", OWNER)]
    work.takes_back()
    assert work.case.members == {OWNER, OTHER}


def test_membership_follows_the_last_word_that_counts() -> None:
    work = _work(do.Share(person=OTHER), do.Unshare(person=OTHER))  # entries 2 and 3
    work.takes_back(2)
    assert work.case.members == {OWNER}
    work.takes_back(3)
    assert work.case.members == {OWNER}  # neither word counts: as it was before
    work.does(do.Share(person=COLLEAGUE))
    work.takes_back()
    again = work.last
    work.does(do.Share(person=COLLEAGUE))
    work.takes_back(again)
    work.takes_back(again - 1)
    assert work.case.members == {OWNER, COLLEAGUE}  # shared twice, one of them taken back


def test_the_same_offer_again_is_no_other_and_who_takes_over_owns_the_case() -> None:
    work = _work(do.OfferCase(person=OTHER))
    assert work.does(do.OfferCase(person=OTHER)).facts == ()
    assert work.case.owner == OWNER
    work.does(do.AcceptOffer(person=OTHER))
    assert work.case.owner == OTHER


# taking back


def test_what_is_taken_back_can_be_given_again_any_number_of_times() -> None:
    work = _work(TICK)
    for state in ("open", "done", "open", "done"):
        recorded = work.takes_back()
        assert recorded.takes_back == work.last - 1
        assert work.case.plan(TUESDAY).task("talk").state == state
    assert [fact.supersedes for fact in work.case.facts[2:]] == [2, 3, 4, 5]


def test_an_older_thing_is_taken_back_and_what_came_later_stays() -> None:
    work = _work(UP_ANYWAY, do.Tick(task="agree", on=TUESDAY))
    work.takes_back(2)
    now = work.case.plan(TUESDAY)
    assert (now.stay.level, now.stay.round) == ("0", 1)
    assert work.case.counts(3)
    assert [note.kind for note in work.case.counting_notes()] == []
    work.does(UP_ANYWAY)
    assert work.case.plan(TUESDAY).task("agree").state == "done"


def test_taking_back_an_untick_ticks_again() -> None:
    work = _work(TICK, do.Untick(task="talk"))
    work.takes_back()
    assert work.case.plan(TUESDAY).task("talk").state == "done"


def test_taking_back_the_opening_ends_the_case_and_can_be_taken_back() -> None:
    work = _work(TICK)
    recorded = work.takes_back(1)
    assert ([fact.kind for fact in recorded.facts], recorded.takes_back) == (["closed"], 1)
    assert work.case.plan(TUESDAY).stay.status == "closed"
    work.takes_back()
    assert work.case.plan(TUESDAY).is_open


def test_taking_back_the_last_answer_opens_the_talk_again() -> None:
    work = _work()
    work.answers("u.sleep", "Godt")
    work.answers("u.food", "4")
    work.takes_back()
    run = work.case.runs[0]
    assert (run.is_open, work.case.note_of(run, "u.food")) == (True, None)
    assert work.case.plan(TUESDAY).task("talk").state == "open"
    work.takes_back()
    assert not work.case.runs[0].is_open


def test_a_talk_taken_back_stays_ended_beside_one_that_is_open() -> None:
    work = _work(START, do.EndTalk(run=WALK), do.StartTalk(guide="wonder", new_run=WALK_2))
    work.takes_back(3)
    assert [run.is_open for run in work.case.runs] == [False, True]


def test_taking_back_a_move_puts_the_note_where_it_was() -> None:
    work = _work(NOTE, START, do.MoveNote(note=1, run=WALK, question="u.why"))
    work.takes_back()
    assert [note.number for note in work.case.counting_notes()] == [1]
    work.takes_back()
    assert [note.number for note in work.case.counting_notes()] == [3]


@pytest.mark.parametrize("written", [NOTE, do.SkipTask(task="write", reason="x")], ids=lambda command: command.do)
def test_a_note_or_a_skip_is_taken_back_with_its_reason(written: AnyCommand) -> None:
    work = _work(written)
    work.takes_back()
    assert work.case.counting_notes() == []
    assert work.case.plan(TUESDAY).task("write").state == "open"


def test_of_two_talks_taken_back_at_once_the_last_is_open_again() -> None:
    work = _work(START, do.EndTalk(run=WALK), do.StartTalk(guide="wonder", new_run=WALK_2), do.EndTalk(run=WALK_2))
    work.does(do.Untick(task="talk"))
    assert [run.is_open for run in work.case.runs] == [False, True]
    work.takes_back()
    assert [run.is_open for run in work.case.runs] == [False, False]


@pytest.mark.parametrize(
    "told",
    [
        TICK, UP_ANYWAY, AGAIN, do.Close(), do.SkipTask(task="write", reason="x"), do.Consent(given=True, on=MONDAY),
        do.PlanDay(task="talk", on=FRIDAY), do.SetOwnDate(deadline="meeting", on=FRIDAY),
    ],
    ids=lambda command: command.do,
)  # fmt: skip
def test_what_was_told_anew_is_not_told_twice_by_taking_back_the_taking_back(told: AnyCommand) -> None:
    work = _work(told, do.TakeBack(entry=2), told)
    assert work.refused(do.TakeBack(entry=3)).code == "nothing_to_take_back"
    work.takes_back(4)
    work.takes_back(3)  # taken back as well: what was told first counts again
    back = work.last
    assert work.case.counts(2)
    work.takes_back(back)
    work.does(told)
    assert work.refused(do.TakeBack(entry=back)).code == "nothing_to_take_back"
    assert work.refused(do.TakeBack(entry=3)).code == "nothing_to_take_back"


def test_another_judgement_told_since_stands_too() -> None:
    work = _work(UP_ANYWAY, do.TakeBack(entry=2), AGAIN)
    assert work.refused(do.TakeBack(entry=3)).code == "nothing_to_take_back"


def test_an_attempt_may_be_made_again_beside_the_one_given_back() -> None:
    attempt = do.Attempt(task="talk", on=MONDAY)
    work = _work(attempt, do.TakeBack(entry=2), attempt)
    work.takes_back(3)
    assert work.case.plan(TUESDAY).task("talk").attempted_on == (MONDAY, MONDAY)


def test_a_talk_begun_by_an_answer_stays_begun_when_that_is_taken_back_and_goes_on_in_the_same_walk() -> None:
    work = _work()
    work.answers("u.sleep", "Godt")
    work.takes_back()
    assert (work.case.answers(), [run.is_open for run in work.case.runs]) == ({}, [True])
    work.answers("u.sleep", "Godt", new_run=WALK_2)
    assert work.answers("u.food", "4", new_run=WALK_2).facts[-1].run == WALK


def test_a_talk_whose_guide_is_no_longer_there_is_left_behind_with_what_was_said() -> None:
    work = _work(START, do.Answer(run=WALK, question="u.why", text="Uro"), do.EndTalk(run=WALK))
    work.does(do.StartTalk(guide="call", new_run=WALK_2))
    without = work.case.routine.model_copy(update={"guides": work.case.routine.guides[1:]})
    work.case = replace(work.case, routine=without)
    for command in (
        do.EndTalk(run=WALK), do.PickQuestions(run=WALK, questions=("u.why",)), do.GoToQuestion(run=WALK),
        do.Answer(run=WALK, question="u.why", text="x"), do.SkipQuestion(run=WALK, question="u.why"),
        do.MoveNote(note=1, run=WALK, question="u.why"),
    ):  # fmt: skip
        assert work.refused(command).code == "unknown_run"
    assert work.refused(do.StartTalk(guide="wonder")).code == "unknown_guide"
    work.takes_back(4)
    assert work.case.open_run() == work.case.run(WALK_2)
    work.does(do.MoveNote(note=1, run=WALK_2, question="u.why"))
    assert work.case.answers() == {"u.why": "Uro"}


def test_a_task_carried_along_is_ticked_where_it_was_left_open() -> None:
    work = Work(a_school_routine(), "2026-08-24")
    work.does(do.Decide(decision="judge", outcome="up", anyway=True))
    assert [one.state.task.id for one in work.case.plan(work.today).carried] == ["talk", "tell"]
    recorded = work.does(do.Tick(task="tell", on=work.today))
    assert [(fact.kind, fact.level, fact.task) for fact in recorded.facts] == [("leadership_informed", "0", "tell")]
    assert [one.state.task.id for one in work.case.plan(work.today).carried] == ["talk"]
    assert work.case.plan(work.today).level.id == "1"
    assert work.refused(do.Tick(task="talk", on=FRIDAY)).code == "in_future"


def test_a_carried_task_that_records_no_fact_of_its_own_is_done_by_its_name() -> None:
    low = a_level(
        "0", a_task("log"), decisions=[a_decision("judge", an_outcome("up", "go_to", "1") | {"needs": ["log"]})]
    )
    work = Work(a_routine(low, a_level("1")), "2026-08-24")
    work.does(do.Decide(decision="judge", outcome="up", anyway=True))
    recorded = work.does(do.Tick(task="log", on=work.today))
    assert [(fact.kind, fact.level, fact.task) for fact in recorded.facts] == [("task_done", "0", "log")]
