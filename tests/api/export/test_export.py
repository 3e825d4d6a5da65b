"""A whole case comes out, for those who may read it, as data of a known form and as a page to print."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from api.audit.models import AuditRow, Reading
from api.cases.models import FactRow, NoteRow
from api.database import transaction
from api.engine.casefile import NoteKind
from api.engine.commands import AnyCommand
from api.export.page import _words
from api.export.schemas import json_schema
from api.export.service import export_for_the_school
from api.people.service import PeopleService
from api.settings import Settings
from api.wording.texts import sentences
from tests.api.chat_by_hand import Chat
from tests.api.commanding import send
from tests.api.keys.test_keys import case_of
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, rows
from tests.databases import ROOT, run

DAY = {"X-Today": "2026-08-24"}
NASTY = '<script>alert("flodhest")</script> & {{ 7 * 7 }} {% raw %}'


@pytest.fixture
async def hand(both: FastAPI) -> AsyncIterator[Hand]:
    transport = httpx.ASGITransport(app=both)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=DAY) as client:
        yield Hand(client, both.state.settings)


async def a_case(hand: Hand, routine: str = "faerder", language: Any = "nb") -> UUID:
    """With a talk and a corrected answer, a page's work, a colleague who was let in and out, and two pupils in one list."""
    chat = Chat(hand, routine, language)
    replied = hand.reply

    async def says(words: str, intent: str = "answer", **other: object) -> None:
        await chat.say(words, intent, **other)
        await replied(chat.last["turn"], *["Svar ⟦1⟧"] * len(chat.last["utterances"]))

    await says("zebrafinken er borte hver mandag", "start_case")
    await says("QZX7")
    lines = (await hand.client.get("/cases", headers=chat.headers)).json()
    case = UUID(lines[0]["id"])
    for number, (do, given) in enumerate(
        [
            ("note", {"text": NASTY}),
            ("close", {}),
            ("reopen", {}),
            ("rename", {"label": "QZY8"}),
        ]
    ):
        answer = await send(hand.client, case, do, headers=chat.headers, command_id=f"x{number}", **given)
        assert answer.is_success, answer.text
    if routine == "faerder":
        for text in ("liker kunst", "liker best kunst og håndverk"):
            await send(
                hand.client,
                case,
                "answer",
                guide="undring_elev",
                question="ue.trivsel",
                text=text,
                headers=chat.headers,
            )
        await send(hand.client, case, "tick", task="talk_pupil", on="2026-08-24", headers=chat.headers)
        await send(hand.client, case, "decide", decision="wonder", outcome="worried", anyway=True, headers=chat.headers)
    await hand.client.post("/cases", json={"label": "AB", "key": "ab"}, headers=chat.headers)
    await says("vis sakene", "list_cases")
    return case


class Page(HTMLParser):
    """What a page is made of: its tags in order, and its words."""

    VOID = ("meta", "br", "link")

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.lang = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.lang = named.get("lang") or self.lang
        self.ids |= {named["id"] or ""} if "id" in named else set()
        self.links |= {(named["href"] or "").removeprefix("#")} if "href" in named else set()
        assert not [name for name in named if name.startswith("on") or name == "src"], named
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


async def test_everything_in_the_case_comes_out_in_the_published_form(both: FastAPI, hand: Hand) -> None:
    case = await a_case(hand)
    answer = await hand.client.get(f"/cases/{case}/export.json")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="naervaerslos-{case.hex[:8]}-2026-08-24.json"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    made = answer.json()
    published = (await hand.client.get("/export-schema")).json()
    jsonschema_rs.validator_for(published).validate(made)
    assert published == json.loads((ROOT / "docs/export-schema.json").read_text(encoding="utf-8")) == json_schema()

    facts = [fact for fact in await rows(both, FactRow) if fact.case_id == case]
    notes = [note for note in await rows(both, NoteRow) if note.case_id == case]
    told = [fact["number"] for entry in made["history"]["entries"] for fact in entry["facts"]]
    written = [note["text"] for entry in made["history"]["entries"] for note in entry["notes"]]
    assert sorted(told) == sorted(fact.number for fact in facts)
    assert sorted(map(str, written)) == sorted(str(note.text) for note in notes)
    assert {"liker kunst", "liker best kunst og håndverk", NASTY} <= set(written)
    assert (made["label"], made["routine"]["id"], made["school"]) == ("QZY8", "faerder", made["school"])
    assert [member["role"] for member in made["members"]] == ["owner"]
    assert made["plan"]["case"] == str(case)
    assert made["kept"]["months"] == 12
    audit = [row.what for row in sorted(await rows(both, AuditRow), key=lambda row: row.number) if row.case_id == case]
    assert [seen["what"] for seen in made["audit"]] == audit
    assert audit[-1] == "exported"


