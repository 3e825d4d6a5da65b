"""What a new version may not change: a question's id, type and options keep the meaning that earlier answers have."""

from __future__ import annotations

import pytest

from api.engine.compatibility import refusals
from api.engine.linter import FOUND_ON_PUBLISHING
from api.engine.schema import Routine

from .small import Piece, a_guide, a_level, a_question, a_routine, text


def routine(*questions: Piece, name: str = "a routine") -> Routine:
    return a_routine(a_level("0"), name=text(name), guides=[a_guide(a_question("w.always"), *questions)])


def choice(*options: str, retired: str = "", **details: str) -> Piece:
    pieces = [{"id": option, "text": text(option), "retired": option == retired} for option in options]
    return a_question("w.sleep", type="choice", options=pieces, **details)


OPEN, SCALE = a_question("w.sleep"), a_question("w.sleep", type="scale", scale=(0, 10))
NAPS = a_question("w.naps")

REFUSED: dict[str, tuple[list[Routine], Routine, str, str, str]] = {
    "R011": (
        [routine(OPEN), routine()],
        routine(SCALE),  # of another type too: a new id is cure enough
        "guides/wonder.w.sleep",
        "`w.sleep` was dropped earlier",
        "an id that was never used",
    ),
    "R012": (
        [routine(OPEN)],
        routine(SCALE),
        "guides/wonder.w.sleep.type",
        "was `open` and is `scale`",
        "Keep the type",
    ),
    "R013": (
        [routine(choice("well", "badly"))],
        routine(choice("well")),
        "guides/wonder.w.sleep.options",
        "`badly` is gone",
        "`retired: true`",
    ),
}


def test_every_code_of_publishing_has_its_case() -> None:
    assert set(REFUSED) == set(FOUND_ON_PUBLISHING)


@pytest.mark.parametrize("code", REFUSED)
def test_what_may_not_follow_is_refused_with_its_code_and_no_other(code: str) -> None:
    earlier, new, place, what, write = REFUSED[code]
    (problem,) = refusals(earlier, new)
    assert (problem.code, problem.place) == (code, place)
    assert what in problem.what
    assert write in problem.write


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        ([], routine(OPEN)),
        ([routine(OPEN)], routine()),
        ([routine(OPEN)], routine(OPEN, NAPS)),
        ([routine(OPEN)], routine(a_question("w.sleep", text=text("Annerledes spurt")))),
        ([routine(choice("well", "badly"))], routine(choice("well", "badly", "so", retired="badly"))),
        ([routine(choice("well"))], routine(choice("well") | {"options": [{"id": "well", "text": text("Godt")}]})),
    ],
    ids=["first", "question dropped", "question new", "question reworded", "option retired", "option reworded"],
)
def test_what_keeps_the_meaning_of_answers_may_follow(earlier: list[Routine], new: Routine) -> None:
    assert refusals(earlier, new) == []


def test_levels_and_outcomes_may_go() -> None:
    assert refusals([a_routine(a_level("0"), a_level("1"))], a_routine(a_level("0"))) == []


@pytest.mark.parametrize(
    ("earlier", "new", "code"),
    [
        ([routine(OPEN), routine(SCALE)], routine(SCALE, name="newer"), "R012"),
        ([routine(choice("well", "badly")), routine(choice("well"))], routine(choice("well"), name="newer"), "R013"),
    ],
)
def test_every_earlier_version_counts_and_not_only_the_last(earlier: list[Routine], new: Routine, code: str) -> None:
    assert [problem.code for problem in refusals(earlier, new)] == [code]


def test_an_earlier_content_may_always_be_taken_back_whole() -> None:
    for code, (earlier, _new, *_) in REFUSED.items():
        assert refusals([*earlier, routine(NAPS)], earlier[0]) == [], code


def test_what_follows_a_content_taken_back_goes_on_from_there() -> None:
    first, second = routine(OPEN), routine(NAPS)
    taken_back = [second, first]  # the one made the newest last stands last
    assert refusals(taken_back, routine(OPEN, name="corrected")) == []
    (problem,) = refusals(taken_back, routine(OPEN, NAPS))
    assert (problem.code, problem.place) == ("R011", "guides/wonder.w.naps")


def test_a_choice_that_becomes_open_has_one_problem() -> None:
    assert [problem.code for problem in refusals([routine(choice("well"))], routine(OPEN))] == ["R012"]


def test_a_question_is_the_same_in_another_guide() -> None:
    other = a_guide(SCALE) | {"id": "other"}
    new = a_routine(a_level("0"), guides=[a_guide(a_question("w.always")), other])
    assert [(p.code, p.place) for p in refusals([routine(OPEN)], new)] == [("R012", "guides/other.w.sleep.type")]
    moved = a_routine(a_level("0"), guides=[a_guide(a_question("w.always")), a_guide(OPEN) | {"id": "other"}])
    assert refusals([routine(OPEN)], moved) == []


def test_a_borrowed_guide_is_judged_like_an_own_one_and_the_cure_is_with_the_lender() -> None:
    def borrowing(question: Piece) -> Routine:
        guide = a_guide(question) | {"id": "nittedal.wonder", "lender": {"place": text("Nittedal")}}
        return a_routine(a_level("0"), guides=[guide])

    (problem,) = refusals([borrowing(choice("well", "badly"))], borrowing(choice("well")))
    assert (problem.code, problem.place) == ("R013", "guides/nittedal.wonder.w.sleep.options")
    assert "borrow it no longer" in problem.write


def test_all_refusals_come_at_once() -> None:
    earlier = [routine(NAPS), routine(choice("a", "b", "c"))]
    new = routine(NAPS, choice("c"), a_question("w.new"))
    codes = [problem.code for problem in refusals(earlier, new)]
    assert codes == ["R011", "R013", "R013"]


def test_all_the_types_a_question_has_had_are_named() -> None:
    (problem,) = refusals(
        [routine(SCALE), routine(OPEN), routine(choice("well"))], routine(a_question("w.sleep", type="date"))
    )
    assert (problem.code, problem.what) == ("R012", "The type was `choice` and `open` and `scale` and is `date` now.")


def test_an_option_any_version_had_is_missed_each_by_its_name() -> None:
    earlier = [routine(choice("b", "c")), routine(choice("a", "b", "c"))]
    assert [problem.what for problem in refusals(earlier, routine(choice("c")))] == [
        "The option `a` is gone.",
        "The option `b` is gone.",
    ]
