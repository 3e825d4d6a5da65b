"""What is told in passing, outside a talk: kept as a note, and entered after one question that spells it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.dialogue import decisions, later, offers, own_dates, siblings
from api.dialogue.acts import HeldLater, NoteKept, OfCase, PlannedLater
from api.dialogue.cases import need_case
from api.dialogue.reading import happened, judging
from api.dialogue.reading.asking import asked, leans
from api.dialogue.reading.days import no_such_day, read_day
from api.dialogue.reading.happened import Happened, is_held
from api.dialogue.reading.judge import ANOTHER_CASE, CERTAIN, FEW, JUDGEMENTS, STEERING, words
from api.dialogue.reading.judging import NONE, View
from api.dialogue.reading.labels import same_label
from api.dialogue.reading.parts import Part, Ranking
from api.dialogue.reading.question import purely_asks
from api.dialogue.reading.siblings import tells_of_siblings
from api.dialogue.reading.told import read_all
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import label
from api.dialogue.standings.decision import ask
from api.dialogue.standings.proposal import DONE, Judged, Told, WaitsForProposal, judgement_of
from api.engine.plan import TaskState

MOST = 4  # tasks to choose from: what fits on a phone
# What is told of another pupil, or of a case as such.
_ANOTHER = re.compile(
    r"\b(?:andre|annen|annan|ny|nytt|nye|bytt?\w*|skift\w*|sak\w*|bekym\w*|uro\w*|trinn\w*|klasse\w*|ei?n (?:elev|gutt?|jente))\b"
)

_STEERS = STEERING | {"edit_answer", "summary", "list_cases", "export"}
_MAY_TELL = JUDGEMENTS | {"answer", "off_topic", "affirm", "deny"}


@dataclass(frozen=True)
class Heard:
    """What a message tells of the present level, what is judged in it, the outcome whose button was nearly typed, and what is told
    of a level to come."""

    told: tuple[Happened, ...] = ()
    view: View = NONE
    near: Judged | None = None
    later: PlannedLater | HeldLater | None = None

    def __bool__(self) -> bool:
        return bool(self.told or self.view or self.near or self.later)


NOTHING = Heard()


def heard(scene: Scene, before: Standing | None) -> Heard:
    """All that is told and judged, where something may be entered beside what stands. What is told of another pupil is none."""
    if not scene.has_open_case or not (before is None or before.hears_reports):
        return NOTHING
    verdict = scene.verdict
    if verdict.kind == "command" and verdict.intent in ANOTHER_CASE and _ANOTHER.search(scene.text.casefold()):
        return NOTHING
    if (near := decisions.near_outcome(scene)) is not None:
        return Heard(near=near)
    if (way := decisions.directed(scene)) is not None:
        return Heard(tuple(_told(scene)), near=way)
    if _is_surely_a_command(scene):
        return NOTHING
    told = _told(scene)
    if (ahead := later.named(scene)) is not None:  # what is planned is no task of this level
        told = [one for one in told if one.what != "planned"]
        if not told:
            return Heard(later=ahead)
    found = Heard(tuple(told), judged_in(scene))
    if found or own_dates.heard(scene) is not None:
        return found
    read = _read(scene)
    return Heard(later=later.heard(scene, read) or later.held(scene, read, *_called_pupil(scene)))


def _is_surely_a_command(scene: Scene) -> bool:
    """“Rett svar 3”, “gå gjennom tiltakssirkelen”: few words that no pattern of what is done knows."""
    verdict = scene.verdict
    if verdict.kind != "command" or verdict.intent in _MAY_TELL or verdict.sure < CERTAIN or words(scene.text) > FEW:
        return False
    if wants_onward(scene):
        return False
    text, _parts = _called_pupil(scene)
    plan = scene.plan
    return verdict.intent in _STEERS or happened.read(text, plan.tasks, plan.routine, scene.today) is None


def wants_onward(scene: Scene) -> bool:
    """“Gå til nivå 1”, “vi går videre”: few words that ask nothing and say where the case is to go."""
    return words(scene.text) <= FEW and not purely_asks(scene.text) and "onward" in judged_in(scene).says


def tells_a_deed(scene: Scene) -> bool:
    """Whether a part tells of something the teacher has done or tried, though no task waits for it: no word of it is a command."""
    return any(_is_deed(part, scene.text) for part in scene.turn.parts)


def tells_something(scene: Scene) -> bool:
    """Whether a part tells what somebody has done, tried, planned, moved or not done."""
    return any(_is_deed(part, scene.text, ("done", "tried", "planned", "moved", "denied")) for part in scene.turn.parts)


def _is_deed(part: Part, text: str, statuses: Sequence[str] = ("done", "tried")) -> bool:
    if not part.act or not part.status or happened.asks(part.of(text).casefold()):
        return False
    (act, sure), (status, certain) = part.act[0], part.status[0]
    return act not in NO_DEED and sure >= DEED and status in statuses and certain >= DEED


NO_DEED = judging.STANDS | judging.GOES | {"none"}
DEED = 0.8


def tells_held(scene: Scene) -> bool:
    """Whether a meeting or a talk that is still open is told as held."""
    if not scene.has_open_case:
        return False
    meets = {state.task.id for state in _still_to_meet(scene)}
    return any(one.what == "done" and meets & {*one.tasks} for one in _told(scene))


def _still_to_meet(scene: Scene) -> list[TaskState]:
    """The meetings and talks that are open, and whatever else is set to a day."""
    return [
        state
        for state in scene.plan.tasks
        if state.state not in DONE and (later.is_held(state.task) or state.planned_on is not None)
    ]


def _told(scene: Scene) -> Sequence[Happened]:
    """Of tasks that are still open, each once."""
    still = {state.task.id for state in scene.plan.tasks if state.state not in DONE}
    found: dict[tuple[object, ...], Happened] = {}
    impossible = no_such_day(scene.text)
    for one in _read(scene):
        if impossible and one.on is None:  # said to be no day of the calendar, it is asked for beside the note
            continue
        tasks = _as_planned(scene, one, tuple(task for task in one.tasks if task in still))
        if 0 < len(tasks) <= MOST:
            found.setdefault((one.what, tasks), replace(one, tasks=tasks))
    if not any(what == "done" for what, _ in found):
        return [*_held_as_planned(scene), *found.values()]
    return list(found.values())


def _as_planned(scene: Scene, one: Happened, tasks: tuple[str, ...]) -> tuple[str, ...]:
    """Of what was held the meeting that was set to that day, else the only one of those meant that was set to a day."""
    meets = _still_to_meet(scene)
    if one.what != "done" or not tasks or not {state.task.id for state in meets} >= {*tasks}:
        return tasks
    set_to = [state for state in meets if state.planned_on is not None and state.planned_on <= scene.today]
    due = [state.task.id for state in set_to if state.planned_on == one.on or state.task.id in tasks]
    return (due[0],) if len(due) == 1 else tasks


def _held_as_planned(scene: Scene) -> Iterator[Happened]:
    """“Møtet ble holdt i går” of the only meeting that was set to a day, where its words fit no task."""
    due = [state for state in _still_to_meet(scene) if state.planned_on is not None and state.planned_on <= scene.today]
    text = scene.text.casefold()
    if len(due) == 1 and "?" not in text and is_held(text) and not (happened.denies(text) or happened.reported(text)):
        on = read_day(text, scene.today, side="past")
        yield Happened("done", (due[0].task.id,), on if on is None or on <= scene.today else None)


def _read(scene: Scene) -> Sequence[Happened]:
    text, parts = _called_pupil(scene)
    return read_all(text, parts, scene.plan.tasks, scene.opened.routine, scene.today)


def judged_in(scene: Scene) -> View:
    """What the teacher judges of the pupil in the message."""
    if siblings.speaks_of_one(scene.text) and tells_of_siblings(scene.text):
        return NONE
    return judging.judged(scene.text, scene.turn.parts, scene.verdict)


def questions(scene: Scene) -> list[tuple[str, Ranking]]:
    """The parts of the message that ask something of the assistant, each with what it may mean; else the question it ends in."""
    parts = [(part.of(scene.text), part.ranking) for part in scene.turn.parts]
    found = [one for one in parts if asked(one[0]) is not None and happened.asks(one[0].casefold())]
    put = asked(scene.text)
    if put is not None and put.told and (not found or leans(put.question)):  # what it asks about was told before it
        return [(scene.text if leans(put.question) else put.question, scene.turn.ranking)]
    if not found and (unmarked := _MAY_WE.search(scene.text)) is not None:
        return [(unmarked[0], parts[-1][1] if parts else scene.turn.ranking)]
    return found[:MOST_QUESTIONS]


_MAY_WE = re.compile(
    r"(?<=\w )(?:er|e) (?:det|d) (?:lov|greit|greitt|ok|nok|nødvendig|naudsynt)\b.*", re.IGNORECASE | re.DOTALL
)


MOST_QUESTIONS = 2


def _called_pupil(scene: Scene) -> tuple[str, tuple[Part, ...]]:
    """The text with the pupil's label read as “eleven”, and the parts where they stand in it."""
    pupil, text = "eleven", scene.text
    found = [word for word in re.finditer(r"[\w.]*\w", text) if same_label(word[0], scene.opened.case.label)]
    for word in reversed(found):
        text = text[: word.start()] + pupil + text[word.end() :]

    def place(at: int) -> int:
        return at + sum(len(pupil) - len(word[0]) for word in found if word.end() <= at)

    return text, tuple(replace(part, start=place(part.start), end=place(part.end)) for part in scene.turn.parts)


