"""Guides borrowed from another routine: what is lent, under whose name, and where a mistake in them is reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.engine.loader import Problem, content_hash, load, read
from api.engine.schema import Lender, Text

from .small import Piece, a_guide, a_measure_group, a_question, text

BROKEN = Path(__file__).parent / "broken"
BORROW: Piece = {"from": "lender", "guide": "wonder", "label": text("spørsmål fra utlåneren")}
LENDER: Piece = {
    "id": "lender",
    "place": text("Utlåneren"),
    "source": {"title": "En veileder", "owner": None, "cite": text("Utlåneren: «En veileder»")},
}
SLEEP = a_question("l.sleep", measures="sleep")
FOOD = a_question("l.food", applies={"answered": "l.sleep"})

Spoil = Callable[[Path], object]


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def routines(tmp_path: Path) -> Path:
    """The valid routine with a guide of its own, `wonder`, beside a lender with another of that name."""
    for name in ("valid", "common"):
        shutil.copytree(BROKEN / name, tmp_path / name)
    _write(tmp_path / "lender" / "routine.yaml", LENDER)
    _write(tmp_path / "lender" / "measures.yaml", [a_measure_group("sleep"), a_measure_group("unused")])
    _write(tmp_path / "lender" / "guides" / "wonder.yaml", a_guide(SLEEP, FOOD))
    _borrow(tmp_path, BORROW)
    return tmp_path


def _borrow(routines: Path, *wanted: Piece) -> None:
    file = routines / "valid" / "routine.yaml"
    _write(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"borrows": list(wanted)})


def _problems(routines: Path) -> list[Problem]:
    return read(routines / "valid")[1]


def _found(routines: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in _problems(routines)]


def _spoil(file: str, content: Any) -> Spoil:
    """Puts this content into a file of the lender's; a string as it stands."""

    def spoil(routines: Path) -> None:
        if isinstance(content, str):
            (routines / "lender" / file).write_text(content, encoding="utf-8")
        else:
            _write(routines / "lender" / file, content)

    return spoil


def test_a_borrowed_guide_says_whose_it_is(routines: Path) -> None:
    routine = load(routines / "valid")
    assert [guide.id for guide in routine.guides] == ["wonder", "lender.wonder"]
    own, borrowed = routine.guides
    assert (own.label, own.lender) == (None, None)
    assert borrowed.label == Text.model_validate(BORROW["label"])
    assert borrowed.lender == Lender.model_validate({"place": LENDER["place"], "cite": LENDER["source"]["cite"]})


@pytest.mark.parametrize("source", [{"title": "En veileder", "owner": None}, None])
def test_a_lender_that_does_not_ask_to_be_cited_is_named_by_its_place(routines: Path, source: Piece | None) -> None:
    _write(routines / "lender" / "routine.yaml", LENDER | {"source": source})
    lender = load(routines / "valid").guide("lender.wonder").lender
    assert lender == Lender.model_validate({"place": LENDER["place"]})


def test_only_the_questions_are_lent(routines: Path) -> None:
    said = {part: [text()] for part in ("preparation", "opening", "closing", "after")}
    kept = {"ours": False, "clause": "side 4", "pick": True, "name": text("Undring")}
    whole = a_guide(SLEEP, FOOD) | said | kept | {"template": "their_form", "label": text("deres eget navn")}
    _write(routines / "lender" / "guides" / "wonder.yaml", whole)
    lent = load(routines / "valid").guide("lender.wonder")
    assert (lent.template, lent.preparation, lent.opening, lent.closing, lent.after) == (None, [], [], [], [])
    assert (lent.clause, lent.ours, lent.pick, lent.name.nb) == ("side 4", False, True, "Undring")
    assert (lent.completes.fact, lent.completes.with_) == ("talk_held", "pupil")
    assert [question.id for question in lent.questions] == ["l.sleep", "l.food"]
    assert lent.questions[1].applies is not None
    assert lent.label == Text.model_validate(BORROW["label"])


def test_borrowed_measures_come_with_the_question_and_never_meet_the_borrowers_own(routines: Path) -> None:
    _write(routines / "valid" / "measures.yaml", [a_measure_group("sleep")])
    routine = load(routines / "valid")
    assert [group.id for group in routine.measures] == ["sleep", "lender.sleep"]  # what no question names stays behind
    assert [question.measures for question in routine.guide("lender.wonder").questions] == ["lender.sleep", None]
    assert routine.measure_group("sleep").lender is None
    assert routine.measure_group("lender.sleep").lender == routine.guide("lender.wonder").lender


