"""A question that is put freely is answered from the routine's own pieces: the best one, the declared gap, or that there is none."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from api.dialogue import custody, longer, offers, own_dates, school_year, shared
from api.dialogue.absences import only_tells
from api.dialogue.acts import NoteKept, Offer
from api.dialogue.later import is_held
from api.dialogue.payloads import AskTopic, ShowMeasures, TickButton
from api.dialogue.reading.amounts import asks_of_a_figure
from api.dialogue.reading.asking import Asked, asked, leans, omits
from api.dialogue.reading.judge import QUESTIONS, words
from api.dialogue.reading.lexicon import QUOTED
from api.dialogue.reading.mentions import SERVICES, named
from api.dialogue.reading.progress import Progress, asked_of_progress
from api.dialogue.reading.question import purely_asks
from api.dialogue.scene import Scene
from api.dialogue.standings.period import told
from api.engine.asked_matters import MATTERS
from api.engine.deadlines import DeadlineState
from api.engine.schema import BINDING, Deadline, Gap, MeasureGroup, Routine, Task, Text, Threshold
from api.engine.topic_index import FOUND, HARDLY, Hit, TopicIndex, Wanted, answers, index_of, kind_of
from api.engine.topics import Topic
from api.wording import answers as worded
from api.wording import choosing
from api.wording.pieces import Pieces, RemarkPiece
from api.wording.texts import capital

MOST = 2  # questions of one message that are answered
ALIKE, AS_NEAR = 0.5, 0.9  # to what teachers are known to ask with; to the best, to be offered beside it
STRONG = 0.75  # to be answered though the message looks like a command that is no question
HALF = 0.5  # the same when it asks what a rule allows
CERTAIN = 0.9  # of the classifier: a command it is this sure of is obeyed
NEAREST, LEFT_OUT = 3, 2  # pieces that are offered when none is sure, that are looked at when something is left out
LOOKED_AT = 8
LIKELY_MATTER = 0.08
NEAR = 0.3  # of a question, to be offered when nothing is sure
PARTLY = 0.34  # of a question that names a service, to be about it without naming one
ENOUGH = 2  # words that say something
NAMED = 0.3  # of what a message tells: enough to say the rule of what it leaves out
# What may be taken for a question and hardly be one.
_STEERS = frozenset(
    (
        "off_topic summary help list_cases switch_case resume repeat_question skip go_back pause edit_answer greet goodbye "
        "thanks reminder export"
    ).split()
)
_OF_ALL_CASES = frozenset(("start_case", "list_cases", "switch_case", "reopen_case", "close_case"))
_SPEAKS_OF_CASES = re.compile(r"\bsak\w*|\bmin[ea]?\b|\bmitt\b|\bliste\w*", re.IGNORECASE)
_OF_CASES = _STEERS | {"start_case", "close_case", "reopen_case"}
# What is a matter of its own, though services are asked about.
_OWN_MATTERS = frozenset(
    ("task", "decision", "outcome", "deadline", "gap", "reminder", "threshold", "document", "form")
)
_BRINGS_IN = frozenset("=involvere =ringe =hjelp =dele =henvise kontakt".split())
# Words that say no more than the fixed questions do: “når er fristen”, “hvor skriver jeg det”.
_PLAIN = frozenset(
    (
        "=ikke =grense =fravær =frist =skrive =skjema =ansvar =lagre =informere =starte =bekymring =spørre oppgav grunn person "
        "brutt brot oversitt overskred gått pass"  # “er fristen brutt?” is told by the dates
    ).split()
)
_NEEDS_NONE = ("ask_threshold", "ask_help_service")  # fixed questions whose answers are the routine's anyway
_BARE = frozenset(("=skrive", "=lagre", "=frist"))  # “hvor skriver jeg det” while there is no case: of every level
_DEEDS = frozenset(
    "=skrive =lagre =informere =starte =melde =ringe".split()
)  # who does it is of a task, not of the level
_WHOSE_QUESTIONS = re.compile(  # “er det kommunen som har laget disse spørsmålene?”
    r"(?=.*\b(?:disse|desse|dette|dei her|de her)\b.*\bspørsm)(?=.*(?:kommun|rutine|\bmal|lag[ae]|\bfr[aå]\b|hvem|kven))",
    re.IGNORECASE | re.DOTALL,
)


def is_asked(scene: Scene) -> bool:
    """Whether the message is a question that the routine's pieces answer, and no short command of its own."""
    put = asked(scene.text)
    if put is None or not _may_ask(scene):
        return False
    if _asks_whose(scene) or _progress(scene) is not None or _asks_of_reporting(scene, put):
        return True
    if school_year.asks_when(scene.text):
        return True
    if not _in_talk(scene) and own_dates.asked_for(scene):
        return True
    if scene.case is not None:
        found = _found(scene, scene.opened.routine)
        return any(one.answered for one in found) or (bool(found) and not asks_of_a_figure(scene.text))
    return scene.rules is not None and _needs_no_case(scene, scene.rules)


