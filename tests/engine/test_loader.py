"""Reading a routine folder: every problem at once, each with a code, a place, what is wrong and what to write."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.engine.linter import FOUND_WHEN_READING
from api.engine.loader import PROBLEM_CODES, Problem, RoutineProblems, content_hash, load, read
from api.engine.schema import Common

from .small import Piece, a_deadline, a_decision, a_level, a_measure_group, an_anchor, an_outcome, text

BROKEN = Path(__file__).parent / "broken"
COMMON = BROKEN / "common"
DOC = Path(__file__).parents[2] / "docs" / "add-your-routine.md"

Change = Callable[[Any], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the valid routine, to be broken."""
    return Path(shutil.copytree(BROKEN / "valid", tmp_path / "valid"))


def _change(folder: Path, change: Change, file: str = "routine.yaml") -> list[Problem]:
    """The problems after `change` was done to the content of `file`."""
    content = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    change(content)
    (folder / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read(folder, COMMON)[1]


def _set(*path: str | int, to: Any) -> Change:
    """Puts `to` at this path; at the end of a list when the path ends in "+"."""

    def change(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        if path[-1] == "+":
            content.append(to)
        else:
            content[path[-1]] = to

    return change


def _found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in problems]


def test_the_valid_routine_has_no_problems() -> None:
    routine, problems = read(BROKEN / "valid")
    assert problems == []
    assert routine is not None
    assert routine == load(BROKEN / "valid")
    assert [guide.id for guide in routine.guides] == ["wonder"]
    assert [role.id for role in routine.roles] == ["kontaktlaerer", "rektor"]
    assert routine.form("logg").url == "https://example.org/logg"


def test_every_code_found_when_reading_has_its_broken_routine() -> None:
    assert {folder.name for folder in BROKEN.iterdir()} == {*FOUND_WHEN_READING, "valid", "common"}


@pytest.mark.parametrize(
    ("code", "place", "what", "write"),
    [
        ("R001", "guides/wonder.yaml, line 15", "not valid YAML", "Check quotes"),
        (
            "R002",
            "routine.yaml, line 40: levels[0].tasks[1].obligation",
            "`maybe` is not known here",
            "'must', 'must_when', 'should', 'may' or 'if_needed'",
        ),
        ("R003", "routine.yaml, line 36: levels.0.tasks.call_home", "`call_home` stands twice", "an id of its own"),
        (
            "R004",
            "routine.yaml, line 91: levels.1.tell_leaders.by",
            "no role `rektoren`",
            "one of: kontaktlaerer, rektor.",
        ),
        ("R005", "routine.yaml, line 78: levels.1", "No decision leads here", '`to: "1"`'),
        ("R006", "routine.yaml, line 62: levels.0.decisions", "Every way leads on", "closes, monitors or continues"),
        (
            "R007",
            "routine.yaml, line 63: levels.0.go_on",
            "“bekymringen er avkreftet” stands twice (nb)",
            "Word them apart",
        ),
        ("R008", "routine.yaml, line 25: levels.0.tasks", "has 42 characters", "40 or fewer"),
        (
            "R009",
            "routine.yaml, line 61: levels.0.call.met_by",
            "records `meeting_held`",
            "`records: {fact: meeting_held}`",
        ),
        ("R010", "routine.yaml, line 3: id", "folder is called `valid`", "`id: valid`"),
        (
            "R014",
            "routine.yaml, line 33: levels.0.call_home.records",
            "`talk_held, with: pupil`",
            "`records: {fact: talk_held, with: pupil}`",
        ),
        ("R015", "routine.yaml, line 25: levels.0.tasks", "Nothing is to be done again", "`each_round: true`"),
        ("R016", "routine.yaml, line 27: levels.0.call_home.asked", "“Ringe hjem!” stands twice", "Take one away"),
    ],
)
def test_a_broken_routine_is_reported_with_its_code_and_no_other(code: str, place: str, what: str, write: str) -> None:
    with pytest.raises(RoutineProblems) as refused:
        load(BROKEN / code / "valid", COMMON)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == (code, place)
    assert what in problem.what
    assert write in problem.write
    assert str(refused.value) == f"{code} {place}: {problem.what} {problem.write}"


@pytest.mark.parametrize("code", FOUND_WHEN_READING)
def test_every_broken_routine_has_its_code_and_no_other(code: str) -> None:
    (broken,) = (BROKEN / code).iterdir()
    assert {problem.code for problem in read(broken, COMMON)[1]} == {code}


# Those found on publishing are tried out in test_compatibility.py.
@pytest.mark.parametrize("code", PROBLEM_CODES)
def test_every_code_is_described(code: str) -> None:
    assert re.search(rf"\b{code}\b", DOC.read_text(encoding="utf-8")), (
        f"docs/add-your-routine.md does not describe {code}"
    )


def test_several_problems_come_all_at_once(folder: Path) -> None:
    def break_it(content: Any) -> None:
        content["id"] = "other"
        content["levels"][1]["tasks"][0]["by"] = ["rektoren", "vaktmester"]
        content["levels"][0]["decisions"][0]["outcomes"][0]["does"] = "wait"
        content["levels"][0]["deadlines"][0]["anchor"]["event"]["fact"] = "minutes_sent"

    problems = _change(folder, break_it)
    assert [problem.code for problem in problems] == ["R004", "R004", "R006", "R009", "R010"]


def test_several_misfits_in_several_files_come_all_at_once(folder: Path) -> None:
    (folder / "guides" / "a.yaml").write_text("id: a\n", encoding="utf-8")
    _change(folder, _set("surprise", to=1), "guides/wonder.yaml")
    problems = _change(folder, lambda content: content.pop("name"))
    places = [problem.place for problem in problems]
    assert {problem.code for problem in problems} == {"R002"}
    assert {"guides/a.yaml: kind", "guides/wonder.yaml: surprise", "routine.yaml: name"} <= set(places)
    what = {problem.place: problem.what for problem in problems}
    assert what["guides/wonder.yaml: surprise"] == "This key is not known."
    assert what["routine.yaml: name"] == "This key is missing."


def test_every_file_that_cannot_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "guides" / "latin.yaml").write_bytes("id: æ".encode("latin-1"))
    (folder / "routine.yaml").write_text("id: [", encoding="utf-8")
    routine, problems = read(folder, tmp_path)
    assert routine is None
    assert [(problem.code, problem.where) for problem in problems] == [
        ("R001", "roles.yaml"),
        ("R001", "guides/latin.yaml"),
        ("R001", "routine.yaml, line 1"),
    ]
    assert problems[0].what == "The file is missing."


