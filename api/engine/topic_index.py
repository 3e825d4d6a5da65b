"""Finds the piece of a routine that a question is about: BM25 over stems, what is asked for, the named level and the case's own."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from snowballstemmer import stemmer

from api.engine.asked_matters import MATTERS
from api.engine.asked_words import JUDGED_BY, PHRASES, QUESTION_KINDS, STOP, SYNONYMS, QuestionKind, lines
from api.engine.schema import About, Deadline, Gap, Level, Model, Outcome, Routine
from api.engine.topics import BODY, Topic, TopicKind, tasks_meeting, topics_of

K, B = 1.2, 0.5  # of BM25: how soon a word counts no more, how much the length of a piece counts
ASKED = BODY  # what teachers ask for a piece with
FOUND, SILENT, SILENT_ELSE = (
    0.4,
    0.55,
    0.65,
)  # of a question covered, to answer it: by a piece, a gap of what is asked for, another gap
ALIKE = 2.0  # how much more a piece counts that is asked for in just these words
KIND_DIFFERS = 0.4  # of that, when those ask for another thing
ON_NAMED, OFF_NAMED = 1.6, 0.5  # a piece of the level that is named, of another one
ON_OWN, OFF_OWN, GAP_OFF_OWN = 1.4, 0.6, 0.4  # the same of the level of the case, when none is named
SHORTEST_MISSPELT, SHORTEST_STEM = 6, 3  # letters
NAMED = 2.0  # how much more a thing counts that is named and nothing else is
THINGS = frozenset(("form", "role", "system"))
_WORD = re.compile(r"\w+")
_IN_A = re.compile(r"\b\w{2,}(?:a|je)\b")  # as infinitives end in many dialects and in nynorsk
TAKES_PART = re.compile(
    r"\b(?:være|vere|vær|ver|vara|ha|få|er|blir|blei|e) (?:\w+ ){0,2}(?:med|mæ)\b(?! på å)"
    r"|\b(?:skal|ska|må|bør|kan) (?:(?:vi|me|jeg|eg|også|òg|alle|noen|nokon) ){0,2}(?:med|mæ)\b(?! på å)"
    r"|\b(?:sit\w*|møter|kommer|kjem|er|skal|ska|må) (?:\w+ ){0,2}?(?:i|på) (?:\w+ )?\w*(?:møte|team)\w*"
    r"|\b(?:ta|tar|tek|ha) (?:(?!kontakt)\w+ )?(?:med|mæ)\b(?! på å)"
    r"|\b(?:hjelpe?|bistå) (?:\w+ )?(?:med|mæ)\b(?! på å)"
    r"|\b(?:delta\w*|til stede|tilstede|til stades|involver\w*)\b"
)
MEMBERS = re.compile(
    r"\b(?:sitter?|sit|er|e|inngår|består) (?:(?:med|mæ|egentlig|eigentleg) )?(?:i|av) (?:\w+ )?\w*team\w*"
)
_CONDITION = re.compile(
    r"(?<=\w)\s+(?:når|nåt|hvis|viss|dersom|fordi|selv om|sjølv om|mens|før|etter|enn|eller)\s"
    r"|(?:\b(?:med|mæ)|\btil ?stede|\btil stades|\bsit\w*|\bdelta\w*)\s+(?:på|i)\s"
)
WITHIN = re.compile(r"\b\w*frist\w*|\b(?:hvor|kor|kva) (?:fort|raskt|kjapt|snart|lenge|lang tid|mange)\b")
FIRST_OF_ALL = re.compile(
    r"\b(?:hva|kva|ka|ke) (?:\w+ ){1,4}(?:først|fyrst)\b(?! som\b)"
    r"|\b(?:hva|kva|ka|ke) (?:er|e) det (?:aller )?(?:første|fyrste) (?:jeg|eg|æ|vi|me|mi|man|en|ein|du|som)\b"
    r"|\b(?:hvor|kor|hvordan|korleis|åssen|kossen|koss) (?:\w+ )?(?:begynn|start|byrj)\w*\b"
)
_CLAUSE = re.compile(r"(?<=\w)\s+(?:når|nåt|hvis|viss|dersom|fordi|selv om|sjølv om|etter at)\s")
CONDITIONED: frozenset[QuestionKind] = frozenset(("must", "may", "skip", "who", "whom", "part", "where", "when"))
# What a question asks for with its own first word, though a condition follows.
ASKS_ITSELF: frozenset[QuestionKind | None] = frozenset(
    ("when", "often", "who", "whom", "where", "much", "content", "why", "may", "must")
)
_STEM = stemmer("norwegian")
_ROOTS: dict[str, str] = {}  # of the routines' own words; what a teacher types is never kept
_PHRASES = [(re.compile(pattern), word) for pattern, word in PHRASES]
_KINDS = [(kind, re.compile(pattern)) for kind, pattern in QUESTION_KINDS]

# How much more a piece is meant by a question of a kind.
MEANT: Mapping[QuestionKind, Mapping[TopicKind, float]] = {
    "who": {
        "person": 1.1,
        "people": 1.1,
        "task": 1.3,
        "document": 0.5,
        "measures": 0.5,
        "tip": 0.5,
        "note": 0.7,
        "reminder": 0.7,
        "role": 0.7,
        "outcome": 0.6,
        "decision": 0.8,
    },
    "whom": {
        "person": 1.3,
        "people": 1.1,
        "task": 1.3,
        "document": 0.7,
        "deadline": 0.6,
        "measures": 0.5,
        "tip": 0.5,
        "note": 0.7,
        "reminder": 0.8,
        "outcome": 0.6,
        "decision": 0.5,
    },
    "when": {"deadline": 1.6},
    "often": {"deadline": 1.6, "task": 1.1},
    "part": {"person": 1.4, "people": 1.2, "task": 1.1, "decision": 1.2, "deadline": 0.5},
    "where": {"document": 1.5, "system": 1.0, "form": 0.8, "task": 0.9, "threshold": 0.4, "deadline": 0.6},
    "what": {"form": 1.2, "role": 1.2, "system": 1.2, "level": 2.0, "note": 1.1},
    "content": {"guide": 1.8, "form": 1.5, "task": 0.6, "deadline": 0.5},
    "why": {"task": 1.4, "form": 0.2, "document": 0.6},
    "may": {"task": 1.2, "form": 0.4, "guide": 0.6, "deadline": 0.5},
    "must": {"task": 1.2, "document": 1.1, "form": 0.6, "guide": 0.6, "deadline": 0.6},
    "much": {"threshold": 1.5},
    "how": {"task": 1.1},
    "what_if": {"gap": 1.3},
    "what_after": {"gap": 1.2, "decision": 1.1},
    "skip": {"task": 1.6, "form": 0.4, "guide": 0.6, "deadline": 0.6},
    "jump": {},
    "criteria": {"outcome": 1.5, "decision": 1.2, "threshold": 1.2},
    "counts": {"threshold": 1.8},
}
MOST_MEANT = {kind: max(1.0, *meant.values(), 1.0) for kind, meant in MEANT.items()}
# What a gap must be about to answer a question of a kind.
SILENT_ON: Mapping[QuestionKind, frozenset[About]] = {
    "who": frozenset(("person",)),
    "whom": frozenset(),
    "when": frozenset(("deadline", "documentation")),
    "often": frozenset(("deadline",)),
    "part": frozenset(("person",)),
    "where": frozenset(("documentation", "form", "other")),
    "content": frozenset(("form",)),
    "how": frozenset(("other", "documentation", "exit")),
    "much": frozenset(("threshold", "criteria")),
    "criteria": frozenset(("criteria", "exit")),
    "counts": frozenset(("threshold", "other")),
    "what_if": frozenset(("other", "exit", "criteria", "person")),
    "what_after": frozenset(("exit", "other")),
}
GAP_MEANT, GAP_ELSE, GAP_OTHER, GAP_COVERS = 1.5, 0.65, 0.5, 0.6
HARDLY_NAMED = 0.2
BY_MATTER = 0.5  # how much a matter that is read counts beside the words that are said
COVERED = 0.6  # how much more a piece counts that covers all that is asked
RIVAL, NEARLY, MORE, LESS = (
    0.4,
    0.8,
    0.05,
    0.15,
)  # of a real piece beside a gap: its score, and how much of what is asked it is about
HARDLY = frozenset(("tip", "note", "measures", "list", "guide", "service"))  # no piece that a gap would give way to
# Of what is hardly meant: how much of the question, and of how many words, it holds when it is meant after all.
MEANT_AFTER_ALL: Mapping[TopicKind, tuple[float, int]] = {"service": (0.6, 2), "measures": (0.75, 1)}
MEANT_BY_ALL = (0.8, 3)
MEANT_BY_KIND = 1.5  # so much more by the kind of question that it is not hardly meant
# How sure a piece is, by what is known of it: fitted to questions with known answers.
SURE, MOST_WORDS, UNREAD = 0.64, 20, 0.12  # a matter that is not read speaks neither for a piece nor against it
BEFORE, BY_COVER, BY_LIKENESS, BY_LIKELY, BY_WORDS, BY_KIND, BY_GAP = 0.45, 1.25, 1.8, 2.1, -1.8, -2.5, -0.4
IN_JUST_THESE = 1.15  # so much more again, on the level that is meant
JUST_SO = 0.9  # asked for in just the words that it is known to be asked for with
SAYS_OF: Mapping[QuestionKind, float] = {"who": 0.42, "part": 0.6, "when": 0.4, "often": 0.4, "content": 0.6}
SIDES: Mapping[QuestionKind, str] = {
    "who": "people",
    "part": "people",
    "where": "document",
}  # of a level, asked for alone
SAID_BY_KIND = {
    "when": ("=frist", "inn"),
    "why": ("=formål",),
    "must": ("krav",),
    "content": ("=spørre",),
}  # a word that only says what is asked for
LENT = 0.4  # another routine's words
RARE = 0.6  # of the rarest word's weight
TOLD = 0.5  # how much a word counts that was told before the question
ASIDE = 0.45  # how much a word of a condition counts beside those of the question
UNKNOWN, UNKNOWN_THING = (
    0.7,
    1.2,
)  # of the rarest word's weight: a word that the routine does not know; when it is what is asked about
AT_HOME = frozenset(("=foresatte", "=eleven"))
OF_THEM: frozenset[QuestionKind] = frozenset(
    ("what_if", "what_after", "must", "part")
)  # what they will, must, or take part in
OF_ANOTHER = 0.3  # a gap that tells of somebody else
AS_MUCH = 0.9  # of the most that a date covers of the question
HELD = 0.8  # of a rare word that a line of a long list holds: only such lines are said
HALF = 0.5  # of a question covered
RECURS = 1.3  # what comes again, when it is asked how often
LITTLE = 0.34  # covered: the level that is named, or what comes after, is meant rather than the words
SELDOM: Mapping[TopicKind, float] = {
    "outcome": 0.7,
    "decision": 0.9,
    "tip": 0.85,
    "guide": 0.8,
    "measures": 0.6,
    "note": 0.75,
    "role": 0.8,
    "service": 0.7,
    "list": 0.6,
    "duty": 0.9,
    "level": 0.55,
    "people": 0.8,
    "system": 0.8,
}


@cache
def _searched(matter: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(dict.fromkeys(stems(words))) for words in MATTERS[matter])


@dataclass(frozen=True)
class Hit:
    """A piece with how well it fits, and how much of what is asked its words cover, from 0 to 1."""

    topic: Topic
    score: float
    cover: float
    alike: float = 0.0  # to what teachers are known to ask for it with
    likely: float = 0.0  # that it is of a matter which the question does not name


@dataclass(frozen=True)
class Wanted:
    """A question as it is searched for."""

    kind: QuestionKind | None
    stems: tuple[str, ...]
    level: str | None = None
    takes_part: bool = False  # asks for those who are there
    members: bool = False  # asks who makes up a team
    first: bool = False  # asks what to do first of all
    within: bool = False  # asks how soon, or for a deadline, and not when something comes
    called: str | None = None  # the level whose name holds what they take part in: “nærværsmøtet”
    told: frozenset[str] = frozenset()  # of the stems, those that only stand in what was told before it
    around: frozenset[str] = frozenset()  # what was told before it, whether it is searched with or not
    aside: frozenset[str] = frozenset()  # those that only stand in a condition: “når mor har sagt ja”
    matters: tuple[
        tuple[str, float], ...
    ] = ()  # of `asked_matters` what it may be about without naming it, with the chances
    words: int = 0  # that were said, of the question and of what was told before it


class _Asked:
    """One way that teachers ask for a piece."""

    def __init__(self, number: int, question: Wanted) -> None:
        self.number, self.kind = number, question.kind
        self.stems = frozenset(question.stems)


_built: dict[int, tuple[list[Level], TopicIndex]] = {}
MOST_BUILT, MOST_NAMED = 64, 512
_CODE = re.compile(r"\b[A-ZÆØÅ]{2,}\d*\b")


def index_of(routine: Routine) -> TopicIndex:
    """The index of a published version, built once: a school's copy, with roles called its way, has the same levels."""
    levels, index = _built.get(id(routine.levels), (None, None))
    if index is None or levels is not routine.levels:
        if len(_built) >= MOST_BUILT:
            _built.clear()
        index = TopicIndex(routine)
        _built[id(routine.levels)] = (routine.levels, index)
    return index