def _needs_no_case(scene: Scene, rules: Routine) -> bool:
    """Whether the school's routine answers it while no case is spoken of. What tells of a pupil, too, may be the first of a case."""
    found = _found(scene, rules)
    names_no_case = scene.verdict.intent in _OF_ALL_CASES and not _SPEAKS_OF_CASES.search(scene.text)
    if scene.verdict.intent in QUESTIONS or (names_no_case and purely_asks(scene.text)):
        return bool(found)
    is_command = scene.verdict.intent in _OF_CASES and scene.verdict.sure >= CERTAIN
    return purely_asks(scene.text) and not is_command and any(one.answered for one in found)


def _may_ask(scene: Scene) -> bool:
    """In a talk only what the judge takes for a question, or what asks about the questions themselves."""
    return (
        not _in_talk(scene)
        or _asks_whose(scene)
        or (scene.verdict.kind == "command" and scene.verdict.intent in QUESTIONS)
    )


def _progress(scene: Scene) -> Progress | None:
    """What is asked of the checklist of the open case, outside a talk."""
    if scene.case is None or _in_talk(scene) or not scene.plan.is_open:
        return None
    return asked_of_progress(scene.text)


# What is asked of barnevern that the duty to report does not answer.
_NOT_OF_THE_DUTY = frozenset(("who", "whom", "where", "when", "often", "what", "content", "what_after", "part"))


def _asks_of_reporting(scene: Scene, put: Asked) -> bool:
    """Whether it asks if barnevern may, must or need not be brought in: no level's tasks answer that."""
    if not named(put.question, {"barnevern": SERVICES["barnevern"]}):
        return False
    return kind_of(put.question) not in _NOT_OF_THE_DUTY


def is_of_reporting(scene: Scene) -> bool:
    put = asked(scene.text)
    return put is not None and _asks_of_reporting(scene, put)


def _asks_whose(scene: Scene) -> bool:
    return _in_talk(scene) and bool(_WHOSE_QUESTIONS.match(scene.text))


@dataclass(frozen=True)
class Found:
    """What one question of a message asks for, and the pieces it may be about, best first."""

    question: Wanted
    hits: list[Hit]

    @property
    def best(self) -> Hit | None:
        return self.hits[0] if self.hits else None

    @property
    def answered(self) -> Hit | None:
        """The best piece when it is about enough of what is asked."""
        best = self.best
        return best if best is not None and answers(best, self.question) else None


def _found(scene: Scene, routine: Routine) -> list[Found]:
    """The questions of the message that the routine's pieces are for; none when it is for a fixed answer or asks nothing."""
    put = asked(scene.text)
    if put is None:
        return []
    index = index_of(routine)
    first, *also = (_search(scene, index, question) for question in _questions(scene, index, put))
    if first.question.kind != "jump" and (only_tells(scene) or _names_nothing(scene, first.question)):
        return []
    wanted = [
        one for one in (first, *(other for other in also if other.answered)) if not _is_plain(scene, one.question)
    ]
    if not wanted or (wanted[0].question.kind != "jump" and _has_its_own(scene, wanted[0])):
        return []
    return wanted if _is_no_command(scene, wanted[0]) else []


