"""How a page shows acts: each with its language, the case spoken of, the way back, and a card where words alone are not enough."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import singledispatch

from api.dialogue import acts
from api.dialogue.acts import Act, CaseName, Offer, TurnResult
from api.dialogue.payloads import (
    ChooseOption,
    DecideButton,
    PickEvery,
    ReportAgreed,
    ScaleStep,
    SpeakOf,
    TickButton,
    TickOptions,
    wire,
)
from api.engine.schema import Language
from api.rendering.cards import (
    AlarmCard,
    Call,
    Card,
    CasesCard,
    DayCard,
    DecisionCard,
    NeedsCard,
    NumberedLine,
    OnPage,
    OutcomeChoice,
    PickCard,
    PlanCard,
    PlanLine,
    Press,
    ProposalCard,
    QuestionCard,
    ShownCase,
    SpokenOf,
)
from api.rendering.chat import Voice, proposed_line
from api.wording import rendering
from api.wording.pieces import (
    CaseLinePiece,
    DeadlinePiece,
    DonePiece,
    LevelName,
    NextDatePiece,
    Piece,
    PlannedPiece,
    TaskPiece,
)
from api.wording.texts import capital, say

POLICE, AMBULANCE, HELPLINE = "112", "113", "116 111"
_NUMBER = re.compile(r"\+?\d[\d ]*\d")
_SHORTEST_NUMBER = 3  # digits


def on_page(result: TurnResult, today: date) -> list[OnPage]:
    """Of each act of a reply, in order. The way back stands with the last."""
    voice = _Open(result.language, today)
    about = _spoken_of(result.about, voice) if result.about else None
    shown = [OnPage(language=result.language, about=about, card=_card(act, voice)) for act in result.acts]
    if shown and result.undo is not None:
        shown[-1] = shown[-1].model_copy(update={"undo": _press(result.undo, voice)})
    return shown


def _press(offer: Offer, voice: Voice) -> Press:
    button = voice.button(offer)
    return Press(title=button.title, payload=button.payload)


class _Open(Voice):
    """Says the words about a pupil as they are: what it makes is kept under the keys of the cases, as the reply is."""

    def hidden(self, words: str) -> str:
        return words

    def at(self, level: LevelName) -> str:
        return f"{self.text(level.word)} {level.id}"


def _spoken_of(name: CaseName, voice: Voice) -> SpokenOf:
    return SpokenOf(case=name.case, label=voice.case(name))


def _presses(act: Act, voice: Voice, *kinds: type[object]) -> tuple[Press, ...]:
    """The buttons of an act that mean one of these."""
    return tuple(_press(offer, voice) for offer in act.offers if isinstance(offer.payload, kinds))


def _agreeing(act: Act) -> dict[str, str]:
    """The buttons that answer a proposal, by their answer."""
    meant = (offer.payload for offer in act.offers)
    return {payload.agreed: wire(payload) for payload in meant if isinstance(payload, ReportAgreed)}


@singledispatch
def _card(act: object, voice: _Open) -> Card | None:
    """None of an act that words are enough for, and of one that was kept without what its card needs."""
    return None


@_card.register
def _question(act: acts.QuestionAsked, voice: _Open) -> Card:
    return QuestionCard(
        question=act.question,
        number=act.number,
        total=act.total,
        heading=voice.text(act.heading) or None,
        text=voice.text(act.text),
        care=say("question_sensitive", voice.language) if act.sensitive else None,
        input=act.type,
        choices=_presses(act, voice, ChooseOption, ScaleStep, TickOptions),
        options=tuple(voice.text(option.text) for option in act.options) if act.type == "tick" else (),
    )


@_card.register
def _day(act: acts.DayAsked, voice: _Open) -> Card:
    what = capital(voice.text(act.what)).rstrip(".")
    return DayCard(what=what, side="past" if act.offers else "future")  # days that have been are near, and offered


@_card.register
def _day_told(act: acts.ReportProposed, voice: _Open) -> Card | None:
    if act.on is not None or len(act.tasks) != 1:
        return None
    (task,) = act.tasks
    what = voice.text(task.done if act.what == "done" else task.text)
    return DayCard(what=what.rstrip("."), side="future" if act.what == "planned" else "past")


@_card.register
def _pick(act: acts.QuestionsToPick, voice: _Open) -> Card | None:
    every = _presses(act, voice, PickEvery)
    questions = tuple(
        NumberedLine(number=one.number, text=voice.text(one.text), heading=voice.text(one.area) or None)
        for one in act.questions
    )
    return PickCard(name=voice.text(act.guide.name), questions=questions, every=every[0].payload) if every else None


@_card.register
def _proposal(act: acts.Proposed, voice: _Open) -> Card | None:
    lines = tuple(
        NumberedLine(number=number, text=proposed_line(line, voice)) for number, line in enumerate(act.lines, 1)
    )
    return _to_agree_to(act, act.case, lines, voice)


@_card.register
def _judgement(act: acts.JudgementProposed, voice: _Open) -> Card | None:
    return _to_agree_to(act, act.case, (NumberedLine(number=1, text=proposed_line(act.line, voice)),), voice)


def _to_agree_to(act: Act, case: CaseName, lines: tuple[NumberedLine, ...], voice: _Open) -> Card | None:
    ways = _agreeing(act)
    if not {"yes", "no"} <= ways.keys():
        return None
    return ProposalCard(case=_spoken_of(case, voice), lines=lines, every=ways["yes"], none=ways["no"])


@_card.register
def _decision(act: acts.DecisionAsked, voice: _Open) -> Card | None:
    known = {one.outcome: one for one in act.outcomes}
    chosen = [
        (offer.payload.outcome, voice.button(offer)) for offer in act.offers if isinstance(offer.payload, DecideButton)
    ]
    if not chosen or any(outcome not in known for outcome, _ in chosen):
        return None
    outcomes = (
        OutcomeChoice(
            title=button.title,
            payload=button.payload,
            leads_to=voice.at(to) if (to := known[outcome].to) else None,
            first=tuple(voice.text(task.text) for task in known[outcome].first),
        )
        for outcome, button in chosen
    )
    return DecisionCard(question=voice.text(act.question), outcomes=tuple(outcomes))


@_card.register
def _needs(act: acts.NeedsFirst, voice: _Open) -> Card | None:
    tasks, anyway = (_presses(act, voice, kind) for kind in (TickButton, DecideButton))
    return NeedsCard(tasks=tasks, anyway=anyway[0]) if tasks and anyway else None


@_card.register
def _plan(act: acts.PlanShown, voice: _Open) -> Card:
    case = _spoken_of(act.case, voice) if act.case else None
    return PlanCard(case=case, lines=tuple(_plan_lines(act.pieces, case.label if case else "", voice)))


def _plan_lines(pieces: Sequence[Piece], label: str, voice: _Open) -> Iterator[PlanLine]:
    for piece, words in rendering.together(pieces, voice.language, voice.today, label):
        state = piece.state if isinstance(piece, TaskPiece | DeadlinePiece) else None
        text = say("now_one", voice.language, act=words) if piece.layout == "only" else words
        yield PlanLine(kind=piece.kind, layout=piece.layout, text=text, on=_day_of(piece), state=state)


def _day_of(piece: Piece) -> date | None:
    match piece:
        case TaskPiece():
            return piece.due.on if piece.due else piece.planned_on
        case DonePiece() | PlannedPiece():
            return piece.on
        case DeadlinePiece():
            return piece.met_on or piece.own_on or piece.due_on
        case NextDatePiece():
            return _day_of(piece.deadline)
        case CaseLinePiece(next=following) if following is not None:
            return _day_of(following)
        case _:
            return None


@_card.register
def _cases(act: acts.CaseList, voice: _Open) -> Card | None:
    ways = {offer.payload.case: wire(offer.payload) for offer in act.offers if isinstance(offer.payload, SpeakOf)}
    if any(line.case.case not in ways for line in act.lines):
        return None
    return CasesCard(lines=tuple(_case_line(line, ways[line.case.case], voice) for line in act.lines))


def _case_line(line: acts.CaseListLine, payload: str, voice: _Open) -> ShownCase:
    words = rendering.text(line.pieces, voice.language, voice.today, "").lstrip(" ·")  # the label stands by itself
    on = next((day for piece in line.pieces if (day := _day_of(piece)) is not None), None)
    return ShownCase(case=line.case.case, label=voice.case(line.case), text=words, on=on, payload=payload)


@_card.register
def _alarm(act: acts.Alarm, voice: _Open) -> Card:
    danger = [_call("police", POLICE, voice.language), _call("ambulance", AMBULANCE, voice.language)]
    after = [
        *([_call("barnevernvakt", act.barnevernvakt, voice.language)] if act.barnevernvakt else ()),
        _call("helpline", HELPLINE, voice.language),
    ]
    return AlarmCard(calls=(*(reversed(danger) if act.ill else danger), *after))


def _call(who: str, number: str, language: Language) -> Call:
    """A school may have written how to reach somebody in words: the first number in them can be called."""
    found = (re.sub(r"\D", "", one) for one in _NUMBER.findall(number))
    tel = next((digits for digits in found if len(digits) >= _SHORTEST_NUMBER), None)
    return Call(name=say(f"call_{who}", language), number=number, tel=tel)
