"""What is told in passing, outside a talk: kept as a note, and entered as a fact after one confirmation.

The question stands beside everything else: whatever is not an answer to it is treated as if it were not there, and then it is
put again, once. A new report takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from api.dialogue import decisions, offers, smalltalk
from api.dialogue.acts import (
    AttemptEntered,
    NoteKept,
    OfCase,
    Offer,
    Phrase,
    PlanEntered,
    ReportProposed,
    TaskName,
    Title,
)
from api.dialogue.payloads import Payload, ReportAgreed, ReportedDay, ReportedTask
from api.dialogue.reading import happened
from api.dialogue.reading.days import names_only_a_week, only_a_day, read_day
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import ANOTHER_CASE, CERTAIN, JUDGEMENTS, SHORT, words
from api.dialogue.reading.labels import same_label
from api.dialogue.scene import Scene
from api.dialogue.standing import Standing, WaitsForDecision, WaitsForReport
from api.engine.commands import Attempt, PlanDay, Tick
from api.wording import choosing

MOST = 4  # tasks to choose from: what fits on a phone

_SAYS_YES = re.compile(
    r"(?:ja|jepp|japp|jada|jo|joda|ok|okei|yes|stemmer|det stemmer|stemmer det|riktig|rett|korrekt|gjerne|gjør det|gjer det)"
    r"(?:,? (?:ja|takk|det|stemmer|gjør|gjer|er|riktig|rett|greit|fint|gjerne|du))*"
)
_SAYS_NO = re.compile(
    r"(?:nei|neida|nope|niks|næ|nei takk|ikke|ikkje)(?:,? (?:takk|det|stemmer|ikke|ikkje|er|feil|bare|berre|notat\w*|la|være|vere|du))*"
    r"|(?:bare|berre) (?:notat\w*|noter)|det stemmer (?:ikke|ikkje)|feil|ingen(?: av (?:dem|dei|disse|desse))?"
)


# What is told of another pupil, or of a case as such.
_ANOTHER = re.compile(
    r"\b(?:andre|annen|annan|ny|nytt|nye|bytt?\w*|skift\w*|sak\w*|bekym\w*|uro\w*|trinn\w*|klasse\w*|ei?n (?:elev|gutt?|jente))\b"
)


def heard(scene: Scene, before: Standing | None) -> Happened | None:
    """What the message tells of the present level, when it may win before what else it looks like.

    A note or a doubtful message always may. A command gives way to a short report only: a question is none anyway, what is
    told of another pupil is a case of its own, and a plain judgement is obeyed.
    """
    if scene.case is None or not scene.plan.is_open or not isinstance(before, WaitsForDecision | None):
        return None
    verdict = scene.verdict
    if verdict.kind == "command" and verdict.intent not in ("answer", "off_topic", "affirm", "deny"):
        plain_judgement = verdict.intent in JUDGEMENTS and verdict.sure >= CERTAIN
        another = verdict.intent in ANOTHER_CASE and _ANOTHER.search(scene.text.casefold())
        if another or plain_judgement or words(scene.text) > SHORT:
            return None
    found = happened.read(_called_pupil(scene), scene.plan.tasks, scene.opened.routine, scene.today)
    return found if found is not None and len(found.tasks) <= MOST else None


def _called_pupil(scene: Scene) -> str:
    """The text with the pupil's label read as “eleven”."""
    label = scene.opened.case.label
    return re.sub(r"[\w.]*\w", lambda word: "eleven" if same_label(word[0], label) else word[0], scene.text)


async def begin(scene: Scene, found: Happened) -> None:
    """Keeps the words first; then one question."""
    await smalltalk.keep(scene, None)
    scene.say(NoteKept(case=scene.name))
    scene.standing = WaitsForReport(
        turn=scene.turn.id,
        place=scene.place,
        what=found.what,
        tasks=list(found.tasks),
        on=found.on,
        also=found.also,
    )
    ask(scene, scene.standing)


def ask(scene: Scene, standing: Standing | None) -> None:
    """Which of several tasks; the day, when none is known; else whether to enter it, with the day spelled out."""
    assert isinstance(standing, WaitsForReport)
    tasks = tuple(TaskName.of(scene.plan.task(task).task) for task in standing.tasks)
    also = TaskName.of(scene.plan.task(standing.also).task) if standing.also else None
    offered = tuple(_which(scene, standing, tasks) if len(tasks) > 1 else _whether(scene, standing))
    scene.say(ReportProposed(what=standing.what, tasks=tasks, on=standing.on, also=also, offers=offered))


def _which(scene: Scene, standing: WaitsForReport, tasks: Sequence[TaskName]) -> list[Offer]:
    each = [scene.offer(one.done, ReportedTask(report=standing.turn, task=one.task)) for one in tasks]
    return [*each, scene.offer("none_of_them", ReportAgreed(report=standing.turn, agreed="no"))]


def _whether(scene: Scene, standing: WaitsForReport) -> list[Offer]:
    no = scene.offer("only_note", ReportAgreed(report=standing.turn, agreed="no"))
    if standing.on is None:
        return [no] if standing.what == "planned" else [*_near_days(scene, standing), no]
    yes = scene.offer("yes", ReportAgreed(report=standing.turn, agreed="yes"))
    return [yes, scene.offer("other_day", ReportAgreed(report=standing.turn, agreed="day")), no]


def _near_days(scene: Scene, standing: WaitsForReport) -> list[Offer]:
    titles: tuple[Title, ...] = ("today", "yesterday")
    return [
        scene.offer(title, ReportedDay(report=standing.turn, days_ago=number)) for number, title in enumerate(titles)
    ]