def _names_nothing(scene: Scene, question: Wanted) -> bool:
    """“Hva må jeg gjøre aller først?” asks of the plan, and without one of the routine's first level."""
    of_plan = question.kind in _WHAT_THEN and not question.stems and question.level is None
    return of_plan and not (question.first and scene.case is None)


def _questions(scene: Scene, index: TopicIndex, put: Asked) -> Iterator[Wanted]:
    said = _without_label(scene, put.question)
    first = _read(index, said, _last_told(index, put.told))
    every = words(scene.text)
    yield replace(first, matters=_matters(scene), words=every)
    for question in put.also:
        yield replace(_read(index, _without_label(scene, question), said), words=every)


def _matters(scene: Scene) -> tuple[tuple[str, float], ...]:
    """What the bot reads that is asked about without being named."""
    read = ((name.removeprefix("matter/"), sure) for name, sure in scene.turn.ranking if name.startswith("matter/"))
    return tuple((name, sure) for name, sure in read if name in MATTERS and sure >= LIKELY_MATTER)


def _last_told(index: TopicIndex, told: str) -> str:
    """The clause before the question that says what it is about: of several things told the last."""
    clauses = [clause for clause in re.split(r"[.!?;,\n]", told) if index.read(clause).stems]
    return clauses[-1] if clauses else ""


def _without_label(scene: Scene, text: str) -> str:
    """What the case is called says nothing of what is asked about."""
    if scene.case is None:
        return text
    return re.sub(rf"\b{re.escape(scene.opened.case.label)}(?:s|'s)?\b", " ", text, flags=re.IGNORECASE)


def _search(scene: Scene, index: TopicIndex, question: Wanted) -> Found:
    hits = _of_its_services(scene, index.answer(question, _level(scene)))
    found = Found(question, _dated_first(scene, index, question, hits))
    beside = _beside_services(question)
    if found.answered or scene.verdict.intent != "ask_help_service" or not beside:
        return found
    rest = replace(question, stems=beside)
    return Found(rest, index.answer(rest, _level(scene)))


_MEETS = frozenset(("=møte", "=samtale"))


def _dated_first(scene: Scene, index: TopicIndex, question: Wanted, hits: list[Hit]) -> list[Hit]:
    """“Når er neste møte?” is answered by the date of the meeting that is to be held: no gap of something else tells that."""
    asks = question.kind == "when" and bool(question.stems) and set(question.stems) <= _MEETS
    if not asks or not hits or not isinstance(hits[0].topic.piece, Gap) or scene.case is None or not scene.plan.is_open:
        return hits
    meets = [one for one in scene.plan.tasks if not one.finished and one.deadline and is_held(one.task)]
    dates = [one.deadline.id for one in meets if one.deadline is not None and one.deadline.due_on is not None]
    topic = index.by_id.get(f"{scene.plan.level.id}:deadline:{dates[0]}") if dates else None
    return hits if topic is None else [replace(hits[0], topic=topic), *hits]


def _of_its_services(scene: Scene, hits: list[Hit]) -> list[Hit]:
    """Where a service is named, only what tells of it: the rest is about something else, however much it shares."""
    services = set(named(scene.text, SERVICES))
    if not services:
        return hits
    kept = []
    for hit in hits:
        told_of = _told_services(hit.topic)
        if services & told_of or (not told_of and hit.cover >= PARTLY):
            kept.append(hit)
    return kept


def _told_services(topic: Topic) -> set[str]:
    told = {service for _, text in topic.said for service in named(text.nb, SERVICES)}
    role = getattr(topic.piece, "role", None)
    return told | {service for words in topic.asked for service in named(words, SERVICES)} | ({role} if role else set())


