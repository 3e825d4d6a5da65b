"""What stands in an e-mail: how many things are due and where to see them, or a code. Nothing of a pupil, not even the label."""

from __future__ import annotations

from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

import yaml

from api.database import utc_now
from api.engine.schema import Language, Text
from api.outbox.service import ToSend
from api.outbox.telling import LookedUp


@lru_cache
def texts() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def say(name: str, language: Language, **values: object) -> str:
    return texts()[name].in_(language).format(**values)


def letter(one: ToSend, sender: str, origin: str) -> EmailMessage:
    """With the same id each time: a server may know it again."""
    assert one.told is not None
    language = one.language
    subject, lines = _said(one.told, language, origin)
    again = [say("perhaps_again", language)] if one.perhaps_again else []
    why = say("why", language, settings=f"{origin}/innstillinger")
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, one.place.chat, say(subject, language)
    made["Date"] = format_datetime(utc_now().astimezone(UTC))
    made["Message-ID"] = f"<{one.id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # so that no machine answers
    made.set_content("\n\n".join([*again, *lines, why]) + "\n", charset="utf-8")
    made["Content-Language"] = language  # it would have been taken out with what stood there before
    return made


def _said(told: LookedUp, language: Language, origin: str) -> tuple[str, list[str]]:
    """The name of the subject, and the paragraphs."""
    if told.code is not None:
        return "code_subject", [say("code", language, code=told.code), say("code_unasked", language)]
    if told.school is not None:
        many = say("cases", language, count=told.school.count) if told.school.count else say("few_cases", language)
        return "school_subject", [say("school", language, school=told.school.school, count=many), f"{origin}/skolen"]
    count = len(told.due)
    return "due_subject", [say("due_one" if count == 1 else "due", language, count=count), f"{origin}/"]
