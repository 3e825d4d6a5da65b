"""The report in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nlu_report.figures import (
    BESIDES,
    FIGURES,
    NEAR,
    SPOKEN,
    Figure,
    Judged,
    Share,
    by_intent,
    by_variety,
    confusions,
    distance,
    is_near,
)
from nlu_report.messages import VARIETIES, intents

WORST = 25
EXAMPLE = 46  # characters


def show(console: Console, judged: Sequence[Judged]) -> None:
    console.print(_headline(judged))
    console.print(_besides(judged))
    console.print(_varieties(judged))
    console.print(_intents(judged))
    console.print(_confusions(judged))


def _cut(text: str) -> str:
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right", no_wrap=number == 0)
    return table


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _interval(share: Share) -> str:
    low, high = share.interval
    return f"{100 * low:.1f}–{100 * high:.1f}" if share.of else "–"


def _mark(good: bool | None) -> str:
    return "" if good is None else "[green]✓[/]" if good else "[red]✗[/]"


def _headline(judged: Sequence[Judged]) -> Table:
    table = _table(f"The whole road, {len(judged)} messages", "figure", "share", "95 % interval", "n", "goal", "")
    for figure in FIGURES:
        share = figure.share(judged)
        sign = "≥" if figure.kind == "at least" else "≤"
        goal = "" if figure.goal is None else f"{sign} {100 * figure.goal:.0f} %"
        cells = (_percent(share.value), _interval(share), f"{share.hits}/{share.of}", goal)
        table.add_row(figure.title, *cells, _mark(figure.reached(share)))
    return table


def _besides(judged: Sequence[Judged]) -> Table:
    table = _table("Besides", "figure", "share", "95 % interval", "n")
    for figure in BESIDES:
        share = figure.share(judged)
        table.add_row(figure.title, _percent(share.value), _interval(share), f"{share.hits}/{share.of}")
    return table


def _varieties(judged: Sequence[Judged]) -> Table:
    away = [f"{variety}−nb" for variety in SPOKEN]
    table = _table(
        f"By variety, % (n); goal: nn and dialect at most {100 * NEAR:.0f} points worse than nb",
        *("figure", *VARIETIES, *away),
    )
    for figure in FIGURES:
        shares = by_variety(figure, judged)
        cells = [f"{_percent(share.value).removesuffix(' %')} ({share.of})" for share in shares.values()]
        table.add_row(figure.title, *cells, *(_away(figure, distance(shares, variety)) for variety in SPOKEN))
    return table


def _away(figure: Figure, away: float | None) -> str:
    return "–" if away is None else f"{100 * away:+.1f} {_mark(is_near(figure, away))}"


def _intents(judged: Sequence[Judged]) -> Table:
    table = _table("By intent", "label", "place", "n", "right", "share", "most often wrong")
    for row in by_intent(judged, intents()):
        wrong = f"{row.often_wrong[0]} ({row.often_wrong[1]})" if row.often_wrong else ""
        table.add_row(row.label, row.context, str(row.share.of), str(row.share.hits), _percent(row.share.value), wrong)
    return table


def _confusions(judged: Sequence[Judged]) -> Table:
    found = confusions(judged)
    table = _table(f"The {min(WORST, len(found))} worst confusions of {len(found)}", "label", "place", "decided", "n")
    table.add_column("the shortest of them")
    for one in found[:WORST]:
        table.add_row(one.label, one.context, one.decided, str(one.count), escape(_cut(one.example)))
    return table
