"""One thing that is wrong in a routine's files: where it stands, and what to write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """`keys` lead to it: by place, "levels[2].tasks[0].by", or by ids, "levels.1.tell_leaders.by"."""

    code: str
    keys: str
    what: str
    write: str  # what to write instead
    file: str = ""  # filled in with the line by the loader, which has the files
    line: int | None = None  # None when it is no matter of one line: the file is missing

    @property
    def place(self) -> str:
        return ": ".join(filter(None, (self.file, self.keys)))

    @property
    def where(self) -> str:
        """The place with its line."""
        line = f"line {self.line}" if self.line else ""
        return ": ".join(filter(None, (", ".join(filter(None, (self.file, line))), self.keys)))

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.what} {self.write}"
