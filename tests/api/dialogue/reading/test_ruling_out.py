"""Another body, person or meeting than the task's is never proposed for it."""

from __future__ import annotations

import pytest

from api.dialogue.reading.judging import Direction, direction
from api.dialogue.reading.ruling_out import possible
from tests.api.dialogue.reading.test_happened import on_level


def left(text: str, place: str) -> set[str]:
    tasks, routine = on_level(*place.split("/"))
    return {state.task.id for state in possible(text, tasks, (), routine)}


@pytest.mark.parametrize(
    ("text", "place", "task"),
    [
        ("kompetanseteamet fikk meldingen i dag", "vennesla/2", "bring_to_naervaersteam"),
        ("meldt saka til nærværsteamet", "vennesla/3", "report_team"),
        ("rektor har fått meldinga", "alvoen/3", "report_leader"),
        ("sa det til helsesykepleieren", "nittedal/2", "inform_leadership"),
        ("hadde lærermøte på mandag", "vennesla/2", "hold_meeting"),
        ("møtet med PPT var tirsdag", "hardanger/2", "hold_talk"),
        ("første møtet er satt til tirsdag", "hardanger/1", "new_meeting"),
        ("møtet er holdt", "faerder/2A", "follow_up_meeting"),
        ("oppfølgingsmøtet var i går", "faerder/2A", "first_meeting"),
        ("pratet med eleven i går", "hardanger/1", "talk_foresatte"),
        ("snakket om eleven på trinnet", "faerder/0", "talk_pupil"),
    ],
)
def test_what_is_of_others_is_ruled_out(text: str, place: str, task: str) -> None:
    assert task not in left(text, place)


@pytest.mark.parametrize(
    ("text", "place", "task"),
    [
        ("meldt til kompetanseteamet", "vennesla/3", "report_team"),
        ("avdelingsleiaren fekk vite det", "alvoen/3", "report_leader"),
        ("rektor vet det", "faerder/1", "inform_leadership"),
        ("hadde møte med mor og far i går", "vennesla/2", "hold_meeting"),
        ("møtet er holdt, rektor var til stede", "vennesla/2", "hold_meeting"),
        ("nytt møte er holdt", "hardanger/1", "new_meeting"),
        ("oppfølgingsmøtet var i går", "faerder/2A", "follow_up_meeting"),
        ("snakket med mor om eleven", "faerder/0", "talk_foresatte"),
    ],
)
def test_what_fits_is_left(text: str, place: str, task: str) -> None:
    assert task in left(text, place)


@pytest.mark.parametrize("text", ["lukk saken, alt er på plass igjen", "han er her hver dag, vi avslutter"])
def test_a_wish_to_end_is_a_direction(text: str) -> None:
    assert direction(text) == Direction(ends=True)


@pytest.mark.parametrize(
    "text", ["avslutt saken", "ikke avslutt ennå, det er uro", "avslutt saken, hun flytter til Oslo"]
)
def test_what_is_no_plain_wish_to_end_is_none(text: str) -> None:
    assert direction(text) is None