def kind_of(text: str) -> QuestionKind | None:
    """What it asks for: who, when, where … “Hvor fort må vi møtes når fraværet ikke gir seg” asks when, whatever the condition."""
    plain = " ".join(_whole(text).split())
    kind = _kind(plain)
    if kind != "what_if":
        return kind
    asks = _kind(_CONDITION.split(plain, maxsplit=1)[0])
    return asks if asks in ASKS_ITSELF else kind


def _kind(plain: str) -> QuestionKind | None:
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), None)


def _whole(text: str) -> str:
    """In small letters, infinitives in -e, with words that only together mean something made one."""
    lowered = _IN_A.sub(lambda word: _infinitive(word[0]), text.casefold())
    for pattern, word in _PHRASES:
        lowered = pattern.sub(word, lowered)
    return lowered


def _infinitive(word: str) -> str:
    """“Vita”, “senda”, “liggja” are “vite”, “sende”, “ligge”, where they are no words of their own."""
    if word in _KNOWN:
        return word
    return next((one for one in (f"{word[:-1]}e", f"{word[:-2]}e") if one in _KNOWN), word)


def _root(word: str) -> str:
    """Without its endings: “kontaktlæreren” has two."""
    return _ROOTS.get(word) or str(_STEM.stemWord(_STEM.stemWord(word)))


