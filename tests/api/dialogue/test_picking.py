"""Talks of which some questions are chosen beforehand: Nittedal's mapping talk with the pupil, on trinn 2."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from api.engine.schema import Language
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand, rows

QUESTIONS = routine_of("nittedal").guide("kartlegging_elev").questions
EVERY = range(1, 14)


async def before_the_choice(hand: Hand, language: Language = "nb") -> Chat:
    """A case on trinn 2, with the choice of questions standing."""
    chat = Chat(hand, "nittedal", language)
    await chat.open()
    await chat.decide("contact", "worried")
    await chat.lead("kartlegging_elev")
    return chat


async def asked(chat: Chat) -> list[tuple[int, str, str]]:
    """The questions asked until the talk ends, by their number in the guide, with “n av m”. Each is answered by its number."""
    found = []
    while "question" in chat.kinds:
        said = chat.act("question")
        words = said["words"].split("\n")[0]
        number = next(n for n, question in enumerate(QUESTIONS, 1) if words in (question.text.nb, question.text.nn))
        found.append((number, said["number"], said["total"]))
        await chat.say(f"svar på {number}")
    return found


@pytest.mark.parametrize(("language", "button"), [("nb", "Alle spørsmålene"), ("nn", "Alle spørsmåla")])
async def test_every_question_is_shown_with_its_number(language: Language, button: str, hand: Hand) -> None:
    chat = await before_the_choice(hand, language)
    assert chat.kinds == ["guide_started", "pick_questions"]
    shown = chat.act("pick_questions")
    assert shown["words"].split("\n") == [f"{n}. {q.text.in_(language)}" for n, q in enumerate(QUESTIONS, 1)]
    assert (shown["total"], list(chat.buttons)) == ("13", [button])


async def test_the_choice_shows_each_heading_once(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    await chat.open()
    await chat.decide("contact", "worried")
    await chat.lead("tiltakssirkel")
    guide = routine_of("nittedal").guide("tiltakssirkel")
    headings = [line for line in chat.act("pick_questions")["words"].split("\n") if line.endswith(":")]
    assert headings == list(dict.fromkeys(f"{q.area.nb}:" for q in guide.questions if q.area))
    assert len(headings) > 5


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("2", [2]),
        ("1, 4 og 6-8", [1, 4, 6, 7, 8]),
        ("8 5 8", [5, 8]),
        ("jeg tar spørsmål 3 og 11–12", [3, 11, 12]),
        ("0, 13 og 14", [13]),
        ("ikke alle, bare 9", [9]),
    ],
)
async def test_what_is_chosen_is_asked_in_order_and_nothing_else(typed: str, chosen: list[int], hand: Hand) -> None:
    chat = await before_the_choice(hand)
    await chat.say(typed)
    assert await asked(chat) == [(number, f"{n}", f"{len(chosen)}") for n, number in enumerate(chosen, 1)]
    assert chat.kinds[0] == "guide_ended"
    assert await chat.answers() == {QUESTIONS[number - 1].id: f"svar på {number}" for number in chosen}


@pytest.mark.parametrize(("language", "typed"), [("nb", "alle"), ("nb", "ta alt"), ("nn", "heile lista, takk")])
async def test_all_may_be_asked_for_in_words(language: Language, typed: str, hand: Hand) -> None:
    chat = await before_the_choice(hand, language)
    await chat.say(typed, "off_topic")
    assert await asked(chat) == [(number, f"{number}", "13") for number in EVERY]


async def test_all_may_be_asked_for_by_the_button(hand: Hand) -> None:
    chat = await before_the_choice(hand, "nn")
    await chat.press("Alle spørsmåla")
    assert (chat.act("question")["number"], chat.act("question")["total"]) == ("1", "13")


@pytest.mark.parametrize("typed", ["vet ikke helt hvilke", "14 og 27", "det han gruer seg mest til"])
async def test_what_names_no_question_is_kept_as_a_note(typed: str, hand: Hand, app: FastAPI) -> None:
    chat = await before_the_choice(hand)
    await chat.say(typed)
    assert (chat.kinds, chat.act("pick_unclear")) == (["pick_unclear"], {"total": "13"})
    assert chat.last["listening"]
    assert await notes(app) == [typed]
    await chat.say("2 og 3")
    assert [number for number, _, _ in await asked(chat)] == [2, 3]


async def test_a_question_asked_meanwhile_is_answered_and_the_choice_stands_again(hand: Hand, app: FastAPI) -> None:
    chat = await before_the_choice(hand)
    assert "Disse skal være med på trinn 2" in await chat.say("hvem må være med?", "ask_who")
    assert chat.kinds == ["sentences", "pick_questions"]
    await chat.say("5")
    assert [number for number, _, _ in await asked(chat)] == [5]
    assert await notes(app) == []


async def test_pause_before_the_choice_and_resume_at_the_choice(hand: Hand) -> None:
    chat = await before_the_choice(hand)
    await chat.say("pause", "pause")
    assert (chat.kinds, chat.last["listening"]) == (["paused"], False)
    await chat.say("fortsett", "resume")
    assert chat.kinds == ["guide_resumed", "pick_questions"]
    await chat.say("1 og 2")
    assert [number for number, _, _ in await asked(chat)] == [1, 2]


@pytest.mark.parametrize("answered", [0, 1])
async def test_pause_after_the_choice_and_resume_at_the_question(answered: int, hand: Hand) -> None:
    chat = await before_the_choice(hand)
    await chat.say("3, 7 og 9")
    for _ in range(answered):
        await chat.say("svar")
    await chat.say("pause", "pause")
    await chat.say("fortsett", "resume", today="2026-09-14", key="laptop")
    assert chat.kinds == ["guide_resumed", "question"]
    question = chat.act("question")
    assert (question["number"], question["total"]) == (f"{answered + 1}", "3")
    assert question["words"].startswith(QUESTIONS[(3, 7, 9)[answered] - 1].text.nb)


async def test_back_goes_to_the_question_chosen_before(hand: Hand) -> None:
    chat = await before_the_choice(hand)
    await chat.say("2, 9 og 13")
    await chat.say("mest sammen med TL")
    await chat.say("tilbake", "go_back")
    assert chat.act("question")["words"].startswith(QUESTIONS[1].text.nb)
    await chat.say("tilbake", "go_back")
    assert chat.kinds[0] == "first_question"


async def test_the_talk_is_held_when_the_chosen_are_answered_or_skipped(hand: Hand, app: FastAPI) -> None:
    chat = await before_the_choice(hand)
    await chat.say("4 og 10")
    await chat.say("garderoben")
    await chat.say("hopp over", "skip")
    assert chat.kinds[:2] == ["skipped", "guide_ended"]
    held = [(fact.kind, fact.with_) for fact in await rows(app, FactRow) if fact.kind == "talk_held"]
    assert held == [("talk_held", "pupil")]
    assert await chat.answers() == {QUESTIONS[3].id: "garderoben"}


async def test_the_next_walk_asks_for_the_choice_anew(hand: Hand, app: FastAPI) -> None:
    chat = await before_the_choice(hand)
    await chat.say("1")
    await chat.say("trives i kunst")
    await chat.lead("kartlegging_elev")
    assert chat.kinds == ["guide_started", "pick_questions"]
    await chat.say("1 og 12")
    assert chat.act("question")["total"] == "2"
    assert "question_before" not in chat.kinds, "the answer of the first walk does not stand in the second"
    await asked(chat)
    assert await chat.answers() == {QUESTIONS[0].id: "svar på 1", QUESTIONS[11].id: "svar på 12"}
    assert "trives i kunst" in await notes(app, "answer"), "what was written in the first walk stays"
