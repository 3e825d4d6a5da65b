"""Answer or command. A note is never lost: what is long, quoted or doubtful is kept."""

from __future__ import annotations

import pytest

from api.dialogue.commands import COMMANDS
from api.dialogue.hearing.alarm import LOUD, LOUD_CALM, QUIET
from api.dialogue.reading.judge import (
    CLEAR,
    CLEAR_MISTAKEN,
    CLEAR_STATEMENT,
    DOUBT,
    ENDS_IN_REQUEST,
    IDLE_CLEAR,
    IN_TALK,
    SHORT,
    SURE_OF_FEW,
    VERY_CLEAR,
    Context,
    Kind,
    Verdict,
    judge,
)

STEP = 0.01


def of(words: int) -> str:
    return "hva nå " + " ".join(["greia"] * (words - 2))


@pytest.mark.parametrize(
    ("text", "intent", "sure", "kind"),
    [
        (of(3), "whats_next", 0.97, "command"),
        (of(SHORT), "whats_next", CLEAR, "command"),
        (of(SHORT), "whats_next", CLEAR - STEP, "doubtful"),
        (of(SHORT), "whats_next", DOUBT - STEP, "answer"),
        (of(SHORT + 1), "whats_next", VERY_CLEAR - STEP, "both"),  # kept, and answered
        (of(SHORT + 1), "whats_next", ENDS_IN_REQUEST - STEP, "doubtful"),
        (of(2 * SHORT), "whats_next", VERY_CLEAR, "both"),
        (of(3 * SHORT), "whats_next", 1.0, "both"),
        ("bekymringen er borte", "concern_cleared", 1.0, "answer"),
        (of(3), "help", CLEAR_MISTAKEN - STEP, "doubtful"),  # answers look like this one most
        (of(SHORT), "help", CLEAR_MISTAKEN, "command"),
        (of(SHORT + 1), "help", VERY_CLEAR, "both"),
        (of(SHORT + 1), "help", VERY_CLEAR - STEP, "doubtful"),
        ("ja", "affirm", 0.99, "answer"),
        ("nei, ikke i år", "deny", 0.99, "answer"),
        ("liker kunst", "answer", 0.99, "answer"),
        ("noe nytt", "no_such_intent", 0.99, "answer"),
    ],
)
def test_in_a_talk_short_and_clear_is_a_command_and_doubt_is_kept(
    text: str, intent: str, sure: float, kind: Kind
) -> None:
    verdict = judge(text, [(intent, sure)], context="talk")
    assert verdict == Verdict(kind, None if kind == "answer" else intent)


def test_the_limits_stand_in_order() -> None:
    assert 0 < DOUBT < CLEAR < CLEAR_MISTAKEN < VERY_CLEAR < 1
    assert 0 < QUIET < LOUD < LOUD_CALM < 1
    assert SHORT > 3


@pytest.mark.parametrize(
    "text",
    [
        "mor spurte hva skjer nå",
        "Far lurte på når fristen er",
        "ho seier ho vil vite kva som skjer no",
        "eleven spurte hvem som bestemmer",
        "de foresatte ville vite hva nå",
        "«hva skjer nå?»",
        '"hva skjer nå?" sa han',
        "så sa mor hva skjer nå",
        "læreren lurte veldig på hva nå",
        "skolen vet ikke hva de gjør videre",
        "skulen veit ikkje kva dei gjer vidare",
        "skulen spør kva som skjer no",
        "rektor seier vi må vite kva som skjer no",
        "en kollega lurer på hvem som skal med",
        "kontaktlæreren lurer på når fristen er",
        "kontaktlæraren spør kva no",
        "broren spør hva som skjer nå",
        "storesøster, altså søsteren, lurer på hva nå",
        "søstera veit ikkje kva ho gjer no",
        "besteforeldrene lurer på hva de gjør nå",
        "helsesykepleieren spør hva neste steg er",
        "helsesjukepleiaren undrar seg, ho spør kva no",
    ],
)
def test_what_somebody_else_said_is_never_a_command(text: str) -> None:
    assert judge(text, [("whats_next", 0.99)], context="talk") == Verdict("doubtful", "whats_next")


