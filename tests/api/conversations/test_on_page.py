"""What a page is given beside the words of a reply: cards as data, sealed and shown as the words are."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, get_args

import httpx
import pytest
from fastapi import FastAPI

from api.conversations.models import Turn
from api.conversations.schemas import Message
from api.dialogue import acts
from api.dialogue.acts import Offer, TurnResult
from api.dialogue.payloads import Undo, read
from api.engine.schema import Language
from api.rendering.cards import Card, OnPage
from api.rendering.page import on_page
from tests.api.acts_by_hand import AT, CASE, DAY, EXAMPLES, LABEL, text
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand, rows

WITH_A_CARD = {
    "question",
    "ask_day",
    "report",
    "pick_questions",
    "proposed",
    "judgement_proposed",
    "ask_decision",
    "needs_first",
    "plan",
    "case_list",
    "acute",
}


def pages(*said: acts.Act, language: Language = "nb") -> list[OnPage]:
    result = TurnResult(acts=list(said), language=language, listening=False, verdict="command", about=CASE)
    return on_page(result, DAY)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_act_can_be_shown_on_a_page_and_none_holds_a_reference(language: Language) -> None:
    shown = pages(*EXAMPLES, language=language)
    assert len(shown) == len(EXAMPLES)
    assert "⟦" not in json.dumps([one.model_dump(mode="json") for one in shown], ensure_ascii=False)
    assert {act.kind for act, one in zip(EXAMPLES, shown, strict=True) if one.card} <= WITH_A_CARD
    assert {one.about.label for one in shown if one.about} == {LABEL}
    for one in shown:
        assert OnPage.model_validate(one.model_dump(mode="json")) == one


async def answered(hand: Hand, outcome: dict[str, Any]) -> list[Message]:
    """The reply to a turn that was decided, as it is kept."""
    reply = await hand.reply(outcome["turn"], *["ord"] * len(outcome["utterances"]))
    return [Message.model_validate(one) for one in reply.json()["messages"]]


def card(messages: list[Message], kind: str) -> Any:
    (found,) = [one.page.card for one in messages if one.page and one.page.card and one.page.card.kind == kind]
    return found


def payloads_of(value: Any) -> list[str]:
    """Every payload in a card."""
    if isinstance(value, dict):
        own = [value[name] for name in ("payload", "every", "none") if isinstance(value.get(name), str)]
        return own + [one for inner in value.values() for one in payloads_of(inner)]
    return [one for inner in value for one in payloads_of(inner)] if isinstance(value, list) else []


async def test_a_talk_on_a_page_has_its_questions_decision_and_undo(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("start", payload='/press{"guide":"undring_foresatte"}')
    messages = await answered(hand, chat.last)
    asked = card(messages, "question")
    assert (asked.input, asked.number, asked.choices) == ("open", 1, ())
    assert messages[-1].page is not None
    assert messages[-1].page.about is not None
    assert messages[-1].page.about.label == "MK"
    await chat.say("han sover dårlig")
    after = await answered(hand, chat.last)
    undo = [one.page.undo for one in after if one.page and one.page.undo]
    assert len(undo) == 1
    assert isinstance(read(undo[0].payload), Undo)
    while "ask_decision" not in chat.kinds:
        await chat.say("vet ikke")
    decision = card(await answered(hand, chat.last), "decision")
    assert {one.title for one in decision.outcomes} >= {"Fortsatt bekymret", "Bekymringen er avkreftet"}
    assert all(read(one.payload) for one in decision.outcomes)


def test_a_decision_says_what_belongs_before_each_outcome_and_one_of_before_has_no_card() -> None:
    decide = read('/press{"decide":"d","outcome":"o"}')
    assert decide is not None
    offer = Offer(title=text("videre"), payload=decide)
    task = acts.TaskName(task="t", text=text("oppgaven"), done=text("gjort"))
    outcome = acts.OutcomeName(outcome="o", to=AT, first=(task,))
    asked = acts.DecisionAsked(decision="d", question=text("hva nå"), outcomes=(outcome,), offers=(offer,))
    (shown,) = pages(asked)
    assert shown.card is not None
    (way,) = shown.card.model_dump()["outcomes"]
    assert (way["leads_to"], way["first"]) == ("nivå 1", ("oppgaven på bokmål",))
    (before,) = pages(asked.model_copy(update={"outcomes": ()}))
    assert before.card is None


@pytest.mark.parametrize(
    ("ill", "vakt", "calls"),
    [
        (False, "ring 55 55 55 55 hele døgnet", ["112", "113", "55555555", "116111"]),
        (True, "gå til vakta", ["113", "112", None, "116111"]),
        (False, None, ["112", "113", "116111"]),
    ],
)
def test_an_alarm_says_whom_to_call_the_first_one_first(ill: bool, vakt: str | None, calls: list[str | None]) -> None:
    (shown,) = pages(acts.Alarm(ill=ill, barnevernvakt=vakt))
    assert shown.card is not None
    assert [one["tel"] for one in shown.card.model_dump()["calls"]] == calls


async def test_what_a_card_sends_back_is_a_button_of_its_reply(hand: Hand) -> None:
    """All payloads of cards are ones the buttons of the reply have, so that a page can tell which it shows already."""
    chat = Chat(hand, "vennesla")
    await chat.open(label="TL")
    for words in ("hva nå", "mine saker", "når er fristen"):
        await chat.say(words, {"hva nå": "whats_next", "mine saker": "list_cases"}.get(words, "ask_deadline"))
        buttons = {button["payload"] for one in chat.last["utterances"] for button in one["buttons"]}
        for message in await answered(hand, chat.last):
            shown = message.page.model_dump(mode="json") if message.page else {}
            assert set(payloads_of(shown)) <= buttons


async def test_the_days_of_a_plan_are_dates(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open(label="TL")
    await chat.decide("clarify", "worried")
    await chat.say("når er fristen", "ask_deadline")
    plan = card(await answered(hand, chat.last), "plan")
    assert plan.case.label == "TL"
    assert any(isinstance(line.on, date) for line in plan.lines)
    assert not any(line.text.startswith("• ") for line in plan.lines)


async def test_a_card_lies_under_the_keys_of_its_case_and_goes_with_it(
    hand: Hand, app: FastAPI, teacher: httpx.AsyncClient
) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("hva nå", "whats_next")
    await answered(hand, chat.last)
    turns = await rows(app, Turn)
    case = (await teacher.get("/cases")).json()[0]["id"]
    assert {str(key) for key in turns[-1].keys} == {case}
    assert b"MK" not in (turns[-1].sealed_reply or b"")


async def test_a_reply_of_before_there_were_pages_is_shown_by_its_words(
    hand: Hand, app: FastAPI, teacher: httpx.AsyncClient
) -> None:
    old = {"text": "hei", "buttons": [{"title": "Ja", "payload": "/press{}"}]}
    assert Message.model_validate(old).page is None


def test_every_kind_of_card_is_made_of_some_act() -> None:
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(Card)[0])}
    assert len(kinds) == len(get_args(get_args(Card)[0]))


async def test_what_was_recorded_is_taken_back_on_the_page_in_the_middle_of_a_talk(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    await chat.say("han sover dårlig")
    back = (await answered(hand, chat.last))[-1].page
    assert back is not None
    assert back.undo is not None
    await chat.say(back.undo.title, payload=back.undo.payload)
    assert "taken_back" in chat.kinds
    assert await chat.answers() == {}
    redo = (await answered(hand, chat.last))[-1].page
    assert redo is not None
    assert redo.undo is not None
    await chat.say(redo.undo.title, payload=redo.undo.payload)
    assert list((await chat.answers()).values()) == ["han sover dårlig"]


async def test_the_whole_list_of_a_level_shows_what_is_done_and_what_to_do_first(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    await chat.say("hva nå?", "whats_next")
    (first,) = [line for line in card(await answered(hand, chat.last), "plan").lines if line.layout == "only"]
    assert first.text.startswith("Gjør dette nå: ")
    await chat.tick("call_home")
    await chat.say("vis meg alle punktene", "whats_next")
    (done,) = [line for line in card(await answered(hand, chat.last), "plan").lines if line.layout == "ticked"]
    assert done.on == date(2026, 8, 24)
