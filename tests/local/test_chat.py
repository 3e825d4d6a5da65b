"""The terminal's line to the application: numbers choose buttons, and a message is sent again as the same message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner, Result

from local.chat import Line, Unreachable, _shown, main
from tests.local.terminal import NOT_STORED, FarSide
from tests.local.terminal import answered as answer_of

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


def chat(*words: str | Path, **settings: str) -> Result:
    app = typer.Typer()
    app.command()(main)
    return CliRunner(env=settings).invoke(app, [str(word) for word in words])


def one_line(found: Result, *words: str) -> None:
    """It says so in one line, as wrong use."""
    assert (found.exit_code, found.stdout, len(found.stderr.splitlines())) == (2, "", 1), found.output
    assert [word for word in words if word not in found.stderr] == []


def test_a_file_that_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("på".encode("latin-1"))
    one_line(chat("--file", "/nei.txt"), "FILE=/nei.txt finnes ikke")
    one_line(chat("--file", tmp_path), f"FILE={tmp_path} er en mappe")
    one_line(chat("--file", latin), "ikke lagret som UTF-8")
    one_line(chat("--file", latin / "under.txt"), "kan ikke leses")
    one_line(chat("--file", "x" * 5000), "kan ikke leses")


@pytest.mark.parametrize("day", ["rubbish", "2026-02-30", "24.8.2026", "9999-12-31", "1900-12-31", " "])
def test_a_day_that_cannot_be_talked_of_is_told_in_a_line(day: str) -> None:
    one_line(chat("--routine", "faerder", "--today", day), f"TODAY={day}")


@pytest.mark.parametrize("number", ["abc", "", "0", "65536", "-1", "8000.5", "٨٠٠٠", "9" * 5000])
def test_a_port_that_is_no_port_is_told_in_a_line(number: str) -> None:
    one_line(chat("--routine", "faerder", NAERVAERSLOS_APP_PORT=number), "NAERVAERSLOS_APP_PORT", "1 til 65535")


@pytest.mark.parametrize("url", ["http://a:b", "http://a:8000:1"])
def test_an_address_that_is_none_is_told_in_a_line(url: str) -> None:
    one_line(chat("--routine", "faerder", "--url", url), "er ingen adresse")


@pytest.mark.parametrize("device", ["", "x" * 61])
def test_a_device_the_application_would_refuse_is_told_in_a_line(device: str) -> None:
    one_line(chat("--routine", "faerder", "--device", device), "DEVICE")


@pytest.mark.parametrize(("routine", "teacher"), [("nowhere", "1"), ("faerder", "9"), ("færder", "1")])
def test_a_teacher_that_is_not_there_is_told_in_a_line(routine: str, teacher: str) -> None:
    far = FarSide(lambda message: answer_of("Hei."))
    far.cases = 401
    found = chat("--routine", routine, "--teacher", teacher, "--url", far.url)
    one_line(found, "finnes ikke i demoen", "TEACHER=1", "vennesla")


def test_another_program_at_the_address_is_no_application() -> None:
    far = FarSide(lambda message: answer_of("Hei."))
    far.cases = 404
    found = chat("--routine", "faerder", "--url", far.url)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "noe annet enn Nærværslos" in found.stderr


def test_the_lines_of_a_file_are_answered_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "messages.txt"
    file.write_text("hei\n\n  [/nei]  \n", encoding="utf-8-sig")
    far = FarSide(lambda message: answer_of(f"Svar til {message['text']}."))
    found = chat("--file", file, "--url", far.url)
    assert found.exit_code == 0
    told = [json.loads(line) for line in found.stdout.splitlines()]
    assert [(one["message"], one["messages"][0]["text"]) for one in told] == [
        ("hei", "Svar til hei."),
        ("[/nei]", "Svar til [/nei]."),
    ]


def test_a_line_without_an_answer_ends_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.chat.PAUSES", (0, 0))
    file = tmp_path / "messages.txt"
    file.write_text("[/nei]\nmer\n", encoding="utf-8")
    far = FarSide(lambda message: NOT_STORED)
    found = chat("--file", file, "--url", far.url)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "Ingen svar på «[/nei]» etter 2 forsøk." in found.stderr
    assert len(far.ids_of("[/nei]")) == 1


def test_what_lies_at_the_application_is_shown_with_its_whole_address() -> None:
    said = {"text": "På siden «Skolen»: /skolen. Som fil: /cases/1/export.json, 24/7.", "buttons": []}
    first, *_ = _shown([said], "http://127.0.0.1:8000/")
    assert (
        str(first.renderable)
        == "På siden «Skolen»: http://127.0.0.1:8000/skolen. Som fil: http://127.0.0.1:8000/cases/1/export.json, 24/7."
    )
