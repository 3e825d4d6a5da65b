"""What a typed turn is taken as, found out without doing it: dispatch follows it, and the report on understanding reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.cases.service import OpenedCase
from api.dialogue import absences, answering, decisions, languages, naming, own_dates, quiet, reports, shared
from api.dialogue.reading.days import speaks_of_a_day
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import FEW, JUDGEMENTS, LIKELY, LOOKED_UP, ONE_OR_TWO, SHORT, Context, states, words
from api.dialogue.reading.labels import begins_a_case, new_label
from api.dialogue.reading.lexicon import AT_THE_MACHINE
from api.dialogue.reading.pupils import Introduces, beside_another, introduces, speaks_of_this_one
from api.dialogue.reading.question import begins_with_a_question_word, purely_asks
from api.dialogue.reading.telling import asks, tells
from api.dialogue.reports import NOTHING, Heard
from api.dialogue.scene import Scene, Standing
from api.engine.topic_index import index_of

Way = Literal[
    "acute",
    "ticked",
    "decided",
    "consent_refused",
    "report",
    "command",
    "both",
    "offered",
    "given",
    "absence",
    "quiet",
    "own_date",
    "topic",
    "asked",
    "guarded",
    "language",
    "machine",
    "unclear",
    "whose",
    "not_this_one",
]


@dataclass(frozen=True)
class Route:
    """`given` is what stands getting its answer, `both` a command that is kept too, `machine` anger at the assistant.

    `whose`: the words may be of a pupil who was not spoken of, and `not_this_one`: what was noted last is of another.
    `offered` is a talk that was asked for in a message that told more. `intent` is the command to obey; `name` the task that is
    ticked, the outcome that is decided, the topic that is told of, or the målform that is asked for; `told` is what has happened
    and what was judged without a button: kept, and asked about.
    """

    way: Way
    intent: str | None = None
    name: str = ""
    told: Heard = NOTHING


def context(standing: Standing | None) -> Context:
    """What the judge must know of what stands."""
    return standing.context if standing is not None else "idle"


def route(scene: Scene, named: Sequence[OpenedCase] = ()) -> Route:
    """A pure look at the turn, its verdict, the case spoken of and what stands. `named` are the cases whose labels it holds."""
    standing, verdict = scene.standing, scene.verdict
    in_talk = context(standing) == "talk"
    exact = exactly(scene)
    if exact is not None:
        return exact
    if verdict.kind == "acute":
        return Route("acute")
    language = languages.asked_for(scene.text, in_talk=in_talk)
    if language is not None:
        return Route("language", name=language)
    is_answer = in_talk and verdict.kind == "answer" and (not scene.turn.ranking or scene.turn.ranking[0][1] >= LIKELY)
    if AT_THE_MACHINE.fullmatch(scene.text) and not is_answer:
        return Route("machine")
    if (anothers := _of_another(scene, named)) is not None:
        return anothers
    if standing is None and quiet.hears(scene) and not naming.others(scene, named):
        return Route("absence" if absences.concerns(scene) else "quiet")
    told = NOTHING if naming.others(scene, named) else reports.heard(scene, standing)
    if told.near is not None or (told.view and reports.wants_onward(scene)):  # whatever else a word of it may mean
        return Route("report", told=told)
    if _hears_questions(scene, named):
        if answering.is_asked(scene):
            return Route("asked", verdict.intent, told=told)
        beside = standing is None or standing.context != "idle" or standing.hears_reports
        if not told and beside and answering.guarded(scene) is not None:
            return Route("guarded")
    if (standing is None or standing.hears_reports) and own_dates.is_a_limit(scene.text) and own_dates.heard(scene):
        return Route("own_date")
    if told:
        return Route("report", told=told)
    if standing is not None and standing.hears_reports and own_dates.heard(scene):
        return Route("own_date")
    if standing is None:
        return _of_a_pupil(scene, _idle(scene), named)
    if standing.hears_reports and absences.concerns(scene):
        return Route("absence")
    if not standing.is_aside(scene, named):
        return Route("given")
    if standing.context == "decision" and verdict.intent is not None:
        aside = _said_on_a_case(scene, verdict.intent)
        return Route("given") if aside.intent == "answer" else aside
    if verdict.intent in _REWRITES and begins_with_a_question_word(scene.text):
        return Route("command", "summary")
    return Route("both" if verdict.kind == "both" else "command", verdict.intent)


# “What was the last I answered?” is shown what is written: nothing said next may take the place of an answer.
_REWRITES = frozenset(("go_back", "edit_answer"))

# Few and plain words that ask for one of these tell of nobody.
_OF_CASES = frozenset(
    "switch_case list_cases reopen_case close_case summary export reminder help repeat_question resume".split()
)


def brings_in(scene: Scene, named: Sequence[OpenedCase]) -> Introduces | None:
    """Whether the message brings in a pupil who was not spoken of. Whose label is known is named, see `naming`."""
    known = [one.case.label for one in named]
    if scene.case is not None:
        known += [scene.opened.case.label, *index_of(scene.opened.routine).codes]
    found = introduces(scene.text, known)
    verdict = scene.verdict
    of_cases = verdict.kind == "command" and verdict.intent in _OF_CASES and verdict.sure >= LIKELY
    if of_cases and not (found == "begins" and begins_a_case(scene.text)):
        return None
    return None if found == "maybe" and (purely_asks(scene.text) or naming.others(scene, named)) else found


def _of_another(scene: Scene, named: Sequence[OpenedCase]) -> Route | None:
    """Nothing is written in the case spoken of that may be of another pupil: a new worry is begun, or it is asked whose it is."""
    standing = scene.standing
    if standing is not None and not standing.hears_pupils("surely"):
        return None
    if scene.case is not None and context(standing) != "talk" and _takes_back(scene):
        return Route("not_this_one")
    found = brings_in(scene, named)
    if found is not None and standing is not None and not standing.hears_pupils(found):
        return None
    if found == "begins" or (found is not None and (scene.case is None or context(standing) == "talk")):
        return None if found != "begins" and purely_asks(scene.text) else Route("command", "start_case")
    return None if found is None else Route("whose")


_NO = re.compile(r"\W*(?:nei|oi|ups|å nei|feil|vent)\b", re.IGNORECASE)


def _takes_back(scene: Scene) -> bool:
    """Whether it says of what was told before that it is of another; “det gjelder en annen elev, han er …” tells anew."""
    beside = beside_another(scene.text, scene.opened.case.label)
    return beside is not None and (bool(_NO.match(scene.text)) or words(beside) < quiet.FEWEST)


def _hears_questions(scene: Scene, named: Sequence[OpenedCase]) -> bool:
    """What is asked about another pupil is of another case; a label, a day or a reason that is waited for takes any words."""
    standing = scene.standing
    waits = standing is not None and standing.context == "idle" and not standing.hears_reports
    return not waits and not naming.others(scene, named) and shared.topic(scene.text, scene.verdict.intent) is None


def exactly(scene: Scene) -> Route | None:
    """The words of a button that fits the case now, whether it is shown or not: they are no free text, whatever they look like."""
    if scene.standing is not None and scene.standing.takes_any_words:
        return None
    task, outcome = decisions.named_task(scene), decisions.named_outcome(scene)
    if task is not None:
        return Route("ticked", name=task.id)
    if pasted := decisions.pasted_tasks(scene):
        return Route("ticked", name=" ".join(task.id for task in pasted))
    if (marked := decisions.marked_done(scene)) is not None:
        return Route("report", told=Heard((Happened("done", (marked.id,), None if marked.asks_date else scene.today),)))
    if outcome is not None:
        return Route("decided", name=outcome.id)
    if decisions.refuses_consent(scene):
        return Route("consent_refused")
    is_of_no_use = decisions.decides_elsewhere(scene) or decisions.has_fallen_away(scene)
    return Route("both", "whats_next") if is_of_no_use else None


def _idle(scene: Scene) -> Route:
    verdict = scene.verdict
    starts = verdict.intent == "start_case" and new_label(scene.text) is not None
    if scene.case is None and (starts or begins_a_case(scene.text)):
        return Route("command", "start_case")
    if absences.concerns(scene):
        return Route("absence")
    if own_dates.heard(scene) is not None:
        return Route("own_date")
    if absences.says_away(scene):
        return Route("command", "answer")
    topic = shared.topic(scene.text, verdict.intent)
    if topic is not None:
        return Route("topic", name=topic)
    if verdict.kind != "command" or not verdict.intent:
        return Route("command", "answer") if scene.has_open_case and words(scene.text) > 1 else Route("unclear")
    return _said_on_a_case(scene, verdict.intent) if scene.has_open_case else Route("command", verdict.intent)


def _said_on_a_case(scene: Scene, intent: str) -> Route:
    """On an open case nothing but a command is obeyed and nothing but a question answered; of all else the words are kept."""
    if intent == "start_guide" and not _starts_a_talk(scene):
        return Route("offered", intent)
    if purely_asks(scene.text):
        return Route("command", "whats_next" if intent in JUDGEMENTS else intent)
    if (reports.tells_a_deed(scene) and intent not in JUDGEMENTS) or _moves_nothing(scene, intent):
        return Route("command", "answer")
    if intent in LOOKED_UP and states(scene.text):
        return Route("command", "answer")
    begins = intent == "start_case"
    if intent == "answer" or (_is_nothing_but_a_command(scene) and not begins) or _is_said_to_us(scene, intent):
        return Route("command", intent)
    if scene.verdict.sure < LIKELY:
        return Route("command", "answer")
    if begins:
        return Route("command", "answer") if speaks_of_this_one(scene.text) else Route("whose")
    return Route("both", intent)


def _starts_a_talk(scene: Scene) -> bool:
    """Few words that ask for a talk, and neither tell of a day nor ask what, how or when: “evaluering satt til 24.9” does not."""
    tells_or_asks = begins_with_a_question_word(scene.text) or speaks_of_a_day(scene.text, scene.today)
    return _is_nothing_but_a_command(scene) and not tells_or_asks


def _moves_nothing(scene: Scene, intent: str) -> bool:
    """“Vi held fram” to a judgement that is asked for: there is no talk to go on with, and the words may judge."""
    asked = scene.standing is not None and scene.standing.context == "decision"
    return asked and intent in _GOES_ON and words(scene.text) > ONE_OR_TWO


_GOES_ON = frozenset(("resume", "repeat_question", "skip"))


def _is_nothing_but_a_command(scene: Scene) -> bool:
    return words(scene.text) <= FEW and scene.verdict.sure >= PLAIN_COMMAND


def _is_said_to_us(scene: Scene, intent: str) -> bool:
    plain = words(scene.text) <= SHORT and scene.verdict.sure >= LIKELY
    return plain and intent in _SMALL_TALK and _TO_US.search(scene.text) is not None


_TO_US = re.compile(r"\b(?:du|deg|dæ|you)\b", re.IGNORECASE)
_SMALL_TALK = frozenset(("greet", "goodbye", "thanks", "help", "off_topic", "affirm", "deny"))
PLAIN_COMMAND = 0.5  # the chance from which few words are a command alone


def _of_a_pupil(scene: Scene, taken: Route, named: Sequence[OpenedCase]) -> Route:
    """Outside a talk: “hva med TL?” asks what to do now, and “TL var borte i dag” is a note when no command is likely."""
    if not named or taken.way not in ("command", "unclear"):
        return taken
    if asks(scene.text):
        return Route("command", "whats_next") if taken.way == "unclear" or taken.intent in _SMALL_TALK else taken
    labels = [one.case.label for one in named]
    unlikely = taken.way == "unclear" or scene.verdict.sure < LIKELY or tells(scene.text, scene.verdict, labels)
    return Route("command", "answer") if unlikely and any(one.plan(scene.today).is_open for one in named) else taken