async def test_a_message_about_another_pupil_too_is_not_given_out(hand: Hand) -> None:
    case = await a_case(hand)
    made = (await hand.client.get(f"/cases/{case}/export.json")).json()
    assert [(turn["status"], turn["text"]) for turn in made["turns"]] == [
        ("given", "zebrafinken er borte hver mandag"),
        ("given", "QZX7"),
        ("left_out", None),
    ]
    assert made["turns"][0]["reply"]
    assert "AB" not in json.dumps(made["turns"][2])


@pytest.mark.parametrize(("routine", "language"), [("faerder", "nb"), ("faerder", "nn"), ("vennesla", "nb")])
async def test_the_page_is_whole_has_no_script_and_shows_words_as_they_were_written(
    hand: Hand, routine: str, language: str
) -> None:
    case = await a_case(hand, routine, language)
    chat = Chat(hand, routine, language)  # type: ignore[arg-type]
    answer = await hand.client.get(f"/cases/{case}/export.html", headers=chat.headers)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "QZ" not in str(answer.headers)
    page = Page(answer.text)
    assert page.open == []
    assert page.lang == language
    assert page.tags.count("h1") == 1
    assert "script" not in page.tags
    assert page.links == page.ids
    assert NASTY in page.words
    assert "<script" not in answer.text.replace(NASTY, "")
    assert not re.search(r"https?://|url\(|@import", answer.text)
    for word in ("QZY8", "zebrafinken", "Saken" if language == "nb" else "Saka"):
        assert word in page.words
    if routine == "faerder":
        assert "liker best kunst og håndverk" in page.words


@pytest.mark.parametrize(
    ("language", "you"), [("nb", r"\b(?:du|deg|din|ditt|dine|jeg)\b"), ("nn", r"\b(?:du|deg|din|ditt|dine|eg)\b")]
)
@pytest.mark.parametrize("routine", ["faerder", "vennesla", "nittedal", "hardanger", "alvoen"])
async def test_the_page_speaks_to_whoever_reads_it(hand: Hand, routine: str, language: str, you: str) -> None:
    """Not to the teacher: what the page says by itself, beside the routine's own tasks and what people wrote, knows no “you”."""
    case = await a_case(hand, routine, language)
    chat = Chat(hand, routine, language)  # type: ignore[arg-type]
    sent = (await hand.client.get(f"/cases/{case}/export.html", headers=chat.headers)).text
    plan = sent[sent.index('<section id="plan">') : sent.index('<section id="history">')]
    assert "<table>" in plan
    around = re.sub(r"<tbody>.*?</tbody>", "", plan, flags=re.DOTALL)
    assert not re.search(you, around, re.IGNORECASE), around
    assert not [name for name, text in _words().items() if name != "chat_lead" and re.search(you, text.in_(language))]  # type: ignore[arg-type]


async def test_the_reasons_of_leaders_are_in_the_export_and_stop_nothing(both: FastAPI, hand: Hand) -> None:
    case = await a_case(hand)
    async with transaction(both.state) as session:
        await PeopleService(session).employ(await person_of(both, "demo:faerder:2"), "demo_faerder", "leader")
    as_leader = {**DAY, "X-Demo-Teacher": "demo:faerder:2"}
    asked = {"reason": "Foresatte ringte skolen."}
    assert (await hand.client.post(f"/school/cases/{case}/insight", json=asked, headers=as_leader)).is_success
    for ending in ("json", "html"):
        answer = await hand.client.get(f"/cases/{case}/export.{ending}")
        assert answer.is_success, answer.text
        assert asked["reason"] in answer.text
    async with transaction(both.state) as session:
        made = await export_for_the_school(session, case, date(2026, 8, 24), "nb")
    assert [seen.reason for seen in made.audit if seen.what == "insight"] == [asked["reason"]]


