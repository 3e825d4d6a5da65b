"""The five ways teachers tell of absence, in the chat of each routine: judged by its own rule, and nothing is stored."""

from __future__ import annotations

import pytest

from tests.conversations.looking import new_cases
from tests.conversations.stack import Stack

DAYS, SINCE, PERCENT = "borte 3 dager denne måneden", "11 dager siden september", "12 %"
PATTERN, LATE = "bare mandager", "kommer for sent nesten hver dag"
SAID: dict[str, dict[str, str]] = {
    "faerder": {
        DAYS: "4 dager",
        SINCE: "4 dager",
        PERCENT: "Visma",
        PATTERN: "Alt fravær teller",
        LATE: "Alt fravær teller",
    },
    "vennesla": {
        DAYS: "Grensa på 10 prosent er nådd",
        SINCE: "20 prosent",
        PERCENT: "Hvilken periode",
        PATTERN: "fire tegn",
        LATE: "fjerde tegnet",
    },
    "nittedal": dict.fromkeys((DAYS, SINCE, PERCENT, PATTERN, LATE), "egen vurdering"),
    "hardanger": dict.fromkeys((DAYS, SINCE, PERCENT, PATTERN, LATE), "Bekymringen din er nok"),
    "alvoen": {
        DAYS: "3 dager per måned er nådd",
        SINCE: "10 dager per kvartal",
        PERCENT: "Tre dager eller mer",
        PATTERN: "mønster",
        LATE: "Forsentkomming",
    },
}


@pytest.mark.parametrize("routine", list(SAID))
def test_the_five_examples_are_judged_by_the_schools_own_routine(stack: Stack, routine: str) -> None:
    chat = stack.chat("2026-11-23", routine=routine)
    for told, expected in SAID[routine].items():
        reply = chat.say(told)
        assert expected in reply.text, (told, reply.text)
        if "Denne måneden" in reply.buttons:
            assert "12 prosent" in chat.say("siden 1. september").text
    assert chat.cases() == []
    assert "initialer" in chat.press("Ny bekymring").text


@pytest.mark.parametrize("routine", ["vennesla", "alvoen"])
def test_absence_told_on_a_case_is_judged_and_kept_as_a_note(stack: Stack, routine: str) -> None:
    chat = stack.chat("2026-11-23", routine=routine)
    new_cases(chat, "MK")
    told = "11 dager siden september"
    reply = chat.say(told)
    assert SAID[routine][told] in reply.text
    assert "Lagret som notat" in reply.text
    assert told in chat.say("oppsummer").text
