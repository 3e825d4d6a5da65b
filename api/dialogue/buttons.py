"""Which payloads are buttons of ours. Any other is a button of nowhere: it reaches neither Rasa's own commands nor a handler."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from api.dialogue.acts import press
from api.dialogue.dispatch import COMMANDS

NOWHERE = press()  # what stands comes again
ONLY_TYPED = frozenset(("answer", "affirm", "deny", "acute"))  # what a text may be, and no button of ours stands for


class _Meaning(BaseModel):
    """What handlers take for granted about the data of a button; the rest they look up, and may not find."""

    case: UUID | None = None
    days_ago: int = Field(default=0, ge=0, le=366)
    edit: int = 0
    then: tuple[str, str] | None = None
    was_answer: UUID | None = None
    run: UUID | None = None
    was_question: UUID | None = None
    belongs: UUID | None = None
    move: UUID | None = None
    to: UUID | None = None
    report: UUID | None = None
    task: str = ""


def ours(payload: str) -> str:
    """The payload itself, or one that means nothing. An unknown command such as `/restart` would leave the turn unanswered."""
    name, brace, data = payload.partition("{")
    if name != "/press":
        return payload if not brace and name.removeprefix("/") in COMMANDS.keys() - ONLY_TYPED else NOWHERE
    try:
        _Meaning.model_validate_json(brace + data)
    except ValidationError:
        return NOWHERE
    return payload
