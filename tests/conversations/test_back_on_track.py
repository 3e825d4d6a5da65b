"""Whatever is typed, the reply is calm and leads on: two misses give choices, anger is met, and what may be a note is kept."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_interrupting import to_level_2

ANGER = ("dette er tull", "fy faen for et system", "du er ubrukelig", "hold kjeft", "dum robot")
ANYTHING = {
    "English": "I do not understand, what should I do now?",
    "Polish": "nie rozumiem, co mam teraz zrobić?",
    "Arabic": "لا أفهم ماذا أفعل الآن",
    "Ukrainian": "я не розумію, що робити далі",
    "gibberish": "asdfghjkl qwerty",
    "emoji": "😡😡😡",
    "question marks": "???",
    "dots": "...",
    "long": "han sover dårlig. " * 230,
    "one long word": "a" * 4000,
}
CHOICES = "Velg en av disse"


@pytest.mark.parametrize("kind", list(ANYTHING))
def test_anything_without_a_case_is_met_calmly_twice_over(chat: Chat, kind: str) -> None:
    for _ in range(2):
        reply = chat.say(ANYTHING[kind])
        assert reply.status == "answered"
        assert reply.buttons or "kalle eleven" in reply.text
        assert "gikk galt" not in reply.text
    assert "Hei!" in chat.say("hei").text


@pytest.mark.parametrize("kind", list(ANYTHING))
def test_anything_on_a_case_leads_back(chat: Chat, kind: str) -> None:
    new_cases(chat, "MK")
    for _ in range(2):
        reply = chat.say(ANYTHING[kind])
        assert reply.status == "answered"
        assert reply.text.strip()
        assert "gikk galt" not in reply.text
    if "kalle eleven" in reply.text:
        chat.say("pause")
    assert "MK er på nivå 0" in chat.say("hva nå?").text
    assert chat.answers() == {}


@pytest.mark.parametrize("kind", ["Polish", "emoji", "question marks", "dots", "one long word", "long"])
def test_anything_in_a_talk_is_kept_as_the_answer_once_at_least_after_a_tap(chat: Chat, kind: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say(ANYTHING[kind])
    if kind == "Polish" and "Det var et svar" in chat.last.buttons:  # it asks something, that much is seen
        chat.press("Det var et svar")
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == [ANYTHING[kind].strip()]


@pytest.mark.parametrize("said", ANGER)
def test_anger_at_the_assistant_is_met_calmly_idle_and_in_a_talk(chat: Chat, said: str) -> None:
    new_cases(chat, "MK")
    assert "kan bare rutinen" in chat.say(said).text
    assert CHOICES in chat.say(said).text
    chat.say("start undring med foresatte")
    for _ in range(2):
        chat.say(said)
        assert asks(chat, 1)
    assert "Vi tar det herfra" in chat.last.text
    assert chat.answers() == {}
    assert said not in chat.say("oppsummer").text


def test_what_was_anger_in_a_talk_may_be_made_the_answer(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    assert "Det var et svar" in chat.say("hold kjeft").buttons
    chat.press("Det var et svar")
    assert answers_of(chat, "MK") == ["hold kjeft"]
    assert asks(chat, 2)


@pytest.mark.parametrize(
    "said", ["han syns skolen er dritt", "det er tull mellom guttene i friminuttet", "hun sier at læreren er dum"]
)
def test_anger_of_a_pupil_is_an_answer(chat: Chat, said: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say(said)
    assert answers_of(chat, "MK") == [said]


def test_anger_in_nynorsk(stack: Stack) -> None:
    chat = stack.chat(nynorsk=True)
    new_cases(chat, "MK")
    assert "berre rutinen" in chat.say("dette er tull").text
    assert "Vel ein av desse" in chat.say("du er heilt ubrukeleg").text


@pytest.mark.parametrize(
    "said",
    [
        "mother called today and said that he is ill and stays at home until Friday",
        "mama dzwoniła dzisiaj i powiedziała że on jest chory i zostaje w domu do piątku",
    ],
)
def test_much_in_another_language_is_kept_as_a_note_of_the_case(chat: Chat, said: str) -> None:
    new_cases(chat, "MK")
    assert "notat i saken MK" in chat.say(said).text
    assert chat.say("oppsummer").text.count(said) == 1


def test_two_misses_without_a_case_give_choices(chat: Chat) -> None:
    assert CHOICES not in chat.say("liker du pizza?").text
    assert CHOICES in chat.say("fortell en vits").text
    assert "Ny bekymring" in chat.last.buttons
    chat.say("hva kan du?")
    assert CHOICES not in chat.say("liker du pizza?").text  # counted anew


def test_two_misses_at_a_label_give_ways_out(chat: Chat) -> None:
    chat.say("jeg er bekymra for en elev")
    assert "Ikke nå" not in chat.say("Kristoffer").buttons
    assert "Ikke nå" in chat.say("Kristoffer").buttons
    assert "Ingen sak er åpnet" in chat.press("Ikke nå").text
    assert chat.cases() == []


def test_what_is_no_day_is_kept_and_the_day_asked_for_again(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    new_cases(chat, "MK")
    chat.press("Jeg har hatt kontakt med foresatte")
    assert {"I dag", "I går"} <= set(chat.say("tja det husker jeg").buttons)
    assert "Huket av" in chat.press("I går").text
    assert "tja det husker jeg" in chat.say("oppsummer").text


def test_two_misses_at_a_judgement_give_the_choices_each_time(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("Jeg har snakket med foresatte")
    for said in ("tja", "det er litt av hvert"):
        assert "Fortsatt bekymret" in chat.say(said).buttons
    assert chat.plan()["status"] == "open"


def test_two_misses_at_a_yes_or_no_give_both_each_time(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("avslutt saken")
    assert {"Ja, avslutt", "Nei, behold"} <= set(chat.say("tja").buttons)
    assert "Vil du gå videre der?" in chat.say("dette er tull").text
    assert {"Ja, avslutt", "Nei, behold"} <= set(chat.say("ja").buttons)  # it was no yes to closing
    assert chat.plan()["status"] == "open"
    chat.say("ja")
    assert chat.plan()["status"] == "closed"


def test_two_misses_at_a_choice_of_questions_list_them_again(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    assert "Alle spørsmålene" not in chat.say("de viktigste").buttons
    assert "Alle spørsmålene" in chat.say("det vet vel du").buttons


@pytest.mark.parametrize("end", [", kan vi ta en pause?", ". må stoppe nå", " ringer inn nå"])
def test_a_long_note_that_breaks_off_is_kept_and_pauses(chat: Chat, end: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    said = f"han liker kunst og håndverk best og er mye sammen med to gutter i klassen{end}"
    assert "Pause." in chat.say(said).text
    assert answers_of(chat, "MK") == [said]
    chat.say("fortsett")
    assert asks(chat, 2)


@pytest.mark.parametrize(
    "said",
    ["skolen vet ikke hva de gjør videre", "skulen spør kven som skal vere med", "rektor lurer på hva som skjer nå"],
)
def test_what_the_school_wonders_is_an_answer(chat: Chat, said: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say(said)
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == [said]