def _is_no_command(scene: Scene, found: Found) -> bool:
    """Whether it asks about the routine, though it looks like a command that is no question."""
    intent, best = scene.verdict.intent, found.best
    if intent not in _STEERS:
        return True
    if intent == "off_topic" and asked(scene.text) is not None:
        return found.answered is not None or _OF_SCHOOL.search(scene.text) is not None
    if best is None or (scene.verdict.sure >= CERTAIN and found.question.kind not in _OF_RULES):
        return False
    enough = HALF if found.question.kind in _OF_RULES else STRONG
    return best.cover >= enough or (best.alike >= ALIKE and best.cover >= FOUND)


_OF_RULES = ("may", "must", "skip")  # “kan jeg vente med å ringe” is no pause
# What is asked with these is of the school and the pupil: it is not found rather than no matter of ours.
_OF_SCHOOL = re.compile(
    r"skol|skul|elev|undervis|opplær|lærer|lærar|fr[aå]vær|nærvær|oppmøte|foresat|føreset|foreld|klasse|friminutt|lekse|timeplan|"
    r"spesialped|undring|kartlegg|samtale|møte|skjema|sirkel|sosiogram|\w+(?:plan|team)(?:en|et)?\b|\bpp[dt]\b|helses|rådgiv|rådgjev|samtykke|tiltak|mobb|vurdering|karakter|"
    r"\b(?:eg|jeg|vi|me|æ) (?:gi|gje|melde|kalle|kontakte|kreve|krevje|nekte)\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"\b(?:da|då)\b", re.IGNORECASE)  # what was told is the case it asks of
_WHAT_THEN = (None, "what", "what_after", "how")


def _read(index: TopicIndex, text: str, before: str) -> Wanted:
    """What is asked, in the light of what was told before it when it does not itself say what it is about."""
    question, told_before = index.read(text), index.read(before)
    level = question.level or told_before.level
    if told_before.stems and not question.stems and question.kind in _WHAT_THEN:
        question = replace(question, kind="what_if")
    question = replace(question, level=level, around=frozenset(told_before.stems))
    if question.stems and not _THEN.search(text) and (not leans(text) or index.says_what_about(question)):
        return question
    only_told = [stem for stem in told_before.stems if stem not in question.stems]
    aside = frozenset(only_told if len(question.stems) >= ENOUGH else ())
    return replace(question, stems=(*question.stems, *only_told), told=aside)


def _has_its_own(scene: Scene, found: Found) -> bool:
    """What is answered whole elsewhere: limits with what is told of absence and the school's own, services with the advice on them."""
    intent = scene.verdict.intent
    best = found.best
    if intent not in ("ask_threshold", "ask_help_service") or _is_of_another_matter(scene, found.question):
        return False
    own = best is not None and best.topic.kind in _OWN_MATTERS and bool(_beside_services(found.question))
    if best is None or best.cover < (FOUND if own else STRONG) or best.topic.lent:
        return True
    if intent == "ask_help_service" and not own:
        return True
    if intent == "ask_help_service":
        whether = found.question.kind not in ("who", "whom", "where", "what_after")
        return whether and bool(named(scene.text, {"barnevern": SERVICES["barnevern"]}))
    piece = best.topic.piece
    if best.topic.kind in ("service", "list", "measures", "note"):
        return True
    limits = (isinstance(piece, Threshold) and piece.limit is not None) or (
        isinstance(piece, Gap) and piece.about == "threshold"
    )
    return limits or told(scene).counted


_HELPERS = re.compile(r"\b(?:hjelp|\w*tjenest|\w*tenest|instans|utenfra|utanfr[åa]|støtte)\w*", re.IGNORECASE)
_LIMITS = frozenset("=fravær =grense =prosent =bekymring dag time timer =forsent mønster =sykdom".split())


def _is_of_another_matter(scene: Scene, question: Wanted) -> bool:
    """Whether the fixed answers on limits and services, which it looks like, hold nothing of what it names."""
    if scene.verdict.intent == "ask_threshold":
        counts = question.kind in ("much", "counts", "criteria") or told(scene).counted
        return not (counts or set(question.stems) & _LIMITS or not question.stems)
    if named(scene.text, {"barnevern": SERVICES["barnevern"]}):
        return False
    beside = _beside_services(question)
    if not named(scene.text, SERVICES) and _HELPERS.search(scene.text):
        return False
    return bool(beside) and (
        not named(scene.text, SERVICES) or len(beside) >= ENOUGH or question.kind in ("may", "must")
    )


def _beside_services(question: Wanted) -> tuple[str, ...]:
    """What is asked about beside a service and that it is brought in."""
    return tuple(stem for stem in question.stems if stem not in _BRINGS_IN and not named(stem.lstrip("="), SERVICES))


def _level(scene: Scene) -> str | None:
    return scene.plan.level.id if scene.case is not None else None


def _is_plain(scene: Scene, question: Wanted) -> bool:
    """Whether nothing is named that the fixed answers do not tell: they are of the level the case is on."""
    if scene.case is None and scene.verdict.intent not in _NEEDS_NONE:
        return not (set(question.stems) - _BARE or question.level or question.first)
    if (
        question.kind == "what_after" and question.level is not None
    ):  # of what comes after it nothing is said by the plan
        return False
    if question.level not in (None, _level(scene)) or scene.verdict.intent == "off_topic":
        return False
    if question.kind in ("who", "whom") and not question.takes_part and set(question.stems) & _DEEDS:
        return False
    if not question.stems and question.around and question.matters:  # what was told says what it is about
        return False
    return not set(question.stems) - _PLAIN


# What every routine is silent about, and the case and the school's settings tell.
_OF_THE_CASE_ITSELF: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "gap:g.retention": longer.told,
    "gap:g.access": custody.who_may_read,
}


