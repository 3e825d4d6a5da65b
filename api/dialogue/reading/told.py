"""Everything a message tells, part by part: what the teacher did, tried or has planned, with whom and on which day.

The patterns of `happened` are asked first. Where they are silent the learned reader's act and status count, unless the part asks,
wishes, supposes, or tells of another's doing. Nothing is recorded here: what is found is put to the teacher as a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from api.dialogue.reading import happened
from api.dialogue.reading.acts import ACTS, tasks_of
from api.dialogue.reading.days import names_only_a_week, read_day, speaks_of_a_day
from api.dialogue.reading.happened import Happened, What
from api.dialogue.reading.mentions import AUDIENCES, PRONOUNS, named
from api.dialogue.reading.parts import Part, whole
from api.engine.plan import TaskState
from api.engine.schema import Routine

SURE_ACT, SURE_STATUS = 0.45, 0.45
SURE_OF_NOTHING = 0.97  # then the patterns are not believed either
MOST = 4  # tasks a part may mean: what fits on a phone

_WHAT: dict[str, What] = {"done": "done", "tried": "attempted", "planned": "planned", "moved": "planned"}
_MEETS = frozenset(("met", "talked_home", "talked_pupil", "called_home", "evaluated"))
_REACHES = frozenset(("contact_made", "talk_held"))
_MODAL = re.compile(
    r"^(?:(?:og|men|så|då|da|jeg|eg|æ|e|vi|me|mi|det|kanskje)\s)*"
    r"(?:skal|ska|må|bør|vil|kan|burde|skulle|ville|kunne|måtte|får|håper|håpar|ønsker|ønskjer|tenker|tenkjer|lurer|vurderer|"
    r"planlegger|husk|hugs|kanskje|hvis|viss|dersom|når|så snart|etter at|før|om)\b"
    r"|^(?:te|til|for|om) å\b|^(?:vis|gi|hent|finn|lag|start|begynn|byrj|led|lukk|avslutt|hjelp|fortell|set i gang|sett i gang)\b"
)
_SHALL = re.compile(r"^(?:(?:og|men|så|jeg|eg|æ|e|vi|me)\s)*(?:skal|ska|får)\b")
_STILL_TO_COME = r"(?:i morgen|i morgon|i mårra|i mårå|neste|om (?:\w+ )?(?:uke|veke|dag))"
_DAY = rf"(?:(?:på |den |til )?(?:(?:man|mån|tirs|tys|ons|tors|tos|fre|lør|laur|søn|sun)da\w*|\d{{1,2}}\.)|{_STILL_TO_COME})"
_BECOMES = re.compile(
    rf"\b(?:blir|bli|vert|er|e)\b (?:\w+ ){{0,2}}?(?:satt |sett |lagt |flytt\w+ )?(?:til )?{_DAY}|\btil {_DAY}"
)
_HAS_BEEN = re.compile(r"\b(?:gikk|gjekk|var|va|hadde|møttes|møttest|fant sted)\b(?!.*\btil\b)")
_WAS_ANSWERED = re.compile(r"^(?!.*\b(?:ikke|ikkje|itj|ingen|uten|utan)\b).*\b(?:fikk|fekk|fått) (?:\w+ )?svar\b")
_GOES_ON = re.compile(r"^(?:og |også |òg |so )?(?:med|mæ|me|til|te|hos)\b")
_WITH_A_PRONOUN = re.compile(r"\b(med|mæ|me|til|te|tak i|fatt i|ringte|ringde|ringt)\s(han|ham|hun|ho|henne|hu|an)\b")
_SHE = frozenset(("hun", "ho", "henne", "hu"))
_HOME_HER = re.compile(r"\b(?:mor\w*|mamma\w*|stemor\w*|bestemor\w*|fostermor\w*)\b")
_HOME_HIM = re.compile(r"\b(?:far|faren|pappa\w*|stefar\w*|bestefar\w*|fosterfar\w*)\b")
_PUPIL_HER, _PUPIL_HIM = re.compile(r"\bjent\w+\b"), re.compile(r"\bgut\w+\b")
_WAS_THERE = re.compile(r"\b(?:var (?:der|med|til ?stede?s?|til stades)|kom|deltok|møtte)\b")
_TAKES_PART = re.compile(r"\b(?:være|vere) med i samtal")
_NAMES_A_MEETING = re.compile(r"\b(?:\w*møt\w*|ses|sees|sjåast|sest|saml\w*|treff\w*|ansvarsgruppe\w*|dato\w*)\b")
_AS_A_HABIT = re.compile(r"\b(?:hver|kvar|fast|alltid)\b")
_TO_COME_TO = re.compile(r"\b(?:\w*møte\w*|\w*samtale\w*|samtala|avtalen?|ingen|ingin|de|dei|begge)\b")
_KNOWS = re.compile(
    r"\b(?:vet|veit|kjenner|kjenn|kjent|vit[ea]|høre|høyre|høyra)\b(?! (?:ikke|ikkje|hv\w+|k\w+|om ho))"
)
_AGAIN = re.compile(r"\b(?:igjen|att|på nytt|på ny)\b")
_OF_THAT = re.compile(
    r"^(?:(?:og|for|jeg|eg|æ|e|vi|me) )*(?:sa|tok|gjorde|nevnte|nemnde|fortalte|fortalde|meldte|melde|la|fikk|fekk|gav|ga) "
    r"(?:det|dette|d|den)\b|^(?:det )?(?:skjedde|hende|vart gjort|ble gjort|gjort)\b"
)
_OTHER_END = re.compile(r"[.!?;\n]")


@dataclass
class _Before:
    """What stands of the parts before: the last fact, who was spoken of last, and what can be meant by “det”."""

    last: Happened | None = None
    objects: frozenset[str] = frozenset()
    her: str | None = None
    him: str | None = None
    assumed: bool = False  # the last fact's day is today because none was named
    found: list[Happened] = field(default_factory=list)


def read_all(
    text: str, parts: Sequence[Part], tasks: Sequence[TaskState], routine: Routine, today: date
) -> tuple[Happened, ...]:
    """All that is told of the tasks, in the order of the text. A message nobody has read in parts is one part."""
    before = _Before()
    last_end = 0
    for part in parts or whole(text):
        same_sentence = not _OTHER_END.search(text[last_end : part.start]) and not _OTHER_END.search(
            text[last_end - 1 : last_end]
        )
        if same_sentence:
            _undo_in_vain(part.of(text).casefold(), tasks, before)
        of_that = same_sentence and _gave_day(part, text, today, before)
        told = () if of_that else _read(part, text, tasks, routine, today, before)
        for one in told:
            found = replace(one, span=(part.start, part.end), person=_person(part.of(text), one, tasks))
            before.found.append(_with_carried_day(found, part.of(text), before, today, same_sentence))
            before.last = before.found[-1]
            before.assumed = found.on == today and not speaks_of_a_day(part.of(text).casefold(), today)
        _remember(part, text, before)
        last_end = part.end
    return _once(before.found)


def _read(
    part: Part, text: str, tasks: Sequence[TaskState], routine: Routine, today: date, before: _Before
) -> tuple[Happened, ...]:
    piece = _with_names(" ".join(part.of(text).casefold().split()), before)
    if _says_nothing(part) or happened.asks(piece):
        return _was_there(piece, tasks, before)
    by_pattern = happened.read(piece, tasks, routine, today)
    learned = _learned(part, piece, tasks, routine, today, before)
    if by_pattern is None or len(by_pattern.tasks) > MOST or _denies(part):
        return learned or _was_there(piece, tasks, before)
    if len(learned) > 1 and learned[0].what == by_pattern.what:  # “skrive og sendt”: a pattern finds one thing
        return learned
    return _apart(by_pattern, piece, tasks)


def _gave_day(part: Part, text: str, today: date, before: _Before) -> bool:
    """“Leiinga veit det, eg sa det i går”: the day is told of what was just told without one."""
    piece = part.of(text).casefold()
    if before.last is None or before.last.what != "done" or not before.assumed or not _OF_THAT.search(piece):
        return False
    if named(piece, _PEOPLE_AT_HOME) or _MODAL.search(piece) or happened.asks(piece) or happened.reported(piece):
        return False
    on = read_day(piece, today, side="past")
    if on is None or on > today:
        return False
    before.last = before.found[-1] = replace(before.last, on=on)
    before.assumed = False
    return True


def _undo_in_vain(piece: str, tasks: Sequence[TaskState], before: _Before) -> None:
    """“Ringde heim, utan svar”: what looked done in the same sentence was only tried."""
    last = before.last
    if last is None or last.what != "done" or not happened.in_vain(piece) or named(piece, _PEOPLE_AT_HOME):
        return
    contacts = {state.task.id for state in tasks if state.task.records and state.task.records.fact in _REACHES}
    if {*last.tasks} & contacts:
        before.last = before.found[-1] = replace(last, what="attempted")


def _says_nothing(part: Part) -> bool:
    return bool(part.act) and part.act[0][0] == "none" and part.act[0][1] >= SURE_OF_NOTHING


def _denies(part: Part) -> bool:
    return bool(part.status) and part.status[0][0] in ("denied", "todo") and part.status[0][1] >= SURE_OF_NOTHING


def _learned(
    part: Part, piece: str, tasks: Sequence[TaskState], routine: Routine, today: date, before: _Before
) -> tuple[Happened, ...]:
    """What the learned reader finds, when it is sure enough and nothing speaks against it."""
    if before.last is not None and before.last.what == "attempted" and _AGAIN.search(piece) and _is_later(piece, today):
        return (Happened("planned", before.last.tasks, read_day(piece, today, side="future")),)
    name, sure = next(((name, sure) for name, sure in part.act if name != "none"), ("none", 0.0))
    what = _what(part)
    kin = [other for other in ACTS if name in ACTS and ACTS[name].facts and {*ACTS[other].facts} == {*ACTS[name].facts}]
    sure = max(sure, sum(chance for other, chance in part.act if other in kin))
    if name not in ACTS or sure < SURE_ACT or what is None:
        return ()
    if what == "done" and name in _MEETS and _is_to_come(piece, today):
        what = "planned"
    if what == "planned" and name in _MEETS and not _was_moved(part) and _HAS_BEEN.search(piece):
        what = "done"
    if before.last is not None and _GOES_ON.search(piece):
        what = before.last.what  # “med mor i dag og med eleven i går”
    if _speaks_against(what, name, piece) or not _fits_the_day(what, piece, today, moved=_was_moved(part)):
        return ()
    on = _day(what, piece, today)
    if what == "planned" and names_only_a_week(piece):
        on = None  # nobody said Monday
    meant = [name, *(other for other, _ in part.act if other in kin and other != name)]
    may_be = (
        tasks_of(ACTS[one], piece, tasks, routine, planned=what == "planned", more=before.objects, told=told)
        for told in ((True,) if before.found else (False, True))  # what is not relevant yet, when nothing else is meant
        for one in meant
    )
    groups = next(filter(None, may_be), ())
    if what == "planned" and name == "met":
        if not (_NAMES_A_MEETING.search(piece) or _was_moved(part) or "møt" in before.objects):
            return ()  # “onsdag og fredag”
        groups = groups or (((),) if on is not None and not names_only_a_week(piece) else ())
    return tuple(
        one
        for fits in groups
        if len(fits) <= MOST
        for one in _apart(Happened(what, fits, _or_today(what, on, fits, piece, tasks, today)), piece, tasks)
    )


def _what(part: Part) -> What | None:
    """The likeliest of done, tried and planned; a moved meeting is planned."""
    chances: dict[What, float] = {}
    for name, chance in part.status:
        if name in _WHAT:
            chances[_WHAT[name]] = chances.get(_WHAT[name], 0.0) + chance
    best = max(chances, key=lambda what: chances[what], default=None)
    return best if best is not None and chances[best] >= SURE_STATUS else None


def _was_moved(part: Part) -> bool:
    return bool(part.status) and part.status[0][0] == "moved"


def _or_today(
    what: What, on: date | None, fits: tuple[str, ...], piece: str, tasks: Sequence[TaskState], today: date
) -> date | None:
    """Today for what is done on no day that is named, unless a task asks for its day."""
    asked_for = any(state.task.asks_date for state in tasks if state.task.id in fits)
    if what != "done" or on is not None or asked_for or speaks_of_a_day(piece, today):
        return on
    return today


def _is_later(piece: str, today: date) -> bool:
    return (read_day(piece, today, side="future") or today) > today


def _is_to_come(piece: str, today: date) -> bool:
    """“Blir torsdag”, “er 3. desember”: a day that is to come, whatever the verb looks like."""
    if happened.HELD.search(piece):
        return False
    return _BECOMES.search(piece) is not None and _is_later(piece, today)


def _fits_the_day(what: What, piece: str, today: date, *, moved: bool) -> bool:
    """A plan has a day to come, and what is done none. What was moved may have no day yet."""
    on = _day(what, piece, today)
    if what == "planned":
        return on >= today if on is not None else moved or speaks_of_a_day(piece, today)
    return on is None or on <= today


def _day(what: What, piece: str, today: date) -> date | None:
    """The day that is named; today for a try of no other day."""
    on = read_day(piece, today, side="future" if what == "planned" else "past")
    return today if what == "attempted" and on is None and not speaks_of_a_day(piece, today) else on


def _speaks_against(what: What, act: str, piece: str) -> bool:
    """A wish, a condition, or another's doing. What shall be on a day that is named is planned."""
    if _MODAL.search(piece):
        return not (what == "planned" and act in _MEETS and _SHALL.search(piece))
    if what == "planned" and _AS_A_HABIT.search(piece):
        return True
    if what == "attempted":  # a pupil who does not come to school has missed no meeting
        comes = _TO_COME_TO.search(piece) or "foresatte" in named(piece, _PEOPLE_AT_HOME)
        return bool(_WAS_ANSWERED.search(piece)) or (act in ("met", "talked_home") and not comes)
    if ACTS[act].told_of_others:
        return happened.reported(piece) and not _KNOWS.search(piece)
    return happened.reported(piece) or (what == "done" and happened.another_did(piece))


