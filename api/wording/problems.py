"""Why something is not done, by the problem's code: the same words on every screen."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from api.engine.schema import Language, Text


@lru_cache
def _problems() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "problems.yaml").read_text(encoding="utf-8"))
    return {code: Text.model_validate(pair) for code, pair in content.items()}


def problem(code: str, language: Language, /, **values: object) -> str:
    """What a person is told; raises KeyError for a code without words, or when a value is missing."""
    return _problems()[code].in_(language).format_map(values)
