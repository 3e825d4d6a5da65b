"""Which tasks a message's words fit: who it is about, what was done, and to what. Read from the routine's own words.

A task is known by its button, its text, its talk and the fact it records, so a new routine needs no code. Words for what people
do are listed here; who there is stands in `mentions`, and in the roles of the routine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from api.dialogue.reading.mentions import AUDIENCES, PRONOUNS, SERVICES, STAFF, named, pattern_of
from api.engine.plan import TaskState, fact_of
from api.engine.schema import Routine, Task

# What was done, as past forms in bokmål, nynorsk and dialect, and what tasks ask for (as a command at the head of a sentence).
_TALK = r"(?:\w*samtal\w*|prat\w*)"
_HAD = r"(?:hatt|hadde|tok|tatt|teke|fikk|fått|fekk|holdt|heldt|halde|var i|vært i|vore i|gjennomført|gjennomførte|ferdig med)"
_OVER = r"(?:tatt|teken|tekne|teke|holdt|halden|halde|gjennomført\w*|ferdig\w*|unnagjort|over|hatt)"
_IS = r"(?:er|ble|blei|vart|var)"
DONE: Mapping[str, str] = {
    "call": r"ringte?|ringde|ringt|telefonert\w*|(?:fikk|fekk|fått) (?:tak|fatt) i|(?:fikk|fekk|fått|hadde|hatt|tok|tatt|teke|vært i|"
    r"vore i|var i) (?:\w+ )?kontakt|kontakta|kontaktet|på telefon|på tlf",
    "talk": rf"snakk(?:et|a)|snakt|snakte|prata|pratet|pratte?|samtalt|{_HAD} (?:\w+ ){{0,3}}?{_TALK}|"
    rf"{_TALK} (?:\w+ ){{0,4}}?{_IS} (?:\w+ )?{_OVER}|tatt opp|teke opp|tok opp|tatt det opp",
    "hold": rf"avholdt|holdt|heldt|halde|halden|haldt|gjennomført\w*|gjennomførte|unnagjort|{_IS} (?:ferdig\w*|over)|"
    r"(?:hatt|hadde|har hatt|vært i|vore i|var i|var på|vært på) (?:\w+ ){0,3}?\w*møt\w*",
    "convene": r"(?:kalt|kalla|kallet|kalte) inn|innkalt\w*|inviter(?:t|te)|bedt (?:inn|med)|bedne? med|"
    r"innkalling\w* (?:\w+ )?(?:sendt|send|gått)|(?<!å )(?:sendte?|sende|send) (?:\w+ ){0,3}?innkalling\w*",
    "send": r"sendt|sendte|(?<!å )sende|gått ut|levert|leverte|delt ut",
    "inform": r"informert\w*|orientert\w*|varsl(?:et|a)|sagt (?:fra|frå|ifra|i fra)|sa (?:fra|frå|ifra)|fortalt|fortalde|"
    r"(?:fått|gitt|gjeve|gjett|ga|gav) (?:\w+ ){0,2}?(?:beskjed|melding\w*)|(?:har|fikk|fekk) (?:\w+ )?(?:beskjed|meldingen|meldinga)",
    "agree": r"avtalt\w*|avtala|bestemt|(?:ble|blei|vart|blitt) enige?|planlagt\w*|planlagd|planla|berammet|fastsatt|booka|booket",
    "write": r"logg?ført\w*|logg?førd\w*|logget|logga|skrevet|skrive|skriven|skrivne|skreiv|skrev|ført|førte|registrert\w*|"
    r"dokumentert\w*|lagt inn|la inn",
    "fill": r"fylt ut|fylte ut|utfylt",
    "make": r"lag(?:et|a|d)|lagde|oppretta|opprettet|etablert|(?:er|kom|kommet|kome|fått|fikk|fekk) (?:\w+ ){0,2}?på plass",
    "evaluate": r"evaluert\w*",
    "discuss": r"drøft(?:et|a)|diskutert\w*|delt|delte|spurt|spurd|spurte|spurde|rådført|rådførte|konferert|tatt opp|teke opp|tok opp",
    "map": r"kartlagt|kartlagd|kartla",
    "analyse": r"analysert\w*|oppsummert\w*",
    "archive": r"arkivert\w*",
    "consent": r"samtykk\w* (?:\w+ ){0,3}?(?:på plass|gitt|gjeve|underskreve\w*|signert|innhenta|innhentet|henta|hentet)|"
    r"(?:fikk|fått|fekk|innhenta|innhentet|henta|hentet|gitt|gav|ga) (?:\w+ ){0,3}?samtykk\w*|samtykka",
    "report": r"meldt|melde|meld|henvist|tilvist",
}
_ASKED: Mapping[str, str] = {
    "call": "ring|kontakt|ta kontakt",
    "talk": "snakk|hør|prat",
    "hold": "hold|gjennomfør",
    "convene": "kall inn|inviter|be med",
    "send": "send",
    "inform": "informer|orienter|varsle|si fra|fortell",
    "agree": "avtal|planlegg|bestem",
    "write": "skriv|før|loggfør|registrer|dokumenter",
    "fill": "fyll ut",
    "make": "lag|opprett",
    "evaluate": "evaluer",
    "discuss": "drøft|diskuter|del|spør|rådfør",
    "map": "kartlegg",
    "analyse": "analyser|oppsummer",
    "archive": "arkiver",
    "consent": "innhent|sikre",
    "report": "meld",
    "check": "se over|se etter|gå gjennom|finn fram|følg med|forbered|velg noen",
    "start": "sett|start|følg opp",
    "clear": "avklar",
    "join": "få med|ta med|be med|be om",
}
# What tasks are about besides. No pattern counts it as something done: only the learned reader does.
_SEEN: Mapping[str, str] = {
    "check": r"(?:sett|såg|så|gått|gikk|gjekk) (?:\w+ )?(?:over|på|gjennom|igjennom|etter)|sjekk(?:et|a)|oversikt\w*|klare?|"
    r"(?:fant|fann|funnet|funne) fram|forberedt\w*|forberedte|førebudd\w*|førebudde|lest gjennom|lese gjennom",
    "archive": r"(?:lagt|la|ligg|ligger) (?:\w+ ){0,2}?i (?!dag|går)\w+",
    "start": r"i gang|i verk|start(?:et|a)|i bruk|begynt|byrja|fulgt(?:e)? opp|følgt opp|fylgt opp",
    "inform": r"oppdatert\w*|oppdaterte",
    "write": r"noter(?:t|te)|journalfør\w*|nedskrev\w*|tast(?:et|a) inn|skriftleg|skriftlig",
    "join": r"(?:blir|blei|ble|vart|bli) med|deltar|deltek|still(?:er|te)|hjelp til|(?:bedt|bede|bad|ba) (?:\w+ )?(?:med|om)|"
    r"sit(?:ter)? (?:\w+ ){0,3}?i møtet",
    "clear": r"avklart\w*|avklara|avklarte|klarert\w*",
}
_OF_FACT: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {  # what is done, and to what
    kind: (frozenset(actions.split()), frozenset(objects.split()))
    for kind, actions, objects in (
        ("contact_made", "call talk", ""),
        ("talk_held", "talk", ""),
        ("invitation_sent", "convene", "innkalling møt"),
        ("shared_with_colleague", "discuss", ""),
        ("leadership_informed", "inform", ""),
        ("meeting_planned", "agree convene", "innkalling møt"),
        ("meeting_held", "hold", "møt"),
        ("measures_agreed", "agree", "tiltak"),
        ("mapping_summarised", "analyse", ""),
        ("evaluation_done", "evaluate", ""),
        ("consent_given", "consent", "samtykk"),
        ("minutes_sent", "send", "referat"),
        ("team_reported", "report", ""),
    )
}
_TO_HOLD = re.compile(r"\b(?:hold|hald|gjennomfør) (?:\w+ ){0,3}?(\w*møte\w*|\w*samtale\w*)")
_HOME = frozenset(("pupil", "foresatte"))
AGREEING = frozenset(("agree", "convene"))
_ABOUT_PEOPLE = frozenset(
    ("call", "talk", "inform", "discuss", "report", "clear")
)  # who it was with is what tells the task
_BY_ITSELF = frozenset(("evaluate", "map", "analyse", "consent"))  # says enough without a thing it was done to
_NEARLY: Mapping[str, frozenset[str]] = {  # a task that asks for this may be meant by that
    "call": frozenset(("talk", "inform")),
    "talk": frozenset(("call", "discuss", "inform")),
    "discuss": frozenset(("talk",)),
    "inform": frozenset(("report",)),
    "report": frozenset(("inform",)),
}
_ENDINGS = re.compile(r"(?:ane|ene|ande|ende|inga|et|en|er|ar|a|e)$")
_SAYS_LITTLE = frozenset(
    (
        "møter blei vart vore vært blir være ikke ikkje enno ennå dette mellom under over ligger hvis begge flere dager "
        "dagar uke uker veke etter litt også fått hatt tatt teke igjen vårt våre noen nokon saken saka skole skolen skulen "
        "skule neste første siste mandag måndag tirsdag tysdag onsdag torsdag fredag gjerne deres"
    ).split()
)


NamedRoles = tuple[tuple[str, str, str], ...]  # id, and the name in nb and nn


@dataclass(frozen=True)
class Profile:
    """Who, what was done, and to what. `guessed`: the person is only a “han” or “ho”."""

    persons: frozenset[str]
    actions: frozenset[str]
    objects: frozenset[str]
    guessed: bool = False


def profile(text: str, routine: Routine, *, learned: bool = False) -> Profile:
    """What a message is about; with the words that count when the `learned` reader has found something done."""
    persons = persons_of(text, named_roles(routine))
    actions = _matching(DONE, text) | (_matching(_SEEN, text) | _mistyped(text) if learned else frozenset())
    guessed = not persons and actions != {"call"} and any(re.search(rf"\b{word}\b", text) for word in PRONOUNS)
    return Profile(
        persons=frozenset(("pupil",)) if guessed else persons,
        actions=actions,
        objects=_things(text),
        guessed=guessed,
    )


_TYPED = {"arkivert": "archive", "skrevet": "write", "evaluert": "evaluate", "drøftet": "discuss", "kartlagt": "map"}
_NEAR_ENOUGH = 0.85


def _mistyped(text: str) -> frozenset[str]:
    """“Arkivrt”: what was done, though the word that says it is typed wrong."""
    near = (get_close_matches(word, _TYPED, 1, _NEAR_ENOUGH) for word in re.findall(r"\w{6,}", text))
    return frozenset(_TYPED[words[0]] for words in near if words)


def by_things(said: Profile, task: Task, routine: Routine) -> int:
    """How many things the words and the task have in common, when what is done may be the same; whoever it was with."""
    own, _ = _of_task(task, routine)
    if not said.actions & own.actions:
        return 0
    return sum(any(_part_of(a, b) for b in own.objects) for a in said.objects)


def _part_of(one: str, other: str) -> bool:
    """“Trinn” and “trinnmøte”, “møte” and “trinnmøte”."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _COMPOUND and (long.startswith(short) or long.endswith(short))


