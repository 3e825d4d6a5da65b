"""Whether the words of a message are kept, and where."""

from __future__ import annotations

from collections.abc import Sequence

from api.cases.service import OpenedCase
from api.dialogue.reading.pasted import unmarked
from hearing_report.came import Came
from hearing_report.checks.common import Check, joined, squeezed
from hearing_report.expected import Expected


def _kept(wanted: bool | str, came: Came, expected: Expected) -> str | None:
    notes = [note for case in _kept_in(came, expected) for note in came.new_notes(case)]
    if wanted is False:
        return joined(f"{note.kind}: {note.text}" for note in notes) if notes else None
    kinds = {"note": ("loose", "concern"), "answer": ("answer",)}.get(str(wanted))
    words = squeezed(unmarked(came.text))
    holding = [note for note in notes if words in squeezed(note.text or "")]
    if any(kinds is None or note.kind in kinds for note in holding):
        return None
    return joined(f"{note.kind}: {note.text}" for note in notes)


def _kept_words(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    texts = [squeezed(note.text or "") for case in _kept_in(came, expected) for note in came.new_notes(case)]
    missing = [words for words in wanted if not any(squeezed(words) in text for text in texts)]
    return joined(texts) if missing else None


def _not_kept(unwanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    texts = [squeezed(note.text or "") for case in _kept_in(came, expected) for note in came.new_notes(case)]
    return joined(text for text in texts if any(words in text for words in unwanted)) or None


def _kept_under(question: str, came: Came, expected: Expected) -> str | None:
    notes = [note for case in _kept_in(came, expected) for note in came.new_notes(case) if note.kind == "answer"]
    under = [note.question_id for note in notes]
    return None if question in under else joined(filter(None, under))


def _label_kept_in(label: str, came: Came, expected: Expected) -> str | None:
    case = came.labelled(label)
    if case is not None and came.new_notes(case):
        return None
    return joined(case.case.label for case in came.after.cases if came.new_notes(case))


def _kept_in(came: Came, expected: Expected) -> Sequence[OpenedCase]:
    if expected.kept_in is None:
        return came.after.cases
    return [case for case in came.after.cases if case.case.label == expected.kept_in]


CHECKS: dict[str, Check] = {
    "kept": _kept,
    "kept_words": _kept_words,
    "not_kept": _not_kept,
    "kept_under": _kept_under,
    "kept_in": _label_kept_in,
}
