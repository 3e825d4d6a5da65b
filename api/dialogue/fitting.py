"""What a typed answer comes to: the words as they are kept, and the value the question asks for."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from api.dialogue.acts import plain_words
from api.dialogue.payloads import ChooseOption, ScaleStep, TickOptions
from api.dialogue.reading.agreeing import says_all, says_both
from api.dialogue.reading.captions import ALIKE_ENOUGH, APART, likeness
from api.dialogue.reading.days import read_day
from api.dialogue.reading.pasted import without_question
from api.engine.answers import Value
from api.engine.schema import Language, Option, Question
from api.wording.captions import caption
from api.wording.texts import day


class Fit(NamedTuple):
    text: str
    value: Value | None


def fitting(question: Question, words: str, language: Language, today: date) -> Fit | None:
    """The answer; None when the question asks for something that `words` do not hold.

    The words stay as they were written; options chosen by number are written out, a day is added in full.
    """
    words = without_question(words, (question.text.nb, question.text.nn))
    match question.type:
        case "scale":
            low, high = question.scale or (0, 0)
            numbers = re.findall(r"\d+", words)
            fits = len(numbers) == 1 and low <= int(numbers[0]) <= high
            return Fit(words, float(numbers[0])) if fits else None
        case "number":
            numbers = re.findall(r"\d{1,9}(?:[.,]\d{1,6})?", words)
            return Fit(words, float(numbers[0].replace(",", "."))) if len(numbers) == 1 else None
        case "date":
            found = read_day(words, today, side="future")
            return Fit(_with_day(words.strip(), day(found, language, today)), found.isoformat()) if found else None
        case "choice":
            chosen = _named(question, words)
            if len(chosen) == 1:
                return Fit(chosen[0].text.in_(language), chosen[0].id)
            held = _held(question, words) or _nearly(question, words)
            return Fit(words, held[0].id) if len(held) == 1 else None
        case "tick":
            chosen = _named(question, words)
            if chosen:
                return Fit("; ".join(option.text.in_(language) for option in chosen), [one.id for one in chosen])
            held = _held(question, words) or [one for part in _AND.split(words) for one in _nearly(question, part)]
            return Fit(words, list(dict.fromkeys(option.id for option in held))) if held else _none(words)
        case "open":
            return Fit(words, None)


def _with_day(words: str, spelled: str) -> str:
    return words if spelled.casefold() in words.casefold() else f"{words} ({spelled})"


def exactly(question: Question, words: str, language: Language, today: date) -> Fit | None:
    """As `fitting`, but options must be named by their numbers or their words: what else is said is not one of them."""
    if question.options:
        words = re.sub(
            r"^(?:det|de|d)\s+(?:var|va|er|e|skulle være|skulle vere)\s+", "", words.strip(), flags=re.IGNORECASE
        )
        return fitting(question, words, language, today) if _named(question, words) else None
    return fitting(question, words, language, today)


def pressed(question: Question, payload: ChooseOption | ScaleStep | TickOptions, language: Language) -> Fit | None:
    """The answer that a press comes to; None when the button is of another question."""
    match payload:
        case ChooseOption():
            option = next((option for option in question.options if option.id == payload.option), None)
            return Fit(option.text.in_(language), option.id) if option is not None else None
        case ScaleStep() if question.scale is not None:
            fits = question.scale[0] <= payload.scale <= question.scale[1]
            return Fit(str(payload.scale), float(payload.scale)) if fits else None
        case TickOptions() if question.type == "tick":
            return _ticked(question, payload.ticked, language)
        case _:
            return None


def _ticked(question: Question, which: Literal["all", "none"], language: Language) -> Fit:
    """The answer that a press on “all” or “none” comes to."""
    if which == "none":
        return Fit(caption("none_of_these", language), [])
    options = open_options(question)
    return Fit("; ".join(option.text.in_(language) for option in options), [option.id for option in options])


def open_options(question: Question) -> list[Option]:
    return [option for option in question.options if not option.retired]


def _named(question: Question, words: str) -> list[Option]:
    """Options named by their numbers alone, or by exactly their words."""
    options = open_options(question)
    plain = plain_words(words)
    if says_all(words) or (len(options) == BOTH and says_both(words)):
        return options
    if re.fullmatch(r"[\d\s,.;+&-]*(?:(?:og|å|pluss)[\d\s,.;+&-]*)*", words.casefold()) and re.search(r"\d", words):
        numbers = numbers_in(words)
        if all(1 <= number <= len(options) for number in numbers):
            return [options[number - 1] for number in numbers]
    return [option for option in options if plain in (plain_words(option.text.nb), plain_words(option.text.nn))]


BOTH = 2  # options


def names_several(question: Question, words: str) -> bool:
    """Whether more than one of the options is meant."""
    return says_both(words) or len(_named(question, words)) > 1 or len(_held(question, words)) > 1


def _held(question: Question, words: str) -> list[Option]:
    """Options whose whole words stand in what was written."""
    said = f" {plain_words(words)} "
    return [
        option
        for option in open_options(question)
        if any(f" {plain_words(name)} " in said for name in (option.text.nb, option.text.nn))
    ]


def _nearly(question: Question, words: str) -> list[Option]:
    """The one option whose words are nearly said: “veit ikkje” for «Veit ikkje heilt»."""
    options = open_options(question)
    alike = [likeness(words, option.text.nb, option.text.nn) for option in options]
    best = max(alike, default=0.0)
    near = [option for option, much in zip(options, alike, strict=True) if much > best - APART]
    if best >= ALIKE_ENOUGH and len(near) == 1:
        return near
    part = [option for option in options if _is_part_of(words, option)]
    return part if len(part) == 1 else []


def _is_part_of(words: str, option: Option) -> bool:
    """“Vi møtes” of «Vi møtes og ser på tiltak»: two words at least, and all of them the option's."""
    said = set(plain_words(words).split())
    return len(said) >= BOTH and any(said <= set(plain_words(one).split()) for one in (option.text.nb, option.text.nn))


_AND = re.compile(r"[,;\n]|\b(?:og|å)\b")
_NO_OPTION = re.compile(
    r"(?:nei,? )?(?:ingen|inga|inkje|ikke noe|ikkje noko)(?: av (?:dem|dei|disse|desse|delene|delane))?"
)


def _none(words: str) -> Fit | None:
    return Fit(words, []) if _NO_OPTION.fullmatch(words.strip(" .!").casefold()) else None


def numbers_in(words: str) -> list[int]:
    """“1, 3 og 5-7” as 1, 3, 5, 6, 7: each once, in order."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?", words):
        found.update(range(int(first), int(last or first) + 1))
    return sorted(found)
