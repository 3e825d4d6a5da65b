"""What a question of a guide asks for: how it is shown, and what a typed answer comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from api.dialogue.acts import Offer, OptionName, QuestionAsked, plain_words
from api.dialogue.payloads import ChooseOption, ScaleStep, ShowMeasures, TickOptions
from api.dialogue.reading.days import read_day
from api.dialogue.scene import Scene
from api.engine.schema import Option, Question
from api.engine.talk import Talk
from api.wording.captions import caption
from api.wording.texts import day


def asked(talk: Talk, question: Question, *, again: bool) -> QuestionAsked:
    """The question as it stands, with what may be ticked or tapped."""
    before = talk.before(question.id)
    return QuestionAsked(
        again=again,
        number=talk.number(question.id),
        total=len(talk.questions),
        question=question.id,
        heading=question.area,
        text=question.text,
        type=question.type,
        options=tuple(OptionName(option=option.id, text=option.text) for option in _options(question)),
        scale=question.scale,
        sensitive=question.sensitive and not (before is not None and before.sensitive),
        skippable=question.skippable,
        measures=question.measures,
        offers=tuple(_offers(question)),
    )


def _offers(question: Question) -> Iterator[Offer]:
    """What may be tapped. An answer says which question it is of: the second tap of two must not answer the next one."""
    if question.scale is not None:
        for step in range(question.scale[0], question.scale[1] + 1):
            yield Offer(title=step, payload=ScaleStep(scale=step, of=question.id))
    elif question.type == "tick":
        yield Offer(title="all_of_these", payload=TickOptions(ticked="all", of=question.id))
        yield Offer(title="none_of_these", payload=TickOptions(ticked="none", of=question.id))
    elif question.type == "choice":
        for option in _options(question):
            yield Offer(title=option.text, payload=ChooseOption(option=option.id, of=question.id))
    if question.measures:
        yield Offer(title="show_measures", payload=ShowMeasures(measures=question.measures))


def _options(question: Question) -> list[Option]:
    return [option for option in question.options if not option.retired]


def fitting(scene: Scene, question: Question, words: str) -> str | None:
    """The answer as it is stored; None when the question asks for something that `words` do not hold.

    The words stay as they were written; options chosen by number are stored by their text, a day is added in full.
    """
    match question.type:
        case "scale":
            assert question.scale is not None
            low, high = question.scale
            numbers = re.findall(r"\d+", words)
            return words if len(numbers) == 1 and low <= int(numbers[0]) <= high else None
        case "number":
            return words if re.search(r"\d", words) else None
        case "date":
            found = read_day(words, scene.today, side="future")
            return f"{words.strip()} ({day(found, scene.language, scene.today)})" if found else None
        case "choice":
            chosen = _named(question, words)
            return chosen[0].text.in_(scene.language) if len(chosen) == 1 else words
        case "tick":
            chosen = _named(question, words)
            return "; ".join(option.text.in_(scene.language) for option in chosen) if chosen else words
        case "open":
            return words


def exactly(scene: Scene, question: Question, words: str) -> str | None:
    """As `fitting`, but options must be named by their numbers or their words: what else is said is not one of them."""
    if question.options:
        words = re.sub(
            r"^(?:det|de|d)\s+(?:var|va|er|e|skulle være|skulle vere)\s+", "", words.strip(), flags=re.IGNORECASE
        )
        return fitting(scene, question, words) if _named(question, words) else None
    return fitting(scene, question, words)


def _named(question: Question, words: str) -> list[Option]:
    """Options named by their numbers alone, or by exactly their words."""
    options = _options(question)
    plain = plain_words(words)
    if re.fullmatch(r"[\d\s,.;+&-]*(?:(?:og|å|pluss)[\d\s,.;+&-]*)*", words.casefold()) and re.search(r"\d", words):
        numbers = numbers_in(words)
        if all(1 <= number <= len(options) for number in numbers):
            return [options[number - 1] for number in numbers]
    return [option for option in options if plain in (plain_words(option.text.nb), plain_words(option.text.nn))]


def numbers_in(words: str) -> list[int]:
    """“1, 3 og 5-7” as 1, 3, 5, 6, 7: each once, in order."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?", words):
        found.update(range(int(first), int(last or first) + 1))
    return sorted(found)


def pressed(scene: Scene, question: Question, payload: ChooseOption | ScaleStep | TickOptions) -> str | None:
    """The answer that a press comes to; None when the button is of another question."""
    match payload:
        case ChooseOption():
            option = next((option for option in question.options if option.id == payload.option), None)
            return option.text.in_(scene.language) if option is not None else None
        case ScaleStep() if question.type == "scale":
            return str(payload.scale) if fitting(scene, question, str(payload.scale)) is not None else None
        case TickOptions() if question.type == "tick":
            return _ticked(scene, question, payload.ticked)
        case _:
            return None


def _ticked(scene: Scene, question: Question, which: Literal["all", "none"]) -> str:
    """The answer that a press on “all” or “none” comes to."""
    if which == "none":
        return caption("none_of_these", scene.language)
    return "; ".join(option.text.in_(scene.language) for option in _options(question))
