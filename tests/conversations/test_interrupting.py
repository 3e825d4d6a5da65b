"""Every question of the longest talk is interrupted once, each time by another question."""

from __future__ import annotations

from routine_tools.scenario import routine_of
from tests.conversations.looking import asks
from tests.conversations.stack import Chat, Stack

GUIDE = "tiltakssirkel"
ASKED = (
    ("hva nå?", "trinn 2"),
    ("hvilket nivå er vi på?", "trinn 2"),
    ("når er fristen?", "rutinen"),
    ("hvem skal være med?", "kontaktlæreren"),
    ("hvorfor spør du om det?", "kilde"),
    ("hvor skriver jeg det?", "Visma"),
    ("hva er grensa for fravær?", "grensa"),
    ("når skal vi koble på PPT?", "PPT"),
    ("må jeg melde til barnevernet?", "meldeplikten"),
    ("gjenta spørsmålet", "fortsetter"),
    ("hjelp", "gjennom rutinen"),
    ("mine saker", "sakene dine"),
    ("hei", "midt i noe"),
    ("oppsummer", "står i saken MK"),
    ("kan du minne meg på møtet?", "minne deg"),
    ("kan du lage en rapport i word?", "få ut det"),
    ("hva er neste steg?", "trinn 2"),
    ("hvilket trinn er saken på?", "trinn 2"),
    ("hvilken dato er fristen?", "rutinen"),
    ("hvem skal jeg invitere?", "kontaktlæreren"),
    ("hvorfor det?", "kilde"),
    ("hvor skal dette dokumenteres?", "Visma"),
    ("når kan vi henvise til BUP?", "BUP"),
    ("hvilke saker har jeg?", "sakene dine"),
    ("takk", "hyggelig"),
)


def to_level_2(chat: Chat) -> None:
    """A Nittedal case on trinn 2, where its talks begin."""
    chat.all("jeg er bekymra for en elev", "MK", "fortsatt bekymret")
    chat.press("Ja")
    chat.press("Gå videre likevel")
    assert "trinn 2" in chat.last.text


def test_the_longest_talk_is_the_one_that_is_interrupted() -> None:
    guides = [
        guide
        for routine in ("faerder", "vennesla", "nittedal", "hardanger", "alvoen")
        for guide in routine_of(routine).guides
    ]
    assert max(guides, key=lambda guide: len(guide.questions)).id.endswith(GUIDE)
    assert len({asked for asked, _ in ASKED}) == len(routine_of("nittedal").guide(GUIDE).questions)


def test_every_question_of_the_longest_talk_is_interrupted_once(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.all("gå gjennom tiltakssirkelen", "alle")
    written = [f"han liker best rom {number} sammen med to andre" for number in range(1, len(ASKED) + 1)]
    for number, ((asked, expected), answer) in enumerate(zip(ASKED, written, strict=True), 1):
        reply = chat.say(asked)
        assert expected.casefold() in reply.text.casefold(), (asked, reply.text)
        assert asks(chat, number), (asked, reply.text)
        assert list(chat.answers().values()) == written[: number - 1], asked
        chat.say(answer)
    assert "siste spørsmål" in chat.last.text
    assert list(chat.answers().values()) == written


def test_suggested_measures_shown_in_a_talk_leave_the_question_standing(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.all("gå gjennom tiltakssirkelen", "3, 6 og 9")
    for number in (1, 2, 3):
        assert asks(chat, number)
        shown = chat.press("Vis forslag til tiltak")
        assert "ikke alt" in shown.text
        assert asks(chat, number), shown.text
        chat.say(f"vi prøver med rom {number} i friminuttet")
    assert len(chat.answers()) == 3


def test_a_list_of_interruptions_at_one_question_never_becomes_an_answer(chat: Chat) -> None:
    chat.all("jeg er bekymra for en elev", "MK")
    chat.press("Undring med foresatte")
    for asked, _ in ASKED:
        chat.say(asked)
        assert asks(chat, 1), (asked, chat.last.text)
    assert chat.answers() == {}
    chat.say("han liker best å tegne")
    assert asks(chat, 2)
