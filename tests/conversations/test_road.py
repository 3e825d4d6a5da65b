"""The whole road through Færder's routine, talked with the real model: 0 → 1 → 2A → 2B, and the ways out."""

from __future__ import annotations

from tests.conversations.stack import Chat, Stack

WORRY = "jeg er bekymra for en elev på 6. trinn, borte mange mandager"
ANSWERS = [
    "han sier lite om skolen",
    "mor lurte på hva som skjer nå da, hun tror det handler om gymmen",
    "far synes mandagene er verst",
    "vet ikke",
    "han får ikke sove på søndagene",
    "de flyttet i sommer",
    "de vil gjerne ha et møte",
]


def open_case(chat: Chat, label: str = "MK") -> None:
    chat.all(WORRY, label)


def hold_talk(chat: Chat, title: str, answers: list[str] | None = None) -> None:
    """Leads a talk to its end from the button that starts it."""
    reply = chat.press(title)
    for answer in answers or ANSWERS:
        assert "Spørsmål" in reply.text, reply.text
        reply = chat.say(answer)
    while "Spørsmål" in reply.text:
        reply = chat.say("hopp over")


def to_level_1(chat: Chat) -> None:
    open_case(chat)
    hold_talk(chat, "Undring med foresatte")
    chat.press("Fortsatt bekymret")
    chat.press("Jeg har delt undringen")
    chat.press("Bekymret, gå til nivå 1")
    chat.press("Vi har analysert samtalene")


def test_a_worry_opens_a_case_and_says_what_applies(chat: Chat) -> None:
    asked = chat.say(WORRY)
    assert "initialer" in asked.text
    opened = chat.say("MK")
    assert "nivå 0" in opened.text
    assert "foresatte" in opened.text
    assert "Alt fravær teller" in opened.text
    assert "fire dager" in opened.text
    assert "ingen frist" in opened.text
    assert {"Undring med foresatte", "Undring med eleven"} <= set(opened.buttons)
    assert chat.cases()[0]["label"] == "MK"


def test_the_talk_is_labelled_as_ours_and_names_the_municipalitys_own_template(chat: Chat) -> None:
    open_case(chat)
    begun = chat.press("Undring med foresatte")
    assert "forslag fra Nærværslos" in begun.text
    assert "Undringssamtale med foresatte" in begun.text
    assert "spørsmål 1 av 7" in begun.text.casefold()


def test_every_answer_is_kept_word_for_word(chat: Chat) -> None:
    open_case(chat)
    hold_talk(chat, "Undring med foresatte")
    assert list(chat.answers().values()) == ANSWERS


def test_cleared_at_level_0_closes_with_nothing_formal(chat: Chat) -> None:
    open_case(chat)
    hold_talk(chat, "Undring med foresatte")
    assert "avkreftet" in " ".join(chat.last.buttons)
    closed = chat.say("bekymringen er avkreftet")
    assert "avsluttet" in closed.text
    assert chat.plan()["status"] == "closed"
    assert "avsluttet" in chat.say("hva nå?").text


def test_still_worried_is_shared_first_and_then_level_1_with_its_date(chat: Chat) -> None:
    open_case(chat)
    hold_talk(chat, "Undring med foresatte")
    shared = chat.say("fortsatt bekymra ja")
    assert "kollega" in shared.text
    assert chat.plan()["level"] == "0"
    assert "fortsatt bekymret" in chat.press("Jeg har delt undringen").text
    first = chat.press("Bekymret, gå til nivå 1")
    assert "Før dere velger" in first.text
    assert "Analyser" in first.text
    moved = chat.press("Vi har analysert samtalene")
    assert "nivå 1" in moved.text
    assert "mandag 31. august" in moved.text
    assert "ledelsen" in moved.text
    assert "Samarbeidsavtale" in moved.text or "samarbeidsavtale" in moved.text
    assert "tips fra Nærværslos" in moved.text


def test_the_whole_road_to_2b_with_hva_naa_at_every_step(chat: Chat) -> None:
    to_level_1(chat)
    seen = ["1"]
    for _step in range(80):
        now = chat.say("hva nå?")
        assert now.status == "answered"
        level = chat.plan()["level"]
        if level != seen[-1]:
            seen.append(level)
        assert f"nivå {level}" in now.text or "Ta stilling" in now.text
        if level == "2B":
            break
        _take_a_step(chat)
    assert seen == ["1", "2A", "2B"]
    assert "ikke noe nivå etter 2B" in " ".join(chat.plan()["gaps"]) or any("2B" in gap for gap in chat.plan()["gaps"])


def _take_a_step(chat: Chat) -> None:
    """Decides onward when a decision is asked for; else ticks the first button that ticks a task."""
    onward = [
        title
        for title, payload in chat.last.buttons.items()
        if '"outcome":"interdisciplinary"' in payload or '"outcome":"not_enough"' in payload
    ]
    ticks = [title for title, payload in chat.last.buttons.items() if '"tick"' in payload]
    chat.press((onward or ticks)[0])
    if ": hvilken dag?" in chat.last.text:
        chat.say("i dag")
    while any('"then"' in payload for payload in chat.last.buttons.values()):
        chat.press(next(title for title, payload in chat.last.buttons.items() if '"then"' in payload))


def test_2a_asks_for_consent_before_anything_else(chat: Chat) -> None:
    to_level_1(chat)
    chat.say("hva nå?")
    case = chat.cases()[0]["id"]
    headers = {"X-Demo-Teacher": chat.subject, "X-Today": chat.today}
    made = {"do": "decide", "decision": "evaluation", "outcome": "interdisciplinary", "anyway": True}
    sent = {"id": "2a", "command": made}
    chat.http.post(f"/cases/{case}/commands", json=sent, headers=headers).raise_for_status()
    now = chat.say("hva nå?")
    assert "samtykke" in now.text.casefold()
    blocked = [task["id"] for task in chat.plan()["tasks"] if task["state"] == "blocked"]
    assert len(blocked) >= 5


