"""A question that is put freely is answered from the routine's own pieces: the best one, the declared gap, or that there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.dialogue.absences import only_tells
from api.dialogue.acts import NoteKept, Offer
from api.dialogue.payloads import AskTopic, ShowMeasures
from api.dialogue.reading.asking import Asked, asked, omits
from api.dialogue.reading.judge import QUESTIONS
from api.dialogue.reading.lexicon import QUOTED
from api.dialogue.reading.mentions import SERVICES, named
from api.dialogue.reading.telling import purely_asks
from api.dialogue.scene import Scene
from api.dialogue.standings.period import told
from api.engine.schema import Gap, MeasureGroup, Routine, Task, Text, Threshold
from api.engine.topic_index import HARDLY, Hit, TopicIndex, Wanted, index_of
from api.engine.topics import Topic
from api.wording import answers
from api.wording.pieces import Pieces, RemarkPiece

FOUND, SILENT = 0.4, 0.5  # how much of a question a piece must cover to answer it; a gap must cover more
MOST = 2  # questions of one message that are answered
ALIKE, AS_NEAR = 0.5, 0.9  # to what teachers are known to ask with; to the best, to be offered beside it
STRONG = 0.75  # to be answered though the message looks like a command that is no question
CERTAIN = 0.9  # of the classifier: a command it is this sure of is obeyed
NEAREST = 2
ENOUGH = 2  # words that say something
NAMED = 0.3  # of what a message tells: enough to say the rule of what it leaves out
# What may be taken for a question and hardly be one.
_STEERS = frozenset(
    (
        "off_topic summary help list_cases switch_case resume repeat_question skip go_back pause edit_answer greet goodbye "
        "thanks reminder export"
    ).split()
)
# What is a matter of its own, though services are asked about.
_OWN_MATTERS = frozenset(
    ("task", "decision", "outcome", "deadline", "gap", "reminder", "threshold", "document", "form")
)
_BRINGS_IN = frozenset("=involvere =ringe =hjelp =dele =henvise kontakt".split())
# Words that say no more than the fixed questions do: “når er fristen”, “hvor skriver jeg det”.
_PLAIN = frozenset(
    "=ikke =grense =fravær =frist =skrive =skjema =ansvar =lagre =informere =starte =bekymring =spørre oppgav grunn person".split()
)
_WHOSE_QUESTIONS = re.compile(  # “er det kommunen som har laget disse spørsmålene?”
    r"(?=.*\b(?:disse|desse|dette|dei her|de her)\b.*\bspørsm)(?=.*(?:kommun|rutine|\bmal|lag[ae]|\bfr[aå]\b|hvem|kven))",
    re.IGNORECASE | re.DOTALL,
)


def is_asked(scene: Scene) -> bool:
    """Whether the message is a question that the routine's pieces answer, and no short command of its own."""
    put = asked(scene.text)
    if put is None or not _may_ask(scene):
        return False
    if _asks_whose(scene):
        return True
    if scene.case is None:  # the school's routine is looked up when it is answered
        return scene.verdict.intent in QUESTIONS
    return bool(_found(scene, scene.opened.routine))


def _may_ask(scene: Scene) -> bool:
    """In a talk only what the judge takes for a question, or what asks about the questions themselves."""
    return (
        not _in_talk(scene)
        or _asks_whose(scene)
        or (scene.verdict.kind == "command" and scene.verdict.intent in QUESTIONS)
    )


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
        if best is None or best.cover < (SILENT if isinstance(best.topic.piece, Gap) else FOUND):
            return None
        return best


def _found(scene: Scene, routine: Routine) -> list[Found]:
    """The questions of the message that the routine's pieces are for; none when it is for a fixed answer or asks nothing."""
    put = asked(scene.text)
    if put is None:
        return []
    index = index_of(routine)
    first, *also = (_search(scene, index, question) for question in _questions(index, put))
    if first.question.kind != "jump" and only_tells(scene):
        return []
    wanted = [
        one for one in (first, *(other for other in also if other.answered)) if not _is_plain(scene, one.question)
    ]
    if not wanted or (wanted[0].question.kind != "jump" and _has_its_own(scene, wanted[0])):
        return []
    return wanted if _is_no_command(scene, wanted[0]) else []


