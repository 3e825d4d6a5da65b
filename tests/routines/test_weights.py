"""Each weight beside the source's own word: `weights.yaml` was read line by line against the sources, and a change here is seen there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.engine.schema import Language, Level, Participant, Routine
from routine_tools.scenario import ROUTINES, routine_of

READ: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("weights.yaml").read_text(encoding="utf-8"))
LEVELS = [(name, level) for name, read in READ.items() for level in read if level != "forms"]
# A word of the source that is only met by these weights, wherever it begins what was read.
BINDS = {
    word: weights
    for words, weights in (
        (("skal", "må", "husk", "pålegg", "nåtid", "ansvar", "deltar"), {"must", "must_when", "should"}),
        (("bør", "bør alltid"), {"should"}),
        (("kan", "gjerne", "kan være", "kan benytte", "eksempel"), {"may"}),
        (("ved behov", "eventuelt", "evt", "vurder selv"), {"if_needed"}),
    )
    for word in words
}


def _numbered(people: Iterable[Participant]) -> list[tuple[str, Participant]]:
    """A role that is named several times on a level has its number from the second on."""
    seen: Counter[str] = Counter()
    named = []
    for person in people:
        seen[person.role] += 1
        name = person.role if seen[person.role] == 1 else f"{person.role} {seen[person.role]}"
        named.append((name, person))
    return named


def _weights(level: Level) -> dict[str, dict[str, str]]:
    people = {
        name: f"{person.obligation} informed" if person.informed_only else person.obligation
        for name, person in _numbered(level.people)
    }
    return {"tasks": {task.id: task.obligation for task in level.tasks}, "people": people}


def test_every_routine_has_been_read() -> None:
    folders = {folder.name for folder in ROUTINES.iterdir() if (folder / "routine.yaml").exists()}
    assert set(READ) == folders
    assert {(name, level.id) for name in folders for level in routine_of(name).levels} == set(LEVELS)


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_what_binds_is_what_was_read_in_the_source(name: str, level: str) -> None:
    read = READ[name][level]
    ours = {group: {piece: weight for piece, (_, weight) in read[group].items()} for group in ("tasks", "people")}
    assert _weights(routine_of(name).level(level)) == ours


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_only_what_the_source_has_no_word_for_is_ours(name: str, level: str) -> None:
    read, there = READ[name][level], routine_of(name).level(level)
    added = {task.id for task in there.tasks if task.ours}
    added |= {name for name, person in _numbered(there.people) if person.ours}
    assert {
        piece for group in ("tasks", "people") for piece, (word, _) in read[group].items() if word == "vår"
    } == added


@pytest.mark.parametrize("name", READ)
def test_the_contents_of_a_form_are_known_when_the_source_prints_them(name: str) -> None:
    found = {form.id: form.known for form in routine_of(name).forms}
    assert found == {form: known for form, (_, known) in READ[name]["forms"].items()}


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_a_word_of_the_source_has_the_weight_it_has_everywhere(name: str, level: str) -> None:
    for group in ("tasks", "people"):
        for piece, (word, weight) in READ[name][level][group].items():
            first = word.split(",")[0]
            assert first not in BINDS or weight.split()[0] in BINDS[first] | (
                {"if_needed"} if "," in word else set()
            ), piece


def test_what_hangs_on_a_condition_says_so() -> None:
    """A duty under a condition has the condition in its text, or in the note of the person."""
    found = [
        (name, task.text.nb)
        for name in READ
        for level in routine_of(name).levels
        for task in level.tasks
        if task.obligation == "must_when"
    ]
    assert found
    assert [one for one in found if not {"hvis", "når", "om"} & set(one[1].casefold().split())] == []


@pytest.mark.parametrize(("language", "first"), [("nb", {"når", "hvis"}), ("nn", {"når", "dersom"})])
def test_the_note_of_who_takes_part_under_a_condition_goes_on_from_skal(language: Language, first: set[str]) -> None:
    routines: list[Routine] = [routine_of(name) for name in READ]
    people = [person for routine in routines for level in routine.levels for person in level.people]
    notes = [person.note.in_(language) for person in people if person.obligation == "must_when" and person.note]
    assert notes
    assert [note for note in notes if note.split()[0] not in first] == []