def _stem(word: str) -> str:
    stem = _root(word)
    return _SAME.get(word) or _SAME.get(stem) or stem


def _same() -> dict[str, str]:
    same: dict[str, str] = {}
    for first, *others in lines(SYNONYMS):
        for word in (first, *others):
            same.setdefault(word, f"={first}")
            if len(stem := _root(word)) > SHORTEST_STEM:
                same.setdefault(stem, f"={first}")
    return same


_SAME = _same()
_KNOWN = STOP | {word for words in lines(SYNONYMS) for word in words}


def stems(text: str) -> list[str]:
    """The words that say something, each as what its forms and synonyms have in common."""
    return [_stem(word) for word in _WORD.findall(_whole(text)) if word not in STOP]


class TopicIndex:
    """All pieces of a routine, to be searched."""

    def __init__(self, routine: Routine) -> None:
        self.topics = list(topics_of(routine))
        self.by_id = {topic.id: topic for topic in self.topics}
        own = [word for topic in self.topics for word in _words_of(topic)]
        for word in set(own) - _ROOTS.keys():
            _ROOTS[word] = _root(word)
        self._order = {level.id: number for number, level in enumerate(routine.levels)}
        self.codes = frozenset(_CODE.findall(routine.model_dump_json()))  # of systems and services: “BK360”, “HFU”
        self._levels = _naming(routine)
        self._called_by = {
            level.id: frozenset(
                _root(word)
                for name in (level.name.nb, level.name.nn)
                for word in _WORD.findall(name.casefold())
                if word not in STOP
            )
            for level in routine.levels
        }
        self._words: dict[str, list[tuple[int, float]]] = defaultdict(list)
        counted = [_counted(topic) for topic in self.topics]
        lengths = [sum(count.values()) for count in counted]
        usual = sum(lengths) / len(lengths)
        for number, count in enumerate(counted):
            for stem in {stem for words in _asked_for(self.topics[number]) for stem in stems(words)}:
                count[stem] = max(count[stem], ASKED)
            for stem, times in count.items():
                much = times * (K + 1) / (times + K * (1 - B + B * lengths[number] / usual))
                self._words[stem].append((number, much))
        self._rare = {
            stem: math.log(1 + (len(counted) - len(at) + 0.5) / (len(at) + 0.5)) for stem, at in self._words.items()
        }
        self._roles = frozenset(stem for role in routine.roles for stem in stems(role.name.nb))
        self._of_whom = {
            number: self._roles & {*count, *(s for words in _asked_for(self.topics[number]) for s in stems(words))}
            for number, count in enumerate(counted)
            if isinstance(self.topics[number].piece, Gap)
        }
        self._names = {topic.id: frozenset(stems(topic.said[0][1].nb)) for topic in self.topics}
        self._rarest = max(self._rare.values())
        self._near = _near([*own, *(word for word, same in _SAME.items() if same in self._words)])
        self._asked = [
            _Asked(number, self.read(words)) for number, topic in enumerate(self.topics) for words in _asked_for(topic)
        ]
        self._asked_with: dict[str, list[_Asked]] = defaultdict(list)
        for asked in self._asked:
            for stem in asked.stems:
                self._asked_with[stem].append(asked)
        self._of_matter = lru_cache(maxsize=MOST_NAMED)(self._named)
        self.dated = {
            f"{level.id}:task:{task.id}": self.by_id[f"{level.id}:deadline:{deadline.id}"]
            for level in routine.levels
            for deadline in level.deadlines
            for task in tasks_meeting(level, deadline)
        }

    def read(self, text: str) -> Wanted:
        """What a question asks for, of which level, and about what."""
        lowered = _whole(text)
        named = self._levels.search(lowered)
        level = next(filter(None, named.groups()), None) if named else None
        rest = self._levels.sub(" ", lowered)
        kind = kind_of(text)
        if named and kind in ("what", None) and lowered[: named.start()].rstrip().endswith("etter"):
            kind = "what_after"  # “hva er nivået etter 2B”
        found = tuple(stem for stem in self._stems(rest) if stem not in SAID_BY_KIND.get(str(kind), ()))
        condition = _CLAUSE if kind == "when" else _CONDITION  # “tre uker etter møtet” is part of what is asked
        main = set(self._stems(condition.split(rest, maxsplit=1)[0]))
        return Wanted(
            kind,
            found,
            level.upper() if level else None,
            bool(TAKES_PART.search(lowered)),
            bool(kind in ("who", "whom") and MEMBERS.search(lowered)),
            bool(FIRST_OF_ALL.search(lowered)),
            kind == "when" and bool(WITHIN.search(lowered)),
            self._called(rest) if TAKES_PART.search(lowered) else None,
            aside=frozenset(stem for stem in found if main and stem not in main)
            if kind in CONDITIONED
            else frozenset(),
            words=len(_WORD.findall(lowered)),
        )

    def _called(self, text: str) -> str | None:
        """The level that is called by a word which no other one is called by."""
        said = {_root(word) for word in _WORD.findall(text)}
        levels = [level for level, name in self._called_by.items() if said & name]
        return levels[0] if len(levels) == 1 else None

    def says_what_about(self, question: Wanted) -> bool:
        """Whether a word of the question is so rare that it needs nothing told before it."""
        known = [self._rare[stem] for stem in question.stems if stem in self._rare]
        return max(known, default=0.0) >= RARE * self._rarest

    def search(self, question: Wanted, at: str | None = None) -> list[Hit]:
        """The pieces it may be about, best first. `at` is the level of the case."""
        own = self._by_words(question, at)
        if not question.matters:
            return own
        found = {hit.topic.id: hit for hit in own}
        most = own[0].score if own else self._rarest
        of_whom = frozenset(self._roles & {*question.stems, *question.around})
        asks = Wanted(question.kind, (), question.level, question.takes_part, around=of_whom)
        for matter, chance in question.matters:
            for hit in self._of_matter(matter, asks, at):
                before = found.get(hit.topic.id, Hit(hit.topic, 0.0, 0.0))
                found[hit.topic.id] = Hit(
                    hit.topic,
                    before.score + BY_MATTER * chance * hit.score * most,
                    1 - (1 - before.cover) * (1 - chance * hit.score),
                    before.alike,
                    max(before.likely, chance * hit.likely),
                )
        return sorted(found.values(), key=lambda hit: (-hit.score, hit.topic.id))

    def _named(self, matter: str, asks: Wanted, at: str | None) -> list[Hit]:
        """What is found with the words for a matter. Scores are from 0 to 1; `likely` is how near a piece is to the best."""
        found: dict[str, Hit] = {}
        for words in _searched(matter):
            hits = self._by_words(replace(asks, stems=words), at)
            for hit in hits:
                likely = hit.score / hits[0].score
                much = likely * hit.cover
                if much >= max(HARDLY_NAMED, found[hit.topic.id].score if hit.topic.id in found else 0.0):
                    found[hit.topic.id] = Hit(hit.topic, much, hit.cover, likely=likely)
        return list(found.values())

    def _by_words(self, question: Wanted, at: str | None) -> list[Hit]:
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        unknown = (UNKNOWN_THING if question.kind in ("what", "much") else UNKNOWN) * self._rarest
        rarity = {stem: self._rare.get(stem, unknown) * _beside(stem, question) for stem in question.stems}
        for stem, rare in rarity.items():
            for number, much in self._words.get(stem, ()):
                held = HELD if self.topics[number].kind == "measures" and rare >= RARE * self._rarest else 0.0
                scores[number] += rare * max(much, held)
                covered[number] += rare * min(1.0, max(much, held))
        for number in filter(lambda number: self._is_of_another(number, question), scores):
            scores[number] *= OF_ANOTHER
            covered[number] *= OF_ANOTHER
        whole = sum(rarity.values()) or 1.0
        if not question.stems and question.level:
            scores = {n: 1.0 for n, topic in enumerate(self.topics) if topic.level == question.level}
            covered = dict.fromkeys(scores, 1.0)
        whole_name = frozenset(question.stems if question.kind in (None, "what", "content") else ())
        alike = self._alike(question, rarity)
        hits = [
            Hit(
                topic,
                score
                * (NAMED if topic.kind in THINGS and whole_name == self._names[topic.id] else 1.0)
                * _fit(topic, question, at, cover, likeness)
                * (1 - COVERED + COVERED * cover)
                * (1 + ALIKE * likeness)
                * (IN_JUST_THESE if likeness >= JUST_SO and _is_meant_here(topic, question, at) else 1.0),
                cover,
                likeness,
            )
            for topic, score, cover, likeness in (
                (self.topics[number], score, covered[number] / whole, alike.get(number, 0.0))
                for number, score in scores.items()
            )
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.topic.id))

    def _is_of_another(self, number: int, question: Wanted) -> bool:
        """Whether a gap is about somebody else than who is asked about; pupil and home are in most of what is asked."""
        asked_of = self._roles & {*question.stems, *question.around}
        if question.kind is None or question.kind not in OF_THEM:
            asked_of -= AT_HOME
        told_of = self._of_whom.get(number, frozenset())
        return bool(asked_of and told_of) and not asked_of & told_of

    def _alike(self, question: Wanted, rarity: Mapping[str, float]) -> dict[int, float]:
        """How near the question is to what each piece is known to be asked for with, from 0 to 1."""
        shared: dict[_Asked, float] = defaultdict(float)
        for stem, rare in rarity.items():
            for asked in self._asked_with.get(stem, ()):
                shared[asked] += rare
        whole = sum(rarity.values())
        alike: dict[int, float] = {}
        for asked, common in shared.items():
            apart = whole + sum(map(self._rarity, asked.stems)) - common
            likeness = (
                common / apart * (KIND_DIFFERS if asked.kind and question.kind and asked.kind != question.kind else 1.0)
            )
            alike[asked.number] = max(likeness, alike.get(asked.number, 0.0))
        return alike

    def answer(self, question: Wanted, at: str | None = None) -> list[Hit]:
        """The same, with the side of the best piece that is asked for first: the date of a task, those who take part in it."""
        hits = self._gap_first(_gap_last(self.search(question, at), question), question)
        if question.members:  # those who take part on a level are no team
            return [
                hit if hit.topic.kind in TELL_OF_TEAMS else replace(hit, cover=0.0)
                for hit in sorted(hits, key=_tells_of_team)
            ]
        best = hits[0] if hits else None
        if question.first and at is None:
            begins = self.by_id[f"{question.level or next(iter(self._order))}:level"]
            return [Hit(begins, best.score if best else 1.0, 1.0, 1.0), *hits]
        if best is None or best.cover < LITTLE or not question.stems:
            meant = self._of_level(question, at)
            if meant is not None:
                return [Hit(meant, best.score if best else 1.0, 1.0, 1.0), *hits]
        if question.kind == "jump" and question.level:
            turned = self._way_to(question.level, at)
            best = best if best is None else replace(best, cover=1.0, alike=1.0)  # the level is named: it is sure
        else:
            turned = self._side(question, hits, at) if best else None
        return hits if turned is None or best is None else [replace(best, topic=turned), *hits]

    def _gap_first(self, hits: list[Hit], question: Wanted) -> list[Hit]:
        """What is asked of a piece may be just what the routine does not say of it."""
        least = SAYS_OF.get(question.kind) if question.kind is not None else None
        if not hits or least is None or self._says_it(hits[0].topic, question):
            return hits
        best = hits[0]
        near = (hit for hit in hits[1:] if hit.cover >= best.cover - LESS and hit.score >= least * best.score)
        gap = next((hit for hit in near if _is_silent_on(hit.topic, best.topic, question)), None)
        return hits if gap is None else [gap, *(hit for hit in hits if hit is not gap)]

    def _says_it(self, topic: Topic, question: Wanted) -> bool:
        """Whether a piece has the side that is asked for: a date, or those who take part on its level."""
        dated = question.kind in ("when", "often") and self._date_of(topic) is not None
        return isinstance(topic.piece, Gap) or dated or (question.kind in ("who", "whom") and question.takes_part)

    def _of_level(self, question: Wanted, at: str | None) -> Topic | None:
        """What a question means that names little but a level: the way to it, what comes after it, or the level."""
        if question.kind == "criteria" and (gap := self._gap_of(at, "criteria")):
            return gap
        if question.kind in ("jump", "criteria") and question.level:
            return self._way_to(question.level, at)
        if question.kind == "what_after":
            return self._onward(question.level or at)
        if question.kind == "when" and question.within and question.level and (dated := self._dates_of(question.level)):
            return dated[0]
        if question.kind == "when" and not question.stems and question.level not in (None, at):
            return self._way_to(str(question.level), at)
        side = None if question.stems else SIDES.get(question.kind or "what")
        return self.by_id.get(f"{question.level}:{side}") or self.by_id.get(f"{question.level}:level")

    def _dates_of(self, level: str) -> list[Topic]:
        """What the routine says of time on a level: its own dates, else that it sets none."""
        own = [topic for topic in self.topics if topic.level == level and topic.kind == "deadline"]
        gap = self._gap_of(level, "deadline")
        return sorted(own, key=lambda topic: getattr(topic.piece, "kind", "") == "none") or ([gap] if gap else [])

    def _onward(self, level: str | None) -> Topic | None:
        """The way to the level after this one; of the last one, that the routine names none."""
        if level not in self._order:
            return None
        order = list(self._order)
        following = order[self._order[level] + 1 :][:1]
        way = self._way_to(following[0], level) if following else None
        return way if way is not None and way.level == level else self._gap_of(level, "exit")

    def _way_to(self, level: str, at: str | None) -> Topic | None:
        ways = [topic for topic in self.topics if isinstance(topic.piece, Outcome) and topic.piece.to == level]
        return next((way for way in ways if way.level == at), ways[0] if ways else None)

    def _gap_of(self, level: str | None, about: About) -> Topic | None:
        gaps = (topic for topic in self.topics if topic.level == level and isinstance(topic.piece, Gap))
        return next((topic for topic in gaps if getattr(topic.piece, "about", "") == about), None)

    def _side(self, question: Wanted, hits: list[Hit], at: str | None) -> Topic | None:
        topic = hits[0].topic
        if question.kind == "when":
            if isinstance(topic.piece, Gap) and _is_silent(topic.piece, question):
                return None
            here = topic.level in (question.level or at, None) or at is None
            if here and hits[0].alike >= JUST_SO and topic.kind == "task" and topic.id not in self.dated:
                return None  # asked when in just its words: what it says is the answer
            dated = self._nearest_date(question, hits, at)
            return dated or (self._undated(topic, hits) if topic.kind == "task" else None)
        if question.kind == "whom" and question.level is None and set(question.stems) == TOLD_OF:
            return self.by_id.get(f"{self._nearest_level(question, hits, at)}:people")
        if question.kind in ("who", "whom") and question.takes_part and topic.kind not in ("person", "gap", "role"):
            return self.by_id.get(f"{self._nearest_level(question, hits, at)}:people")
        return None

    def _nearest_date(self, question: Wanted, hits: list[Hit], at: str | None) -> Topic | None:
        """The date of what is named: of several that are about as much of it, that of the level of the case, else the next above."""
        every = [(hit, date) for hit in hits if (date := self._date_of(hit.topic)) is not None]
        most = max((hit.cover for hit, _ in every), default=0.0)
        of_here = hits[0].topic.level is not None and hits[0].topic.level in (at, question.level)
        if most < max(HALF, hits[0].cover - LESS if of_here or at is None else HALF):
            return None  # what has no date and is of this level is meant rather than a date
        near = [(hit, date) for hit, date in every if hit.cover >= AS_MUCH * most]
        level = question.level
        if level is not None and any(date.level == level for _, date in near):
            near = [(hit, date) for hit, date in near if date.level == level]
        best = max(hit.score for hit, _ in near)
        near = [(hit, date) for hit, date in near if hit.score >= HALF * best]
        found = min(near, key=lambda one: (self._away(one[1].level, at), -one[0].score))[1]
        return found if self._is_named(found, question) else self._named_date(question, every, found) or found

    def _is_named(self, date: Topic, question: Wanted) -> bool:
        return bool(self._names[date.id] & {*question.stems})

    def _named_date(self, question: Wanted, every: list[tuple[Hit, Topic]], found: Topic) -> Topic | None:
        """The date on the same level that is itself called what is asked: “når må jeg invitere til samtale?” is of no talk."""
        own = (date for hit, date in every if hit.cover >= HALF and date.level == found.level)
        return next((date for date in own if self._is_named(date, question)), None)

    def _nearest_level(self, question: Wanted, hits: list[Hit], at: str | None) -> str | None:
        levels = {
            hit.topic.level
            for hit in hits
            if hit.topic.level and hit.cover >= AS_MUCH * hits[0].cover and hit.score >= HALF * hits[0].score
        }
        best = hits[0].topic.level if at is None else None
        return (
            question.level
            or question.called
            or best
            or min(levels, key=lambda level: self._away(level, at), default=at)
        )

    def _date_of(self, topic: Topic) -> Topic | None:
        return topic if topic.kind == "deadline" else self.dated.get(topic.id)

    def _away(self, level: str | None, at: str | None) -> int:
        """How far a level is from that of the case: itself, those above, then those below."""
        if level is None or at is None or at not in self._order:
            return 0
        steps = self._order[level] - self._order[at]
        return steps if steps >= 0 else len(self._order) - steps

    def _rarity(self, stem: str) -> float:
        return self._rare.get(stem, self._rarest)

    def _undated(self, task: Topic, hits: list[Hit]) -> Topic | None:
        """The gap that says that a task has no date."""
        near = (hit.topic for hit in hits if hit.cover >= HALF and hit.topic.level == task.level)
        return next((one for one in near if isinstance(one.piece, Gap) and one.piece.about == "deadline"), None)

    def _stems(self, text: str) -> Iterable[str]:
        return dict.fromkeys(_stem(self._meant(word)) for word in _WORD.findall(text) if word not in STOP)

    def _meant(self, word: str) -> str:
        """The word of the routine it was meant for when it is misspelt."""
        if len(word) < SHORTEST_MISSPELT or _stem(word) in self._words:
            return word
        meant = (self._near[left] for left in _maimed(word) if left in self._near)
        return next((one for one in meant if one[0] == word[0]), word)


