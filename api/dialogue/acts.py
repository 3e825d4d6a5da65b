"""What a turn comes to: acts, as data. The action server picks a response for each; the words of the chat are not made here."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import BaseModel

ActKind = Literal[
    "greeting",
    "greeting_again",
    "goodbye",
    "thanks",
    "help",
    "language_chosen",
    "off_topic",
    "not_understood",
    "choices",
    "choices_here",
    "ask_label",
    "ask_label_again",
    "label_refused_identity_number",
    "label_refused_phone_number",
    "label_refused_name",
    "label_refused_too_long",
    "label_refused_no_letters",
    "label_taken",
    "case_opened",
    "no_case",
    "case_list",
    "case_list_empty",
    "now_speaking_of",
    "about_case",
    "still_in_case",
    "which_case",
    "moved",
    "outcome_noted",
    "case_closed",
    "case_monitored",
    "case_reopened",
    "case_is_closed",
    "already_open",
    "confirm_close",
    "kept_open",
    "ask_decision",
    "decision_unclear",
    "needs_first",
    "ticked",
    "ticked_on",
    "ask_day",
    "day_unclear",
    "day_in_future",
    "day_in_past",
    "own_date_set",
    "consent_refused",
    "which_guide",
    "no_guide",
    "guide_elsewhere",
    "guide_started",
    "guide_resumed",
    "guide_ended",
    "guide_ended_before",
    "question",
    "question_again",
    "question_before",
    "first_question",
    "noted",
    "noted_doubtful",
    "noted_loose",
    "noted_beside",
    "noted_instead",
    "corrected",
    "note_taken_back",
    "note_moved",
    "skipped",
    "not_skippable",
    "scale_unclear",
    "number_unclear",
    "date_unclear",
    "pick_questions",
    "pick_unclear",
    "ask_period",
    "period_unclear",
    "measures",
    "report_done",
    "report_attempted",
    "report_planned",
    "report_planned_also",
    "report_which",
    "report_day_done",
    "report_day_attempted",
    "report_day_planned",
    "report_only_noted",
    "attempt_entered",
    "plan_entered",
    "paused",
    "label_left",
    "no_such_question",
    "nothing_to_resume",
    "nothing_to_steer",
    "which_answer",
    "summary",
    "summary_empty",
    "sentences",
    "acute",
    "acute_kept",
    "no_reminders",
    "no_export",
    "failed",
]


class Button(BaseModel):
    title: str
    payload: str


class Act(BaseModel):
    """One thing to say. `values` fill the response's slots; a value holding pupil text is a reference such as `⟦1⟧`."""

    kind: ActKind
    values: dict[str, str] = {}
    buttons: list[Button] = []


class Outcome(BaseModel):
    """All that came of a turn. `listening`: the assistant has asked something, so the talk stays with the guide action.

    `private` holds what the references stand for and never leaves the api but in the rendered reply.
    """

    acts: list[Act]
    listening: bool
    verdict: str
    private: dict[str, str] = {}


_REFERENCE = re.compile(r"⟦(\d+)⟧")


def fill(text: str, private: dict[str, str]) -> str:
    """The text with its references replaced, in one pass: what a teacher wrote is never read as a reference."""
    return _REFERENCE.sub(lambda match: private.get(match[1], match[0]), text)


def plain_words(text: str) -> str:
    """The words alone, for comparing what was typed with what a button says."""
    return re.sub(r"[^\w\s]", "", text).casefold().strip()


def press(**meaning: Any) -> str:
    """The payload of a button whose meaning is data, as Rasa reads it."""
    return "/press" + json.dumps(meaning, ensure_ascii=True, separators=(",", ":"))