@pytest.mark.parametrize(
    "text",
    ["hvem på skolen skal vite det", "når skal rektor med", "skal helsesykepleier være med", "kva gjer skulen no"],
)
def test_a_question_about_the_school_is_still_one(text: str) -> None:
    assert judge(text, [("ask_who", 0.9)], context="talk").kind == "command"


@pytest.mark.parametrize(
    "end",
    [
        ", kan vi ta en pause?",
        ". Må stoppe nå",
        " jeg må løpe nå",
        " ringer inn nå",
        ", det ringer inn",
        " ringjer inn no",
        ". eg må stogge no",
        ", fortsetter senere",
        " – tar en pause",
        ", hald fram seinare",
    ],
)
def test_a_long_note_that_breaks_off_is_kept_and_pauses(end: str) -> None:
    note = f"mor fortel at ho søv lite og gruar seg til måndagane{end}"
    assert judge(note, [("answer", 0.9)], context="talk") == Verdict("both", "pause")
    assert judge(note, [("pause", 0.9)], context="idle") == Verdict("command", "answer")


@pytest.mark.parametrize(
    "text",
    [
        "han gruer seg mest til gymmen, og mor sier hun må løpe nå",
        "han sitter helt stille i timen, men så sier han at det ringer inn",
        "han sier at magen gjør vondt hver gang det ringer inn til gym",
        "de andre i klassen vet aldri helt når de får en pause",
        "far ville vite om han kunne ta en pause i svømmingen",
    ],
)
def test_a_pause_of_somebody_else_does_not_break_off(text: str) -> None:
    assert judge(text, [("answer", 0.9)], context="talk") == Verdict("answer")


@pytest.mark.parametrize("text", ["«fortsett»", "hopp over", "eg vil ta pause"])
def test_steering_may_stand_in_quotes_as_the_assistant_writes_it(text: str) -> None:
    assert judge(text, [("pause", 0.9)], context="talk").kind == "command"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mor sa vi kunne ta pause", "pause"),
        ("han sier han vil gå tilbake", "go_back"),
        ("ho bad om å hoppe over", "skip"),
    ],
)
def test_reported_steering_is_kept(text: str, intent: str) -> None:
    assert judge(text, [(intent, 0.9)], context="talk").kind != "command"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("far spør kva nivå me er på, kva nivå er det", "both"),
        ("mor lurer fælt på dette, hva skjer nå?", "both"),
        ("kven på skulen skal få vite det ho fortel no", "command"),
    ],
)
def test_a_question_of_the_teachers_own_counts_whoever_was_quoted_before_it(text: str, kind: Kind) -> None:
    assert judge(text, [("whats_next", VERY_CLEAR)], context="talk").kind == kind
    assert judge(text, [("whats_next", VERY_CLEAR - STEP)], context="talk").kind == "doubtful"


@pytest.mark.parametrize(
    ("sure", "kind"), [(SURE_OF_FEW, "command"), (SURE_OF_FEW - STEP, "doubtful"), (0.1, "answer")]
)
def test_one_or_two_words_are_a_command_only_when_that_is_sure(sure: float, kind: Kind) -> None:
    assert judge("ein gong", [("repeat_question", sure)], context="talk").kind == kind
    assert judge("ta det ein gong til", [("repeat_question", sure)], context="talk").kind == kind


@pytest.mark.parametrize("intent", ["start_case", "switch_case"])
def test_a_long_message_about_another_pupil_is_not_kept_in_this_case(intent: str) -> None:
    text = "noe annet, en gutt på sjette er jeg også urolig for, så lag en egen sak på ham nå"
    assert judge(text, [(intent, VERY_CLEAR)], context="talk") == Verdict("command", intent)
    assert judge(f"mor sa at {text}", [(intent, VERY_CLEAR)], context="talk").kind == "doubtful"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("tolk må vere med, dei snakkar mest tigrinja", "ask_who"),
        ("15 dagar sidan skulestart", "ask_threshold"),
        ("tre-fire dager i måneden", "ask_threshold"),
        ("hvem som helst av de voksne", "ask_who"),
        ("kva lekser han skal gjere", "whats_next"),
        ("steg for steg", "ask_level"),
        ("grunnen er søvn", "ask_why"),
        ("helsesjukepleiar", "ask_help_service"),
        ("ledelsen", "ask_who"),
        ("15 dagar", "ask_threshold"),
    ],
)
def test_in_a_talk_what_is_no_question_is_kept_however_sure_it_looks(text: str, intent: str) -> None:
    assert judge(text, [(intent, 0.99)], context="talk") == Verdict("doubtful", intent)
    assert judge("hvem skal være med?", [(intent, CLEAR)], context="talk").kind == "command"


