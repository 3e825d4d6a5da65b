"""Looks for what is expected among acts, pieces and buttons, by their kind or by some of their fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hearing_report.checks.common import joined
from hearing_report.expected import Pattern

_NO_MATTER = ("layout", "at")  # how it is set, and for which stay a button works


def all_there(wanted: Sequence[Pattern], there: Sequence[dict[str, Any]]) -> str | None:
    missing = [one for one in wanted if not any(_matches(one, value) for value in there)]
    return joined(map(_short, there)) if missing else None


def any_there(unwanted: Sequence[Pattern], there: Sequence[dict[str, Any]]) -> str | None:
    found = [value for value in there if any(_matches(one, value) for one in unwanted)]
    return joined(map(_short, found)) if found else None


def _short(value: dict[str, Any]) -> str:
    told = [
        f"{name} {one}" for name, one in value.items() if isinstance(one, str | int | float) and name not in _NO_MATTER
    ]
    return ", ".join(told) or str(value)


def _matches(wanted: object, value: object) -> bool:
    """A word is a kind, or the name of a field; of a dict its fields; of a list each in some place of the other."""
    if isinstance(wanted, str) and isinstance(value, dict):
        return value.get("kind") == wanted if "kind" in value else wanted in value
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            name in value and _matches(one, value[name]) for name, one in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(_matches(one, other) for other in value) for one in wanted)
    return value == (wanted.isoformat() if isinstance(wanted, date) else wanted)