def _questions(index: TopicIndex, put: Asked) -> Iterator[Wanted]:
    yield _read(index, put.question, put.told)
    yield from (_read(index, question, put.question) for question in put.also)


def _search(scene: Scene, index: TopicIndex, question: Wanted) -> Found:
    found = Found(question, index.answer(question, _level(scene)))
    beside = _beside_services(question)
    if found.answered or scene.verdict.intent != "ask_help_service" or not beside:
        return found
    rest = replace(question, stems=beside)
    return Found(rest, index.answer(rest, _level(scene)))


def _is_no_command(scene: Scene, found: Found) -> bool:
    """Whether it asks about the routine, though it looks like a command that is no question."""
    intent, best = scene.verdict.intent, found.best
    if intent not in _STEERS:
        return True
    if best is None or scene.verdict.sure >= CERTAIN:
        return False
    if intent == "off_topic" and len(found.question.stems) >= ENOUGH and found.answered:
        return True
    return best.cover >= STRONG or (best.alike >= ALIKE and best.cover >= FOUND)


# “Kven tek møtet då?”, “skal begge inn?”: about what was told just before.
_LEANS = re.compile(
    r"\b(?:da|då|det|den|dette|de|dei|begge|slik|sånn|likevel|likevell|han|hun|ho|hu|ham|henne|disse|desse|her|dem)\b",
    re.IGNORECASE,
)


def _read(index: TopicIndex, text: str, before: str) -> Wanted:
    """What is asked, in the light of what was told before it when it does not itself say what it is about."""
    question, told_before = index.read(text), index.read(before)
    level = question.level or told_before.level
    if question.stems and (not _LEANS.search(text) or index.says_what_about(question)):
        return replace(question, level=level)
    only_told = [stem for stem in told_before.stems if stem not in question.stems]
    aside = frozenset(only_told if len(question.stems) >= ENOUGH else ())
    return replace(question, stems=(*question.stems, *only_told), told=aside, level=level)


def _has_its_own(scene: Scene, found: Found) -> bool:
    """What is answered whole elsewhere: limits with what is told of absence and the school's own, services with the advice on them."""
    intent = scene.verdict.intent
    best = found.best
    if intent not in ("ask_threshold", "ask_help_service"):
        return False
    own = best is not None and best.topic.kind in _OWN_MATTERS and bool(_beside_services(found.question))
    if best is None or best.cover < (FOUND if own else STRONG) or best.topic.lent:
        return True
    if intent == "ask_help_service" and not own:
        return True
    if intent == "ask_help_service":
        whether = found.question.kind not in ("who", "where", "what_after")
        return whether and bool(named(scene.text, {"barnevern": SERVICES["barnevern"]}))
    piece = best.topic.piece
    if best.topic.kind in ("service", "list", "measures", "note"):
        return True
    limits = (isinstance(piece, Threshold) and piece.limit is not None) or (
        isinstance(piece, Gap) and piece.about == "threshold"
    )
    return limits or told(scene).counted


def _beside_services(question: Wanted) -> tuple[str, ...]:
    """What is asked about beside a service and that it is brought in."""
    return tuple(stem for stem in question.stems if stem not in _BRINGS_IN and not named(stem.lstrip("="), SERVICES))


def _level(scene: Scene) -> str | None:
    return scene.plan.level.id if scene.case is not None else None


def _is_plain(scene: Scene, question: Wanted) -> bool:
    """Whether nothing is named that the fixed answers do not tell: they are of the level the case is on."""
    if question.level not in (None, _level(scene)):
        return False
    return not set(question.stems) - _PLAIN


