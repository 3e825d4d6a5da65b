"""Which colleagues a message names, and what it plainly wants them to have of the case, whatever the pupil is called."""

from __future__ import annotations

from uuid import uuid4

import pytest

from api.cases.service import StaffMember
from api.dialogue.reading.colleagues import may_wish, named, wished

_SCHOOL = [
    StaffMember(uuid4(), name, role)
    for name, role in (
        ("Vikar 1", "substitute"),
        ("Kontaktlærar 2", "teacher"),
        ("Kontaktlærer 3", "teacher"),
        ("Leder 1", "leader"),
    )
]


def called(text: str) -> list[str]:
    return [one.name for one in named(text, _SCHOOL)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Kontaktlærar 2 skal få lese den", ["Kontaktlærar 2"]),
        ("del med kontaktlærer 2", ["Kontaktlærar 2"]),  # as it is spelled in the other målform
        ("del med kontaktlærer 3", ["Kontaktlærer 3"]),
        ("gi den til vikaren til fredag", ["Vikar 1"]),
        ("del med rektor", ["Leder 1"]),
        ("del med kontaktlærer 7", []),
        ("del den med noen", []),
    ],
)
def test_who_is_named(text: str, who: list[str]) -> None:
    assert called(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "del T3A med Vikar 1",
        "del T3A med Kontaktlærar 2",
        "Kontaktlærar 2 skal få lese den",
        "del T3B med Kontaktlærer 3",
        "del saken T3A med kontaktlærer 2",
        "del saken til T3A med vikaren til fredag",
        "kan du dele saka med kontaktlærer 3",
        "lat vikaren få sjå saka",
        "gi kontaktlærer 3 tilgang til T3A",
        "vikar 1 må få sjå T3B",
        "kan vikaren få lese T3A",
    ],
)
def test_sharing_is_wished(text: str) -> None:
    assert may_wish(text, ["T3A", "T3B"])
    assert wished(text, _SCHOOL, ["T3A", "T3B"]) == "share"


@pytest.mark.parametrize(
    "text",
    [
        "gi T3B til vikaren til 11. desember",
        "kontaktlærer 3 skal ta over T3B",
        "gje saka T3A vidare til kontaktlærar 2",
        "overlat T3A til Vikar 1",
        "la kontaktlærer 3 overta saken",
        "spør Kontaktlærer 3 om å ta over saken",
        "spør Kontaktlærer 3 om hun kan ta over T3A",
        "gi Vikar 1 saken",
        "Vikar 1 skal ha T3A til jul",
    ],
)
def test_handing_over_is_wished(text: str) -> None:
    assert may_wish(text, ["T3A", "T3B"])
    assert wished(text, _SCHOOL, ["T3A", "T3B"]) == "offer"


@pytest.mark.parametrize(
    "text",
    [
        "ikke del T3A med Vikar 1",
        "jeg delte saken med Vikar 1 i går",
        "Vikar 1 har lest saken",
        "Vikar 1 ringte mor til T3A i dag",
        "Kontaktlærer 3 skal ha samtalen med T3A",
        "mor sier at Kontaktlærer 3 skal ta over saken",
        "del skjemaet med mor til T3A",
        "Vikar 1 skal være med på møtet om T3A",
        "gi beskjed til Vikar 1 om T3A",
        "kan vikaren lese dette",  # a question of who may
        "kan Kontaktlærer 3 se saken?",
        "Vikar 1 skal ha den i matte på mandag",
    ],
)
def test_what_is_told_of_a_colleague_is_no_wish(text: str) -> None:
    assert wished(text, _SCHOOL, ["T3A", "T3B"]) is None


@pytest.mark.parametrize(
    "text", ["hei", "han sover dårlig og våkner flere ganger om natta", "hva nå?", "mor ringte i går"]
)
def test_most_messages_need_no_list_of_who_works_here(text: str) -> None:
    assert not may_wish(text, ["T3A", "T3B"])
