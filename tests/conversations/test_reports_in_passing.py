"""Told in passing, outside a talk: kept as a note at once, and entered with the right day after one confirmation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversations.looking import answers_of, new_cases, other_device, plan_of
from tests.conversations.stack import Chat, Stack

THURSDAY = "2026-08-27"
YES, OTHER_DAY, ONLY_NOTED = "Ja", "Annen dag", "Nei, bare notatet"

ON_THE_WAY = {  # to level 1 of Færder, by the words of the buttons
    "nb": (
        *("Jeg har snakket med foresatte", "Fortsatt bekymret", "Vi har analysert samtalene", "Jeg har delt undringen"),
        "Bekymret, gå til nivå 1",
    ),
    "nn": (
        *("Eg har snakka med føresette", "Framleis uroa", "Vi har analysert samtalane", "Eg har delt undringa"),
        "Uroa, gå til nivå 1",
    ),
}


def a_case(stack: Stack, routine: str = "faerder", *, nynorsk: bool = False, level: str = "0") -> Chat:
    """A teacher with the case MK from Monday 24 August, spoken of on Thursday 27 August."""
    chat = stack.chat(routine=routine, nynorsk=nynorsk)
    new_cases(chat, "MK")
    if level == "1":
        for typed in ON_THE_WAY["nn" if nynorsk else "nb"]:
            chat.say(typed)
        assert plan_of(chat, "MK")["level"] == "1"
    chat.today = THURSDAY
    return chat


def task(chat: Chat, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in plan_of(chat, "MK")["tasks"] if one["id"] == name)
    return found


def done_on(chat: Chat, name: str) -> str | None:
    on: str | None = task(chat, name)["done_on"]
    return on


def kept(chat: Chat, text: str) -> int:
    """How often the text lies in the case."""
    return chat.say("oppsummer").text.count(text)


DONE = [
    ("faerder", False, "har prata litt med eleven", "talk_pupil", "torsdag 27. august", THURSDAY),
    ("faerder", False, "ringte mor i går", "talk_foresatte", "onsdag 26. august", "2026-08-26"),
    ("faerder", True, "eg prata med guten tysdag", "talk_pupil", "tysdag 25. august", "2026-08-25"),
    ("faerder", True, "har hatt ein lang prat med mor på måndag", "talk_foresatte", "måndag 24. august", "2026-08-24"),
    ("nittedal", True, "snakka med eleven i går", "contact_pupil", "onsdag 26. august", "2026-08-26"),
    ("nittedal", False, "æ ringte heim te mora i gjår", "contact_foresatte", "onsdag 26. august", "2026-08-26"),
    ("nittedal", False, "ringt heim no", "contact_foresatte", "torsdag 27. august", THURSDAY),
    ("vennesla", False, "eleven var i samtale onsdag", "talk_pupil", "onsdag 26. august", "2026-08-26"),
    ("alvoen", False, "snakket med eleven den 25.", "contact_pupil", "tirsdag 25. august", "2026-08-25"),
    ("alvoen", True, "eg har ringt heim no nettopp", "contact_home", "torsdag 27. august", THURSDAY),
]


@pytest.mark.parametrize(("routine", "nynorsk", "told", "name", "spelled", "on"), DONE)
def test_what_was_done_is_entered_on_its_day(
    stack: Stack, routine: str, nynorsk: bool, told: str, name: str, spelled: str, on: str
) -> None:
    chat = a_case(stack, routine, nynorsk=nynorsk)
    asked = chat.say(told)
    assert spelled in asked.text
    assert done_on(chat, name) is None
    assert spelled in chat.press(YES).text
    assert done_on(chat, name) == on
    assert kept(chat, told) == 1


@pytest.mark.parametrize("yes", ["ja", "Ja!", "jepp", "stemmer", "ja takk", "ja det stemmer"])
def test_yes_may_be_typed(chat: Chat, yes: str) -> None:
    new_cases(chat, "MK")
    chat.all("har prata litt med eleven", yes)
    assert done_on(chat, "talk_pupil") == "2026-08-24"
    assert kept(chat, "har prata litt med eleven") == 1


@pytest.mark.parametrize("no", ["nei", "Nei, bare notatet", "nei, det stemmer ikke", "neida"])
def test_no_leaves_the_note_alone(chat: Chat, no: str) -> None:
    new_cases(chat, "MK")
    assert "bare som notat" in chat.all("har prata litt med eleven", no).text
    assert done_on(chat, "talk_pupil") is None
    assert kept(chat, "har prata litt med eleven") == 1
    chat.say("ja")
    assert done_on(chat, "talk_pupil") is None


@pytest.mark.parametrize(
    ("said", "on"), [("nei, det var onsdag", "2026-08-26"), ("tirsdag", "2026-08-25"), ("25.8.", "2026-08-25")]
)
def test_another_day_may_be_typed_at_once(stack: Stack, said: str, on: str) -> None:
    chat = a_case(stack)
    chat.all("har prata litt med eleven", said)
    assert done_on(chat, "talk_pupil") == on


def test_another_day_is_asked_for_by_its_button_and_a_wrong_day_asked_for_again(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say("har prata litt med eleven")
    assert list(chat.press(OTHER_DAY).buttons) == ["I dag", "I går", ONLY_NOTED]
    assert "ikke vært ennå" in chat.say("i morgen").text
    assert "finner jeg ikke" in chat.say("30. februar").text
    assert done_on(chat, "talk_pupil") is None
    assert "onsdag 26. august" in chat.say("i går").text
    assert done_on(chat, "talk_pupil") == "2026-08-26"


def test_where_the_day_matters_it_is_asked_for(stack: Stack) -> None:
    chat = a_case(stack, level="1")
    asked = chat.say("vi har hatt møtet")
    assert list(asked.buttons) == ["I dag", "I går", ONLY_NOTED]
    chat.press("I går")
    assert done_on(chat, "hold_meeting") == "2026-08-26"
    assert kept(chat, "vi har hatt møtet") == 1


@pytest.mark.parametrize(
    ("routine", "nynorsk", "told", "name", "spelled"),
    [
        ("faerder", False, "ringte mor i går, ingen svar", "talk_foresatte", "onsdag 26. august"),
        ("nittedal", True, "fekk ikkje tak i far på måndag", "contact_foresatte", "måndag 24. august"),
        ("vennesla", False, "æ har ringt te mora i gjår, itj svar", "call_home", "onsdag 26. august"),
        ("alvoen", False, "mor tok ikke telefonen", "contact_home", "torsdag 27. august"),
    ],
)
def test_an_attempt_is_written_down_and_the_task_stays_open(
    stack: Stack, routine: str, nynorsk: bool, told: str, name: str, spelled: str
) -> None:
    chat = a_case(stack, routine, nynorsk=nynorsk)
    assert spelled in chat.say(told).text
    entered = chat.press(YES).text
    assert spelled in entered
    assert ("framleis ope" if nynorsk else "fortsatt åpent") in entered
    state = task(chat, name)
    assert (state["done_on"], len(state["attempted_on"])) == (None, 1)
    tried = f"{'Prøvd' if nynorsk else 'Forsøkt'} {spelled}"
    assert tried in chat.say("kva no?" if nynorsk else "hva nå?").text
    assert tried in chat.say("oppsummer").text
    assert tried in chat.say("mine saker").text


def test_two_attempts_and_then_the_talk(stack: Stack) -> None:
    chat = a_case(stack)
    chat.all("ringte mor på tirsdag, ingen svar", "ja", "fikk ikke tak i mor i går heller", "ja")
    assert task(chat, "talk_foresatte")["attempted_on"] == ["2026-08-25", "2026-08-26"]
    assert "Forsøkt tirsdag 25. august og onsdag 26. august." in chat.say("hva nå?").text
    chat.all("har snakket med mor", "ja")
    assert done_on(chat, "talk_foresatte") == THURSDAY
    assert "Forsøkt" not in chat.say("hva nå?").text


@pytest.mark.parametrize(
    ("told", "spelled", "on", "late"),
    [
        ("møtet er flyttet til fredag", "fredag 28. august", "2026-08-28", False),
        ("møtet er satt til onsdag i neste uke", "onsdag 2. september", "2026-09-02", True),
        ("møtet blir i uke 37", "mandag 7. september", "2026-09-07", True),
    ],
)
def test_the_day_of_a_meeting_is_set_and_its_deadline_stays(
    stack: Stack, told: str, spelled: str, on: str, late: bool
) -> None:
    chat = a_case(stack, level="1")
    assert spelled in chat.say(told).text
    entered = chat.press(YES).text
    assert f"Møtet er satt til {spelled}." in entered
    assert ("etter fristen mandag 31. august" in entered) is late
    assert (task(chat, "hold_meeting")["planned_on"], done_on(chat, "hold_meeting")) == (on, None)
    deadlines = chat.say("når er fristen?").text
    assert f"Møtet er satt til {spelled}." in deadlines
    assert "innen mandag 31. august" in deadlines
    assert f"Satt til {spelled}" in chat.say("hva nå?").text


def test_a_meeting_that_is_agreed_is_ticked_with_its_day_and_a_later_day_replaces_it(stack: Stack) -> None:
    chat = a_case(stack, nynorsk=True, level="1")
    assert "Møtet er avtalt" in chat.say("møtet er avtalt til fredag").text
    chat.say("ja")
    assert done_on(chat, "plan_meeting") == THURSDAY
    assert task(chat, "hold_meeting")["planned_on"] == "2026-08-28"
    chat.all("møtet vart flytta til måndag", "nei, det blir tysdag")
    assert task(chat, "hold_meeting")["planned_on"] == "2026-09-01"
    assert "fredag 28." not in chat.say("kva no?").text


def test_a_moved_meeting_without_a_day_is_asked_for_it(stack: Stack) -> None:
    chat = a_case(stack, level="1")
    assert list(chat.say("møtet er utsatt").buttons) == [ONLY_NOTED]
    assert "har vært" in chat.say("tirsdag 25. august").text
    chat.say("neste tirsdag")
    assert task(chat, "hold_meeting")["planned_on"] == "2026-09-01"


SEVERAL = "har prata litt med eleven og ringt mor"


@pytest.mark.parametrize(
    ("agreed", "done"), [("Ja, alt", (True, True)), ("1", (False, True)), ("ja, 2", (True, False))]
)
def test_of_several_things_all_are_entered_or_those_that_are_numbered(
    stack: Stack, agreed: str, done: tuple[bool, bool]
) -> None:
    chat = a_case(stack)
    asked = chat.say(SEVERAL)
    assert list(asked.buttons) == ["Ja, alt", "Velg", "Nei, bare notatet"]
    assert "1. «Jeg har snakket med foresatte»" in asked.text
    chat.say(agreed)
    assert (done_on(chat, "talk_pupil") == THURSDAY, done_on(chat, "talk_foresatte") == THURSDAY) == done
    assert kept(chat, SEVERAL) == 1
    chat.say("hva nå?")


def test_of_several_things_each_is_asked_about_when_that_is_wanted(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say(SEVERAL)
    assert "Jeg har snakket med foresatte" in chat.press("Velg").text
    assert "Jeg har snakket med eleven" in chat.press("Nei, bare notatet").text
    chat.press("Ja")
    assert (done_on(chat, "talk_pupil"), done_on(chat, "talk_foresatte")) == (THURSDAY, None)


@pytest.mark.parametrize("none", ["Nei, bare notatet", "ingen", "nei"])
def test_of_several_things_none_may_be_meant(stack: Stack, none: str) -> None:
    chat = a_case(stack)
    chat.all("har prata litt med eleven og ringt mor", none)
    assert (done_on(chat, "talk_pupil"), done_on(chat, "talk_foresatte")) == (None, None)


ORDINARY = [
    "har ikke fått ringt mor",
    "må snakke med rektor",
    "ikkje snakka med eleven enno",
    "mor sier hun har snakket med læreren",
    "mor har snakket med læreren",
    "han sov dårlig i går",
    "eleven har ikke kommet på skolen i dag",
    "hun virket sliten på fredag",
    "møtet er holdt",  # no meeting on this level
    "han svarte ikke på spørsmålene i timen",
    "jenta sit åleine i friminutta",
]


@pytest.mark.parametrize("told", ORDINARY)
def test_an_ordinary_note_is_not_asked_about(chat: Chat, told: str) -> None:
    new_cases(chat, "MK")
    reply = chat.say(told)
    assert "Skal jeg føre opp" not in reply.text
    assert YES not in reply.buttons
    before = [(one["id"], one["state"]) for one in plan_of(chat, "MK")["tasks"]]
    chat.say("ja")
    assert [(one["id"], one["state"]) for one in plan_of(chat, "MK")["tasks"]] == before


def test_a_question_is_answered_and_the_confirmation_stands(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say("har prata litt med eleven")
    answered = chat.say("hvem skal være med?")
    assert "kontaktlæreren" in answered.text
    assert "Skal jeg føre opp" in answered.text
    chat.all("hvem skal være med?", "hvem skal være med?")
    assert "Skal jeg føre opp" not in chat.last.text
    chat.say("ja")
    assert done_on(chat, "talk_pupil") == THURSDAY


def test_a_note_between_is_kept_and_the_yes_still_counts(stack: Stack) -> None:
    chat = a_case(stack)
    chat.all("har prata litt med eleven", "han liker seg best i sløyd", "ja")
    assert done_on(chat, "talk_pupil") == THURSDAY
    assert kept(chat, "han liker seg best i sløyd") == 1


def test_a_new_report_joins_the_first_and_a_yes_enters_both(stack: Stack) -> None:
    chat = a_case(stack)
    chat.all("har prata litt med eleven", "ringte mor i går, ingen svar", "ja")
    assert done_on(chat, "talk_pupil") == "2026-08-27"
    assert task(chat, "talk_foresatte")["attempted_on"] == ["2026-08-26"]
    assert kept(chat, "har prata litt med eleven") == kept(chat, "ringte mor i går, ingen svar") == 1


def test_yes_pressed_twice_enters_once(stack: Stack) -> None:
    chat = a_case(stack)
    payload = chat.say("ringte mor i går, ingen svar").buttons[YES]
    for _ in range(2):
        chat.say(YES, payload=payload)
    assert task(chat, "talk_foresatte")["attempted_on"] == ["2026-08-26"]


def test_a_button_of_the_first_report_does_not_answer_the_second(stack: Stack) -> None:
    chat = a_case(stack)
    first = dict(chat.say("har prata litt med eleven").buttons)
    chat.say("ringte mor i går")
    for title in (YES, OTHER_DAY, ONLY_NOTED):
        assert "Skal jeg føre opp" in chat.say(title, payload=first[title]).text
    chat.say("ja")
    assert (done_on(chat, "talk_pupil"), done_on(chat, "talk_foresatte")) == ("2026-08-27", "2026-08-26")


def test_a_yes_tapped_after_something_else_was_begun_enters_nothing(stack: Stack) -> None:
    chat = a_case(stack)
    payload = chat.say("har prata litt med eleven").buttons[YES]
    chat.say("start undring med foresatte")
    assert "spørsmål 1" in chat.last.text.casefold()
    chat.say(YES, payload=payload)
    assert done_on(chat, "talk_pupil") is None
    assert answers_of(chat, "MK") == []
    assert "spørsmål 1" in chat.last.text.casefold()


def test_a_yes_tapped_in_another_case_or_after_the_case_was_closed_enters_nothing(stack: Stack) -> None:
    chat = a_case(stack)
    new_cases(chat, "TL")
    chat.say("bytt til MK")
    payload = chat.say("har prata litt med eleven").buttons[YES]
    chat.say("bytt til TL")
    chat.say(YES, payload=payload)
    chat.say("ja")
    assert done_on(chat, "talk_pupil") is None
    assert [one["done_on"] for one in plan_of(chat, "TL")["tasks"] if one["done_on"]] == []


def test_what_is_told_of_another_pupil_is_entered_in_that_case_and_not_here(stack: Stack) -> None:
    chat = a_case(stack)
    new_cases(chat, "TL")
    asked = chat.say("har snakka med mor til MK i dag").text
    assert "Nå gjelder det MK" in asked
    assert "Skal jeg føre opp" in asked
    assert "Huket av" in chat.press(YES).text
    contacts = [
        next(one for one in plan_of(chat, label)["tasks"] if one["id"] == "talk_foresatte")["state"]
        for label in ("MK", "TL")
    ]
    assert contacts == ["done", "open"]


def test_a_task_ticked_on_another_device_meanwhile_is_not_entered_again(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say("snakket med eleven i går")
    tablet = other_device(chat)
    tablet.all("hva nå?", "Jeg har snakket med eleven")
    chat.say("ja")
    assert done_on(chat, "talk_pupil") == THURSDAY


def test_danger_comes_before_a_report_and_is_not_followed_by_the_question(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say("har prata litt med eleven")
    assert "Skal jeg føre opp" not in chat.say("hun sier at faren slår henne").text
    assert "116 111" in chat.last.text


def test_a_report_where_a_decision_is_asked_for_leads_back_to_it(stack: Stack) -> None:
    chat = a_case(stack)
    chat.say("Jeg har snakket med foresatte")
    decision = set(chat.last.buttons)
    chat.all("snakket med eleven i går", "ja")
    assert done_on(chat, "talk_pupil") == "2026-08-26"
    assert set(chat.last.buttons) == decision