def _with_names(piece: str, before: _Before) -> str:
    """“Snakka med ho” of the mother who was spoken of last."""
    if named(piece, _PEOPLE_AT_HOME):
        return piece

    def meant(match: re.Match[str]) -> str:
        name = before.her if match[2] in _SHE else before.him
        return f"{match[1]} {name}" if name else match[0]

    return _WITH_A_PRONOUN.sub(meant, piece)


_PEOPLE_AT_HOME = {
    "foresatte": AUDIENCES["foresatte"],
    "pupil": tuple(word for word in AUDIENCES["pupil"] if word not in PRONOUNS),
}


def _remember(part: Part, text: str, before: _Before) -> None:
    piece = part.of(text).casefold()
    for names, she in ((_HOME_HER, True), (_PUPIL_HER, True), (_HOME_HIM, False), (_PUPIL_HIM, False)):
        if (match := names.search(piece)) is not None:
            before.her, before.him = (match[0], before.him) if she else (before.her, match[0])
    if part.act and part.act[0][0] in ACTS:
        before.objects = ACTS[part.act[0][0]].left or before.objects


def _was_there(piece: str, tasks: Sequence[TaskState], before: _Before) -> tuple[Happened, ...]:
    """“Eleven var med”, of a talk just told: counts where the routine takes that for hearing the pupil."""
    last = before.last
    if (
        last is None
        or last.what != "done"
        or not _WAS_THERE.search(piece)
        or "pupil" not in named(piece, _PEOPLE_AT_HOME)
    ):
        return ()
    talks = any(
        state.task.id in last.tasks and state.task.records and state.task.records.fact == "talk_held" for state in tasks
    )
    heard = tuple(
        state.task.id
        for state in tasks
        if talks
        and not state.finished
        and state.task.records
        and state.task.records.with_ == "pupil"
        and _TAKES_PART.search(state.task.text.nb)
    )
    return (Happened("done", heard, last.on),) if heard else ()


