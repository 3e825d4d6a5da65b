"""What a conversation left in the cases of a teacher, looked up by the pupil's label."""

from __future__ import annotations

from typing import Any

from tests.conversations.stack import Chat


def plan_of(chat: Chat, label: str) -> dict[str, Any]:
    case = next(case["id"] for case in chat.cases() if case["label"] == label)
    return chat.plan(case)


def answers_of(chat: Chat, label: str) -> list[str]:
    """The answers that count, in the order their questions were first answered."""
    return [answer["text"] for answer in plan_of(chat, label)["answers"]]


def other_device(chat: Chat, device: str = "tablet", *, today: str | None = None) -> Chat:
    """The same teacher at another device."""
    return Chat(chat.http, chat.subject, today or chat.today, device=device)


def new_cases(chat: Chat, *labels: str) -> None:
    for label in labels:
        chat.all("jeg er bekymra for en elev, borte mange mandager", label)
        assert label in chat.last.text


def asks(chat: Chat, number: int) -> bool:
    """Whether the last reply ends with this question standing."""
    return f"spørsmål {number} av" in chat.last.text.casefold() and "Hopp over" in chat.last.buttons
