"""The list of cases that were shredded: their ids and the time, no text. It lies outside the database, so that a backup that is
restored does not bring back a case that is gone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from api.database import utc_now


class ShreddedList:
    """A file with a line for each case. Lines are only ever added, and each waits for the disk."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def ids(self) -> frozenset[UUID]:
        """Raises `ValueError` when a line is no id: nobody has to guess what a damaged list may have said."""
        lines = self._file.read_text(encoding="ascii").splitlines() if self._file.exists() else []
        return frozenset(UUID(line.split()[0]) for line in lines if line.strip())

    def add(self, cases: Iterable[UUID]) -> None:
        """Those that are not in it yet."""
        missing = sorted(set(cases) - self.ids())
        if not missing:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="ascii") as file:
            file.writelines(f"{case} {utc_now().isoformat(timespec='seconds')}\n" for case in missing)
            file.flush()
            os.fsync(file.fileno())