_COMPOUND = 5  # letters of a word that another is made of


def done_words(text: str) -> tuple[int, int] | None:
    """Where the text first speaks of something done."""
    spans = [match.span() for name in DONE if (match := _pattern(DONE[name]).search(text))]
    return min(spans) if spans else None


def best(said: Profile, tasks: Sequence[TaskState], routine: Routine) -> tuple[str, ...]:
    """The open tasks the words fit best, in the routine's order. None when what they fit best is done already."""
    scores = {state.task.id: _score(said, *_of_task(state.task, routine)) for state in tasks}
    highest = max(scores.values(), default=0)
    fitting = [
        state for state in tasks if highest and scores[state.task.id] == highest and state.state != "not_relevant"
    ]
    return () if any(state.finished for state in fitting) else tuple(state.task.id for state in fitting)


def score(said: Profile, task: Task, routine: Routine) -> int:
    """How well the words fit the task; 0 when they do not."""
    return _score(said, *_of_task(task, routine))


def is_with_others(said: Profile, task: Task, routine: Routine) -> bool:
    """Whether somebody is named, and the task names others; what is said to people is not of a task that names nobody."""
    own = _of_task(task, routine)[0].persons
    if said.actions <= _ABOUT_PEOPLE:
        return bool(said.persons) and not said.persons & own
    return bool(said.persons and own) and not said.persons & own


