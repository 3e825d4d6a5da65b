"""A substitute is let into a case: the first time it is spoken of, all of it is told before anything else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.conversations.looking import asks, new_cases
from tests.conversations.stack import Chat, Stack


def share(chat: Chat, substitute: Chat, case: object = None) -> int:
    person = substitute.http.get("/me", headers={"X-Demo-Teacher": substitute.subject}).json()["person"]
    body = {"id": str(uuid4()), "command": {"do": "share", "person": person}}
    headers = {"X-Demo-Teacher": chat.subject, "X-Today": chat.today}
    return chat.http.post(f"/cases/{case or chat.cases()[-1]['id']}/commands", json=body, headers=headers).status_code


@pytest.fixture
def left(chat: Chat) -> Chat:
    """A teacher who leaves a case in the middle of a talk, with one task done."""
    new_cases(chat, "MK")
    chat.say("Jeg har snakket med eleven")
    chat.all(
        "start undring med foresatte",
        "hun er sliten",
        "mest på mandager",
        "pause",
        "skal ringe mor igjen på torsdag etter skolen",
    )
    return chat


def test_a_substitute_is_told_all_before_the_first_answer_and_once(stack: Stack, left: Chat) -> None:
    substitute = stack.chat(today="2026-08-31")
    assert "MK" not in substitute.say("mine saker").text
    assert share(left, substitute) == 200
    told = substitute.say("hva nå?").messages[0]["text"]
    assert told.startswith("MK er på nivå 0")
    for holds in (
        "Dette er gjort her:",
        "mandag 24. august",
        "Antall svar: 2. Antall notater: 2.",
        "2 av 7 spørsmål har svar",
    ):
        assert holds in told, (holds, told)
    assert "Fortsatt bekymret" in substitute.last.buttons
    assert "Antall svar" not in substitute.say("hva nå?").text
    substitute.say("fortsett")
    assert asks(substitute, 3)
    substitute.say("hun liker kunst")
    assert list(left.answers().values()) == ["hun er sliten", "mest på mandager", "hun liker kunst"]


def test_a_substitute_with_cases_of_their_own_is_told_when_the_case_is_chosen(stack: Stack, left: Chat) -> None:
    substitute = stack.chat(nynorsk=True)
    new_cases(substitute, "TL")
    share(left, substitute)
    substitute.say("byt til MK")
    assert "No gjeld det MK." in substitute.last.text
    assert "Talet på svar: 2. Talet på notat: 2." in substitute.last.text
    assert "2 av 7 spørsmål har svar" in substitute.last.text
    assert "/resume" in substitute.last.buttons["Hald fram"]
    substitute.all("byt til TL", "byt til MK")
    assert "Talet på svar" not in substitute.last.text


def test_the_teacher_who_opened_the_case_is_not_told_of_it(stack: Stack, left: Chat) -> None:
    share(left, stack.chat())
    assert "Antall svar" not in left.say("hva nå?").text


def test_a_case_is_shared_only_by_one_who_sees_it_and_only_within_the_school(stack: Stack, left: Chat) -> None:
    stranger, elsewhere = stack.chat(), stack.chat(routine="nittedal")
    case = left.cases()[-1]["id"]
    for sharer, to in ((stranger, stranger), (left, elsewhere)):
        assert share(sharer, to, case) == 404
    assert stranger.cases() == []
    assert elsewhere.cases() == []
