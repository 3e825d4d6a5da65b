"""What the Teams channel itself says, and the words on its cards; what the assistant says comes with the reply."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from api.engine.schema import Language, Text


@lru_cache
def texts() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def say(name: str, language: Language, **values: object) -> str:
    return texts()[name].in_(language).format(**values)


def written(locale: str) -> Language:
    """The language of somebody who is not known: nynorsk for whose Teams is in nynorsk."""
    return "nn" if locale.casefold().startswith("nn") else "nb"