async def test_the_last_day_of_a_substitute_comes_out(both: FastAPI, hand: Hand) -> None:
    case = UUID((await hand.client.post("/cases", json={"label": "MK", "key": "one"})).json()["case"])
    person = str(await person_of(both, "demo:faerder:3"))
    assert (await send(hand.client, case, "offer", person=person, last_day="2026-12-18", headers=DAY)).is_success
    accepted = await hand.client.post(
        f"/offers/{case}/accept", json={"id": "a"}, headers={**DAY, "X-Demo-Teacher": "demo:faerder:3"}
    )
    assert accepted.is_success
    made = (await hand.client.get(f"/cases/{case}/export.json")).json()
    assert [(one["role"], one["last_day"]) for one in made["members"]] == [("owner", None), ("member", "2026-12-18")]
    assert "18. desember 2026</td>" in (await hand.client.get(f"/cases/{case}/export.html")).text


async def test_an_export_tells_of_itself(hand: Hand) -> None:
    case = (await hand.client.post("/cases", json={"label": "MK", "key": "one"})).json()["case"]
    printed = await hand.client.get(f"/cases/{case}/export.html")
    assert _words()["saw_exported"].nb in printed.text
    made = (await hand.client.get(f"/cases/{case}/export.json")).json()
    assert [seen["what"] for seen in made["audit"]] == ["opened", "exported", "exported"]


async def test_a_case_comes_out_for_its_members_alone(hand: Hand) -> None:
    case = await a_case(hand)
    for ending in ("json", "html"):
        answer = await hand.client.get(
            f"/cases/{case}/export.{ending}", headers={**DAY, "X-Demo-Teacher": "demo:faerder:2"}
        )
        assert answer.status_code == 404


def test_everything_that_can_be_done_and_seen_has_words_in_both_languages() -> None:
    words = _words()
    done = {command.model_fields["do"].default for command in get_args(AnyCommand)}
    assert done | {"open", "other"} == sentences("log.yaml").keys()
    wanted = {
        *(f"saw_{what}" for what in get_args(Reading)),
        *(f"note_{kind}" for kind in get_args(NoteKind)),
    }
    assert wanted <= words.keys()
    for text in words.values():
        assert set(re.findall(r"{\w+}", text.nb)) == set(re.findall(r"{\w+}", text.nn))


@pytest.mark.parametrize("asked", ["kan jeg få ut saken", "eksporter", "kan æ få ut saka", "eg vil ta ut saka"])
async def test_the_chat_says_where_to_get_it(hand: Hand, asked: str) -> None:
    await hand.open_case()
    case = await case_of(hand, "MK")
    said = await hand.say(asked, "export")
    filled = (await hand.reply(said["turn"], "Få ut ⟦1⟧: ⟦2⟧ og ⟦3⟧")).json()["messages"][0]["text"]
    assert str(case) not in json.dumps(said)
    assert f"/cases/{case}/export.html" in filled
    assert (await hand.client.get(re.findall(r"/cases/\S+json", filled)[0])).is_success


async def test_without_a_case_there_is_nothing_to_get(hand: Hand) -> None:
    said = await hand.say("eksporter", "export")
    assert [act["kind"] for act in said["utterances"]] == ["no_case"]


async def test_a_request_for_access_is_answered_by_a_command(app: FastAPI, settings: Settings, tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=DAY) as client:
        case = await a_case(Hand(client, settings))
    folder = tmp_path / "out"
    await asyncio.to_thread(run, settings.database_url, "-m", "api.export", str(case), str(folder), "--language", "nn")
    files = {file.suffix: file for file in folder.iterdir()}
    assert {oct(file.stat().st_mode & 0o777) for file in files.values()} == {"0o600"}
    made = json.loads(files[".json"].read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(json_schema()).validate(made)
    assert (made["audit"][-1]["what"], made["audit"][-1]["person"]) == ("exported", None)
    assert Page(files[".html"].read_text(encoding="utf-8")).lang == "nn"
    (row,) = [row for row in await rows(app, AuditRow) if row.what == "exported"]
    assert (row.case_id, row.person_id) == (case, None)
