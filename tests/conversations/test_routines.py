"""For each routine one whole case, from the first worry to its end, through the real chat."""

from __future__ import annotations

import pytest

from api.engine.schema import Language
from routine_tools.scenario import routine_of
from tests.conversations.stack import Stack
from tests.conversations.walker import Walker

START: dict[Language, str] = {"nb": "jeg er bekymra for en elev, borte mange mandager", "nn": "eg er uroa for ein elev"}


@pytest.mark.parametrize(
    ("routine_id", "language"),
    [("faerder", "nb"), ("vennesla", "nb"), ("nittedal", "nn"), ("hardanger", "nn"), ("alvoen", "nb")],
)
def test_a_whole_case_through_the_chat(stack: Stack, routine_id: str, language: Language) -> None:
    routine = routine_of(routine_id)
    chat = stack.chat(nynorsk=language == "nn", routine=routine_id)
    assert routine.name.in_(language) in chat.say("hei").text
    chat.all(START[language], "MK")
    walker = Walker(chat, routine, language)
    assert walker.walk() in ("closed", "monitoring")
    assert set(walker.levels) == {level.id for level in routine.levels}
    assert walker.led, "no talk was offered on the way"
    answers = list(chat.answers().values())
    assert [text for text in walker.written if text not in answers] == []