@pytest.mark.parametrize("content", ["", "- id: valid\n", "valid\n"])
def test_a_routine_without_keys_is_reported(folder: Path, content: str) -> None:
    (folder / "routine.yaml").write_text(content, encoding="utf-8")
    routine, problems = read(folder, COMMON)
    assert routine is None
    assert _found(problems) == [("R002", "routine.yaml")]


def test_an_empty_guide_is_reported(folder: Path) -> None:
    (folder / "guides" / "empty.yaml").write_text("", encoding="utf-8")
    assert _found(read(folder, COMMON)[1]) == [("R002", "guides/empty.yaml")]


def test_a_routine_without_guides_links_or_shared_roles_is_whole(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "guides")
    (folder / "links.csv").unlink()
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "roles.yaml").write_text("", encoding="utf-8")

    def own_roles(content: Any) -> None:
        content["roles"] = yaml.safe_load((COMMON / "roles.yaml").read_text(encoding="utf-8"))
        del content["levels"][0]["tasks"][0]["guide"]
        del content["levels"][0]["documentation"]

    problems = _change(folder, own_roles)
    assert problems == []
    assert load(folder).form("logg").url is None


def test_a_routine_words_a_shared_role_anew(folder: Path) -> None:
    role = {"id": "rektor", "name": text("Skoleleder"), "definite": text("skolelederen")}
    assert _change(folder, _set("roles", to=[role])) == []
    routine = load(folder, COMMON)
    assert [each.id for each in routine.roles] == ["rektor", "kontaktlaerer"]
    assert routine.role("rektor").name.nb == "Skoleleder"


def test_a_link_to_a_form_that_is_not_there_is_reported(folder: Path) -> None:
    (folder / "links.csv").write_text("form,url\nlog,https://example.org\n", encoding="utf-8")
    (problem,) = read(folder, COMMON)[1]
    assert (problem.code, problem.place) == ("R004", "links.csv: log")
    assert problem.write == "Write one of: logg."


def a_rule(**limit: object) -> Piece:
    """A rule of when absence counts, with a number."""
    return {"id": "t", "ours": True, "text": text(), "limit": {"amount": 3, "unit": "days", "period": "month"} | limit}


FIRST = ("levels", 0)
TASK = (*FIRST, "tasks", 0)
DECISION = (*FIRST, "decisions", 0)
GAP = {"id": "g0", "ours": True, "about": "other", "text": text(), "ask": "nobody"}
ELSEWHERE = {"fact": "decided", "decision": "nothing", "anywhere": True}


