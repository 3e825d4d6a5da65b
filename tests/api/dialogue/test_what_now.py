"""What to do now: one line of where the case is, one act and at most two more, the whole list on a tap, and nothing twice."""

from __future__ import annotations

from api.engine.schema import Language
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand

TODAY = "2026-08-24"  # a Monday


async def at(hand: Hand, routine: str, *decided: tuple[str, str], language: Language = "nb") -> Chat:
    """A case on the level these judgements lead to, whatever is not done."""
    chat = Chat(hand, routine, language, today=TODAY)
    await chat.open()
    for decision, outcome in decided:
        await chat.decide(decision, outcome)
    return chat


async def at_the_first_meeting(hand: Hand) -> Chat:
    """Vennesla, step 2, with nothing left open before it."""
    chat = await at(hand, "vennesla")
    await chat.tick("call_home")
    await chat.tick("talk_pupil")
    await chat.decide("clarify", "worried")
    return chat


async def test_what_now_is_one_act_at_most_two_more_and_the_whole_list_on_a_tap(hand: Hand) -> None:
    chat = await at_the_first_meeting(hand)
    lines = (await chat.say("hva nå?", "whats_next")).split("\n")
    assert "er på trinn 2: " in lines[0]
    assert lines[1].startswith("Gjør dette nå: Avtal")
    assert [line[0] for line in lines[2:5]] == ["D", "•", "•"]
    assert sum(line.startswith("•") for line in lines) == 2
    (whole,) = [title for title in chat.buttons if title.startswith("Vis alle")]
    await chat.tick("hold_meeting")
    await chat.press(whole)
    shown = chat.words.split("\n")
    assert "Møtet:" in shown or any(line.endswith(":") for line in shown)
    assert [line for line in shown if line.startswith("✓")] == ["✓ Hold møte med elev og foresatte (mandag 24. august)"]
    ordered = ["Kartlegg", "Avtal hva dere prøver", "Sett tiltakene i gang", "Evaluer tiltakene"]
    places = [next(number for number, line in enumerate(shown) if said in line) for said in ordered]
    assert places == sorted(places)
    assert whole == f"Vis alle {len([line for line in shown if line[0] in '✓•']) + 2}"  # two are moot since the meeting


async def test_the_whole_list_can_be_asked_for_in_words(hand: Hand) -> None:
    chat = await at_the_first_meeting(hand)
    await chat.say("vis meg alle punktene som er igjen", "whats_next")
    assert "Evaluer tiltakene" in chat.words
    await chat.say("vis alle", "whats_next")
    assert "Evaluer tiltakene" in chat.words


async def test_nothing_is_said_the_same_twice_in_a_row(hand: Hand) -> None:
    chat = await at_the_first_meeting(hand)
    first = await chat.say("hva nå?", "whats_next")
    again = await chat.say("hva nå?", "whats_next")
    place, *dates, act = again.split("\n")
    assert place.endswith("er på trinn 2: kartlegg og prøv tiltak. Ingenting er endret siden sist.")
    assert act.startswith("Gjør dette nå: Avtal")
    assert set(dates) < set(first.split("\n"))
    await chat.say("Møtet er avtalt")
    assert "er på trinn 2: " not in chat.words
    assert "Gjør dette nå: Hold møte" in chat.words


async def test_what_is_set_to_another_day_is_told_anew_the_next_day(hand: Hand) -> None:
    chat = await at_the_first_meeting(hand)
    first = await chat.say("hva nå?", "whats_next")
    chat.today = "2026-08-25"
    assert await chat.say("hva nå?", "whats_next") == first


async def test_somebody_elses_task_reads_as_theirs(hand: Hand) -> None:
    chat = await at(hand, "alvoen", ("concern", "call_home"), ("falling", "not_falling"))
    await chat.say("hva nå?", "whats_next")
    assert "Avdelingslederen har ansvar for dette:" in chat.words
    chat = await at(hand, "alvoen", ("concern", "call_home"), language="nn")
    await chat.say("kva no?", "whats_next")
    assert "Ansvar: du eller avdelingsleiaren." in chat.words


