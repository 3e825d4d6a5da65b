"""Asked for in the chat, a case is not read out there: the reply says where it can be got, and it can."""

from __future__ import annotations

import re

import pytest

from tests.conversations.stack import Stack


@pytest.mark.parametrize(
    ("asked", "nynorsk"),
    [
        ("kan jeg få ut saken", False),
        ("eksporter", False),
        ("kan æ få ut alt som står om saka", False),
        ("eg treng alt i saka som dokument", True),
        ("eksporter saka", True),
    ],
)
def test_the_chat_says_where_a_case_can_be_got(stack: Stack, asked: str, nynorsk: bool) -> None:
    chat = stack.chat(nynorsk=nynorsk)
    chat.all("en elev er borte hver mandag", "MK")
    said = chat.say(asked).text
    (page,) = re.findall(r"/cases/\S+\.html", said)
    assert "Du kan få ut det som er lag" in said
    headers = {"X-Demo-Teacher": chat.subject, "X-Today": chat.today}
    answer = chat.http.get(page, headers=headers)
    assert answer.status_code == 200
    assert f'lang="{"nn" if nynorsk else "nb"}"' in answer.text
    assert "en elev er borte hver mandag" in answer.text