@pytest.mark.parametrize(
    ("change", "place", "kind"),
    [
        (_set("forms", 0, "system", to="gone"), "forms.logg.system", "system"),
        (_set("gaps", to=[GAP]), "gaps.g0.ask", "role"),
        (_set(*TASK, "by", to=["gone"]), "levels.0.call_home.by", "role"),
        (_set(*TASK, "guide", to="gone"), "levels.0.call_home.guide", "guide"),
        (_set(*TASK, "forms", to=["gone"]), "levels.0.call_home.forms", "form"),
        (_set(*TASK, "phase", to="meeting"), "levels.0.call_home.phase", "phase"),  # a phase of another level
        (_set(*FIRST, "guides", to=["wonder", "gone"]), "levels.0.guides", "guide"),
        (_set(*FIRST, "people", 0, "role", to="gone"), "levels.0.people", "role"),
        (_set(*FIRST, "gaps", to=[GAP]), "levels.0.gaps.g0.ask", "role"),
        (_set(*FIRST, "documentation", "systems", to=["gone"]), "levels.0.documentation", "system"),
        (_set(*FIRST, "documentation", "forms", to=["gone"]), "levels.0.documentation", "form"),
        (_set(*DECISION, "outcomes", 1, "needs", to=["tell_leaders"]), "levels.0.go_on.worried.needs", "task"),
        (_set(*DECISION, "outcomes", "+", to=an_outcome("far", "go_to", "7")), "levels.0.go_on.far.to", "level"),
        (_set(*TASK, "applies", to={"fact": "talk_held", "level": "7"}), "levels.0.call_home", "level"),
        (_set(*TASK, "waits_for", to={"fact": "task_done", "task": "gone"}), "levels.0.call_home", "task"),
        (_set(*FIRST, "people", 0, "involved_by", to={"not": ELSEWHERE}), "levels.0.people", "decision"),
        (_set(*DECISION, "asked_when", to={"all": [ELSEWHERE]}), "levels.0.go_on", "decision"),
        (_set(*DECISION, "outcomes", "+", to=an_outcome("watch", "monitor", "7")), "levels.0.go_on.watch.to", "level"),
        (_set(*FIRST, "deadlines", 0, "applies", to={"not": ELSEWHERE}), "levels.0.call", "decision"),
        (_set(*FIRST, "deadlines", 0, "met_by", to={"any": [ELSEWHERE]}), "levels.0.call", "decision"),
        (_set(*FIRST, "deadlines", 0, "anchor", "event", to=ELSEWHERE), "levels.0.call", "decision"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported(folder: Path, change: Change, place: str, kind: str) -> None:
    (problem,) = _change(folder, change)
    assert (problem.code, problem.place) == ("R004", f"routine.yaml: {place}")
    assert problem.what.startswith(f"There is no {kind} `")


@pytest.mark.parametrize(
    ("rule", "question"),
    [
        ({"answered": "w.gone"}, "w.gone"),
        ({"compare": {"question": "w.lost", "is": "equal", "value": 1}}, "w.lost"),
        ({"any": [{"answered": "w.sleep"}, {"not": {"answered": "w.gone"}}]}, "w.gone"),
    ],
)
def test_a_rule_of_a_question_names_questions_that_are_there(folder: Path, rule: Piece, question: str) -> None:
    (problem,) = _change(folder, _set("questions", 1, "applies", to=rule), "guides/wonder.yaml")
    assert (problem.code, problem.place) == ("R004", "guides/wonder.yaml: w.since.applies")
    assert problem.what == f"There is no question `{question}`."
    assert problem.write == "Write one of: w.since, w.sleep."


def test_the_form_of_a_guide_is_there(folder: Path) -> None:
    problems = _change(folder, _set("template", to="gone"), "guides/wonder.yaml")
    assert _found(problems) == [("R004", "guides/wonder.yaml: template")]


def test_when_there_is_nothing_to_refer_to_the_report_says_so(folder: Path) -> None:
    (folder / "guides" / "wonder.yaml").unlink()
    (problem,) = read(folder, COMMON)[1]
    assert problem.write == "Write one of: none."


def test_a_rule_may_look_at_another_level_by_its_name(folder: Path) -> None:
    other = {"fact": "decided", "level": "0", "decision": "go_on", "anywhere": True}
    silent: Piece = {"days_since": {"fact": "talk_held", "days": 3}}
    assert _change(folder, _set("levels", 1, "tasks", 0, "waits_for", to={"any": [other, silent]})) == []


@pytest.mark.parametrize(
    ("change", "file", "place", "name"),
    [
        (lambda c: c.update(systems=c["systems"] * 2), "routine.yaml", "routine.yaml: systems.arkiv", "arkiv"),
        (lambda c: c.update(forms=c["forms"] * 2), "routine.yaml", "routine.yaml: forms.logg", "logg"),
        (
            lambda c: c.update(roles=[{"id": "pht", "name": text(), "definite": text()}] * 2),
            "routine.yaml",
            "routine.yaml: roles.pht",
            "pht",
        ),
        (
            lambda c: c["questions"].append(c["questions"][0]),
            "guides/wonder.yaml",
            "guides/wonder.yaml: w.sleep",
            "w.sleep",
        ),
        (
            lambda c: c["levels"][0]["decisions"].append(a_decision("go_on")),
            "routine.yaml",
            "routine.yaml: levels.0.decisions.go_on",
            "go_on",
        ),
        (lambda c: c["levels"].append(a_level("1", deadlines=[])), "routine.yaml", "routine.yaml: levels.1", "1"),
    ],
)
def test_an_id_that_stands_twice_is_reported(folder: Path, change: Change, file: str, place: str, name: str) -> None:
    double = [problem for problem in _change(folder, change, file) if problem.code == "R003"]
    assert (place, f"The id `{name}` stands twice.") in [(problem.place, problem.what) for problem in double]


def test_a_guide_or_a_deadline_that_stands_twice_is_reported(folder: Path) -> None:
    shutil.copy(folder / "guides" / "wonder.yaml", folder / "guides" / "again.yaml")

    def same_deadline(content: Any) -> None:
        content["levels"][1]["deadlines"] = content["levels"][0]["deadlines"]

    double = [(problem.place, problem.what) for problem in _change(folder, same_deadline)]
    groups = {
        "routine.yaml: levels.1.call": "call",
        "guides/wonder.yaml": "wonder",
        "guides/wonder.yaml: w.sleep": "w.sleep",
    }
    for group, name in groups.items():
        assert (group, f"The id `{name}` stands twice.") in double


def test_the_same_task_and_decision_ids_may_stand_on_different_levels(folder: Path) -> None:
    def same_names(content: Any) -> None:
        first, second = content["levels"]
        second["tasks"][0]["id"] = first["tasks"][1]["id"]
        second["decisions"] = [a_decision("go_on", an_outcome("end", "close"))]

    assert _change(folder, same_names) == []


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["go_to", "close"], True),
        (["go_to", "monitor"], True),
        (["go_to", "continue"], True),
        (["go_to", "wait"], False),
        (["go_to", "choose"], False),  # a choice ends nothing
        (["wait", "close"], True),
    ],
)
def test_a_level_that_leads_on_has_another_way_too(folder: Path, outcomes: list[str], whole: bool) -> None:
    ways = [an_outcome(does, does, "0" if does == "go_to" else None) for does in outcomes]
    decision = a_decision("review") | {"outcomes": ways}
    _change(folder, _set("levels", 1, "tasks", 0, "each_round", to=True))
    problems = _change(folder, _set("levels", 1, "decisions", to=[decision]))
    assert _found(problems) == ([] if whole else [("R006", "routine.yaml: levels.1.decisions")])


