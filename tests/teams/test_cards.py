"""Each typed card as Teams shows it: valid by Microsoft's parser and by our rules, in both languages, and never too large."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest

from api.conversations.schemas import Message
from api.engine.schema import Language
from api.outbox.service import ChatPlace, ToSend
from api.outbox.telling import ANY_DAY, Buttons, DueTold, LookedUp, SchoolTold
from api.rendering import cards
from api.rendering.cards import Press, SpokenOf
from api.rendering.utterances import Button
from channels.teams import elements, submits
from channels.teams.cards import Activity, activity_of
from channels.teams.texts import texts
from tests.teams.cloud import inputs_of, read_of
from tests.teams.parsing import broken, parsed

CASE = UUID("6a1f8a52-7c1c-4a4e-8f0b-6f2f6d0b9c11")
ABOUT = SpokenOf(case=CASE, label="MK")
LANGUAGES: tuple[Language, ...] = ("nb", "nn")
MARKUP = "**ikke** [lenke](https://x) _å_\nny linje <b>"


def press(name: str) -> Press:
    return Press(title=name, payload="/press" + f'{{"tick":"{name}"}}')


def question(kind: str, choices: int = 0, options: int = 0) -> cards.QuestionCard:
    return cards.QuestionCard.model_validate(
        {
            "question": "q",
            "number": 2,
            "total": 6,
            "heading": "Trivsel",
            "text": MARKUP,
            "care": "Ta den tid du trenger.",
        }
        | {"input": kind, "choices": [press(f"valg {one}") for one in range(choices)]}
        | {"options": [f"punkt {one}" for one in range(options)]}
    )


LINES = tuple(cards.NumberedLine(number=one, text=f"Ringte foresatte {one}", heading="Hjemme") for one in (1, 2))
SHOWN: dict[str, cards.Card] = {
    "open": question("open"),
    "few": question("choice", 2),
    "many": question("choice", 7),
    "scale": question("scale", 5),
    "tick": question("tick", 2, 4),
    "date": question("date"),
    "number": question("number"),
    "day": cards.DayCard(what="Ringte foresatte", side="past"),
    "pick": cards.PickCard(name="Undring", questions=LINES, every='/press{"pick":"all"}'),
    "proposal": cards.ProposalCard(case=ABOUT, lines=LINES, every='/press{"a":1}', none='/press{"a":2}'),
    "decision": cards.DecisionCard(
        question="Er bekymringen bekreftet?",
        outcomes=(
            cards.OutcomeChoice(title="Ja", payload="/concern_confirmed", leads_to="Trinn 2", first=("Ring hjem",)),
            cards.OutcomeChoice(title="Nei", payload="/concern_cleared"),
        ),
    ),
    "needs": cards.NeedsCard(tasks=(press("Ring hjem"),), anyway=press("Gå videre likevel")),
    "plan": cards.PlanCard(
        case=ABOUT,
        lines=(
            cards.PlanLine(kind="level", layout="plain", text="MK er på trinn 1"),
            cards.PlanLine(kind="task", layout="item", text=MARKUP, on=date(2026, 8, 24), state="open"),
            cards.PlanLine(kind="cite", layout="plain", text="Rutinen, punkt 2"),
        ),
    ),
    "cases": cards.CasesCard(
        lines=(cards.ShownCase(case=CASE, label="MK", text="Trinn 1", payload='/press{"case":"x"}'),)
    ),
    "alarm": cards.AlarmCard(
        calls=(cards.Call(name="Politiet", number="112", tel="112"), cards.Call(name="Vakt", number="i planen"))
    ),
}


def owed(*messages: Message, **other: Any) -> ToSend:
    one = ToSend(id=CASE, reference=CASE, place=ChatPlace("https://s", "a:1", "b", "a"), language="nb", number=4)
    return replace(one, messages=messages, **other)


def message(shown: cards.Card | None, language: Language = "nb", *buttons: Button, **page: Any) -> Message:
    text = "Slik står det, i ord"
    return Message(
        text=text, buttons=list(buttons), page=cards.OnPage(language=language, about=ABOUT, card=shown, **page)
    )


def card_of(made: Activity) -> dict[str, Any]:
    content: dict[str, Any] = made.content["attachments"][0]["content"]
    return content


DAY = date(2026, 8, 31)
LONG = "Hold et møte med elev, foresatte og kontaktlærer."


def looked_up(language: Language) -> dict[str, ToSend]:
    """What people are told without having asked just now."""
    snoozes = ((date(2026, 9, 1), '/press{"until":"2026-09-01"}'), (date(2026, 9, 7), '/press{"until":"2026-09-07"}'))
    buttons = Buttons('/press{"done":"x"}', '/press{"case":"x"}', snoozes, f'/press{{"until":"{ANY_DAY}"}}')
    lines = [DueTold("MK", LONG, DAY, buttons), DueTold("AB", "Ring foresatte.", DAY, buttons)]
    there = DueTold("VB", "Kartlegg fraværet.", DAY, None, "Demoskolen i Vennesla")
    of_school = ("MK: Nivå 1. Hold et møte. Frist mandag 31. august.", "AB: Nivå 0. Snakk undrende med foresatte.")
    told = {
        "due": LookedUp(language, due=(lines[0],)),
        "due-several": LookedUp(language, due=(*lines, there)),
        "due-of-one": LookedUp(language, due=(lines[0], replace(lines[1], label="MK"))),
        "week": LookedUp(language, school=SchoolTold("Demoskolen i Færder", of_school, (), None)),
        "week-figures": LookedUp(language, school=SchoolTold("Demoskolen i Færder", (), (("Nivå 0", 7),), 7)),
    }
    return {name: owed(says="due", told=one, today=DAY, language=language) for name, one in told.items()}


def made_of(name: str, language: Language) -> dict[str, Any]:
    more = Button(title="Hvorfor?", payload="/ask_why")
    one = owed(message(SHOWN[name], language, more, undo=press("Angre")), language=language, perhaps_again=True)
    return card_of(activity_of(one, "https://skole.example"))


def test_every_typed_card_is_among_them() -> None:
    union = get_args(get_args(cards.Card)[0])
    assert {type(one) for one in SHOWN.values()} == set(union)


def test_every_card_is_valid_in_both_languages() -> None:
    names = [(name, language) for name in SHOWN for language in LANGUAGES]
    every = [made_of(*name) for name in names]
    every += [card_of(activity_of(owed(says=says, replaces="x"))) for says in ("welcome", "moved")]
    every.append(card_of(activity_of(owed(message(SHOWN["open"]), edit=CASE))))
    every += [card_of(activity_of(one, "https://s")) for language in LANGUAGES for one in looked_up(language).values()]
    told = parsed(every)
    assert [(card, problems) for card, problems in zip(every, told, strict=True) if problems] == []
    assert [(card, problems) for card in every if (problems := broken(card))] == []


@pytest.mark.parametrize(
    "spoilt",
    [
        {"type": "Input.ChoiceSet", "wrap": "kanskje"},
        {"type": "TextBlock", "text": "x"},
        {"type": "RichTextBlock", "inlines": [], "onClick": "x"},
        {"type": "ActionSet", "actions": []},
        {"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "x", "url": "javascript:alert(1)"}]},
        {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "x", "data": {"do": "what"}}]},
    ],
)
def test_our_rules_see_what_the_parser_lets_through(spoilt: dict[str, Any]) -> None:
    whole = made_of("open", "nb")
    whole["body"].append({"choices": []} | spoilt if spoilt["type"] == "Input.ChoiceSet" else spoilt)
    assert broken(whole)


def test_words_are_never_markup() -> None:
    assert MARKUP.splitlines()[0] in read_of(made_of("open", "nb"))
    assert activity_of(owed(message(None))).content["textFormat"] == "plain"


def test_both_languages_have_every_word_of_the_channel() -> None:
    for name, text in texts().items():
        assert text.nb, name
        assert text.nn, name


@pytest.mark.parametrize("name", ["open", "plan", "cases"])
def test_no_reply_is_too_large_and_what_can_be_filled_in_stays(name: str) -> None:
    long = "æ" * 20_000
    one = owed(Message(text=long), message(SHOWN[name]))
    content = card_of(activity_of(one))
    assert broken(content) == []
    assert "Resten står på nettsiden." in read_of(content)
    assert inputs_of(content) == inputs_of(card_of(activity_of(owed(message(SHOWN[name])))))
    assert len(activity_of(owed(Message(text=long * 2))).content["text"]) < 28 * 1024


@pytest.mark.parametrize("name", ["due-several", "week"])
def test_what_people_are_told_is_never_too_large(name: str) -> None:
    one = looked_up("nb")[name]
    assert one.told is not None
    due = tuple(replace(line, text="æ" * 5_000) for line in one.told.due * 9)
    school = one.told.school and replace(one.told.school, lines=("ø" * 2_000,) * 300)
    content = card_of(activity_of(replace(one, told=replace(one.told, due=due, school=school)), "https://s"))
    assert broken(content) == []
    assert "nettsiden" in "".join(read_of(content))


def test_what_a_narrow_button_would_cut_off_is_read_above_it() -> None:
    press = elements.press("Snakket undrende med de foresatte på telefonen", "/x")
    text, row = elements.buttons(press)
    assert read_of({"body": [text]}) == ["Snakket undrende med de foresatte på telefonen"]
    (button,) = row["actions"]
    assert button["title"] == "Snakket undrende med de foresatte på…"
    assert button["data"] == press["data"], "what is said is the whole of it"


def test_a_button_to_call_has_the_whole_number_whatever_it_is_called() -> None:
    far = cards.Call(name="Alarmtelefonen for barn og unge", number="116 111", tel="116111")
    content = card_of(activity_of(owed(message(cards.AlarmCard(calls=(far,))))))
    titles = [one["title"] for row in content["body"] if row["type"] == "ActionSet" for one in row["actions"]]
    assert titles == ["Ring 116 111"]
    assert "Alarmtelefonen for barn og unge: 116 111" in read_of(content)


def test_one_thing_is_filled_in_at_a_time() -> None:
    content = card_of(activity_of(owed(message(SHOWN["date"]), message(SHOWN["open"]))))
    assert [one["type"] for one in inputs_of(content)] == ["Input.Text"]
    assert broken(content) == []


def test_a_locked_phone_shows_nothing_of_what_is_said() -> None:
    for one in (owed(message(SHOWN["open"])), owed(Message(text="MK er borte"))):
        assert activity_of(one).content["summary"] == "Nærværslos"


def test_the_card_that_waits_is_changed_in_place_and_no_other() -> None:
    talk = message(SHOWN["open"])
    assert activity_of(owed(talk, replaces="1", card="1")).changes == "1"
    assert activity_of(owed(talk, replaces="2", card="1")).changes is None
    assert activity_of(owed(talk, card="1")).changes is None
    assert (activity_of(owed(talk)).waits, activity_of(owed(message(SHOWN["plan"]))).waits) == (True, False)
    assert activity_of(owed(message(None), replaces="1", card="1")).changes == "1", "the end of a talk takes its place"


@pytest.mark.parametrize(
    ("name", "action", "filled", "said"),
    [
        ("open", "Neste", {"words": " gruer seg "}, submits.Said("gruer seg", answers=4)),
        ("open", "Tilbake", {"words": "uferdig"}, submits.Said("Tilbake", "/go_back")),
        ("many", "Neste", {"choice": '/press{"tick":"valg 3"}'}, submits.Said("valg 3", '/press{"tick":"valg 3"}')),
        ("many", "Neste", {"choice": "/restart"}, submits.Said("")),
        ("tick", "Neste", {"ticked": "1,3"}, submits.Said("1, 3", answers=4)),
        ("date", "Neste", {"day": "2026-08-24"}, submits.Said("2026-08-24", answers=4)),
        ("number", "Neste", {"number": 7}, submits.Said("7", answers=4)),
        ("proposal", "Før opp de valgte", {"ticked": "2"}, submits.Said("2", answers=4)),
        ("proposal", "Før opp de valgte", {"ticked": "1,2"}, submits.Said("Før opp de valgte", '/press{"a":1}')),
        (
            "due",
            "Minn meg da",
            {"day": "2026-09-14"},
            submits.Said("Minn meg da 2026-09-14", '/press{"until":"2026-09-14"}'),
        ),
        ("due", "Minn meg da", {}, submits.Said("")),
        ("decision", "Ja", {}, submits.Said("Ja", "/concern_confirmed")),
    ],
)
def test_what_a_card_sends_is_what_is_meant(name: str, action: str, filled: dict[str, Any], said: submits.Said) -> None:
    told = looked_up("nb").get(name)
    content = card_of(activity_of(told)) if told is not None else made_of(name, "nb")
    actions = [one for row in content["body"] if row["type"] == "ActionSet" for one in row["actions"]]
    data = next(one["data"] for one in actions if one["title"] == action)
    assert submits.read({**data, **filled}, "") == said
