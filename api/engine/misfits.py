"""What does not fit the form of a file, in words: what is wrong, and what to write instead."""

from __future__ import annotations

from typing import Any, get_args

from api.engine.conditions import WORDS
from api.engine.facts import FactKind

KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "`true` or `false`",
    "bool_parsing": "`true` or `false`",
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "keys of its own",
    "model_attributes_type": "keys of its own",
    "dict_type": "keys of its own",
    "date_type": "a day",
    "date_parsing": "a day",
    "date_from_datetime_parsing": "a day",
    "date_from_datetime_inexact": "a day",
}
EXAMPLES = {
    "a text": "Write a text there.",
    "a whole number": "Write it without quotes: `3`.",
    "a number": "Write it without quotes: `3`.",
    "`true` or `false`": "Write one of them, without quotes.",
    "a list": "Write a line that begins with `- ` for each, or `[one, two]`.",
    "keys of its own": "Write them below it, each as `key: value`.",
    "a day": "Write it as 2026-08-24.",
}
# What to write when the source says something that a key has no word for. The last keys of the place, the longest first.
ELSE = {
    (
        "limit",
        "unit",
    ): "What is counted in another way, such as sick days alone, is a threshold with `text` and no `limit`.",
    (
        "unit",
    ): "Minutes and times of day are no date: write them in the `text` of the task, and leave the deadline out.",
    ("period",): "A semester is `half_year`. When none fits, leave `limit` out, and write the period in `text`.",
    ("sign",): "When none fits, leave `sign` out: the threshold is then told, and nothing more.",
    ("obligation",): "They mean skal, skal når …, bør, kan and ved behov.",
    ("about",): "When none fits, write `other`.",
    ("does",): "They are told in docs/add-your-routine.md, “Decisions”.",
    (
        "records",
        "fact",
    ): "When none fits, leave `records` out: a condition then finds the task as `{fact: task_done, task: …}`.",
    ("fact",): "When none fits, name the task that is ticked: `{fact: task_done, task: …}`.",
}
# What the assistant records of itself, which no routine names.
OF_ITSELF = frozenset(
    "task_skipped went_on handed_over unshared handover_offered handover_refused handover_withdrawn taken_over withdrawn".split()
)
# And what a condition may look for, but no task or talk records.
UNTICKED = frozenset(
    "concern_raised consent_refused task_done own_date_set attempted planned decided closed reopened".split()
)
PATTERNS = {
    r"^[a-z0-9][a-z0-9_.]*$": "Write small letters a to z, digits, `_` and `.`, beginning with a letter or a digit.",
    r"^[0-9A-Za-z]{1,6}$": "Write one to six letters a to z or digits.",
}


def said(details: Any, scalar: str | None) -> tuple[str, str]:
    """`details` is one of pydantic's errors, `scalar` the value as it is written in the file when it is a single one."""
    kind, context = details["type"], details.get("ctx", {})
    if kind in KINDS:
        return _of_another_kind(KINDS[kind], details["input"], scalar)
    shown = f"`{scalar}`" if scalar else "This"
    match kind:
        case "extra_forbidden":
            return "This key is not known.", "Take it out, or check how it is spelled."
        case "missing":
            return "This key is missing.", "Add it; docs/add-your-routine.md shows how."
        case "literal_error":
            return f"{shown} is not known here.", " ".join(_instead(keys_of(details["loc"]), context["expected"]))
        case "string_pattern_mismatch":
            return f"{shown} has letters that do not go here.", PATTERNS[context["pattern"]]
        case "rule_word" if scalar in get_args(FactKind):
            return _fact_alone(scalar)
        case "rule_word":
            message = details["msg"]
            return (
                f"{message[:1].upper()}{message[1:]}.",
                "Write it as `{fact: contact_made}`; “Rule words” in docs has them all.",
            )
        case "value_error":
            message = str(context["error"]).rstrip(".")
            return (
                f"{message[:1].upper()}{message[1:]}.",
                "Correct it; docs/add-your-routine.md lists what may stand here.",
            )
        case _:
            message = details["msg"].rstrip(".")
            return f"{message}.", "Correct the value; docs/add-your-routine.md lists what it may be."


def _instead(keys: list[str | int], expected: str) -> list[str]:
    """The words that are known, and what to do when none of them fits."""
    if keys[-1] == "fact":
        left_out = OF_ITSELF | (UNTICKED if keys[-2] in ("records", "completes") else set())
        known = [f"'{fact}'" for fact in get_args(FactKind) if fact not in left_out]
        expected = f"{', '.join(known[:-1])} or {known[-1]}"
    fitting = (said for last, said in ELSE.items() if tuple(keys[-len(last) :]) == last)
    return [f"Write one of: {expected}.", *list(fitting)[:1]]


def _fact_alone(fact: str | None) -> tuple[str, str]:
    return f"`{fact}` is a fact, which is named by its key.", f"Write `{{fact: {fact}}}`."


def _of_another_kind(wanted: str, given: Any, scalar: str | None) -> tuple[str, str]:
    if given is None:
        return f"Nothing stands here, where {wanted} belongs.", EXAMPLES[wanted]
    if isinstance(given, list | dict) or scalar is None:
        have = "a list" if isinstance(given, list) else "keys" if isinstance(given, dict) else "something else"
        return f"Here stands {have}, where {wanted} belongs.", EXAMPLES[wanted]
    if wanted == "keys of its own" and scalar in get_args(FactKind):
        return _fact_alone(scalar)
    if wanted == "a text":
        return f"`{scalar}` is no text as it stands.", f'Write it in quotes: "{scalar}".'
    return f"`{scalar}` is not {wanted}.", EXAMPLES[wanted]


def keys_of(location: Any) -> list[str | int]:
    """The keys of the file, without the names of types that pydantic puts among them."""
    return [part for at, part in enumerate(location) if not _names_the_type(location, at)]


def path_of(keys: list[str | int]) -> str:
    """As it is shown: levels[0].tasks[1].by"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in keys).lstrip(".")


def _names_the_type(location: Any, at: int) -> bool:
    """Before the keys of a condition pydantic names its rule word, and for a list of one or two its form; neither is a key."""
    part, after = location[at], location[at + 1 :]
    if isinstance(part, str) and part.startswith(("function-after", "tuple[", "list[", "literal[")):
        return True
    return part in WORDS and bool(after) and (part == "fact" or after[0] == part)