def test_the_first_level_has_a_decision(folder: Path) -> None:
    def one_level(content: Any) -> None:
        del content["levels"][1]
        del content["levels"][0]["decisions"]

    (problem,) = _change(folder, one_level)
    assert (problem.code, problem.place, problem.write) == ("R006", "routine.yaml: levels.0", "Add `decisions`.")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ({"nb": "x" * 40, "nn": "y" * 40}, []),
        ({"nb": "x" * 41, "nn": "y" * 40}, ["R008"]),
        ({"nb": "x" * 40, "nn": "y" * 41}, ["R008"]),
        ({"nb": "LOGGEN er skrevet", "nn": "y"}, ["R007"]),  # the case of the letters tells nothing apart
        ({"nb": "x", "nn": "Loggen er skriven"}, ["R007"]),
        ({"nb": "Loggen er skrevet", "nn": "Loggen er skriven"}, ["R007", "R007"]),
    ],
)
def test_the_buttons_of_the_tasks_can_be_told_apart_and_fit(folder: Path, words: Piece, codes: list[str]) -> None:
    problems = _change(folder, _set(*TASK, "done", to=words))
    assert _found(problems) == [(code, "routine.yaml: levels.0.tasks") for code in codes]


def test_the_same_words_may_stand_on_buttons_of_different_questions(folder: Path) -> None:
    words = {"nb": "Loggen er skrevet", "nn": "Loggen er skriven"}
    assert _change(folder, _set(*DECISION, "outcomes", 0, "text", to=words)) == []


def test_a_deadline_counts_from_a_fact_that_can_be_recorded(folder: Path) -> None:
    change = _set(*FIRST, "deadlines", 0, "anchor", to=an_anchor("consent_given"))
    assert _found(_change(folder, change)) == [("R009", "routine.yaml: levels.0.call.anchor")]
    consent = {"fact": "consent_given"}
    assert _change(folder, _set("levels", 1, "tasks", 0, "records", to=consent)) == []
    assert _change(folder, _set(*FIRST, "deadlines", 0, "met_by", to={"not": {"fact": "minutes_sent"}})) == [
        Problem(
            "R009",
            "levels.0.call.met_by",
            "No task, guide or decision records `minutes_sent`.",
            "Let a task record it: `records: {fact: minutes_sent}`.",
            "routine.yaml",
            28,
        )
    ]


def test_a_guide_alone_may_record_the_fact_a_deadline_waits_for(folder: Path) -> None:
    _change(folder, _set("completes", to={"fact": "mapping_summarised"}), "guides/wonder.yaml")
    _change(folder, lambda content: content["levels"][0]["tasks"][0].pop("guide"))
    assert _change(folder, _set(*FIRST, "deadlines", 0, "met_by", to={"fact": "mapping_summarised"})) == []


@pytest.mark.parametrize(
    ("records", "ticked"),
    [
        ({"fact": "talk_held", "with": "foresatte"}, True),
        ({"fact": "talk_held"}, True),  # with whomever
        ({"fact": "talk_held", "with": "pupil"}, False),
        ({"fact": "contact_made", "with": "foresatte"}, False),
        (None, False),  # a tick is then `task_done`, which no guide completes
    ],
)
def test_a_guide_held_to_its_end_ticks_the_task_that_starts_it(folder: Path, records: Any, ticked: bool) -> None:
    codes = {problem.code for problem in _change(folder, _set(*TASK, "records", to=records))}
    assert ("R014" in codes) is not ticked


def test_a_round_that_is_opened_has_something_to_do(folder: Path) -> None:
    again = a_decision("review", an_outcome("again", "continue"))
    problems = _change(folder, _set("levels", 1, "decisions", to=[again]))
    assert _found(problems) == [("R015", "routine.yaml: levels.1.tasks")]
    assert _change(folder, _set("levels", 1, "tasks", 0, "each_round", to=True)) == []


def test_a_deadline_may_have_no_anchor_at_all(folder: Path) -> None:
    loose = a_deadline("none", anchor=None, met_by=None).model_dump(mode="json", by_alias=True)
    assert _change(folder, _set(*FIRST, "deadlines", to=[loose])) == []


def test_the_version_follows_the_content_and_nothing_else(folder: Path) -> None:
    before = content_hash(load(folder, COMMON))
    assert re.fullmatch("[0-9a-f]{16}", before)
    _change(folder, lambda content: content)  # the same content with its keys in another order
    assert content_hash(load(folder, COMMON)) == before
    _change(folder, _set("questions", 1, "why", "nn", to="Noko anna."), "guides/wonder.yaml")
    after_guide = content_hash(load(folder, COMMON))
    (folder / "links.csv").write_text("form,url\nlogg,https://example.org/ny\n", encoding="utf-8")
    assert len({before, after_guide, content_hash(load(folder, COMMON))}) == 3


