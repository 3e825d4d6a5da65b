"""Everything a message tells, part by part: what the teacher did, tried or has planned, with whom and on which day.

The patterns of `happened` are asked first. Where they are silent the learned reader's act and status count, unless the part asks,
wishes, supposes, or tells of another's doing. Nothing is recorded here: what is found is put to the teacher as a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from api.dialogue.reading import fitting, happened, ruling_out
from api.dialogue.reading.acts import ACTS, tasks_of
from api.dialogue.reading.days import day_done, names_only_a_week, only_a_day, read_day, speaks_of_a_day
from api.dialogue.reading.happened import Happened, What
from api.dialogue.reading.listed import ToldList, listed
from api.dialogue.reading.mentions import AUDIENCES, PRONOUNS, named
from api.dialogue.reading.parts import Part, whole
from api.engine.plan import TaskState
from api.engine.schema import Routine

SURE_ACT, SURE_STATUS = 0.45, 0.45
MAY_BE, MAY_BE_DONE = 0.25, 0.4  # where the words say it as well
SURE_OF_NOTHING = 0.97  # then the patterns are not believed either
MOST = 4  # tasks a part may mean: what fits on a phone

_WHAT: dict[str, What] = {"done": "done", "tried": "attempted", "planned": "planned", "moved": "planned"}
_MEETS = frozenset(("met", "talked_home", "talked_pupil", "called_home", "evaluated"))
_SET_TO = re.compile(r"\b(?:til|te|blir|vert|avtal\w*|satt|sett|planlagt|planlagd|neste|i morgen|i morgon)\b")
_TALKS = frozenset(("talked_home", "talked_pupil", "met"))
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
_HAS_BEEN = re.compile(
    r"\b(?:gikk|gjekk|gjikk|var|va|hadde|møttes|møttest|fant sted|gjorde|gjore|snakket|snakka|prata|pratet|ringte|ringde|holdt|heldt|"
    r"evaluerte|drøfta|drøftet|fikk|fekk|tok|skrev under|skreiv under|signerte|satt sammen|sat saman|meldte)\b"
    r"(?!.*\b(?:til|te|avtal\w*|flytt\w*|satt|sett|utsatt)\b)"
)
# “Alt i går”, “begge delar på fredag”: one day for all that was told before it.
_ALL_OF_IT = re.compile(
    r"(?:^|[-–—,.:;(]\s*)(?:og |men )?(?:alt sammen|alt saman|alt dette|alt det|alt|begge deler|begge delar|begge to|begge|alle)\b "
    r"?(?:(?:ble|blei|vart|er|var|va|gjort|skjedde|hende|tatt|teke|då|da|dei|de|dette|to|tre|delane|delene) )*(?P<day>.+)$"
)
# “Har kalla inn heimen til tysdag”: what is done is the invitation, and the day is that of the meeting.
_INVITED_TO = re.compile(
    r"\b(?:(?:kalt|kalla|kallet|kalte|ba|bad|bedt|bede) inn|inn(?:kalt|kalla|kalte)|inviter\w*|innkalling\w*|invitasjon\w*)\b.*?"
    rf"\b(?P<to>(?:til|te|åt)\b.*{_DAY}.*)"
)
_CALLED = re.compile(r"\b(?:ringte?|ringde|ringt|telefonert\w*|tlf|telefon\w*)\b")
_TALKED = re.compile(r"\b(?:\w*møt\w*|\w*samtal\w*|snakk\w*|prat\w*)\b")
_HELD_AGAIN = re.compile(
    r"\b(?:(?:nr\.?|nummer) ?(?:to|tre|fire|[2-9])|(?:andre|tredje|nytt|nye|neste|oppfølg\w*) ?\w*møte\w*|møte [2-9])\b"
)
_COMES_AFTER = re.compile(r"\boppfølg\w* ?møte|\boppfølgjande møte|\bnye møte")
_INSTEAD = re.compile(r"\b(?:blir|bli|vert|til|te|heller|heller på)\b")
_RESULTS = frozenset(("measures_agreed", "mapping_summarised", "evaluation_done", "invitation_sent", "meeting_planned"))
_WAS_ANSWERED = re.compile(r"^(?!.*\b(?:ikke|ikkje|itj|ingen|uten|utan)\b).*\b(?:fikk|fekk|fått) (?:\w+ )?svar\b")
_GOES_ON = re.compile(r"^(?:og |også |òg |so )?(?:med|mæ|me|til|te|hos)\b")
# “Snakket med mor i dag, eleven på fredag”
_WHOM = re.compile(r"^(?:og |også |òg )?(?P<whom>\w+) (?P<when>.+)$")
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
# “Vi sette mål då vi snakka saman”: a day of its own that is not named.
_WHEN_WE = re.compile(
    r"\b(?:da|då|sist|den gangen|den gongen) (?:jeg|eg|æ|e|vi|me|mi) (?:\w+ )?(?:snakk|prat|møtt|ring|såg|så|hadde|var|sat|tok)\w*"
)
_AGAIN = re.compile(r"\b(?:igjen|att|på nytt|på ny)\b")
# “Alle veit no kven som koordinerer”: today.
_NOW = re.compile(rf"{happened.JUST_NOW.pattern}|\b(?:vet|veit|er|e|har) (?:\w+ )?(?:nå|no)\b")
_OF_THAT = re.compile(
    r"^(?:og )?(?:det|d|dette) (?:gjorde|gjore|tok|ordna|ordnet|fiksa|fikset|sto|stod) \w+"
    r"|^(?:(?:og|for|jeg|eg|æ|e|vi|me) )*(?:sa|tok|gjorde|nevnte|nemnde|fortalte|fortalde|meldte|melde|la|fikk|fekk|gav|ga) "
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
    found: list[Happened] = field(default_factory=list)
    dayless: set[int] = field(default_factory=set)  # the numbers of those whose own part names no day
    weak: set[int] = field(default_factory=set)  # and of those that are of today only by a “nå”
    met_on: date | None = None  # the day of a meeting that was told with its day
    named_on: date | None = None  # the day that the part before names
    talked: bool = False  # the last fact is a talk or a meeting
    spoke_of: set[str] = field(default_factory=set)  # the facts that part may have been about, when none of it was told
    other_day: bool = False  # another day than today was named for something that has happened

    @property
    def done(self) -> set[str]:
        """The tasks that are told as done."""
        return {one.tasks[0] for one in self.found if one.what == "done" and len(one.tasks) == 1}

    @property
    def assumed(self) -> bool:
        """Whether the last fact's day is today, or open, because none was named."""
        return len(self.found) - 1 in self.dayless


