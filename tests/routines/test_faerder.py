"""Færder's data against what its routine says, and against the house rules for texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from api.engine.conditions import FactPresent
from api.engine.facts import live
from api.engine.schema import Deadline, Language, Level, Outcome, Routine
from api.wording.plan import PlanWords
from routine_tools.scenario import PUPIL, ROUTINES, Scenario, read, routine_of, scenario_files
from tests.routines.texts import texts_of

FOLDER = ROUTINES / "faerder"
LEVELS = ("0", "1", "2A", "2B")
EQUAL_IN_BOTH = {
    "Innkalling til møte om nærvær",
    "Det vi skal snakke om",
    "Utkast til samarbeidsavtalen (§ 10-6)",
    "Opprett samarbeidsavtalen (§ 10-6) i Visma Sikker sak.",
    "All dokumentasjon på dette nivået skal stå i samarbeidsavtalen.",
    "Ta i bruk oppmøteplanen i Visma Sikker sak.",
    "Tiltak, ansvar og periode skal stå i samarbeidsavtalen.",
    "Skriv i Visma Sikker sak. Tiltak, ansvar og periode står i samarbeidsavtalen.",
    "dagen for første møte på nivå 2B",
    "Fyll ut samarbeidsavtalen i Visma Sikker sak etterpå.",
    "Skriv planen i Visma Sikker sak.",
}
BORROWED = {"nittedal.kartlegging_elev", "nittedal.kartlegging_foresatte"}
NOT_OURS = {"nb": "ikke fra Færders maler", "nn": "ikkje frå malane i Færder"}
NOT_NYNORSK = set(
    "ikke hva hvem hvor hvordan hvorfor hvilke hvilken foresatte fra skole skolen jeg dere noe noen mye gjøre uke uker "
    "bare sammen fravær fraværet bekymret bekymring sier hjem tiltakene møtene fortsatt selv mer".split()
)
HEADINGS = {  # of the source, cut to their first words
    "0": ["Snakk med eleven", "Del og sjekk ut din undring", "Vurder om det er grunn", "Hvem involveres"],
    "1": [
        "Planlegg og gjennomfør møte",
        "Evaluering innen 3 uker",
        "Ved behov for tverrfaglig innsats",
        "Hvem involveres",
    ],
    "2A": [
        "Etabler tverrfaglig team",
        "Gjennomføring av første møte",
        "Oppfølgingsmøte",
        "Evaluering av innsats",
        "Virker innsatsen/tiltakene",
        "Hvem involveres",
    ],
    "2B": [
        "Gjennomføring av første møte",
        "Gjennomføring av oppfølgende møte(r)",
        "Evaluering av tiltak innen 3 uker",
        "Hvem involveres",
    ],
}
LINKS = {  # the file, and how the address before it begins and ends
    "undringssamtale_elev": ("samtale-med-barn-ungdom-mal", "ice3a46d0", "50e4fec47910"),
    "undringssamtale_foresatte": ("samtale-mal-foreldre", "i6205f990", "56f59a6a26b0"),
    "motemal": ("bti-motemal", "id52584b6", "44ded52dc38e"),
    "arsakskartlegging": ("arsakskartlegging", "i1c6f0c5f", "e9329b3aa355"),
    "kartlegging_skole": ("kartlegging-skole", "ibd6baf05", "0a32cea11e7e"),
    "samarbeidsavtale": ("ol-10-6-samarbeidsavtale-ved-fravar", "i1a88568b", "85fd1d6544c0"),
    "tiltakssirkel": ("tiltakssirkelen_otnes", "iee799d61", "cd4db3c80150"),
    "samtykkeskjema": ("tverrfaglig-samtykkeerklaring_barn-og-unge-2024", "i0f586d7b", "c795e8b405de"),
    "samtale_barn_ungdom": ("samtale-med-barn-ungdom-mal", "ice3a46d0", "50e4fec47910"),
    "samtale_foreldre": ("samtale-mal-foreldre", "i6205f990", "56f59a6a26b0"),
    "utvidet_kartlegging": ("utdypende-kartleggingsverktoy", "i4a3badf3", "aa42ad424250"),
}


@pytest.fixture(scope="module")
def faerder() -> Routine:
    return routine_of("faerder")


def _own(routine: Routine) -> Routine:
    """The routine without the guides it borrows and the measures that come with them."""
    lenders = tuple(f"{borrow.from_}." for borrow in routine.borrows)
    guides = [guide for guide in routine.guides if guide.lender is None]
    measures = [group for group in routine.measures if not group.id.startswith(lenders)]
    return routine.model_copy(update={"guides": guides, "measures": measures})


def _deadlines(routine: Routine) -> dict[str, Deadline]:
    return {deadline.id: deadline for level in routine.levels for deadline in level.deadlines}


def _outcomes(level: Level) -> dict[str, Outcome]:
    return {f"{decision.id}/{one.id}": one for decision in level.decisions for one in decision.outcomes}


# What the routine says


def test_there_are_four_levels_in_this_order(faerder: Routine) -> None:
    assert tuple(level.id for level in faerder.levels) == LEVELS
    assert faerder.level_word.nb == faerder.level_word.nn == "nivå"


def test_the_warning_after_four_days_has_no_period(faerder: Routine) -> None:
    alert = next(threshold for threshold in faerder.thresholds if threshold.id == "faerder.0.visma_alert")
    assert alert.limit is not None
    assert (alert.limit.amount, alert.limit.unit, alert.limit.period) == (4, "days", None)
    assert [threshold.limit for threshold in faerder.thresholds if threshold is not alert] == [None, None]
    assert any(gap.about == "threshold" for gap in faerder.gaps)


@pytest.mark.parametrize(
    ("deadline_id", "kind", "amount", "anchor", "assumed", "met_by", "each_round"),
    [
        ("faerder.0.contact", "none", None, None, None, None, True),
        ("faerder.1.meeting", "within", (1,), "decided", False, "meeting_held", False),
        ("faerder.1.eval", "within", (3,), "meeting_held", True, "evaluation_done", True),
        ("faerder.2a.eval", "within", (2, 3), "measures_agreed", True, "evaluation_done", True),
        ("faerder.2b.summary", "within", (2, 3), "meeting_held", True, "mapping_summarised", False),
        ("faerder.2b.eval", "within", (3,), "measures_agreed", True, "evaluation_done", True),
    ],
)
def test_a_deadline_is_as_in_the_register(
    faerder: Routine,
    deadline_id: str,
    kind: str,
    amount: tuple[int, ...] | None,
    anchor: str | None,
    assumed: bool | None,
    met_by: str | None,
    each_round: bool,
) -> None:
    rule = _deadlines(faerder)[deadline_id]
    assert (rule.kind, rule.amount, rule.unit) == (kind, amount, "weeks" if amount else None)
    assert (rule.anchor.event.fact if rule.anchor else None) == anchor
    assert (rule.anchor.assumed if rule.anchor else None) == assumed
    assert (rule.met_by.fact if isinstance(rule.met_by, FactPresent) else None) == met_by
    assert rule.each_round == each_round


def test_there_are_no_other_deadlines(faerder: Routine) -> None:
    assert [level.id for level in faerder.levels for _ in level.deadlines] == ["0", "1", "1", "2A", "2B", "2B"]


def test_the_meeting_counts_from_the_day_the_worry_was_defined(faerder: Routine) -> None:
    anchor = _deadlines(faerder)["faerder.1.meeting"].anchor
    assert anchor is not None
    event = anchor.event
    assert (event.level, event.decision, event.outcome, event.anywhere) == ("0", "go_on", "worried", True)


@pytest.mark.parametrize(
    ("level", "ways"),
    [
        (
            "0",
            {
                "wonder/cleared": "close",
                "wonder/worried": "choose",
                "wonder/unsure": "choose",
                "go_on/cleared": "close",
                "go_on/worried": "go_to 1",
            },
        ),
        (
            "1",
            {
                "evaluation/works_continue": "continue",
                "evaluation/other_measures": "continue",
                "evaluation/consult": "wait",
                "evaluation/interdisciplinary": "go_to 2A",
                "evaluation/closed": "close, ours",
            },
        ),
        (
            "2A",
            {
                "evaluation/works_continue": "continue",
                "evaluation/works_close": "close",
                "evaluation/not_enough": "go_to 2B",
            },
        ),
        ("2B", {"evaluation/new_round": "continue", "evaluation/closed": "close, ours"}),
    ],
)
def test_decisions_lead_where_the_routine_says(faerder: Routine, level: str, ways: dict[str, str]) -> None:
    found = {
        name: f"{one.does}{' ' + one.to if one.to else ''}{', ours' if one.ours else ''}"
        for name, one in _outcomes(faerder.level(level)).items()
    }
    assert found == ways


@pytest.mark.parametrize(
    ("level", "outcome", "needs"),
    [
        ("0", "go_on/worried", {"share_with_colleague", "analyse"}),
        ("1", "evaluation/interdisciplinary", {"inform_leadership_team", "collect_consent"}),
    ],
)
def test_what_must_be_done_before_going_on(faerder: Routine, level: str, outcome: str, needs: set[str]) -> None:
    assert set(_outcomes(faerder.level(level))[outcome].needs) == needs


def test_the_leadership_is_told_on_the_way_to_1_and_to_2a(faerder: Routine) -> None:
    assert faerder.level("1").tasks[0].id == faerder.level("2A").tasks[0].id == "inform_leadership"
    assert all(
        task.obligation == "must" and task.records is not None and task.records.fact == "leadership_informed"
        for task in (faerder.level("1").tasks[0], faerder.level("2A").tasks[0])
    )


def test_on_2a_only_what_is_done_with_other_services_waits_for_consent(faerder: Routine) -> None:
    free = ["inform_leadership", "secure_consent", "name_coordinator", "follow_absence"]
    assert [task.id for task in faerder.level("2A").tasks if task.waits_for is None] == free
    rules = [task.waits_for for task in faerder.level("2A").tasks if task.waits_for]
    assert all(
        isinstance(rule, FactPresent) and (rule.fact, rule.anywhere) == ("consent_given", True) for rule in rules
    )


@pytest.mark.parametrize(
    ("level", "about"),
    [
        ("0", {"deadline", "form"}),
        ("1", {"exit", "anchor", "form"}),
        ("2A", {"anchor", "deadline"}),
        ("2B", {"exit", "anchor", "form"}),
        (None, {"threshold", "deadline", "person", "documentation"}),
    ],
)
def test_the_silences_of_the_routine_are_shown(faerder: Routine, level: str | None, about: set[str]) -> None:
    gaps = faerder.level(level).gaps if level else faerder.gaps
    assert about <= {gap.about for gap in gaps}
    assert all(gap.ask for gap in gaps)


def test_work_is_written_in_visma_sikker_sak_from_level_1_on(faerder: Routine) -> None:
    rules = [faerder.level(level).documentation for level in LEVELS]
    assert [rule.systems if rule else None for rule in rules] == [[], *[["visma_sikker_sak"]] * 3]
    assert all(rule is not None and "samarbeidsavtale" in rule.forms for rule in rules[1:])


def test_every_public_link_is_there(faerder: Routine) -> None:
    linked = {form.id: form.url for form in faerder.forms if form.url}
    assert set(linked) == set(LINKS)
    for form, (file, begins, ends) in LINKS.items():
        address = rf"https://faerder\.kommune\.no/_f/p1/{begins}(-[0-9a-f]{{4}}){{3}}-{ends}/{file}\.pdf"
        assert re.fullmatch(address, linked[form]), form
    assert not any(form.known for form in faerder.forms)


def test_all_guide_questions_are_ours_and_say_so(faerder: Routine) -> None:
    own = [guide for guide in faerder.guides if guide.lender is None]
    assert {guide.id for guide in own} == {path.stem for path in FOLDER.glob("guides/*.yaml")}
    assert all(question.ours for guide in own for question in guide.questions)
    assert all(guide.label and "Nærværslos" in guide.label.nb for guide in own)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_borrowed_guides_are_labelled_with_whose_they_are(faerder: Routine, language: Language) -> None:
    borrowed = [guide for guide in faerder.guides if guide.lender is not None]
    assert {guide.id for guide in borrowed} == BORROWED
    for guide in borrowed:
        assert guide.lender is not None
        assert guide.label is not None
        whose, label = guide.lender.place.in_(language), guide.label.in_(language)
        assert whose == "Nittedal"
        assert whose in label
        assert NOT_OURS[language] in label
        assert "Nærværslos" not in label
    offering = {level.id for level in faerder.levels if BORROWED.issubset(level.guides)}
    assert offering == {"1", "2A"}


# Where each piece comes from


def _pieces(content: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every piece of the raw files that must say where it comes from."""
    sourced = (
        "forms gaps thresholds notes levels tasks people deadlines decisions outcomes reminders documentation questions"
    )
    for key, value in content.items():
        pieces = value if isinstance(value, list) else [value]
        for piece in (piece for piece in pieces if isinstance(piece, dict)):
            name = f"{place}/{key}:{piece.get('id') or piece.get('role') or ''}"
            if key in sourced.split():
                yield name, piece
            yield from _pieces(piece, name)


