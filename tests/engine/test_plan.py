"""From facts to a plan: how each task stands, what to do now and in which order, and which decision is ready."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.calendar import Break, Calendar
from api.engine.facts import Fact
from api.engine.plan import Plan, TaskState, fact_of, plan
from api.engine.schema import Deadline, Task

from .small import Piece, a_deadline, a_decision, a_fact, a_level, a_routine, a_task, an_anchor, an_outcome, day, text

RAISED = a_fact(1, "concern_raised", "2026-08-24")
MEETING = a_task("meet", records={"fact": "meeting_held"})
HELD = {"records": {"fact": "meeting_held"}}
MEETING_DUE = {"deadlines": [a_deadline("within", 1)]}


def _plan(level: Piece, *facts: Fact, today: str = "2026-08-24", answers: dict[str, str] | None = None) -> Plan:
    return plan(a_routine(level, a_level("1")), [RAISED, *facts], Calendar(), day(today), dict(answers or {}))


def _only(found: Plan) -> TaskState:
    (state,) = found.tasks
    return state


def _held(happened: str) -> Fact:
    return a_fact(9, "meeting_held", happened)


def _now(found: Plan) -> list[str]:
    return [act.id for act in found.now]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-08-24", "open"),
        ("2026-08-28", "due_soon"),
        ("2026-08-31", "due_today"),
        ("2026-09-01", "overdue"),
    ],
)
def test_a_task_stands_as_its_deadline(today: str, state: str) -> None:
    task = _only(_plan(a_level("0", MEETING, **MEETING_DUE), today=today))
    assert (task.state, task.finished) == (state, False)
    assert task.deadline is not None
    assert task.deadline.due_on == day("2026-08-31")


@pytest.mark.parametrize(("held", "state"), [("2026-08-31", "done"), ("2026-09-03", "done_late")])
def test_a_task_done_after_its_date_is_done_late_with_the_real_date(held: str, state: str) -> None:
    task = _only(_plan(a_level("0", MEETING, **MEETING_DUE), a_fact(2, "meeting_held", held), today="2026-10-01"))
    assert (task.state, task.done_on, task.by_facts, task.finished) == (state, day(held), (2,), True)


@pytest.mark.parametrize(
    ("deadline", "state"),
    [
        (a_deadline("within", 1, anchor=an_anchor("closed")), "open"),  # its day cannot come on this level any more
        (a_deadline("after", 1), "not_yet"),
        (a_deadline("none"), "open"),
        (a_deadline("approx", 1), "open"),
    ],
)
def test_a_task_waits_for_its_time(deadline: Deadline, state: str) -> None:
    found = _plan(a_level("0", MEETING, deadlines=[deadline]))
    assert _only(found).state == state
    assert _now(found) == (["meet"] if state == "open" else [])


def _tried(number: int, happened: str, task: str = "meet") -> Fact:
    return a_fact(number, "attempted", happened, task=task)


def _set(number: int, on: str, task: str = "meet") -> Fact:
    return a_fact(number, "planned", "2026-08-24", task=task, on=on)


def test_an_attempt_leaves_the_task_open_and_is_shown_in_order_of_days() -> None:
    found = _plan(a_level("0", MEETING, a_task("call")), _tried(2, "2026-08-26"), _tried(3, "2026-08-25"))
    meeting, call = found.tasks
    assert (meeting.state, meeting.attempted_on) == ("open", (day("2026-08-25"), day("2026-08-26")))
    assert call.attempted_on == ()
    assert _now(found) == ["meet", "call"]


def test_the_day_told_last_is_the_one_a_task_is_set_to() -> None:
    facts = [_set(2, "2026-08-28"), _set(4, "2026-08-26"), _set(3, "2026-09-04"), _set(5, "2026-09-09", task="call")]
    assert _only(_plan(a_level("0", MEETING), *facts)).planned_on == day("2026-08-26")
    taken_back = a_fact(6, "withdrawn", "2026-08-24", supersedes=4)
    assert _only(_plan(a_level("0", MEETING), *facts, taken_back)).planned_on == day("2026-09-04")


def test_what_is_done_needs_neither_attempts_nor_a_day() -> None:
    done = _only(_plan(a_level("0", MEETING), _tried(2, "2026-08-24"), _set(3, "2026-08-28"), _held("2026-08-25")))
    assert (done.state, done.attempted_on, done.planned_on) == ("done", (), None)


def test_a_plan_of_an_earlier_round_is_not_this_rounds_where_the_task_is_done_each_round() -> None:
    told = [
        _set(2, "2026-08-28").model_copy(update={"round": 0}),
        _tried(3, "2026-08-24").model_copy(update={"round": 0}),
    ]
    again, once = _plan(a_level("0", a_task("meet", each_round=True), a_task("once")), *told).tasks
    assert (again.planned_on, again.attempted_on) == (None, ())
    assert once.planned_on is None
    (kept,) = _plan(a_level("0", MEETING), *told).tasks
    assert (kept.planned_on, kept.attempted_on) == (day("2026-08-28"), (day("2026-08-24"),))


@pytest.mark.parametrize(
    ("deadline", "on", "late"),
    [
        (a_deadline("within", 1), "2026-08-31", False),
        (a_deadline("within", 1), "2026-09-01", True),
        (a_deadline("same_day"), "2026-08-25", True),
        (a_deadline("after", 1), "2026-09-30", False),
        (a_deadline("approx", 1), "2026-09-30", False),
        (a_deadline("none"), "2026-09-30", False),
    ],
)
def test_a_day_after_the_deadline_is_noticed(deadline: Deadline, on: str, late: bool) -> None:
    level = a_level("0", MEETING, deadlines=[deadline])
    assert _only(_plan(level, _set(2, on))).planned_late is late
    assert _only(_plan(level)).planned_late is False
    assert _only(_plan(a_level("0", MEETING), _set(2, on))).planned_late is False


def test_a_day_moved_past_a_free_day_is_not_late_on_the_school_day() -> None:
    saturday = a_fact(1, "concern_raised", "2026-08-29")
    level = a_level("0", MEETING, deadlines=[a_deadline("same_day")])
    for on, late in (("2026-08-31", False), ("2026-09-01", True)):
        found = plan(a_routine(level, a_level("1")), [saturday, _set(2, on)], Calendar(), day("2026-08-29"))
        assert _only(found).planned_late is late


def test_an_attempt_or_a_plan_does_not_raise_a_judgement_to_wait_again() -> None:
    level = a_level("0", MEETING, a_task("call"), decisions=[a_decision("wonder")])
    judged = [
        a_fact(2, "talk_held", "2026-08-24"),
        a_fact(3, "decided", "2026-08-24", decision="wonder", outcome="unsure"),
    ]
    assert _plan(level, *judged).decision is None
    assert _plan(level, *judged, _tried(4, "2026-08-24"), _set(5, "2026-08-28")).decision is None
    assert _plan(level, *judged, a_fact(4, "contact_made", "2026-08-24")).decision is not None


def test_a_task_waits_for_a_day_that_can_still_come_on_its_level() -> None:
    counted = a_deadline("within", 1, anchor=an_anchor("task_done", task="call"))
    found = _plan(a_level("0", a_task("call"), MEETING, deadlines=[counted]))
    assert [state.state for state in found.tasks] == ["open", "not_yet"]


def test_a_task_with_no_deadline_is_simply_open() -> None:
    task = _only(_plan(a_level("0", a_task("call"), **MEETING_DUE), today="2026-12-01"))
    assert (task.state, task.deadline) == ("open", None)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (None, ("task_done", "call", None)),
        ({"fact": "talk_held", "with": "pupil"}, ("talk_held", None, "pupil")),
        ({"fact": "meeting_held"}, ("meeting_held", None, None)),
    ],
)
def test_a_ticked_task_becomes_its_fact(records: Piece | None, expected: tuple[str | None, ...]) -> None:
    fact = fact_of(Task.model_validate(a_task("call", records=records)))
    assert (fact.fact, fact.task, fact.with_) == expected


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (a_fact(2, "talk_held", "2026-08-25", **{"with": "pupil"}), "done"),
        (a_fact(2, "talk_held", "2026-08-25", **{"with": "foresatte"}), "open"),
        (a_fact(2, "task_done", "2026-08-25", task="talk"), "done"),
        (a_fact(2, "task_done", "2026-08-25", task="call"), "open"),
        (a_fact(2, "task_skipped", "2026-08-25", task="talk"), "skipped"),
        (a_fact(2, "task_skipped", "2026-08-25", task="call"), "open"),
    ],
)
def test_the_fact_or_the_tick_finishes_a_task_and_no_others(done: Fact, state: str) -> None:
    task = _only(_plan(a_level("0", a_task("talk", records={"fact": "talk_held", "with": "pupil"})), done))
    assert (task.state, task.by_facts) == (state, (2,) if state != "open" else ())


def test_a_task_skipped_and_then_done_is_done() -> None:
    skipped, done = (
        a_fact(2, "task_skipped", "2026-08-25", task="call"),
        a_fact(3, "task_done", "2026-08-26", task="call"),
    )
    assert _only(_plan(a_level("0", a_task("call")), skipped, done)).state == "done"


def test_a_task_that_does_not_apply_is_not_relevant_until_it_does() -> None:
    level = a_level("0", a_task("ask", applies={"answered": "u.sleep"}))
    without, answered = _plan(level), _plan(level, answers={"u.sleep": "dårlig"})
    assert (_only(without).state, _now(without)) == ("not_relevant", [])
    assert (_only(answered).state, _now(answered)) == ("open", ["ask"])


def test_what_was_to_be_prepared_is_passed_once_the_meeting_is_held_unless_it_was_done() -> None:
    prepare = a_task("prepare", applies={"not": {"fact": "meeting_held"}})
    level = a_level("0", prepare)
    done = a_fact(2, "task_done", "2026-08-24", task="prepare")
    found = [_only(_plan(level, *facts)) for facts in ((), (_held("2026-08-24"),), (done, _held("2026-08-24")))]
    assert [(one.state, one.passed) for one in found] == [("open", False), ("not_relevant", True), ("done", False)]
    never = _only(_plan(a_level("0", a_task("ask", applies={"answered": "u.sleep"}))))
    assert (never.state, never.passed) == ("not_relevant", False)


def test_a_task_is_blocked_until_what_it_waits_for_is_in_place() -> None:
    consent = a_task("consent", records={"fact": "consent_given"})
    invite = a_task(
        "invite", waits_for={"all": [{"fact": "consent_given"}, {"days_since": {"fact": "closed", "days": 0}}]}
    )
    meet = a_task("meet", waits_for={"fact": "consent_given"})
    found = _plan(a_level("0", meet, consent, invite))
    assert [state.state for state in found.tasks] == ["blocked", "open", "blocked"]
    assert [task.id for task in found.task("meet").waits_for] == ["consent"]
    assert [task.id for task in found.blockers] == ["consent"]  # once, though two wait for it
    given = _plan(a_level("0", meet, consent, invite), a_fact(2, "consent_given", "2026-08-25"))
    assert (given.task("meet").state, given.task("invite").state, given.blockers) == ("open", "blocked", ())


def test_a_repeated_task_is_open_again_in_a_new_round_and_one_done_once_stays_done() -> None:
    again = a_decision("judge", an_outcome("again", "continue"))
    level = a_level("0", a_task("once"), a_task("each", each_round=True), decisions=[again])
    done = [a_fact(n, "task_done", "2026-08-25", task=name) for n, name in ((2, "once"), (3, "each"))]
    found = _plan(level, *done, a_fact(4, "decided", "2026-08-26", decision="judge", outcome="again"))
    assert (found.stay.round, found.task("once").state, found.task("each").state) == (2, "done", "open")


def test_a_deadline_counted_once_binds_a_repeated_task_in_its_first_round_only() -> None:
    each = MEETING | {"each_round": True}
    again = a_decision("judge", an_outcome("again", "continue"))
    level = a_level("0", each, decisions=[again], deadlines=[a_deadline("within", 1, each_round=False)])
    assert _only(_plan(level, today="2026-09-30")).state == "overdue"
    decided = a_fact(2, "decided", "2026-09-01", decision="judge", outcome="again")
    second = _plan(level, decided, today="2026-09-30")
    assert (_only(second).state, _only(second).deadline) == ("open", None)
    assert second.deadline("meeting").state == "overdue"  # still counted on the level


def test_a_deadline_of_each_round_starts_anew_with_the_round() -> None:
    again = a_decision("judge", an_outcome("again", "continue"))
    level = a_level("0", MEETING | {"each_round": True}, decisions=[again], **MEETING_DUE)
    met = a_fact(2, "meeting_held", "2026-08-26")
    decided = a_fact(3, "decided", "2026-09-01", decision="judge", outcome="again")
    assert _plan(level, met).deadline("meeting").state == "met"
    assert _plan(level, met, decided).deadline("meeting").state == "waiting"


def test_what_to_do_now_begins_with_the_decision_then_what_presses_then_goes_in_the_order_it_is_done() -> None:
    kinds = {"late": "leadership_informed", "today": "meeting_held", "soon": "minutes_sent", "sooner": "team_reported"}
    lengths = {"late": 1, "today": 7, "soon": 10, "sooner": 9}
    deadlines = [
        a_deadline("within", lengths[name], id=name, unit="days", met_by={"fact": fact}) for name, fact in kinds.items()
    ]
    timed = [a_task(name, records={"fact": kinds[name]}) for name in ("soon", "sooner", "today", "late")]
    loose = [a_task(name, obligation=name) for name in ("if_needed", "should", "must")]
    level = a_level("0", *loose, *timed, deadlines=deadlines, decisions=[a_decision("judge")])
    found = _plan(level, a_fact(2, "talk_held", "2026-08-25"), today="2026-08-31")
    assert _now(found) == ["judge", "late", "today", "sooner", "soon", "should", "must", "if_needed"]
    assert found.now[0].kind == "decision"
    assert found.next_task is not None
    assert found.next_task.task.id == "late"


@pytest.mark.parametrize(
    ("today", "states", "order"),
    [
        ("2026-08-29", ["due_today", "due_soon"], ["report", "send"]),  # urgency first
        ("2026-09-02", ["overdue", "overdue"], ["report", "send"]),  # then the routine's own date
    ],
)
def test_the_order_is_by_urgency_then_by_the_routines_own_date(today: str, states: list[str], order: list[str]) -> None:
    saturday = a_deadline("recurring", 5, id="saturday", unit="days", met_by={"fact": "team_reported"})
    sunday = a_deadline("within", 6, id="sunday", unit="days", met_by={"fact": "minutes_sent"})  # held to Friday 28th
    tasks = [a_task("report", records={"fact": "team_reported"}), a_task("send", records={"fact": "minutes_sent"})]
    found = _plan(a_level("0", *tasks, deadlines=[saturday, sunday]), today=today)
    assert [state.state for state in found.tasks] == states
    assert _now(found) == order


def test_the_last_decision_that_is_ready_is_asked() -> None:
    first, second = a_decision("wonder"), a_decision("go_on", asked_when={"fact": "shared_with_colleague"})
    level = a_level("0", decisions=[first, second])
    talk, shared = a_fact(2, "talk_held", "2026-08-25"), a_fact(3, "shared_with_colleague", "2026-08-26")
    ready = [_plan(level, *facts).decision for facts in ((), (talk,), (talk, shared), (shared,))]
    assert [decision.id if decision else None for decision in ready] == [None, "wonder", "go_on", "go_on"]


def test_a_judgement_to_wait_stands_until_something_more_happens() -> None:
    level = a_level("0", decisions=[a_decision("judge")])
    talk, waits = (
        a_fact(2, "talk_held", "2026-08-25"),
        a_fact(3, "decided", "2026-08-26", decision="judge", outcome="stay"),
    )
    more = a_fact(4, "contact_made", "2026-08-27")
    asked = [_plan(level, *facts).decision is not None for facts in ((talk,), (talk, waits), (talk, waits, more))]
    assert asked == [True, False, True]


@pytest.mark.parametrize(("does", "status"), [("close", "closed"), ("monitor", "monitoring")])
def test_nothing_is_to_be_done_when_the_case_is_not_open(does: str, status: str) -> None:
    level = a_level("0", decisions=[a_decision("judge", an_outcome("end", does))])
    talk = a_fact(2, "talk_held", "2026-08-25")
    ended = _plan(
        level,
        talk,
        a_fact(3, "decided", "2026-08-26", decision="judge", outcome="end"),
        a_fact(4, "talk_held", "2026-08-27"),
    )
    assert (ended.stay.status, ended.is_open, ended.now, ended.decision, ended.next_task) == (
        status,
        False,
        (),
        None,
        None,
    )
    assert _plan(level, talk).is_open


def test_a_plan_is_about_the_level_the_case_has_come_to() -> None:
    up = a_decision("judge", an_outcome("up", "go_to", "1"))
    found = _plan(
        a_level("0", a_task("call"), decisions=[up]), a_fact(2, "decided", "2026-09-01", decision="judge", outcome="up")
    )
    assert (found.level.id, found.stay.since) == ("1", day("2026-09-01"))
    assert [state.state for state in found.tasks] == ["open"]


def test_people_are_involved_when_the_routine_says_how_and_it_has_happened() -> None:
    told = {"role": "rektor", "ours": True, "obligation": "must", "involved_by": {"fact": "leadership_informed"}}
    silent = {"role": "pupil", "ours": True, "obligation": "must"}
    level = a_level("0", people=[told, silent])
    assert [person.involved for person in _plan(level).people] == [False, False]
    after = _plan(level, a_fact(2, "leadership_informed", "2026-08-25"))
    assert [person.involved for person in after.people] == [True, False]


def test_the_plan_shows_what_the_routine_does_not_say_the_level_first() -> None:
    gaps = {name: {"id": name, "ours": True, "about": "other", "text": text()} for name in ("level", "all")}
    routine = a_routine(a_level("0", gaps=[gaps["level"]]), gaps=[gaps["all"]])
    found = plan(routine, [], Calendar(), day("2026-08-24"))
    assert [gap.id for gap in found.gaps] == ["level", "all"]


@pytest.mark.parametrize(("breaks", "loaded"), [(None, False), ((), True)])
def test_the_plan_says_whether_the_schools_breaks_are_known(breaks: tuple[Break, ...] | None, loaded: bool) -> None:
    assert plan(a_routine(a_level("0")), [], Calendar(breaks), day("2026-08-24")).breaks_loaded is loaded


def test_a_correction_changes_the_plan_and_the_old_fact_says_nothing() -> None:
    level = a_level("0", MEETING, **MEETING_DUE)
    wrong, right = a_fact(2, "meeting_held", "2026-08-26"), a_fact(3, "meeting_held", "2026-09-02", supersedes=2)
    assert _plan(level, wrong).task("meet").state == "done"
    corrected = _plan(level, wrong, right).task("meet")
    assert (corrected.state, corrected.by_facts) == ("done_late", (3,))
    assert _plan(level, wrong, a_fact(3, "withdrawn", "2026-09-02", supersedes=2)).task("meet").state == "open"


TALKS = [a_task(f"talk_{whom}", records={"fact": "talk_held", "with": whom}) for whom in ("foresatte", "pupil")]


def test_a_deadline_for_the_talk_with_the_pupil_is_not_the_familys() -> None:
    due = a_deadline("within", 1, met_by={"fact": "talk_held", "with": "pupil"})
    found = _plan(a_level("0", *TALKS, deadlines=[due]), today="2026-09-30")
    assert [state.state for state in found.tasks] == ["open", "overdue"]


def test_what_waits_for_the_talk_with_the_pupil_does_not_wait_for_the_family() -> None:
    share = a_task("share", waits_for={"fact": "talk_held", "with": "pupil"})
    assert [task.id for task in _plan(a_level("0", *TALKS, share)).blockers] == ["talk_pupil"]


ROUTINE = a_routine(
    a_level(
        "0",
        *TALKS,
        MEETING | {"each_round": True, "waits_for": {"fact": "talk_held"}},
        decisions=[a_decision("judge", an_outcome("up", "go_to", "1"), an_outcome("again", "continue"))],
        deadlines=[a_deadline("within", 1), a_deadline("after", 2, id="talk", met_by={"fact": "talk_held"})],
    ),
    a_level("1", decisions=[a_decision("judge", an_outcome("end", "close"), an_outcome("again", "continue"))]),
)
DRAWN = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["concern_raised", "talk_held", "meeting_held", "decided", "withdrawn", "reopened"]),
        "level": st.sampled_from(["0", "1"]),
        "round": st.integers(1, 2),
        "occurred_on": st.dates(date(2026, 8, 24), date(2026, 8, 28)),  # so that many fall on the same day
        "decision": st.just("judge"),
        "outcome": st.sampled_from(["up", "again", "end", "stay"]),
        "with": st.sampled_from(["pupil", "foresatte"]),
        "supersedes": st.none() | st.integers(1, 8),
    }
)


@given(st.lists(DRAWN, max_size=8), st.randoms(use_true_random=False))
def test_the_order_facts_are_given_in_does_not_change_the_plan(drawn: list[Piece], shuffler: random.Random) -> None:
    facts = [Fact.model_validate(fact | {"number": number}) for number, fact in enumerate(drawn, start=1)]
    shuffled = shuffler.sample(facts, len(facts))
    today = day("2026-09-01")
    assert plan(ROUTINE, shuffled, Calendar(), today) == plan(ROUTINE, facts, Calendar(), today)


@pytest.mark.parametrize(
    ("rule", "facts", "answers", "shown"),
    [
        ({"fact": "talk_held"}, [], {}, False),
        ({"fact": "talk_held"}, [a_fact(2, "talk_held", "2026-08-25")], {}, True),
        ({"not": {"fact": "talk_held"}}, [a_fact(2, "talk_held", "2026-08-25")], {}, False),
        ({"fact": "talk_held"}, [a_fact(2, "talk_held", "2026-08-25", level="1")], {}, False),
        ({"fact": "talk_held", "anywhere": True}, [a_fact(2, "talk_held", "2026-08-25", level="1")], {}, True),
        ({"answered": "u.sleep"}, [], {"u.sleep": "dårlig"}, True),
    ],
)
def test_a_deadline_is_shown_only_while_it_applies(
    rule: Piece, facts: list[Fact], answers: dict[str, str], shown: bool
) -> None:
    level = a_level("0", MEETING, deadlines=[a_deadline("within", 1, applies=rule)])
    found = _plan(level, *facts, today="2026-09-30", answers=answers)
    assert [state.id for state in found.deadlines] == (["meeting"] if shown else [])
    assert _only(found).state == ("overdue" if shown else "open")  # what does not apply makes no task late


def test_whether_a_deadline_applies_is_judged_in_the_present_round() -> None:
    again = a_decision("judge", an_outcome("again", "continue"))
    due = a_deadline("within", 1, applies={"fact": "talk_held"}, each_round=False)
    level = a_level("0", MEETING, decisions=[again], deadlines=[due])
    talk, decided = (
        a_fact(2, "talk_held", "2026-08-25"),
        a_fact(3, "decided", "2026-09-01", decision="judge", outcome="again"),
    )
    assert _plan(level, talk).deadlines != ()
    assert _plan(level, talk, decided).deadlines == ()


CHOICE = a_decision("way", an_outcome("here", "choose"), an_outcome("there", "choose"))


def _chose(number: int, outcome: str, **details: object) -> Fact:
    return a_fact(number, "decided", "2026-08-26", decision="way", outcome=outcome, **details)


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        ([], True),
        ([_chose(3, "here")], False),
        ([_chose(3, "here"), a_fact(4, "contact_made", "2026-08-27")], False),  # a choice stands, whatever happens
        ([_chose(3, "here"), _chose(4, "there")], False),
        ([_chose(3, "here"), _chose(4, "stay"), a_fact(5, "contact_made", "2026-08-27")], True),  # the last word
        ([_chose(3, "stay"), _chose(4, "here"), a_fact(5, "contact_made", "2026-08-27")], False),
        ([_chose(3, "here"), a_fact(4, "withdrawn", "2026-08-27", supersedes=3)], True),
        ([_chose(3, "here", level="1")], True),  # made elsewhere
    ],
)
def test_a_choice_settles_its_decision(after: list[Fact], asked: bool) -> None:
    found = _plan(a_level("0", decisions=[CHOICE]), a_fact(2, "talk_held", "2026-08-25"), *after)
    assert (found.decision is not None) is asked
    assert (found.stay.level, found.stay.round, found.stay.status) == ("0", 1, "open")


def test_a_choice_is_asked_again_in_the_next_round() -> None:
    again = a_decision("judge", an_outcome("again", "continue"), asked_when={"fact": "meeting_held"})
    level = a_level("0", decisions=[CHOICE, again])
    first = [a_fact(2, "talk_held", "2026-08-25"), _chose(3, "here")]
    decided = a_fact(4, "decided", "2026-09-01", decision="judge", outcome="again")
    talk = a_fact(5, "talk_held", "2026-09-02", round=2)
    assert _plan(level, *first).decision is None
    second = _plan(level, *first, decided, talk)
    assert second.stay.round == 2
    assert second.decision is not None
    assert second.decision.id == "way"


def test_a_settled_choice_lets_the_decision_before_it_be_asked() -> None:
    level = a_level("0", decisions=[a_decision("judge"), CHOICE])
    talk = a_fact(2, "talk_held", "2026-08-25")
    ready = [_plan(level, talk, *facts).decision for facts in ((), (_chose(3, "here"),))]
    assert [decision.id if decision else None for decision in ready] == ["way", "judge"]


@pytest.mark.parametrize(
    ("anchor", "state"),
    [
        ({"fact": "talk_held", "with": "pupil"}, "not_yet"),
        ({"fact": "talk_held"}, "not_yet"),  # with whomever
        ({"fact": "talk_held", "with": "foresatte"}, "open"),  # nobody talks with them here
        ({"fact": "task_done", "task": "call"}, "not_yet"),
        ({"fact": "task_done", "task": "other"}, "open"),
        ({"fact": "measures_agreed", "anywhere": True}, "open"),  # left out on an earlier level
    ],
)
def test_a_task_waits_for_a_day_only_when_a_task_here_can_bring_it(anchor: Piece, state: str) -> None:
    talk = a_task("talk", records={"fact": "talk_held", "with": "pupil"})
    due = a_deadline("within", 1, anchor={"event": anchor, "text": text()})
    found = _plan(a_level("0", talk, a_task("call"), MEETING, deadlines=[due]))
    assert found.task("meet").state == state
    assert ("meet" in _now(found)) is (state == "open")
    held = found.task("meet").deadline
    assert held is not None
    assert held.state == "waiting"


def test_a_task_does_not_wait_for_a_day_whose_task_was_skipped() -> None:
    due = a_deadline("within", 1, anchor=an_anchor("task_done", task="call"))
    level = a_level("0", a_task("call"), MEETING, deadlines=[due])
    skipped = a_fact(2, "task_skipped", "2026-08-25", task="call")
    assert _plan(level).task("meet").state == "not_yet"
    assert _plan(level, skipped).task("meet").state == "open"


@pytest.mark.parametrize(("each_round", "state"), [(True, "not_yet"), (False, "open")])
def test_a_task_skipped_in_an_earlier_round_may_bring_the_day_in_this_one(each_round: bool, state: str) -> None:
    due = a_deadline("within", 1, anchor=an_anchor("task_done", task="call"))
    level = a_level("0", a_task("call", each_round=each_round), MEETING, deadlines=[due])
    skipped = a_fact(2, "task_skipped", "2026-08-25", task="call")
    closed, opened = a_fact(3, "closed", "2026-08-26"), a_fact(4, "reopened", "2026-10-12")
    assert _plan(level, skipped, closed, opened, today="2026-10-13").task("meet").state == state


def test_a_task_does_not_wait_for_a_day_of_another_level() -> None:
    event = {"fact": "talk_held", "level": "1", "anywhere": True}
    talk = a_task("talk", records={"fact": "talk_held", "with": "pupil"})
    due = a_deadline("within", 1, anchor={"event": event, "text": text()})
    level = a_level("0", talk, MEETING, deadlines=[due])
    assert _plan(level).task("meet").state == "open"
    here = a_deadline("within", 1, anchor={"event": event | {"level": "0"}, "text": text()})
    assert _plan(level | {"deadlines": [here]}).task("meet").state == "not_yet"


def test_a_task_whose_old_date_went_with_the_reopening_is_open_and_not_late() -> None:
    again = {"deadlines": [a_deadline("within", 1, anchor=an_anchor("measures_agreed"), each_round=False)]}
    agreed, closed = a_fact(2, "measures_agreed", "2026-08-25"), a_fact(3, "closed", "2026-08-26")
    opened = a_fact(4, "reopened", "2026-10-12")
    level = a_level("0", MEETING, **again)
    assert _only(_plan(level, agreed, today="2026-10-13")).state == "overdue"
    task = _only(_plan(level, agreed, closed, opened, today="2026-10-13"))
    assert task.deadline is not None
    assert (task.state, task.deadline.state) == ("open", "reopened")
    taken_back = a_fact(5, "withdrawn", "2026-10-13", supersedes=4)
    assert _plan(level, agreed, closed, opened, taken_back, today="2026-10-13").stay.status == "closed"


def test_a_worry_raised_anew_is_due_again_in_the_new_round() -> None:
    level = a_level("0", MEETING | {"each_round": True}, **MEETING_DUE)
    before = [a_fact(2, "meeting_held", "2026-09-04"), a_fact(3, "closed", "2026-09-05")]
    opened = a_fact(4, "reopened", "2026-10-12")
    found = _plan(level, *before, opened, today="2026-10-13")
    assert (found.stay.round, _only(found).state) == (2, "open")
    assert found.deadline("meeting").due_on == day("2026-10-19")


def _meeting_level() -> Piece:
    tasks = [
        a_task("prepare"),
        a_task("invite", records={"fact": "meeting_planned"}),
        a_task("hold", records={"fact": "meeting_held"}),
        a_task("agree"),
    ]
    return a_level("0", *tasks, **MEETING_DUE)


def test_a_meeting_is_invited_to_before_it_is_held() -> None:
    found = _plan(_meeting_level(), today="2026-08-29")  # due on Monday 31st
    assert _now(found) == ["invite", "hold", "prepare", "agree"]


def test_what_is_set_to_a_day_to_come_waits_for_it() -> None:
    planned = a_fact(2, "planned", "2026-08-25", task="hold", on="2026-08-31")
    assert _now(_plan(_meeting_level(), planned, today="2026-08-30")) == ["prepare", "invite", "agree", "hold"]
    assert _now(_plan(_meeting_level(), planned, today="2026-08-31")) == ["invite", "hold", "prepare", "agree"]


def test_what_is_got_ready_for_a_call_comes_before_it_and_what_may_be_left_out_does_not() -> None:
    until_called = {"applies": {"not": {"fact": "contact_made"}}}
    call = a_task("call", records={"fact": "contact_made"})
    ready, ask = a_task("ready", **until_called), a_task("ask", obligation="may", **until_called)
    due = a_deadline("within", 1, met_by={"fact": "contact_made"})
    found = _plan(a_level("0", ready, ask, call, a_task("note"), deadlines=[due]), today="2026-08-31")
    assert _now(found) == ["ready", "call", "note", "ask"]


def test_own_dates_are_one_list_in_the_order_of_their_days() -> None:
    own = a_fact(2, "own_date_set", "2026-08-24", deadline="meeting", on="2026-08-29")
    review = a_fact(3, "planned", "2026-08-24", task="agree", on="2026-08-27")
    found = _plan(_meeting_level(), own, review, today="2026-08-25").own_dates
    assert [(one.task, one.deadline, one.on, one.remark) for one in found] == [
        ("agree", None, day("2026-08-27"), None),
        (None, "meeting", day("2026-08-29"), "weekend"),
    ]


def test_of_a_meeting_there_is_one_day_the_one_it_is_set_to() -> None:
    own = a_fact(2, "own_date_set", "2026-08-24", deadline="meeting", on="2026-08-28")
    first = a_fact(3, "planned", "2026-08-24", task="hold", on="2026-08-27")
    moved = a_fact(4, "planned", "2026-08-25", task="hold", on="2026-09-01")
    (found,) = _plan(_meeting_level(), own, first, moved, today="2026-08-26").own_dates
    assert (found.task, found.on, found.after) == ("hold", day("2026-09-01"), day("2026-08-31"))


def test_a_day_set_for_what_is_not_relevant_yet_is_kept_and_none_for_what_is_done() -> None:
    later = a_task("again", applies={"fact": "meeting_held"})
    done = a_task("hold", records={"fact": "meeting_held"})
    level = a_level("0", done, later)
    planned = [a_fact(2, "planned", "2026-08-24", task="again", on="2026-09-10")]
    planned.append(a_fact(3, "planned", "2026-08-24", task="hold", on="2026-08-27"))
    assert [one.task for one in _plan(level, *planned).own_dates] == ["hold", "again"]
    held = a_fact(4, "meeting_held", "2026-08-27")
    assert [one.task for one in _plan(level, *planned, held, today="2026-08-28").own_dates] == ["again"]
    closed = a_fact(5, "closed", "2026-08-28")
    assert _plan(level, *planned, held, closed, today="2026-08-28").own_dates == ()


@pytest.mark.parametrize(
    ("today", "standing"),
    [("2026-08-27", "done"), ("2026-08-30", "due_soon"), ("2026-09-02", "due_today"), ("2026-09-03", "overdue")],
)
def test_what_recurs_goes_on_from_the_day_it_was_done(today: str, standing: str) -> None:
    weekly = a_deadline("recurring", 1, anchor=None, met_by={"fact": "task_done", "task": "look"})
    level = a_level("0", a_task("look"), deadlines=[weekly.model_dump(by_alias=True)])
    assert _only(_plan(level)).state == "open"
    looked = a_fact(2, "task_done", "2026-08-26", task="look")
    found = _plan(level, looked, today=today)
    assert (_only(found).state, _now(found)) == (standing, [] if standing == "done" else ["look"])
    again = a_fact(3, "task_done", today, task="look")
    assert _only(_plan(level, looked, again, today=today)).state == "done"


def _left(*tasks: Piece, needs: tuple[str, ...] = ()) -> Piece:
    """Level 0 with these tasks and a judgement that leads to level 1."""
    return a_level(
        "0", *tasks, decisions=[a_decision("judge", an_outcome("up", "go_to", "1") | {"needs": list(needs)})]
    )


def _gone_on(level: Piece, *facts: Fact, here: Piece | None = None) -> Plan:
    up = a_fact(8, "decided", "2026-08-26", decision="judge", outcome="up")
    routine = a_routine(level, here or a_level("1"))
    return plan(routine, [RAISED, *facts, up], Calendar(), day("2026-08-27"))


TELL = a_task("tell", records={"fact": "leadership_informed"})


def test_what_must_be_done_and_was_not_is_carried_along_from_the_level_left() -> None:
    level = _left(
        TELL, a_task("log"), a_task("file", carries=True), a_task("look"), a_task("meet", **HELD), needs=("log",)
    )
    found = _gone_on(level)
    assert [(one.level, one.round, one.state.task.id) for one in found.carried] == [
        ("0", 1, "tell"),
        ("0", 1, "log"),
        ("0", 1, "file"),
    ]
    assert _plan(level).carried == ()


def test_a_meeting_that_was_not_held_is_carried_only_when_the_case_went_on_without_it() -> None:
    went_on = a_fact(7, "went_on", "2026-08-26", decision="judge", outcome="up", task="meet")
    assert [one.state.task.id for one in _gone_on(_left(a_task("meet", **HELD)), went_on).carried] == ["meet"]


@pytest.mark.parametrize(
    ("task", "facts"),
    [
        (TELL | {"obligation": "should"}, []),
        (TELL, [a_fact(2, "leadership_informed", "2026-08-25")]),
        (TELL, [a_fact(9, "leadership_informed", "2026-08-27", level="1")]),  # done since, on the level after
        (TELL, [a_fact(2, "task_skipped", "2026-08-25", task="tell")]),
        (TELL | {"applies": {"fact": "meeting_held"}}, []),
    ],
)
def test_what_is_recommended_done_left_out_or_moot_is_not_carried(task: Piece, facts: list[Fact]) -> None:
    assert _gone_on(_left(task), *facts).carried == ()


def test_what_is_to_be_done_on_the_present_level_is_not_carried_too() -> None:
    same = a_task("inform", records={"fact": "leadership_informed"})
    for task in (TELL, same):
        assert _gone_on(_left(TELL), here=a_level("1", task)).carried == ()


def test_a_day_that_is_set_and_who_sees_the_case_do_not_bring_a_judgement_back() -> None:
    level = a_level("0", a_task("call"), decisions=[a_decision("judge")])
    talked = a_fact(2, "talk_held", "2026-08-25")
    waits = a_fact(3, "decided", "2026-08-25", decision="judge", outcome="stay")
    quiet = [
        a_fact(4, "own_date_set", "2026-08-25", deadline="x", on="2026-09-01"),
        a_fact(5, "handed_over", "2026-08-25"),
    ]
    assert _plan(level, talked, waits, *quiet, today="2026-08-26").decision is None
    more = a_fact(6, "task_done", "2026-08-26", task="call")
    assert _plan(level, talked, waits, *quiet, more, today="2026-08-26").decision is not None
