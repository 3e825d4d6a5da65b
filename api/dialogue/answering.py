"""A question that is put freely is answered from the routine's own pieces: the best one, the declared gap, or that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

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
from api.engine.topic_index import Hit, TopicIndex, Wanted, index_of
from api.engine.topics import Topic
from api.wording import answers
from api.wording.pieces import Pieces, RemarkPiece

FOUND, SILENT = 0.4, 0.5  # how much of a question a piece must cover to answer it; a gap must cover more
STRONG = 0.75  # to be answered though the message looks like a command that is no question
CERTAIN = 0.9  # of the classifier: a command it is this sure of is obeyed
NEAREST = 2
ENOUGH = 2  # words that say something: a question with fewer is about what was told before it
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
# Words that say no more than the fixed questions do: “når er fristen”, “hvor skriver jeg det”.
_PLAIN = frozenset(
    "=grense =fravær =frist =skrive =skjema =ansvar =lagre =informere =starte =bekymring =spørre oppgav grunn person".split()
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
    return _found(scene, scene.opened.routine) is not None


def _may_ask(scene: Scene) -> bool:
    """In a talk only what the judge takes for a question, or what asks about the questions themselves."""
    in_talk = scene.standing is not None and scene.standing.context == "talk"
    return not in_talk or _asks_whose(scene) or (scene.verdict.kind == "command" and scene.verdict.intent in QUESTIONS)


def _asks_whose(scene: Scene) -> bool:
    in_talk = scene.standing is not None and scene.standing.context == "talk"
    return in_talk and bool(_WHOSE_QUESTIONS.match(scene.text))


def _found(scene: Scene, routine: Routine) -> tuple[Asked, Wanted, list[Hit]] | None:
    put = asked(scene.text)
    intent = scene.verdict.intent
    if put is None:
        return None
    index = index_of(routine)
    question = _read(index, put)
    if question.kind != "jump" and only_tells(scene):
        return None
    if _is_plain(scene, question):
        return None
    hits = index.answer(question, _level(scene))
    if question.kind != "jump" and _has_its_own(scene, hits):
        return None
    if intent not in _STEERS:
        return put, question, hits
    strong = bool(hits) and hits[0].cover >= STRONG and scene.verdict.sure < CERTAIN
    return (put, question, hits) if strong else None


def _read(index: TopicIndex, put: Asked) -> Wanted:
    """What is asked, in the light of what was told before it."""
    question, told_before = index.read(put.question), index.read(put.told)
    only_told = [stem for stem in told_before.stems if stem not in question.stems]
    aside = frozenset(only_told if len(question.stems) >= ENOUGH else ())
    level = question.level or told_before.level
    return replace(question, stems=(*question.stems, *only_told), told=aside, level=level)


def _has_its_own(scene: Scene, hits: Sequence[Hit]) -> bool:
    """What is answered whole elsewhere: limits with what is told of absence and the school's own, services with the advice on them."""
    intent = scene.verdict.intent
    best = hits[0] if hits else None
    if intent not in ("ask_threshold", "ask_help_service"):
        return False
    if best is None or best.cover < STRONG or best.topic.lent:
        return True
    if intent == "ask_help_service" and best.topic.kind not in _OWN_MATTERS:
        return True
    if intent == "ask_help_service":
        return bool(named(scene.text, {"barnevern": SERVICES["barnevern"]}))
    piece = best.topic.piece
    if best.topic.kind in ("service", "list", "measures", "note"):
        return True
    limits = (isinstance(piece, Threshold) and piece.limit is not None) or (
        isinstance(piece, Gap) and piece.about == "threshold"
    )
    return limits or told(scene).counted


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
    found = _found(scene, await scene.routine())
    if found is None:
        return False
    _put, _question, hits = found
    tells = scene.case is not None and _keeps(scene) and not beside
    if tells:
        await scene.note()
    routine = await scene.routine()
    best = hits[0] if hits else None
    if best is not None and best.cover >= (SILENT if isinstance(best.topic.piece, Gap) else FOUND):
        _show(scene, routine, best.topic, [hit.topic for hit in hits[1:] if hit.cover >= STRONG])
    else:
        _not_found(scene, routine, [] if beside else hits)
    if tells:
        scene.say(NoteKept(case=scene.name))
    return True


def _keeps(scene: Scene) -> bool:
    """More than a question is kept; in a talk it is an answer or nothing."""
    in_talk = scene.standing is not None and scene.standing.context == "talk"
    return not in_talk and not purely_asks(scene.text)


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
    buttons = [Offer(title=_label(routine, topic), payload=AskTopic(topic=topic.id)) for topic in near]
    scene.show((RemarkPiece(of="not_found_near" if buttons else "not_found"),), buttons)


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