def _all_pieces() -> list[tuple[str, dict[str, Any]]]:
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("guides/*.yaml")}
    routine = yaml.safe_load((FOLDER / "routine.yaml").read_text(encoding="utf-8"))
    guides = [(f"guide {name}", guide) for name, guide in files.items()]
    return [*guides, *_pieces(routine), *(found for name, guide in files.items() for found in _pieces(guide, name))]


def test_every_piece_names_its_clause_or_is_ours() -> None:
    pieces = _all_pieces()
    assert len(pieces) > 200
    assert [place for place, piece in pieces if ("clause" in piece) == (piece.get("ours") is True)] == []


def test_every_clause_is_a_heading_of_the_source() -> None:
    known = {f"nivå {level}" for level in LEVELS}
    known |= {f"nivå {level}, «{heading}»" for level, headings in HEADINGS.items() for heading in headings}
    used = {piece["clause"] for _, piece in _all_pieces() if "clause" in piece}
    assert used == known


# The texts


def test_nynorsk_is_not_bokmaal(faerder: Routine) -> None:
    alike = {text.nb for text in texts_of(_own(faerder)) if text.nb == text.nn and len(text.nb.split()) > 4}
    assert alike == EQUAL_IN_BOTH


def test_nynorsk_has_no_bokmaal_words(faerder: Routine) -> None:
    names = {form.name.nn for form in faerder.forms}
    texts = [text.nn for text in texts_of(faerder) if text.nn not in names]
    assert [text for text in texts if NOT_NYNORSK & set(re.findall(r"\w+", text.lower()))] == []


