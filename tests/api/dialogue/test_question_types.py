"""What each type of question takes for an answer in the chat, what is shown with it, and what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from api.engine.schema import Language
from api.routines.service import RoutineService
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand
from tests.changing import change, copied

CITE = "Nittedal kommune, PPT: «Hver dag teller!», kortversjon, revidert april 2023"
# The decisions that lead from the start of a case to where a guide is offered.
ROADS = {
    ("faerder", "1"): [("go_on", "worried")],
    ("nittedal", "2"): [("contact", "worried")],
    ("alvoen", "4"): [("concern", "call_home"), ("falling", "not_falling")],
}


async def in_talk(hand: Hand, routine: str, level: str, guide: str, language: Language = "nb") -> Chat:
    """A talk that has just been started, on the level it belongs to."""
    chat = Chat(hand, routine, language)
    await chat.open()
    for decision, outcome in ROADS.get((routine, level), []):
        await chat.decide(decision, outcome)
    await chat.lead(guide)
    return chat


# choice: the first question of Færder's evaluation

ATTENDANCE = routine_of("faerder").guide("evaluering").questions[0]


async def test_the_options_of_a_choice_are_buttons(hand: Hand) -> None:
    for language in ("nb", "nn"):
        chat = await in_talk(hand, "faerder", "1", "evaluering", language)
        assert list(chat.buttons) == [option.text.in_(language) for option in ATTENDANCE.options]


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_a_choice_by_its_button(language: Language, hand: Hand) -> None:
    chat = await in_talk(hand, "faerder", "1", "evaluering", language)
    option = ATTENDANCE.options[2].text.in_(language)
    await chat.press(option)
    assert chat.act("question")["number"] == "2"
    assert await chat.answers() == {ATTENDANCE.id: option}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2", ATTENDANCE.options[1].text.nn),
        (f"{ATTENDANCE.options[0].text.nb.upper()}!", ATTENDANCE.options[0].text.nn),
    ],
)
async def test_a_choice_by_number_or_words(typed: str, stored: str, hand: Hand) -> None:
    chat = await in_talk(hand, "faerder", "1", "evaluering", "nn")
    await chat.say(typed)
    assert chat.act("question")["number"] == "2"
    assert await chat.answers() == {ATTENDANCE.id: stored}


@pytest.mark.parametrize("typed", ["9", "1 og 2", "opp og ned, verst etter helga"])
async def test_what_is_no_single_option_is_kept_and_asked_again(typed: str, hand: Hand, app: FastAPI) -> None:
    chat = await in_talk(hand, "faerder", "1", "evaluering", "nn")
    await chat.say(typed)
    assert chat.kinds == ["choose_one" if typed == "1 og 2" else "choice_unclear", "question"]
    assert chat.act("question")["number"] == "1"
    assert (await chat.answers(), await notes(app)) == ({}, [typed])


# tick: the first question of Vennesla's call home

DAYS = routine_of("vennesla").guide("telefon_hjem").questions[0]


@pytest.mark.parametrize(
    ("language", "hint", "buttons"),
    [
        ("nb", "Svar med numre (for eksempel 1 og 3), eller med egne ord.", []),  # one option is “ingen”
        ("nn", "Svar med nummer (til dømes 1 og 3), eller med eigne ord.", []),
    ],
)
async def test_what_may_be_ticked_is_listed(language: Language, hint: str, buttons: list[str], hand: Hand) -> None:
    chat = await in_talk(hand, "vennesla", "1", "telefon_hjem", language)
    listed = [f"{number}. {option.text.in_(language)}" for number, option in enumerate(DAYS.options, 1)]
    assert chat.act("question")["words"].split("\n") == [DAYS.text.in_(language), *listed, hint]
    assert list(chat.buttons) == buttons


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1 og 3", "Mandag; Onsdag"),
        ("5, 1", "Mandag; Fredag"),
        ("2-4", "Tirsdag; Onsdag; Torsdag"),
        ("4 å 5", "Torsdag; Fredag"),
        ("onsdag.", "Onsdag"),
    ],
)
async def test_ticks_by_number_or_words(typed: str, stored: str, hand: Hand) -> None:
    chat = await in_talk(hand, "vennesla", "1", "telefon_hjem")
    await chat.say(typed)
    assert chat.act("question")["number"] == "2"
    assert await chat.answers() == {DAYS.id: stored}


@pytest.mark.parametrize("typed", ["1 og 7", "mest på slutten av uka", "3 mandager på rad"])
async def test_what_ticks_nothing_is_kept_and_asked_again(typed: str, hand: Hand, app: FastAPI) -> None:
    chat = await in_talk(hand, "vennesla", "1", "telefon_hjem")
    await chat.say(typed)
    assert chat.kinds == ["choice_unclear", "question"]
    assert (await chat.answers(), await notes(app)) == ({}, [typed])


# ticks without a “none of these” of their own: the last but one question of the same call

TYPES = routine_of("vennesla").guide("telefon_hjem").questions[10]


async def at_types(hand: Hand, language: Language = "nb") -> Chat:
    chat = await in_talk(hand, "vennesla", "1", "telefon_hjem", language)
    for _ in range(10):
        await chat.say("hopp over", "skip")
    return chat


@pytest.mark.parametrize(
    ("language", "button", "stored"),
    [
        ("nb", "Alle disse", "; ".join(option.text.nb for option in TYPES.options)),
        ("nb", "Ingen av disse", "Ingen av disse"),
        ("nn", "Alle desse", "; ".join(option.text.nn for option in TYPES.options)),
        ("nn", "Ingen av desse", "Ingen av desse"),
    ],
)
async def test_ticks_by_their_buttons(language: Language, button: str, stored: str, hand: Hand) -> None:
    chat = await at_types(hand, language)
    await chat.press(button)
    assert (await chat.answers())[TYPES.id] == stored


async def test_an_old_button_does_not_answer_another_question(hand: Hand) -> None:
    chat = await at_types(hand)
    every = chat.buttons["Alle disse"]
    await chat.say("1")
    await chat.say("Alle disse", payload=every)
    assert (chat.kinds, chat.act("question")["number"]) == (["question"], "12")
    assert (await chat.answers())[TYPES.id] == TYPES.options[0].text.nb


# scale: the first question of Færder's mapping talk with the pupil


@pytest.mark.parametrize(("typed", "pressed"), [("4", True), ("2", False), ("omtrent 3", False), ("5!", False)])
async def test_a_scale_by_button_or_words(typed: str, pressed: bool, hand: Hand) -> None:
    chat = await in_talk(hand, "faerder", "1", "kartlegging_elev")
    assert list(chat.buttons) == ["1", "2", "3", "4", "5"]
    await (chat.press(typed) if pressed else chat.say(typed))
    assert chat.act("question")["number"] == "2"
    assert await chat.answers() == {"ke.skala": typed}


@pytest.mark.parametrize("typed", ["7", "0", "mellom 2 og 3", "ikke så greit"])
async def test_what_is_no_step_of_the_scale_is_kept_and_asked_again(typed: str, hand: Hand, app: FastAPI) -> None:
    chat = await in_talk(hand, "faerder", "1", "kartlegging_elev")
    await chat.say(typed)
    assert chat.kinds == ["scale_unclear", "question"]
    assert (chat.act("scale_unclear"), chat.act("question")["number"]) == ({"low": "1", "high": "5"}, "1")
    assert (await chat.answers(), await notes(app)) == ({}, [typed])


# number: no routine asks for one yet, so one is added to Færder's evaluation


@pytest.mark.parametrize(
    ("typed", "answers", "kept"),
    [
        ("cirka 4 dager", {"ev.dager": "cirka 4 dager"}, []),
        ("cirka 4 av 10", {}, ["cirka 4 av 10"]),  # which of them?
        ("nesten ingen", {}, ["nesten ingen"]),
    ],
)
async def test_a_number(
    typed: str, answers: dict[str, str], kept: list[str], hand: Hand, app: FastAPI, tmp_path: Path
) -> None:
    text = {"nb": "Hvor mange dager?", "nn": "Kor mange dagar?"}
    question = {"id": "ev.dager", "type": "number", "text": text, "why": text, "ours": True}
    folder = copied(tmp_path) / "faerder"
    change(folder / "guides/evaluering.yaml", lambda guide: guide["questions"].insert(0, question))
    async with app.state.sessions() as session, session.begin():
        await RoutineService(session).publish(folder)
    chat = await in_talk(hand, "faerder", "1", "evaluering")
    await chat.say(typed)
    assert chat.kinds == (["number_unclear", "question"] if kept else ["question"])
    assert (await chat.answers(), await notes(app)) == (answers, kept)


# date: the first question of Nittedal's invitation


@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("nb", "torsdag", "torsdag (torsdag 27. august)"),
        ("nb", "mandag 31.8. kl. 14, på grupperommet", "mandag 31.8. kl. 14, på grupperommet (mandag 31. august)"),
        ("nn", "om to veker", "om to veker (måndag 7. september)"),
        ("nn", "5. januar", "5. januar (tysdag 5. januar 2027)"),
    ],
)
async def test_a_day_is_stored_as_written_and_in_full(language: Language, typed: str, stored: str, hand: Hand) -> None:
    chat = await in_talk(hand, "nittedal", "1", "invitasjon", language)
    await chat.say(typed)
    assert chat.act("question")["number"] == "2"
    assert await chat.answers() == {"nit.inv.dato": stored}


@pytest.mark.parametrize("typed", ["snart", "30.2.", "når mor har fri"])
async def test_what_names_no_day_is_kept_and_the_day_asked_again(typed: str, hand: Hand, app: FastAPI) -> None:
    chat = await in_talk(hand, "nittedal", "1", "invitasjon")
    await chat.say(typed)
    assert chat.kinds == ["date_unclear", "question"]
    assert (await chat.answers(), await notes(app)) == ({}, [typed])
    await chat.say("hopp over", "skip")
    assert chat.act("question")["number"] == "2"


# a word of care before what may hurt: Nittedal's mapping talk with the pupil

QUESTIONS = routine_of("nittedal").guide("kartlegging_elev").questions


CARE: dict[Language, str] = {
    "nb": "Dette kan være sårt. Skriv bare det dere trenger.",
    "nn": "Dette kan vere sårt. Skriv berre det de treng.",
}


@pytest.mark.parametrize(
    ("language", "chosen", "with_care"),
    [
        ("nb", "1, 2, 3, 4", [1, 4]),
        ("nn", "2, 9 og 10", [2]),
        ("nb", "3, 7", []),
        ("nn", "5 og 6", [6]),
    ],
)
async def test_a_word_of_care_stands_once_before_a_run_of_sensitive_questions(
    language: Language, chosen: str, with_care: list[int], hand: Hand
) -> None:
    """It follows what is asked here: a question that was not chosen does not part two that were."""
    chat = await in_talk(hand, "nittedal", "2", "kartlegging_elev", language)
    asked = {question.text.in_(language): number for number, question in enumerate(QUESTIONS, 1)}
    found = []
    await chat.say(chosen)
    while "question" in chat.kinds:
        text, *rest = chat.act("question")["words"].split("\n")
        found += [asked[text]] if rest == [CARE[language]] else []
        await chat.say("svar")
    assert found == with_care


# headings


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_each_question_stands_under_its_heading(language: Language, hand: Hand) -> None:
    chat = await in_talk(hand, "vennesla", "1", "telefon_hjem", language)
    found = []
    while "question" in chat.kinds:
        found.append(chat.act("question")["heading"])
        await chat.say("hopp over", "skip")
    areas = [question.area for question in routine_of("vennesla").guide("telefon_hjem").questions]
    assert found == [f" · {area.in_(language)}" if area else "" for area in areas]
    assert len(set(found)) == 3


async def test_a_question_without_a_heading_has_none(hand: Hand) -> None:
    chat = await in_talk(hand, "faerder", "1", "evaluering")
    assert chat.act("question")["heading"] == ""


# measures that fit a question

FELLOWS = routine_of("nittedal").measure_group("sirkel_medelever")


@pytest.mark.parametrize(
    ("language", "button", "source"),
    [("nb", "Vis forslag til tiltak", "Kilde"), ("nn", "Vis framlegg til tiltak", "Kjelde")],
)
async def test_measures_are_shown_with_their_owner_and_the_question_stands_again(
    language: Language, button: str, source: str, hand: Hand, app: FastAPI
) -> None:
    chat = await in_talk(hand, "nittedal", "2", "kartlegging_elev", language)
    await chat.say("2 og 4")
    await chat.press(button)
    assert chat.kinds == ["measures", "question_again"]
    shown = chat.act("measures")
    assert shown["name"] == FELLOWS.name.in_(language)
    assert shown["words"].split("\n") == [f"• {measure.text.in_(language)}" for measure in FELLOWS.measures]
    assert shown["source"] == f"{source}: {CITE}."
    assert chat.act("question_again")["number"] == "1"
    assert (await chat.answers(), await notes(app)) == ({}, [])
    await chat.say("mest sammen med TL")
    assert chat.buttons == {}, "question 4 has no measures"


async def test_measures_of_a_routine_that_asks_for_no_reference_have_none(hand: Hand) -> None:
    chat = await in_talk(hand, "vennesla", "1", "elevsamtale_barnetrinn")
    await chat.press("Vis forslag til tiltak")
    group = routine_of("vennesla").measure_group("medelever")
    assert (chat.act("measures")["name"], chat.act("measures")["source"]) == (group.name.nb, "")


# Nittedal's guides, borrowed

LABELS = {
    ("faerder", "nb"): "(spørsmål fra Nittedals veileder, ikke fra Færders maler)",
    ("faerder", "nn"): "(spørsmål frå rettleiaren i Nittedal, ikkje frå malane i Færder)",
    ("alvoen", "nb"): "(spørsmål fra Nittedals veileder, ikke fra Alvøens skjema)",
    ("alvoen", "nn"): "(spørsmål frå rettleiaren i Nittedal, ikkje frå skjemaet på Alvøen)",
}


@pytest.mark.parametrize(("routine", "level"), [("faerder", "1"), ("alvoen", "4")])
@pytest.mark.parametrize(("language", "source"), [("nb", "Kilde"), ("nn", "Kjelde")])
async def test_a_borrowed_talk_says_whose_it_is(
    routine: str, level: str, language: Language, source: str, hand: Hand
) -> None:
    chat = await in_talk(hand, routine, level, "nittedal.kartlegging_elev", language)
    started = chat.act("guide_started")
    assert started["origin"].split("\n") == [LABELS[routine, language], f"{source}: {CITE}."]
    assert started["before"] == "", "the lender's own steps are not lent"
    await chat.say("2")
    await chat.press("Vis framlegg til tiltak" if language == "nn" else "Vis forslag til tiltak")
    shown = chat.act("measures")
    assert (shown["name"], shown["source"]) == (FELLOWS.name.in_(language), f"{source}: {CITE}.")
    why = await chat.say("hvorfor spør du om det?", "ask_why")
    assert f"{source}: {CITE}, " in why
    await chat.say("mest aleine")
    assert await chat.answers() == {"nit.elev.sammen_med": "mest aleine"}


async def test_a_talk_of_ours_says_so_and_cites_nobody(hand: Hand) -> None:
    chat = await in_talk(hand, "alvoen", "1", "telefonsamtale")
    label = routine_of("alvoen").guide("telefonsamtale").label
    assert label is not None
    assert chat.act("guide_started")["origin"] == f"({label.nb})"
    assert "Kilde" not in chat.words


@pytest.mark.parametrize("said", [["vet ikke"], ["jepp", "det er jo noe"]])
async def test_who_does_not_know_or_does_not_fit_twice_is_led_on(said: list[str], hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today="2026-08-24")
    await chat.open()
    await chat.lead("telefon_hjem")
    for words in said:
        await chat.say(words)
    assert "skipped" in chat.kinds
    assert "question" in chat.kinds[-1]
    assert {*said} <= {*await notes(app)}