def read_all(
    text: str, parts: Sequence[Part], tasks: Sequence[TaskState], routine: Routine, today: date
) -> tuple[Happened, ...]:
    """All that is told of the tasks, in the order of the text. A message nobody has read in parts is one part."""
    before = _Before()
    last_end = 0
    lists = listed(text, tasks)
    for part in parts or whole(text):
        if _in_a_list(part, lists, text, tasks, before, today):
            last_end = part.end
            continue
        same_sentence = not _OTHER_END.search(text[last_end : part.start]) and not _OTHER_END.search(
            text[last_end - 1 : last_end]
        )
        piece = part.of(text).casefold()
        if same_sentence:
            _undo_in_vain(piece, tasks, before)
        if _all_on(piece, text[: part.start], today, before) is None and not (
            _gave_day(part, text, today, before)
            or (same_sentence and _is_of_that_talk(part, piece, routine, today, before))
        ):
            may_be = ruling_out.possible(piece, tasks, before.done, routine)
            read = _read(part, text, may_be, routine, today, before)
            if not read and before.last is not None:
                _same_on(part, piece, tasks, today, before)
            for told in read:
                if (one := _without_meetings(told, piece, tasks)) is None or _is_over(one, before):
                    continue
                found = replace(one, span=(part.start, part.end), person=_person(part.of(text), one, tasks))
                _add(found, piece, tasks, before, today, same_sentence=same_sentence)
                before.talked = bool(part.act) and part.act[0][0] in _TALKS
            _all_on(piece, "", today, before, within=True)
        _remember(part, text, before)
        before.named_on = _day_that_was(piece, today)
        before.spoke_of = (
            _facts_of(part) if before.last is None or before.last.span != (part.start, part.end) else set()
        )
        last_end = part.end
    return _once(_never_today_by_default(before, today), before.weak)


def _in_a_list(
    part: Part, lists: Sequence[ToldList], text: str, tasks: Sequence[TaskState], before: _Before, today: date
) -> bool:
    """Whether the part lies in a sentence that lists several tasks that are done; it is told where it begins."""
    found = next((one for one in lists if one.span[0] <= part.start < one.span[1]), None)
    if found is None:
        return False
    piece = text[slice(*found.span)].casefold()
    on = day_done(piece, today)
    if not before.found or before.found[-1].span != found.span:
        for task in found.tasks:
            dates = on is not None or speaks_of_a_day(piece, today) or task.asks_date
            one = Happened("done", (task.id,), on if dates else today, span=found.span)
            _add(one, piece, tasks, before, today, same_sentence=False)
    return True