def says_done(task: Task, routine: Routine) -> frozenset[str]:
    """What the task's button or its fact says is done."""
    return _of_task(task, routine)[1]


def only_agrees(state: TaskState, routine: Routine) -> bool:
    """Whether the task is to set the day and not what happens then."""
    asked, told_done = _of_task(state.task, routine)
    return bool(told_done & AGREEING) and "hold" not in asked.actions


def is_a_held_talk(task: Task) -> bool:
    """A talk with the parents that people meet for."""
    return _is_a_talk_at_home(task) and _HELD.search(task.done.nb) is not None


def meets_in_a_talk(said: Profile, tasks: Sequence[TaskState]) -> tuple[str, ...]:
    """The open talk with the parents that “møtet” means on a level that records no meeting."""
    if any(state.task.records and state.task.records.fact == "meeting_held" for state in tasks):
        return ()
    talks = [state for state in tasks if not state.finished and _is_a_talk_at_home(state.task)]
    with_home = "foresatte" in said.persons
    return tuple(state.task.id for state in talks if with_home or is_a_held_talk(state.task))


def _is_a_talk_at_home(task: Task) -> bool:
    records = task.records
    return records is not None and (records.fact, records.with_) == ("talk_held", "foresatte")


def is_later(task: Task) -> bool:
    """Whether the task is of a meeting that comes after the first."""
    return any(LATER.search(task.done.in_(language).casefold()) for language in ("nb", "nn"))


