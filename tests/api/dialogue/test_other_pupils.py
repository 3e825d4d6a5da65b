"""Another pupil than the one spoken of: nothing of them is written in this case, and no word of theirs is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from fastapi import FastAPI

from api.cases.models import Case, NoteRow
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand, rows


async def written(app: FastAPI) -> dict[str, list[str]]:
    """The words that count in each case, by its label."""
    labels = {case.id: case.label for case in await rows(app, Case)}
    found: dict[str, list[str]] = {label: [] for label in labels.values()}
    notes = sorted(await rows(app, NoteRow), key=lambda note: (note.case_id, note.number))
    gone: set[tuple[UUID, int | None]] = {(note.case_id, note.replaces) for note in notes if note.kind == "taken_back"}
    for note in notes:
        if note.text and note.kind != "label" and (note.case_id, note.number) not in gone:
            found[labels[note.case_id]].append(note.text)
    return found


async def one_case(hand: Hand, label: str = "SK7", language: str = "nb") -> Chat:
    chat = Chat(hand, "faerder", "nn" if language == "nn" else "nb")
    await chat.open("borte to mandager", label)
    return chat


WORRY = "borte to mandager"

BROUGHT_IN = [
    ("jeg har en elev til jeg lurer på, jente på femte, borte tre dager siste to uker", "answer"),
    ("hei æ har ein ny ein ei jente på tredje ho har vore vekke fem daga på to veka", "ask_threshold"),
    ("har en til: KR i 10., kom for sent fire ganger", "answer"),
    ("gutt i 6, borte sju timer i norsk", "ask_threshold"),
    ("dette gjelder en annen elev, han er mye borte", "answer"),
    ("eg er uroa for ei jente på sjette, ho kjem for seint", "concern_confirmed"),
    ("mykje fråvær i klassen, tre fredagar på rad", "start_case"),
]


@pytest.mark.parametrize(("told", "looks_like"), BROUGHT_IN)
async def test_nothing_is_written_before_it_is_said_whose_it_is(
    told: str, looks_like: str, hand: Hand, app: FastAPI
) -> None:
    chat = await one_case(hand)
    await chat.say(told, looks_like)
    assert chat.kinds == ["whose"]
    assert len(chat.buttons) == 2
    assert await written(app) == {"SK7": [WORRY]}


@pytest.mark.parametrize("outcome", ["open", "watch", "cleared"])
@pytest.mark.parametrize(("told", "looks_like"), BROUGHT_IN[:4])
async def test_the_words_go_where_the_teacher_says(
    told: str, looks_like: str, outcome: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open(WORRY, "SK7")
    if outcome != "open":
        await chat.decide("concern", outcome)
    await chat.say(told, looks_like)
    assert (chat.kinds, await written(app)) == (["whose"], {"SK7": [WORRY]})
    await chat.press("Ny elev")
    if "KR" not in told:
        assert chat.kinds == ["ask_label"]
        await chat.say("KR")
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {"SK7": [WORRY], "KR": [told]}


async def test_it_may_be_the_pupil_spoken_of_after_all(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    told = "gutt i 6, borte sju timer i norsk"
    await chat.say(told)
    await chat.press("⟦1⟧")  # SK7
    assert (chat.kinds, await written(app)) == (["noted_loose"], {"SK7": [WORRY, told]})


@pytest.mark.parametrize("answer", ["ny elev", "ny", "det er en annen elev", "nei, ein annan"])
async def test_a_new_pupil_in_words(answer: str, hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.say("en gutt på 8. trinn har vært borte 4 dager")
    await chat.say(answer, payload=chat.buttons.get(answer))
    assert chat.kinds == ["ask_label"]


@pytest.mark.parametrize("answer", ["TB4", "ny elev, TB4", "kall ham TB4"])
async def test_the_code_answers_whose_it_is(answer: str, hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    told = "en gutt på 8. trinn har vært borte 4 dager"
    await chat.say(told)
    await chat.say(answer)
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {"SK7": [WORRY], "TB4": [told]}


async def test_what_is_told_meanwhile_waits_too(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    told, more = "en gutt på 8. trinn har vært borte 4 dager", "alltid når vi har gym, sier kollegaen min"
    await chat.say(told)
    await chat.say(more)
    assert chat.kinds == ["whose"]
    await chat.press("Ny elev")
    await chat.say("TB4")
    assert await written(app) == {"SK7": [WORRY], "TB4": [told, more]}


async def test_a_bare_code_that_no_case_has_is_asked_about(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.say("LB9", "off_topic")
    assert chat.kinds == ["whose"]
    await chat.press("Ny elev")
    assert chat.kinds[0] == "case_opened"
    assert set(await written(app)) == {"SK7", "LB9"}


@pytest.mark.parametrize("status", ["open", "cleared"])
@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("ny bekymring, jente i 7., borte 9 timer i naturfag", None),
        ("Ny uro: ein gut på femte, AN, kjem for seint", "AN"),
        ("opprett sak på KR2, borte mye", "KR2"),
    ],
)
async def test_a_new_worry_begins_a_case_with_the_words_and_the_code(
    told: str, code: str | None, status: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open(WORRY, "SK7")
    if status != "open":
        await chat.decide("concern", status)
    await chat.say(told, "ask_threshold")
    if code is None:
        assert chat.kinds == ["ask_label"]
        await chat.say("KR")
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {"SK7": [WORRY], code or "KR": [told]}


async def test_absence_is_not_added_across_pupils(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open("borte 3 dager denne måneden", "SK7")
    await chat.say("har ein til, gut i 5., borte 4 dagar til no", "ask_threshold")
    assert "7" not in chat.words.replace("SK7", "")
    await chat.press("Ny elev")
    await chat.say("UB")
    assert "7" not in chat.words.replace("SK7", "")


# the case spoken of is meant


@pytest.mark.parametrize(
    "told", ["bekymra, ta oss til trinn 2", "hun er så mye hjemme, jeg må melde fra", "ho e borte heile tia no"]
)
async def test_what_says_nothing_of_another_stays_here(told: str, hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.say(told, "start_case")
    assert chat.kinds == ["noted_loose"]
    assert await written(app) == {"SK7": [WORRY, told]}


async def test_what_was_taken_for_a_new_worry_lies_here_after_all(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.lead("undring_foresatte")
    told = "det har vært mye uro rundt frokosten"
    await chat.say(told, "start_case")
    assert chat.kinds == ["ask_label"]
    await chat.say("angre")
    assert await written(app) == {"SK7": [WORRY, told]}


@pytest.mark.parametrize("told", ["referatet er lagt i BK360, med riktig navn", "hørte med HFU, de har ledig tid"])
async def test_a_system_of_the_routine_is_no_pupil(told: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen" if "BK360" in told else "nittedal")
    await chat.open(WORRY, "SK7")
    await chat.say(told)
    assert "whose_pupil" not in chat.kinds
    assert told in (await written(app))["SK7"]


# the note before was of another


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("nei, dette er en annen elev", False),
        ("nei dette er ein annan elev ikkje SK7", True),
        ("feil elev", False),
        ("nei det var den andre gutten", True),
    ],
)
async def test_the_last_note_is_offered_to_be_moved(said: str, tells: bool, hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.open("sover dårlig om natta", "MK")
    await chat.say("borte i dag igjen, ringte ikke")
    await chat.say(said.replace("SK7", "MK"), "switch_case")
    assert chat.kinds == ["whose_note"]
    assert len(chat.buttons) == 3
    await chat.press("⟦2⟧")  # SK7
    found = await written(app)
    assert "borte i dag igjen, ringte ikke" in found["SK7"]
    assert found["MK"] == ["sover dårlig om natta"]


async def test_the_last_note_goes_to_a_new_pupil(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.say("borte i dag igjen, ringte ikke")
    await chat.say("nei, det er en annen elev")
    await chat.press("Ny elev")
    await chat.say("RE4")
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {"SK7": [WORRY], "RE4": ["borte i dag igjen, ringte ikke"]}


# in a talk


async def test_in_a_talk_a_new_pupil_is_no_answer(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.lead("undring_foresatte")
    told = "vent, jeg har en elev til jeg er bekymret for, gutt på tredje"
    await chat.say(told)
    assert chat.kinds == ["ask_label"]
    await chat.say("RE4")
    assert await written(app) == {"SK7": [WORRY], "RE4": [told]}


async def test_in_a_talk_somebody_in_the_class_is_part_of_the_answer(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    await chat.lead("undring_foresatte")
    told = "en gutt på 8. trinn som bor ved siden av"
    await chat.say(told)
    assert await written(app) == {"SK7": [WORRY, told]}


# danger


async def test_an_alarm_about_a_new_pupil_comes_first_and_lies_in_no_others_case(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    told = "har en ny elev på 9. trinn, hun sier hun vil ta livet sitt"
    await chat.say(told, "acute")
    assert chat.kinds == ["acute", "whose"]
    assert await written(app) == {"SK7": [WORRY]}
    await chat.press("Ny elev")
    await chat.say("RE4")
    assert await written(app) == {"SK7": [WORRY], "RE4": [told]}


# the label


@pytest.mark.parametrize(
    ("answer", "label", "beside"),
    [
        ("ok da, SK7", "SK7", False),
        ("EB, 8. trinn", "EB", False),
        ("AN, jente i 9., borte seks timer", "AN", True),
        ("LH. men er det mange dager nå?", "LH", True),
        ("vi kan kalle ham tb4", "tb4", False),
        ("ja, da bruker vi MK", "MK", False),
    ],
)
async def test_the_label_is_heard_in_what_is_answered(
    answer: str, label: str, beside: bool, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("borte mye i det siste", "start_case")
    await chat.say(answer)
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {label: ["borte mye i det siste", *([answer] if beside else [])]}


# no case is spoken of


@pytest.mark.parametrize("looks_like", ["start_case", "whats_next", "ask_threshold", "answer"])
async def test_the_first_message_begins_a_case_and_its_question_is_answered(
    looks_like: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "faerder")
    told = "Jeg har ei jente i sjuende, TR, som har vært borte tre dager denne måneden, mest tirsdager. Hva gjør jeg?"
    await chat.say(told, looks_like)
    assert chat.kinds[0] == "case_opened"
    assert chat.kinds.count("sentences") == 3  # who takes part, what to do, and the rule on absence
    assert await written(app) == {"TR": [told]}


async def test_what_was_told_before_there_was_a_case_is_taken_along(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    first, second = "Det er ei i klassa eg går og tenkjer på", "ho har vore vekke tre torsdagar no"
    await chat.say(first, "off_topic")
    await chat.say("hva er grensen for fravær?", "ask_threshold")
    await chat.say(second)
    await chat.say("ny sak", "start_case")
    await chat.say("TR")
    assert chat.kinds[0] == "case_opened"
    assert (await written(app))["TR"][:2] == [first, second]


async def test_what_was_told_of_one_pupil_does_not_come_along_to_the_next(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("gutt på 5. trinn, borte fire dager", "start_case")
    await chat.say("angre")
    told = "jente på 8. trinn, kommer for sent hver dag"
    await chat.say(told, "start_case")
    await chat.say("TR")
    assert await written(app) == {"TR": [told]}


async def test_words_left_without_an_answer_come_along_later(hand: Hand, app: FastAPI) -> None:
    chat = await one_case(hand)
    told = "har en til, gutt på 5. trinn, borte fire dager"
    await chat.say(told)
    await chat.say("angre")
    assert await written(app) == {"SK7": [WORRY]}
    await chat.say("ny sak", "start_case")
    await chat.say("TR")
    assert (await written(app))["TR"][0] == told
