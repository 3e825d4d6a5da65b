"""The report as a command: bad files are told by line, and single messages go the way of the report on messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hearing_report import __main__ as command
from hearing_report.courses import BadCourses, read

HEAD = """\
courses:
  - id: one
    routine: faerder
    day: 2026-08-24
    teacher: nb
    variety: nb
    steps:
"""


def _written(folder: Path, text: str) -> Path:
    file = folder / "courses.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("courses: [", ":1: is not YAML"),
        ("leads: {}", ":1: there is no list `courses`"),
        ("courses: []", "There are no courses"),
        ("more: 1\ncourses: []", ":1: `more` is not one of"),
        ("courses:\n  - id: one\n", ":2: is not a course with a list `steps`"),
        (HEAD.replace("faerder", "oslo") + "      - hei", ":3: there is no routine oslo"),
        (HEAD.replace("variety: nb", "variety: bergensk") + "      - hei", ":6: `variety` is 'bergensk'"),
        (HEAD.replace("    teacher: nb\n", "") + "      - hei", ":2: `teacher` is missing"),
        (HEAD + "      - {shout: hei}", ":8: is not a step"),
        (HEAD + "      - {day: 2026-08-25, expect: {}}", ":8: is not a step"),
        (
            HEAD + "      - say: hei\n        expect:\n          kept: true\n          heard: 1",
            ":11: `heard` is no term",
        ),
        (HEAD + "      - say: hei\n        expect:\n          level: 9", ":10: no level of faerder: 9"),
        (
            HEAD + "      - say: hei\n        expect:\n          proposed:\n            - {task: talk_dog}",
            ":11: no task of the routine: talk_dog",
        ),
        (HEAD + "      - say: hei\n        expect: {any_of: [{gap: g.none}]}", ":9: no gap of faerder: g.none"),
        (HEAD + "      - hei\n" + HEAD.removeprefix("courses:\n") + "      - hei", "one: two courses have this id"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    assert command.main(["--set", str(_written(tmp_path, text))]) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadCourses, match=r"nowhere\.yaml: cannot be read"):
        read([Path("nowhere.yaml")])


def test_steps_of_leads_and_lists_are_walked_in_order(tmp_path: Path) -> None:
    leads = "leads:\n  a: &a [hei, {press: Ja}]\n  b: &b [*a, {day: 2026-08-25}]\n"
    (course,) = read([_written(tmp_path, leads + HEAD + "      - *b\n      - say: on\n        expect: {kept: false}")])
    assert [step.say or step.press or str(step.day) for step in course.steps] == ["hei", "Ja", "2026-08-25", "on"]
    assert course.steps[-1].expected is not None
    assert course.steps[-1].expected.kept is False


def test_courses_are_played_and_each_step_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = "      - ny bekymring\n      - say: GÅ1\n        expect: {level: 0, cases: [], alarm: none}\n"
    out = tmp_path / "out.jsonl"
    assert command.main(["--set", str(_written(tmp_path, HEAD + steps)), "--json", str(out)]) == 0
    (line,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (line["course"], line["understood"], line["right"]) == ("one", True, False)
    assert line["failed"] == [{"term": "cases", "expected": "nothing", "came": "GÅ1"}]
    assert "cases: nothing" in capsys.readouterr().out


def test_single_messages_are_judged_by_the_report_on_messages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages = tmp_path / "messages.jsonl"
    messages.write_text('{"text": "hva er fristen", "label": "ask_dog", "variety": "nb", "context": "idle"}', "utf-8")
    assert command.main(["--set", str(messages), "--json", str(tmp_path / "out.jsonl")]) == 2
    assert "is no intent of docs/intents.md" in capsys.readouterr().err
    assert command._of_messages(Path("a"), Path("b")) == ["--set", "a", "--json", "b"]