async def answer(scene: Scene, *, beside: bool = False) -> bool:
    """Answers the question of the message; what was told before it is kept first. False when it asks nothing of the routine.

    `beside`: what was told is kept already and asked about, so no buttons of the answer may stand beside that question's.
    """
    if _asks_whose(scene) and scene.standing is not None:
        scene.show(scene.standing.why(scene))
        return True
    routine = await scene.routine()
    found = _found(scene, routine)
    if not found:
        return False
    tells = scene.case is not None and _keeps(scene) and not beside
    if tells:
        await scene.note()
    answered = [one for one in found if one.answered]
    shown: set[str] = set()
    for one in answered[:MOST]:
        _answer(scene, routine, one, shown, beside=beside)
    if not answered:
        _not_found(scene, routine, [] if beside else found[0].hits)
    if tells:
        scene.say(NoteKept(case=scene.name))
    return True


def _answer(scene: Scene, routine: Routine, found: Found, shown: set[str], *, beside: bool) -> None:
    best = found.answered
    if best is None or best.topic.id in shown:
        return
    shown.add(best.topic.id)
    _show(scene, routine, best.topic, [hit.topic for hit in found.hits[1:] if hit.cover >= STRONG])
    if beside or scene.stood is not None:  # a question may stand again below, and its buttons with it
        return
    for other in [hit for hit in found.hits[1:] if _is_as_near(hit, best)][:1]:
        scene.show((RemarkPiece(of="or_this"),), [_button(routine, other.topic)])


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


def _show(scene: Scene, routine: Routine, topic: Topic, near: Sequence[Topic] = ()) -> None:
    plan = scene.plan if scene.case is not None and scene.plan.is_open else None
    said: Pieces = answers.answer(routine, topic, plan)
    if isinstance(topic.piece, Gap) and topic.piece.about == "form":  # the form itself may be linked
        said = (
            *said,
            *(piece for one in near if one.kind == "form" for piece in answers.answer(routine, one, plan)[:1]),
        )
    scene.show(said, _lent(scene, topic))


def _lent(scene: Scene, topic: Topic) -> list[Offer]:
    """Another routine's text is shown on a tap only, under its name."""
    group = topic.piece
    if not isinstance(group, MeasureGroup) or group.lender is None or scene.case is None:
        return []
    return [scene.offer(group.name, ShowMeasures(measures=group.id))]


def _not_found(scene: Scene, routine: Routine, hits: list[Hit]) -> None:
    near = [hit.topic for hit in hits if not hit.topic.lent and hit.topic.kind != "note"][:NEAREST]
    buttons = [_button(routine, topic) for topic in near]
    scene.show((RemarkPiece(of="not_found_near" if buttons else "not_found"),), buttons)


def _button(routine: Routine, topic: Topic) -> Offer:
    return Offer(title=_label(routine, topic), payload=AskTopic(topic=topic.id))


def _label(routine: Routine, topic: Topic) -> Text:
    """What a piece is called on a button."""
    (_, text), *_ = topic.said
    if topic.level is None or topic.kind in ("task", "gap"):
        return text
    at = f" ({routine.level_word.nb} {topic.level})"
    return Text(nb=text.nb + at, nn=text.nn + at)


# What will be left out


def guarded(scene: Scene) -> Topic | None:
    """The task of the case's level that the message says will be left out or put off."""
    if scene.case is None or not scene.plan.is_open or not omits(scene.text) or QUOTED.search(scene.text):
        return None
    index: TopicIndex = index_of(scene.opened.routine)
    question = Wanted("skip", index.read(scene.text).stems)
    for hit in index.search(question, _level(scene))[:NEAREST]:
        task = hit.topic.piece
        binding = isinstance(task, Task) and (task.obligation == "must" or _is_needed(scene, task.id))
        if binding and hit.topic.level == _level(scene) and hit.cover >= NAMED:
            return hit.topic
    return None


def _is_needed(scene: Scene, task: str) -> bool:
    return any(task in outcome.needs for decision in scene.plan.level.decisions for outcome in decision.outcomes)


async def tell_rule(scene: Scene) -> None:
    """The words are kept, and the rule is said before anything is recorded. People decide."""
    topic = guarded(scene)
    if topic is None:
        return
    await scene.keep()
    _show(scene, scene.opened.routine, topic)
    scene.say(NoteKept(case=scene.name))
