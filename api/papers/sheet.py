"""A filled paper as it is written on a sheet: words alone, with blanks marked. Both kinds of files are made from this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

from api.engine.papers import Block, Boxes, FilledField, Known, Lines, Paper, Signatures, Table
from api.engine.schema import ALWAYS, Language, Routine, Text
from api.papers.letters import holdable
from api.wording.texts import LOCALES

Sheet = dict[str, Any]  # texts, lists and truth values, as JSON has them
SHORT = 70  # characters: what fits on one line


@cache
def _words() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def sheet(paper: Paper, routine: Routine, school: str) -> Sheet:
    """Title, what stands at the top, and the parts with their blocks: see `paper.typ`, which lays them out."""
    return _Writer(paper.language).sheet(paper, routine, school)


class _Writer:
    def __init__(self, language: Language) -> None:
        self._language = language

    def sheet(self, paper: Paper, routine: Routine, school: str) -> Sheet:
        pupil = f"{self._blank} ({self._say('called', label=paper.pupil)})"
        top = [("school", school), ("pupil", pupil), ("made_on", self._known(paper.made_on))]
        if paper.filed_as:
            top.append(("filed_as", paper.filed_as))
        return {
            "lang": self._language,
            "title": self._t(paper.form.name),
            "top": [{"name": self._say(name), "value": holdable(value)} for name, value in top],
            "origin": self._origin(paper, routine),
            "parts": [
                {
                    "heading": part.heading,
                    "mark": f"({self._say('part_is_ours')})" if part.ours else "",
                    "blocks": [self._block(block) for block in part.blocks],
                }
                for part in paper.parts
            ],
        }

    def _say(self, name: str, /, **values: object) -> str:
        return self._t(_words()[name]).format_map(values)

    def _t(self, text: Text) -> str:
        return text.in_(self._language)

    @property
    def _blank(self) -> str:
        return f"[{self._say('fill_in')}]"

    def _origin(self, paper: Paper, routine: Routine) -> list[str]:
        """Whose form it is, and the reference its owner asks for."""
        form, cite = paper.form, routine.source.cite
        if form.ours:
            return [self._say("form_is_ours")]
        own = self._say("form_is_theirs", routine=self._t(routine.name), clause=form.clause)
        return [own, self._t(cite)] if cite else [own]

    def _known(self, value: Known) -> str:
        if isinstance(value, date):
            return format_date(value, "EEEE d. MMMM y", locale=LOCALES[self._language])
        return holdable(value)

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Lines(lines=lines):
                return {"kind": "lines", "lines": list(lines)}
            case FilledField(name=name, values=values, need=need) if need not in ALWAYS:
                return _entry(f"{name} ({self._say(need)})", self._lines(values))
            case FilledField(name=name, values=values):
                return _entry(name or "", self._lines(values))
            case Boxes(name=name, options=options):
                boxes = [f"{'☒' if ticked else '☐'} {text}" for text, ticked in options]
                return _entry(name or "", boxes)
            case Table(columns=columns, rows=rows):
                return _table(columns, (self._row(row, number) for number, row in enumerate(rows)))
            case Signatures(names=names):
                return _table(map(self._say, ("who", "day", "signature")), ([name, "", ""] for name in names))

    def _lines(self, values: Sequence[Known]) -> list[str]:
        return [line for value in values for line in self._known(value).split("\n")] or [self._blank]

    def _row(self, row: Sequence[Known | None], number: int) -> list[str]:
        """The blanks of a row are marked when something stands in it, and in the first; the others are there to write in."""
        blank = self._blank if number == 0 or any(row) else ""
        return [blank if cell is None else self._known(cell) for cell in row]


def _entry(name: str, lines: Sequence[str]) -> dict[str, Any]:
    """`short`: name and line fit beside each other."""
    short = len(lines) == 1 and 0 < len(name) <= SHORT - len(lines[0])
    return {"kind": "entry", "name": name, "lines": list(lines), "short": short}


def _table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    return {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows]}