@pytest.mark.parametrize(
    ("text", "intent"), [("går tilbake til den gamle skolen", "go_back"), ("opna seg litt for oss", "reopen_case")]
)
def test_in_a_talk_a_command_that_is_no_question_has_to_be_surer(text: str, intent: str) -> None:
    assert judge(text, [(intent, CLEAR_STATEMENT - STEP)], context="talk") == Verdict("doubtful", intent)
    assert judge(text, [(intent, CLEAR_STATEMENT)], context="talk").kind == "command"


@pytest.mark.parametrize("text", ["frist", "neste steg"])
def test_a_word_or_two_that_name_nobody_are_a_question(text: str) -> None:
    assert judge(text, [("ask_deadline", 0.95)], context="talk").kind == "command"


def test_what_is_told_before_a_question_of_the_teachers_own_is_kept() -> None:
    assert judge("mor har lagt på. hva gjør jeg nå", [("whats_next", 0.99)], context="talk").kind == "both"


def test_a_faint_alarm_outside_a_talk_is_read_as_what_else_it_looks_like() -> None:
    assert judge("nye idear", [("acute", LOUD - STEP), ("summary", 0.3)], context="idle") == Verdict(
        "command", "summary"
    )
    assert judge("nye idear", [("acute", LOUD - STEP)], context="idle") == Verdict("command", "answer")


@pytest.mark.parametrize(
    "text",
    [
        "han dreper tiden på rommet",
        "ho held på å døy av skam",
        "han slo av mobilen klokka ti",
        "han slår seg vrang",
        "morgenene tar livet av oss",
        "far truga med å seie opp breibandet",
    ],
)
def test_a_saying_is_no_alarm_unless_something_else_is(text: str) -> None:
    assert judge(text, [("acute", 0.8)], context="talk").kind != "acute"
    assert judge(f"{text}, og så slo han henne", [("answer", 0.8)], context="talk").kind == "acute"


@pytest.mark.parametrize("intent", ["concern_confirmed", "concern_cleared"])
def test_a_judgement_is_an_answer_in_a_talk_and_is_proposed_where_one_is_asked_for(intent: str) -> None:
    assert judge("fortsatt bekymret", [(intent, 1.0)], context="talk") == Verdict("answer")
    assert judge("fortsatt bekymret", [(intent, CLEAR)], context="decision") == Verdict("command", intent)
    assert judge("fortsatt bekymret", [(intent, CLEAR - STEP)], context="decision") == Verdict("answer")


@pytest.mark.parametrize(
    ("text", "intent", "sure", "verdict"),
    [
        ("hei", "greet", IDLE_CLEAR, Verdict("command", "greet")),
        ("hei", "greet", IDLE_CLEAR - STEP, Verdict("unclear", "greet")),
        ("mor spurte hva skjer nå", "whats_next", 0.9, Verdict("command", "whats_next")),
        ("ja", "affirm", 0.9, Verdict("command", "affirm")),
    ],
)
def test_outside_a_talk_there_is_no_answer_to_keep(text: str, intent: str, sure: float, verdict: Verdict) -> None:
    assert judge(text, [(intent, sure)], context="idle") == verdict


@pytest.mark.parametrize(("context", "verdict"), [("talk", Verdict("answer")), ("idle", Verdict("command", "answer"))])
def test_without_a_ranking_the_text_is_an_answer(context: Context, verdict: Verdict) -> None:
    assert judge("hva nå?", [], context=context) == verdict