def _beside(stem: str, question: Wanted) -> float:
    return (TOLD if stem in question.told else 1.0) * (ASIDE if stem in question.aside else 1.0)


TOLD_OF = {"=informere"}  # who is told: among those of the level
TELL_OF_TEAMS = frozenset(("gap", "reminder", "note"))


def _tells_of_team(hit: Hit) -> bool:
    return hit.topic.kind not in TELL_OF_TEAMS


def _gap_last(hits: list[Hit], question: Wanted) -> list[Hit]:
    """A gap is said only when no real piece is about nearly as much of what is asked."""
    if not hits or not isinstance(hits[0].topic.piece, Gap):
        return hits
    rival = next((hit for hit in hits[1:] if _answers_rather(hit, hits[0], question)), None)
    return hits if rival is None else [rival, *(hit for hit in hits if hit is not rival)]


def _answers_rather(piece: Hit, gap: Hit, question: Wanted) -> bool:
    if isinstance(piece.topic.piece, Gap) or piece.topic.lent or piece.topic.kind in HARDLY:
        return False
    if _is_silent(gap.topic.piece, question):
        return piece.cover > gap.cover + MORE and piece.score >= RIVAL * gap.score
    level = piece.cover >= gap.cover and piece.score >= RIVAL * gap.score
    return level or (piece.score >= NEARLY * gap.score and piece.cover >= gap.cover - LESS)