def test_the_real_routines_are_without_problems() -> None:
    routines = Path(__file__).parents[2] / "routines"
    found = {file.parent.name: read(file.parent)[1] for file in routines.glob("*/routine.yaml")}
    assert "faerder" in found
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize(
    "rule", [{"answered": "w.gone"}, {"compare": {"question": "w.gone", "is": "equal", "value": 1}}]
)
def test_a_rule_of_a_task_names_questions_that_are_there(folder: Path, rule: Piece) -> None:
    assert _found(_change(folder, _set(*TASK, "applies", to=rule))) == [("R004", "routine.yaml: levels.0.call_home")]


@pytest.mark.parametrize("detail", [{"decision": "gone"}, {"task": "gone"}])
def test_a_rule_about_another_level_names_what_is_there(folder: Path, detail: Piece) -> None:
    other = {"fact": "decided", "level": "0", "anywhere": True, **detail}
    problems = _change(folder, _set("levels", 1, "tasks", 0, "waits_for", to=other))
    assert _found(problems) == [("R004", "routine.yaml: levels.1.tell_leaders")]


def test_a_rule_names_outcomes_that_are_there(folder: Path) -> None:
    rule = {"fact": "decided", "decision": "go_on", "outcome": "gone"}
    assert _found(_change(folder, _set(*TASK, "applies", to=rule))) == [("R004", "routine.yaml: levels.0.call_home")]


@pytest.mark.parametrize(
    ("file", "path", "twin"),
    [
        ("routine.yaml", (*DECISION, "outcomes", "+"), an_outcome("cleared", "wait")),
        ("routine.yaml", (*FIRST, "phases", "+"), {"id": "talk", "name": text()}),
        ("routine.yaml", ("gaps",), [GAP | {"ask": None}] * 2),
        ("routine.yaml", ("thresholds",), [{"id": "limit", "ours": True, "text": text()}] * 2),
        ("guides/wonder.yaml", ("questions", 0, "options", "+"), {"id": "well", "text": text()}),
    ],
)
def test_no_id_stands_twice_among_its_like(folder: Path, file: str, path: tuple[str | int, ...], twin: Any) -> None:
    assert [problem.code for problem in _change(folder, _set(*path, to=twin), file)] == ["R003"]


def test_levels_that_lead_only_to_each_other_are_not_reached(folder: Path) -> None:
    end = an_outcome("end", "close")
    island = [
        a_level(name, decisions=[a_decision("review", an_outcome("over", "go_to", other), end)])
        for name, other in (("8", "9"), ("9", "8"))
    ]
    problems = _change(folder, lambda content: content["levels"].extend(island))
    assert _found(problems) == [("R005", "routine.yaml: levels.8"), ("R005", "routine.yaml: levels.9")]


def test_a_deadline_met_by_a_talk_that_nobody_records_is_reported(folder: Path) -> None:
    change = _set(*FIRST, "deadlines", 0, "met_by", to={"fact": "talk_held", "with": "pupil"})
    assert _found(_change(folder, change)) == [("R009", "routine.yaml: levels.0.call.met_by")]


def test_a_date_that_does_not_exist_is_reported(folder: Path) -> None:
    with (folder / "routine.yaml").open("a", encoding="utf-8") as file:
        file.write("\nnotes: 2026-02-30\n")
    assert [problem.code for problem in read(folder, COMMON)[1]] == ["R001"]


def test_a_key_that_stands_twice_is_reported(folder: Path) -> None:
    with (folder / "routine.yaml").open("a", encoding="utf-8") as file:
        file.write("\nforms: []\nforms:\n  - {id: logg, ours: true, name: {nb: logg, nn: logg}}\n")
    assert [problem.code for problem in read(folder, COMMON)[1]] == ["R001"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("valid/routine.yaml", "id: valid\nroles: 3\n"),
        ("valid/routine.yaml", "forms: 3\n"),
        ("common/roles.yaml", "a: b\n"),
    ],
)
def test_a_list_that_is_none_is_reported(folder: Path, file: str, content: str) -> None:
    shutil.copytree(COMMON, folder.parent / "common")
    (folder.parent / file).write_text(content, encoding="utf-8")
    assert "R002" in {problem.code for problem in read(folder)[1]}


def test_a_wrong_link_is_reported_together_with_a_misfit(folder: Path) -> None:
    (folder / "links.csv").write_text("form,url\nlog,https://example.org\n", encoding="utf-8")
    problems = _change(folder, lambda content: content.pop("name"))
    assert _found(problems) == [("R002", "routine.yaml: name"), ("R004", "links.csv: log")]


def test_the_place_of_an_unknown_fact_is_its_key(folder: Path) -> None:
    problems = _change(folder, _set(*TASK, "records", "fact", to="dreamt"))
    assert _found(problems) == [("R002", "routine.yaml: levels[0].tasks[0].records.fact")]


def test_the_place_of_a_guide_names_its_folder(folder: Path) -> None:
    (folder / "guides" / "wonder.yaml").write_text("id: [", encoding="utf-8")
    assert [problem.where for problem in read(folder, COMMON)[1]] == ["guides/wonder.yaml, line 1"]


def test_a_level_is_reached_when_a_case_is_watched_there(folder: Path) -> None:
    def watch_instead(content: Any) -> None:
        content["levels"][0]["decisions"][0]["outcomes"][1]["does"] = "monitor"

    assert _change(folder, watch_instead) == []