LATER = re.compile(
    r"\b(?:(?:ny|nye|nytt|neste|andre|tredje|fjerde) \w*(?:møte|samtale|samtala|dato)\w*|oppfølg\w* ?møte\w*"
    r"|(?:møte|samtale) (?:nr\.?|nummer)? ?(?:to|tre|fire|[2-9])\b|nr\.? ?(?:to|tre|[2-9])\b)"
)
_HELD = re.compile(r"\b(?:holdt|holdte)\b")


def _of_task(task: Task, routine: Routine) -> tuple[Profile, frozenset[str]]:
    """The task as its words have it, and what its button or its fact says is done; the text may ask for more."""
    fact = fact_of(task)
    texts = tuple((task.done.in_(language).casefold(), task.text.in_(language).casefold()) for language in ("nb", "nn"))
    return _of_words(texts, fact.fact, fact.with_, named_roles(routine))


@lru_cache(maxsize=2048)
def _of_words(
    texts: tuple[tuple[str, str], ...], fact: str, with_: str | None, roles: NamedRoles
) -> tuple[Profile, frozenset[str]]:
    actions, objects = _OF_FACT.get(fact, (frozenset[str](), frozenset[str]()))
    with_whom = frozenset((with_,) if with_ else ())
    button = frozenset[str]().union(*(persons_of(done, roles) for done, _ in texts)) | with_whom
    everybody = button.union(*(persons_of(text, roles) for _, text in texts))
    own = button | (everybody - _HOME) if button else everybody  # who else is there is not whom it is with
    for done, text in texts:
        actions |= _matching(DONE, done) | _matching(_SEEN, done)
        objects |= _objects(done)
        objects |= {stem(held[1]) for held in _TO_HOLD.finditer(text)}
    asked = actions.union(*(_commands(text) for _, text in texts))
    return Profile(own, asked, objects), actions


def _commands(text: str) -> frozenset[str]:
    return frozenset(name for name, verbs in _ASKED.items() if re.search(rf"(?:^|[.,] |\bog )(?:{verbs})\b", text))


