"""Who is let in by the door of Teams, and that nothing that comes there is a fault of ours."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OctKey
from sqlmodel import select

from api.conversations.models import Conversation, Turn
from api.database import transaction
from api.outbox.models import ChatReference, Outgoing
from api.settings import Settings
from tests.api.turns_by_hand import rows
from tests.teams.cloud import BOT, FOREIGN, TENANT, UNENDORSED, FakeCloud, chat_of
from tests.teams.conftest import KARI, ODD, STRANGER, Teams, known, running, until, with_teams

OTHER_TENANT = "9b6d1f0e-6a55-4d5c-9a3f-1c7d1c1f8a99"

BAD_TOKENS: dict[str, Callable[[FakeCloud], str]] = {
    "no token": lambda cloud: "x",
    "another's key under our name": lambda cloud: cloud.sign(FOREIGN),
    "a key nobody knows": lambda cloud: cloud.sign(kid="nowhere"),
    "a shared secret": lambda cloud: cloud.sign(OctKey.import_key("x" * 64), "HS256", kid="own"),
    "without a signature": lambda cloud: ".".join([*cloud.sign().split(".")[:2], ""]),
    "another issuer": lambda cloud: cloud.sign(iss="https://sts.windows.net/x/"),
    "for another app": lambda cloud: cloud.sign(aud="6a1c7f7e-1d1b-4f0c-9a43-2a3f6f1f0d22"),
    "over": lambda cloud: cloud.sign(exp=int(time.time()) - 400),
    "not yet": lambda cloud: cloud.sign(nbf=int(time.time()) + 400),
    "without an end": lambda cloud: cloud.sign(exp=None),
    "of another service": lambda cloud: cloud.sign(serviceurl="https://evil.example"),
    "of no service": lambda cloud: cloud.sign(serviceurl=None),
    "a key for another channel": lambda cloud: cloud.sign(UNENDORSED),
}


async def nothing_happened(teams: Teams) -> None:
    for table in (Conversation, Turn, ChatReference, Outgoing):
        assert not await rows(teams.app, table)
    assert (teams.cloud.sent, teams.cloud.typing, teams.bot.turns) == ([], [], [])


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_a_token_that_does_not_hold_is_401_and_nothing_happens(kind: str, teams: Teams) -> None:
    activity = teams.cloud.activity(KARI, text="hei")
    assert await teams.send(activity, BAD_TOKENS[kind](teams.cloud)) == 401
    await nothing_happened(teams)
    assert await teams.send(activity) == 200, "the same with a token that holds"


@pytest.mark.parametrize(
    "other",
    [
        {"conversation": {"conversationType": "personal", "tenantId": OTHER_TENANT, "id": "a:1"}},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {"channelData": {}, "conversation": {"conversationType": "personal", "id": "a:1"}},
        {"channelId": "skype"},
        {"serviceUrl": "https://elsewhere.example"},
        {"serviceUrl": "file:///etc/passwd"},
    ],
)
async def test_of_another_tenant_channel_or_service_is_401(other: dict[str, Any], teams: Teams) -> None:
    assert await teams.send(teams.cloud.activity(KARI, text="hei", **other)) == 401
    await nothing_happened(teams)


async def test_without_a_header_nobody_is_let_in(teams: Teams) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}):
        answer = await teams.client.post("/teams/messages", json=teams.cloud.activity(KARI), headers=headers)
        assert answer.status_code == 401
    await nothing_happened(teams)


async def test_a_clock_that_is_minutes_off_does_no_harm(teams: Teams) -> None:
    late = teams.cloud.sign(exp=int(time.time()) - 200, nbf=int(time.time()) - 4000)
    assert await teams.send(teams.cloud.activity(KARI, text="hei"), late) == 200


async def test_keys_are_fetched_once_and_for_unknown_ones_not_each_time(teams: Teams) -> None:
    for _ in range(5):
        assert await teams.send(teams.cloud.activity(KARI, text="hei"), teams.cloud.sign(kid="nowhere")) == 401
        assert await teams.say("hei") == 200
    assert teams.cloud.keys_asked == 1


async def test_where_teams_is_not_set_there_is_no_door(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await teacher.post("/teams/messages", json={})).status_code == 404


async def test_a_message_is_a_turn_under_its_id_and_answered_where_it_came_from(both_teams: Teams) -> None:
    teams = both_teams
    activity, decide = teams.cloud.activity(KARI, text="hei"), teams.bot.answer

    async def after_typing(turn: dict[str, Any]) -> tuple[int, bytes]:
        await until(typing)
        return await decide(turn)

    async def typing() -> bool:
        return teams.cloud.typing == [chat_of(KARI)]

    teams.bot.answer = after_typing
    assert await teams.send(activity) == 200
    (sent,) = await teams.come(1)
    assert (sent.chat, sent.method, sent.words) == (chat_of(KARI), "POST", "hei: greeting")
    assert (sent.body["from"], sent.body["recipient"]) == ({"id": BOT}, {"id": f"29:{KARI}"})
    (conversation,) = await rows(teams.app, Conversation)
    (turn,) = await rows(teams.app, Turn)
    assert (conversation.channel, turn.message_id) == ("teams", activity["id"])


async def test_a_redelivered_message_is_one_turn_and_one_answer(both_teams: Teams) -> None:
    teams = both_teams
    activity = teams.cloud.activity(KARI, text="hei")
    for _ in range(3):
        assert await teams.send(activity) == 200
    assert await teams.say("hva nå?") == 200
    sent = await teams.come(2)
    assert [one.words.split(":")[0].strip() for one in sent] == ["hei", "hva nå?"]
    assert len(await rows(teams.app, Turn)) == 2


async def test_a_stranger_is_told_where_to_ask_and_nothing_is_kept(teams: Teams) -> None:
    assert await teams.say("hei, det gjelder Ola", STRANGER) == 200
    (sent,) = await teams.come(1)
    assert "Spør rektor" in sent.words
    assert await teams.say("hei", STRANGER, locale="nn-NO") == 200
    assert "systemansvarleg" in (await teams.come(2))[1].words
    for table in (Conversation, Turn, ChatReference, Outgoing):
        assert await rows(teams.app, table) == []


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
async def test_with_others_listening_it_says_to_write_alone_and_keeps_nothing(kind: str, teams: Teams) -> None:
    group = {"conversationType": kind, "tenantId": TENANT, "id": "19:meeting"}
    assert await teams.say("<at>Nærværslos</at> Ola er borte", conversation=group) == 200
    (sent,) = await teams.come(1)
    assert (sent.chat, "privat" in sent.words) == ("19:meeting", True)
    assert [*await rows(teams.app, Turn), *await rows(teams.app, ChatReference)] == []


@pytest.mark.parametrize(
    ("text", "says"), [("han heter 01019012480", "fødselsnummer"), ("x" * 20_001, "for lang"), ("  ", "tom")]
)
async def test_what_is_not_stored_is_said_once(text: str, says: str, teams: Teams) -> None:
    activity = teams.cloud.activity(KARI, text=text)
    assert [await teams.send(activity), await teams.send(activity), await teams.say("hei")] == [200] * 3
    refused, greeted = await teams.come(2)
    assert (says in refused.words, "hei" in greeted.words) == (True, True)
    assert len(await rows(teams.app, Turn)) == 1


async def test_a_file_is_not_taken_and_that_is_said(teams: Teams) -> None:
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {"fileType": "pdf"}}
    assert await teams.say("", attachments=[file]) == 200
    assert "vedlegget er ikke lagret" in (await teams.come(1))[0].words


async def test_an_edited_message_is_offered_as_a_new_version_and_counts_when_it_is_chosen(teams: Teams) -> None:
    activity = teams.cloud.activity(KARI, text="hei")
    edit = {"type": "messageUpdate", "channelData": {"tenant": {"id": TENANT}, "eventType": "editMessage"}}
    assert await teams.send(activity) == 200
    for _ in range(2):
        assert await teams.send(activity | edit | {"text": "hva nå?"}) == 200
    _, offered = await teams.come(2)
    assert "det du skrev først, gjelder" in offered.words
    assert [turn["text"] for turn in teams.bot.turns] == ["hei", "/press{}"], "it does nothing by itself"
    value = offered.actions["Bruk den nye teksten"]["data"]
    assert await teams.send(teams.cloud.activity(KARI, value=value, replyToId=offered.id)) == 200
    await teams.come(3)
    assert [turn["text"] for turn in teams.bot.turns] == ["hei", "/press{}", "hva nå?"]
    other = teams.cloud.activity(ODD, value=value)
    assert await teams.send(other) == 200
    assert "tom" in (await teams.come(1, chat_of(ODD)))[0].words, "nobody uses another's words"


async def test_who_writes_too_much_is_told_once_a_minute(settings: Settings, cloud: FakeCloud) -> None:
    async with running(with_teams(settings, cloud, person_limit=1), cloud) as teams:
        await known(teams.app)
        for _ in range(4):
            assert await teams.say("hei") == 200
        await teams.comes("mange meldinger")
        assert 1 <= len(await rows(teams.app, Turn)) <= 2
        assert len(await rows(teams.app, Outgoing)) <= 4


async def test_nynorsk_is_answered_in_nynorsk(teams: Teams) -> None:
    assert await teams.say(" ", ODD) == 200
    assert "kva det gjeld" in (await teams.come(1))[0].words


ODD_ACTIVITIES: list[dict[str, Any]] = [
    {"type": "nothingWeKnow"},
    {"type": None},
    {"type": 7},
    {"type": "typing"},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    {"type": "messageDelete", "channelData": {"tenant": {"id": TENANT}, "eventType": "softDeleteMessage"}},
    {"type": "messageUpdate", "channelData": {"tenant": {"id": TENANT}, "eventType": "undeleteMessage"}},
    {"type": "messageUpdate", "text": "ny", "channelData": {"tenant": {"id": TENANT}, "eventType": "editMessage"}},
    {"type": "conversationUpdate", "membersAdded": "x"},
    {"type": "conversationUpdate", "membersAdded": [None, 1, {"id": None}]},
    {"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]},
    {"type": "installationUpdate"},
    {"type": "installationUpdate", "action": "remove-upgrade"},
    {"type": "endOfConversation"},
    {"type": "event", "name": "x", "value": {}},
    {"text": None},
    {"text": 7},
    {"text": ""},
    {"text": "x" * 150_000},
    {"text": "\ud83d halv"},
    {"text": "med \x00 inni"},
    {"text": "<div><p>Hei <b>du</b></p></div>", "textFormat": "xml"},
    {"text": "<at>Nærværslos</at>"},
    {"text": None, "value": {}},
    {"text": None, "value": "x"},
    {"text": None, "value": {"do": "press"}},
    {"text": None, "value": {"do": "press", "title": "x", "payload": "/restart"}},
    {"text": None, "value": {"do": "press", "title": "x", "payload": "rm -rf"}},
    {"text": None, "value": {"do": "choose", "of": 10**40, "choice": "x"}},
    {"text": None, "value": {"do": "tick", "of": -1, "ticked": "1,2"}},
    {"text": None, "value": {"do": "tick", "of": 0, "ticked": "9" * 3000}},
    {"text": None, "value": {"do": "write", "of": 0, "words": {"a": 1}}},
    {"text": None, "value": {"do": ["press"]}},
    {"text": None, "attachments": [{"contentType": "image/png", "contentUrl": "https://x"}]},
    {"text": "x", "attachments": [None, 1, {"contentType": "text/html", "content": "<blockquote><blockquote>"}]},
    {"text": "x", "attachments": {"contentType": "text/html"}},
    {"id": None, "text": "hei"},
    {"id": "x" * 3000, "text": "hei"},
    {"id": {"a": 1}, "text": "hei"},
    {"from": None, "text": "hei"},
    {"from": {"id": "29:x", "aadObjectId": 5}, "text": "hei"},
    {"recipient": None, "text": "hei"},
    {"replyToId": "x" * 3000, "text": "hei"},
    {"locale": 5, "text": "hei"},
    {"conversation": {"conversationType": "personal", "tenantId": TENANT}, "text": "hei"},
    {"conversation": {"conversationType": "personal", "tenantId": TENANT, "id": "a/../b?c#d"}, "text": "hei"},
]


async def test_an_odd_activity_is_no_fault_of_ours(teams: Teams) -> None:
    for odd in ODD_ACTIVITIES:
        assert (odd, await teams.send(teams.cloud.activity(KARI, **odd))) == (odd, 200)
    assert await teams.say("og så det siste") == 200
    await teams.comes("og så det siste:")

    async def all_ended() -> bool:
        return all(one.ended is not None for one in await rows(teams.app, Outgoing))

    await until(all_ended)
    assert {one.ended for one in await rows(teams.app, Outgoing)} <= {"sent", "refused"}, "refused: an odd place"


async def test_an_invoke_is_calmly_declined(teams: Teams) -> None:
    for name in ("task/fetch", "composeExtension/query", "adaptiveCard/action", None):
        assert await teams.send(teams.cloud.activity(KARI, type="invoke", name=name, value={"x": 1})) == 501


@pytest.mark.parametrize("body", ["", "[]", "null", "7", "{", '"x"', "[" * 5000, '{"a": ' * 5000])
async def test_what_is_no_activity_is_nobodys(body: str, teams: Teams) -> None:
    headers = {"Authorization": f"Bearer {teams.cloud.sign()}", "Content-Type": "application/json"}
    answer = await teams.client.post("/teams/messages", content=body, headers=headers)
    assert answer.status_code == 401
    assert json.loads(answer.text)["code"] == "unauthenticated"


async def test_the_person_is_the_one_who_logs_in_on_the_web(teams: Teams) -> None:
    await teams.say("hei")
    await teams.come(1)
    (conversation,) = await rows(teams.app, Conversation)
    async with transaction(teams.app.state) as session:
        (reference,) = (await session.exec(select(ChatReference))).all()
    assert conversation.person_id == reference.person_id
    mine = await teams.client.get("/conversations", headers={"X-Demo-Teacher": "demo:faerder:1"})
    assert [one["channel"] for one in mine.json()] == ["teams"]


async def test_what_comes_while_the_first_keys_are_fetched_waits_for_them(teams: Teams) -> None:
    """At an installation two activities come at once."""
    come = [
        teams.cloud.activity(KARI, **one) for one in ({"type": "installationUpdate", "action": "add"}, {"text": "hei"})
    ]
    assert await asyncio.gather(*(teams.send(one) for one in come)) == [200, 200]
    assert teams.cloud.keys_asked == 1