@pytest.mark.parametrize("rule", [{"days_since": {"fact": "minutes_sent", "days": 3}}, {"answered": "w.sleep"}])
def test_only_a_fact_that_meets_a_deadline_must_be_recorded(folder: Path, rule: Piece) -> None:
    both = {"any": [rule, {"fact": "talk_held"}]}
    assert _change(folder, _set(*FIRST, "deadlines", 0, "met_by", to=both)) == []
    neither = {"any": [rule, {"fact": "minutes_sent"}]}
    problems = _change(folder, _set(*FIRST, "deadlines", 0, "met_by", to=neither))
    assert _found(problems) == [("R009", "routine.yaml: levels.0.call.met_by")]


def _write(file: Path, content: Any) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_measures_are_read_and_a_question_names_one_of_their_groups(folder: Path) -> None:
    _write(folder / "measures.yaml", [a_measure_group("sleep", "walk", "rest"), a_measure_group("food")])
    assert _change(folder, _set("questions", 0, "measures", to="sleep"), "guides/wonder.yaml") == []
    routine = load(folder, COMMON)
    assert [measure.id for measure in routine.measure_group("sleep").measures] == ["walk", "rest"]
    assert routine.guide("wonder").questions[0].measures == "sleep"
    (problem,) = _change(folder, _set("questions", 1, "measures", to="gone"), "guides/wonder.yaml")
    assert (problem.code, problem.place) == ("R004", "guides/wonder.yaml: w.since.measures")
    assert problem.write == "Write one of: food, sleep."


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ([a_measure_group("sleep"), a_measure_group("sleep")], ("R003", "measures.yaml: sleep")),
        ([a_measure_group("sleep", "walk", "walk")], ("R003", "measures.yaml: sleep.walk")),
        ([a_measure_group("sleep"), a_measure_group("food") | {"extra": 1}], ("R002", "measures.yaml: [1].extra")),
        ([a_measure_group("sleep") | {"measures": []}], ("R002", "measures.yaml: [0].measures")),
    ],
)
def test_a_mistake_in_the_measures_is_reported(folder: Path, content: Any, found: tuple[str, str]) -> None:
    _write(folder / "measures.yaml", content)
    assert _found(read(folder, COMMON)[1]) == [found]


@pytest.mark.parametrize(
    "content",
    [
        {"sleep": ["walk"]},
        "sleep",
        3,
    ],
)
def test_measures_that_are_no_list_are_reported(folder: Path, content: Any) -> None:
    _write(folder / "measures.yaml", content)
    problems = read(folder, COMMON)[1]
    assert {(problem.code, problem.place.split(":")[0]) for problem in problems} == {("R002", "measures.yaml")}


def test_measures_that_cannot_be_read_are_named(folder: Path) -> None:
    (folder / "measures.yaml").write_text("- [", encoding="utf-8")
    assert [problem.where for problem in read(folder, COMMON)[1]] == ["measures.yaml, line 1"]


def test_two_groups_may_have_measures_of_the_same_id(folder: Path) -> None:
    _write(folder / "measures.yaml", [a_measure_group("sleep", "walk"), a_measure_group("food", "walk")])
    assert read(folder, COMMON)[1] == []


@pytest.mark.parametrize("key", ["measures", "common", "guides"])
def test_what_has_a_file_of_its_own_is_refused_in_the_routines(folder: Path, key: str) -> None:
    assert [problem.code for problem in _change(folder, _set(key, to=[{"lost": 1}]))] == ["R002"]


def test_a_guide_of_the_routines_own_has_no_lender(folder: Path) -> None:
    problems = _change(folder, _set("lender", to={"place": text("Et annet sted")}), "guides/wonder.yaml")
    assert _found(problems) == [("R002", "guides/wonder.yaml: lender")]


def test_a_measure_group_of_the_routines_own_has_no_lender(folder: Path) -> None:
    lent = a_measure_group("food") | {"lender": {"place": text("Et annet sted")}}
    _write(folder / "measures.yaml", [a_measure_group("sleep"), lent])
    assert _found(read(folder, COMMON)[1]) == [("R002", "measures.yaml: [1].lender")]


ADVICE = {"role": "rektor", "ours": True, "text": text("Ta kontakt tidlig.")}
LINES = {"ours": True, "name": text(), "whose": text(), "use": text(), "lines": [text("Hva skal jeg gjøre?")]}
SAID = {key: text(key) for key in ("whose", "who", "not_enough", "may_count", "unsure", "law")}
DUTY = {"ours": True, "conditions": [text("Vold hjemme.")], **SAID}
SHARED: dict[str, Any] = {"services": [ADVICE], "duty_to_report": DUTY, "seven_h": LINES, "warning_signs": LINES}


def _share(folder: Path, **files: Any) -> None:
    """Lays these files beside the shared roles."""
    common = folder.parent / "common"
    shutil.copytree(COMMON, common)
    for name, content in files.items():
        _write(common / f"{name}.yaml", content)


def test_what_all_routines_share_is_part_of_each(folder: Path) -> None:
    before = content_hash(load(folder, COMMON))
    _share(folder, **SHARED)
    routine = load(folder)
    assert routine.common == Common.model_validate(SHARED)
    assert set(SHARED) == set(Common.model_fields)  # every shared file is tried here
    assert content_hash(routine) != before


