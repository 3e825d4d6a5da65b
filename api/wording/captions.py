"""The words of buttons that are not the routine's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from api.engine.schema import Language, Text

CaptionId = Literal[
    "yes",
    "other_day",
    "remind_me",
    "stop_reminding",
    "only_note",
    "none_of_them",
    "today",
    "yesterday",
    "own_day",
    "show_all",
    "take_up_again",
    "same_pupil",
    "another_pupil",
    "new_pupil",
    "call_pupil",
    "keep_name",
    "sibling_case",
    "no_consent",
    "anyway",
    "all_of_these",
    "none_of_these",
    "show_measures",
    "all_questions",
    "was_question",
    "was_answer",
    "belongs",
    "move_note",
    "what_to_do",
    "new_case",
    "my_cases",
    "go_on",
    "not_now",
    "undo",
    "redo",
    "no_reason",
    "reopen",
    "let_rest",
    "close",
    "keep_open",
    "leave_it_here",
    "let_stand",
    "case_of_this",
    "take_case",
    "leave_case",
    "ask_share",
    "ask_offer",
    "ask_unshare",
    "ask_withdraw_offer",
    "yourself",
    "do_offer",
    "do_share",
    "do_unshare",
    "do_leave",
    "do_withdraw_offer",
    "to_a_day",
    "for_good",
    "keep_longer",
    "half_year",
    "one_year",
    "longest",
    "do_keep",
    "no_longer",
    "all_listed",
    "choose_listed",
    "this_month",
    "last_three_months",
    "since_school_start",
    "this_half_year",
]


@lru_cache
def captions() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "captions.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def captions_of(name: CaptionId) -> tuple[str, str]:
    """A caption in both written forms, to compare typed words with."""
    pair = captions()[name]
    return pair.nb, pair.nn


def caption(name: CaptionId, language: Language, /, **values: object) -> str:
    """The caption called `name`; raises KeyError when one of its values is missing."""
    return captions()[name].in_(language).format_map(values)
