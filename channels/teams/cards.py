"""What Teams shows of a reply: its words, or one Adaptive Card made of the same typed cards as the web's page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from api.conversations.schemas import Message
from api.engine.schema import Language
from api.outbox.service import ToSend
from api.outbox.telling import ANY_DAY, DueTold, SchoolTold
from api.rendering import cards
from api.wording.texts import day as in_words
from channels.teams import elements
from channels.teams.elements import Element, words
from channels.teams.texts import say

LARGEST = 26 * 1024  # bytes; Teams takes 28 KB, and who it is for is sent beside it
NAME = "Nærværslos"  # what a locked phone shows: nothing of what is said
DUE_SHOWN = 5  # lines of a reminder
LINES_SHOWN = 20  # of a school's
FEW = 3  # choices that are buttons; more are a list
START, CASES, HELP, BACK, PAUSE = "/start_case", "/list_cases", "/help", "/go_back", "/pause"
_ASIDE, _TITLES = (
    ("cite", "source", "ours"),
    ("level", "heading", "at"),
)  # kinds of lines of a plan, as the web has them


@dataclass(frozen=True)
class Activity:
    """`changes` is what it takes the place of, if anything; it `only_changes` when it is worth nothing as something new.

    `waits`: it asks for an answer, and is what is changed in place when that comes.
    """

    content: dict[str, Any]
    changes: str | None = None
    only_changes: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Frame:
    """What all of a reply share: its language, and the number of the turn it answers."""

    language: Language
    number: int

    def say(self, name: str, **values: object) -> str:
        return say(name, self.language, **values)


def activity_of(one: ToSend, origin: str | None = None) -> Activity:
    """The same each time. `origin` is where the web is, for a link to the case."""
    frame = Frame(one.language, one.number)
    if one.says is not None:
        return _sentence(one, frame, origin)
    waits = any(isinstance(_card(message), cards.QuestionCard) for message in one.messages)
    changes = one.replaces if one.replaces is not None and one.replaces == one.card else None
    body = [*_again(one, frame), *_edit(one, frame), *_reply(one.messages, frame, origin)]
    language = next((message.page.language for message in one.messages if message.page), one.language)
    is_plain = all(element["type"] == "RichTextBlock" for element in body) and not any(map(_card, one.messages))
    if is_plain and changes is None:
        text = "\n\n".join([*_again_words(one, frame), *(message.text for message in one.messages)])
        return Activity(_words_only(text, frame))
    return Activity(_as_card(body, language, _in_words(one.messages), frame), changes=changes, waits=waits)


def _sentence(one: ToSend, frame: Frame, origin: str | None) -> Activity:
    if one.told is not None and one.told.due:
        return _due(one, one.told.due, frame)
    if one.told is not None and one.told.school is not None:
        return _school(one, one.told.school, frame, origin)
    text = frame.say(str(one.says))
    if one.says == "welcome":
        begin = (("begin_worry", START), ("begin_cases", CASES), ("begin_help", HELP))
        body = [*words(text), *elements.buttons(*(elements.press(frame.say(name), way) for name, way in begin))]
        return Activity(_as_card(body, frame.language, text, frame))
    if one.says == "moved":
        content = _as_card(words(text, "aside"), frame.language, text, frame)
        return Activity(content, changes=one.replaces, only_changes=True)
    return Activity(_words_only("\n\n".join([*_again_words(one, frame), text]), frame))


def _due(one: ToSend, due: Sequence[DueTold], frame: Frame) -> Activity:
    body = [*_again(one, frame), *words(frame.say("due"), "title")]
    shown = due[:DUE_SHOWN]
    for line in shown:
        day = in_words(line.due_on, one.language, one.today or line.due_on)
        body += words(frame.say("due_line", label=line.label, text=line.text, day=day))
        body += _under(line, one, frame)
    body += _any_day(shown, frame)
    if len(due) > DUE_SHOWN:
        body += words(frame.say("due_more", count=len(due) - DUE_SHOWN), "aside")
    return Activity(_as_card(body, one.language, frame.say("due"), frame))


def _any_day(due: Sequence[DueTold], frame: Frame) -> list[Element]:
    """One day is chosen at the end, and then what is put off to it: a card has one field for a day."""
    mine = [(line, line.buttons.any_day) for line in due if line.buttons is not None]
    if not mine:
        return []
    is_enough = len({line.label for line, _ in mine}) == len(mine)
    named = [
        elements.later(_put_off_to(line, frame, alone=len(mine) == 1, is_enough=is_enough), way, str(ANY_DAY))
        for line, way in mine
    ]
    rows = [row for one in named for row in elements.buttons(one)]
    return [elements.a_day(frame.say("later_day"), frame.say("later_day")), *rows]


def _put_off_to(line: DueTold, frame: Frame, *, alone: bool, is_enough: bool) -> str:
    """`is_enough`: the label tells which line it is."""
    if alone:
        return frame.say("later_alone")
    return frame.say("later", which=line.label if is_enough else f"{line.label}, {line.text.rstrip('.')}")


def _school(one: ToSend, told: SchoolTold, frame: Frame, origin: str | None) -> Activity:
    """What a leader's page shows of the school's open cases."""
    title = frame.say("school", school=told.school)
    body = [*_again(one, frame), *words(title, "title")]
    for line in told.lines[:LINES_SHOWN]:
        body += words(f"• {line}", "line")
    for level, count in told.figures:
        body += words(frame.say("figure", level=level, count=count), "line")
    if len(told.lines) > LINES_SHOWN:
        body += words(frame.say("school_more", count=len(told.lines) - LINES_SHOWN), "aside")
    if not told.lines:
        body += words(frame.say("figures_few"), "aside")
    ways = elements.buttons(elements.link(frame.say("in_browser"), f"{origin}/skolen")) if origin else []
    return Activity(_as_card([*body, *ways], one.language, title, frame))


def _under(line: DueTold, one: ToSend, frame: Frame) -> list[Element]:
    """The buttons of a line, or at which other school it is: the chat acts for one."""
    if line.buttons is None:
        return words(frame.say("due_elsewhere", school=line.school), "aside")
    later = [
        elements.press(frame.say("not_before", day=in_words(until, one.language, one.today or until)), payload)
        for until, payload in line.buttons.snoozes
    ]
    done, speak = frame.say("is_done"), frame.say("open_case")
    return elements.buttons(
        elements.press(done, line.buttons.done), elements.press(speak, line.buttons.speak_of), *later
    )


def _again(one: ToSend, frame: Frame) -> list[Element]:
    return [element for text in _again_words(one, frame) for element in words(text, "aside")]


def _edit(one: ToSend, frame: Frame) -> list[Element]:
    """The offer to let a new version of a message count; what stands comes after it."""
    if one.edit is None:
        return []
    use = elements.use_edit(frame.say("use_edit"), one.edit)
    return [*words(frame.say("edited")), *elements.buttons(use)]


def _again_words(one: ToSend, frame: Frame) -> list[str]:
    return [frame.say("perhaps_again")] if one.perhaps_again else []


def _words_only(text: str, frame: Frame) -> dict[str, Any]:
    made = {"type": "message", "textFormat": "plain", "text": text, "summary": NAME}
    while _size(made) > LARGEST:
        made["text"] = made["text"][: len(made["text"]) * 3 // 4] + "…\n\n" + frame.say("more")
    return made


def _as_card(body: Sequence[Element], language: Language, in_words: str, frame: Frame) -> dict[str, Any]:
    kept = list(body)
    while _size(made := _attached(kept, language, in_words)) > LARGEST:
        kept = _shorter(kept, frame)
    return made


def _shorter(body: list[Element], frame: Frame) -> list[Element]:
    """Without the longest line of words, and saying so: what can be pressed or filled in stays."""
    more = words(frame.say("more"), "aside")
    kept = [element for element in body if element not in more]
    lines = [at for at, element in enumerate(kept) if element["type"] == "RichTextBlock"]
    at = max(lines, key=lambda line: len(kept[line]["inlines"][0]["text"])) if lines else len(kept) - 1
    return [*kept[:at], *more, *kept[at + 1 :]]


def _attached(body: Sequence[Element], language: Language, in_words: str) -> dict[str, Any]:
    content = elements.card(body, language, in_words)
    attachment = {"contentType": elements.CARD, "content": content}
    return {"type": "message", "summary": NAME, "attachments": [attachment]}


def _size(content: dict[str, Any]) -> int:
    return len(json.dumps(content).encode())  # as it is sent: what is not ASCII takes more


def _in_words(messages: Sequence[Message]) -> str:
    return "\n".join(message.text for message in messages)[:1000] or NAME


def _card(message: Message) -> cards.Card | None:
    return message.page.card if message.page is not None else None


def _reply(messages: Sequence[Message], frame: Frame, origin: str | None) -> Iterator[Element]:
    undo = next((message.page.undo for message in reversed(messages) if message.page and message.page.undo), None)
    hidden = {payload for message in messages if (shown := _card(message)) for payload in _presses(shown.model_dump())}
    hidden |= {BACK, PAUSE} if any(isinstance(_card(message), cards.QuestionCard) for message in messages) else set()
    hidden |= {undo.payload} if undo else set()
    made = [_said(message, frame) for message in messages]
    filled = [at for at, part in enumerate(made) if any(one["type"].startswith("Input.") for one in part)]
    for at, message in enumerate(messages):
        # One thing is filled in at a time: what is asked last. What a button of one card sends would hold the fields of another.
        yield from words(message.text) if at in filled[:-1] else made[at]
        left = [one for one in message.buttons if one.payload not in hidden]
        yield from elements.buttons(*(elements.press(one.title, one.payload) for one in left))
    ways = [elements.press(undo.title, undo.payload)] if undo else []
    about = next((message.page.about for message in reversed(messages) if message.page and message.page.about), None)
    if origin and about and any(_card(message) for message in messages):
        ways.append(elements.link(frame.say("in_browser"), f"{origin}/sak/{about.case}"))
    yield from elements.buttons(*ways)


def _said(message: Message, frame: Frame) -> list[Element]:
    shown = _card(message)
    return _shown(shown, message.text, frame) if shown is not None else words(message.text)


def _presses(shown: Any) -> Iterator[str]:
    """Every payload a card has a button of its own for."""
    if isinstance(shown, dict):
        yield from (shown[name] for name in ("payload", "every", "none") if isinstance(shown.get(name), str))
        for inner in shown.values():
            yield from _presses(inner)
    elif isinstance(shown, list | tuple):
        for inner in shown:
            yield from _presses(inner)


@singledispatch
def _shown(shown: object, text: str, frame: Frame) -> list[Element]:
    raise TypeError(type(shown).__name__)


@_shown.register
def _question(shown: cards.QuestionCard, text: str, frame: Frame) -> list[Element]:
    step = frame.say("question", number=shown.number, total=shown.total)
    over = f"{step} · {shown.heading}" if shown.heading else step
    care = words(shown.care, "aside") if shown.care else []
    field, ways = _input(shown, frame)
    steer = [elements.press(frame.say("back"), BACK), elements.press(frame.say("pause"), PAUSE)]
    body = [*words(over, "aside"), *words(shown.text, "title"), *care, *field]
    if len(ways) == 1:
        return [*body, *elements.buttons(*ways, *steer)]
    return [*body, *elements.buttons(*ways), *elements.buttons(*steer)]


def _input(shown: cards.QuestionCard, frame: Frame) -> tuple[list[Element], list[Element]]:
    """What is filled in, and the buttons that answer."""
    presses = [elements.press(one.title, one.payload) for one in shown.choices]
    following, write = frame.say("next"), {"do": "write", "of": frame.number}
    match shown.input:
        case "choice" | "scale" if len(presses) <= FEW:
            return [], presses
        case "choice" | "scale":
            titles = {one.payload: one.title for one in shown.choices}
            field = elements.one_of(
                frame.say("choose"), [(title, way) for way, title in titles.items()], frame.say("choose")
            )
            return [field], [elements.submit(following, {"do": "choose", "of": frame.number, "titles": titles})]
        case "tick":
            numbered = [(option, str(number)) for number, option in enumerate(shown.options, 1)]
            field = elements.some_of(frame.say("pick_some"), numbered, frame.say("pick_some"))
            return [field], [elements.submit(following, {"do": "tick", "of": frame.number}), *presses]
        case "date":
            return [elements.a_day(frame.say("date"), frame.say("date"))], [elements.submit(following, write)]
        case "number":
            return [elements.a_number(frame.say("number"), frame.say("number"))], [elements.submit(following, write)]
        case _:
            field = elements.written(frame.say("your_words"), frame.say("write_here"), frame.say("write_here"))
            return [field], [elements.submit(following, write)]


@_shown.register
def _day(shown: cards.DayCard, text: str, frame: Frame) -> list[Element]:
    data = {"do": "write", "of": frame.number}
    return [
        *words(text),
        elements.a_day(frame.say("date"), frame.say("date")),
        *elements.buttons(elements.submit(frame.say("use_day"), data)),
    ]


@_shown.register
def _pick(shown: cards.PickCard, text: str, frame: Frame) -> list[Element]:
    lines = [(f"{one.number}. {one.text}", str(one.number)) for one in shown.questions]
    data = {"do": "tick", "of": frame.number}
    return [
        *words(shown.name, "title"),
        elements.some_of(frame.say("pick_some"), lines, frame.say("pick_some")),
        *elements.buttons(
            elements.submit(frame.say("use_these"), data), elements.press(frame.say("use_all"), shown.every)
        ),
    ]


@_shown.register
def _proposal(shown: cards.ProposalCard, text: str, frame: Frame) -> list[Element]:
    lines = [(one.text, str(one.number)) for one in shown.lines]
    every = {"every": shown.every, "total": len(lines), "title": frame.say("enter")}
    data = {"do": "tick", "of": frame.number, "between": " og ", **every}
    return [
        *words(frame.say("proposal", case=shown.case.label), "title"),
        elements.some_of(frame.say("pick_some"), lines, frame.say("pick_some"), ticked=True),
        *elements.buttons(
            elements.submit(frame.say("enter"), data), elements.press(frame.say("only_note"), shown.none)
        ),
    ]


@_shown.register
def _decision(shown: cards.DecisionCard, text: str, frame: Frame) -> list[Element]:
    made = words(shown.question, "title")
    for one in shown.outcomes:
        leads = words(frame.say("leads_to", level=one.leads_to), "line") if one.leads_to else []
        first = (
            words("\n".join([frame.say("first"), *(f"• {task}" for task in one.first)]), "aside") if one.first else []
        )
        made += [*elements.buttons(elements.press(one.title, one.payload)), *leads, *first]
    return made


@_shown.register
def _needs(shown: cards.NeedsCard, text: str, frame: Frame) -> list[Element]:
    each = [row for one in shown.tasks for row in elements.buttons(elements.press(one.title, one.payload))]
    anyway = elements.buttons(elements.press(shown.anyway.title, shown.anyway.payload))
    return [*words(frame.say("needs"), "title"), *each, *anyway]


@_shown.register
def _plan(shown: cards.PlanCard, text: str, frame: Frame) -> list[Element]:
    made: list[Element] = []
    for line in shown.lines:
        mark = {"item": "• ", "ticked": "✓ "}.get(line.layout, "")
        look: elements.Look = "aside" if line.kind in _ASIDE else "title" if line.kind in _TITLES else "line"
        made += words(mark + line.text, look)
    return made


@_shown.register
def _cases(shown: cards.CasesCard, text: str, frame: Frame) -> list[Element]:
    made = words(frame.say("cases"), "title")
    for line in shown.lines:
        made += [*elements.buttons(elements.press(line.label, line.payload)), *words(line.text, "line")]
    return made


@_shown.register
def _alarm(shown: cards.AlarmCard, text: str, frame: Frame) -> list[Element]:
    calls = [elements.link(frame.say("call", number=one.number), f"tel:{one.tel}") for one in shown.calls if one.tel]
    spoken = [f"{one.name}: {one.number}" for one in shown.calls]
    # By the number alone: a name before it would have it cut off.
    return [
        *words(frame.say("alarm"), "alarm"),
        *words("\n".join(spoken), "line"),
        *elements.buttons(*calls),
        *words(text),
    ]
