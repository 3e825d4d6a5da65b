"""The terminal's line to the application: numbers choose buttons, and a message is sent again as the same message."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from local.chat import Line, Unreachable

BUTTONS = [
    {"title": "Ny bekymring", "payload": "/start_case"},
    {"title": "Mine saker", "payload": "/list_cases"},
    {"title": "Hva kan du?", "payload": "/help"},
]
TWO_BUBBLES = [{"text": "Hei!", "buttons": BUTTONS[:1]}, {"text": "Hva gjelder det?", "buttons": BUTTONS[1:]}]


def line(*answers: httpx.Response | Exception) -> tuple[Line, list[dict[str, Any]]]:
    """A line to an application that gives these answers, and what it was sent."""
    sent: list[dict[str, Any]] = []
    coming = iter(answers)

    def application(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Line(httpx.Client(transport=httpx.MockTransport(application), base_url="http://app"), "terminal"), sent


def answered(*messages: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json={"status": "answered", "messages": list(messages), "language": "nb"})


@pytest.mark.parametrize(
    ("typed", "text", "payload"),
    [
        ("1", "Ny bekymring", "/start_case"),
        (" 3 ", "Hva kan du?", "/help"),  # counted through the bubbles
        ("4", "4", None),
        ("0", "0", None),
        ("-1", "-1", None),
        ("²", "²", None),
        ("2.", "2.", None),
        ("001", "001", None),
        ("2 saker", "2 saker", None),
        ("mine saker", "mine saker", None),
    ],
)
def test_a_number_is_the_button_it_stands_at(typed: str, text: str, payload: str | None) -> None:
    talking, _sent = line(answered(*TWO_BUBBLES))
    talking.send(talking.message("hei"))
    message = talking.message(typed)
    assert (message["text"], message.get("payload"), message["device"]) == (text, payload, "terminal")


def test_a_number_is_a_text_before_and_after_there_are_buttons() -> None:
    talking, _sent = line(answered(*TWO_BUBBLES), answered({"text": "Ja.", "buttons": []}))
    assert "payload" not in talking.message("1")
    talking.send(talking.message("hei"))
    assert talking.message("1")["payload"] == "/start_case"
    talking.send(talking.message("1"))
    assert "payload" not in talking.message("1")


@pytest.mark.parametrize(("code", "status"), [(202, "stored"), (422, "refused"), (503, "not_stored")])
def test_the_buttons_stay_until_there_is_an_answer(code: int, status: str) -> None:
    said = {"status": status, "messages": [{"text": "…", "buttons": []}], "language": "nb"}
    talking, _sent = line(answered(*TWO_BUBBLES), httpx.Response(code, json=said))
    talking.send(talking.message("hei"))
    assert talking.send(talking.message("2"))["status"] == status
    assert talking.message("2")["payload"] == "/list_cases"


def test_each_message_has_an_id_and_keeps_it_when_it_is_sent_again() -> None:
    talking, sent = line(httpx.ConnectError("away"), answered(*TWO_BUBBLES))
    message = talking.message("hei")
    with pytest.raises(Unreachable):
        talking.send(message)
    talking.send(message)
    assert sent[0] == sent[1]
    assert talking.message("hei")["id"] != message["id"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"code": "unexpected"}),
        httpx.Response(401, json={"code": "unauthenticated"}),
        httpx.ReadTimeout("slow"),
        httpx.Response(503, text="<html>"),
    ],
)
def test_what_is_no_answer_of_the_channel_is_no_contact(answer: httpx.Response | Exception) -> None:
    talking, _sent = line(answer)
    with pytest.raises(Unreachable):
        talking.send(talking.message("hei"))


def test_a_message_the_application_cannot_read_at_all_is_given_back_to_be_mended() -> None:
    talking, _sent = line(httpx.Response(422, json={"code": "invalid"}))
    answer = talking.send(talking.message("a" * 300_000))
    assert answer["status"] == "refused"
    assert "ikke lagret" in answer["messages"][0]["text"]
