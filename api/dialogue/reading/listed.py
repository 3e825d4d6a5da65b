"""Several tasks told done in one sentence by the words of their buttons: “referatet er skrevet og sendt”.

It counts only when each thing with each predicate is one task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.dialogue.reading.fitting import stem
from api.engine.plan import TaskState
from api.engine.schema import Task

_IS = r"(?:er|e|ble|blei|vart)"
_SENTENCE = re.compile(r"[^.!?;\n]+")
_LIST = re.compile(rf"^\W*(?P<things>.+?) {_IS} (?:no |nå |alle |begge )?(?P<what>.+?)\W*$")
_AND = re.compile(r"\s*(?:,|\bog\b|\bsamt\b|\bå\b)\s*(?:og\s)?")
_READY = frozenset("ferdig ferdige klar klart klare gjort utfylt utfylte laget laga".split())
_NO = re.compile(r"\b(?:ikke|ikkje|itj|ittj|kje|ingen|nesten|snart|skal|må|hvis|når|viss)\b")
_WHEN = re.compile(r"\s(?:i ?dag|i ?går|i ?forgårs|(?:på |sist )?\w+dag)$")
LONGEST = 6  # words of one thing


@dataclass(frozen=True)
class ToldList:
    span: tuple[int, int]
    tasks: tuple[Task, ...]


def listed(text: str, tasks: Sequence[TaskState]) -> tuple[ToldList, ...]:
    """The sentences that list at least two tasks as done."""
    found = ((sentence.span(), _tasks(sentence[0].casefold(), tasks)) for sentence in _SENTENCE.finditer(text))
    return tuple(ToldList(span, told) for span, told in found if len(told) > 1)


def _tasks(sentence: str, tasks: Sequence[TaskState]) -> tuple[Task, ...]:
    match = _LIST.match(sentence)
    if match is None or _NO.search(sentence):
        return ()
    things = [one for one in _AND.split(match["things"].strip(" ,")) if one]
    what = [one for one in _AND.split(_WHEN.sub("", match["what"].strip(" ,"))) if one]
    found = [_task(thing, one, tasks) for thing in things for one in what]
    return tuple({task.id: task for task in found if task is not None}.values()) if None not in found else ()


def _task(thing: str, what: str, tasks: Sequence[TaskState]) -> Task | None:
    fits = [
        state.task for state in tasks if any(_is(thing, what, one) for one in (state.task.done.nb, state.task.done.nn))
    ]
    return fits[0] if len(fits) == 1 and len(thing.split()) <= LONGEST else None


def _is(thing: str, what: str, caption: str) -> bool:
    match = _LIST.match(caption.casefold())
    if match is None:
        return False
    words = {stem(word.removesuffix("s")) for word in re.findall(r"\w{4,}", match["things"])}
    said = [stem(word.removesuffix("s")) for word in re.findall(r"\w{4,}", thing)]
    named = bool(words) and all(any(word in one for one in said) for word in words)
    return named and all(_is_made_of(one, words) for one in said) and _same(what, match["what"])


def _is_made_of(said: str, words: set[str]) -> bool:
    """“Elevskjema” of “elevens skjema”."""
    return said in words or (
        said.startswith(tuple(words)) and any(said.endswith(word) and said != word for word in words)
    )


def _same(one: str, other: str) -> bool:
    said, meant = one.split()[0], other.split()[0]
    return stem(said) == stem(meant) or (said in _READY and meant in _READY)
