"""What belongs to no level: services, the duty to report, the seven H's, warning signs; and what a school calls its roles."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.engine.schema import Language, ServiceAdvice
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat, change_school, notes
from tests.api.turns_by_hand import Hand

ROUTINES = ("faerder", "vennesla", "nittedal", "hardanger", "alvoen")
COMMON = routine_of("faerder").common


def advice(role: str, routine: str | None = None) -> list[ServiceAdvice]:
    """The shared advice on a service: of one routine, or of them all."""
    return [one for one in COMMON.services if one.role == role and routine in (None, one.routine)]


def shown(one: ServiceAdvice, language: Language) -> str:
    """As a line of a reply: with the place whose rule it is, unless its clause names it."""
    assert one.place is not None
    place, clause = one.place.in_(language), one.clause or ""
    return f"• {one.text.in_(language)} ({clause if place in clause else f'{place}, {clause}'})"


# services


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(
    ("routine", "level"),
    [
        ("faerder", "Rutinen {names} PPT på nivå 2A og 2B."),
        ("vennesla", "Rutinen {names} PPT på trinn 4."),
        ("nittedal", "Rutinen {names} PPT på trinn 5."),
        ("alvoen", "Rutinen {names} PPT i rutine 4 og 6."),
    ],
)
async def test_a_routines_own_advice_stands_alone(routine: str, level: str, language: Language, hand: Hand) -> None:
    chat = Chat(hand, routine, language)
    await chat.say("når skal ppt inn?", "ask_help_service")
    first, *rest = chat.last["utterances"][0]["values"]["words"].split("\n")
    own = [shown(one, language) for one in advice("ppt", routine)]
    assert (first, rest) == (level.format(names="nevner" if language == "nb" else "nemner"), own)
    assert len(own) > 1


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_where_a_routine_has_no_advice_each_of_the_others_is_shown_with_whose_it_is(
    language: Language, hand: Hand
) -> None:
    chat = Chat(hand, "hardanger", language)
    said = (await chat.say("når skal BUP inn?", "ask_help_service")).split("\n")
    every = [shown(one, language) for one in advice("bup")]
    assert [line for line in said if line.startswith("•")] == every
    assert {one.place.nb for one in advice("bup") if one.place} == {"Nittedal", "Vennesla", "Alvøen"}
    assert [
        line for line in every if not any(f"({place}" in line for place in ("Nittedal", "Vennesla", "Alvøen"))
    ] == []


@pytest.mark.parametrize("routine", ROUTINES)
async def test_asked_for_services_in_general_only_the_levels_are_named(routine: str, hand: Hand) -> None:
    chat = Chat(hand, routine, "nn" if routine == "hardanger" else "nb")
    said = (await chat.say("hvem kan hjelpe oss utenfra?", "ask_help_service")).split("\n")
    assert said[0].startswith("Rutinen ne")
    assert [line for line in said if line.startswith("•")] == []


async def test_several_services_asked_for_are_all_answered(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    said = await chat.say("når skal vi ha med fastlege og helsesykepleier?", "ask_help_service")
    for role in ("fastlege", "helsesykepleier"):
        assert [one for one in advice(role, "faerder") if shown(one, "nb") not in said] == []
    assert "PPT" not in said


async def test_asked_in_a_talk_the_question_stands_again(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_elev")
    await chat.say("når skal ppt inn?", "ask_help_service")
    assert chat.kinds == ["sentences", "question_again"]
    assert await notes(app, "answer") == []


# the duty to report

DUTY = COMMON.duty_to_report
BEGINNINGS: dict[Language, tuple[str, ...]] = {
    "nb": (
        "• A: Noe gir grunn til å tro at barnet mishandles",
        "• B: Noe gir grunn til å tro at barnet har en alvorlig",
        "• C: Barnet viser alvorlige atferdsvansker",
        "• D: Noe gir grunn til å tro at noen utnytter barnet i menneskehandel",
        "Høyt fravær alene er ikke nok til å melde.",
        "Fravær kan telle med",
        "Plikten står i barnevernsloven § 13-2",
        "Kilde: Nittedals veileder «Hver dag teller!»",
    ),
    "nn": (
        "• A: Noko gir grunn til å tru at barnet blir mishandla",
        "• B: Noko gir grunn til å tru at barnet har ein alvorleg",
        "• C: Barnet viser alvorlege åtferdsvanskar",
        "• D: Noko gir grunn til å tru at nokon utnyttar barnet i menneskehandel",
        "Høgt fråvær åleine er ikkje nok til å melde.",
        "Fråvær kan telje med",
        "Plikta står i barnevernslova § 13-2",
        "Kjelde: rettleiaren «Hver dag teller!» frå Nittedal",
    ),
}


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("routine", ROUTINES)
async def test_the_duty_to_report_is_told_whole(routine: str, language: Language, hand: Hand) -> None:
    chat = Chat(hand, routine, language)
    said = (await chat.say("når må jeg melde til barnevernet?", "ask_help_service")).split("\n")
    assert DUTY is not None
    assert said[0] == DUTY.who.in_(language)
    assert [line for line in said if line.startswith("•")] == [f"• {one.in_(language)}" for one in DUTY.conditions]
    assert [begun for begun in BEGINNINGS[language] if sum(line.startswith(begun) for line in said) != 1] == [], (
        "each once"
    )
    assert DUTY.unsure.in_(language) in said


@pytest.mark.parametrize("text", ["bekymringsmelding?", "kva seier meldeplikta", "skal BV inn her"])
async def test_the_duty_to_report_by_its_other_names(text: str, hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    assert "Høyt fravær alene er ikke nok" in await chat.say(text, "ask_help_service")
    assert chat.kinds == ["sentences"]


async def test_another_service_asked_for_with_barnevernet_is_answered_too(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    said = await chat.say("skal barnevern eller ppt inn?", "ask_help_service")
    assert chat.kinds == ["sentences", "sentences"]
    assert "Høyt fravær alene er ikke nok" in said
    assert shown(advice("ppt", "faerder")[0], "nb") in said


# the seven H's and the warning signs

SEVEN: dict[Language, list[str]] = {
    "nb": ["Hva skal", "Hvor skal", "Hvorfor skal", "Hvem er", "Hvordan skal", "Hvor lenge", "Hva skjer etterpå"],
    "nn": ["Kva skal", "Kvar skal", "Kvifor skal", "Kven er", "Korleis skal", "Kor lenge", "Kva skjer etterpå"],
}


@pytest.mark.parametrize(
    ("routine", "language", "text", "intent", "whose"),
    [
        ("faerder", "nb", "hva er 7H?", "ask_help_service", "Kilde: Venneslas veileder."),
        ("vennesla", "nb", "de sju h-ene", "off_topic", "Kilde: Venneslas veileder."),
        ("nittedal", "nn", "kva er dei sju h-ane", "start_case", "Kjelde: rettleiaren i Vennesla."),
        ("hardanger", "nn", "7 h'ene", "ask_threshold", "Kjelde: rettleiaren i Vennesla."),
        ("alvoen", "nb", "syv h", "answer", "Kilde: Venneslas veileder."),
    ],
)
async def test_the_seven_h_are_told_with_whose_they_are(
    routine: str, language: Language, text: str, intent: str, whose: str, hand: Hand
) -> None:
    chat = Chat(hand, routine, language)
    said = (await chat.say(text, intent)).split("\n")
    lines = [line for line in said if line.startswith("•")]
    assert len(lines) == len(SEVEN[language]) == 7
    assert all(line.startswith(f"• {begun}") for line, begun in zip(lines, SEVEN[language], strict=True))
    assert (said[-1], chat.words.count(whose.split(":")[0] + ":")) == (whose, 1)


@pytest.mark.parametrize(
    ("language", "text", "never", "whose"),
    [
        ("nb", "hvilke varseltegn skal jeg se etter?", "de er aldri en konklusjon", "Kilde: Venneslas veileder."),
        ("nn", "kva er teikn på skulevegring", "dei er aldri ein konklusjon", "Kjelde: rettleiaren i Vennesla."),
    ],
)
@pytest.mark.parametrize("routine", ["vennesla", "nittedal", "hardanger"])
async def test_the_warning_signs_are_told_as_signs_and_no_conclusion(
    routine: str, language: Language, text: str, never: str, whose: str, hand: Hand
) -> None:
    chat = Chat(hand, routine, language)
    said = (await chat.say(text, "ask_help_service")).split("\n")
    assert COMMON.warning_signs is not None
    assert [line for line in said if line.startswith("•")] == [
        f"• {line.in_(language)}" for line in COMMON.warning_signs.lines
    ]
    assert never in said[-2]
    assert said[-1] == whose


async def test_signs_seen_in_a_pupil_start_a_case(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.say("ser tegn på skolevegring hos en elev, bekymret", "start_case")
    assert chat.kinds == ["ask_label"]


async def test_the_seven_h_written_in_a_talk_are_an_answer(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    await chat.lead("elevsamtale_barnetrinn")
    await chat.say("vi bruker 7H i alle timer")
    assert chat.kinds == ["question"]
    assert list((await chat.answers()).values()) == ["vi bruker 7H i alle timer"]


# what a school calls its roles

HEAD = {"name": {"nb": "Rektor", "nn": "Rektor"}, "definite": {"nb": "rektoren", "nn": "rektoren vår"}}


@pytest.mark.parametrize(
    ("language", "before", "after"), [("nb", "ledelsen", "rektoren"), ("nn", "leiinga", "rektoren vår")]
)
async def test_a_role_is_called_what_the_school_calls_it(
    language: Language, before: str, after: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "nittedal", language)
    await chat.open()
    await chat.decide("contact", "worried")
    said = await chat.say("hvem må være med?", "ask_who")
    await change_school(app, "demo_nittedal", role_names={"ledelse": HEAD})
    named = await chat.say("hvem må være med?", "ask_who")
    assert before in said
    assert after not in said
    # The gap's own text is the routine's; who to ask is the school's.
    assert [line.replace(before, after) for line in said.split("\n") if line.startswith(("Ved", "Skal"))] == [
        line for line in named.split("\n") if line.startswith(("Ved", "Skal"))
    ]
    assert f"Spør {after}." in named
    assert after in (await chat.plan())["who"]


async def test_another_schools_names_for_roles_are_not_used(hand: Hand, app: FastAPI) -> None:
    await change_school(app, "demo_nittedal", role_names={"ledelse": HEAD})
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("go_on", "worried")
    assert "rektoren" not in await chat.say("hvem må være med?", "ask_who")


async def test_who_to_ask_is_named_as_the_school_does_before_there_is_a_case(hand: Hand, app: FastAPI) -> None:
    await change_school(app, "demo_hardanger", role_names={"ledelse": HEAD})
    chat = Chat(hand, "hardanger", "nb")
    assert "Spør rektoren." in await chat.say("hva er grensa?", "ask_threshold")
