"""What is said is data first: it is kept whole, worded in both languages, and its words about pupils go apart."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.conversations.repository import ConversationRepository
from api.conversations.schemas import TurnIn
from api.dialogue import payloads
from api.dialogue.acts import Act, Caption, MendProposed, Offer, Private, TurnResult, Undone, for_a_client
from api.dialogue.payloads import NOWHERE, PAYLOADS, Payload, read, wire
from api.engine.schema import Language, Text
from api.rendering.chat import render
from api.rendering.utterances import fill
from api.wording.captions import CaptionId, captions
from tests.api.acts_by_hand import ANSWER, CASE, DAY, EXAMPLES, LABEL
from tests.api.turns_by_hand import Hand, kinds

SOME: dict[str, Any] = {
    "then": ["d", "o"],
    "at": "0123456789ab.1.1",
    "days_ago": 1,
    "scale": 4,
    "edit": 3,
    "entry": 3,
    "consent": False,
    "reason": False,
    "anyway": True,
    "close": True,
    "reopen": False,
    "put_right": True,
    "on": "2026-08-24",
    "same": True,
    "pick": "all",
    "ticked": "none",
    "period": "this_month",
    "agreed": "day",
    "command": "resume",
    "danger": "missing",
    "rename": True,
    "accept": True,
    "members": "offer",
    "change": "unshare",
    "answer": "for_good",
    "keep_until": "2028-08-24",
    "longer": False,
    "until": "2026-09-01",
    "remind": True,
    "show_all": True,
    "our_code": True,
}


def example(kind: type[Any]) -> Payload:
    """A payload of a class with everything it can hold."""
    data = {}
    for name, field in kind.model_fields.items():
        data[name] = SOME.get(
            name, UUID(int=7) if UUID in (field.annotation, *get_args(field.annotation)) else "øving.4"
        )
    return kind.model_validate(data)  # type: ignore[no-any-return]


def test_there_is_an_example_of_every_act() -> None:
    assert {type(act) for act in EXAMPLES} == set(get_args(get_args(Act)[0]))


def test_acts_are_kept_whole() -> None:
    resume = read("/resume")
    assert resume is not None
    offer = Offer(title=Text(nb="ja", nn="jo"), payload=resume, number=3)
    acts = [act.model_copy(update={"offers": (offer,)}) for act in EXAMPLES]
    result = TurnResult(acts=acts, language="nb", listening=True, verdict="command")
    assert TurnResult.model_validate(result.model_dump(mode="json")) == result
    assert TurnResult.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize("kind", ["plan", "date", "tick"])
def test_the_day_something_stands_with_is_said_once(kind: Literal["plan", "date", "tick"]) -> None:
    what = Undone(kind=kind, text=Text(nb="Møtet", nn="Møtet"), on=DAY)
    act = MendProposed(case=CASE, what=(what,), stands=DAY, on=DAY + timedelta(days=1))
    (said,) = render([act], "nb", DAY).utterances
    assert said.values["words"].count("mandag 31. august") == 1


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_words_about_pupils_are_filled_in_last(language: Language) -> None:
    spoken = render(EXAMPLES, language, DAY)
    said = str([utterance.values for utterance in spoken.utterances])
    assert LABEL not in said
    assert ANSWER not in said
    assert "mandag" not in said.replace("mandag 31.", "")
    addresses = {one for one in spoken.private.values() if one.startswith("/cases/")}  # the id of a case is in them
    assert {LABEL, ANSWER, "borte\n  hver mandag"} == set(spoken.private.values()) - addresses
    assert fill("Saken ⟦1⟧", spoken.private) == f"Saken {LABEL}"
    other = "nynorsk" if language == "nb" else "bokmål"
    assert other not in said


def test_no_words_about_pupils_are_shown_in_a_traceback() -> None:
    assert LABEL not in repr(Private(private=LABEL))


def test_a_client_gets_the_act_without_its_buttons() -> None:
    for act in EXAMPLES:
        data = for_a_client(act)
        assert data["kind"] == act.kind
        assert "offers" not in data


# buttons


@pytest.mark.parametrize("kind", PAYLOADS, ids=lambda kind: kind.__name__)
def test_a_button_means_the_same_after_its_way_over_the_wire(kind: type[Any]) -> None:
    whole = example(kind)
    least = kind.model_validate({name: getattr(whole, name) for name in payloads._NEEDED[kind.__name__]})
    for payload in (whole, least):
        sent = wire(payload)
        TurnIn(subject="s", key="k", message_id="m", text="x", payload=sent)
        assert sent.isascii()
        assert read(sent) == payload


def test_no_button_means_nowhere() -> None:
    assert read(NOWHERE) is None


def test_every_caption_has_words_in_both_languages() -> None:
    assert captions().keys() == set(get_args(CaptionId))
    for words in captions().values():
        assert re.findall(r"\{\w+\}", words.nb) == re.findall(r"\{\w+\}", words.nn)


def test_captions_say_what_they_are_given() -> None:
    titles = (Caption(caption="belongs", number=3), Caption(caption="move_note", case=Private(private=LABEL)), 4, "yes")
    offers = tuple(Offer.model_validate({"title": title, "payload": {"command": "resume"}}) for title in titles)
    spoken = render([EXAMPLES[0].model_copy(update={"offers": offers})], "nb", DAY)
    shown = [button.title for button in spoken.utterances[0].buttons]
    assert shown == ["Hører til spørsmål 3", "Flytt notatet til ⟦1⟧", "4", "Ja"]


# the turn


async def test_a_reply_keeps_the_act_of_each_message(hand: Hand) -> None:
    opened = await hand.open_case()
    reply = (await hand.reply(opened["turn"], "Saken ⟦1⟧ er åpnet", "Planen")).json()["messages"]
    assert [message["act"]["kind"] for message in reply] == ["case_opened", "plan"]
    assert reply[0]["act"]["case"]["label"] == {"private": "MK"}
    assert reply[1]["act"]["pieces"][0]["kind"]
    assert "MK" not in str(opened["utterances"])


async def test_messages_that_fit_no_act_have_none(hand: Hand) -> None:
    opened = await hand.open_case()
    reply = (await hand.reply(opened["turn"], "én boble for mye", "to", "tre")).json()["messages"]
    assert [message["act"] for message in reply] == [None, None, None]


async def test_a_turn_decided_by_an_earlier_version_is_answered_with_its_words(hand: Hand, app: FastAPI) -> None:
    turn = await hand.turn("hei")
    act = {"kind": "now_speaking_of", "values": {"case": "⟦1⟧"}, "buttons": [{"title": "⟦1⟧", "payload": "/resume"}]}
    before = {"acts": [act], "listening": True, "verdict": "command", "private": {"1": "MK"}}
    async with app.state.sessions() as session, session.begin():
        conversations = ConversationRepository(session)
        found = await conversations.turn(UUID(turn["id"]))
        assert found is not None
        understood: dict[str, object] = {"ranking": [], "parts": []}
        left: dict[str, object] = {"case_id": None, "standing": None, "misunderstood": 0}
        await conversations.decided(
            found[0], understood=understood, outcome=before, left=left, touched=set(), told=set()
        )
    decided = (await hand.decide(turn, "greet")).json()
    assert (kinds(decided), decided["listening"]) == (["now_speaking_of"], True)
    assert decided["utterances"][0]["values"] == {"case": "⟦1⟧"}
    (message,) = (await hand.reply(turn["id"], "Nå gjelder det ⟦1⟧.")).json()["messages"]
    assert (message["text"], message["act"]) == ("Nå gjelder det MK.", None)
