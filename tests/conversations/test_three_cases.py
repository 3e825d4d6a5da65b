"""Three pupils at once: each case keeps its own talk and its own notes, however the teacher jumps between them."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases, other_device, plan_of
from tests.conversations.stack import Chat

LABELS = ("MK", "TL", "AB")


def test_five_switches_between_three_talks_mix_no_note_and_lose_no_place(chat: Chat) -> None:
    for label in LABELS:
        new_cases(chat, label)
        chat.press("Undring med foresatte")
        chat.say(f"{label} liker best å tegne")
    for label in ("MK", "AB", "TL", "MK", "TL"):
        switched = chat.say(f"bytt til saken {label}")
        assert [other for other in LABELS if other in switched.text] == [label]
        before = len(answers_of(chat, label))
        chat.say("fortsett")
        assert asks(chat, before + 1), chat.last.text
        chat.say(f"{label} er ofte i klasserom {before}")
    for label in LABELS:
        assert answers_of(chat, label), label
        assert [text for text in answers_of(chat, label) if not text.startswith(label)] == []
    assert [len(answers_of(chat, label)) for label in LABELS] == [3, 3, 2]


@pytest.mark.parametrize("words", ["bytt til {}", "gå til {}", "hopp over til {}", "tilbake til {}"])
def test_a_switch_is_understood_by_the_pupils_own_label(chat: Chat, words: str) -> None:
    new_cases(chat, *LABELS)
    chat.press("Undring med foresatte")
    assert "gjelder det TL" in chat.say(words.format("TL")).text
    assert "gjelder det MK" in chat.say(words.format("M.K.").lower()).text
    assert [answers_of(chat, label) for label in LABELS] == [[], [], []]
    assert "MK er på nivå 0" in chat.say("hva nå?").text


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="it is answered about the case spoken of",
)
@pytest.mark.parametrize("in_a_talk", [False, True])
def test_a_question_that_names_another_pupil_is_answered_about_that_pupil(chat: Chat, in_a_talk: bool) -> None:
    new_cases(chat, *LABELS)
    if in_a_talk:
        chat.press("Undring med foresatte")
    asked = chat.say("hva nå med TL?")
    assert "TL" in asked.text
    assert "AB er på" not in asked.text
    assert [answers_of(chat, label) for label in LABELS] == [[], [], []]


def test_the_list_shows_every_case_and_leads_into_each(chat: Chat) -> None:
    new_cases(chat, *LABELS)
    listed = chat.say("mine saker")
    assert tuple(listed.buttons) == LABELS
    for label in ("TL", "MK", "AB"):
        chat.say("mine saker")
        assert f"{label} er på nivå 0" in chat.press(label).text
        assert f"{label} er på nivå 0" in chat.say("hva nå?").text


def test_another_device_of_the_same_teacher_leads_its_own_case(chat: Chat) -> None:
    new_cases(chat, *LABELS)
    chat.press("Undring med foresatte")
    tablet = other_device(chat)
    assert set(tablet.say("hva nå?").buttons) == set(LABELS)
    tablet.press("TL")
    tablet.say("start undring med eleven")
    tablet.say("han savner den gamle læreren")
    chat.say("hun er trøtt på mandager")
    assert answers_of(chat, "AB") == ["hun er trøtt på mandager"]
    assert answers_of(chat, "TL") == ["han savner den gamle læreren"]
    assert answers_of(chat, "MK") == []
    assert asks(chat, 2)


def test_one_of_three_cases_is_closed_and_opened_by_its_label(chat: Chat) -> None:
    new_cases(chat, *LABELS)
    chat.say("mine saker")
    chat.press("TL")
    assert "TL avsluttes?" in chat.say("avslutt saken").text
    chat.say("ja")
    assert [plan_of(chat, label)["status"] for label in LABELS] == ["open", "closed", "open"]
    chat.say("mine saker")
    chat.press("MK")
    assert "TL er åpnet igjen" in chat.say("åpne saken igjen").text
    assert [plan_of(chat, label)["status"] for label in LABELS] == ["open", "open", "open"]


def test_the_same_pupil_twice_leads_to_the_case_that_is_there(chat: Chat) -> None:
    new_cases(chat, "MK", "TL")
    chat.all("ny bekymring", "m.k.")
    assert "allerede" in chat.last.text
    assert "MK er på nivå 0" in chat.press("MK").text
    assert [case["label"] for case in chat.cases()] == ["MK", "TL"]
