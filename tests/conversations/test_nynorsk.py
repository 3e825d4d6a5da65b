"""Every command typed in nynorsk in its plainest form, idle and in a talk; the replies are nynorsk too."""

from __future__ import annotations

import re

import pytest

from tests.conversations.looking import asks, new_cases
from tests.conversations.stack import Chat, Reply, Stack

BOKMAAL = re.compile(r"\b(?:ikke|hva|hvem|hvor\w*|hvilke\w*|noe|jeg|dere|uka)\b", re.IGNORECASE)

# What is typed, what a reply outside a talk holds, and what one in a talk holds besides the same question.
GROUPS = {
    "what, who, when and why": (
        ("kva no?", "gjer dette no", "gjer dette no"),
        ("kva nivå er vi på?", "nivå 0", "nivå 0"),
        ("når er fristen?", "ingen frist", "ingen frist"),
        ("kven skal vere med?", "kontaktlæraren", "kontaktlæraren"),
        ("kvifor spør du om det?", "rutinen", "tips frå nærværslos"),
        ("kvar skriv eg det?", "samarbeidsavtalen", "samarbeidsavtalen"),
    ),
    "limits and services": (
        ("kva er grensa for fråvær?", "alt fråvær tel", "alt fråvær tel"),
        ("når skal vi kople på PPT?", "PPT", "PPT"),
        ("må eg melde til barnevernet?", "meldeplikta", "meldeplikta"),
    ),
    "help and lists": (
        ("hjelp", "gjennom rutinen", "gjennom rutinen"),
        ("sakene mine", "sakene dine", "sakene dine"),
        ("oppsummer", "står i saka MK", "står i saka MK"),
        ("kan du minne meg på møtet?", "minne deg", "minne deg"),
        ("kan du lage ein rapport i word?", "få ut", "få ut det"),
    ),
    "manners": (
        ("hei", "vegvisar", "midt i noko"),
        ("takk", "berre hyggeleg", "berre hyggeleg"),
        ("likar du pizza?", "ikkje hjelpe", "ikkje hjelpe"),
    ),
}


def in_bokmaal(reply: Reply) -> list[str]:
    """Bokmål words of a reply, apart from headings of the source, which stand in «…»."""
    return BOKMAAL.findall(re.sub("«.*?»", "", reply.text))


@pytest.fixture
def nynorsk(stack: Stack) -> Chat:
    chat = stack.chat(nynorsk=True)
    chat.all("eg er uroa for ein elev, borte mange måndagar", "MK")
    return chat


@pytest.mark.parametrize("group", list(GROUPS))
def test_a_question_is_answered_in_nynorsk_idle_and_in_a_talk(nynorsk: Chat, group: str) -> None:
    for asked, idle, _ in GROUPS[group]:
        assert idle.casefold() in nynorsk.say(asked).text.casefold(), (asked, nynorsk.last.text)
        assert not in_bokmaal(nynorsk.last), (asked, nynorsk.last.text)
    nynorsk.say("start undring med føresette")
    for asked, _, in_talk in GROUPS[group]:
        assert in_talk.casefold() in nynorsk.say(asked).text.casefold(), (asked, nynorsk.last.text)
        assert asks(nynorsk, 1), (asked, nynorsk.last.text)
        assert not in_bokmaal(nynorsk.last), (asked, nynorsk.last.text)
    assert nynorsk.answers() == {}


def test_the_talk_is_steered_in_nynorsk(nynorsk: Chat) -> None:
    for said in ("hopp over", "tilbake", "pause"):
        assert "ingen samtale i gang" in nynorsk.say(said).text, said
    assert "ingen samtale som ventar" in nynorsk.say("hald fram").text
    nynorsk.say("start undring med eleven")
    for said, number in (("ho er trøytt om morgonen", 2), ("hopp over", 3), ("tilbake", 2), ("gjenta spørsmålet", 2)):
        nynorsk.say(said)
        assert asks(nynorsk, number), (said, nynorsk.last.text)
    assert "Alt er lagra" in nynorsk.say("pause").text
    nynorsk.say("hald fram")
    assert asks(nynorsk, 2)
    assert "ho er trøytt om morgonen" in nynorsk.say("rett svar 1").text
    nynorsk.say("ho er trøytt om kvelden")
    assert list(nynorsk.answers().values()) == ["ho er trøytt om kvelden"]


def test_a_case_is_opened_switched_closed_and_reopened_in_nynorsk(nynorsk: Chat) -> None:
    nynorsk.all("ny uro", "TL")
    assert "saka TL" in nynorsk.last.text
    for said in ("byt til MK", "byt til saka TL", "gå til MK"):
        assert f"gjeld det {said[-2:]}" in nynorsk.say(said).text, nynorsk.last.text
    assert "avsluttast?" in nynorsk.say("avslutt saka").text
    assert "framleis open" in nynorsk.say("nei").text
    nynorsk.say("avslutt saka")
    assert "avslutta" in nynorsk.say("ja").text
    assert "opna igjen" in nynorsk.say("opne saka igjen").text
    assert "kvar" not in nynorsk.say("ha det").text
    assert "Alt er lagra" in nynorsk.last.text


@pytest.mark.parametrize(("judged", "follows"), [("framleis uroa", "kollega"), ("uroa er borte", "avslutta")])
def test_a_judgement_in_nynorsk_is_taken_as_one(nynorsk: Chat, judged: str, follows: str) -> None:
    nynorsk.say("Eg har snakka med føresette")
    assert "Framleis uroa" in nynorsk.last.buttons
    if "Ja" in nynorsk.say(judged).buttons:  # no words of a button: it is proposed
        nynorsk.press("Ja")
    assert follows in nynorsk.last.text


def test_a_nynorsk_teacher_may_write_bokmaal_and_is_answered_in_nynorsk(nynorsk: Chat) -> None:
    new_cases(nynorsk, "TL")
    for asked in ("hva nå?", "hvem skal være med?", "hvor skriver jeg det?"):
        assert not in_bokmaal(nynorsk.say(asked)), nynorsk.last.text