async def answered(scene: Scene, standing: WaitsForReport, pressed: Payload | None, *, typed: bool) -> bool:
    """Takes an answer to the question that stands. False when the message is none."""
    if not _still_fits(scene, standing):
        return False
    if isinstance(pressed, ReportedTask | ReportedDay | ReportAgreed):
        await _pressed(scene, standing, pressed)
        return True
    if not typed or scene.verdict.kind == "acute":
        return False
    return await _typed(scene, standing)


def _still_fits(scene: Scene, standing: WaitsForReport) -> bool:
    """Whether the case is where it was, and none of the tasks has been done meanwhile, from another device."""
    if scene.case is None or not scene.plan.is_open or standing.place != scene.place:
        return False
    states = {state.task.id: state for state in scene.plan.tasks}
    there = standing.also is None or standing.also in states
    return there and all(task in states and not states[task].finished for task in standing.tasks)


async def _pressed(scene: Scene, standing: WaitsForReport, pressed: ReportedTask | ReportedDay | ReportAgreed) -> None:
    if pressed.report != standing.turn or pressed.at != scene.place:
        ask(scene, standing)  # of an earlier report: what stands now comes again
        return
    of_one = len(standing.tasks) == 1
    match pressed:
        case ReportedTask(task=task) if task in standing.tasks:
            await _go_on(scene, standing.model_copy(update={"tasks": [task], "also": None}))
        case ReportedDay(days_ago=days) if of_one:
            await _on_day(scene, standing, scene.today - timedelta(days=days))
        case ReportAgreed(agreed="yes") if standing.on is not None and of_one:
            await _enter(scene, standing, standing.on)
        case ReportAgreed(agreed="day") if of_one:
            await _go_on(scene, standing.model_copy(update={"on": None}))
        case ReportAgreed(agreed="no"):
            _only_noted(scene)
        case _:
            ask(scene, standing)


async def _typed(scene: Scene, standing: WaitsForReport) -> bool:
    """Yes, no, or a day; anything else is no answer to this question."""
    plain = " ".join(re.sub(r"[.!?«»\"]+", " ", scene.text.casefold()).split()).strip(" ,")
    if _SAYS_NO.fullmatch(plain):
        _only_noted(scene)
    elif _SAYS_YES.fullmatch(plain):
        if standing.on is None or len(standing.tasks) > 1:
            ask(scene, standing)
        else:
            await _enter(scene, standing, standing.on)
    elif len(standing.tasks) == 1 and only_a_day(scene.text):
        named = read_day(scene.text, scene.today, side="future" if standing.what == "planned" else "past")
        if named is None:
            await smalltalk.keep(scene, None)
            scene.say(Phrase(kind="day_unclear"))
            ask(scene, standing)
        elif names_only_a_week(scene.text):  # nobody said Monday
            await _go_on(scene, standing.model_copy(update={"on": named}))
        else:
            await _on_day(scene, standing, named)
    else:
        return False
    return True


async def _go_on(scene: Scene, standing: WaitsForReport) -> None:
    """To the next question: the chosen task may ask for its day, or the day is another."""
    scene.standing = standing
    ask(scene, standing)


async def _on_day(scene: Scene, standing: WaitsForReport, named: date) -> None:
    """A day that was named is entered at once: naming it was the yes."""
    if standing.what == "planned" and named < scene.today:
        scene.say(Phrase(kind="day_in_past"))
    elif standing.what != "planned" and named > scene.today:
        scene.say(Phrase(kind="day_in_future", offers=tuple(_near_days(scene, standing))))
    else:
        await _enter(scene, standing, named)


def _only_noted(scene: Scene) -> None:
    scene.standing = None
    scene.say(OfCase(kind="report_only_noted", case=scene.name, offers=tuple(offers.next_steps(scene))))


async def _enter(scene: Scene, standing: WaitsForReport, on: date) -> None:
    """Records the fact. What is done goes the way of every tick; an attempt or a plan leaves the task open."""
    scene.standing = None
    (task,) = standing.tasks
    match standing.what:
        case "done":
            await decisions.tick_on(scene, task, on, spelled_out=True)
        case "attempted":
            if await scene.do(Attempt(task=task, on=on)) is None:
                return
            named = TaskName.of(scene.plan.task(task).task)
            scene.say(AttemptEntered(task=named, on=on, offers=tuple(offers.next_steps(scene))))
        case "planned":
            await _enter_plan(scene, task, on, standing.also)


async def _enter_plan(scene: Scene, task: str, on: date, also: str | None) -> None:
    if also is not None:
        await scene.do(Tick(task=also, on=scene.today))
    if await scene.do(PlanDay(task=task, on=on)) is None:
        return
    state = scene.plan.task(task)
    next_steps = tuple(offers.next_steps(scene))
    scene.say(PlanEntered(task=TaskName.of(state.task), pieces=choosing.planned(state), offers=next_steps))


# After these another question would be one too many.
_ASKS_OR_PARTS = frozenset(("goodbye", "paused", "off_topic", "which_case", "which_guide", "which_answer"))


def remind(scene: Scene, standing: WaitsForReport) -> None:
    """Puts the question again, once, when something else was dealt with and nothing else stands."""
    parted = scene.verdict.kind == "acute" or any(act.kind in _ASKS_OR_PARTS for act in scene.acts)
    if standing.reminded or parted or scene.standing is not None or not _still_fits(scene, standing):
        return
    scene.standing = standing.model_copy(update={"reminded": True})
    ask(scene, scene.standing)
