"""The figures of a run as tables."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench import sampling
from bench.sampling import Samples


@dataclass(frozen=True)
class Figures:
    """All a run measured. Seconds to train are None for a model that lay ready."""

    samples: Samples
    start: Mapping[str, float]
    train: Mapping[str, float | None]
    memory: dict[str, float]
    load: tuple[float, float]
    machine: str


@dataclass(frozen=True)
class Ratio:
    """One median over another; `goal` is the most it should be, None where none is set."""

    name: str
    of: str
    to: str
    goal: float | None


RATIOS = (
    Ratio("our answer to our greeting", sampling.AT_10, sampling.GREETING, 2),
    Ratio("our answer to the form bot's, turn 10", sampling.AT_10, sampling.FORM_AT_10, 0.25),
    Ratio("our answer to the form bot's, turn 200", sampling.AT_200, sampling.FORM_AT_200, 0.1),
    Ratio("our answer, turn 300 to turn 10", sampling.AT_300, sampling.AT_10, 1.1),
    Ratio("our answer to the form bot's greeting", sampling.AT_10, sampling.FORM_GREETING, None),
    Ratio("form bot's answer, turn 200 to turn 10", sampling.FORM_AT_200, sampling.FORM_AT_10, None),
)


START, TRAINING = 0.6, 0.75  # the most ours may take of the form bot's


def show(figures: Figures, console: Console) -> None:
    console.print(_times(figures.samples), _ratios(figures), _costs(figures), sep="\n")
    began, ended = figures.load
    console.print(f"{figures.machine}. Load when measuring began {began:.1f}, when it ended {ended:.1f}.")
    misread = ", ".join(f"{whose} {count}" for whose, count in figures.samples.misread.items())
    console.print(f"Answers that did not bring the next question (not counted above): {misread}.")


def _times(samples: Samples) -> Table:
    table = Table("turn", "median ms", "middle half", "samples")
    for kind, spent in samples.milliseconds.items():
        low, median, high = statistics.quantiles(spent, n=4)
        table.add_row(kind, f"{median:.1f}", f"{low:.1f}–{high:.1f}", str(len(spent)))
    return table


def _ratios(figures: Figures) -> Table:
    table = Table("ratio", "measured", "goal", "")
    milliseconds = figures.samples.milliseconds
    for ratio in RATIOS:
        measured = statistics.median(milliseconds[ratio.of]) / statistics.median(milliseconds[ratio.to])
        table.add_row(ratio.name, f"{measured:.3f}", *_verdict(measured, ratio.goal))
    for what, spent, goal in (("start", figures.start, START), ("training", figures.train, TRAINING)):
        ours, theirs = spent["ours"], spent["form bot"]
        if ours is not None and theirs is not None:
            table.add_row(f"our {what} to the form bot's", f"{ours / theirs:.2f}", *_verdict(ours / theirs, goal))
    return table


def _verdict(measured: float, goal: float | None) -> tuple[str, str]:
    if goal is None:
        return "", ""
    return f"≤ {goal:g}", "[green]reached[/]" if measured <= goal else "[red]missed[/]"


def _costs(figures: Figures) -> Table:
    table = Table("besides", "measured")
    for whose, seconds in figures.train.items():
        table.add_row(f"to train, {whose}", "lay ready" if seconds is None else f"{seconds:.0f} s")
    for whose, seconds in figures.start.items():
        table.add_row(f"to start, {whose}", f"{seconds:.1f} s")
    for name, mebibytes in figures.memory.items():
        table.add_row(f"memory, {name}", f"{mebibytes:.0f} MiB")
    return table
