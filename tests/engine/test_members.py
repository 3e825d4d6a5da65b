"""What somebody may change in who has a case, whichever command would change it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from api.engine import commands as do
from api.engine.apply import Recorded, apply
from api.engine.applying.members import objection
from api.engine.commands import AnyCommand

from .casework import COLLEAGUE, OTHER, OWNER, Work, a_school_routine
from .small import day

TUESDAY, FRIDAY, NEXT_MONDAY, CHRISTMAS = (day(f"2026-{one}") for one in ("08-25", "08-28", "08-31", "12-18"))
LEADER = UUID(int=77)
TO_FRIDAY = do.Share(person=OTHER, last_day=FRIDAY)
SHORTENED: list[AnyCommand] = [
    do.Share(person=OTHER, last_day=CHRISTMAS),
    do.Unshare(person=OTHER),
    TO_FRIDAY,
]  # entries 2 to 4
BOTH: list[AnyCommand] = [TO_FRIDAY, do.Share(person=COLLEAGUE, last_day=FRIDAY)]  # entries 2 and 3


def judged(
    before: list[AnyCommand], command: AnyCommand, by: UUID, *, own: bool = False, today: date = TUESDAY
) -> str | None:
    work = Work(a_school_routine(), "2026-08-25")
    for one in before:
        work.does(one)
    found = apply(work.case, command, today)
    assert isinstance(found, Recorded), found
    return objection(work.case, found.added_to(work.case), by, today, own=own)


@pytest.mark.parametrize(
    ("before", "command", "by", "code"),
    [
        ([do.Share(person=OTHER)], do.Unshare(person=OWNER), OTHER, "owner_stays"),
        ([do.Share(person=OTHER)], do.Unshare(person=OWNER), OWNER, None),
        ([TO_FRIDAY], do.Unshare(person=OTHER), OWNER, None),
        ([TO_FRIDAY], do.Unshare(person=OTHER), OTHER, None),
        (SHORTENED, do.TakeBack(entry=3), OTHER, "own_access"),  # changes nothing yet; the next would lengthen it
        (SHORTENED, do.TakeBack(entry=4), OWNER, None),
        ([TO_FRIDAY], do.Share(person=COLLEAGUE), OTHER, "own_last_day"),
        ([TO_FRIDAY], do.Share(person=COLLEAGUE, last_day=NEXT_MONDAY), OTHER, "own_last_day"),
        ([TO_FRIDAY], do.Share(person=COLLEAGUE, last_day=FRIDAY), OTHER, None),
        (BOTH, do.Unshare(person=COLLEAGUE), OTHER, "own_last_day"),
        ([TO_FRIDAY], do.OfferCase(person=COLLEAGUE, last_day=FRIDAY), OTHER, "owner_offers"),
        ([do.Share(person=OTHER)], do.OfferCase(person=COLLEAGUE), OTHER, "owner_offers"),
        ([do.Share(person=OTHER)], do.OfferCase(person=OTHER), OTHER, "owner_offers"),
        ([do.Share(person=OTHER)], do.OfferCase(person=COLLEAGUE), OWNER, None),
        ([], do.OfferCase(person=LEADER), LEADER, "own_access"),
        (
            [do.OfferCase(person=COLLEAGUE), do.WithdrawOffer(person=COLLEAGUE), TO_FRIDAY],
            do.TakeBack(entry=3),
            OTHER,
            "owner_offers",
        ),
        ([], do.OfferCase(person=COLLEAGUE), LEADER, None),
    ],
)
def test_nobody_gives_more_than_they_have_or_ends_what_is_not_theirs(
    before: list[AnyCommand], command: AnyCommand, by: UUID, code: str | None
) -> None:
    assert judged(before, command, by) == code


def test_what_would_lengthen_ones_own_access_is_refused_whichever_step_does_it() -> None:
    before = [*SHORTENED, do.TakeBack(entry=3)]
    assert judged(before, do.TakeBack(entry=4), OTHER) == "own_access"
    assert judged(before, do.TakeBack(entry=4), OTHER, own=True) == "own_access"


def test_what_one_gave_oneself_is_taken_back() -> None:
    assert judged(BOTH, do.TakeBack(entry=3), OTHER, own=True) is None
    assert judged(BOTH, do.TakeBack(entry=3), OTHER) == "own_last_day"


def test_access_that_is_over_is_not_given_back() -> None:
    before: list[AnyCommand] = [TO_FRIDAY, do.Unshare(person=OTHER)]
    assert judged(before, do.TakeBack(entry=3), OWNER, today=NEXT_MONDAY) == "in_past"