def _day_that_was(piece: str, today: date) -> date | None:
    on = day_done(piece, today)
    return on if on is not None and on <= today else None


def _add(
    one: Happened, piece: str, tasks: Sequence[TaskState], before: _Before, today: date, *, same_sentence: bool
) -> None:
    """With the day it has by what was told before it, and whether its own part names one."""
    names_a_day = speaks_of_a_day(piece, today) or _NOW.search(piece) is not None
    dated = one if names_a_day else _with_carried_day(one, tasks, before, same_sentence)
    of_before = one.what == "attempted" or (one.what == "done" and before.spoke_of & _records(one, tasks))
    if dated is one and not names_a_day and of_before and same_sentence and before.named_on is not None:
        dated = replace(one, on=before.named_on)  # “ringde i går, ingen svar”, “mor ringte i går, vi hadde en prat”
    if not names_a_day and dated is one:
        before.dayless.add(len(before.found))
    if dated is one and not speaks_of_a_day(piece, today):
        before.weak.add(len(before.found))
    before.found.append(dated)
    before.last = dated
    if dated.what != "planned" and names_a_day:
        before.other_day = before.other_day or dated.on != today
        before.met_on = (
            dated.on if _records(dated, tasks) & {"meeting_held"} and dated.what == "done" else before.met_on
        )


def _without_meetings(one: Happened, piece: str, tasks: Sequence[TaskState]) -> Happened | None:
    """A call is no meeting that was held."""
    if one.what != "done" or not _CALLED.search(piece) or _TALKED.search(piece):
        return one
    held = {state.task.id for state in tasks if state.task.records and state.task.records.fact == "meeting_held"}
    left = tuple(task for task in one.tasks if task not in held)
    return replace(one, tasks=left) if left or not one.tasks else None


def _is_over(one: Happened, before: _Before) -> bool:
    """What was just told as done is not still to come."""
    return one.what == "planned" and bool(one.tasks) and {*one.tasks} <= before.done


def _records(one: Happened, tasks: Sequence[TaskState]) -> set[str]:
    return {state.task.records.fact for state in tasks if state.task.id in one.tasks and state.task.records}


def _all_on(piece: str, before_it: str, today: date, before: _Before, *, within: bool = False) -> date | None:
    """The day that is told of all that stands before it, where its own part names none."""
    match = _ALL_OF_IT.search(piece.strip(" .!"))
    if match is None or not before.found or not only_a_day(match["day"]) or (match.start() == 0) is within:
        return None
    on = day_done(match["day"], today)
    if on is None or on > today:
        return None
    for number, one in enumerate(before.found):
        if one.what != "planned" and (number in before.dayless or within):
            before.found[number] = replace(one, on=on)
    before.dayless.clear()
    before.last = before.found[-1]
    return on


def _never_today_by_default(before: _Before, today: date) -> list[Happened]:
    """Where another day was told, the day of what has none of its own is asked for."""
    return [
        replace(one, on=None)
        if before.other_day and number in before.dayless and one.on == today and one.what != "planned"
        else one
        for number, one in enumerate(before.found)
    ]


def _read(
    part: Part, text: str, tasks: Sequence[TaskState], routine: Routine, today: date, before: _Before
) -> tuple[Happened, ...]:
    piece = _with_names(happened.without_whose(" ".join(part.of(text).casefold().split())), before)
    if _says_nothing(part) or _asks(piece, text[: part.start]):
        return _was_there(piece, tasks, before)
    by_pattern = happened.read(piece, tasks, routine, today)
    learned = _learned(part, piece, tasks, routine, today, before)
    if by_pattern is None or len(by_pattern.tasks) > MOST or _denies(part):
        return learned or _was_there(piece, tasks, before)
    if len(learned) > 1 and learned[0].what == by_pattern.what:  # “skrive og sendt”: a pattern finds one thing
        return learned
    return _apart(by_pattern, piece, tasks)


def _asks(piece: str, before: str) -> bool:
    """“Og så hadde vi møte” only begins as a question does."""
    return happened.asks(piece) and ("?" in piece or _THEN.search(before.casefold()) is None)


_THEN = re.compile(r"\b(?:så|da|då|etterpå|deretter|i dag|i går)\s*$")