async def begin(scene: Scene, found: Heard) -> None:
    """Keeps the words first; then one question."""
    await scene.note()
    scene.say(NoteKept(case=scene.name))
    if not await _needs_first(scene, found):
        propose(scene, found)


async def _needs_first(scene: Scene, found: Heard) -> bool:
    """The words of a button of the decision that is open, nearly: what belongs before it is said at once, as on the tap."""
    near, asked = found.near, decisions.open_decision(scene)
    if near is None or found.told or asked is None or asked.id != near.decision or not judgement_of(scene, near).first:
        return False
    await decisions.decide(scene, near.decision, near.outcome, anyway=False)
    return True


def propose(scene: Scene, found: Heard) -> None:
    """All in one list. Of a judgement that is not plain, or may be somebody else's, the choices are shown when nothing else is told."""
    told = [Told(what=one.what, tasks=one.tasks, on=one.on, also=one.also) for one in found.told]
    judged = found.near or decisions.line_of(scene, found.view)
    if judged is not None and judged.eases and scene.verdict.alarm is not None:
        judged = None
    lines: tuple[Told | Judged, ...] = (*told, judged) if judged is not None else (*told,)
    decision = decisions.of_view(scene, found.view)
    if lines:
        WaitsForProposal(turn=scene.turn.id, place=scene.place, lines=lines).joined_to(scene, scene.stood).ask(scene)
    elif found.later is not None:
        scene.say(found.later)
    elif decision is not None:
        ask(scene, decision)
    else:
        offers.what_now(scene)


async def judged(scene: Scene, intent: str) -> None:
    """A judgement where no case is spoken of yet, or a closed one is."""
    if scene.case is None and intent == "concern_confirmed" and not await scene.cases.readable():
        await label.start(scene)  # “ein gut har ikkje vore her på to veker, eg er uroleg” is where it begins
    elif not await need_case(scene):
        return
    elif scene.plan.is_open:
        await begin(scene, Heard(view=judged_in(scene)))
    else:
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
