"""The report in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hearing_report.figures import Row, right, rows, terms
from hearing_report.world import Played
from nlu_report.figures import Share


def show(console: Console, played: Sequence[Sequence[Played]]) -> None:
    for step in (step for course in played for step in course if not right(step)):
        _show_wrong(console, step)
    console.print(_figures(rows(played)))
    console.print(_terms(terms(played)))


def _show_wrong(console: Console, played: Played) -> None:
    typed = played.step.say or f"[{played.step.press}]"
    console.print(
        f"[bold]{escape(played.course.id)}[/] {escape(played.step.where)}\n  > {escape(typed)}", soft_wrap=True
    )
    for failure in played.failures:
        words = f"  {failure.term}: {failure.expected}\n    came: {failure.came}"
        console.print(words, markup=False, soft_wrap=True)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right", no_wrap=number == 0)
    return table


def _figures(found: Sequence[Row]) -> Table:
    table = _table("Steps and courses", "", "understood at once", "right", "whole courses right")
    for row in found:
        table.add_row(row.name, _share(row.understood), _share(row.right), _share(row.courses))
    return table


def _share(share: Share) -> str:
    return f"{100 * (share.value or 0):.1f} % ({share.hits}/{share.of})"


def _terms(found: Sequence[tuple[str, int, int]]) -> Table:
    table = _table("Expectations that did not hold", "expected", "wrong", "of")
    for term, wrong, of in found:
        table.add_row(term, str(wrong), str(of))
    return table