def test_measures_that_several_questions_name_are_lent_once(routines: Path) -> None:
    again = a_guide(a_question("l.dreams", measures="sleep"), a_question("l.bed", measures="sleep")) | {"id": "again"}
    _write(routines / "lender" / "guides" / "again.yaml", again)
    _borrow(routines, BORROW, BORROW | {"guide": "again"})
    routine = load(routines / "valid")
    assert [guide.id for guide in routine.guides] == ["wonder", "lender.wonder", "lender.again"]
    assert [group.id for group in routine.measures] == ["lender.sleep"]


def test_measures_of_two_lenders_keep_apart(routines: Path) -> None:
    shutil.copytree(routines / "lender", routines / "second")
    _write(routines / "second" / "guides" / "wonder.yaml", a_guide(a_question("s.sleep", measures="sleep")))
    _write(routines / "second" / "routine.yaml", LENDER | {"id": "second", "place": text("Den andre")})
    _borrow(routines, BORROW, BORROW | {"from": "second"})
    places = {group.id: group.lender and group.lender.place.nb for group in load(routines / "valid").measures}
    assert places == {"lender.sleep": "Utlåneren", "second.sleep": "Den andre"}


def test_nothing_is_lent_unasked(routines: Path) -> None:
    _borrow(routines)
    routine = load(routines / "valid")
    assert [guide.id for guide in routine.guides] == ["wonder"]
    assert (routine.measures, routine.borrows) == ([], [])


def test_the_version_follows_what_is_borrowed_and_not_what_the_lender_keeps(routines: Path) -> None:
    before = content_hash(load(routines / "valid"))
    _write(routines / "lender" / "guides" / "wonder.yaml", a_guide(SLEEP, FOOD) | {"opening": [text("Hei")]})
    assert content_hash(load(routines / "valid")) == before
    _write(routines / "lender" / "guides" / "wonder.yaml", a_guide(SLEEP, FOOD | {"why": text("Noe annet")}))
    question = content_hash(load(routines / "valid"))
    _write(routines / "lender" / "measures.yaml", [a_measure_group("sleep", "walk", "rest")])
    assert len({before, question, content_hash(load(routines / "valid"))}) == 3


@pytest.mark.parametrize(
    ("wanted", "place", "what", "write"),
    [
        (BORROW | {"from": "gone"}, "borrows.gone.wonder", "no routine `gone`", "a folder beside this one"),
        (BORROW | {"from": "common"}, "borrows.common.wonder", "no routine `common`", "a folder beside this one"),
        (BORROW | {"guide": "gone"}, "borrows.lender.gone", "`lender` has no guide `gone`", "one of: chat, wonder."),
    ],
)
def test_what_cannot_be_borrowed_is_reported(routines: Path, wanted: Piece, place: str, what: str, write: str) -> None:
    _write(routines / "lender" / "guides" / "chat.yaml", a_guide(SLEEP) | {"id": "chat"})
    _write(routines / "lender" / "guides" / "empty.yaml", None)  # no guide to offer
    _borrow(routines, wanted)
    (problem,) = _problems(routines)
    assert (problem.code, problem.place) == ("R004", f"routine.yaml: {place}")
    assert what in problem.what
    assert write in problem.write


def test_all_that_cannot_be_borrowed_is_reported_at_once_and_the_rest_is_lent(routines: Path) -> None:
    wrong = [BORROW | {"guide": "gone"}, BORROW | {"from": "nowhere"}, BORROW | {"guide": "lost"}]
    _borrow(routines, *wrong, BORROW)
    routine, problems = read(routines / "valid")
    names = ["lender.gone", "lender.lost", "nowhere.wonder"]
    assert [(problem.code, problem.place) for problem in problems] == [
        ("R004", f"routine.yaml: borrows.{name}") for name in names
    ]
    assert routine is not None
    assert routine.guides[-1].id == "lender.wonder"


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ({"from": "lender", "guide": "wonder"}, "borrows[0].label"),
        (BORROW | {"surprise": 1}, "borrows[0].surprise"),
        (BORROW | {"from": "../lender"}, "borrows[0].from"),
    ],
)
def test_a_half_said_wish_is_refused_by_the_form(routines: Path, wanted: Piece, place: str) -> None:
    _borrow(routines, wanted)
    assert _found(routines) == [("R002", f"routine.yaml: {place}")]