def _gave_day(part: Part, text: str, today: date, before: _Before) -> bool:
    """“Leiinga veit det, eg sa det i går”: the day is told of what was just told without one."""
    piece = part.of(text).casefold()
    if before.last is None or before.last.what != "done" or not before.assumed or not _OF_THAT.search(piece):
        return False
    if named(piece, _PEOPLE_AT_HOME) or _MODAL.search(piece) or happened.asks(piece) or happened.reported(piece):
        return False
    return _on(day_done(piece, today), today, before)


def _same_on(part: Part, piece: str, tasks: Sequence[TaskState], today: date, before: _Before) -> None:
    """“Samtykket er i boks, far signerte i går”: what was just told without a day is told again with it."""
    act = ACTS.get(part.act[0][0]) if part.act and part.act[0][1] >= SURE_ACT else None
    if act is None or before.last is None or not _what(part, piece) == before.last.what == "done":
        return
    if {fact for fact, _ in act.facts} & _records(before.last, tasks) and not _MODAL.search(piece):
        _on(day_done(piece, today), today, before)


def _on(day: date | None, today: date, before: _Before) -> bool:
    """The day of what was just told without one."""
    if before.last is None or not before.assumed or day is None or day > today:
        return False
    before.last = before.found[-1] = replace(before.last, on=day)
    before.dayless.discard(len(before.found) - 1)
    before.other_day = before.other_day or day != today
    return True


def _is_of_that_talk(part: Part, piece: str, routine: Routine, today: date, before: _Before) -> bool:
    """“Eleven er hørt, vi pratet i går”: no other talk, but the day of the one just told."""
    talked = sum(sure for name, sure in part.act if name in _TALKS)
    if talked < SURE_ACT or not before.talked:
        return False
    return not ruling_out.actors(piece, routine) and _on(day_done(piece, today), today, before)


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
    if dict(part.act).get("invited", 0.0) >= MAY_BE and (invited := _invited_to(piece, tasks, routine, today)):
        return invited
    what = _what(part, piece)
    if what == "planned" and name == "invited" and _NAMES_A_MEETING.search(piece):
        name = "met"  # “møtet er avtalt til fredag”
        sure += dict(part.act).get("met", 0.0)
    kin = [other for other in ACTS if name in ACTS and ACTS[name].facts and {*ACTS[other].facts} == {*ACTS[name].facts}]
    sure = max(sure, sum(chance for other, chance in part.act if other in kin))
    if name not in ACTS or sure < SURE_ACT or what is None:
        return ()
    if what == "done" and name in _MEETS and _is_to_come(piece, today):
        what = "planned"
    if what == "planned" and name == "consented" and not _MODAL.search(piece) and not _SET_TO.search(piece):
        what = "done"  # “mor undertegnet fredag”
    if what == "planned" and not _was_moved(part) and (_HAS_BEEN.search(piece) or happened.HELD.search(piece)):
        what = "done"
    goes_on = before.last is not None and (_GOES_ON.search(piece) is not None or _is_whom_and_when(piece))
    if before.last is not None and goes_on:
        what = before.last.what  # “med mor i dag og med eleven i går”
    if _speaks_against(what, name, "" if goes_on else piece) or not _fits_the_day(
        what, piece, today, moved=_was_moved(part)
    ):
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
    groups = _held_again(piece, tasks) if name == "met" and what == "done" else ()
    groups = groups or next(filter(None, may_be), ())
    said = fitting.profile(piece, routine)
    if name == "met" and not groups and (talk := fitting.meets_in_a_talk(said, tasks)):
        groups = (talk,)
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


def _is_whom_and_when(piece: str) -> bool:
    match = _WHOM.search(piece.strip(" .!"))
    return match is not None and bool(named(match["whom"], _PEOPLE_AT_HOME)) and only_a_day(match["when"])


def _invited_to(piece: str, tasks: Sequence[TaskState], routine: Routine, today: date) -> tuple[Happened, ...]:
    """The invitation that was sent, and the day to come it is for."""
    match = _INVITED_TO.search(piece)
    if match is None or _MODAL.search(piece) or _DENIES.search(piece) or happened.reported(piece):
        return ()
    on = read_day(match["to"], today, side="future")
    if on is None or on < today:
        return ()
    sent = day_done(piece[: match.start("to")], today) or today
    invited = tasks_of(ACTS["invited"], "", tasks, routine, planned=False)
    meets = tasks_of(ACTS["met"], "", tasks, routine, planned=True)
    meets = tuple(group for group in meets if group not in invited)
    day = None if names_only_a_week(match["to"]) else on
    done = tuple(Happened("done", group, sent) for group in invited[:1] if sent <= today)
    return (*done, *(Happened("planned", group, day) for group in meets[:1]))


