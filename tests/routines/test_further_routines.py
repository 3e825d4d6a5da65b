"""Two more real routines as data: one whose steps hang on days or lessons, one with six triggers and a leader's meeting."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from api.dialogue.reading.amounts import read_absence
from api.engine.calendar import Break, Calendar
from api.engine.loader import load
from api.engine.schema import Language, Routine, Threshold
from api.engine.topic_index import index_of
from api.wording import choosing
from api.wording.absence import ToldAbsence
from api.wording.answers import answer
from api.wording.rendering import text as worded
from routine_tools.scenario import ROUTINES, Scenario
from routine_tools.scenario import read as read_scenario
from tests.routine_tools.called import called

FURTHER = Path(__file__).parent / "further"
IDS = sorted(folder.name for folder in FURTHER.iterdir())
SCENARIOS = sorted(FURTHER.glob("*/scenarios/*.yaml"))
TODAY = date(2026, 11, 23)
OPENED = {"title": "t", "breaks": [], "opened": TODAY, "events": [], "asked": [{"today": TODAY, "level": "1"}]}
CALENDAR = Calendar(breaks=(Break(date(2026, 6, 20), date(2026, 8, 16), "sommer"),))


@pytest.fixture(scope="module")
def routines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real routines with these two put among them, as their municipalities would put them."""
    folder = Path(shutil.copytree(ROUTINES, tmp_path_factory.mktemp("seven") / "routines"))
    for name in IDS:
        shutil.copytree(FURTHER / name, folder / name)
    return folder


@pytest.mark.parametrize("name", IDS)
def test_they_are_without_problems_and_their_scenarios_go_through_every_branch(name: str, routines: Path) -> None:
    linted = called("lint", routines / name)
    assert (linted.exit_code, linted.output.strip()) == (0, f"{name}: no problems")
    found = called("simulate", routines / name, "--coverage", "--quiet")
    assert found.exit_code == 0, found.output
    assert "100.0 %" in found.output


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_the_plan_is_what_their_scenarios_say(file: Path, routines: Path) -> None:
    assert read_scenario(file).differences(load(routines / file.parts[-3])) == []


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("skullerud", {"nb": "6 timer", "nn": "6 timar"}),
        ("skullerud", {"nb": "Fører til: møte 2: møte med hjemmet", "nn": "Fører til: møte 2: møte med heimen"}),
        ("ringsaker", {"nb": "mer enn 5 dager på rad", "nn": "meir enn 5 dagar på rad"}),
        ("ringsaker", {"nb": "3 ganger for sent på en måned", "nn": "3 gonger for seint på ein månad"}),
        ("ringsaker", {"nb": "bør være innen én uke etter", "nn": "bør vere innan éi veke etter"}),
    ],
)
def test_the_booklet_says_each_limit_and_date_as_the_routine_does(
    name: str, told: dict[str, str], language: str, routines: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made.md"
    assert called("show", routines / name, "--format", "markdown", "--language", language, "--out", made).exit_code == 0
    assert told[language] in " ".join(made.read_text(encoding="utf-8").split())


def judged(routine: Routine, text: str, language: Language = "nb") -> str:
    told = ToldAbsence(routine, read_absence(text, TODAY, CALENDAR), CALENDAR)
    return worded(told.answer(), language, TODAY, "MK")


@pytest.mark.parametrize(
    ("name", "text", "said", "never"),
    [
        # no period in the source: nothing is reckoned, the steps are told
        ("skullerud", "borte 9 dager", ["regner det ikke ut", "Møte 2 gjelder fra 8 dager"], "er nådd"),
        ("skullerud", "vekke 12 timar", ["Du oppgir 12 timer", "Møte 2 gjelder fra 8 dager eller 12 timer"], "er nådd"),
        ("ringsaker", "borte 3 dager denne måneden", ["Grensa på mer enn 3 dager per måned er ikke nådd"], "er nådd"),
        ("ringsaker", "borte 4 dager denne måneden", ["mer enn 3 dager per måned er nådd", "steg 2"], "ikke nådd"),
        ("ringsaker", "6 dager på rad i november", ["mer enn 5 dager på rad er nådd", "steg 2"], "ikke nådd"),
        ("ringsaker", "borte 6 dager siden september", ["er nådd hvis de 6 dager var på rad"], "steg 2"),
        ("ringsaker", "kom for sent 3 ganger denne måneden", ["3 ganger for sent per måned er nådd"], "steg 2"),
        ("ringsaker", "kjem for seint 2 gonger denne månaden", ["er ikke nådd med 2 ganger for sent"], "er nådd"),
    ],
)
def test_a_limit_is_judged_as_the_routine_puts_it(
    name: str, text: str, said: list[str], never: str, routines: Path
) -> None:
    answer = judged(load(routines / name), text)
    assert [piece for piece in said if piece not in answer] == []
    assert never not in answer


def test_who_is_past_a_later_limit_is_led_there_and_not_to_those_before(routines: Path) -> None:
    routine = load(routines / "skullerud")
    monthly = [
        rule.model_copy(update={"limit": rule.limit.model_copy(update={"period": "month"})})
        for rule in routine.thresholds
        if rule.limit is not None
    ]
    routine = routine.model_copy(update={"thresholds": monthly})
    answer = judged(routine, "borte 9 dager denne måneden")
    assert "hører dette til møte 2" in answer
    assert "møte 1" not in answer
    assert "Grensa på 6 timar per månad er nådd" not in answer
    assert "høyrer dette til møte 3" in judged(routine, "vekke 18 timar denne månaden", "nn")


@pytest.mark.parametrize(("language", "said"), [("nb", "hører dette til møte 2"), ("nn", "høyrer dette til møte 2")])
def test_a_rule_without_a_number_tells_the_level_it_leads_to(language: Language, said: str, routines: Path) -> None:
    """The source may lead on from what only people can judge: it is told, whatever way the rule is asked for."""
    routine = load(routines / "skullerud")
    own = {"id": "t", "clause": "møte 2", "level": "2", "text": {"nb": "Uklare grunner.", "nn": "Uklare grunnar."}}
    bare, signed = Threshold.model_validate(own), Threshold.model_validate(own | {"id": "s", "sign": "pattern"})
    routine = routine.model_copy(update={"thresholds": [bare, signed]})
    told = [
        choosing.thresholds(routine),
        answer(routine, index_of(routine).by_id["threshold:t"], None),
        answer(routine, index_of(routine).by_id["threshold:s"], None),
    ]
    assert [pieces for pieces in told if said not in worded(pieces, language, TODAY, "LM2")] == []
    assert said in judged(routine, "alltid borte på mandager", language)


def test_each_rule_is_told_apart_when_a_case_is_opened(routines: Path) -> None:
    routine = load(routines / "ringsaker")
    plan = Scenario.model_validate(OPENED).plan(routine, TODAY)
    lines = worded(choosing.opening(plan), "nb", TODAY, "LM2").splitlines()
    heading = lines.index("Når fravær gir grunn til bekymring:")
    told = [f"• {rule.text.nb}" for rule in routine.thresholds]
    assert lines[heading + 1 : heading + 1 + len(told)] == told


def test_limits_joined_with_or_are_told_once(routines: Path) -> None:
    routine = load(routines / "skullerud")
    asked = worded(choosing.thresholds(routine), "nb", TODAY, "LM2")
    plan = Scenario.model_validate(OPENED).plan(routine, TODAY)
    opened = worded(choosing.opening(plan), "nb", TODAY, "LM2")
    assert [said.count("Møte 1 gjelder fra 4 dager eller 6 timer.") for said in (asked, opened)] == [1, 1]