def test_wishes_that_are_no_list_are_refused_by_the_form(routines: Path) -> None:
    file = routines / "valid" / "routine.yaml"
    _write(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"borrows": "lender"})
    assert _found(routines) == [("R002", "routine.yaml: borrows")]


NO_GUIDE = ("R004", "routine.yaml: borrows.lender.wonder")
NO_GROUP = ("R004", "../lender/guides/wonder.yaml: l.sleep.measures")


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_spoil("guides/wonder.yaml", "id: ["), [("R001", "../lender/guides/wonder.yaml"), NO_GUIDE]),
        (_spoil("routine.yaml", "id: ["), [("R001", "../lender/routine.yaml"), NO_GUIDE]),
        (_spoil("routine.yaml", "- id"), [NO_GUIDE]),
        (_spoil("measures.yaml", "- ["), [("R001", "../lender/measures.yaml"), NO_GROUP]),
        (lambda routines: (routines / "lender" / "measures.yaml").unlink(), [NO_GROUP]),
        (_spoil("measures.yaml", [a_measure_group("food")]), [NO_GROUP]),
        (_spoil("guides/wonder.yaml", a_guide()), [("R002", "../lender/guides/wonder.yaml: questions")]),
        (
            _spoil("guides/wonder.yaml", a_guide(SLEEP | {"surprise": 1})),
            [("R002", "../lender/guides/wonder.yaml: questions[0].surprise")],
        ),
        (
            _spoil("guides/wonder.yaml", a_guide(FOOD)),  # its rule names a question that is not there
            [("R004", "../lender/guides/wonder.yaml: l.food.applies")],
        ),
    ],
)
def test_a_mistake_of_the_lenders_is_reported_in_its_place(
    routines: Path, spoil: Spoil, found: list[tuple[str, str]]
) -> None:
    spoil(routines)
    assert _found(routines) == found


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (
            _spoil("guides/wonder.yaml", a_guide() | {"questions": ["Hvordan sover du?"]}),
            ("R002", "../lender/guides/wonder.yaml: questions[0]"),
        ),
        (
            _spoil("guides/wonder.yaml", a_guide() | {"questions": 3}),
            ("R002", "../lender/guides/wonder.yaml: questions"),
        ),
        (_spoil("routine.yaml", LENDER | {"source": "En veileder"}), NO_GUIDE),
        (_spoil("routine.yaml", LENDER | {"place": None}), NO_GUIDE),
        (_spoil("measures.yaml", "- sleep"), NO_GROUP),
        (_spoil("measures.yaml", "3"), NO_GROUP),
    ],
)
def test_a_misshapen_lender_is_reported_and_never_stops_the_reading(
    routines: Path, spoil: Spoil, found: tuple[str, str]
) -> None:
    spoil(routines)
    assert _found(routines) == [found]


def test_a_misfit_in_borrowed_measures_is_reported_in_the_lenders_file(routines: Path) -> None:
    _write(routines / "lender" / "measures.yaml", [a_measure_group("sleep") | {"surprise": 1}])
    misfit = ("R002", "../lender/measures.yaml: sleep.surprise")
    assert _found(routines) == [misfit]
    _write(routines / "valid" / "measures.yaml", [a_measure_group("food") | {"surprise": 1}])
    assert _found(routines) == [("R002", "measures.yaml: [0].surprise"), misfit]
    assert [problem.line for problem in _problems(routines)] == [11, 11]


def test_the_guide_asked_for_is_not_offered_in_its_own_stead(routines: Path) -> None:
    _write(routines / "lender" / "routine.yaml", ["id"])
    (problem,) = _problems(routines)
    assert problem.what == "The routine `lender` does not say whose it is."
    assert problem.write == "Correct `place` and `source` in `lender/routine.yaml`."


def test_a_lender_without_guides_has_none_to_offer(routines: Path) -> None:
    shutil.rmtree(routines / "lender" / "guides")
    (problem,) = _problems(routines)
    assert (problem.what, problem.write) == ("`lender` has no guide `wonder`.", "Write one of: none.")


def test_a_guide_borrowed_twice_is_reported(routines: Path) -> None:
    _borrow(routines, BORROW, BORROW | {"label": text("en annen merkelapp")})
    assert _found(routines) == [("R003", "routine.yaml: borrows.lender.wonder")]
