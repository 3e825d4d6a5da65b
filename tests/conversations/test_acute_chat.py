"""What is acute is met with the fixed text wherever the talk is; the note is kept and nothing is blocked."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat, Reply, Stack
from tests.conversations.test_interrupting import to_level_2

SAID = "han sa at pappa slår ham når han ikke vil på skolen"


def is_acute(reply: Reply) -> bool:
    return all(number in reply.text for number in ("112", "113", "116 111"))


def test_before_there_is_a_case_and_before_it_has_a_name(chat: Chat) -> None:
    assert is_acute(chat.say(SAID))
    chat.say("jeg er bekymra for en elev")
    assert is_acute(chat.say("stefar slår ham også"))
    assert "saken MK" in chat.say("MK").text
    assert "stefar slår ham også" in chat.say("oppsummer").text


def test_on_a_case_the_words_are_kept_and_the_duty_to_report_is_one_tap_away(chat: Chat) -> None:
    new_cases(chat, "MK")
    assert is_acute(chat.say(SAID))
    assert "Meldeplikten" in chat.press("Vis meldeplikten").text
    assert SAID in chat.say("oppsummer").text
    assert "nivå 0" in chat.say("hva nå?").text


def test_while_questions_are_chosen_the_choice_waits(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    assert is_acute(chat.say(SAID))
    assert "spørsmål 1 av 2" in chat.say("1 og 2").text.casefold()
    assert SAID in chat.say("oppsummer").text


def test_while_a_judgement_is_asked_for_nothing_is_decided(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("Jeg har snakket med foresatte")
    assert is_acute(chat.say(SAID))
    assert chat.plan()["status"] == "open"
    assert "kollega" in chat.say("fortsatt bekymret").text
    assert SAID in chat.say("oppsummer").text


def test_while_a_yes_to_closing_is_asked_for_nothing_is_closed(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("avslutt saken")
    assert is_acute(chat.say(SAID))
    assert chat.plan()["status"] == "open"
    assert "fortsatt åpen" in chat.say("nei").text


@pytest.mark.parametrize(
    "said",
    [
        "ho seier at ho ikkje vil leve lenger",
        "guten fortel at far slår han",
        "ho har skada seg sjølv på armen",
        "hainn sa at faren slo hainn i går",
        "æ trur ho skade sæ sjøl",
        "ho tør itj gå heim",
    ],
)
def test_in_a_talk_in_nynorsk_and_dialect_and_the_talk_goes_on(stack: Stack, said: str) -> None:
    chat = stack.chat(nynorsk=True)
    chat.all("eg er uroa for ein elev", "MK", "start undring med føresette", "ho er trøytt")
    reply = chat.say(said)
    assert is_acute(reply), reply.text
    assert "ikke" not in reply.text
    chat.say("hald fram")
    assert asks(chat, 3)
    assert answers_of(chat, "MK") == ["ho er trøytt", said]


def test_fear_of_a_test_is_no_alarm(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    told = [
        "han er livredd for prøven",
        "hun dør av skam i gymmen",
        "hun slår seg vrang om morgenen",
        "vi slår av telefonen",
    ]
    for number, text in enumerate(told, 2):
        assert not is_acute(chat.say(text)), text
        assert asks(chat, number), text
    assert answers_of(chat, "MK") == told


POSSIBLE = "han sier det ikke er vits i noe lenger"
ASKS_OF_DANGER = "Er eleven i fare?"


def test_a_yes_to_the_quiet_line_shows_what_to_do_and_agrees_to_nothing_else(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("avslutt saken")
    assert ASKS_OF_DANGER in chat.say(POSSIBLE).text
    assert is_acute(chat.say("ja"))
    assert chat.plan()["status"] == "open"
    assert {"Ja, avslutt", "Nei, behold"} <= set(chat.say("ja").buttons)  # it is seen again before it is agreed to
    assert chat.plan()["status"] == "open"


def test_a_yes_that_comes_later_is_no_yes_to_the_quiet_line(chat: Chat) -> None:
    new_cases(chat, "MK")
    assert ASKS_OF_DANGER in chat.say(POSSIBLE).text
    chat.say("hva nå?")
    assert not is_acute(chat.say("ja"))