def _score(said: Profile, own: Profile, told_done: frozenset[str]) -> int:
    """How well the words fit the task; 0 when they do not. What the button says counts before what only the text asks for."""
    exact = said.actions & own.actions
    nearly = {near for action in said.actions for near in _NEARLY.get(action, ())} & own.actions
    if not (exact or nearly):
        return 0
    people, things = said.persons & own.persons, _shared(said.objects, own.objects)
    if (exact | nearly) <= _ABOUT_PEOPLE:
        if not people:
            return 0
    elif said.persons and not said.guessed and own.persons and not people:
        return 0  # with somebody else than the task is about
    elif not things and not exact & _BY_ITSELF and not (people and exact & _ABOUT_PEOPLE):
        return 0
    return 3 * len(exact) + len(exact & told_done) + (1 if nearly and not exact else 0) + 2 * len(people) + 2 * things


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    """How many words the two have in common; “møte” is the head of “samarbeidsmøte”."""
    return sum(any(a == b or a.endswith(b) or b.endswith(a) or _begins(a, b) for b in other) for a in one)


def _begins(one: str, other: str) -> bool:
    """“Fraværsmønster” and “fraværsmønsterskjema”."""
    return min(len(one), len(other)) >= _LONG_WORD and (one.startswith(other) or other.startswith(one))


_LONG_WORD = 9  # letters: “fravær” begins too much


def _matching(patterns: Mapping[str, str], text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns.items() if _pattern(pattern).search(text))


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


@lru_cache(maxsize=2048)
def _objects(text: str) -> frozenset[str]:
    """The same of the routine's own texts, remembered: nothing that was typed is."""
    return _things(text)


def _things(text: str) -> frozenset[str]:
    """The stems of the words that may be things: no verbs of something done, nobody, nothing that says little."""
    bare = text
    for pattern in DONE.values():
        bare = _pattern(pattern).sub(_keep_things, bare)
    words = re.findall(r"\w{4,}", bare)
    things = {word for word in words if word not in _SAYS_LITTLE and not _PEOPLE.search(word.casefold())}
    return frozenset(stem(word) for word in things)


def _keep_things(match: re.Match[str]) -> str:
    """Of “hatt møte” and “sendt innkalling” the thing remains."""
    return " ".join(re.findall(r"\w*(?:møte\w*|innkalling\w*|samtykk\w*|samtale\w*)", match[0]))


def stem(word: str) -> str:
    for _ in range(2):
        shorter = _ENDINGS.sub("", word)
        if len(shorter) < 3:
            break
        word = shorter
    return word


def persons_of(text: str, roles: NamedRoles) -> frozenset[str]:
    """Whom the text names, a role by any of its names."""
    found = {*named(text, _AUDIENCES), *named(text, STAFF), *named(text, SERVICES)}
    return frozenset(found | {key for key, pattern in _roles(roles) if pattern.search(text)})


_PEOPLE = pattern_of(
    tuple(word for listed in (AUDIENCES, STAFF, SERVICES) for words in listed.values() for word in words)
)
_AUDIENCES = {  # “tverrfaglig samtykke” names no team
    "foresatte": AUDIENCES["foresatte"],
    "pupil": tuple(word for word in AUDIENCES["pupil"] if word not in PRONOUNS),
    "team": ("team*",),
}
_KNOWN = {*AUDIENCES, *STAFF, *SERVICES, "kontaktlaerer", "faglaerer", "rektor", "avdelingsleder", "andre"}


def named_roles(routine: Routine) -> NamedRoles:
    return tuple((role.id, role.name.nb, role.name.nn) for role in routine.roles)


@lru_cache(maxsize=64)
def _roles(roles: NamedRoles) -> list[tuple[str, re.Pattern[str]]]:
    """The routine's own roles by the first words of their names."""
    found = []
    for role, *texts in roles:
        names = {re.escape(text.casefold()) for text in texts if len(text) > 3}
        if role not in _KNOWN and names:
            found.append((role, re.compile(rf"\b(?:{'|'.join(sorted(names))})")))
    return found
