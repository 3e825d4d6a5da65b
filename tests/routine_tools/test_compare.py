"""The comparison: each cell from the data, and how it stands to the base."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.engine.loader import load
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
        ("Grense for bekymring", "    limit: {amount: 4, unit: days}\n", "", "missing"),
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


def test_what_the_project_added_is_no_date_of_the_routine() -> None:
    found = dict(cells([routine_of("faerder"), routine_of("nittedal")], "nb"))
    assert found["Første kontakt"] == [("base", "sies ikke"), ("same", "sies ikke")]
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
