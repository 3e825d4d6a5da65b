"""What a message tells has happened, and which tasks of the level its words fit. It reads; nothing is recorded here.

Told is what the teacher did or saw done. What is asked, denied, still to come, only supposed or said by others is none of it:
in doubt the message stays the plain note it is anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from api.dialogue.reading import fitting
from api.dialogue.reading.days import day_done, read_day, speaks_of_a_day
from api.dialogue.reading.lexicon import QUOTED, REPORTED
from api.dialogue.reading.mentions import AUDIENCES, PRONOUNS, SERVICES, STAFF, named
from api.engine.plan import TaskState
from api.engine.schema import Routine

What = Literal["done", "attempted", "planned"]
LONGEST = 25  # words: a longer message is a story, and stays a note


@dataclass(frozen=True)
class Happened:
    """`tasks` fit equally well. `on` is None when the day must be asked for. `also` is a task that a plan makes done.

    `span` is where the part that tells it stands in the message, and `person` with whom it was, when that is known. A planned
    meeting that no task waits for has no tasks.
    """

    what: What
    tasks: tuple[str, ...]
    on: date | None = None
    also: str | None = None
    span: tuple[int, int] | None = None
    person: str | None = None


_NOT = r"(?:ikke|ikkje|ikkj|itj|ittj|ittje|kje|inte|ikje)"
_PIECES = re.compile(
    r"(?:(?<!\d)(?<!\bkl)\.|[;!,\n])+(?:\s|$)|\s[-–]\s|\s(?:men|så)\s"
    rf"|\s(?:og|å)\s(?=(?:(?:jeg|eg|æ|e|vi|me|mi)\s)?(?:skal|ska|må|bør|vil|kan|har {_NOT}|{_NOT})\b)"
)
_ASKS = re.compile(
    r"^(?:(?:og|men|så|nå|no)\s)*(?:hva|kva|ka|hvem|kven|kem|hvor|kor|kvar|når|hvorfor|kvifor|koffor|hvordan|korleis|hvilke\w*)\b"
    r"|^(?:teller|tel|gjelder|gjeld|finnes|finst|holder|held|trenger|treng)\b"
    r"|^(?:er|e|ble|blei|vart|har|hadde|skal|må|kan|bør|får|rekker)\s(?:det|den|jeg|eg|æ|vi|me|du|dere|de|dei|han|hun|ho|møtet|dette)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:når|hvis|viss|dersom|så snart|straks|etter at|før (?:vi|me|eg|jeg)|fordi|bare|berre|(?:da|då) (?:jeg|eg|æ|vi|me))\b"
    r"|^(?:vis|gi|hent|finn|ta|lag)\b"
)
_TO_COME = re.compile(
    r"\b(?:skal|ska|skulle|må|måtte|bør|burde|vil|ville|kan|kunne|kjem til å|kommer til å|tenk\w*|planlegg\w*|håp\w*|ønsk\w*|"
    r"treng\w*|glem\w*|glømt\w*|gløym\w*|rakk|vent\w*|husk\w*|hugs\w*|minn|lurer|får (?:ringe|ringt|snakke|sendt))\b"
)
_TRIED = re.compile(
    rf"\b(?:(?:ingen|uten|utan|ikkje noko|ikke noe) svar\w*|svar(?:te|a|er|ar|t)? {_NOT}|{_NOT} (?:\w+ )?svar\w*"
    r"|(?:uten|utan) å få (?:tak|fatt|kontakt|svar)"
    rf"|(?:fikk|fekk|fått|får|fær|fekj) (?:\w+ )?{_NOT} (?:\w+ )?(?:tak|fatt|kontakt|svar)"
    rf"|{_NOT} (?:\w+ )?(?:fått|fekk|fikk|fått til) (?:tak|fatt|kontakt|svar|svart)"
    rf"|t(?:ok|ek|ar) (?:\w+ )?{_NOT} (?:telefon\w*|tlf\w*|mobil\w*)|{_NOT} (?:tatt|teke|tok|tekje) (?:telefon\w*|tlf\w*)"
    rf"|t(?:ok|ek|ar) {_NOT}$|t(?:ok|ek) (?:ho|hun|han|dei|de|hu) {_NOT}|tok (?:\w+ )?telefonen {_NOT}"
    r"|(?:prøv|forsøk)\w*(?: å)? (?:ring\w*|nå|få tak i|få kontakt|kontakte)"
    r"|(?:la|lagt|legg) (?:igjen|att) (?:\w+ )?beskjed|telefonsvar\w*|mobilsvar\w*|rett på svarer\w*|forgjeves|uten hell|utan hell)\b"
    rf"|\b(?:prøvde|prøvd|forsøkt|forsøkte) (?:(?:på )?(?:telefon|tlf) )?(?:{'|'.join(w for w in AUDIENCES['foresatte'] if w.isalpha())})\b"
)
_AT_HOME = re.compile(r"\b(?:noen|nokon|nokre|nån|nåen|nåkon|ingen|ingin|de|dei) (?:der )?(?:hjemme|heime|heme|hime)\b")
_NO_SHOW = re.compile(
    rf"\b(?:(?:møtte|kom|dukka|dukket|stilte|stilt) (?:\w+ ){{0,2}}?{_NOT}"
    rf"|{_NOT} (?:\w+ )?(?:kommet|komme|kome|kommen|møtt|dukk(?:a|et)|stilt))\b"
)
_TO_MEET = re.compile(r"\b\w*(?:møte|møtet|samtale|samtalen|samtala|evaluering\w*)\b")
_SET = re.compile(
    r"\b(?:flytt(?:et|a|e)?|utsatt|utsett|skjøvet|framskynda|framskyndet|avtalt|avtala|avtale|avtalte|sett|satt|satte|berammet|fastsatt|fastsett|"
    r"bestemt|planlagt|planlagd|lagt|lagd|booka|booket|innkalt|(?:kalt|kalla|kalte|kallet) inn)\b"
    r"|\b(?:blir|vert|er|flyttes|blir halde|blir holdt)\b(?=.{0,20}\b(?:\w+dag|dag|morgen|morgon|mårra|uke|uka|veke|veka|den|\d))"
)
_MOVED = re.compile(r"\b(?:flytt(?:et|a)|utsatt|utsett|skjøvet)\b")
_NO_SET = re.compile(rf"\b{_NOT} (?:\w+ )?(?:avtalt|satt|sett|flytt\w*|utsatt|bestemt|klart)\b|\bavlys\w*")
# “Er holdt”, “ble tatt i dag”: over, and set to no day.
HELD = re.compile(
    r"\b(?:er|e|ble|blei|vart|var|va)\b (?:\w+ ){0,2}?"
    r"(?:avholdt|holdt|halde|halden|haldne|haldt|tatt|teke|teken|tekne|gjennomført\w*|ferdig\w*|over|unnagjort|hatt|gjort|gjord|gjorde|evaluert\w*|drøft(?:et|a))\b"
)
_HELD_IT = re.compile(
    r"\b(?:hadde|har hatt|holdt|heldt|gjennomførte|har gjennomført)\b(?: \w+){0,3}? "
    r"(?:\w*møte[rt]?|\w*samtale[nr]?|\w*samtala|\w*evaluering\w*)\b"
)
# “Far og eg prata”, “eleven snakket jeg med”
_WITH_ME = re.compile(r"^(?:\w+ ){1,3}og (?:jeg|eg|æ|e)\b|^\w+ \w+ (?:jeg|eg|æ|vi|me|mi)\b")
JUST_NOW = re.compile(r"(?:^|\s)(?:nå|no|na)$")
_PARENT_OF = re.compile(
    r"\b(mor\w*|far\w*|foreld\w*|foresatt\w*|føresett\w*) (?:til|te|åt) (?:eleven|gutt?en|jent[ao]|barnet|ungen|han|ham|hun|ho|henne)\b"
)
# “Snakka med kollegaen om eleven” is no talk with the pupil.
_ABOUT_PUPIL = re.compile(
    r"\b(?:om|angående) (?:eleven|gutt?en|jent[ao]|barnet|ungen|han|ham|hun|ho|henne)"
    r"(?=$|[,.;]| (?:i|på|og|med|til|der|då|da|så|før|etter)\b)"
)
_SOMEBODY = {**AUDIENCES, **STAFF, **SERVICES}
_PASSIVE = re.compile(
    r"^(?:er|ble|blei|blitt|vart|vorte|var|blir|vert|fikk|fekk|har (?:fått|vært|vore|blitt|vorte)|sin|si|sitt)\b"
)


def read(text: str, tasks: Sequence[TaskState], routine: Routine, today: date) -> Happened | None:
    """What the message tells of the tasks; None when it tells nothing that fits one."""
    lowered = without_whose(" ".join(text.casefold().split()))
    if "?" in lowered or len(lowered.split()) > LONGEST:
        return None
    pieces = [piece.strip() for piece in _PIECES.split(_own_words(lowered)) if piece and piece.strip()]
    if any(_ASKS.search(piece) for piece in pieces):
        return None
    return (
        _attempted(pieces, tasks, routine, today)
        or _planned(pieces, tasks, routine, today)
        or _done(pieces, tasks, routine, today)
    )


def without_whose(piece: str) -> str:
    """“Mor til eleven” is the mother, and who is only spoken about was not spoken with."""
    return _ABOUT_PUPIL.sub("", _PARENT_OF.sub(r"\1", piece))


def asks(piece: str) -> bool:
    """Whether it is a question, by its mark or by how it begins."""
    return "?" in piece or _ASKS.search(piece) is not None


def names_a_meeting(piece: str) -> bool:
    return _TO_MEET.search(piece) is not None


def is_held(piece: str) -> bool:
    """“Møtet ble holdt”, “vi hadde møte”: over, and set to no day."""
    return HELD.search(piece) is not None or _HELD_IT.search(piece) is not None


def denies(piece: str) -> bool:
    return re.search(rf"\b(?:{_NOT}|aldri|ingen)\b", piece) is not None


def in_vain(piece: str) -> bool:
    """Whether nobody was reached."""
    return _TRIED.search(piece) is not None


def reported(piece: str) -> bool:
    """Whether others are reported to have said it."""
    return _own_words(piece) != piece


def _own_words(text: str) -> str:
    """What stands before others are reported to have said something; that nobody answered is no report of theirs."""
    silent = _TRIED.sub(lambda match: "~" * len(match[0]), text)
    ends = [match.start(match.lastindex or 0) for match in (REPORTED.search(silent), QUOTED.search(silent)) if match]
    return text[: min(ends)] if ends else text


def _attempted(pieces: list[str], tasks: Sequence[TaskState], routine: Routine, today: date) -> Happened | None:
    """Tried without reaching: nobody answered, or somebody did not come to a meeting or a talk."""
    told = [piece for piece in pieces if not _SUPPOSED.search(piece)]
    tried = any(_TRIED.search(piece) for piece in told)
    stayed_away = any(_NO_SHOW.search(piece) for piece in told) and any(_TO_MEET.search(piece) for piece in told)
    if not (tried or stayed_away):
        return None
    told = [piece for piece in told if _TRIED.search(piece) or _NO_SHOW.search(piece) or not _TO_COME.search(piece)]
    said = fitting.profile(". ".join(told), routine)
    if any(_AT_HOME.search(piece) for piece in told):
        said = replace(said, persons=said.persons | {"foresatte"})
    if tried:
        if said.persons <= {"pupil"} and not said.actions & {"call", "talk"}:
            return None  # a pupil who does not answer, in class as like as not
        said = replace(said, actions=said.actions | {"call"})
    else:
        said = replace(said, actions=frozenset(("hold" if any("møte" in piece for piece in told) else "talk",)))
    return _with_day("attempted", fitting.best(said, tasks, routine), told, tasks, today)


def _planned(pieces: list[str], tasks: Sequence[TaskState], routine: Routine, today: date) -> Happened | None:
    """Set or moved to a day to come. What was moved and has no day yet is asked for it."""
    for piece in pieces:
        set_to = _SET.search(piece)
        if (
            set_to is None
            or HELD.search(piece)
            or _NO_SET.search(piece)
            or _SUPPOSED.search(piece)
            or not _meets(piece, routine)
        ):
            continue
        moved = _MOVED.search(piece) is not None
        if _TO_COME.search(piece) or (speaks_of_a_day(piece, today) and _is_past(piece, today) and not moved):
            continue
        on = _day_to_come(piece, today)
        if on is None and not (moved or speaks_of_a_day(piece, today)):
            continue
        said = fitting.profile(piece, routine)
        actions = {"hold"} if "møt" in piece or "evaluering" not in piece else set()
        actions |= {"evaluate"} if "evaluering" in piece else set()
        what = replace(said, actions=frozenset(actions | (said.actions & {"talk", "call"})))
        fits = fitting.best(what, [task for task in tasks if not fitting.only_agrees(task, routine)], routine)
        fits = fits or (fitting.meets_in_a_talk(said, tasks) if "hold" in actions else ())
        agreed = fitting.best(replace(said, actions=said.actions & fitting.AGREEING), tasks, routine)
        also = agreed[0] if len(agreed) == 1 and agreed[0] not in fits and not _comes_later(fits, tasks) else None
        if fits:
            return Happened("planned", fits, on, also)
    return None


def _comes_later(fits: tuple[str, ...], tasks: Sequence[TaskState]) -> bool:
    """A later meeting than the first, whose day makes nothing else done."""
    return any(fitting.is_later(state.task) for state in tasks if state.task.id in fits)


def _meets(piece: str, routine: Routine) -> bool:
    said = fitting.profile(piece, routine)
    return _TO_MEET.search(piece) is not None or "evaluate" in said.actions


def _is_past(piece: str, today: date) -> bool:
    day = read_day(piece, today, side="future")
    return day is not None and day < today


def _day_to_come(piece: str, today: date) -> date | None:
    """The day after “til” where there is one: “ble i går flyttet til torsdag”. Of “møtet på torsdag er utsatt” it is the old one."""
    parts = re.split(r"\b(?:til|te)\b", piece)
    for part in reversed(parts[1:] or ([] if _MOVED.search(piece) else parts)):
        day = read_day(part, today, side="future")
        if day is not None:
            return day if day >= today else None
    return None


def _done(pieces: list[str], tasks: Sequence[TaskState], routine: Routine, today: date) -> Happened | None:
    told = [piece for piece in pieces if _tells_something_done(piece, routine)]
    days = [piece for piece in pieces if len(piece.split()) <= 3 and not _TO_COME.search(piece)]
    if not told:
        return None
    said = fitting.profile(". ".join(told), routine)
    together = [piece for piece in pieces if piece in told or piece in days]
    return _with_day("done", fitting.best(said, tasks, routine), together, tasks, today)


def _tells_something_done(piece: str, routine: Routine) -> bool:
    """Whether the teacher tells of something done: with the words of something done, and not denied, to come or another's doing."""
    found = fitting.done_words(piece)
    if found is None or _TO_COME.search(piece) or _SUPPOSED.search(piece) or another_did(piece):
        return False
    before, after = piece[: found[0]], piece[found[1] :]
    return not (
        re.search(rf"\b(?:{_NOT}|aldri|ingen|uten|utan|nesten)\b", before)
        or re.match(rf"\s?(?:\w+\s){{0,2}}{_NOT}\b", after)
        or re.search(r"\b(?:å|for å)$", before.rstrip())
    )


def another_did(piece: str) -> bool:
    """“Mor har snakket med læreren”: a sentence that begins with somebody is theirs, unless something was done to them."""
    words = piece.split()
    begins = words[0] if words else ""
    if not (named(begins, _SOMEBODY) or begins in (*PRONOUNS, "de", "dei")) or _WITH_ME.search(piece):
        return False
    rest = " ".join(words[1:])
    verb = re.search(r"\b(?:er|ble|blei|blitt|vart|vorte|var|blir|vert|fikk|fekk|har|hadde)\b.*", rest)
    return verb is None or not _PASSIVE.search(verb[0])


def _with_day(
    what: What, fits: tuple[str, ...], told: list[str], tasks: Sequence[TaskState], today: date
) -> Happened | None:
    """With the day it was; today when none is named, unless a task asks for its day or the day that is named cannot be read."""
    if not fits:
        return None
    words = ", ".join(told)
    on = day_done(words, today)
    if on is not None:
        return Happened(what, fits, on) if on <= today else None
    asked_for = what == "done" and any(state.task.asks_date for state in tasks if state.task.id in fits)
    if JUST_NOW.search(words) or not (asked_for or speaks_of_a_day(words, today)):
        return Happened(what, fits, today)
    return Happened(what, fits)