def _is_silent(piece: Model, question: Wanted) -> bool:
    """Whether it is a gap of just the kind that is asked for."""
    return isinstance(piece, Gap) and question.kind is not None and piece.about in SILENT_ON.get(question.kind, ())


OPEN: frozenset[QuestionKind | None] = frozenset((None, "may", "must"))  # ask for no one side of a thing


def answers(hit: Hit, question: Wanted) -> bool:
    """Whether it is about enough of what is asked, and surely. That the routine is silent is said on surer ground."""
    if not isinstance(hit.topic.piece, Gap):
        return hit.cover >= FOUND and sureness(hit, question) >= SURE
    enough = SILENT if question.kind in OPEN or _is_silent(hit.topic.piece, question) else SILENT_ELSE
    return hit.cover >= enough and sureness(hit, question) >= SURE


def sureness(hit: Hit, question: Wanted) -> float:
    """How often a piece like it was the right one. Of many words that were said, few that are found say little."""
    told = min(question.words, MOST_WORDS) / MOST_WORDS
    odds = (
        BEFORE
        + BY_COVER * hit.cover
        + BY_LIKENESS * hit.alike
        + BY_LIKELY * (hit.likely if question.matters else UNREAD)
        + BY_WORDS * told
        + BY_KIND * _is_hardly_meant(hit, question)
        + BY_GAP * isinstance(hit.topic.piece, Gap)
    )
    return 1 / (1 + math.exp(-odds))