def _apart(told: Happened, piece: str, tasks: Sequence[TaskState]) -> tuple[Happened, ...]:
    """“Snakka med mor og guten” is two things, when a task of each is meant."""
    with_whom = {state.task.id: state.task.records.with_ for state in tasks if state.task.records}
    people = [with_whom.get(task) for task in told.tasks]
    both = set(named(piece.casefold(), _PEOPLE_AT_HOME)) == {"foresatte", "pupil"}
    if both and len(people) == 2 and set(people) == {"foresatte", "pupil"}:
        return tuple(replace(told, tasks=(task,)) for task in told.tasks)
    return (told,)


def _person(piece: str, told: Happened, tasks: Sequence[TaskState]) -> str | None:
    """With whom it was: whom the task is with, else the one person at home the part names."""
    people: set[str | None] = {
        state.task.records.with_ for state in tasks if state.task.id in told.tasks and state.task.records
    }
    people |= set(named(piece.casefold(), _PEOPLE_AT_HOME)) if people <= {None} else set()
    people -= {None}
    return people.pop() if len(people) == 1 else None


def _with_carried_day(one: Happened, piece: str, before: _Before, today: date, same_sentence: bool) -> Happened:
    """A part without a day, in the same sentence as one that has it, is of that day."""
    last = before.last
    if not same_sentence or last is None or one.what == "planned" or last.what == "planned" or last.on is None:
        return one
    if speaks_of_a_day(piece, today):
        return one
    return replace(one, on=last.on)


def _once(found: Sequence[Happened]) -> tuple[Happened, ...]:
    """Each thing once; the day that was named counts before none, and what is told for itself before what it may be."""
    told: dict[tuple[What, tuple[str, ...]], Happened] = {}
    for one in found:
        key = (one.what, one.tasks)
        if key not in told:
            told[key] = one
        elif told[key].on is None and one.on is not None:
            told[key] = replace(told[key], on=one.on)
    alone = {one.tasks[0] for one in told.values() if len(one.tasks) == 1}
    return tuple(one for one in told.values() if len(one.tasks) < 2 or not alone & {*one.tasks})
