"""Nittedal's mapping talks, where some questions are chosen beforehand, led to their end."""

from __future__ import annotations

from routine_tools.scenario import routine_of
from tests.conversations.looking import asks
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_interrupting import to_level_2

QUESTIONS = routine_of("nittedal").guide("kartlegging_elev").questions


def begun(stack: Stack) -> Chat:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chosen = chat.press("Kartleggingssamtale med eleven")
    assert all(f"{number}. {question.text.nb}" in chosen.text for number, question in enumerate(QUESTIONS, 1))
    return chat


def test_only_the_chosen_questions_are_asked_and_the_talk_ends(stack: Stack) -> None:
    chat = begun(stack)
    chat.say("2, 5 og 11-12")
    for place, number in enumerate((2, 5, 11, 12), 1):
        assert asks(chat, place)
        assert "av 4" in chat.last.text
        assert QUESTIONS[number - 1].text.nb in chat.last.text
        chat.say(f"han liker rom {number} best")
    assert "siste spørsmål" in chat.last.text
    assert chat.answers() == {QUESTIONS[n - 1].id: f"han liker rom {n} best" for n in (2, 5, 11, 12)}
    assert "trinn 2" in chat.say("hva nå?").text


def test_a_choice_that_names_no_question_is_asked_again_and_kept_as_a_note(stack: Stack) -> None:
    chat = begun(stack)
    assert "mellom 1 og 13" in chat.say("de om venner og fag").text
    assert "mellom 1 og 13" in chat.say("98 og 99").text
    chat.say("alle")
    assert "spørsmål 1 av 13" in chat.last.text.casefold()
    assert "de om venner og fag" in chat.say("oppsummer").text


def test_what_is_asked_before_the_choice_is_answered_and_the_choice_stands_again(stack: Stack) -> None:
    chat = begun(stack)
    for asked, expected in (("hva nå?", "trinn 2"), ("hvem skal være med?", "foresatte"), ("hjelp", "rutine")):
        reply = chat.say(asked)
        assert expected in reply.text, (asked, reply.text)
        assert "Alle spørsmålene" in reply.buttons, (asked, reply.text)
    chat.press("Ikke nå")
    assert "Alle spørsmålene" in chat.say("fortsett").buttons
    assert "spørsmål 1 av 1" in chat.say("13").text.casefold()
    assert "siste spørsmål" in chat.say("de voksne kan spørre litt mindre").text
