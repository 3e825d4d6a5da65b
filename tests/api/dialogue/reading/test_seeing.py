"""What asks who has seen a case, in bokmål, nynorsk and dialect, and what asks or tells something else."""

from __future__ import annotations

import pytest

from api.dialogue.reading.seeing import asks_who_has_seen


@pytest.mark.parametrize(
    "text",
    [
        "Hvem har sett saken?",
        "hvem har sett saken",
        "Hvem har sett denne saken til nå?",
        "hvem alle har lest notatene mine",
        "hvem andre har åpnet saken enn meg?",
        "hvem er det som har vært inne i saken",
        "hvem som har lest saken",
        "Kan du vise meg hvem som har sett saken?",
        "vis hvem som har lest notatene",
        "jeg vil vite hvem som har sett saken",
        "hvem har hatt innsyn i saken?",
        "hvem har sett saken til MK?",
        "hvem har sett på saken MK",
        "hvem leste saken sist?",
        "har noen andre sett saken?",
        "har ledelsen lest notatene?",
        "har rektor vært inne i saken?",
        "vis innsynsloggen",
        "Kven har sett saka?",
        "kven alle har lese notata",
        "kven er det som har vore inne på saka",
        "kan du vise kven som har sett saka?",
        "har nokon andre lese saka?",
        "har leiinga vore inne i saka",
        "kven såg saka sist",
        "kven har sett det eg har skrive?",
        "Kem har sett saka?",
        "kæm har lest saken",
        "kem e det som har vært inne på saka",
        "kim har sett notatan mine",
        "har nån andre sett saka?",
        "hvem har lest det æ har skrevet",
        "hei, hvem har sett saken?",
    ],
)
def test_who_has_seen_the_case_is_asked(text: str) -> None:
    assert asks_who_has_seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "hvem har sett MK i dag?",
        "har noen sett MK?",
        "hvem har sett henne",
        "kven har sett guten",
        "har noen sett eleven i dag",
        "hvem må se saken",
        "hvem skal være med",
        "hvem kan jeg dele saken med",
        "mor spurte hvem som har sett saken",
        "hun vil vite hvem som har lest notatene",
        "rektor har sett saken",
        "vi har sett saken fra begge sider",
        "ledelsen har lest notatene og er enige",
        "har du lest notatene mine",
        "hva har vi sett i saken",
        "han har sett saken på nyhetene",
        "noen har sett ham på senteret",
    ],
)
def test_what_asks_or_tells_something_else_does_not(text: str) -> None:
    assert not asks_who_has_seen(text)