_DENIES = re.compile(r"\b(?:ikke|ikkje|itj|ittj|kje|aldri|ingen)\b")


def _what(part: Part, piece: str) -> What | None:
    """The likeliest of done, tried and planned; a moved meeting is planned, and in doubt the tense tells."""
    chances: dict[What, float] = {}
    for name, chance in part.status:
        if name in _WHAT:
            chances[_WHAT[name]] = chances.get(_WHAT[name], 0.0) + chance
    best = max(chances, key=lambda what: chances[what], default=None)
    enough = MAY_BE_DONE if best == "done" and _HAS_BEEN.search(piece) else SURE_STATUS
    return best if best is not None and chances[best] >= enough else None


def _facts_of(part: Part) -> set[str]:
    return {fact for name, sure in part.act if name in ACTS and sure >= MAY_BE for fact, _ in ACTS[name].facts}


def _was_moved(part: Part) -> bool:
    return bool(part.status) and part.status[0][0] == "moved"


def _or_today(
    what: What, on: date | None, fits: tuple[str, ...], piece: str, tasks: Sequence[TaskState], today: date
) -> date | None:
    """Today for what is done on no day that is named, unless a task asks for its day."""
    asked_for = any(state.task.asks_date for state in tasks if state.task.id in fits)
    own_day = speaks_of_a_day(piece, today) or _WHEN_WE.search(piece) is not None
    return on if what != "done" or on is not None or asked_for or own_day else today


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
    if what == "planned":
        return _day_instead(piece, today) or read_day(piece, today, side="future")
    on = day_done(piece, today)
    return today if what == "attempted" and on is None and not speaks_of_a_day(piece, today) else on


def _held_again(piece: str, tasks: Sequence[TaskState]) -> tuple[tuple[str, ...], ...]:
    """“Møte nr to”: the tasks of a meeting that comes after the first."""
    if not _HELD_AGAIN.search(piece):
        return ()
    later = tuple(
        state.task.id
        for state in tasks
        if _COMES_AFTER.search(state.task.done.nb.casefold()) and not state.finished and state.state != "not_relevant"
    )
    return (later,) if later else ()


def _day_instead(piece: str, today: date) -> date | None:
    """Of “kan ikke onsdag, så det blir torsdag” the last that it becomes."""
    said = _INSTEAD.split(piece)[1:]
    days = (read_day(one, today, side="future") for one in reversed(said))
    return next((day for day in days if day is not None), None)


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
    if _NAMES_A_MEETING.search(piece):
        before.objects |= {"møt"}


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


def _with_carried_day(one: Happened, tasks: Sequence[TaskState], before: _Before, same_sentence: bool) -> Happened:
    """A part without a day, in the same sentence as one that has it, is of that day; so are the results of a meeting that has one."""
    last = before.last
    if one.what == "planned":
        return one
    if one.what == "done" and before.met_on is not None and _is_result(one, tasks):
        return replace(one, on=before.met_on)
    if not same_sentence or last is None or last.what == "planned" or last.on is None or before.assumed:
        return one
    return replace(one, on=last.on)


def _is_result(one: Happened, tasks: Sequence[TaskState]) -> bool:
    """Something a meeting ends in: what it records, or a task of the level that is no talk, contact or note to others."""
    return bool(_records(one, tasks) & _RESULTS) or not _records(one, tasks)


def _once(found: Sequence[Happened], weak: set[int]) -> tuple[Happened, ...]:
    """Each thing once; the day that was named counts before none, and what is told for itself before what it may be."""
    told: dict[tuple[What, tuple[str, ...]], Happened] = {}
    assumed: set[tuple[What, tuple[str, ...]]] = set()
    for number, one in enumerate(found):
        key = (one.what, one.tasks)
        if key not in told:
            told[key] = one
            assumed |= {key} if number in weak else set()
        elif one.on is not None and (told[key].on is None or (key in assumed and number not in weak)):
            told[key] = replace(told[key], on=one.on)
            assumed.discard(key)
    for what, tasks in list(told):
        for key in [(what, (task,)) for task in tasks if len(tasks) > 1 and (what, (task,)) in assumed]:
            told[key] = replace(told[key], on=told[what, tasks].on or told[key].on)
    alone = {one.tasks[0] for one in told.values() if len(one.tasks) == 1}
    return tuple(one for one in told.values() if len(one.tasks) < 2 or not alone & {*one.tasks})