def test_no_text_has_more_than_two_sentences(faerder: Routine) -> None:
    both = [said for text in texts_of(faerder) for said in (text.nb, text.nn)]
    assert len(both) > 800
    assert [said for said in both if len(re.findall(r"[.?!](?=\s+[A-ZÆØÅ«]|$)", said)) > 2] == []


def test_no_file_speaks_of_skulk() -> None:
    files = [*FOLDER.rglob("*.yaml"), ROUTINES / "common" / "roles.yaml"]
    assert [file.name for file in files if "skulk" in file.read_text(encoding="utf-8").casefold()] == []


# The scenarios together


def test_every_outcome_is_taken_by_a_scenario(faerder: Routine) -> None:
    every = {f"{level.id} {name}" for level in faerder.levels for name in _outcomes(level)}
    told = [fact for file in scenario_files("faerder") for fact in live(read(file).case(faerder).facts)]
    taken = {f"{fact.level} {fact.decision}/{fact.outcome}" for fact in told if fact.kind == "decided"}
    assert taken == every, f"{len(taken)} of {len(every)} outcomes are taken; missing: {sorted(every - taken)}"


def test_every_deadline_and_every_kind_is_asked_for(faerder: Routine) -> None:
    rules = _deadlines(faerder)
    asked = {
        deadline for file in scenario_files("faerder") for point in read(file).asked for deadline in point.deadlines
    }
    assert asked == set(rules)
    assert {rules[deadline].kind for deadline in asked} == {rule.kind for rule in rules.values()}


