"""What all routines share, each with whose it is: when to bring in a service, the duty to report, short lists."""

from __future__ import annotations

from collections.abc import Sequence

from api.engine.schema import Listed, Routine, ServiceAdvice
from api.wording import choosing
from api.wording.pieces import AdvicePiece, DutyPiece, Pieces, RemarkPiece, ShortListPiece


def services(routine: Routine, role_ids: Sequence[str], *, told_all: bool) -> Pieces:
    """On which levels the routine names these services; with `told_all` also the advice on when to bring them in.

    Advice of another routine is shown with whose it is, and only where this one gives none.
    """
    advice = [one for role_id in role_ids for one in _advice_on(routine, role_id)] if told_all else []
    advised = {one.role for one in advice}
    on_levels = [
        piece for piece in choosing.services(routine, role_ids) if piece.levels or piece.role.id not in advised
    ]
    return (*on_levels, *map(_advice, advice))


def _advice_on(routine: Routine, role_id: str) -> list[ServiceAdvice]:
    every = [advice for advice in routine.common.services if advice.role == role_id]
    own = [advice for advice in every if advice.routine == routine.id]
    return own or every


def _advice(advice: ServiceAdvice) -> AdvicePiece:
    place = None if advice.ours else advice.place
    return AdvicePiece(layout="item", role=advice.role, text=advice.text, place=place, clause=advice.clause)


def duty_to_report(routine: Routine) -> Pieces:
    """The conditions, who has the duty, and that absence alone is not enough. People judge and send."""
    duty = routine.common.duty_to_report
    if duty is None:
        return (RemarkPiece(of="no_duty"),)
    return (
        DutyPiece(
            whose=duty.whose,
            who=duty.who,
            conditions=tuple(duty.conditions),
            not_enough=duty.not_enough,
            may_count=duty.may_count,
            unsure=duty.unsure,
            law=duty.law,
        ),
    )


def seven_h(routine: Routine) -> Pieces:
    return _short_list(routine.common.seven_h)


def warning_signs(routine: Routine) -> Pieces:
    return _short_list(routine.common.warning_signs)


def _short_list(listed: Listed | None) -> Pieces:
    if listed is None:
        return (RemarkPiece(of="no_list"),)
    return (ShortListPiece(name=listed.name, whose=listed.whose, use=listed.use, lines=tuple(listed.lines)),)