def _is_meant_here(topic: Topic, question: Wanted, at: str | None) -> bool:
    """Whether what is asked for in just its words is on no other level, and is no silence."""
    here = topic.kind == "level" or topic.level in (None, question.level or at)
    return here and not isinstance(topic.piece, Gap)


def _is_hardly_meant(hit: Hit, question: Wanted) -> bool:
    """A tip, a note, a line of a long list: unless it is asked for in just its words, or holds nearly all of several."""
    cover, words = MEANT_AFTER_ALL.get(hit.topic.kind, MEANT_BY_ALL)
    holds = hit.cover >= cover and len(question.stems) >= words and not hit.topic.lent
    if question.kind is not None and MEANT[question.kind].get(hit.topic.kind, 1.0) >= MEANT_BY_KIND:
        return False
    return hit.topic.kind in HARDLY and hit.alike < JUST_SO and not holds


def _is_silent_on(gap: Topic, topic: Topic, question: Wanted) -> bool:
    return gap.level in (None, topic.level) and _is_silent(gap.piece, question)


def _gap_fit(gap: Gap, question: Wanted, cover: float) -> float:
    """A gap answers what it is about, and only when nearly all that is asked is in it."""
    if question.kind is None:
        return 1.0
    if gap.about not in SILENT_ON.get(question.kind, ()):
        return GAP_OTHER if question.kind in ("who", "when") else GAP_ELSE
    return GAP_MEANT if cover >= GAP_COVERS else 1.0