@pytest.mark.parametrize("name", SHARED)
def test_each_shared_file_may_be_left_out_or_be_empty(folder: Path, name: str) -> None:
    _share(folder, **SHARED)
    (folder.parent / "common" / f"{name}.yaml").write_text("# nothing yet\n", encoding="utf-8")
    empty = load(folder)
    (folder.parent / "common" / f"{name}.yaml").unlink()
    assert load(folder) == empty
    assert empty.common == Common.model_validate({key: value for key, value in SHARED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("services", [ADVICE, ADVICE | {"role": "gone"}], ("R004", "services.yaml: gone")),
        ("services", [ADVICE, ADVICE | {"extra": 1}], ("R002", "services.yaml: [1].extra")),
        ("services", "rektor", ("R002", "services.yaml")),
        ("duty_to_report", DUTY | {"conditions": []}, ("R002", "duty_to_report.yaml: conditions")),
        ("seven_h", LINES | {"lines": [text(), {"nb": "skole"}]}, ("R002", "seven_h.yaml: lines[1].nn")),
        ("warning_signs", LINES | {"ours": False}, ("R002", "warning_signs.yaml")),
    ],
)
def test_a_mistake_in_a_shared_file_is_reported_in_its_place(
    folder: Path, name: str, content: Any, found: tuple[str, str]
) -> None:
    _share(folder, **SHARED | {name: content})
    assert _found(read(folder)[1]) == [found]


def test_a_shared_file_that_cannot_be_read_is_named(folder: Path) -> None:
    _share(folder)
    (folder.parent / "common" / "seven_h.yaml").write_text("name: [", encoding="utf-8")
    routine, problems = read(folder)
    assert routine is None
    assert [problem.where for problem in problems] == ["seven_h.yaml, line 1"]


# Each is put in the place of one line of the valid routine, and is found on its line.
@pytest.mark.parametrize(
    ("before", "after", "keys", "what", "write"),
    [
        ("id: valid", "id: 3", "id", "`3` is no text", 'in quotes: "3"'),
        ("id: valid", "id: ja", "id", None, None),  # a text as good as any
        ("id: valid", "id: yes", "id", "`yes` is no text", 'in quotes: "yes"'),
        ("id: valid", "id: 2026-08-24", "id", "`2026-08-24` is no text", 'in quotes: "2026-08-24"'),
        ("id: valid", "id: 2026-02-30", "", "day is out of range", "Correct the value"),
        ("id: valid", "id:", "id", "Nothing stands here, where a text belongs", "Write a text"),
        ("id: valid", "id: [valid]", "id", "Here stands a list, where a text belongs", "Write a text"),
        ("id: valid", "id: {nb: valid}", "id", "Here stands keys, where a text belongs", "Write a text"),
        ("id: valid", "id: Gyldig", "id", "`Gyldig` has letters", "small letters"),
        ("id: valid", "id: valid\nid: valid", "", "The key `id` stands twice", "Keep one"),
        (
            "obligation: must",
            "obligation: maybe",
            None,
            "`maybe` is not known here",
            "'must', 'must_when', 'should', 'may' or 'if_needed'",
        ),
        ("obligation: must", "obligations: must", None, "This key is not known", "how it is spelled"),
        ("    amount: [1]", "    amount: 1", None, "`1` is not a list", "`[one, two]`"),
        ("    amount: [1]", "    amount: [en]", None, "`en` is not a whole number", "without quotes"),
        ("    amount: [1]", "    amount: [99999999]", None, "less than or equal to 1000", "docs/add-your-routine.md"),
    ],
)
def test_a_misfit_is_told_with_its_line_and_what_to_write(
    folder: Path, before: str, after: str, keys: str | None, what: str | None, write: str | None
) -> None:
    file = folder / "routine.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines, 1) if before in line)
    lines[at - 1] = lines[at - 1].replace(before, after)
    file.write_text("\n".join(lines), encoding="utf-8")
    found = [problem for problem in read(folder, COMMON)[1] if problem.code in ("R001", "R002")]
    if what is None or write is None:
        assert found == []
        return
    problem = next(problem for problem in found if problem.line == at + after.count("\n"))
    assert problem.file == "routine.yaml"
    assert keys is None or problem.keys == keys
    assert what in problem.what
    assert write in problem.write


@pytest.mark.parametrize(
    ("change", "what", "write", "never"),
    [
        (_set(*FIRST, "deadlines", 0, "unit", to="minutes"), "`minutes` is not known", "in the `text` of the task", ""),
        (_set("thresholds", to=[a_rule(unit="sick_percent")]), "`sick_percent`", "a threshold with `text` and no", ""),
        (_set("thresholds", to=[a_rule(period="semester")]), "`semester`", "A semester is `half_year`.", ""),
        (_set("thresholds", to=[a_rule() | {"sign": "leaves"}]), "`leaves`", "leave `sign` out", ""),
        (_set(*TASK, "obligation", to="bør"), "`bør`", "skal, skal når …, bør, kan and ved behov", ""),
        (_set(*TASK, "records", to={"fact": "told"}), "`told`", "leave `records` out", "concern_raised"),
        (_set(*TASK, "records", to={"fact": "told"}), "`told`", "'contact_made'", "went_on"),
        (_set(*TASK, "records", to="talk_held"), "`talk_held` is a fact", "Write `{fact: talk_held}`.", "key: value"),
        (_set(*DECISION, "asked_when", to={"fact": "worry"}), "`worry`", "'concern_raised'", "handed_over"),
        (_set(*DECISION, "asked_when", to={"fact": "worry"}), "`worry`", "`{fact: task_done, task: …}`", ""),
        (_set(*DECISION, "asked_when", to="talk_held"), "`talk_held` is a fact", "Write `{fact: talk_held}`.", ""),
        (
            _set(*DECISION, "asked_when", to="worry"),
            "A condition begins with one of: fact",
            "`{fact: contact_made}`",
            "",
        ),
    ],
)
def test_what_the_files_have_no_word_for_is_told_with_what_to_write_instead(
    folder: Path, change: Change, what: str, write: str, never: str
) -> None:
    (problem,) = _change(folder, change)
    assert problem.code == "R002"
    assert what in problem.what
    assert write in problem.write
    assert not never or never not in problem.write


