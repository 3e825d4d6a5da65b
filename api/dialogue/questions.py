"""What a question of a guide asks for: how it is shown, and what a typed answer comes to."""

from __future__ import annotations

from collections.abc import Iterator

from api.dialogue.acts import Offer, OptionName, QuestionAsked
from api.dialogue.fitting import open_options
from api.dialogue.payloads import ChooseOption, ScaleStep, ShowMeasures, TickOptions
from api.engine.schema import Question
from api.engine.talk import Talk


def asked(talk: Talk, question: Question, *, again: bool) -> QuestionAsked:
    """The question as it stands, with what may be ticked or tapped."""
    before = talk.before(question.id)
    return QuestionAsked(
        again=again,
        number=talk.number(question.id),
        total=len(talk.questions),
        question=question.id,
        heading=question.area,
        text=question.text,
        type=question.type,
        options=tuple(OptionName(option=option.id, text=option.text) for option in open_options(question)),
        scale=question.scale,
        sensitive=question.sensitive and not (before is not None and before.sensitive),
        skippable=question.skippable,
        measures=question.measures,
        ours=question.ours and not talk.guide.ours,
        offers=tuple(_offers(question)),
    )


def _offers(question: Question) -> Iterator[Offer]:
    """What may be tapped. An answer says which question it is of: the second tap of two must not answer the next one."""
    if question.scale is not None:
        for step in range(question.scale[0], question.scale[1] + 1):
            yield Offer(title=step, payload=ScaleStep(scale=step, of=question.id))
    elif question.type == "tick":
        if not any(option.alone for option in open_options(question)):  # one of them is “none of these” itself
            yield Offer(title="all_of_these", payload=TickOptions(ticked="all", of=question.id))
            yield Offer(title="none_of_these", payload=TickOptions(ticked="none", of=question.id))
    elif question.type == "choice":
        for option in open_options(question):
            yield Offer(title=option.text, payload=ChooseOption(option=option.id, of=question.id))
    if question.measures:
        yield Offer(title="show_measures", payload=ShowMeasures(measures=question.measures))
