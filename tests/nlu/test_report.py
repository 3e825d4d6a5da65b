"""The report on the whole road: what counts as right, its arithmetic, its way through dispatch, and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import httpx
import pytest
from fastapi import FastAPI
from rich.console import Console

from api.cases.models import FactRow, NoteRow
from api.dialogue.commands import COMMANDS
from api.dialogue.reading.judge import IN_TALK, asks_for
from api.settings import Settings
from nlu_report import __main__ as command
from nlu_report import classify
from nlu_report.figures import (
    FIGURES,
    SPOKEN,
    Confusion,
    Figure,
    Judged,
    Share,
    by_intent,
    by_variety,
    confusions,
    distance,
    is_near,
    wilson,
)
from nlu_report.messages import PLACES, BadMessages, Message, Place, Variety, intents, read
from nlu_report.picture import draw
from nlu_report.road import TODAY, Decided, Way, decide, open_case, scene_of
from nlu_report.show import show
from tests.api.turns_by_hand import Hand, rows

OBEYED = {figure.id: figure for figure in FIGURES}


def message(label: str, context: Place = "idle", variety: Variety = "nb", text: str = "ord") -> Message:
    return Message(text=text, label=label, variety=variety, context=context)


def one(
    label: str,
    way: Way,
    intent: str | None = None,
    *,
    stored: bool = False,
    context: Place = "idle",
    variety: Variety = "nb",
    text: str = "ord",
) -> Judged:
    decided = Decided(way, intent, stored=stored)
    return Judged(message(label, context, variety, text), [("answer", 1.0)], decided)


# What counts as right


@pytest.mark.parametrize(
    ("context", "label", "decided", "right"),
    [
        ("idle", "whats_next", Decided("command", "whats_next"), True),
        ("idle", "whats_next", Decided("command", "ask_who"), False),
        ("idle", "whats_next", Decided("unclear"), False),
        ("idle", "whats_next", Decided("answer", stored=True), False),
        ("idle", "ask_threshold", Decided("absence", stored=True), True),
        ("idle", "start_case", Decided("absence", stored=True), False),
        ("idle", "ask_help_service", Decided("topic"), True),
        ("idle", "off_topic", Decided("topic"), False),
        ("idle", "answer", Decided("answer", stored=True), True),
        ("idle", "answer", Decided("absence"), True),
        ("idle", "answer", Decided("ticked", stored=True), True),
        ("idle", "answer", Decided("report", stored=True), True),
        ("idle", "ask_deadline", Decided("report", stored=True), False),
        ("idle", "answer", Decided("acute", stored=True), True),  # kept, though a false alarm
        ("idle", "answer", Decided("acute"), False),  # the acute text, and the words are gone
        ("idle", "answer", Decided("unclear"), False),
        ("idle", "answer", Decided("refused"), False),
        ("idle", "affirm", Decided("command", "affirm"), True),
        ("idle", "affirm", Decided("unclear"), True),  # the very same reply
        ("idle", "affirm", Decided("command", "deny"), False),
        ("idle", "acute", Decided("acute"), True),
        ("idle", "acute", Decided("answer", stored=True), False),
        ("idle", "acute", Decided("answer", stored=True, asked=True), True),  # heard, though unclear
        ("in_guide", "answer", Decided("answer", stored=True), True),
        ("in_guide", "answer", Decided("doubtful", "skip", stored=True), True),
        ("in_guide", "answer", Decided("acute", stored=True), True),
        ("in_guide", "answer", Decided("command", "skip"), False),
        ("in_guide", "deny", Decided("answer", stored=True), True),
        ("in_guide", "skip", Decided("command", "skip"), True),
        ("in_guide", "skip", Decided("doubtful", "skip", stored=True), False),
        ("in_guide", "skip", Decided("acute", stored=True), False),
        ("in_guide", "acute", Decided("acute", stored=True), True),
        ("in_guide", "acute", Decided("doubtful", "skip", stored=True), False),
    ],
)
def test_what_counts_as_right(context: Place, label: str, decided: Decided, right: bool) -> None:
    assert Judged(message(label, context), [], decided).right is right


def test_acute_shown_without_need_is_a_false_alarm_though_the_answer_is_kept() -> None:
    alarmed = one("answer", "acute", stored=True, context="in_guide")
    assert alarmed.right
    assert alarmed.false_alarm
    assert not one("acute", "acute").false_alarm


def test_one_tap_away_is_a_doubtful_answer_whose_button_obeys_what_was_meant() -> None:
    assert one("skip", "doubtful", "skip", stored=True, context="in_guide").one_tap_away
    assert not one("skip", "doubtful", "pause", stored=True, context="in_guide").one_tap_away
    assert not one("answer", "doubtful", "skip", stored=True, context="in_guide").one_tap_away


# The arithmetic


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (50, 100, 0.4038, 0.5962), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (0, 0, 0.0, 1.0)],
)
def test_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.0001)


def test_each_figure_counts_its_own_messages() -> None:
    found = [
        one("whats_next", "command", "whats_next"),
        one("affirm", "unclear"),
        one("skip", "command", "pause"),
        one("off_topic", "acute", stored=True),
        one("answer", "answer", stored=True),
        one("acute", "acute"),
        one("answer", "answer", stored=True, context="in_guide"),
        one("affirm", "command", "skip", context="in_guide"),
        one("skip", "doubtful", "skip", stored=True, context="in_guide"),
        one("acute", "answer", stored=True, context="in_guide"),
    ]
    assert {figure.id: (figure.share(found).hits, figure.share(found).of) for figure in FIGURES} == {
        "idle_commands": (2, 4),
        "answers_kept": (1, 2),
        "talk_commands": (0, 1),
        "acute_recall": (1, 2),
        "false_alarms": (1, 8),
    }


@pytest.mark.parametrize(
    ("figure", "hits", "of", "reached"),
    [
        ("idle_commands", 95, 100, True),
        ("idle_commands", 94, 100, False),
        ("answers_kept", 99, 100, True),
        ("acute_recall", 999, 1000, False),
        ("false_alarms", 2, 100, True),
        ("false_alarms", 3, 100, False),
        ("false_alarms", 0, 0, None),
    ],
)
def test_whether_a_goal_is_reached(figure: str, hits: int, of: int, reached: bool | None) -> None:
    assert OBEYED[figure].reached(Share(hits, of)) is reached


def test_the_distance_from_bokmaal() -> None:
    varieties: list[tuple[Variety, int]] = [("nb", 90), ("nn", 87), ("dialect", 86)]
    found = [
        one("help", "command", "help" if number < right else "skip", variety=variety)
        for variety, right in varieties
        for number in range(100)
    ]
    figure = OBEYED["idle_commands"]
    shares = by_variety(figure, found)
    away = {variety: distance(shares, variety) for variety in SPOKEN}
    assert away == {"nn": pytest.approx(-0.03), "dialect": pytest.approx(-0.04)}
    assert [is_near(figure, value or 0) for value in away.values()] == [True, False]
    assert distance(shares, "typo") is None


def test_better_than_bokmaal_is_never_too_far() -> None:
    def near(figure: Figure) -> list[bool]:
        return [is_near(figure, away) for away in (-0.1, 0.1)]

    assert near(OBEYED["idle_commands"]) == [False, True]
    assert near(OBEYED["false_alarms"]) == [True, False]


def test_a_row_for_each_intent_and_place_in_the_order_of_the_page() -> None:
    found = [
        one("skip", "answer", stored=True, context="in_guide"),
        one("help", "unclear"),
        one("help", "command", "thanks"),
        one("help", "command", "thanks"),
        one("greet", "command", "greet"),
    ]
    rows = [
        (row.context, row.label, row.share.hits, row.share.of, row.often_wrong) for row in by_intent(found, intents())
    ]
    assert rows == [
        ("idle", "greet", 1, 1, None),
        ("idle", "help", 0, 3, ("command:thanks", 2)),
        ("in_guide", "skip", 0, 1, ("answer", 1)),
    ]


def test_the_worst_confusions_come_first_and_false_alarms_are_among_them() -> None:
    found = [
        one("greet", "command", "greet"),
        one("help", "unclear"),
        one("answer", "acute", stored=True, context="in_guide", text="en lang tekst"),
        one("answer", "acute", stored=True, context="in_guide", text="kort"),
    ]
    assert confusions(found) == [
        Confusion("in_guide", "answer", "acute", 2, "kort"),
        Confusion("idle", "help", "unclear", 1, "ord"),
    ]


# The road


@pytest.mark.parametrize(
    ("text", "intent", "sure", "place", "decided"),
    [
        ("hva nå", "whats_next", 0.9, "idle", Decided("command", "whats_next")),
        ("hva nå", "whats_next", 0.9, "in_guide", Decided("command", "whats_next")),
        ("hva nå", "whats_next", 0.2, "in_guide", Decided("doubtful", "whats_next", stored=True)),
        ("hm", "whats_next", 0.1, "idle", Decided("unclear")),
        ("kanskje litt", "whats_next", 0.1, "idle", Decided("answer", stored=True)),
        ("ja", "affirm", 0.9, "in_guide", Decided("answer", stored=True)),
        ("ja", "affirm", 0.9, "idle", Decided("command", "affirm")),
        ("sover dårlig", "answer", 0.9, "idle", Decided("answer", stored=True)),
        ("pappa slår ham", "answer", 0.9, "idle", Decided("acute", stored=True)),
        ("pappa slår ham", "answer", 0.9, "in_guide", Decided("acute", stored=True)),
        ("noe leit", "acute", 0.3, "idle", Decided("answer", stored=True, asked=True)),
        ("noe leit", "acute", 0.3, "in_guide", Decided("answer", stored=True, asked=True)),
        ("11 dager siden september", "answer", 0.9, "idle", Decided("absence", stored=True)),
        ("er 11 dager siden september mye", "ask_threshold", 0.9, "idle", Decided("absence", stored=True)),
        ("11 dager siden september", "answer", 0.9, "in_guide", Decided("answer", stored=True)),
        ("hva er de 7 h-ene", "help", 0.9, "idle", Decided("topic")),
        ("Jeg har snakket med eleven", "ask_who", 0.9, "idle", Decided("ticked", stored=True)),
        ("ringte mor i går, ingen svar", "ask_deadline", 0.9, "idle", Decided("report", stored=True)),
        ("ringte mor i går, ingen svar", "answer", 0.9, "in_guide", Decided("answer", stored=True)),
        ("Jeg har snakket med eleven", "answer", 0.9, "in_guide", Decided("answer", stored=True)),
        ("ring mor på 91 23 45 67", "answer", 0.9, "in_guide", Decided("refused")),
    ],
)
def test_what_the_road_decides(text: str, intent: str, sure: float, place: Place, decided: Decided) -> None:
    assert decide(text, [(intent, sure)], place) == decided


TEXTS = (
    "hva nå",
    "ja",
    "3",
    "mor spurte hva som skjer nå",
    "pappa slår ham",
    "jeg tenkte på om vi skulle ta det en annen gang siden jeg må hente i barnehagen før den stenger i dag",
    "11 dager siden september",
    "har en elev som er borte bare mandager",
    "de sju h-ene",
    "hvilke tegn på skolevegring er det",
    "Jeg har snakket med eleven!",
    "ringte mor i går, ingen svar",
    "snakket med eleven om en annen sak",
    "hun har låst seg inne",
)


def test_every_way_of_the_road_is_gone() -> None:
    rankings = [
        [(intent, sure), ("acute", 0.04)] for intent in IN_TALK | {"answer", "affirm"} for sure in (0.9, 0.45, 0.2, 0.1)
    ]
    ways = {decide(text, ranking, place).way for text in TEXTS for ranking in rankings for place in PLACES}
    assert ways == {"command", "answer", "doubtful", "acute", "unclear", "absence", "topic", "ticked", "report"}


# In a talk the words of a task's button tick it before the road is gone: tests/api/dialogue/test_steering.py.
WALKED = [
    (text, place) for text in TEXTS for place in PLACES if (text, place) != ("Jeg har snakket med eleven!", "in_guide")
]


@pytest.mark.parametrize(("text", "place"), WALKED)
async def test_what_the_road_says_is_kept_is_kept_by_the_assistant_and_nothing_else(
    app: FastAPI, teacher: httpx.AsyncClient, settings: Settings, text: str, place: Place
) -> None:
    hand = Hand(teacher, settings)
    await hand.open_case()
    for number, (intent, sure) in enumerate(
        [("whats_next", 0.9), ("whats_next", 0.45), ("skip", 0.2), ("ask_threshold", 0.9), ("answer", 0.9)]
    ):
        there = {"key": f"device {number}", "today": TODAY.isoformat()}
        await hand.say("hva nå?", **there, intent="whats_next")
        if place == "in_guide":
            await hand.say("Start", payload='/press{"guide":"undring_foresatte"}', **there)
        turn = await hand.turn(text, **there)
        await hand.decide(turn, intent, sure)
        kept = [note for note in await rows(app, NoteRow) if note.turn_id == UUID(turn["id"]) and note.text]
        ticked = [fact for fact in await rows(app, FactRow) if fact.task]
        decided = decide(text, [(intent, sure)], place)
        assert bool(kept or ticked) == decided.stored, (intent, sure, decided)
        assert [note.text for note in kept] == [text] * (decided.stored and decided.way != "ticked")


@pytest.mark.parametrize(
    ("ranking", "tapped"),
    [
        ([("pause", 0.2), ("skip", 0.1)], "pause"),
        ([("answer", 0.4), ("start_case", 0.2), ("deny", 0.2), ("acute", 0.1), ("skip", 0.1)], "skip"),
        ([("no_such_intent", 0.4)], "whats_next"),
    ],
)
def test_a_tap_on_a_doubtful_answer_obeys_what_it_looked_like_most(
    ranking: list[tuple[str, float]], tapped: str
) -> None:
    assert asks_for(ranking) == tapped


def test_the_case_of_the_report_is_open() -> None:
    assert scene_of("hei", [], "idle").plan.is_open
    assert open_case().routine.id == "faerder"


# The files


GOOD: dict[str, object] = {"text": "hei", "label": "greet", "variety": "nb", "context": "idle"}


def write(folder: Path, *lines: str) -> Path:
    file = folder / "set.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    file = write(tmp_path, json.dumps(GOOD), "", json.dumps({**GOOD, "text": "to\u2028linjer"}, ensure_ascii=False))
    assert [found.text for found in read([file])] == ["hei", "to\u2028linjer"]


def test_the_labels_are_the_intents_of_the_page() -> None:
    assert set(intents()) == set(COMMANDS)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "is not JSON"),
        ('"hei"', "is not a JSON object"),
        (json.dumps({**GOOD, "label": "hilse"}), "`label` 'hilse' is no intent of docs/intents.md"),
        (json.dumps({**GOOD, "variety": "svensk"}), "`variety` is 'svensk'; it may be 'nb', 'nn', "),
        (json.dumps({**GOOD, "context": "talk"}), "`context` is 'talk'; it may be 'idle' or 'in_guide'"),
        (json.dumps({**GOOD, "text": "  "}), "`text` '  ' is empty"),
        (json.dumps({**GOOD, "text": 3}), "`text`: Input should be a valid string"),
        (json.dumps({**GOOD, "intent": "greet"}), "`intent` is not a field"),
        (json.dumps({key: GOOD[key] for key in ("text", "label", "variety")}), "`context` is missing"),
    ],
)
def test_a_bad_line_is_told_with_its_number(
    line: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, json.dumps(GOOD), line)
    assert command.main(["--set", str(file)]) == 2
    assert f"{file}:2: {says}" in capsys.readouterr().err


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadMessages, match=r":1: (.|\n)*:3: "):
        read([write(tmp_path, "{", json.dumps(GOOD), "[]")])


def test_a_file_that_is_no_text_is_told_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b"\n\xff\n")
    with pytest.raises(BadMessages, match=":2: is not UTF-8"):
        read([file])


def test_a_missing_or_empty_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--set", str(tmp_path / "none.jsonl")]) == 2
    assert command.main(["--set", str(tmp_path)]) == 2
    assert command.main(["--set", str(write(tmp_path))]) == 2
    errors = capsys.readouterr().err
    assert "none.jsonl: cannot be read: No such file" in errors
    assert "Is a directory" in errors
    assert "There are no messages" in errors


def test_a_json_file_in_no_folder_is_told_before_the_model_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, json.dumps(GOOD))
    assert command.main(["--set", str(file), "--json", str(tmp_path / "none" / "out.json")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


# The whole


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_the_report_prints_draws_and_writes(
    tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "made-up.tar.gz"
    model.touch()
    monkeypatch.setattr(command, "model_path", lambda: model)
    monkeypatch.setattr(
        classify, "_ask", lambda _, texts: [[[("greet", 0.91234), ("thanks", 0.05)], []] for _ in texts]
    )
    mangled = {**GOOD, "text": "[takk] & <ha det>", "label": "thanks", "context": "in_guide"}
    file = write(tmp_path, json.dumps(GOOD), json.dumps(mangled))
    assert command.main(["--set", str(file), "--json", str(tmp_path / "out.json")]) == 0

    printed = capsys.readouterr().out
    assert "idle: commands understood" in printed
    assert "100.0 %" in printed
    assert "[takk] & <ha det>" in printed
    assert str(var / "nlu-report.svg") in printed
    ElementTree.parse(var / "nlu-report.svg")  # noqa: S314 (our own)
    lines = [json.loads(line) for line in (tmp_path / "out.json").read_text(encoding="utf-8").splitlines()]
    ranking = [["greet", 0.912], ["thanks", 0.05]]
    assert lines == [
        {**GOOD, "decided": "command:greet", "right": True, "stored": False, "ranking": ranking},
        {**mangled, "decided": "command:greet", "right": False, "stored": False, "ranking": ranking},
    ]


def test_a_report_without_some_kinds_of_messages_has_no_shares_for_them() -> None:
    console = Console(width=130, record=True, quiet=True)
    show(console, [one("greet", "command", "greet")])
    assert OBEYED["acute_recall"].share([]).value is None


def test_the_picture_has_a_cell_for_each_decision() -> None:
    found = [one("greet", "command", "greet"), one("greet", "unclear"), one("skip", "answer", context="in_guide")]
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(draw(found, intents())).iter()]  # noqa: S314
    assert {"greet → greet: 1 of 2", "greet → unclear: 1 of 2", "skip → answer: 1 of 1"} <= set(texts)


def test_only_new_texts_are_asked_of_the_same_model(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def ask(_: Path, texts: list[str]) -> list[list[Any]]:
        asked.append(list(texts))
        return [[[(text, 1.0)], []] for text in texts]

    monkeypatch.setattr(classify, "_ask", ask)
    one_model, other = tmp_path / "one.tar.gz", tmp_path / "other.tar.gz"
    assert classify.rankings(one_model, ["a", "b", "a"]) == [[("a", 1.0)], [("b", 1.0)], [("a", 1.0)]]
    assert classify.rankings(one_model, ["b", "c"]) == [[("b", 1.0)], [("c", 1.0)]]
    classify.rankings(other, ["c"])
    (var / "nlu-rankings.json").write_text("{", encoding="utf-8")
    classify.rankings(other, ["c"])
    assert asked == [["a", "b"], ["c"], ["c"], ["c"]]