async def test_a_duty_found_on_a_sunday_says_so(hand: Hand) -> None:
    chat = Chat(hand, "vennesla", today="2026-09-06")
    await chat.open()
    await chat.say("hva nå?", "whats_next")
    assert "samme dag som det ble meldt, søndag 6. september, som er helg" in chat.words
    assert "tips fra Nærværslos: første skoledag etter er mandag 7. september" in chat.words


async def test_three_weeks_count_from_when_the_measures_start(hand: Hand) -> None:
    chat = await at_the_first_meeting(hand)
    await chat.tick("agree_measures")
    assert chat.words is not None
    await chat.say("når er fristen?", "ask_deadline")
    assert "3 uker etter dagen tiltakene ble satt i gang. Den dagen er ikke registrert ennå." in chat.words
    chat.today = "2026-08-27"
    await chat.say("Tiltakene er i gang")
    await chat.say("i går")
    await chat.say("når er fristen?", "ask_deadline")
    assert "fra onsdag 16. september" in chat.words


async def test_what_recurs_comes_back_a_week_after_the_day_it_was_done(hand: Hand) -> None:
    chat = await at(hand, "alvoen")
    await chat.tick("weekly_look")
    chat.today = "2026-08-31"
    await chat.say("Jeg har sett over fraværet", "answer")
    state = {task["id"]: task["state"] for task in (await chat.plan())["tasks"]}
    assert state["weekly_look"] in ("due_today", "done")
    (weekly,) = [one for one in (await chat.plan())["deadlines"] if one["id"] == "alvoen.1b"]
    assert weekly["due_on"] in ("2026-08-31", "2026-09-07")


async def test_a_recommended_window_is_recommended(hand: Hand) -> None:
    chat = await at(
        hand, "alvoen", ("concern", "call_home"), ("falling", "not_falling"), ("after_meeting", "to_measures")
    )
    await chat.tick("agree_measures")
    await chat.decide("plan_ready", "to_evaluation")
    await chat.say("når er fristen?", "ask_deadline")
    assert "bør være mellom mandag 7. september og mandag 21. september" in chat.words


async def test_what_was_left_open_on_the_level_before_is_told_and_ticked_there(hand: Hand) -> None:
    chat = await at(hand, "nittedal")
    await chat.tick("contact_foresatte")
    await chat.decide("contact", "worried")
    await chat.say("hva nå?", "whats_next")
    (carried,) = [line for line in chat.words.split("\n") if line.startswith("Åpent fra trinn 1")]
    assert "loggfør" in carried.casefold()
    await chat.say("Kontakten er loggført")
    assert "ticked" in chat.kinds
    await chat.say("hva nå?", "whats_next")
    assert "Åpent fra" not in chat.words


async def test_what_an_outcome_says_is_said_when_it_is_taken_and_once(hand: Hand) -> None:
    chat = await at(hand, "hardanger")
    await chat.say("Jeg har drøftet bekymringen")
    await chat.press("Fortsatt bekymret, gå til nivå 1")
    assert chat.kinds[:2] == ["moved", "sentences"]
    assert chat.words.count("Rutinen sier ikke når saken skal hit") == 1


async def test_the_question_stands_above_its_buttons_and_never_without_it(hand: Hand) -> None:
    chat = await at(hand, "hardanger")
    await chat.say("Jeg har drøftet bekymringen")
    await chat.say("hva nå?", "whats_next")
    *_, asked, of_ours = chat.words.split("\n")
    assert asked.startswith("Er du fortsatt bekymret")
    assert of_ours == "Fra Nærværslos, ikke fra rutinen: «Ikke bekymret nå, følg med»."
    assert chat.words.count("Er du fortsatt bekymret") == 1
    assert "Fortsatt bekymret, gå til nivå 1" in chat.buttons


async def test_a_judgement_that_was_made_is_not_asked_for_again(hand: Hand) -> None:
    chat = await at(hand, "faerder")
    await chat.tick("talk_foresatte")
    await chat.decide("wonder", "worried")
    await chat.say("Vi har analysert samtalene")
    assert "ask_decision" not in chat.kinds
    assert "Del" in chat.words