def _fit(topic: Topic, question: Wanted, at: str | None, cover: float, likeness: float) -> float:
    fit = SELDOM.get(topic.kind, 1.0) * (LENT if topic.lent else 1.0)
    if question.kind == "often" and isinstance(topic.piece, Deadline) and topic.piece.kind == "recurring":
        fit *= RECURS
    if isinstance(topic.piece, Gap):
        fit *= _gap_fit(topic.piece, question, cover)
    elif question.kind is not None:
        meant = MEANT[question.kind].get(topic.kind, 1.0)
        most = MOST_MEANT[question.kind] if meant >= 1.0 else 1.0
        fit *= meant + likeness * (most - meant)  # asked for in just these words
    if question.level is not None:
        return fit * (ON_NAMED if topic.level == question.level else OFF_NAMED if topic.level else 1.0)
    if at is None or topic.level is None:
        return fit
    if topic.level == at:
        return fit * ON_OWN
    return fit * (GAP_OFF_OWN if isinstance(topic.piece, Gap) else OFF_OWN)


def _counted(topic: Topic) -> dict[str, float]:
    """How much each stem counts: bokmål and nynorsk say the same, so a word of both counts once."""
    count: dict[str, float] = defaultdict(float)
    for weight, text in topic.said:
        nb, nn = Counter(stems(text.nb)), Counter(stems(text.nn))
        for stem, times in (nb | nn).items():
            count[stem] += weight * times
    return count