async def answer(scene: Scene, *, beside: bool = False) -> bool:
    """Answers the question of the message; what was told before it is kept first. False when it asks nothing of the routine.

    `beside`: what was told is kept already and asked about, so no buttons of the answer may stand beside that question's.
    """
    if _asks_whose(scene) and scene.standing is not None:
        scene.show(scene.standing.why(scene))
        return True
    if school_year.asks_when(scene.text):
        scene.show(school_year.when(scene))
        return True
    routine = await scene.routine()
    if (progress := _progress(scene)) is not None and _tell_progress(scene, progress):
        return True
    if not _in_talk(scene) and (own := own_dates.asked_for(scene)):
        scene.show(choosing.when_own(scene.plan, own))
        return True
    found = _found(scene, routine)
    put = asked(scene.text)
    reports = put is not None and _asks_of_reporting(scene, put)
    if not found and not reports:
        return False
    tells = scene.case is not None and _keeps(scene) and not beside
    if tells:
        await scene.note()
    if reports:
        await shared.ask_help_service(scene)
    answered = [] if reports else [one for one in found if one.answered]
    shown: set[str] = set()
    for one in answered[:MOST]:
        if one.answered is not None and one.answered.topic.id in _OF_THE_CASE_ITSELF:
            await _OF_THE_CASE_ITSELF[one.answered.topic.id](scene)  # the routine need not say it: we know
        else:
            _answer(scene, routine, one, shown, beside=beside)
    if not answered and not reports:
        _not_found(scene, routine, [] if beside else found[0].hits)
    if tells:
        scene.say(NoteKept(case=scene.name))
    return True


