"""The few sentences of the channels themselves."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from api.engine.schema import Language, Text


@lru_cache
def _texts() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def text(name: str, language: Language) -> str:
    return _texts().get(name, _texts()["refused"]).in_(language)
