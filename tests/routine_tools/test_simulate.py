"""`./routine simulate`, and the branches that its coverage counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from routine_tools.branches import Branch, branches, covered
from routine_tools.scenario import ROUTINES, Scenario
from tests.routine_tools.called import called, copied, routine_of

FILE = ROUTINES / "faerder" / "scenarios" / "2a-til-2b.yaml"


def _course(*events: dict[str, Any], today: str = "2026-08-24", **asked: Any) -> Scenario:
    """Færder from Monday 24 August; an event without a day is of that day."""
    days = [{"day": "2026-08-24", **event} for event in events]
    return Scenario.model_validate(
        {
            "title": "x",
            "breaks": [],
            "opened": "2026-08-24",
            "events": days,
            "asked": [{"today": today, "level": "0", **asked}],
        }
    )


def _goes(*events: dict[str, Any], today: str = "2026-08-24") -> set[str]:
    return {str(branch) for branch in covered(routine_of("faerder"), _course(*events, today=today))}


TALK, WORRIED, SHARED, ON = (
    {"tick": "talk_foresatte"},
    {"decide": "wonder/worried"},
    {"tick": "share_with_colleague"},
    {"decide": "go_on/worried", "anyway": True},  # nobody has looked into the absence
)
AT_LEVEL_1 = (TALK, WORRIED, SHARED, ON)


def test_a_scenario_is_shown_day_by_day() -> None:
    found = called("simulate", FILE)
    assert found.exit_code == 0
    assert "mandag 23. november 2026" in found.output
    assert "do first_meeting" in found.output
    assert "1 scenario, none with differences" in found.output


def test_a_difference_is_shown_and_counts(tmp_path: Path) -> None:
    file = copied("faerder", tmp_path) / "scenarios" / FILE.name
    file.write_text(FILE.read_text(encoding="utf-8").replace("state: met,", "state: overdue,"), encoding="utf-8")
    found = called("simulate", file, "--quiet")
    assert found.exit_code == 1
    assert "≠ 2026-11-20: deadline faerder.2a.eval: expected state='overdue'" in found.output


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("title: [", "faerder/scenarios/slip.yaml, line 1: This is not valid YAML"),
        ("title: x\nbreaks: []\nopened: 2026-08-24\nasked: []\n", "A scenario asks at least once"),
        (
            "title: x\nbreaks: []\nopened: 2026-08-24\nevents: [{day: 2026-08-24, tick: nothing}]\n"
            "asked: [{today: 2026-08-24, level: '0'}]\n",
            "there is no nothing on the level",
        ),
    ],
)
def test_a_file_that_cannot_be_told_is_named_with_the_reason(content: str, why: str, tmp_path: Path) -> None:
    file = copied("faerder", tmp_path) / "scenarios" / "slip.yaml"
    file.write_text(content, encoding="utf-8")
    found = called("simulate", file, "--coverage")
    assert found.exit_code == 1
    assert "faerder/scenarios/slip.yaml, line " in found.output
    assert why in found.output


def test_the_coverage_lists_what_no_scenario_goes_through(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path)
    for file in (folder / "scenarios").glob("*.yaml"):
        if file.name != "2a-til-2b.yaml":
            file.unlink()
    found = called("simulate", folder, "--coverage", "--quiet")
    assert found.exit_code == 0
    assert "branches covered" in found.output
    assert "not covered  2A.evaluation: “works_close” taken" in found.output
    assert "2A.evaluation: “not_enough” taken" not in found.output


def test_the_branches_are_those_of_the_rules() -> None:
    there = {str(branch) for branch in branches(routine_of("faerder"))}
    assert there >= {
        "0.wonder: “cleared” taken",
        "0.share_with_colleague.applies: false",
        "0.go_on.asked_when (fact: shared_with_colleague): true",
        "2A.evaluate.waits_for: false",
        "1.pupil.involved_by: true",
        "1.faerder.1.eval: waiting",
        "1.faerder.1.eval: too late",
        "1.evaluate: to be done in a later round",
    }
    assert "1.faerder.1.meeting: waiting" not in there  # nobody is on level 1 without the decision it counts from
    assert not any(branch.startswith("0.faerder.0.contact") for branch in there)  # no date, no states
    assert "0.analyse: to be done in a later round" not in there  # nothing in the routine leads back to level 0


@pytest.mark.parametrize(
    ("events", "today", "gone", "not_gone"),
    [
        ((), "2026-08-24", "0.wonder.asked_when: false", "0.wonder.asked_when: true"),
        ((TALK,), "2026-08-24", "0.wonder.asked_when: true", "0.wonder: “worried” taken"),
        ((TALK, WORRIED), "2026-08-24", "0.share_with_colleague.applies: true", "0.kollega.involved_by: true"),
        (AT_LEVEL_1, "2026-08-25", "1.faerder.1.meeting: dated", "1.faerder.1.meeting: too late"),
        (AT_LEVEL_1, "2026-09-01", "1.faerder.1.meeting: too late", "1.faerder.1.meeting: met"),
        ((*AT_LEVEL_1, {"tick": "hold_meeting"}), "2026-08-24", "1.faerder.1.meeting: met", "1.faerder.1.eval: met"),
        (
            (*AT_LEVEL_1, {"tick": "evaluate"}, {"decide": "evaluation/other_measures"}),
            "2026-08-24",
            "1.evaluate: to be done in a later round",
            "1.evaluation: “closed” taken",
        ),
        (
            (TALK, {"decide": "wonder/cleared"}),
            "2026-08-24",
            "0.wonder: “cleared” taken",
            "0.kollega.involved_by: true",
        ),
    ],
)
def test_a_branch_counts_when_the_plan_goes_through_it(
    events: tuple[dict[str, Any], ...], today: str, gone: str, not_gone: str
) -> None:
    been = _goes(*events, today=today)
    assert gone in been
    assert not_gone not in been


def test_only_branches_that_there_are_can_be_covered() -> None:
    routine = routine_of("faerder")
    been = covered(routine, _course(*AT_LEVEL_1, {"tick": "evaluate"}, {"decide": "evaluation/consult"}))
    assert been <= branches(routine)
    assert Branch("1.evaluation", "“consult” taken") in been


TICK = "{day: 2026-08-24, tick: talk_foresatte}"


@pytest.mark.parametrize(
    ("events", "line", "why"),
    [
        ([TICK, TICK], 6, "talk_foresatte is done already"),
        ([TICK, "{day: 2026-08-24, take_back: talk}"], 6, "there is no talk among the names of earlier events"),
        ([TICK, "{day: 2026-08-25, tick: talk_foresatte, corrects: talk}"], 6, "there is no talk among the names"),
        (["{day: 2026-08-24, tick: nothing}"], 5, "there is no nothing on the level"),
        (["{day: 2026-08-24, attempt: nothing}"], 5, "there is no nothing on the level"),
        (["{day: 2026-08-24, plan: nothing, to: 2026-08-25}"], 5, "there is no nothing on the level"),
        (["{day: 2026-08-24, hold: nothing}"], 5, "there is no nothing among the guides"),
        (["{day: 2026-08-24, decide: nothing}"], 5, "`decide` is written as decision/outcome"),
        (["{day: 2026-08-24, decide: nothing/worried}"], 5, "there is no nothing/worried on the level"),
        (["{day: 2026-08-24, own_date: nothing, to: 2026-08-25}"], 5, "there is no nothing on the level"),
        ([TICK, "{day: 2026-08-24, decide: wonder/cleared}"] * 2, 7, "nothing but reopening is recorded"),
        ([TICK, "{day: 2026-08-24, case: closed}", "{day: 2026-08-24, case: closed}"], 7, "nothing but reopening"),
        ([TICK, "{day: 2026-12-24, tick: talk_foresatte}"], 6, "is done already"),  # after the last day asked about
        (["{day: 9999-12-31, tick: talk_foresatte}"], 5, "less than or equal to 2099-12-31"),
        (["{day: 1899-12-31, tick: talk_foresatte}"], 5, "greater than or equal to 1901-01-01"),
        (["{day: 2026-02-30, tick: talk_foresatte}"], 5, "day is out of range"),
        (["{day: i dag, tick: talk_foresatte}"], 5, "`i dag` is not a day. Write it as 2026-08-24."),
        (["{day: 2026-08-24, tick: 3}"], 5, '`3` is no text as it stands. Write it in quotes: "3".'),
        (["{day: 2026-08-24, tick: a, tick: b}"], 5, "The key `tick` stands twice."),
        (["{day: 2026-08-24, tick: a, attempt: b}"], 5, "An event has exactly one of"),
        (["{day: 2026-08-24}"], 5, "An event has exactly one of"),
        (["{day: 2026-08-24, answer: b}"], 5, "This key is not known."),
        (["talk_foresatte"], 5, "`talk_foresatte` is not keys of its own"),
    ],
)
@pytest.mark.parametrize("coverage", [[], ["--coverage"]])
def test_an_event_that_cannot_be_is_told_with_its_file_and_line(
    coverage: list[str], events: list[str], line: int, why: str, tmp_path: Path
) -> None:
    folder = copied("faerder", tmp_path)
    for other in (folder / "scenarios").glob("*.yaml"):
        other.unlink()
    file = folder / "scenarios" / "slip.yaml"
    told = "".join(f"  - {event}\n" for event in events)
    asked = "asked: [{today: 2026-08-24, level: '0'}]\n"
    file.write_text(f"title: x\nbreaks: []\nopened: 2026-08-24\nevents:\n{told}{asked}", encoding="utf-8")
    found = called("simulate", folder, *coverage)
    assert (found.exit_code, type(found.exception)) == (1, SystemExit), found.output
    lines = [one for one in found.output.splitlines() if "faerder/scenarios/slip.yaml" in one]
    assert len(lines) == 1  # once, with --coverage too
    assert f"slip.yaml, line {line}: " in lines[0]
    assert why in lines[0]


def test_the_coverage_tells_of_a_file_that_was_not_asked_for(tmp_path: Path) -> None:
    folder = copied("faerder", tmp_path)
    for other in (folder / "scenarios").glob("*.yaml"):
        if other.name != FILE.name:
            other.unlink()
    (folder / "scenarios" / "slip.yaml").write_text("title: [", encoding="utf-8")
    found = called("simulate", folder / "scenarios" / FILE.name, "--coverage", "--quiet")
    assert found.exit_code == 1
    assert "faerder/scenarios/slip.yaml, line 1" in found.output
    assert "branches covered" in found.output
