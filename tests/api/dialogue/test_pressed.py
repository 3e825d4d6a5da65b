"""What a client may send as a pressed button, and what is typed where a label or an answer is waited for."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import Case, FactRow
from tests.api.chat_by_hand import notes
from tests.api.dialogue.test_question_types import in_talk
from tests.api.turns_by_hand import Hand, kinds, rows

GUIDE = '/press{"guide":"undring_foresatte"}'


@pytest.mark.parametrize(
    "payload",
    [
        *(
            "/restart",
            "/session_start",
            "/back",
            "/nothing",
            "/answer",
            "/press",
            "/press{x}",
            '/whats_next{"language":"nn"}',
        ),
        *('/press{"case":7}', '/press{"days_ago":99999999999}', '/press{"days_ago":-3}', '/press{"edit":"x"}'),
        *('/press{"was_question":"x"}', '/press{"was_answer":"x","run":"y","question":"z"}'),
    ],
)
async def test_what_is_no_button_of_ours_reaches_neither_rasa_nor_a_handler(payload: str, hand: Hand) -> None:
    await hand.open_case()
    turn = await hand.turn("x", payload=payload)
    assert turn["text"] == "/press{}"
    assert kinds((await hand.decide(turn, "press")).json()) == ["sentences"]


@pytest.mark.parametrize("asked", ["hva nå?", "hva nå", "kva no?"])
async def test_a_plain_question_is_no_label(asked: str, hand: Hand, app: FastAPI) -> None:
    await hand.say("ny sak", "start_case")
    assert kinds(await hand.say(asked, "whats_next")) == ["sentences", "no_case", "ask_label_again"]
    assert await rows(app, Case) == []


@pytest.mark.parametrize(("label", "intent"), [("ha", "goodbye"), ("M. K.", "switch_case"), ("hn", "whats_next")])
async def test_a_label_is_taken_though_it_looks_like_a_command(
    label: str, intent: str, hand: Hand, app: FastAPI
) -> None:
    await hand.say("ny sak", "start_case")
    assert kinds(await hand.say(label, intent))[0] == "case_opened"


async def test_an_answer_after_the_talk_was_ended_on_another_device_is_kept_where_it_was_asked(
    hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    await hand.say("Undring med foresatte", payload=GUIDE)
    tablet = {"key": "tablet"}
    await hand.say("vis sakene", "list_cases", **tablet)
    (case,) = await rows(app, Case)
    await hand.say("MK", payload=f'/press{{"case":"{case.id}"}}', **tablet)
    await hand.say("Undring med foresatte", payload=GUIDE, **tablet)
    for number in range(7):
        await hand.say(f"mest på rom {number}", **tablet)
    held = [fact.kind for fact in await rows(app, FactRow)]
    assert kinds(await hand.say("far ringte igjen"))[:2] == ["noted_beside", "guide_ended_before"]
    assert (await notes(app, "answer"))[-1] == "mest på rom 0\nfar ringte igjen"
    assert [fact.kind for fact in await rows(app, FactRow)] == held


@pytest.mark.parametrize(
    ("routine", "level", "guide"), [("faerder", "1", "kartlegging_elev"), ("vennesla", "1", "elevsamtale_utsagn")]
)
async def test_a_step_tapped_twice_answers_one_question(routine: str, level: str, guide: str, hand: Hand) -> None:
    chat = await in_talk(hand, routine, level, guide)
    step = chat.buttons["4"]
    for _tap in range(2):
        await chat.say("4", payload=step)
        assert chat.act("question")["number"] == "2"
    await chat.say("tilbake", "go_back")
    await chat.say("99", payload=step.replace(":4", ":99"))
    assert list((await chat.answers()).values()) == ["4"]


@pytest.mark.parametrize("waits", ['/press{"own_day":"faerder.0.contact"}', "/close_case"])
@pytest.mark.parametrize("said", [("torsdag", "answer"), ("ja", "affirm")])
async def test_what_stands_ends_calmly_when_the_case_was_closed_on_another_device(
    waits: str, said: tuple[str, str], hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    await hand.say("x", payload=waits)
    (case,) = await rows(app, Case)
    for payload in (f'/press{{"case":"{case.id}"}}', "/close_case", '/press{"close":true}'):
        await hand.say("x", payload=payload, key="tablet")
    assert "failed" not in kinds(await hand.say(*said))
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised", "closed"]