@pytest.mark.parametrize("means", ["uro", "[uro]"])
def test_a_word_of_several_kinds_is_told_by_its_place_alone(folder: Path, means: str) -> None:
    problems = _change(folder, _set(*DECISION, "outcomes", 0, "means", to=yaml.safe_load(means)))
    assert {problem.keys.split("means")[1] for problem in problems} <= {"", "[0]"}
    assert any("'cleared'" in problem.write for problem in problems)


def test_who_takes_part_under_a_condition_has_it_in_the_note(folder: Path) -> None:
    (problem,) = _change(folder, _set(*FIRST, "people", 0, "obligation", to="must_when"))
    assert problem.place == "routine.yaml: levels[0].people[0]"
    assert problem.what == "`must_when` needs `note`: when it binds, as it stands after “skal være med”: “når …”."
    note = {"nb": "når fraværet øker", "nn": "når fråværet aukar"}
    assert _change(folder, _set(*FIRST, "people", 0, "note", to=note)) == []


def test_every_problem_of_a_file_has_its_line(folder: Path) -> None:
    (folder / "links.csv").write_text("form,url\nlogg,https://example.org\nlog,https://example.org\n", encoding="utf-8")
    (folder / "guides" / "empty.yaml").write_text("", encoding="utf-8")
    _change(folder, _set("questions", 1, "measures", to="gone"), "guides/wonder.yaml")
    problems = _change(folder, lambda content: content.pop("name"))
    assert [problem.where for problem in problems] == [
        "guides/empty.yaml, line 1",
        "routine.yaml, line 1: name",
        "links.csv, line 3: log",
    ]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("routine.yaml", b"\xff\xfe\xff", "cannot be read"),
        ("routine.yaml", b"id: \x07", "not valid YAML"),
        ("routine.yaml", b"[" * 1000, "too deep"),
        ("routine.yaml", None, "Is a directory"),
        ("links.csv", "form,url\nlogg,å\n".encode("latin-1"), "cannot be read"),
        ("links.csv", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_text_is_told_by_name(folder: Path, name: str, content: bytes | None, what: str) -> None:
    (folder / name).unlink()
    if content is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)
    (problem,) = read(folder, COMMON)[1]
    assert (problem.code, problem.place) == ("R001", name)
    assert what in problem.what


def test_of_two_ways_to_read_a_place_the_one_that_leads_furthest_counts(folder: Path) -> None:
    """A task and a decision of one level may be called the same, and an id may hold points."""

    def same_name(content: Any) -> None:
        content["levels"][0]["decisions"][0]["id"] = "call_home"
        content["levels"][0]["decisions"][0]["outcomes"][0]["needs"] = ["gone"]

    (problem,) = _change(folder, same_name)
    line = (folder / "routine.yaml").read_text(encoding="utf-8").split("\n")[(problem.line or 0) - 1]
    assert line.strip() == "needs:"


def a_paper_form(*fields: Piece, **details: Any) -> Piece:
    parts = [{"ours": True, "heading": text("Del"), "fields": list(fields) or [{}]}]
    piece = {"id": "minutes", "ours": True, "kind": "minutes", "name": text("Referat"), "levels": ["0"], "parts": parts}
    return piece | details


def test_papers_are_read_from_a_file_of_their_own(folder: Path) -> None:
    fields: list[Piece] = [
        {"talk": "wonder"},
        {"answers": ["w.since"]},
        {"day_of": ["call_home"]},
        {"boxes": "w.since"},
    ]
    _write(folder / "papers.yaml", [a_paper_form(*fields)])
    assert [paper.id for paper in load(folder, COMMON).papers] == ["minutes"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ([a_paper_form(), a_paper_form()], ("R003", "papers.yaml: minutes")),
        ([a_paper_form(levels=["9"])], ("R004", "papers.yaml: minutes.levels")),
        ([a_paper_form(form="gone")], ("R004", "papers.yaml: minutes.form")),
        ([a_paper_form({"talk": "gone"})], ("R004", "papers.yaml: minutes.parts")),
        ([a_paper_form({"answers": ["gone"]})], ("R004", "papers.yaml: minutes.parts")),
        ([a_paper_form({"boxes": "gone"})], ("R004", "papers.yaml: minutes.parts")),
        ([a_paper_form({"due": ["gone"]})], ("R004", "papers.yaml: minutes.parts")),
        (
            [a_paper_form({"table": {"columns": [{"name": text(), "answers": ["gone"]}]}})],
            ("R004", "papers.yaml: minutes.parts"),
        ),
        ([a_paper_form({"day_of": ["tell_leaders"]})], ("R004", "papers.yaml: minutes.parts")),  # of another level
        ([a_paper_form({"people": True, "decisions": True})], ("R002", "papers.yaml: [0].parts[0].fields[0]")),
        ([a_paper_form() | {"extra": 1}], ("R002", "papers.yaml: [0].extra")),
        ({"a": 1}, ("R002", "papers.yaml")),
    ],
)
def test_a_mistake_in_the_papers_is_reported(folder: Path, content: Any, found: tuple[str, str]) -> None:
    _write(folder / "papers.yaml", content)
    assert _found(read(folder, COMMON)[1]) == [found]
