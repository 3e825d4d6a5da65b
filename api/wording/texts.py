"""The sentences of sentences.yaml and chat_sentences.yaml, filled in, and dates as people say them."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import yaml
from babel.dates import format_date

from api.engine.schema import Language, Text

LOCALES = {"nb": "nb_NO", "nn": "nn_NO"}


@cache
def sentences(file: str) -> dict[str, Text]:
    """All of a file beside this one."""
    content = yaml.safe_load((Path(__file__).parent / file).read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def say(name: str, language: Language, /, **values: object) -> str:
    """The sentence called `name`; raises KeyError when it or one of its values is missing."""
    return sentences("sentences.yaml")[name].in_(language).format_map(values)


def say_in_chat(name: str, language: Language) -> str:
    """What can be written in the chat; no other place says it."""
    return sentences("chat_sentences.yaml")[name].in_(language)


@lru_cache(maxsize=4096)
def day(when: date, language: Language, today: date | None = None) -> str:
    """“mandag 31. august”, with the year when it is not the year of `today`."""
    pattern = "EEEE d. MMMM" if today is None or when.year == today.year else "EEEE d. MMMM y"
    return format_date(when, pattern, locale=LOCALES[language])


def listed(parts: list[str], language: Language) -> str:
    """“a, b og c”."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {say('and', language)} {parts[-1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
