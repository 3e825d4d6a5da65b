"""Whole cases through the door of Teams, with the real bot: pressed and filled in on cards, begun there and finished elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.engine.schema import Language
from routine_tools.scenario import routine_of
from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat, Stack
from tests.conversations.walker import Walker
from tests.teams.cloud import FakeCloud, Sent, chat_of
from tests.teams.parsing import broken, parsed
from tests.teams.through import MOVED, InTeams, in_teams

START: dict[Language, str] = {"nb": "jeg er bekymra for en elev, borte mange mandager", "nn": "eg er uroa for ein elev"}


@pytest.fixture(scope="module")
def microsoft() -> Iterator[FakeCloud]:
    with FakeCloud() as one:
        yield one


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeCloud) -> Iterator[Stack]:
    """The assistant with Teams set. As many messages as a walk sends in a minute are let through."""
    started = Stack(tmp_path_factory.mktemp("teams"), teachers=20, PERSON_LIMIT="100000", **microsoft.settings)
    started.start()
    yield started
    started.close()


def valid(sent: list[Sent]) -> None:
    shown = [one.card for one in sent if one.card is not None]
    assert [(card, problems) for card, problems in zip(shown, parsed(shown), strict=True) if problems] == []
    assert [(card, problems) for card in shown if (problems := broken(card))] == []


def in_place(chat: InTeams) -> int:
    """How often a card was changed where it stood."""
    return sum(
        one.method == "PUT" and one.words not in MOVED for one in chat.cloud.sent if one.chat == chat_of(chat.person)
    )


@pytest.mark.parametrize(("routine_id", "language"), [("vennesla", "nb"), ("hardanger", "nn")])
def test_a_whole_case(routine_id: str, language: Language, house: Stack, microsoft: FakeCloud) -> None:
    routine = routine_of(routine_id)
    chat = in_teams(house, microsoft, routine_id, nynorsk=language == "nn")
    assert routine.name.in_(language) in chat.say("hei").text
    chat.all(START[language], "MK")
    walker = Walker(chat, routine, language)
    walker.walk()
    assert set(walker.levels) == {one.id for one in routine.levels}
    assert walker.led, "no talk was offered on the way"
    answers = list(chat.answers().values())
    assert [text for text in walker.written if text not in answers] == []
    assert min(chat.pressed, chat.filled) > 0
    assert in_place(chat) > 0, "a talk is one card"
    assert len(chat.replies()) == chat.answered, "each message has one answer"
    valid([one for one in microsoft.sent if one.chat == chat_of(chat.person)])


def test_a_talk_begun_in_teams_is_finished_on_the_web(house: Stack, microsoft: FakeCloud) -> None:
    chat = in_teams(house, microsoft, "faerder")
    new_cases(chat, "MK")
    chat.press("Undring med eleven")
    chat.say("han er sliten")
    web = Chat(chat.http, chat.subject, chat.today)
    web.all("snakk om MK", "start undring med eleven")
    assert asks(web, 2)
    web.say("han liker tegning")
    assert answers_of(web, "MK") == ["han er sliten", "han liker tegning"]
    chat.say("fortsett")
    assert asks(chat, 3), "and back again"


def test_reminders_are_asked_for_in_words_and_begun_by_a_press(house: Stack, microsoft: FakeCloud) -> None:
    chat = in_teams(house, microsoft, "faerder")
    assert "Vil du det?" in chat.say("kan du minne meg på møtet på fredag").text
    assert chat.http.get("/reminders", headers={"X-Demo-Teacher": chat.subject}).json()["on"] is False
    assert "Jeg minner deg på skoledager" in chat.press("Ja, minn meg").text
    assert chat.http.get("/reminders", headers={"X-Demo-Teacher": chat.subject}).json()["on"] is True


def test_a_restart_in_mid_turn_loses_and_doubles_nothing(house: Stack, microsoft: FakeCloud) -> None:
    chat = in_teams(house, microsoft, "faerder")
    new_cases(chat, "MK")
    chat.press("Undring med eleven")
    house.kill("bot")
    assert chat.send(text="han er sliten", id="in-mid-turn") == 200
    house.kill("app")
    house.start("app", "bot")
    assert chat.send(text="han er sliten", id="in-mid-turn") == 200
    while "pørsmål 2 av" not in chat.read().text:
        assert "er lagret" in chat.last.text, "that it is stored may be said meanwhile, and nothing else"
    assert answers_of(chat, "MK") == ["han er sliten"]
    chat.say("han liker tegning")
    assert asks(chat, 3), "the answer to this one came next, and no other twice"


def test_an_old_card_keeps_the_words_and_shows_what_stands(house: Stack, microsoft: FakeCloud) -> None:
    chat = in_teams(house, microsoft, "faerder")
    new_cases(chat, "MK")
    chat.press("Undring med eleven")
    old = chat.shown
    chat.say("han er sliten")
    assert asks(chat, 2)
    assert old is not None
    late = {**old.actions["Neste"]["data"], "words": "dette kom for sent"}
    assert chat.send(value=late, replyToId=old.id) == 200
    chat.read()
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == ["han er sliten"]
    turns = chat.http.get("/conversations", headers={"X-Demo-Teacher": chat.subject}).json()
    said = chat.http.get(f"/conversations/{turns[0]['id']}/turns", headers={"X-Demo-Teacher": chat.subject}).json()
    assert said[-1]["text"] == "dette kom for sent"
