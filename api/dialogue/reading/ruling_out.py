"""Which tasks the words of a part rule out: another body or person than the task's, another meeting, or one whose turn has not come.

Wrongly entered is worse than not proposed: what is ruled out here is only kept as a note, unless another task fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from api.dialogue.reading import fitting
from api.dialogue.reading.happened import without_whose
from api.dialogue.reading.mentions import AUDIENCES, PRONOUNS, STAFF, named
from api.engine.plan import FINISHED, TaskState
from api.engine.schema import Routine, Task

HOME = frozenset(("pupil", "foresatte"))
# What is told to, discussed with or asked of somebody: who it is tells the task.
_DIRECTED = frozenset("call talk inform discuss report clear convene join".split())
_TEAM = re.compile(r"\b(\w{3,}team)(?:et|a|e|ets|møt\w*)?\b")
_TEACHERS = re.compile(r"\b(?:fag|time|klasse|kontakt)?-? ?l(?:ærer|ærar)")
_COLLEAGUE = "kolleg"
_STAFF = frozenset((*STAFF, "naervaerskontakt", "helsesykepleier"))
_LEADERS: Mapping[str, Sequence[str]] = {
    "rektor": ("rektor*",),
    "avdelingsleder": ("avdelingsled*", "avdelingslei*"),
    "inspektør": ("inspektør*",),
}
_ANY_LEADER = re.compile(r"\b(?:ledels|leiing|leiar|leder|nærmeste leder|næraste leiar)")
_AT_HOME = {
    "foresatte": AUDIENCES["foresatte"],
    "pupil": tuple(word for word in AUDIENCES["pupil"] if word not in PRONOUNS),
}

_AGAIN = re.compile(r"\b(?:igjen|att|på nytt)\b")
_FIRST = re.compile(r"\b(?:første|fyrste|fysste|førstemøte\w*|fyrstemøte\w*|1\.) ?(?:\w+ )?(?:\w*møte\w*|\w*samtal\w*)")
_MEETING = re.compile(r"\w*(?:møte|møtet|samtal\w*)\b")
_COMPOUND = re.compile(r"\b(\w{3,}?)s?møt[ea]\w*")
# Meetings that the school holds by itself, or with everybody's parents.
_OWN_MEETING = re.compile(
    r"^(?:trinn|team|klasse|lærer|lærar|personal|kollegi|kollega|ledels|leder|leiar|leiing|avdeling|fag|foreldre|felles|plan|stab|"
    r"overgang|overføring|utvikling|bemanning|skole|skule)|team$|lærer$|lærar$"
)
_MET_WITH = re.compile(r"møte\w* (?:\w+ ){0,3}?(?:med|mæ|me|hos|i) (?P<whom>.+)")
_WAS_THERE = re.compile(r"\b(?:til ?stede|til stades|tilstede)\b")


def possible(piece: str, tasks: Sequence[TaskState], done: Iterable[str], routine: Routine) -> tuple[TaskState, ...]:
    """The tasks the words may be of; `done` are those that the same message told of before as done."""
    spoken = " ".join(piece.casefold().split())
    said = without_whose(spoken)
    finished = {state.task.id for state in tasks if state.state in FINISHED - {"not_relevant"}} | {*done}
    whom = actors(said, routine)
    left = [state for state in tasks if not is_of_others(said, whom, state.task, routine, tasks)]
    if _ABOUT_THE_PUPIL.search(spoken):
        left = [state for state in left if state.task.records is None or state.task.records.with_ != "pupil"]
    return tuple(state for state in left if not _is_out_of_turn(said, state.task, tasks, finished))


def is_of_others(
    said: str, whom: frozenset[str], task: Task, routine: Routine, tasks: Sequence[TaskState] = ()
) -> bool:
    """Whether the words, which name `whom`, are of another body, person or meeting. `tasks` are those of the level."""
    return (
        _is_told_to_others(said, whom, task, routine)
        or _is_another_thing(said, task, tasks)
        or _is_with_the_other_at_home(said, task)
        or _is_another_meeting(said, task, routine, tasks)
    )


# another body or person


def _is_told_to_others(said: str, whom: frozenset[str], task: Task, routine: Routine) -> bool:
    """“Meldt til kompetanseteamet” is not «meldt til nærværsteamet», and a rector no head of department."""
    if not fitting.says_done(task, routine) & _DIRECTED:
        return False
    words = _words(task)
    own = _actors_of(words, routine)
    others, own_others = whom - HOME, own - HOME
    apart = whom and _actors_of(_button(task), routine) and not whom & own
    if apart or (others and own_others and not others & own_others):
        return not (_COLLEAGUE in words and whom <= _STAFF)
    leaders, asked = set(named(said, _LEADERS)), set(named(words, _LEADERS))
    return bool(leaders and asked) and not leaders & asked and not _ANY_LEADER.search(words)


def actors(text: str, routine: Routine) -> frozenset[str]:
    """Everybody the text names, teams by the names the routine knows."""
    return _actors(text, fitting.named_roles(routine))


def _actors_of(words: str, routine: Routine) -> frozenset[str]:
    """The same of the routine's own words, remembered: nothing that was typed is."""
    return _remembered(words, fitting.named_roles(routine))


