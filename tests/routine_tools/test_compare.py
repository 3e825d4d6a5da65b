"""The comparison: each cell from the data, and how it stands to the base."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.engine.loader import load
from api.engine.schema import Language
from routine_tools.__main__ import app
from routine_tools.compare import cells
from routine_tools.rows import Cell, Mark, mark
from tests.routine_tools.called import IDS, called, copied, routine_of

NO_LIMIT = Cell(None)


def _held_against(tmp_path: Path, row: str, *changes: tuple[str, str]) -> tuple[Mark, str]:
    """The cell of Færder with the changes, held against Færder as it is."""
    changed = load(copied("faerder", tmp_path, *changes))
    found = dict(cells([routine_of("faerder"), changed], "nb"))
    return found[row][1]


@pytest.mark.parametrize(
    ("row", "before", "after", "how"),
    [
        ("Første møte", "amount: [1]\n        unit: weeks", "amount: [10]\n        unit: days", "looser"),
        ("Første møte", "amount: [1]\n        unit: weeks", "amount: [3]\n        unit: days", "stricter"),
        ("Første møte", "amount: [1]\n        unit: weeks", "amount: [7]\n        unit: days", "same"),
        ("Første møte", "kind: within\n        amount: [1]", "kind: after\n        amount: [1]", "different"),
        ("Grense for bekymring", "limit: {amount: 4, unit: days}", "limit: {amount: 3, unit: days}", "stricter"),
        ("Grense for bekymring", "limit: {amount: 4, unit: days}", "limit: {amount: 4, unit: percent}", "different"),
        ("Grense for bekymring", "    limit: {amount: 4, unit: days}\n", "", "different"),
        ("Samtykke", "records: {fact: consent_given}", "records: {fact: minutes_sent}", "missing"),
        (
            "Eleven skal være med",
            "role: pupil\n        clause: nivå 2B",
            "role: fastlege\n        clause: nivå 2B",
            "looser",
        ),
    ],
)
def test_a_change_of_the_routine_moves_its_cell(row: str, before: str, after: str, how: Mark, tmp_path: Path) -> None:
    assert _held_against(tmp_path, row, (before, after))[0] == how


@pytest.mark.parametrize(
    ("cell", "base", "how"),
    [
        (NO_LIMIT, NO_LIMIT, "same"),
        (NO_LIMIT, Cell("x"), "missing"),
        (Cell("x"), NO_LIMIT, "different"),
        (Cell("x", {"a": 1}), NO_LIMIT, "stricter"),
        (Cell("x", {"a": 1, "b": 2}), Cell("y", {"a": 2, "b": 1}), "different"),
        (Cell("x", {"a": 1, "b": 2}), Cell("y", {"a": 1, "b": 1}), "stricter"),
        (Cell("x"), Cell("x"), "same"),
        (Cell("x"), Cell("y"), "different"),
        (Cell("x", same=1), Cell("y", same=1), "same"),
    ],
)
def test_cells_are_ordered_only_where_there_is_an_order(cell: Cell, base: Cell, how: Mark) -> None:
    assert mark(cell, base) == how


def _of(name: str, row: str, language: Language = "nb") -> str:
    """The cell of one routine, whatever it is held against."""
    others = [one for one in IDS if one != name]  # a service has a row when some routine brings it in
    return dict(cells([routine_of(name), *map(routine_of, others)], language))[row][0][1]


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("faerder", "Første kontakt", "uten frist (nivå 0)"),  # a talk that has no date is a task all the same
        ("nittedal", "Første kontakt", "uten frist (trinn 1)"),
        ("hardanger", "Første evaluering", "uten frist (nivå 1)"),
        ("hardanger", "Grense for bekymring", "uten tall"),
        (
            "alvoen",
            "Skal ha beskjed",
            "Avdelingsleder (rutine 2); «Meld fraværet muntlig til avdelingslederen.» (rutine 3)",
        ),
        ("hardanger", "Tjeneste: BUP", "sies ikke"),
        ("vennesla", "Tjeneste: Andre", "nevnt (Vennesla, «Implementering»)"),  # in the advice on services
        ("alvoen", "Samtykke", "sies ikke"),
    ],
)
def test_what_stands_in_a_routine_without_a_date_or_a_number_is_said(name: str, row: str, said: str) -> None:
    assert _of(name, row) == said


def test_a_duty_under_a_condition_has_its_condition() -> None:
    assert _of("faerder", "Samtykke").startswith("skal: «Hent inn tverrfaglig samtykke hvis saken skal til nivå 2A.»")
    assert "Rektor hvis du tror eller vet" in _of("nittedal", "Skal ha beskjed")


def test_a_service_that_only_a_task_names_is_found(tmp_path: Path) -> None:
    """Nobody takes part, and the text of a task names the fastlege."""
    person = "role: fastlege\n        clause: nivå 2B"
    text = "Hold første møte om kartlegging og analyse."
    changed = load(
        copied(
            "faerder", tmp_path, (person, "role: politi\n        clause: nivå 2B"), (text, f"{text} Spør fastlegen.")
        )
    )
    found = dict(cells([changed, *map(routine_of, IDS)], "nb"))
    assert found["Tjeneste: Fastlege"][0] == ("base", "skal (nivå 2B)")


def test_a_pupil_who_is_nowhere_required_is_not_left_out(tmp_path: Path) -> None:
    needed = "role: pupil\n        clause: nivå 1\n        obligation: must"
    changed = load(copied("hardanger", tmp_path, (needed, needed.replace("must", "may"))))
    assert dict(cells([changed], "nb"))["Eleven skal være med"][0][1] == "kan (nivå 1)"


def test_what_the_project_added_is_no_word_of_the_routine() -> None:
    """Nittedal has no meeting date; the spare ways out of a level that are ours count for no end of its own."""
    assert _of("nittedal", "Første møte") == "uten frist (trinn 3)"
    found = dict(cells([routine_of("faerder"), routine_of("nittedal")], "nb"))
    assert found["Ber om henvisning"][1] == ("different", "ja")


def test_all_routines_stand_side_by_side_the_base_first() -> None:
    found = called("compare", "--format", "markdown", "--base", "vennesla")
    assert found.exit_code == 0
    head = found.stdout.splitlines()[0].strip("| ").split(" | ")
    assert (head[0], len(head)) == ("Vennesla", len(IDS))


def test_the_table_of_the_screen_has_the_marks() -> None:
    found = called("compare", "--language", "nn")
    assert [sign for sign in ("▲ strengare", "▼ mildare", "≠ annleis") if sign not in found.stdout] == []
    assert found.exit_code == 0


@pytest.mark.parametrize("columns", ["20", "80", "130"])
def test_words_stay_whole_however_narrow_the_screen_is(columns: str) -> None:
    words = {
        word for _, row in cells([routine_of(name) for name in IDS], "nb") for _, said in row for word in said.split()
    }
    found = CliRunner(env={"COLUMNS": columns}).invoke(app, ["compare"])
    assert found.exit_code == 0
    shown = set(found.stdout.split())
    assert sorted(words - shown) == []
