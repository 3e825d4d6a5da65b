"""A talk left and taken up again: after a restart, weeks later, on another day, at another device."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases, other_device, plan_of
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_interrupting import to_level_2


def test_a_choice_of_questions_that_waits_survives_a_restart_of_the_application(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    stack.kill("app")
    stack.start("app")
    assert "spørsmål 1 av 2" in chat.say("2 og 5").text.casefold()
    assert "spørsmål 2 av 2" in chat.say("han er mest med to andre i klassen").text.casefold()


def test_a_paused_talk_goes_on_weeks_later_with_what_was_written(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager", "pause")
    chat.today = "2026-10-19"
    assert "nivå 0" in chat.say("hei, hva nå?").text
    chat.say("fortsett")
    assert asks(chat, 3)
    assert "mest mandager" in chat.say("tilbake").text
    assert "han er sliten" in chat.say("oppsummer").text
    assert answers_of(chat, "MK") == ["han er sliten", "mest mandager"]


def test_a_talk_nobody_paused_asks_on_another_day_where_words_belong(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med eleven")
    chat.say("han er sliten")
    chat.today = "2026-08-25"
    assert "Hører til spørsmål 2" in chat.say("han liker tegning").buttons
    chat.press("Hører til spørsmål 2")
    assert asks(chat, 3)
    chat.say("ha det")
    chat.today = "2026-08-27"
    chat.say("fortsett")
    assert asks(chat, 3)
    assert answers_of(chat, "MK") == ["han er sliten", "han liker tegning"]


def test_two_talks_of_one_case_are_taken_up_each_at_its_own_place(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("far synes mandagene er verst", "mor er enig", "start undring med eleven", "han er lei av bråket", "pause")
    chat.say("start undring med foresatte")
    assert asks(chat, 3)
    chat.say("start undring med eleven")
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == ["far synes mandagene er verst", "mor er enig", "han er lei av bråket"]


def test_a_talk_begun_at_the_phone_is_ended_at_the_tablet(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager")
    tablet = other_device(chat)
    tablet.say("fortsett")
    assert asks(tablet, 3)
    tablet.all(*(f"han liker rom {number}" for number in range(3, 8)))
    assert "siste spørsmål" in tablet.last.text
    assert len(answers_of(chat, "MK")) == 7
    assert chat.say("han liker rom 8").status == "answered"
    assert len(answers_of(chat, "MK")) == 7


def test_two_phones_at_the_same_question_store_each_answer_where_it_was_asked(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("han er sliten")
    tablet = other_device(chat)
    tablet.say("fortsett")
    assert asks(tablet, 2)
    assert asks(chat, 2)
    chat.say("mest mandager, sier far")
    said = tablet.say("mest mandager, sier mor")
    assert "Begge svarene står der" in said.text
    assert asks(tablet, 3)
    assert answers_of(chat, "MK") == ["han er sliten", "mest mandager, sier far\nmest mandager, sier mor"]


def test_the_same_answer_from_two_phones_stands_once(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    tablet = other_device(chat)
    tablet.say("fortsett")
    chat.say("han er sliten")
    tablet.say("han er sliten")
    assert asks(tablet, 2)
    assert answers_of(chat, "MK") == ["han er sliten"]


def test_a_phone_far_behind_answers_what_it_shows_and_goes_on_where_the_talk_is(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    tablet = other_device(chat)
    tablet.say("fortsett")
    chat.all("han er sliten", "mest mandager", "han sier lite")
    tablet.say("han er trøtt")
    assert asks(tablet, 4)
    tablet.say("fredager går lett")
    chat.say("tunge mandager")
    assert asks(chat, 5)
    assert answers_of(chat, "MK") == [
        "han er sliten\nhan er trøtt",
        "mest mandager",
        "han sier lite",
        "fredager går lett\ntunge mandager",
    ]


def test_an_answer_is_written_anew_at_one_phone_while_the_other_goes_on(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager")
    tablet = other_device(chat)
    tablet.all("fortsett", "rett svar 1")
    chat.say("han sier lite")
    tablet.say("han er uthvilt")
    assert asks(tablet, 4)
    assert answers_of(chat, "MK") == ["han er uthvilt", "mest mandager", "han sier lite"]


def test_a_step_chosen_at_two_phones_counts_once_and_the_last(stack: Stack) -> None:
    chat = stack.chat(routine="vennesla")
    new_cases(chat, "MK")
    chat.say("Elevsamtale", payload='/press{"guide":"elevsamtale_utsagn"}')
    tablet = other_device(chat)
    tablet.say("fortsett")
    chat.press("3")
    assert "Nå gjelder dette" in tablet.press("4").text
    assert asks(tablet, 2)
    assert answers_of(chat, "MK") == ["4"]


@pytest.mark.parametrize("asked", ["hvor var vi", "kor va vi hen", "kvar var vi", "gjenta"])
def test_weeks_later_the_talk_says_which_case_it_is_of_and_whose_questions(stack: Stack, asked: str) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    chat.all("alle", "han trives i kunst", "pause")
    chat.today = "2026-10-19"
    resumed = chat.say(asked)
    assert "for MK" in resumed.text
    assert "Kilde: Nittedal kommune" in resumed.text
    assert asks(chat, 2)


@pytest.mark.parametrize("asked", ["gjenta", "ta det ein gong til", "ka va spørsmålet", "hva var spørsmålet"])
def test_the_question_is_asked_again_in_the_middle(chat: Chat, asked: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", asked)
    assert asks(chat, 2), chat.last.text
    assert answers_of(chat, "MK") == ["han er sliten"]


@pytest.mark.parametrize("asked", ["hva har vi så langt", "kva har me så langt", "ka har vi så langt"])
def test_what_is_written_is_shown_in_the_middle_after_a_pause_and_weeks_later(chat: Chat, asked: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("han er sliten")
    assert "han er sliten" in chat.say(asked).text
    assert asks(chat, 2)
    chat.say("pause")
    assert "saken MK" in chat.say(asked).text
    chat.today = "2026-10-19"
    assert "han er sliten" in chat.say(asked).text
    assert answers_of(chat, "MK") == ["han er sliten"]


@pytest.mark.parametrize("resume", ["fortsett", "start kartleggingssamtalen med eleven"])
def test_all_questions_chosen_stay_chosen_after_a_pause(stack: Stack, resume: str) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    chat.all("alle", "pause", resume)
    assert "spørsmål 1 av 13" in chat.last.text.casefold()


def test_a_phone_that_shows_a_question_answered_elsewhere_gets_the_end_of_the_talk_before_what_now(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all(*["hopp over"] * 6)
    tablet = other_device(chat)
    tablet.say("fortsett")
    assert asks(tablet, 7)
    chat.say("mor følger ham til døra")
    asked = tablet.say("hva nå?").text
    assert "ferdig som før" in asked
    assert set(plan_of(chat, "MK")["now"].split("\n")[:-1]) <= set(asked.split("\n"))
    assert asked.count("Hva sitter du igjen med") == 1


def test_two_phones_in_turn_lose_nothing(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    tablet = other_device(chat)
    written = [f"han liker rom {number}" for number in range(1, 7)]
    for number, answer in enumerate(written, 1):
        writes = (chat, tablet)[number % 2]
        writes.say("fortsett")
        assert asks(writes, number)
        writes.say(answer)
    assert answers_of(chat, "MK") == written