@pytest.mark.parametrize("context", ["idle", "talk", "decision"])
@pytest.mark.parametrize(
    "text",
    [
        "han har snakket om selvmord",
        "ho driv med sjølvskading",
        "han sa han ville ta livet av seg",
        "ho orkar ikkje leve lenger",
        "han vil bare dø",
        "ho vil berre døy",
        "hun kutter seg på armen",
        "guten er redd for å gå heim",
        "han tør ikke gå hjem",
        "æ trur ho tør itj dra heim",
        "det var et overgrep",
        "vart valdteken, valdtatt seier ho",
        "faren mishandler dem",
        "han truer med å drepe henne",
        "pappa holdt en kniv mot mamma",
    ],
)
def test_what_is_acute_is_acute_whatever_the_classifier_thinks(text: str, context: Context) -> None:
    assert judge(text, [("answer", 0.99)], context=context) == Verdict("acute")


@pytest.mark.parametrize("text", ["hun sier hun ikke vil leve", "at ho ikkje orkar leve meir"])
def test_the_wish_to_die_is_heard_in_reported_speech_too(text: str) -> None:
    assert judge(text, [("answer", 0.99)], context="talk") == Verdict("acute")


@pytest.mark.parametrize(
    "text", ["ho vil ikkje leve med dette lenger", "orker ikke leve på denne måten", "han vil ikke leve uten mamma"]
)
def test_the_wish_to_die_is_heard_with_a_reason_behind_it(text: str) -> None:
    assert judge(text, [("answer", 0.99)], context="talk") == Verdict("acute")


@pytest.mark.parametrize(
    ("text", "chance", "kind"),
    [
        ("de har det vondt hjemme", LOUD, "acute"),
        ("de har det vondt hjemme", LOUD - STEP, "answer"),
        ("de har det vondt hjemme", QUIET - STEP, "answer"),
    ],
)
def test_the_classifier_may_find_more_that_is_acute(text: str, chance: float, kind: Kind) -> None:
    assert judge(text, [("answer", 1 - chance), ("acute", chance)], context="talk").kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "livredd for prøven",
        "han slår seg vrang",
        "døden nær av flauhet",
        "redd for å gå hjem alene",
        "tør ikke gå hjem når det er mørkt",
        "han vil døpe bikkja",
        "kutta seg i fingeren på sløyden",
        "skjer det noe nå",
        "slaget på Stiklestad",
        "ho døyr av kjedsemd",
    ],
)
def test_what_only_looks_acute_is_an_answer(text: str) -> None:
    assert judge(text, [("answer", 0.9)], context="talk") == Verdict("answer")


@pytest.mark.parametrize(
    "text",
    [
        "de hadde om seksuell orientering i naturfag",
        "han vil ikke leve opp til kravene våre",
        "gidder ikke leve sunt, sier han",
        "vi startar livet av skulelaget igjen",
    ],
)
def test_school_language_is_not_acute(text: str) -> None:
    assert judge(text, [("answer", 0.9)], context="talk") == Verdict("answer")


def test_every_command_of_a_talk_has_a_handler() -> None:
    assert COMMANDS.keys() >= IN_TALK
    assert COMMANDS.keys() - IN_TALK == {"affirm", "deny", "answer", "acute"}


@pytest.mark.parametrize("label", ["HO", "hn", "MK", "abc"])
def test_initials_are_no_alarm(label: str) -> None:
    assert judge(label, [("acute", 0.9)], context="idle").kind != "acute"
    assert judge(f"{label} bløder", [("acute", 0.9)], context="idle").kind == "acute"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("vi reknar timane i ei bok", "ask_threshold"),
        ("Møte hos meg kl. 9 kvar måndag", "start_guide"),
        ("Samtale med miljøterapeuten hver morgen, fra uke 40", "start_guide"),
        ("BUP tar over, PPT hjelper skolen", "ask_help_service"),
        ("at jeg får vite hvem som har vikartimen", "ask_who"),
        ("vi avsluttet leksehjelpen", "list_cases"),
        ("rektor kaller inn til nytt møte", "ask_who"),
        ("dei er samde i at fråværet er for høgt", "ask_threshold"),
    ],
)
def test_what_somebody_does_is_the_answer_in_a_talk_whatever_word_it_holds(text: str, intent: str) -> None:
    assert judge(text, [(intent, 0.97)], context="talk").kind == "doubtful"
