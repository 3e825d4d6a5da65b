"""Tells an answer from a command. One component, used everywhere; a lost note is the worst error there is, so doubt keeps the note.

It sees the classifier's ranking, the text, and what stands. In a talk, short and clear wins as a command; long, quoted or
reported speech is an answer; what lies between is kept as an answer with one tap to say it was a question. A long message that
ends in a plain request is both: kept, and obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from api.dialogue.hearing.alarm import Danger, alarm
from api.dialogue.reading.lexicon import (
    ASKING,
    ASKS,
    ENDS_IN_PAUSE,
    QUOTED,
    REPORTED,
    STATES,
)
from api.dialogue.reading.lexicon import words as words
from api.dialogue.reading.mentions import AUDIENCES, SERVICES, STAFF, named
from api.dialogue.reading.parts import Part, Ranking
from api.dialogue.reading.question import asks_us

Kind = Literal["answer", "doubtful", "both", "command", "acute", "unclear"]
Context = Literal["idle", "talk", "decision"]  # a decision is a talk where a judgement is asked for

# What a teacher may want from the assistant in the middle of a talk. Yes and no are answers there.
IN_TALK = frozenset(
    (
        "whats_next ask_level ask_deadline ask_who ask_why ask_document ask_threshold ask_help_service skip go_back "
        "repeat_question pause resume edit_answer summary help list_cases switch_case start_case start_guide close_case "
        "reopen_case reminder export goodbye greet thanks off_topic concern_confirmed concern_cleared"
    ).split()
)
# Commands that answers look like most; they must be surer.
EASILY_MISTAKEN = frozenset(("start_case off_topic start_guide help thanks greet goodbye close_case").split())
SMALL_TALK = frozenset(("greet", "goodbye", "thanks"))
STEERING = frozenset(("skip", "go_back", "repeat_question", "pause", "resume"))
JUDGEMENTS = frozenset(("concern_confirmed", "concern_cleared"))
QUESTIONS = frozenset(
    ("whats_next ask_level ask_deadline ask_who ask_why ask_document ask_threshold ask_help_service").split()
)
ANOTHER_CASE = frozenset(("start_case", "switch_case"))
ENDS_OR_BEGINS = frozenset(
    ("start_guide", "close_case", "reopen_case")
)  # a talk or the case: only when nothing else is said

# What takes the teacher away from the question that stands: only a question, or few words that are nothing else.
LOOKED_UP = QUESTIONS | ENDS_OR_BEGINS | frozenset(("list_cases", "help", "reminder", "export"))

# Chances of the classifier and lengths in words, found on tests/nlu/messages.jsonl: see docs/decisions/0003-classifier.md.
CLEAR, CLEAR_MISTAKEN, CLEAR_SMALL_TALK, VERY_CLEAR, DOUBT = 0.35, 0.4, 0.6, 0.5, 0.15
CLEAR_STATEMENT = 0.85
ENDS_IN_REQUEST, SURE_OF_FEW, CERTAIN = 0.3, 0.85, 0.9
ONE_OR_TWO = 2
SHORT, FEW = 12, 5
LIKELY = 0.6  # enough to end a case by, or to be no note about a pupil
PLAIN = 0.9  # so sure that nobody needs a way back
IDLE_CLEAR = 0.15
FEW_WORDS = 6  # so much is told before a pause that it is a note
NEAR = 4  # words: who is said to have said it stands this near
_PIECE = re.compile(r"[,;:.!?]\s+")
_OF_US = re.compile(r"\W*(?:(?:ja|ok|men|og|hei|vær så snill)\W+)*(?:kan|vil) du\b", re.IGNORECASE)  # a request
SAID_TO_US = frozenset("goodbye greet thanks off_topic".split())
WHATS_ENDS = "whats_next"  # what is told to who asks whether the case may be closed
# “3”, “1, 4 og 6”, “24.8.”, and “/restart”, which means something to other machines: an answer, whatever it looks like.
_NO_COMMAND = re.compile(r"^(?=.*\d)(?!.*[^\W\d_]{3})|^\s*/", re.DOTALL)


@dataclass(frozen=True)
class Verdict:
    """`intent` is the command to obey, or for a doubtful answer the command it may have been; `sure` the classifier's chance.

    `alarm` is the danger it tells of. Only a sure one makes it acute; a possible one changes nothing else.
    """

    kind: Kind
    intent: str | None = None
    sure: float = field(default=1.0, compare=False)
    alarm: Danger | None = field(default=None, compare=False)


def asks_for(ranking: Ranking) -> str:
    """The command a kept message most looked like: what a tap on “det var et spørsmål” obeys."""
    return next((name for name, _ in ranking if name in IN_TALK and name != "start_case"), "whats_next")


def judge(text: str, ranking: Ranking, *, context: Context, parts: Sequence[Part] = ()) -> Verdict:
    """What the message is. Outside a talk there is no answer to keep: it is a command, acute, or unclear."""
    heard = alarm(text, ranking, parts)
    if heard is not None and heard.strength == "sure":
        return Verdict("acute", alarm=heard)
    found = replace(_ordinary(text, _without_closing(text, ranking), context=context), alarm=heard)
    if heard is None or found.intent not in SAID_TO_US:
        return found
    # “Orker ikke mer, ha det” is told, not said to the assistant
    return Verdict("answer", alarm=heard) if context == "talk" else Verdict("command", "answer", alarm=heard)


def _without_closing(text: str, ranking: Ranking) -> Ranking:
    """“Kan jeg avslutte på trinn 2” asks what holds: it is no request to close."""
    if not (ASKS.match(text) or "?" in text) or _OF_US.match(text):
        return ranking
    rest = tuple(pair for pair in ranking if pair[0] != "close_case")
    closes = len(rest) < len(ranking) and ranking[0][0] == "close_case"
    return ((WHATS_ENDS, ranking[0][1]), *rest) if closes else rest


def _ordinary(text: str, ranking: Ranking, *, context: Context) -> Verdict:
    top, sure = ranking[0] if ranking else ("answer", 1.0)
    if context == "idle":
        if _breaks_off(text):  # there is nothing to pause, and the note counts
            return Verdict("command", "answer")
        if not re.search(r"\w", text):  # “👍”, “...”
            return Verdict("unclear", top)
        if top == "acute":  # suspected, but not enough: what else it looks like
            top, sure = next((pair for pair in ranking if pair[0] != "acute"), ("answer", sure))
        return Verdict("command", top, sure) if sure >= IDLE_CLEAR else Verdict("unclear", top)
    if _breaks_off(text):
        return Verdict("both", "pause")
    if top not in IN_TALK or _NO_COMMAND.search(text):
        return Verdict("answer")
    if top in JUDGEMENTS:  # part of an answer; where one is asked for it is proposed and never made
        proposed = context == "decision" and sure >= CLEAR
        return Verdict("command", top, sure) if proposed else Verdict("answer")
    mistaken = top in EASILY_MISTAKEN
    # “Skriv «fortsett»”, says the assistant, and some write it just so.
    said = text.strip(' «»“”"') if top in STEERING else text
    reported = bool(REPORTED.search(said) or QUOTED.search(said)) and not _asks_itself(said, sure)
    if top in LOOKED_UP and states(said):  # “vi tel timar”, “PPT observerer”: told, whatever word it holds
        return Verdict("doubtful", top, sure) if sure >= DOUBT else Verdict("answer")
    if top == "edit_answer" and sure >= CERTAIN:  # “bytt ut far med stefar i det jeg skrev”
        reported = False
    length = words(text)
    if (
        context == "talk" and length <= ONE_OR_TWO and (sure < SURE_OF_FEW or top == "off_topic")
    ):  # “ny klasse”, “ein gong”: too little to go by
        return Verdict("doubtful", top, sure) if sure >= DOUBT else Verdict("answer")
    needed = CLEAR_SMALL_TALK if top in SMALL_TALK else CLEAR_MISTAKEN if mistaken else CLEAR
    if context == "talk" and not asks_us(said) and length <= SHORT and not reported:
        if top in QUESTIONS and not _is_short_of_a_question(said):
            return _kept_with(said, top, sure)
        needed = CLEAR_STATEMENT
    elif top in QUESTIONS and not (ASKING.search(said) or ASKS.match(said)):  # “tolk må vere med”
        needed = CLEAR_STATEMENT
    if top in ENDS_OR_BEGINS and length > FEW and not ASKING.search(said):
        return Verdict("doubtful", top, sure) if sure >= DOUBT else Verdict("answer")
    if not reported and length <= SHORT and sure >= needed:
        return Verdict("command", top, sure)
    enough = VERY_CLEAR if mistaken else ENDS_IN_REQUEST
    if (
        length > SHORT and sure >= enough and top in ANOTHER_CASE
    ):  # about another pupil: it must not lie in this case too
        return Verdict("doubtful" if reported else "command", top, sure)
    if length > SHORT and sure >= enough:
        return Verdict("both", top, sure)
    return Verdict("doubtful", top, sure) if sure >= DOUBT else Verdict("answer")


def _is_short_of_a_question(text: str) -> bool:
    """“Frist”, “neste steg”: a word or two, of nobody and no number."""
    named_in_it = named(text, {**AUDIENCES, **STAFF, **SERVICES})
    return words(text) <= ONE_OR_TWO and not named_in_it and not re.search(r"\d", text)


def _kept_with(text: str, top: str, sure: float) -> Verdict:
    """What looks like a question and is not only that: kept, and answered too when it ends in one of the teacher's own."""
    if sure >= VERY_CLEAR and len(_PIECE.split(text.strip())) > 1 and asks_us(_last_piece(text)):
        return Verdict("both", top, sure)
    return Verdict("doubtful", top, sure) if sure >= DOUBT else Verdict("answer")


def _breaks_off(text: str) -> bool:
    """Whether a long note ends in a word of the teacher's that there is no more time."""
    end = ENDS_IN_PAUSE.search(text)
    if end is None or words(text[: end.start()]) < FEW_WORDS:
        return False
    return not REPORTED.search(" ".join(text[: end.start()].split()[-NEAR:]) + end[0])


def _asks_itself(text: str, sure: float) -> bool:
    """Whether the last piece is a question of the teacher's own, whoever was quoted before it."""
    return sure >= VERY_CLEAR and bool(ASKS.match(_last_piece(text)))


def states(text: str) -> bool:
    """Whether somebody does something in it and nothing is asked."""
    return words(text) <= SHORT and STATES.match(text) is not None and not ASKS.match(_last_piece(text))


def _last_piece(text: str) -> str:
    return _PIECE.split(text.strip())[-1]
