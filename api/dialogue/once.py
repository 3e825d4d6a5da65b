"""Nothing is said the same twice in a row: what has not changed since the last reply is one line."""

from __future__ import annotations

from collections.abc import Sequence

from api.dialogue.acts import CaseOpened, DecisionAsked, Moved, PlanShown
from api.dialogue.scene import Scene
from api.wording.pieces import PIECES, LevelName, LevelPiece, Piece, RemarkPiece


async def say_once(scene: Scene) -> None:
    """Asks each decision where it comes last, and shortens what is to be done now by what has been told of it already."""
    asked = {act.decision: number for number, act in enumerate(scene.acts) if isinstance(act, DecisionAsked)}
    scene.acts[:] = [
        act
        for number, act in enumerate(scene.acts)
        if not isinstance(act, DecisionAsked) or asked[act.decision] == number
    ]
    await _in_few_words(scene)


async def _in_few_words(scene: Scene) -> None:
    """By what the last reply, or this one, has told."""
    shown = [(number, act) for number, act in enumerate(scene.acts) if _tells_what_now(act)]
    if not shown:
        return
    number, act = shown[-1]
    assert isinstance(act, PlanShown)
    before = PIECES.validate_python(await scene.records.shown_last(scene.opened.case.id))
    if number == 0 and len(act.pieces) > 1 and _of(act.pieces) == _of(before):
        pieces: Sequence[Piece] = _in_short(act.pieces)
    elif number > 0 and _level(act) in _told_of(scene, before):
        pieces = act.pieces[1:]
    else:
        return
    scene.acts[number] = act.model_copy(update={"pieces": tuple(pieces)})


def _tells_what_now(act: object) -> bool:
    return isinstance(act, PlanShown) and act.case is not None and any(_is_main(piece) for piece in act.pieces)


def _is_main(piece: Piece) -> bool:
    """The one thing to do now, or the judgement that is ready."""
    return piece.layout == "only" or piece.kind == "decision"


def _in_short(pieces: Sequence[Piece]) -> list[Piece]:
    """Which case it is and where it is, that nothing has changed, and what to do by when."""
    place = [piece for piece in pieces[:1] if isinstance(piece, LevelPiece)]
    dates = [piece for piece in pieces if piece.kind in ("own_date", "next_date")]
    return [*place, RemarkPiece(of="unchanged", layout="along" if place else "plain"), *dates, *_main(pieces)]


def _main(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece.model_copy(update={"layout": "only"}) for piece in pieces if _is_main(piece)][:1]


def _of(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind != "cite"]


def _level(act: PlanShown) -> LevelName | None:
    first = act.pieces[0]
    return first.at if isinstance(first, LevelPiece) else None


def _told_of(scene: Scene, before: Sequence[Piece]) -> list[LevelName]:
    """The levels this reply has come to; where it tells of something recorded, those of the last reply too."""
    came_to = [act.at for act in scene.acts if isinstance(act, Moved | CaseOpened)]
    return came_to + [piece.at for piece in before if isinstance(piece, LevelPiece)] if scene.recorded else came_to