def _asked_for(topic: Topic) -> tuple[str, ...]:
    """What teachers ask for it with: its own words, and those of all judgements that mean the same."""
    means = sorted(topic.piece.meanings) if isinstance(topic.piece, Outcome) else ()
    return (*topic.asked, *(words for one in means for words in JUDGED_BY.get(one, ())))


def _words_of(topic: Topic) -> Iterable[str]:
    for _, text in topic.said:
        yield from _WORD.findall(f"{text.nb} {text.nn}".casefold())
    for words in _asked_for(topic):
        yield from _WORD.findall(words.casefold())


def _naming(routine: Routine) -> re.Pattern[str]:
    """How a level is named: by the routine's word for levels or a near one, or by an id that has a letter in it."""
    ids = "|".join(re.escape(level.id.casefold()) for level in routine.levels)
    lettered = "|".join(re.escape(level.id.casefold()) for level in routine.levels if not level.id.isdigit())
    words = {routine.level_word.nb, routine.level_word.nn, "nivå", "trinn", "steg"}
    named = rf"\b(?:{'|'.join(sorted(words))})(?:et)? (?:nummer )?({ids})\b"
    return re.compile(rf"{named}|\b({lettered})\b" if lettered else named)


def _near(words: Iterable[str]) -> dict[str, str]:
    """Words of the routine by what is left of them when a letter is taken out; the commonest first."""
    near: dict[str, str] = {}
    for word, _ in Counter(word for word in words if len(word) >= SHORTEST_MISSPELT).most_common():
        for left in _maimed(word):
            near.setdefault(left, word)
    return near


def _maimed(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
