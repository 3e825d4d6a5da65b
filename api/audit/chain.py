"""The chain of the audit: what a row's hash is of, and whether rows are a chain. Pure: no database.

One chain for all cases. A chain for each case would let somebody cut a whole case away, and need a second chain to tie them
together; here every row that goes leaves a hole, whosever it was.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Literal

from api.audit.models import AuditRow

START = "0" * 64  # what the first row names as the one before it

Fault = Literal["missing", "cut", "changed", "lost"]


@dataclass(frozen=True)
class Link:
    """Where a chain ends: the number and the hash of its last row."""

    number: int = 0
    hash: str = START


@dataclass(frozen=True)
class Broken:
    """The first row where the chain does not hold.

    `missing`: a row before it is gone. `cut`: it does not follow the one before. `changed`: it is not as it was written. `lost`:
    the row that was known before is not there as it was.
    """

    number: int
    fault: Fault


def digest(row: AuditRow) -> str:
    """SHA-256 of everything the row says, and of the hash before it."""
    said_more = row.details.encode() if row.details is not None else row.sealed_reason
    said = (
        row.number,
        row.previous,
        str(row.id),
        str(row.case_id),
        str(row.person_id) if row.person_id else None,
        row.what,
        row.door,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(row.turn_id) if row.turn_id else None,
        b64encode(said_more).decode() if said_more else None,
    )
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def link(rows: Iterable[AuditRow], end: Link) -> Link:
    """Puts new rows at the end of the chain, in order."""
    for row in rows:
        row.number, row.previous = end.number + 1, end.hash
        row.hash = digest(row)
        end = Link(row.number, row.hash)
    return end


def follow(rows: Iterable[AuditRow], end: Link, known: Link | None = None) -> Link | Broken:
    """The end of the chain after these rows, or the first that does not hold; `known` is a link seen earlier, kept elsewhere."""
    for row in rows:
        if row.number != end.number + 1:
            return Broken(row.number, "missing")
        if row.previous != end.hash:
            return Broken(row.number, "cut")
        if row.hash != digest(row):
            return Broken(row.number, "changed")
        if known is not None and row.number == known.number and row.hash != known.hash:
            return Broken(row.number, "lost")
        end = Link(row.number, row.hash)
    return end