# What is wrong today


def _worried_on(day: date) -> Scenario:
    return Scenario.model_validate(
        {
            "title": "Møtedato i høstferien",
            "breaks": [[date(2026, 10, 5), date(2026, 10, 9), "høstferie"]],
            "opened": day,
            "events": [{"day": day, "decide": "go_on/worried"}],
            "asked": [{"today": day, "level": "1"}],
        }
    )


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_today_is_never_called_by_another_date(faerder: Routine, language: Any) -> None:
    now = _worried_on(date(2026, 9, 30)).plan(faerder, date(2026, 10, 7))
    assert "i dag, fredag 2. oktober" not in PlanWords(now, language, PUPIL).now()


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_day_gone_is_no_date_to_be_done_by(faerder: Routine, language: Any) -> None:
    now = _worried_on(date(2026, 9, 30)).plan(faerder, date(2026, 10, 5))
    assert "fredag 2. oktober)" not in PlanWords(now, language, PUPIL).now()


def test_a_school_day_to_hold_on_to_is_a_school_day(faerder: Routine) -> None:
    course = _worried_on(date(2026, 10, 4))  # the Sunday before the break; the date is the Sunday after it
    school_day = course.plan(faerder, date(2026, 10, 4)).deadline("faerder.1.meeting").school_day
    assert school_day is None or course.calendar.is_school_day(school_day)