def _actors(text: str, roles: fitting.NamedRoles) -> frozenset[str]:
    names = {nb.casefold().split()[-1]: role for role, nb, _ in roles}
    teams = {names[match[1]] for match in _TEAM.finditer(text) if match[1] in names}
    teachers = {"kollega"} if _TEACHERS.search(text) else set()
    persons = fitting.persons_of(text, roles)
    if {"foresatte", "pupil"} & persons and not named(text, _AT_HOME):
        persons -= HOME  # only a “han”
    return frozenset((persons - {"team"}) | teams | teachers)


_remembered = lru_cache(maxsize=1024)(_actors)


def _is_with_the_other_at_home(said: str, task: Task) -> bool:
    """A talk with the pupil is none with the parents."""
    home = set(named(said, _AT_HOME))
    whom = task.records.with_ if task.records is not None else None
    return whom in HOME and len(home) == 1 and whom not in home


# “Snakka om eleven”, “nemnde eleven på møtet” is no talk with the pupil.
_ABOUT_THE_PUPIL = re.compile(
    r"^(?!.*\b(?:med|mæ|me|hos) (?:eleven|gutt?en|jent[ao]|barnet)\b).*"
    r"\b(?:om|nevnt?e?|nemn(?:de|d|t)|diskutert?e?|drøfta|drøftet) (?:eleven|gutt?en|jent[ao]|barnet)"
    r"(?! (?:var|er|har|vil|skal|kan|fikk|fekk))\b"
)


# another thing

# A task that records the one is not meant by the other, where the level has a task of that as well.
_OTHER_THINGS = {
    "evaluation_done": re.compile(r"\boppsummer"),
    "team_reported": re.compile(r"\b(?:henvis|tilvis)"),
    "meeting_planned": re.compile(r"\b(?:tilb[uydøo]d|tilbud|tilbaud|tilbydd)"),
}


def _is_another_thing(said: str, task: Task, tasks: Sequence[TaskState]) -> bool:
    words = _OTHER_THINGS.get(task.records.fact) if task.records is not None else None
    if words is None or not words.search(said) or words.search(_words(task)):
        return False
    return any(words.search(_words(state.task)) for state in tasks)


# another meeting


def _is_another_meeting(said: str, task: Task, routine: Routine, tasks: Sequence[TaskState]) -> bool:
    if not _is_a_meeting(task):
        return False
    words = f"{_words(task)} {_words_of_the_invitation(tasks)}"
    if any(_OWN_MEETING.search(kind[1]) and not _knows(words, kind[1]) for kind in _COMPOUND.finditer(said)):
        return True
    match = _MET_WITH.search(said)
    if match is None or _WAS_THERE.search(said):
        return False
    whom, own = actors(match["whom"], routine), _actors_of(words, routine)
    if not whom:
        return False
    if re.search(r"\b(?:teamet|team|tverrfaglig)\b", words):
        return whom <= HOME
    return bool(own & HOME) and not whom & own


def _knows(words: str, kind: str) -> bool:
    """Whether the task speaks of such a meeting, or of the people it is named by: “teammøte” where a team is called in."""
    return (
        f"{kind}møte" in words
        or f"{kind}smøte" in words
        or re.search(rf"\b{re.escape(kind)}(?:et)?\b", words) is not None
    )


def _is_a_meeting(task: Task) -> bool:
    fact = task.records.fact if task.records is not None else None
    return fact in ("meeting_held", "meeting_planned", "invitation_sent") or _MEETING.search(_button(task)) is not None


def _words_of_the_invitation(tasks: Sequence[TaskState]) -> str:
    return " ".join(
        _button(state.task) for state in tasks if state.task.records and state.task.records.fact == "meeting_planned"
    )


# a meeting whose turn has not come


def _is_out_of_turn(said: str, task: Task, tasks: Sequence[TaskState], finished: set[str]) -> bool:
    """The first meeting before it was held is not the next one, and what is said to be the next one not the first."""
    if not _is_a_meeting(task) and not fitting.is_later(task):
        return False
    firsts = _firsts(tasks)
    if not fitting.is_later(task):
        held_later = any(fitting.is_later(state.task) and _is_held(state.task) for state in tasks)
        return held_later and task.id in firsts and _says_later(said)
    if _says_later(said):
        return False
    return _FIRST.search(said) is not None or (bool(firsts) and not firsts & finished)


def _says_later(said: str) -> bool:
    return (fitting.LATER.search(said) or _AGAIN.search(said)) is not None and _FIRST.search(said) is None


def _is_held(task: Task) -> bool:
    return re.search(r"\b(?:holdt|halde|halden)\b", _button(task)) is not None


def _firsts(tasks: Sequence[TaskState]) -> set[str]:
    """The first meeting of the level; the talk with the parents where that is what it begins with."""
    held = {
        state.task.id
        for state in tasks
        if state.task.records and state.task.records.fact == "meeting_held" and not fitting.is_later(state.task)
    }
    return held or {state.task.id for state in tasks if fitting.is_a_held_talk(state.task)}


@lru_cache(maxsize=512)
def _texts(nb: str, nn: str, text: str) -> str:
    return f"{nb} {nn} {text}".casefold()


def _button(task: Task) -> str:
    return _texts(task.done.nb, task.done.nn, "")


def _words(task: Task) -> str:
    return _texts(task.done.nb, task.done.nn, f"{task.text.nb} {task.text.nn}")
