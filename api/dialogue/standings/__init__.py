"""Everything the assistant can have asked and wait for: each kind in a file of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from api.dialogue.scene import Standing
from api.dialogue.standings.close import WaitsForClose
from api.dialogue.standings.day import WaitsForDay
from api.dialogue.standings.decision import WaitsForDecision
from api.dialogue.standings.label import WaitsForLabel
from api.dialogue.standings.longer import WaitsForLonger
from api.dialogue.standings.member import WaitsForMember
from api.dialogue.standings.mend import WaitsForMend
from api.dialogue.standings.period import WaitsForPeriod
from api.dialogue.standings.pick import WaitsForPick
from api.dialogue.standings.proposal import WaitsForProposal
from api.dialogue.standings.reason import WaitsForReason
from api.dialogue.standings.rename import WaitsForRename
from api.dialogue.standings.reopen import WaitsForReopen
from api.dialogue.standings.sibling import WaitsForSibling
from api.dialogue.standings.talk import InGuide
from api.dialogue.standings.undo import WaitsForUndo
from api.dialogue.standings.whose import WaitsForWhose

_OfAKind = Annotated[
    WaitsForLabel
    | InGuide
    | WaitsForPick
    | WaitsForPeriod
    | WaitsForDecision
    | WaitsForDay
    | WaitsForReason
    | WaitsForProposal
    | WaitsForClose
    | WaitsForReopen
    | WaitsForWhose
    | WaitsForRename
    | WaitsForMend
    | WaitsForUndo
    | WaitsForSibling
    | WaitsForMember
    | WaitsForLonger,
    Field(discriminator="kind"),
]
_read: TypeAdapter[Standing] = TypeAdapter(_OfAKind)


def read_standing(value: dict[str, Any] | None) -> Standing | None:
    """What stands, from how it is kept."""
    return _read.validate_python(value) if value else None
