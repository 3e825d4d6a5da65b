"""What a pupil may be called, and which numbers are never stored."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from stdnum.no import fodselsnummer

from api.cases.models import Case, FactRow, NoteRow
from api.conversations.models import Conversation, Turn
from api.dialogue.reading.labels import begins_with, clean_label, names, same_label
from api.dialogue.reading.lexicon import SHORT_WORDS
from api.privacy import LabelProblem, label_problem, personal_number
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, kinds, rows


def identity_number(born: str) -> str:
    """The first number with valid check digits of somebody born on this day (ddmmyy)."""
    for individual in range(500, 1000):
        first = f"{born}{individual}"
        second = first + fodselsnummer.calc_check_digit1(first)
        number = second + fodselsnummer.calc_check_digit2(second)
        if len(number) == 11:
            return number
    raise AssertionError(born)


NUMBER = identity_number("010112")
WRONG_DIGIT = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)


@pytest.mark.parametrize("form", ["{0}{1}", "{0} {1}", "han er født {0}-{1}.", "({0}.{1})", "Fnr:{0}{1},"])
@pytest.mark.parametrize("born", ["010112", "290216", "410112"])  # the last is a D number
def test_a_valid_identity_number_is_found_however_it_is_written(form: str, born: str) -> None:
    number = identity_number(born)
    assert personal_number(form.format(number[:6], number[6:])) == "identity_number"


@pytest.mark.parametrize("text", [WRONG_DIGIT, f"1{NUMBER}", f"{NUMBER}1", "310212 12345", "saksnummer 2026001234567"])
def test_eleven_digits_that_are_nobodys_number_are_no_identity_number(text: str) -> None:
    assert personal_number(text) != "identity_number"


@pytest.mark.parametrize(
    "text",
    [
        "mor har 91234567",
        "912 34 567",
        "ring 22 33 44 55!",
        "tlf: 91 23 45 67, far",
        "+47 91234567",
        "004791234567",
        "+47 912 34 567",
        "(91234567)",
        "91234567/98765432",
    ],
)
def test_a_phone_number_is_found(text: str) -> None:
    assert personal_number(text) == "phone_number"


@pytest.mark.parametrize("text", ["Mor har 91234567.", "tlf.91234567", "91\u00a023\u00a045\u00a067"])
def test_a_phone_number_beside_a_full_stop_or_with_hard_spaces_is_found(text: str) -> None:
    assert personal_number(text) == "phone_number"


@pytest.mark.parametrize(
    "text",
    [
        "møte 24.08.2026 kl. 14.30",
        "skoleåret 2025-2026",
        "borte 12 dager og 34 timer",
        "ring 113 eller 116 111",
        "timer 08.30-14.15",
        "1234567",
        "12345678",  # no Norwegian number begins with 1
        "kapittel 12, § 10-6",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert personal_number(text) is None


@pytest.mark.parametrize("text", ["skoleåret 2025 2026", "timer per måned: 30 25 40 20"])
def test_years_and_hours_are_no_phone_number(text: str) -> None:
    assert personal_number(text) is None


@pytest.mark.parametrize(("text", "reason"), [(f"fnr {NUMBER}", "identity_number"), ("91234567", "phone_number")])
async def test_a_text_with_a_personal_number_is_refused_and_nothing_stored(
    text: str, reason: str, teacher: httpx.AsyncClient, hand: Hand, app: FastAPI
) -> None:
    case = (await teacher.post("/cases", json={"label": "MK", "key": "k"})).json()["case"]
    answer = {"do": "answer", "guide": "undring_elev", "question": "ue.trivsel", "text": text}
    note = {"do": "note", "text": text}
    skipped = {"do": "skip_task", "task": "use_templates", "reason": text}
    for response in (
        await hand.store(text),
        *[
            await teacher.post(f"/cases/{case}/commands", json={"id": "1", "command": command})
            for command in (answer, note, skipped)
        ],
        await teacher.post("/cases", json={"label": text, "key": "k2"}),
    ):
        assert (response.status_code, response.json()["code"]) == (422, "refused_text")
        assert response.json()["reason"] == reason
        assert text not in response.text
    assert not [*await rows(app, Turn), *await rows(app, Conversation), *await rows(app, NoteRow)]
    assert len(await rows(app, Case)) == len(await rows(app, FactRow)) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("MK", "MK"),
        (" mk! ", "mk"),
        ("«MK»", "MK"),
        ("M.K.", "M.K."),
        ("MK.", "MK"),
        ("vi kaller henne AB", "AB"),
        ("eg kallar ho TL!", "TL"),
        ("det er AB", "AB"),
        ("jeg bruker 7B-3", "7B-3"),
        ("initialene er MK", "MK"),
        ("initialane er Å.B.", "Å.B."),
    ],
)
def test_the_label_is_taken_out_of_the_sentence(text: str, label: str) -> None:
    assert clean_label(text) == label
    assert label_problem(label) is None


@pytest.mark.parametrize("text", ["kall ham M.K.", "kall ho M.K."])
def test_the_label_is_taken_out_of_a_request(text: str) -> None:
    assert clean_label(text) == "M.K."


@pytest.mark.parametrize(
    ("label", "problem"),
    [
        (NUMBER, "identity_number"),
        ("123456", "identity_number"),
        ("91234567", "phone_number"),
        ("Ola", "name"),
        ("Åse", "name"),
        ("elev Ola", "name"),
        ("eleven", "name"),
        ("ola", "name"),
        ("kari", "name"),
        ("KARI", "name"),
        ("ÓLA", None),  # three large letters are initials to whoever sees them
        ("óla", "name"),
        ("kari nordmann", "name"),
        ("Kari 7b", "name"),
        ("ola-7", "name"),
        ("o\u200bla", "name"),
        ("Оля", "name"),
        ("a" * 13, "name"),
        ("M.K. i 7. trinn", "too_long"),
        ("han er mye borte og", "too_long"),
        ("mkn", None),
        ("MAK", None),
        ("elev 3", None),
        ("Gutt8", None),
        ("7B-12", None),
        ("j.k", None),
        ("!?", "no_letters"),
        ("_", "no_letters"),
        ("", "no_letters"),
    ],
)
def test_what_cannot_be_a_label_is_refused_with_the_reason(label: str, problem: LabelProblem | None) -> None:
    assert label_problem(label) == problem


@pytest.mark.parametrize(("one", "other", "same"), [("MK", "m.k.", True), ("M K", "MK", True), ("MK", "MKA", False)])
def test_the_same_initials_are_the_same_pupil(one: str, other: str, same: bool) -> None:
    assert same_label(one, other) is same


@pytest.mark.parametrize("name", ["kari nordmann", "ola"])
async def test_a_name_in_small_letters_comes_in_by_no_door(
    name: str, hand: Hand, app: FastAPI, teacher: httpx.AsyncClient
) -> None:
    await hand.say("borte hver mandag", "start_case")
    assert kinds(await hand.say(name)) == ["label_refused_name"]
    await hand.say("MK")
    assert [note.text for note in await rows(app, NoteRow)] == ["borte hver mandag"], (
        "the worry is kept, without the name"
    )
    (case,) = await rows(app, Case)
    assert (await teacher.post("/cases", json={"label": name, "key": "k"})).json()["reason"] == "name"
    renamed = await send(teacher, case.id, "rename", label=name)
    assert (renamed.status_code, renamed.json()["reason"]) == (422, "name")
    await hand.say(f"kall saken {name}")
    await hand.say("ja", "affirm")
    assert [one.label for one in await rows(app, Case)] == ["MK"]


async def test_a_label_that_is_refused_is_asked_for_again_and_the_worry_kept(hand: Hand, app: FastAPI) -> None:
    await hand.say("borte hver mandag", "start_case")
    assert kinds(await hand.say("Ola")) == ["label_refused_name"]
    assert kinds(await hand.say("han er sliten og trist om morgenen")) == ["label_refused_too_long"]
    assert await rows(app, Case) == []
    assert kinds(await hand.say("MK")) == ["case_opened", "sentences"]
    notes = sorted(await rows(app, NoteRow), key=lambda note: note.number)
    assert [note.text for note in notes] == ["borte hver mandag", "han er sliten og trist om morgenen"]
    await hand.say("ny bekymring", "start_case")
    assert kinds(await hand.say("m.k.")) == ["label_taken"]
    assert len(await rows(app, Case)) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("hva nå med TL?", "TL"),
        ("hva nå med tl", "TL"),
        ("ka gjer eg me tl no", "T.L."),
        ("TLs mor ringte", "TL"),
        ("TL’s mor", "TL"),
        ("M.K. var borte", "MK"),
        ("mk-saken", "M.K."),
        ("(AB), TL/MK", "TL"),
        ("hva nå med DE?", "DE"),
        ("kva no med HO", "HO"),
        ("hva nå med gutt 5b", "Gutt 5B"),
        ("7b-3 er borte", "7B3"),
        ("hva med M", "M"),
    ],
)
def test_a_label_is_heard_as_teachers_write_it(text: str, label: str) -> None:
    assert names(text, label)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("hva med de andre", "DE"),
        ("HVA MED DE ANDRE", "DE"),
        ("kva har ho sagt", "HO"),
        ("skal jeg ha med mor", "HA"),
        ("tlf til mor", "TL"),
        ("MKL var borte", "MK"),
        ("borte 3 dager", "3"),
        ("I dag var han borte", "I"),
        ("hvem skal være m", "M"),
        ("eleven er syk", "elev"),
        ("han er elev her", "elev"),
        ("hos mor", "HO"),
    ],
)
def test_ordinary_words_and_parts_of_words_name_nobody(text: str, label: str) -> None:
    assert not names(text, label)


@pytest.mark.parametrize(("text", "begins"), [("TL var borte", True), ("«TL» var borte", True), ("mor til TL", False)])
def test_what_a_message_begins_with(text: str, begins: bool) -> None:
    assert begins_with(text, "TL") is begins


def test_the_short_words_are_short_and_in_small_letters() -> None:
    assert all(word.islower() and len(word) <= 3 for word in SHORT_WORDS)
    assert not {"mk", "tl", "ab", "kn"} & SHORT_WORDS


@pytest.mark.parametrize(
    "label", ["K a r i", "K-A-R-I", "Ka Ri", "k.a.r.i", "01.01.2012", "1/1-12", "2012-01-01", "bo@x.no"]
)
def test_a_name_in_pieces_a_day_and_an_address_are_no_label(label: str) -> None:
    assert label_problem(label) is not None


@pytest.mark.parametrize("label", ["MK", "M.K.", "A 1", "T3A", "M K", "M. K. S.", "9A-4", "EB 2", "gutt 12", "A-12-3"])
def test_initials_and_codes_are_labels(label: str) -> None:
    assert label_problem(label) is None
