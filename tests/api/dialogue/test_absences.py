"""How much absence is worrying, asked or told in the chat: each routine by its own words, and nobody by another's number."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.engine.schema import Language
from tests.api.chat_by_hand import Chat, change_school, notes
from tests.api.turns_by_hand import Hand

TODAY = "2026-11-23"
ROUTINES = ("faerder", "vennesla", "nittedal", "hardanger", "alvoen")
TOLD = {
    "3 days": "borte 3 dager denne måneden",
    "11 days": "11 dager siden september",
    "percent": "12 %",
    "mondays": "bare mandager",
    "late": "kommer for sent nesten hver dag",
}
NO_PERIOD = "Rutinen sier ikke hvilken periode prosenten gjelder; dette er perioden du oppga."
VENNESLA = "Kilde: Vennesla, tiltakstrappa, «Bekymringsfullt fravær»."
FAERDER = ["Visma varsler av seg selv etter fire dager borte. Du kan handle før.", "Kilde: Færder, nivå 0."]
NITTEDAL = [
    "Rutinen sier ikke noe om dette: hvor mye fravær som er alvorlig; grensa står i en figur som mangler i teksten vi har."
    " Spør ledelsen.",
    "Kilde: Nittedal kommune, PPT: «Hver dag teller!», kortversjon, revidert april 2023.",
    "Skolen kan legge inn sin egen grense. Du kan gå videre ut fra egen vurdering.",
]
HARDANGER = [
    "Bekymringen din er nok: Er du bekymret for fraværet, drøfter du det.",
    "Kilde: Hardanger, nivå 0.",
    "Rutinen sier ikke noe om dette: hvor mye fravær som er bekymringsfullt. Spør ledelsen.",
]
SIGN = "Dette er et tegn du vurderer, ikke et tall:"
ANSWERS = {
    ("faerder", "3 days"): [
        "Du oppgir 3 dager. Rutinen sier ikke hvilken periode 4 dager gjelder, så jeg regner det ikke ut.",
        *FAERDER,
    ],
    ("faerder", "11 days"): [
        "Du oppgir 11 dager. Rutinen sier ikke hvilken periode 4 dager gjelder, så jeg regner det ikke ut.",
        *FAERDER,
    ],
    ("vennesla", "3 days"): [
        "3 av 16 skoledager fra 1. november til 23. november er 18,8 prosent. Grensa på 10 prosent er nådd.",
        NO_PERIOD,
        VENNESLA,
    ],
    ("vennesla", "11 days"): [
        "11 av 55 skoledager fra 1. september til 23. november er 20 prosent. Grensa på 10 prosent er nådd.",
        NO_PERIOD,
        VENNESLA,
    ],
    ("vennesla", "percent"): ["Grensa er 10 prosent. Hvilken periode gjelder tallet ditt?"],
    ("vennesla", "late"): [f"{SIGN} Det fjerde tegnet er at eleven kommer for sent gang på gang.", VENNESLA],
    ("nittedal", "3 days"): NITTEDAL,
    ("nittedal", "11 days"): NITTEDAL,
    ("nittedal", "percent"): NITTEDAL,
    ("nittedal", "mondays"): [*NITTEDAL],
    ("nittedal", "late"): [*NITTEDAL],
    ("hardanger", "3 days"): HARDANGER,
    ("hardanger", "11 days"): HARDANGER,
    ("hardanger", "percent"): HARDANGER,
    ("hardanger", "mondays"): [*HARDANGER],
    ("hardanger", "late"): [*HARDANGER],
    ("alvoen", "3 days"): [
        "3 dager fra 1. november til 23. november: grensa på 3 dager per måned er nådd.",
        "Kilde: Alvøen, innledningen.",
    ],
    ("alvoen", "11 days"): [
        "11 dager fra 1. september til 23. november: uansett fordeling er minst 4 av dem i samme måned."
        " Grensa på 3 dager per måned er nådd.",
        "Kilde: Alvøen, innledningen.",
        "11 dager fra 1. september til 23. november: grensa på 10 dager per kvartal (tre måneder) er nådd.",
    ],
    ("alvoen", "mondays"): [
        f"{SIGN} Et tydelig mønster er bekymringsfullt i seg selv.",
        "Kilde: Alvøen, innledningen.",
    ],
    ("alvoen", "late"): [f"{SIGN} Forsentkomming regnes som fravær.", "Kilde: Alvøen, rutine 1A og 1C."],
}
# Where the routine has no such limit or sign its whole rule is told, with its gap.
WHOLE_RULE = {
    ("faerder", "percent"): (FAERDER[0], "hvor fraværsgrensa går"),
    ("faerder", "mondays"): (FAERDER[0], "hvor fraværsgrensa går"),
    ("faerder", "late"): (FAERDER[0], "hvor fraværsgrensa går"),
    ("vennesla", "mondays"): ("Det første er 10 % fravær", "hvilken periode de 10 prosentene gjelder"),
    ("alvoen", "percent"): ("Tre dager eller mer på en måned", "Ti dager på et kvartal", "om måned og kvartal følger"),
}
OWN_NUMBERS = {
    "faerder": ("periode 4 dager", "fire dager"),
    "vennesla": ("10 prosent", "10 %"),
    "alvoen": ("3 dager per", "Tre dager", "10 dager per", "Ti dager"),
}


async def test_other_words_in_the_place_of_the_period_let_it_go(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say("12 %")
    await chat.say("nei jeg bare spurte, og mor er på sykehuset nå")
    assert chat.kinds == ["noted_loose"]
    await chat.say("12 %")
    await chat.say("mor er sykmeldt")
    await chat.say("far også")
    assert chat.kinds == ["noted_loose"]
    assert "far også" in await notes(app)


@pytest.mark.parametrize(
    "question",
    ["kva er 10 prosent av, skuleåret eller månaden?", "hva teller som bekymringsfullt, 3 dager i måneden?"],
)
async def test_a_figure_in_a_question_about_the_routine_is_nobodys(question: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say(question, "ask_threshold")
    assert not chat.last["listening"]
    assert "nådd" not in chat.words
    assert await notes(app) == []


@pytest.mark.parametrize(("routine", "told"), list(ANSWERS))
async def test_each_routine_judges_by_its_own_words(routine: str, told: str, hand: Hand) -> None:
    chat = Chat(hand, routine, today=TODAY)
    assert (await chat.say(TOLD[told])).split("\n") == ANSWERS[routine, told]


@pytest.mark.parametrize(("routine", "told"), list(WHOLE_RULE))
async def test_the_whole_rule_is_told_where_there_is_nothing_to_judge_by(routine: str, told: str, hand: Hand) -> None:
    chat = Chat(hand, routine, today=TODAY)
    words = await chat.say(TOLD[told])
    assert [part for part in WHOLE_RULE[routine, told] if part not in words] == []
    assert "nådd." not in words.replace("når fraværsgrensa er nådd.", "")


def test_every_figure_is_tried_on_every_routine() -> None:
    assert ANSWERS.keys() | WHOLE_RULE.keys() == {(routine, told) for routine in ROUTINES for told in TOLD}


@pytest.mark.parametrize("routine", ROUTINES)
async def test_nobody_is_told_another_routines_number(routine: str, hand: Hand) -> None:
    others = [number for name, numbers in OWN_NUMBERS.items() if name != routine for number in numbers]
    for text in (TOLD["percent"], TOLD["mondays"], "14 dager denne måneden", "hva er grensa for fravær?"):
        chat = Chat(hand, routine, today=TODAY)
        words = await chat.say(text, "ask_threshold", key=text)
        assert [number for number in others if number in words] == [], text


@pytest.mark.parametrize(
    ("routine", "said"),
    [
        ("faerder", "Du oppgir 3 dagar. Rutinen seier ikkje kva periode 4 dagar gjeld, så eg reknar det ikkje ut."),
        (
            "vennesla",
            "3 av 16 skuledagar frå 1. november til 23. november er 18,8 prosent. Grensa på 10 prosent er nådd.",
        ),
        ("nittedal", "Skulen kan leggje inn si eiga grense. Du kan gå vidare ut frå eiga vurdering."),
        ("hardanger", "Uroa di er nok: Er du uroa for fråværet, drøftar du det."),
        ("alvoen", "3 dagar frå 1. november til 23. november: grensa på 3 dagar per månad er nådd."),
    ],
)
async def test_the_answer_in_nynorsk(routine: str, said: str, hand: Hand) -> None:
    chat = Chat(hand, routine, "nn", today=TODAY)
    assert said in (await chat.say("vore borte 3 dagar denne månaden")).split("\n")
    assert list(chat.buttons) == ["Ny uro"]


async def test_a_worry_about_a_pupil_starts_a_case_whatever_it_counts(hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.say("jeg har en elev som er borte 3 dager denne måneden", "start_case")
    assert chat.kinds == ["ask_label"]
    await chat.say("borte 3 dager denne måneden", "start_case", key="laptop")
    assert chat.kinds == ["sentences"]


# the period, when it is missing


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_the_period_is_asked_for_with_buttons(language: Language, hand: Hand) -> None:
    chat = Chat(hand, "vennesla", language, TODAY)
    await chat.say("12 %")
    asked = {"nb": "Grensa er 10 prosent. Hvilken periode", "nn": "Grensa er 10 prosent. Kva periode"}[language]
    nb, nn = ["Denne måneden", "Siste tre måneder", "Siden skolestart"], ["Denne månaden", "Siste tre månader"]
    assert (chat.kinds, chat.last["listening"]) == (["ask_period"], True)
    assert chat.words.startswith(asked)
    assert list(chat.buttons) == (nb if language == "nb" else [*nn, "Sidan skulestart"])


@pytest.mark.parametrize(
    ("button", "first"),
    [("Denne måneden", "1. november"), ("Siste tre måneder", "24. august"), ("Siden skolestart", "17. august")],
)
async def test_the_period_by_a_button(button: str, first: str, hand: Hand) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.say("12 %")
    said = await chat.press(button)
    assert said.split("\n")[0] == f"12 prosent fra {first} til 23. november: grensa på 10 prosent er nådd."
    assert not chat.last["listening"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("siden 1. oktober", "4 dagar frå 1. oktober til 23. november: grensa på 3 dagar per månad er nådd dersom"),
        ("denne månaden", "4 dagar frå 1. november til 23. november: grensa på 3 dagar per månad er nådd."),
        ("dei siste 14 dagane", "4 dagar frå 10. november til 23. november: grensa på 3 dagar per månad er nådd."),
        ("i oktober", "4 dagar frå 1. oktober til 31. oktober: grensa på 3 dagar per månad er nådd."),
    ],
)
async def test_the_period_in_words(typed: str, said: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen", "nn", TODAY)
    await chat.say("vekke 4 dagar")
    assert chat.kinds == ["ask_period"]
    assert (await chat.say(typed, "off_topic")).startswith(said)


async def test_the_amount_may_be_corrected_with_the_period(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today=TODAY)
    await chat.open()
    await chat.say("borte 4 dager")
    assert (await chat.say("nei, 5 dager siden oktober")).startswith("5 dager fra 1. oktober til 23. november")
    assert await notes(app) == ["borte 4 dager", "nei, 5 dager siden oktober"]


async def test_what_names_no_period_is_kept_and_the_period_asked_again(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say("12 %")
    await chat.say("mor er sykmeldt")
    assert (chat.kinds, chat.last["listening"]) == (["period_unclear"], True)
    assert await notes(app) == ["12 %", "mor er sykmeldt"]
    assert "12 prosent fra 1. november" in await chat.press("Denne måneden")


async def test_another_question_lets_the_period_go(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say("12 %")
    assert "Disse skal være med" in await chat.say("hvem må være med?", "ask_who")
    assert (chat.kinds, chat.last["listening"]) == (["sentences"], False)
    await chat.say("denne måneden var han mye syk")
    assert chat.kinds == ["noted_loose"]


async def test_the_school_start_is_not_offered_when_the_breaks_are_not_loaded(hand: Hand, app: FastAPI) -> None:
    await change_school(app, "demo_vennesla", breaks=None)
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.say("12 %")
    assert list(chat.buttons) == ["Denne måneden", "Siste tre måneder"]
    assert "Skoleruta er ikke lastet inn" in await chat.say("3 dager siste måned", key="laptop")


# the school's own limit


OWN_LIMIT: dict[Language, list[str]] = {
    "nb": [
        "Skolens egen grense, ikke rutinens: 5 dager per måned.",
        "6 dager fra 1. november til 23. november: grensa på 5 dager per måned er nådd.",
    ],
    "nn": [
        "Grensa skulen har sett sjølv, ikkje den i rutinen: 5 dagar per månad.",
        "6 dagar frå 1. november til 23. november: grensa på 5 dagar per månad er nådd.",
    ],
}


@pytest.mark.parametrize(
    ("routine", "language"),
    [
        ("faerder", "nb"),
        ("vennesla", "nn"),
        ("nittedal", "nb"),
        ("nittedal", "nn"),
        ("hardanger", "nn"),
        ("alvoen", "nb"),
    ],
)
async def test_the_schools_own_limit_comes_last_and_as_the_schools_own(
    routine: str, language: Language, hand: Hand, app: FastAPI
) -> None:
    await change_school(app, f"demo_{routine}", own_limit={"amount": 5, "unit": "days", "period": "month"})
    chat = Chat(hand, routine, language, TODAY)
    said = (await chat.say("6 dager denne måneden")).split("\n")
    assert said[-2:] == OWN_LIMIT[language]
    assert (await chat.say("hva er grensa?", "ask_threshold")).split("\n")[-1] == OWN_LIMIT[language][0]
    assert "Skolen kan legge inn sin egen grense" not in chat.words


@pytest.mark.parametrize(
    ("own", "told", "period", "says"),
    [
        ({"amount": 5, "unit": "days", "in_a_row": True}, "6 dager på rad", "Denne måneden", "5 dager på rad er nådd."),
        (
            {"amount": 4, "unit": "lessons", "period": "month"},
            "borte 5 timer",
            "Denne måneden",
            "4 timer per måned er nådd.",
        ),
        (
            {"amount": 2, "unit": "late", "period": "month"},
            "kom for sent 3 ganger",
            "Denne måneden",
            "2 ganger for sent per måned er nådd.",
        ),
    ],
)
async def test_what_was_told_is_all_there_when_the_period_is_named(
    own: dict[str, object], told: str, period: str, says: str, hand: Hand, app: FastAPI
) -> None:
    await change_school(app, "demo_vennesla", own_limit=own)
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say(told)
    assert says in await chat.press(period)


HALF_YEAR = {"amount": 20, "unit": "percent", "period": "half_year"}


@pytest.mark.parametrize(
    ("language", "told", "says"),
    [
        ("nb", "borte 1 dag denne uka", "Tallet ditt gjelder en annen periode, så det viser ikke om den er nådd."),
        ("nn", "vekke 1 dag denne veka", "Talet ditt gjeld ein annan periode, så det viser ikkje om ho er nådd."),
    ],
)
async def test_a_share_of_a_week_is_not_held_against_a_half_year(
    language: Language, told: str, says: str, hand: Hand, app: FastAPI
) -> None:
    await change_school(app, "demo_hardanger", own_limit=HALF_YEAR)
    chat = Chat(hand, "hardanger", language, today=TODAY)
    await chat.open()
    said = await chat.say(told)
    assert says in said
    assert "er nådd." not in said.replace(says, "")


async def test_the_half_year_can_be_named_where_a_limit_counts_by_it(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla", today=TODAY)
    await chat.open()
    await chat.say("borte 25 prosent")
    assert "Dette halvåret" not in chat.buttons
    await change_school(app, "demo_hardanger", own_limit=HALF_YEAR)
    chat = Chat(hand, "hardanger", today=TODAY)
    await chat.open()
    await chat.say("borte 25 prosent")
    assert "20 prosent per halvår er nådd" in await chat.press("Dette halvåret")


async def test_the_schools_limit_does_not_stand_in_another_school(hand: Hand, app: FastAPI) -> None:
    await change_school(app, "demo_nittedal", own_limit={"amount": 5, "unit": "days", "period": "month"})
    for routine in ("faerder", "vennesla", "hardanger", "alvoen"):
        chat = Chat(hand, routine, today=TODAY)
        assert "egen grense" not in await chat.say("6 dager denne måneden")


@pytest.mark.parametrize(
    ("language", "asks", "says"),
    [
        (
            "nb",
            "Skolens egen grense er 8 prosent. Hvilken periode gjelder tallet ditt?",
            "Skolen har ikke oppgitt hvilken periode prosenten gjelder; dette er perioden du oppga.",
        ),
        (
            "nn",
            "Grensa skulen har sett sjølv, er 8 prosent. Kva periode gjeld talet ditt?",
            "Skulen har ikkje oppgitt kva periode prosenten gjeld; dette er perioden du oppgav.",
        ),
    ],
)
async def test_a_period_the_school_has_not_said_is_no_silence_of_the_routines(
    language: Language, asks: str, says: str, hand: Hand, app: FastAPI
) -> None:
    await change_school(app, "demo_nittedal", own_limit={"amount": 8, "unit": "percent"})
    chat = Chat(hand, "nittedal", language, TODAY)
    assert await chat.say("12 %") == asks
    said = (await chat.say("denne måneden")).split("\n")
    assert said[-1] == says
    assert not any("Rutinen" in line and "periode" in line for line in said)


async def test_days_are_not_held_against_a_limit_of_the_school_without_a_period(hand: Hand, app: FastAPI) -> None:
    await change_school(app, "demo_hardanger", own_limit={"amount": 4, "unit": "days"})
    chat = Chat(hand, "hardanger", today=TODAY)
    said = (await chat.say("5 dager denne måneden")).split("\n")
    assert said[-1] == (
        "Du oppgir 5 dager. Skolen har ikke oppgitt hvilken periode 4 dager gjelder, så jeg regner det ikke ut."
    )


# Alvøen: seven days or more in three months put three in one month, however they are spread

LAST_DAYS = ("2026-11-23", "2026-11-30", "2027-02-28", "2027-04-30", "2027-05-31")


@pytest.mark.parametrize("today", LAST_DAYS)
@pytest.mark.parametrize("period", ["siste tre måneder", "dette kvartalet"])
async def test_seven_days_in_three_months_are_never_called_not_reached(today: str, period: str, hand: Hand) -> None:
    for days in (7, 10):
        chat = Chat(hand, "alvoen", today=today)
        said = await chat.say(f"borte {days} dager {period}", key=f"{days}")
        assert "er nådd." in said
        assert "ikke nådd" not in said


@pytest.mark.parametrize("today", LAST_DAYS)
async def test_three_days_in_the_last_month_reach_the_limit(today: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today=today)
    assert "grensa på 3 dager per måned er nådd." in await chat.say("borte 3 dager siste måned")
    assert "er ikke nådd med 2 dager" in await chat.say("borte 2 dager siste måned")


@pytest.mark.parametrize(
    ("today", "period"), [("2026-11-30", "siden 31. august"), ("2027-04-30", "de siste 90 dagene")]
)
async def test_a_month_from_the_thirty_first_holds_the_whole_next_month(today: str, period: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today=today)
    assert "ikke nådd" not in await chat.say(f"borte 7 dager {period}")


# told while a case is open


@pytest.mark.parametrize(
    ("routine", "text"),
    [
        ("faerder", "11 dager siden september"),
        ("vennesla", "bare mandager"),
        ("nittedal", "11 dager siden september"),
        ("hardanger", "kommer for sent nesten hver dag"),
        ("alvoen", "borte 3 dager denne måneden"),
    ],
)
async def test_what_is_told_of_an_open_case_is_judged_and_kept(
    routine: str, text: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, routine, today=TODAY)
    await chat.open()
    await chat.say(text)
    assert chat.kinds == ["sentences", "noted_loose"]
    assert await notes(app) == [text]


async def test_what_is_asked_of_an_open_case_is_not_kept(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today=TODAY)
    await chat.open()
    await chat.say("er 4 dager denne måneden over grensa?", "ask_threshold")
    assert (chat.kinds, await notes(app)) == (["sentences"], [])


async def test_an_amount_told_in_a_talk_is_the_answer(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder", today=TODAY)
    await chat.open()
    await chat.lead("undring_elev")
    await chat.say("borte 3 dager denne måneden")
    assert (chat.kinds, await notes(app)) == (["question"], [])
    assert list((await chat.answers()).values()) == ["borte 3 dager denne måneden"]


async def test_an_amount_told_of_a_closed_case_is_kept_in_it_and_offers_the_way_back(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today=TODAY)
    await chat.open()
    await chat.decide("concern", "cleared")
    await chat.say("11 dager siden september")
    assert (chat.kinds, await notes(app)) == (["sentences", "kept_in_closed"], ["11 dager siden september"])
    assert (list(chat.buttons), (await chat.plan())["status"]) == (["Ta opp saken igjen", "Angre"], "closed")


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("borte 3 dagar denne månaden", True),
        ("når er fristen når han har vært borte 3 dager denne måneden", False),
        ("fristen om 3 dager", False),
    ],
)
async def test_an_amount_that_looks_like_a_question_of_dates_is_judged_all_the_same(
    hand: Hand, text: str, judged: bool
) -> None:
    told = await hand.say(text, "ask_deadline", subject="demo:alvoen:1")
    assert ("3 dager per måned" in str(told["utterances"])) == judged
