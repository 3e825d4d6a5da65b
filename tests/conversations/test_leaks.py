"""A whole course with marker words through all real processes, with faults in each: none of them is in a log or in the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote
from uuid import uuid4

import httpx

from tests.conversations.stack import Chat, Stack

# What somebody wrote, and what they showed. No word of ours or of a library.
LABEL, NOTE, ANSWER, REASON, NAME = "Zq7", "kvitrefugl", "blåveisdalen", "tyttebærlyng", "Qvistgaard"
TOKEN, COOKIE, QUERY = "tok-sjøstjerne-9", "kake-havsule-4", "søk-alkekonge-2"
MARKS = (LABEL, NOTE, ANSWER, REASON, NAME, TOKEN, COOKIE, QUERY)


def forms(mark: str) -> set[str]:
    """How a word looks in a log: as it is, in JSON, in an address, in an encoding that was taken for another."""
    return {mark, json.dumps(mark)[1:-1], quote(mark), repr(mark.encode())[2:-1], mark.encode().decode("latin-1")}


@contextmanager
def without_table(stack: Stack, table: str) -> Iterator[None]:
    """The database fails in the middle of what is done."""
    file = stack.environment["NAERVAERSLOS_DATABASE_URL"].removeprefix("sqlite:///")
    rename(file, table, f"{table}_elsewhere")
    try:
        yield
    finally:
        rename(file, f"{table}_elsewhere", table)


def rename(file: str, table: str, to: str) -> None:
    with closing(sqlite3.connect(file, timeout=20)) as connection, connection:
        connection.execute("PRAGMA legacy_alter_table=ON")
        connection.execute(f"ALTER TABLE {table} RENAME TO {to}")


def course(chat: Chat) -> None:
    """A worry, a case, a talk, a note, a reason, another label, a summary, an end."""
    chat.all(f"jeg er bekymra for en elev, borte mange mandager, {NOTE}", LABEL)
    chat.press("Undring med foresatte")
    chat.all(f"mor sier {ANSWER} er verst", f"{NAME} ble nevnt", "hopp over", "pause", f"notat: {NOTE} igjen")
    chat.say("Ring", payload=f'/press{{"note":"{NOTE}",}}')
    chat.say(f"/press{{{NOTE}")
    chat.say(f'/press{{"label": "{LABEL}"}}')
    chat.all("oppsummer", "mine saker", "avslutt saken", f"ja, fordi {REASON}")


def odd_requests(stack: Stack) -> Iterator[httpx.Response]:
    """What no client of ours sends, to each process."""
    shown = {"Authorization": f"Bearer {quote(TOKEN)}", "Cookie": f"session={quote(COOKIE)}", "X-School": quote(COOKIE)}
    bot = f"http://127.0.0.1:{stack.environment['NAERVAERSLOS_BOT_PORT']}/webhooks/turn/"
    actions = f"http://127.0.0.1:{stack.environment['NAERVAERSLOS_ACTION_PORT']}/webhook"
    right = {"Authorization": f"Bearer {stack.environment['NAERVAERSLOS_BOT_TOKEN']}"}
    broken = f'{{"id": "{NOTE}", '
    for address in (f"{stack.address}/chat/messages", f"{stack.address}/cases", f"{stack.address}/turns", bot, actions):
        yield httpx.post(address, content=broken, headers=shown | {"Content-Type": "application/json"})
        yield httpx.post(address, json={"id": {"text": NOTE}, "label": [LABEL], "next_action": NOTE}, headers=shown)
        yield httpx.get(f"{address}?q={quote(QUERY)}", headers=shown)
    yield httpx.post(bot, content=broken, headers=right)
    yield httpx.post(
        bot, json={"text": {"x": NOTE}, "turn": LABEL, "conversation": LABEL, "language": NOTE}, headers=right
    )
    yield httpx.post(
        bot, json={"text": f'/press{{"label": "{LABEL}", {NOTE}}}', "language": "nb", **unknown()}, headers=right
    )
    yield httpx.post(bot, json={"text": NOTE, "language": "nb", **unknown()}, headers=right)


def unknown() -> dict[str, str]:
    return {"turn": str(uuid4()), "conversation": str(uuid4())}


def test_nothing_that_was_written_or_shown_is_in_a_log_or_readable_in_the_database(own_stack: Stack) -> None:
    stack = own_stack
    chat, other = stack.chat(), stack.chat(nynorsk=True)
    course(chat)
    case = chat.cases()[0]["id"]
    assert len(list(odd_requests(stack))) == 19
    chat.http.post(f"/cases/{case}/commands", json={"id": NOTE, "command": {"do": NOTE}})
    other.all("jeg er bekymra for en elev, borte mange mandager", LABEL)
    fault(stack, "note", lambda: other.all(f"notat: {ANSWER}, {NAME}", "oppsummer"))
    for table in ("fact", "audit"):
        fault(stack, table, lambda: chat.http.get("/cases", headers={"X-Demo-Teacher": chat.subject}))
    stack.kill("actions")
    assert other.say(f"{NOTE} mens handlingene er nede").status == "stored"
    stack.start("actions")
    stack.kill("bot")
    assert other.say(f"{ANSWER} mens boten er nede").status == "stored"
    stack.start("bot")
    stack.settled(other)
    logs = stack.logs()
    assert {"turn.failed", "request.failed", "turn.unanswered"} <= set(logs.replace('"', " ").split())
    told = {form for mark in MARKS for form in forms(mark)}
    assert not [line for line in logs.splitlines() if any(form in line for form in told)]
    assert not {name for name, secret in secrets(stack).items() if secret in logs}
    kept = b"".join(file.read_bytes() for file in stack.folder.glob("naervaerslos.db*"))
    assert not {mark for mark in (NOTE, ANSWER, REASON, NAME, TOKEN, COOKIE) if mark.encode() in kept}


def fault(stack: Stack, table: str, act: Callable[[], object]) -> None:
    with without_table(stack, table):
        act()


def secrets(stack: Stack) -> dict[str, str]:
    return {name: value for name, value in stack.environment.items() if name.endswith(("_TOKEN", "_KEYS"))}
