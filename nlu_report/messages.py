"""The messages of an evaluation file, checked line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from local.environment import ROOT

Variety = Literal["nb", "nn", "dialect", "typo", "short", "long"]
Place = Literal["idle", "in_guide"]
VARIETIES: tuple[Variety, ...] = ("nb", "nn", "dialect", "typo", "short", "long")
PLACES: tuple[Place, ...] = ("idle", "in_guide")

_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


class BadMessages(ValueError):
    """A file that cannot be used; the text says where and why."""


@cache
def intents() -> tuple[str, ...]:
    """The labels there are, in the order of docs/intents.md."""
    return tuple(_ROW.findall((ROOT / "docs" / "intents.md").read_text(encoding="utf-8")))


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    label: str
    variety: Variety
    context: Place

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty")
        return text

    @field_validator("label")
    @classmethod
    def _is_an_intent(cls, label: str) -> str:
        if label not in intents():
            raise ValueError("is no intent of docs/intents.md")
        return label


def own_sets() -> list[Path]:
    """The evaluation sets of the project."""
    return sorted((ROOT / "tests" / "nlu").glob("evaluation_*.jsonl"))


def read(files: Sequence[Path]) -> list[Message]:
    """All messages of the files; raises `BadMessages` with every bad line."""
    problems: list[str] = []
    found = [message for file in files for message in _read_one(file, problems)]
    if not problems and not found:
        problems.append("There are no messages" + (f" in {', '.join(map(str, files))}." if files else "."))
    if problems:
        raise BadMessages("\n".join(problems))
    return found


def _read_one(file: Path, problems: list[str]) -> list[Message]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # a text may hold other line ends than ours
    except OSError as error:
        problems.append(f"{file}: cannot be read: {error.strerror}")
        return []
    except UnicodeDecodeError as error:
        broken = len(file.read_bytes()[: error.start].split(b"\n"))
        problems.append(f"{file}:{broken}: is not UTF-8")
        return []
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(Message.model_validate_json(line))
        except ValidationError as error:
            problems += [f"{file}:{number}: {_in_words(dict(one))}" for one in error.errors()]
    return found


def _in_words(error: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "json_invalid":
            return f"is not JSON ({error['ctx']['error']})"
        case "model_type" | "model_attributes_type":
            return "is not a JSON object"
        case "missing":
            return f"`{field}` is missing"
        case "extra_forbidden":
            return f"`{field}` is not a field; there are text, label, variety and context"
        case "literal_error":
            return f"`{field}` is {error['input']!r}; it may be {error['ctx']['expected']}"
        case "value_error":
            return f"`{field}` {error['input']!r} {error['ctx']['error']}"
    return f"`{field}`: {error['msg']}"