def _tell_progress(scene: Scene, progress: Progress) -> bool:
    """False when what it asks of is no task: then the routine's pieces answer."""
    index = index_of(scene.opened.routine)
    question = index.read(_without_label(scene, scene.text))
    at = question.level or _level(scene) or ""
    if progress.which == "carried":
        scene.show(choosing.left_before(scene.plan), offers.carried(scene))
        return True
    if progress.which != "one":
        scene.show(choosing.progress(scene.opened.file.plan_of(at, scene.today), progress.which))
        return True
    hits = index.search(replace(question, kind=None), _level(scene))
    tasks = [hit for hit in hits if hit.topic.kind == "task" and hit.cover >= STRONG]
    if not tasks:
        return False
    topic = tasks[0].topic
    plan = scene.opened.file.plan_of(str(topic.level), scene.today)
    assert isinstance(topic.piece, Task)
    scene.show(choosing.whether_done(plan, plan.task(topic.piece.id)))
    return True


def _answer(scene: Scene, routine: Routine, found: Found, shown: set[str], *, beside: bool) -> None:
    best = found.answered
    if best is None or best.topic.id in shown:
        return
    shown.add(best.topic.id)
    near = [hit.topic for hit in found.hits[1:] if hit.cover >= STRONG]
    _show(scene, routine, best.topic, near, found.question.stems)
    if found.question.kind == "when" and best.topic.kind == "task":
        _tell_date_of_level(scene, routine, best.topic.level, shown)
    if beside or scene.stood is not None:  # a question may stand again below, and its buttons with it
        return
    if best.topic.kind == "level":  # told as a whole: no piece of it may be meant instead
        return
    told = _tells_too(routine, best.topic)
    others = [hit for hit in found.hits[1:] if _is_as_near(hit, best) and hit.topic.id not in told]
    for other in [hit for hit in others if hit.topic.said[0] != best.topic.said[0]][:1]:
        scene.show((RemarkPiece(of="or_this"),), [_button(routine, other.topic)])


def _tell_date_of_level(scene: Scene, routine: Routine, level: str | None, shown: set[str]) -> None:
    """Of what has no date of its own: the only date of its level, which says what it is of; else that there is none."""
    dates = [f"{level}:deadline:{one.id}" for at in routine.levels if at.id == level for one in at.deadlines]
    topic = index_of(routine).by_id.get(dates[0]) if len(dates) == 1 else None
    if topic is None:
        scene.show((RemarkPiece(of="no_date_set"),))
    elif topic.id not in shown:
        shown.add(topic.id)
        _show(scene, routine, topic)


def _tells_too(routine: Routine, topic: Topic) -> frozenset[str]:
    """What is said already when a piece is: itself, the date of a task, and the tasks of a date."""
    dated = index_of(routine).dated
    of_date = [task for task, date in dated.items() if date.id == topic.id]
    return frozenset((topic.id, *of_date, *(date.id for task, date in dated.items() if task == topic.id)))


def _is_as_near(hit: Hit, best: Hit) -> bool:
    """Whether it may just as well have been meant, and is another thing."""
    if hit.topic.lent or hit.topic.kind in HARDLY or isinstance(hit.topic.piece, Gap):
        return False
    return hit.cover >= max(FOUND, best.cover) and hit.score >= AS_NEAR * best.score


def _keeps(scene: Scene) -> bool:
    """More than a question is kept; in a talk it is an answer or nothing."""
    return not _in_talk(scene) and not purely_asks(scene.text)


def _in_talk(scene: Scene) -> bool:
    return scene.standing is not None and scene.standing.context == "talk"


async def tell(scene: Scene, topic_id: str) -> None:
    """What one piece says, when its button is pressed."""
    routine = await scene.routine()
    topic = index_of(routine).by_id.get(topic_id)
    if topic is not None:
        _show(scene, routine, topic)
    else:  # of another version, or another routine
        scene.show((RemarkPiece(of="not_found"),))


def _show(scene: Scene, routine: Routine, topic: Topic, near: Sequence[Topic] = (), about: Sequence[str] = ()) -> None:
    plan = scene.plan if scene.case is not None and scene.plan.is_open else None
    said: Pieces = worded.answer(routine, topic, plan, _elsewhere(scene, topic), about)
    if isinstance(topic.piece, Gap) and topic.piece.about == "form":  # the form itself may be linked
        said = (
            *said,
            *(piece for one in near if one.kind == "form" for piece in worded.answer(routine, one, plan)[:1]),
        )
    scene.show(said, _lent(scene, topic))


