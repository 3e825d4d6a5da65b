"""The turn: stored before anything else, decided once, answered once, and never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs

from api.cases.models import Case, FactRow, NoteRow
from api.cases.service import CaseService
from api.conversations import scenes, service
from api.conversations.models import Conversation, Turn
from api.conversations.service import ConversationService
from api.dialogue import commands, dispatch
from api.dialogue.acts import Phrase
from api.dialogue.scene import Scene
from api.engine.commands import Consent
from api.errors import NotFound
from api.main import create_app
from routine_tools.scenario import routine_of
from tests.api.turns_by_hand import Hand, kinds, readings, rows
from tests.databases import sql


async def test_the_same_message_id_is_the_same_turn(hand: Hand, app: FastAPI) -> None:
    first = await hand.store("hva nå?", message_id="a")
    again = await hand.store("hva nå?", message_id="a")
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    elsewhere = await hand.turn("hva nå?", message_id="a", key="laptop")
    assert elsewhere["id"] != first.json()["turn"]["id"]
    assert len(await rows(app, Turn)) == 2


async def test_the_same_message_id_with_another_text_is_refused(hand: Hand, app: FastAPI) -> None:
    await hand.store("hva nå?", message_id="a")
    answer = await hand.store("mor ringte", message_id="a")
    assert (answer.status_code, answer.json()["code"]) == (409, "message_id_used")
    assert "mor" not in answer.text
    assert [turn.text for turn in await rows(app, Turn)] == ["hva nå?"]


async def test_a_turn_is_decided_once(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    turn = await hand.turn("snakka med mor i dag")
    first, meanwhile = await asyncio.gather(hand.decide(turn, "answer"), hand.decide(turn, "answer"))
    await hand.say("hva nå?", "whats_next")
    again = await hand.decide(turn, "whats_next")
    assert first.status_code == 200
    assert first.content == meanwhile.content == again.content
    assert kinds(first.json()) == ["noted_loose", "report_done"]
    assert [note.text for note in await rows(app, NoteRow) if note.turn_id == UUID(turn["id"])] == [
        "snakka med mor i dag"
    ]


async def test_one_message_opens_one_case(hand: Hand, app: FastAPI) -> None:
    opened = await hand.open_case()
    await hand.decide({"id": opened["turn"], "conversation": opened["conversation"]}, "answer")
    assert len(await rows(app, Case)) == 1
    assert [(note.kind, note.text) for note in await rows(app, NoteRow)] == [("concern", "borte hver mandag")]


async def test_a_later_turn_waits_for_an_earlier_one(hand: Hand, app: FastAPI) -> None:
    first, second = await hand.turn("hei"), await hand.turn("hva nå?")
    assert (first["earlier_unanswered"], second["earlier_unanswered"]) == (False, True)
    early = await hand.decide(second, "whats_next")
    assert (early.status_code, early.json()["code"]) == (409, "not_its_turn")
    assert all(turn.outcome is None and turn.ranking is None for turn in await rows(app, Turn))
    assert (await hand.decide(first, "greet")).status_code == 200
    assert (await hand.decide(second, "whats_next")).status_code == 200


async def test_turns_of_other_conversations_need_not_wait(hand: Hand) -> None:
    await hand.store("hei")
    elsewhere = await hand.turn("hei", key="laptop")
    assert (await hand.decide(elsewhere, "greet")).status_code == 200


async def test_a_turn_is_decided_only_for_its_own_conversation(hand: Hand, app: FastAPI) -> None:
    mine = await hand.turn("hei")
    theirs = await hand.turn("hei", subject="demo:faerder:2")
    for turn, conversation in [
        (mine["id"], theirs["conversation"]),
        (mine["id"], uuid4()),
        (uuid4(), mine["conversation"]),
    ]:
        answer = await hand.decide({"id": str(turn), "conversation": str(conversation)}, "greet")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert all(turn.outcome is None for turn in await rows(app, Turn))


async def test_the_first_reply_stands(hand: Hand) -> None:
    turn = await hand.turn("hei", message_id="a")
    early = await hand.reply(turn["id"], "for tidlig")
    assert (early.status_code, early.json()["code"]) == (409, "not_its_turn")
    await hand.decide(turn, "greet")
    first = await hand.reply(turn["id"], "Hei!")
    assert (await hand.reply(turn["id"], "Noe annet")).content == first.content
    repeated = (await hand.turn("hei", message_id="a"))["reply"]
    act = {"kind": "greeting", "routine": routine_of("faerder").name.model_dump()}
    page = {"language": "nb", "about": None, "undo": None, "card": None}
    assert repeated == first.json()["messages"] == [{"text": "Hei!", "buttons": [], "act": act, "page": page}]
    waiting = await hand.client.get("/turns/waiting", headers=hand.channel)
    assert waiting.json() == []


async def test_references_are_filled_in_once_and_only_from_this_turn(hand: Hand) -> None:
    opened = await hand.open_case(label="MK")
    await hand.say("«⟦1⟧» sto det på lappen, og ⟦9⟧")
    shown = await hand.say("oppsummer", "summary")
    values = shown["utterances"][0]["values"]
    assert "MK" not in str(shown)
    assert "lappen" not in str(shown)
    reply = await hand.reply(shown["turn"], values["case"], values["words"], "⟦8⟧")
    texts = [message["text"] for message in reply.json()["messages"]]
    assert texts == ["MK", "• borte hver mandag\n• «⟦1⟧» sto det på lappen, og ⟦9⟧", "⟦8⟧"]
    assert "MK" in (await hand.reply(opened["turn"], "Saken ⟦1⟧")).text


async def test_a_fault_of_ours_loses_no_text_and_blocks_nothing(
    hand: Hand, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(scene: Scene) -> None:
        await scene.do(Consent(given=False, on=scene.today))
        scene.standing = None
        scene.say(Phrase(kind="thanks"))
        raise RuntimeError("a fault")

    await hand.open_case()
    await hand.say("Start", payload='/press{"guide":"undring_elev"}')
    with monkeypatch.context() as patch:
        patch.setitem(commands.COMMANDS, "ask_who", broken)
        failed = await hand.say("hvem må jeg ha med?", "ask_who")
    assert kinds(failed) == ["failed"]
    assert failed["listening"], "the talk goes on"
    assert "consent_refused" not in [fact.kind for fact in await rows(app, FactRow)]
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == ["hvem må jeg ha med?"]
    assert kinds(await hand.say("gruer seg til gym")) == ["question"]
    assert kinds(await hand.say("hvem må jeg ha med?", "ask_who"))[0] == "sentences"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (dispatch, "take"),
        (scenes, "judge"),
        (scenes, "standing_of"),
        (service, "scene_of"),
        (service, "left_at"),
        (CaseService, "get"),
        (CaseService, "_load"),
        (CaseService, "do"),
        (ConversationService, "_note_text"),
    ],
)
@pytest.mark.parametrize("error", [RuntimeError, OSError, NotFound])
async def test_a_fault_at_any_stage_is_answered_and_the_next_turn_goes_on(
    place: object, name: str, error: type[Exception], hand: Hand, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise error("a fault")

    await hand.open_case()
    with monkeypatch.context() as patch:
        patch.setattr(place, name, broken)
        turn = await hand.turn("mor ringte", message_id="a")
        failed = await hand.decide(turn, "answer")
    assert failed.status_code == 200
    assert (await hand.decide(turn, "answer")).content == failed.content, "it is decided for good"
    assert (await hand.turn("mor ringte", message_id="a"))["text"] == "mor ringte"
    assert "failed" not in kinds(await hand.say("hva nå?", "whats_next"))


async def test_what_another_decided_while_a_fault_let_go_of_the_turn_stands(both: FastAPI) -> None:
    other = create_app(both.state.settings)
    rollback = AsyncSession.rollback
    meanwhile: list[httpx.Response] = []

    async def broken(scene: Scene) -> None:
        raise RuntimeError("a fault")

    async def let_in(session: AsyncSession) -> None:
        await rollback(session)
        if not meanwhile:
            patch.undo()
            meanwhile.append(await theirs.decide(turn, "answer"))

    with pytest.MonkeyPatch.context() as patch:
        async with (
            httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as client,
            httpx.AsyncClient(transport=httpx.ASGITransport(app=other), base_url="http://api") as another,
        ):
            hand, theirs = Hand(client, both.state.settings), Hand(another, other.state.settings)
            await hand.open_case()
            turn = await hand.turn("liker best kunst")
            patch.setattr(dispatch, "take", broken)
            patch.setattr(AsyncSession, "rollback", let_in)
            answered = await hand.decide(turn, "answer")
            assert kinds(meanwhile[0].json()) == ["noted_loose"]
            assert answered.content == meanwhile[0].content == (await hand.decide(turn, "answer")).content
    assert [note.text for note in await rows(both, NoteRow) if note.kind == "loose"] == ["liker best kunst"]
    await other.state.engine.dispose()


async def test_a_fault_of_the_database_in_a_turn_is_undone_alone(
    both: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(scene: Scene) -> None:
        await scene.note()
        await (await scene.cases.session.connection()).execute(text("SELECT * FROM nowhere"))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as client:
        hand = Hand(client, both.state.settings)
        await hand.open_case()
        with monkeypatch.context() as patch:
            patch.setitem(commands.COMMANDS, "ask_who", broken)
            assert kinds(await hand.say("hvem må jeg ha med?", "ask_who")) == ["failed"]
        assert [one.misunderstood for one in await rows(both, Conversation)] == [0]
        assert [note.text for note in await rows(both, NoteRow) if note.kind == "loose"] == ["hvem må jeg ha med?"]
        assert kinds(await hand.say("hvem må jeg ha med?", "ask_who")) == ["sentences"]


async def _lost(app: FastAPI) -> None:
    """Nobody may see any case any longer."""
    await sql(app, "DELETE FROM case_member")


async def test_a_case_that_may_no_longer_be_read_is_no_case_spoken_of(both: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://api") as client:
        hand = Hand(client, both.state.settings)
        await hand.open_case()
        await hand.say("Start", payload='/press{"guide":"undring_elev"}')
        await _lost(both)
        answered = await hand.say("han liker kunst")
        assert (kinds(answered) == ["failed"], answered["listening"]) == (False, False)
        assert kinds(await hand.say("hva nå?", "whats_next")) == ["sentences", "no_case"]
        (conversation,) = await rows(both, Conversation)
        assert (conversation.case_id, conversation.standing) == (None, None)
        assert [note.kind for note in await rows(both, NoteRow)] == ["concern"]


async def test_a_worry_that_waits_for_its_label_outlives_a_case_that_is_lost(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    await hand.say("en annen er mye borte", "start_case")
    await _lost(app)
    assert kinds(await hand.say("TL"))[0] == "case_opened"


async def test_what_stands_that_this_program_cannot_read_is_nothing(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    await sql(app, """UPDATE conversation SET standing = '{"kind": "of_another_version"}'""")
    assert kinds(await hand.say("hva nå?", "whats_next")) == ["sentences"]
    assert [one.standing for one in await rows(app, Conversation)] == [None]


async def _waiting(hand: Hand) -> list[str]:
    waiting = await hand.client.get("/turns/waiting", headers=hand.channel)
    assert waiting.status_code == 200
    return [turn["text"] for turn in waiting.json()]


async def test_turns_wait_in_the_order_of_their_numbers_whatever_the_clock_said(hand: Hand, app: FastAPI) -> None:
    for words, key in [("en", "phone"), ("to", "phone"), ("tre", "phone"), ("hei", "laptop")]:
        await hand.store(words, key=key)
    async with app.state.sessions() as session, session.begin():
        for turn in (await session.exec(select(Turn))).all():
            turn.received_at -= timedelta(seconds=30 * turn.number)
    waiting = await _waiting(hand)
    assert [words for words in waiting if words != "hei"] == ["en", "to", "tre"]
    assert waiting.index("hei") < 2, "nobody's second message goes before anybody's first"


@pytest.mark.parametrize("damage", [b"no ciphertext", Fernet(Fernet.generate_key()).encrypt(b"under another key")])
async def test_a_turn_that_cannot_be_read_is_answered_for_good_and_stops_nobody(
    damage: bytes, hand: Hand, app: FastAPI
) -> None:
    lost = await hand.turn("mor ringte", message_id="a", subject="demo:faerder:2")
    next_one = await hand.turn("hva nå?", subject="demo:faerder:2")
    await hand.store("hei")
    await sql(app, "UPDATE turn SET text = :damage WHERE id = :turn", damage=damage, turn=UUID(lost["id"]).hex)
    with capture_logs() as logs:
        assert sorted(await _waiting(hand)) == ["hei", "hva nå?"]
    assert [(log["event"], log["turn"]) for log in logs] == [("turn.unreadable", lost["id"])]
    assert (await hand.decide(next_one, "whats_next")).status_code == 200
    again = await hand.turn("mor ringte", message_id="a", subject="demo:faerder:2")
    assert [message["text"] for message in again["reply"]] == [
        "Eg får ikkje lese denne meldinga. Skriv ho på nytt dersom ho framleis gjeld."
    ]
    assert kinds((await hand.decide(lost, "answer")).json()) == ["failed"]
    assert (await hand.reply(lost["id"], "noe annet")).json()["messages"] == again["reply"]


async def test_a_fault_behind_a_button_leaves_no_note(
    hand: Hand, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(scene: Scene) -> None:
        raise RuntimeError("a fault")

    await hand.open_case()
    monkeypatch.setitem(commands.COMMANDS, "whats_next", broken)
    assert kinds(await hand.say("Hva nå?", payload="/whats_next")) == ["failed"]
    assert [note.kind for note in await rows(app, NoteRow)] == ["concern"]


@pytest.mark.parametrize(
    "payload",
    ['/press{"guide":7}', '/press{"case":"x"}', '/press{"days_ago":9}', '/press{"close":true}', "/press{}", "/nothing"],
)
async def test_a_button_that_does_not_fit_changes_nothing(payload: str, hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    answer = await hand.say("x", payload=payload)
    assert answer["utterances"], "it is answered"
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised"]
    assert kinds(await hand.say("hva nå?", "whats_next")) == ["sentences"]


async def test_a_button_cannot_open_the_case_of_another_teacher(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    (case,) = await rows(app, Case)
    pressed = await hand.say("MK", subject="demo:faerder:2", payload=f'/press{{"case":"{case.id}"}}')
    assert kinds(pressed) == ["case_list_empty"]
    assert {row.person_id for row in await readings(app)} == {case.created_by}
    assert [c.case_id for c in await rows(app, Conversation) if c.id == UUID(pressed["conversation"])] == [None]


async def test_nobody_speaks_as_a_stranger(hand: Hand, app: FastAPI) -> None:
    answer = await hand.store("hei", subject="demo:nobody:1")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not [*await rows(app, Turn), *await rows(app, Conversation)]


@pytest.mark.parametrize(
    "wrong", [{"payload": "rm -rf garderoben"}, {"text": "garderoben" * 2001}, {"today": "garderoben"}]
)
async def test_a_wrong_turn_is_refused_without_repeating_it(wrong: dict[str, str], hand: Hand, app: FastAPI) -> None:
    answer = await hand.store(**{"text": "garderoben", **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "garderoben" not in answer.text
    assert await rows(app, Turn) == []


async def test_typing_the_words_of_a_button_is_pressing_it(hand: Hand, app: FastAPI) -> None:
    asked = await hand.say("hei", "greet")
    buttons = [{"title": "Ny bekymring", "payload": "/start_case"}, {"title": "Mine saker", "payload": "/list_cases"}]
    body = {"messages": [{"text": "Hei!", "buttons": buttons}]}
    await hand.client.put(f"/turns/{asked['turn']}/reply", json=body, headers=hand.channel)
    for typed, payload in [("mine saker!", "/list_cases"), ("2", "/list_cases"), ("3", None), ("mine", None)]:
        turn = await hand.turn(typed)
        assert [t.payload for t in await rows(app, Turn) if str(t.id) == turn["id"]] == [payload]


async def test_a_typed_slash_is_no_command_to_the_bot(hand: Hand) -> None:
    for typed in ("/restart", "  //skip", "/", "a/b"):
        await hand.store(typed)
    waiting = (await hand.client.get("/turns/waiting", headers=hand.channel)).json()
    assert [turn["text"] for turn in waiting] == ["restart", "skip", "?", "a/b"]


async def test_each_person_is_answered_in_their_language(hand: Hand) -> None:
    for subject, language in [("demo:faerder:1", "nb"), ("demo:faerder:2", "nn")]:
        assert (await hand.turn("hei", subject=subject))["language"] == language
        person = await hand.client.get(f"/turns/people/{subject}", headers=hand.channel)
        assert person.json() == {"language": language}
