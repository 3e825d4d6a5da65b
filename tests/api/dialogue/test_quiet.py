"""What is told of a case that is closed or only watched: kept, never acted on, and the way back is offered."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


async def quiet(hand: Hand, outcome: str = "watch") -> Chat:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open()
    await chat.decide("concern", outcome)
    return chat


@pytest.mark.parametrize(
    ("told", "looks_like"),
    [
        ("Glemte å skrive at far ringte tilbake i går og takket", "pause"),
        ("ringde mora om fråværet i dag, ho er frisk att no", "answer"),
        ("Eleven trives mye bedre i den nye gruppa", "concern_cleared"),
    ],
)
@pytest.mark.parametrize(("outcome", "status"), [("watch", "monitoring"), ("cleared", "closed")])
async def test_thanks_and_that_all_is_well_are_only_kept(
    told: str, looks_like: str, outcome: str, status: str, hand: Hand, app: FastAPI
) -> None:
    chat = await quiet(hand, outcome)
    await chat.say(told, looks_like)
    assert await notes(app) == [told]
    assert "Ta opp saken igjen" not in chat.buttons
    assert (await chat.plan())["status"] == status


async def test_what_is_asked_beside_it_is_answered(hand: Hand, app: FastAPI) -> None:
    chat = await quiet(hand, "cleared")
    await chat.say("Uroa er her att, kva skal eg gjere no?", "whats_next")
    assert await notes(app) == ["Uroa er her att, kva skal eg gjere no?"]
    assert "Ta opp saken igjen" in chat.buttons
    assert "Ring foresatte" in chat.words
    assert (await chat.plan())["status"] == "closed"


@pytest.mark.parametrize(
    ("told", "looks_like"),
    [
        ("Nå er hun vekk igjen.", "concern_confirmed"),
        ("Fraværet har tatt seg opp igjen den siste uka", "reopen_case"),
        ("MK er borte igjen fra i dag av", "start_case"),
    ],
)
@pytest.mark.parametrize(("outcome", "status"), [("watch", "monitoring"), ("cleared", "closed")])
async def test_it_is_kept_and_the_way_back_is_offered(
    told: str, looks_like: str, outcome: str, status: str, hand: Hand, app: FastAPI
) -> None:
    chat = await quiet(hand, outcome)
    await chat.say(told, looks_like)
    assert (chat.kinds, await notes(app)) == ([f"kept_in_{status}"], [told])
    assert (await chat.plan())["status"] == status
    await chat.press("Ta opp saken igjen")
    assert (await chat.plan())["status"] == "open"


@pytest.mark.parametrize(
    ("asked", "looks_like", "kind"),
    [
        ("åpne saken igjen", "reopen_case", "case_reopened"),
        ("hva skjer nå?", "whats_next", "sentences"),
        ("mine saker", "list_cases", "case_list"),
        ("ny bekymring", "start_case", "ask_label"),
    ],
)
async def test_what_is_asked_for_is_done_all_the_same(
    asked: str, looks_like: str, kind: str, hand: Hand, app: FastAPI
) -> None:
    chat = await quiet(hand)
    await chat.say(asked, looks_like)
    assert chat.kinds[0] == kind
    assert await notes(app) == []


async def test_an_amount_is_held_against_the_rule_first(hand: Hand, app: FastAPI) -> None:
    chat = await quiet(hand)
    await chat.say("MK er borte igjen, fire dager denne måneden")
    assert chat.kinds == ["sentences", "kept_in_monitoring"]
    assert "grensa på 3 dager per måned er nådd" in chat.words
    assert (await chat.plan())["status"] == "monitoring"


# a label that a quiet case has


@pytest.mark.parametrize("answer", ["Samme elev, ta opp saken", "det er samme elev"])
async def test_the_same_pupil_has_one_case(answer: str, hand: Hand, app: FastAPI) -> None:
    chat = await quiet(hand)
    await chat.say("ny bekymring om en elev", "start_case")
    await chat.say("MK")
    assert (chat.kinds, (await chat.plan())["status"]) == (["label_of_quiet"], "monitoring")
    await chat.say(answer, payload=chat.buttons.get(answer))
    assert chat.kinds[0] == "case_reopened"
    assert ((await chat.plan())["status"], await notes(app)) == ("open", ["ny bekymring om en elev"])


@pytest.mark.parametrize("answer", ["En annen elev", "nei, en annen"])
async def test_another_pupil_needs_another_code(answer: str, hand: Hand) -> None:
    chat = await quiet(hand)
    await chat.say("ny bekymring om en elev", "start_case")
    await chat.say("MK")
    await chat.say(answer, payload=chat.buttons.get(answer))
    assert chat.kinds == ["ask_other_label"]
    await chat.say("MK2")
    assert chat.kinds[0] == "case_opened"


async def test_a_label_in_the_same_breath_is_not_asked_for(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen")
    await chat.say("Ny sak på HM3, gutt i fjerde", "start_case")
    assert chat.kinds[0] == "case_opened"
    assert await notes(app, "concern") == ["Ny sak på HM3, gutt i fjerde"]


@pytest.mark.parametrize(
    ("label", "kind"), [("ha", "case_opened"), ("far", "label_refused_name"), ("Hvem", "label_refused_word")]
)
async def test_words_of_the_language_as_labels(label: str, kind: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.say("jeg er bekymret", "start_case")
    await chat.say(label, "ask_who" if label == "Hvem" else "answer")
    assert chat.kinds[0] == kind


# a brother or sister


async def test_a_case_of_their_own_is_offered_for_a_brother(hand: Hand, app: FastAPI) -> None:
    chat, told = Chat(hand, "alvoen"), "broren har det likedan"
    await chat.open()
    await chat.say(told)
    assert chat.kinds == ["noted_loose", "sibling"]
    await chat.press("Begynn egen sak for søskenet")
    assert chat.kinds == ["ask_label"]
    await chat.say("TO2")
    assert (chat.kinds[0], (await notes(app, "loose"))[-1]) == ("case_opened", told)


async def test_a_brother_in_passing_is_only_noted(hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.open()
    await chat.say("broren hentet henne i går")
    assert chat.kinds == ["noted_loose"]