def _elsewhere(scene: Scene, topic: Topic) -> DeadlineState | None:
    """How a deadline stands that is of another level than the open case is on."""
    if scene.case is None or not scene.plan.is_open or not isinstance(topic.piece, Deadline):
        return None
    if topic.level is None or any(state.id == topic.piece.id for state in scene.plan.deadlines):
        return None
    return scene.opened.file.deadline_of(topic.level, topic.piece, scene.today)


def _lent(scene: Scene, topic: Topic) -> list[Offer]:
    """Another routine's text is shown on a tap only, under its name."""
    group = topic.piece
    if not isinstance(group, MeasureGroup) or group.lender is None or scene.case is None:
        return []
    return [scene.offer(group.name, ShowMeasures(measures=group.id))]


def _not_found(scene: Scene, routine: Routine, hits: list[Hit]) -> None:
    near = [hit.topic for hit in hits if _may_be_meant(hit)][:LOOKED_AT]
    near = sorted(near, key=lambda topic: topic.kind in HARDLY)[:NEAREST]  # what says a rule first
    buttons = [_button(routine, topic) for topic in near]
    scene.show((RemarkPiece(of="not_found_near" if buttons else "not_found"),), buttons)


def _may_be_meant(hit: Hit) -> bool:
    """Whether it is near enough to be offered. Nobody asks for what is not said, and better none than what shares a word."""
    is_silent = isinstance(hit.topic.piece, Gap) or hit.topic.kind in HARDLY
    return not hit.topic.lent and hit.cover >= (STRONG if is_silent else NEAR)


def _button(routine: Routine, topic: Topic) -> Offer:
    return Offer(title=_label(routine, topic), payload=AskTopic(topic=topic.id))


def _label(routine: Routine, topic: Topic) -> Text:
    """What a piece is called on a button."""
    (_, text), *_ = topic.said
    text = Text(nb=_caption(text.nb), nn=_caption(text.nn))
    if topic.level is None or topic.kind in ("task", "gap"):
        return text
    at = f" ({routine.level_word.nb} {topic.level})"
    return Text(nb=text.nb + at, nn=text.nn + at)


def _caption(words: str) -> str:
    """As a caption: a capital first, no full stop."""
    return capital(words.strip().removesuffix("."))


# What will be left out


def guarded(scene: Scene) -> Topic | None:
    """The task of the case's level that the message says will be left out or put off."""
    if scene.case is None or not scene.plan.is_open or not omits(scene.text) or QUOTED.search(scene.text):
        return None
    index: TopicIndex = index_of(scene.opened.routine)
    question = Wanted("skip", index.read(scene.text).stems)
    for hit in index.search(question, _level(scene))[:LEFT_OUT]:
        task = hit.topic.piece
        binding = isinstance(task, Task) and (task.obligation in BINDING or _is_needed(scene, task.id))
        if binding and hit.topic.level == _level(scene) and hit.cover >= NAMED:
            return hit.topic
    return None


def _is_needed(scene: Scene, task: str) -> bool:
    return any(task in outcome.needs for decision in scene.plan.level.decisions for outcome in decision.outcomes)


async def tell_rule(scene: Scene) -> None:
    """The words are kept, and the rule is said before anything is recorded. People decide."""
    await scene.keep()
    topic = say_rule(scene)
    done = []
    if topic is not None and isinstance(topic.piece, Task) and scene.standing is None:
        done = [scene.offer(topic.piece.done, TickButton(tick=topic.piece.id))]
    scene.say(NoteKept(case=scene.name, offers=tuple(done)))


def say_rule(scene: Scene) -> Topic | None:
    """The rule of what the message says will be left out, and the piece it is of."""
    topic = guarded(scene)
    if topic is not None:
        _show(scene, scene.opened.routine, topic)
    return topic
