"""Nothing is lost and nothing is doubled: restarts, kills, outages, repeats, and rubbish."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from stdnum.no import fodselsnummer

from tests.conversations.stack import Chat, Stack
from tests.conversations.test_road import hold_talk, open_case


def test_a_restart_in_the_middle_of_a_talk_goes_on_at_the_same_question(stack: Stack, chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager")
    stack.kill()
    stack.start()
    now = chat.say("hva nå?")
    assert "nivå 0" in now.text
    assert "spørsmål 3 av 7" in now.text.casefold()
    assert "spørsmål 4 av 7" in chat.say("han liker kunst og håndverk").text.casefold()
    assert list(chat.answers().values()) == ["han er sliten", "mest mandager", "han liker kunst og håndverk"]


def test_the_next_answer_arrives_when_rasas_memory_is_wiped(stack: Stack, chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    chat.say("han er sliten")
    stack.kill("bot")  # its memory goes with it
    stack.start("bot")
    assert "spørsmål 3 av 7" in chat.say("tusen takk sa mor").text.casefold()
    assert list(chat.answers().values()) == ["han er sliten", "tusen takk sa mor"]


@pytest.mark.parametrize("away", ["bot", "actions"])
def test_what_is_said_while_a_part_is_away_is_answered_when_it_is_back(stack: Stack, chat: Chat, away: str) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    stack.kill(away)
    kept = chat.say("han gruer seg til svømming", message_id="one")
    assert kept.status == "stored"
    assert "lagret" in kept.text
    stack.start(away)
    stack.settled(chat)
    assert "spørsmål 2 av 7" in chat.say("han gruer seg til svømming", message_id="one").text.casefold()
    assert list(chat.answers().values()) == ["han gruer seg til svømming"]


def test_the_same_message_twice_is_one_note_and_one_answer(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    first = chat.say("han er sliten", message_id="same")
    again = chat.say("han er sliten", message_id="same")
    assert again.messages == first.messages
    assert list(chat.answers().values()) == ["han er sliten"]


def test_two_messages_at_the_same_time_are_both_kept_in_order(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    texts = ["han er sliten", "mest på mandager", "han liker matte", "mor ringer ofte"]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda text: Chat(chat.http, chat.subject, chat.today).say(text), texts))
    assert {reply.status for reply in replies} == {"answered"}
    assert sorted(chat.answers().values()) == sorted(texts)


def test_rubbish_gets_a_calm_answer_and_breaks_nothing(chat: Chat) -> None:
    for rubbish in (
        "👍",
        "🤷‍♀️🤷‍♀️",
        "<b>hei</b><script>alert(1)</script>",
        "/restart",
        "/session_start",
        "{{7*7}} ⟦1⟧ {case}",
        "a" * 10_000,
    ):
        reply = chat.say(rubbish)
        assert reply.status == "answered", (rubbish[:20], reply)
        assert "Traceback" not in reply.text
    assert chat.say("   \n ").status == "refused"
    assert "tom" in chat.last.text
    open_case(chat)
    assert "nivå 0" in chat.say("hva nå?").text


def test_rubbish_in_a_talk_is_kept_as_the_answer(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    long = "han forteller at " + "det er bråk i garderoben og " * 350
    given = ['1 < 2 & "lei"', "👍", long.strip(), "/restart"]
    for text in given:
        assert "spørsmål" in chat.say(text).text.casefold()
    assert list(chat.answers().values()) == given


def test_an_identity_number_instead_of_initials_is_refused_with_a_reason_and_not_stored(
    stack: Stack, chat: Chat
) -> None:
    number = next(n for n in (f"010112{i:05d}" for i in range(100_000)) if fodselsnummer.is_valid(n))
    chat.say("ny bekymring")
    refused = chat.say(number)
    assert refused.status == "refused"
    assert "fødselsnummer" in refused.text
    assert number not in stack.logs()
    assert "nivå 0" in chat.say("MK").text


def test_a_name_instead_of_initials_is_refused_and_asked_again(chat: Chat) -> None:
    chat.say("ny bekymring")
    assert "navn" in chat.say("Elevnavn Etternavn").text or "kort" in chat.last.text
    assert "saken MK" in chat.say("MK").text


def test_a_talk_of_marker_words_leaves_none_in_tracker_logs_or_database(stack: Stack, chat: Chat) -> None:
    markers = [f"merkeord{number}zyx" for number in range(8)]
    chat.say(f"jeg er bekymra for en elev, {markers[0]}")
    chat.say("QZ9XWV7KJ3P")  # long: ciphertext is much text, and holds any five letters somewhere
    hold_talk(chat, "Undring med foresatte", [f"liker best {marker} i friminuttet" for marker in markers[1:]])
    chat.say(f"hva nå {markers[0]}?")
    assert markers[3] in chat.say("hva har vi så langt?").text
    for file in stack.folder.glob("*.db"):
        with closing(sqlite3.connect(file)) as connection:  # closed before the file is read: that would drop its locks
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    searched = [file for file in stack.folder.rglob("*") if file.is_file()]
    assert {"naervaerslos.db", "app.log", "bot.log", "actions.log"} <= {file.name for file in searched}
    for file in searched:
        content = file.read_bytes().lower()
        found = [word for word in [*markers, "qz9xwv7kj3p", "merkeord"] if word.encode() in content]
        assert not found, (file.name, found)


def test_the_private_door_looks_like_no_door_without_its_secret(stack: Stack) -> None:
    address = stack.environment["NAERVAERSLOS_BOT_URL"]
    body = {"conversation": "x", "turn": "x", "text": "hei", "language": "nb"}
    assert stack.http.post(f"{address}/webhooks/turn/", json=body).status_code == 404
    assert (
        stack.http.post(f"{address}/webhooks/rest/webhook", json={"sender": "x", "message": "hei"}).status_code == 404
    )


def test_a_talk_on_one_device_survives_that_the_case_is_closed_on_another(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    chat.all(*(f"mest i friminuttet på rom {number}" for number in range(6)))
    tablet = Chat(chat.http, chat.subject, chat.today, device="tablet")
    tablet.all("avslutt saken", "ja")
    reply = chat.say("mest i friminuttet på rom 6")
    assert "er avsluttet" in reply.text
    assert len(chat.answers()) == 6
    assert "mest i friminuttet på rom 6" in chat.say("oppsummer").text  # kept as a note: a closed case takes no answer
    assert "avsluttet" in chat.say("hva nå?").text
