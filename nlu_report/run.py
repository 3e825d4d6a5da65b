"""From messages to what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.conversations.scenes import for_the_bot
from nlu_report.classify import readings
from nlu_report.figures import Judged
from nlu_report.messages import Message
from nlu_report.road import decide


def judged(model: Path, messages: Sequence[Message]) -> list[Judged]:
    read = readings(model, [for_the_bot(message.text, None) for message in messages])
    return [
        Judged(message, ranking, decide(message.text, ranking, message.context, parts))
        for message, (ranking, parts) in zip(messages, read, strict=True)
    ]
