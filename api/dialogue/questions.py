"""What a question of a guide asks for: its buttons, its heading, and what a typed answer comes to."""

from __future__ import annotations

import re
from textwrap import shorten

from api.dialogue.acts import Button, plain_words
from api.dialogue.reading.days import read_day
from api.dialogue.scene import Scene
from api.engine.schema import Option, Question
from api.engine.talk import Talk
from api.wording.texts import day, say, say_in_chat

_MEASURES = {"nb": "Vis forslag til tiltak", "nn": "Vis framlegg til tiltak"}
_ALL = {"nb": "Alle disse", "nn": "Alle desse"}
_NONE = {"nb": "Ingen av disse", "nn": "Ingen av desse"}
SHOWN = 45  # letters of a question where others stand beside it


def buttons(scene: Scene, question: Question) -> list[Button]:
    """What may be tapped. An answer says which question it is of: the second tap of two must not answer the next one."""
    shown: list[Button] = []
    if question.scale is not None:
        shown = [
            scene.button(str(step), scale=step, of=question.id)
            for step in range(question.scale[0], question.scale[1] + 1)
        ]
    elif question.type == "tick":
        shown = [
            scene.button(title[scene.language], ticked=which, of=question.id)
            for which, title in (("all", _ALL), ("none", _NONE))
        ]
    elif question.type == "choice":
        shown = [scene.button(option.text, option=option.id, of=question.id) for option in _options(question)]
    if question.measures:
        shown.append(scene.button(_MEASURES[scene.language], measures=question.measures))
    return shown


def _options(question: Question) -> list[Option]:
    return [option for option in question.options if not option.retired]


def heading(scene: Scene, question: Question) -> str:
    return f" · {scene.in_words(question.area)}" if question.area else ""


def short(scene: Scene, question: Question) -> str:
    """The beginning of a question, enough to know it by."""
    words = scene.in_words(question.text).replace("«", "").replace("»", "")  # it is shown in quotation marks itself
    return shorten(words, SHOWN, placeholder=" …")


def wording(scene: Scene, talk: Talk, question: Question) -> str:
    """The question's words with what may be ticked, and a word of care."""
    lines = [scene.in_words(question.text)]
    if question.type == "tick":
        options = enumerate(_options(question), 1)
        lines += [f"{number}. {scene.in_words(option.text)}" for number, option in options]
        lines.append(say_in_chat("question_tick", scene.language))
    before = talk.before(question.id)
    if question.sensitive and not (before is not None and before.sensitive):
        lines.append(say("question_sensitive", scene.language))
    return "\n".join(lines)


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
            return scene.in_words(chosen[0].text) if len(chosen) == 1 else words
        case "tick":
            chosen = _named(question, words)
            return "; ".join(scene.in_words(option.text) for option in chosen) if chosen else words
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


def ticked(scene: Scene, question: Question, which: str) -> str:
    """The answer that a press on “all” or “none” comes to."""
    if which == "none":
        return _NONE[scene.language]
    return "; ".join(scene.in_words(option.text) for option in _options(question))