def test_questions_are_answered_in_the_middle_of_a_talk_and_the_question_stands_again(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    for asked, expected in (
        ("hva nå?", "nivå 0"),
        ("hvilket nivå er vi på?", "nivå 0"),
        ("hvem skal være med?", "foresatte"),
        ("når er fristen?", "ingen frist"),
        ("hvor skriver jeg det?", "samarbeidsavtale"),
        ("hvorfor spør du om det?", "tips fra Nærværslos"),
    ):
        reply = chat.say(asked)
        assert expected.casefold() in reply.text.casefold(), (asked, reply.text)
        assert "spørsmål 1 av 7" in reply.text.casefold(), (asked, reply.text)
    assert chat.answers() == {}


def test_skip_back_pause_and_go_on(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    assert "spørsmål 2 av 7" in chat.say("han er mye sliten om morgenen").text.casefold()
    assert "spørsmål 3 av 7" in chat.say("hopp over").text.casefold()
    back = chat.say("tilbake")
    assert "spørsmål 2 av 7" in back.text.casefold()
    first = chat.say("tilbake")
    assert "spørsmål 1 av 7" in first.text.casefold()
    assert "han er mye sliten om morgenen" in first.text
    assert "Pause" in chat.say("pause").text
    assert "spørsmål 1 av 7" in chat.say("fortsett").text.casefold()
    # Question 2 was skipped on purpose, so the talk goes on after it.
    assert "spørsmål 3 av 7" in chat.say("han er sliten, men spiser frokost").text.casefold()
    assert list(chat.answers().values()) == ["han er sliten, men spiser frokost"]


def test_a_doubtful_note_is_kept_and_can_be_taken_back_with_one_tap(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    kept = chat.say("mor lurte på hvem som skal være med på møtet da")
    if "Det var et spørsmål" not in kept.buttons:  # sure enough to be an answer: nothing to take back
        assert list(chat.answers().values()) == ["mor lurte på hvem som skal være med på møtet da"]
        return
    back = chat.press("Det var et spørsmål")
    assert "tatt tilbake" in back.text
    assert "spørsmål 1 av 7" in back.text.casefold()
    assert chat.answers() == {}


def test_acute_shows_the_fixed_text_keeps_the_note_and_blocks_nothing(chat: Chat) -> None:
    open_case(chat)
    chat.press("Undring med foresatte")
    said = "han sa at pappa slår når han ikke vil på skolen"
    acute = chat.say(said)
    for number in ("112", "113", "116 111"):
        assert number in acute.text
    assert "barnevernvakta (tlf. i skolens plan)" in acute.text
    assert list(chat.answers().values()) == [said]
    assert "spørsmål 2 av 7" in chat.say("fortsett").text.casefold()


def test_a_nynorsk_teacher_is_answered_in_nynorsk_from_the_first_word(stack: Stack) -> None:
    chat = stack.chat(nynorsk=True)
    assert "ikkje eit menneske" in chat.say("hei").text
    chat.say("eg er uroleg for ein elev på 7. trinn, ho er mykje vekke")
    opened = chat.say("AB")
    assert "saka AB" in opened.text
    assert "føresette" in opened.text
    assert "ingen frist" in opened.text
    assert "Undring med føresette" in opened.buttons


def test_closing_asks_first_and_reopening_brings_the_case_back(chat: Chat) -> None:
    open_case(chat)
    assert "avsluttes?" in chat.say("avslutt saken").text
    assert "fortsatt åpen" in chat.say("nei").text
    chat.say("avslutt saken")
    assert "avsluttet" in chat.say("ja").text
    assert "åpnet igjen" in chat.say("åpne saken igjen").text
    assert chat.plan()["status"] == "open"


def test_two_cases_are_never_mixed(chat: Chat) -> None:
    open_case(chat, "MK")
    chat.all("ny sak", "TL")
    assert "TL" in chat.say("hva nå?").text
    switched = chat.say("bytt til MK")
    assert "MK" in switched.text
    assert "TL" not in switched.text
    listed = chat.say("mine saker")
    assert "MK" in listed.text
    assert "TL" in listed.text


def test_an_own_date_is_the_teachers_and_not_the_routines(chat: Chat) -> None:
    open_case(chat)
    chat.press("Sett egen dato")
    assert "finner jeg ikke" in chat.say("31. februar").text
    assert "har vært" in chat.say("i går").text
    dated = chat.say("fredag")
    assert "fredag 28. august" in dated.text
    assert "ikke fra rutinen" in dated.text


def test_a_tasks_own_words_tick_it_also_when_its_button_is_not_shown(chat: Chat) -> None:
    to_level_1(chat)
    assert "Møtet er holdt" not in chat.last.buttons
    assert ": hvilken dag?" in chat.say("møtet er holdt").text
    assert "ikke vært ennå" in chat.say("i morgen").text
    held = chat.say("i dag")
    assert "Huket av" in held.text
    meeting = next(deadline for deadline in chat.plan()["deadlines"] if deadline["id"] == "faerder.1.meeting")
    assert meeting["state"] == "met"


def test_an_old_button_does_nothing_in_another_case_or_on_another_level(chat: Chat) -> None:
    open_case(chat, "MK")
    old = chat.last.buttons["Jeg har snakket med eleven"]
    chat.all("ny sak", "TL")
    shown = chat.say("Jeg har snakket med eleven", payload=old)
    assert "gjelder en annen sak enn TL" in shown.text
    states = {task["id"]: task["state"] for task in chat.plan()["tasks"]}
    assert states["talk_pupil"] == "open"
