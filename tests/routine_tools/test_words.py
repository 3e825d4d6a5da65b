"""Words there must be for everything a routine file may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from api.engine.conditions import All, Answered, Compare, Condition, DaysSince, FactPresent, Not
from api.engine.conditions import Any as AnyOf
from api.engine.facts import FactKind
from api.engine.schema import Deadline, Gap, Guide, Language, Limit, Outcome, Period, Question, Threshold
from routine_tools.compare import SIGNS
from routine_tools.walk import Ending
from routine_tools.words import Rules, deadline_rule, word
from tests.routine_tools.called import routine_of

FIELDS = [
    ("fact_", FactKind),
    ("period_", Period),
    ("kind_", Deadline.model_fields["kind"].annotation),
    ("about_", Gap.model_fields["about"].annotation),
    ("guide_", Guide.model_fields["kind"].annotation),
    ("audience_", Guide.model_fields["audience"].annotation),
    ("limit_", Limit.model_fields["unit"].annotation),
    ("does_", Outcome.model_fields["does"].annotation),
    ("type_", Question.model_fields["type"].annotation),
    ("sign_", Threshold.model_fields["sign"].annotation),
    ("walk_", Ending),
]


def _values(annotation: Any) -> Iterator[str]:
    for value in get_args(annotation):
        if isinstance(value, str):
            yield value
        elif value is not type(None):
            yield from _values(value)


@pytest.mark.parametrize(("begins", "annotation"), FIELDS, ids=[begins for begins, _ in FIELDS])
def test_every_value_has_words(begins: str, annotation: Any) -> None:
    names = [f"{begins}{value}" for value in _values(annotation)]
    filled = dict.fromkeys(("amount", "to", "day", "count", "at", "word", "level", "ways"), "x")
    assert names
    assert all(word(name, language, **filled) for name in names for language in get_args(Language))


def test_every_mark_of_the_comparison_has_words() -> None:
    assert all(word(f"mark_{name}", "nb") for name, (sign, _) in SIGNS.items() if sign)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (FactPresent.model_validate({"fact": "talk_held", "with": "pupil"}), "det er holdt samtale med eleven"),
        (FactPresent(fact="task_done", task="consult_naervaerskontakt"), "«Nærværskontakten er spurt» er huket av"),
        (FactPresent(fact="consent_given", anywhere=True), "samtykket er gitt (når som helst i saken)"),
        (
            FactPresent(fact="decided", level="0", decision="go_on", outcome="worried", anywhere=True),
            "svaret er «Bekymret, gå til nivå 1» på nivå 0",
        ),
        (
            DaysSince.model_validate({"days_since": {"fact": "contact_made", "days": 14}}),
            "det har gått minst 14 dager siden sist det har vært kontakt",
        ),
        (
            Answered(answered="ke.skala"),
            "spørsmålet «Hvor greit er det å komme på skolen nå? 1 er veldig vanskelig, 5 går fint.» er besvart",
        ),
        (
            Compare.model_validate({"compare": {"question": "ke.vanskeligst", "is": "equal", "value": "timene"}}),
            "svaret på «Hva er vanskeligst for deg akkurat nå?» er «Timene og oppgavene»",
        ),
        (
            All(
                all=[
                    AnyOf(any=[FactPresent(fact="meeting_held"), FactPresent(fact="minutes_sent")]),
                    Not.model_validate({"not": {"fact": "evaluation_done"}}),
                ]
            ),
            "(møtet er holdt eller referatet er sendt) og det ikke er slik at evalueringen er gjort",
        ),
    ],
)
def test_rules_are_said_in_words(rule: Condition, said: str) -> None:
    assert Rules(routine_of("faerder"), "nb").say(rule) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "none"}, "Møte: så snart du kan. Rutinen setter ingen frist her."),
        ({"kind": "recurring", "amount": [6], "unit": "weeks"}, "Møte: hver 6. uke."),
        ({"kind": "same_day"}, "Møte: samme dag som utgangspunktet: den dagen."),
        ({"kind": "within", "amount": [1], "unit": "weeks"}, "Møte: senest én uke etter den dagen."),
        (
            {"kind": "window", "amount": [2, 4], "unit": "weeks"},
            "Møte: i tidsrommet 2–4 uker etter den dagen.",
        ),
        (
            {"kind": "window", "amount": [2, 4], "unit": "weeks", "obligation": "should"},
            "Møte: bør være 2–4 uker etter den dagen.",
        ),
        ({"kind": "recurring", "amount": [6], "unit": "weeks", "pace": "at_least"}, "Møte: minst hver 6. uke."),
        ({"kind": "recurring", "amount": [1], "unit": "months", "pace": "about"}, "Møte: omtrent hver måned."),
        ({"kind": "after", "amount": [3], "unit": "weeks"}, "Møte: 3 uker etter den dagen."),
    ],
)
def test_a_date_rule_is_a_sentence(rule: dict[str, Any], said: str) -> None:
    counted = rule["kind"] not in ("none", "recurring")
    anchor = {"event": {"fact": "decided"}, "text": {"nb": "den dagen", "nn": "den dagen"}}
    more = {"anchor": anchor, "met_by": {"fact": "meeting_held"}} if counted else {}
    whole = {"id": "x", "ours": True, "text": {"nb": "møte", "nn": "møte"}, **rule, **more}
    assert deadline_rule(Deadline.model_validate(whole), "nb") == said
