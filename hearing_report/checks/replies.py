"""Whether what is said, shown, offered and waited for is as expected."""

from __future__ import annotations

from collections.abc import Sequence

from api.dialogue.standings.talk import InGuide
from hearing_report.came import Came, plain
from hearing_report.checks.common import Check
from hearing_report.checks.patterns import all_there, any_there
from hearing_report.expected import Expected, Pattern


def _alarm(wanted: str, came: Came, expected: Expected) -> str | None:
    kinds = [act.kind for act in came.acts]
    heard = "sure" if kinds[:1] == ["acute"] else "late" if "acute" in kinds else "none"
    heard = "possible" if heard == "none" and "danger_asked" in kinds else heard
    return None if heard == wanted else heard


def _missing(wanted: bool, came: Came, expected: Expected) -> str | None:
    said = any(act.kind == "acute" and act.missing for act in came.acts)
    return None if said is wanted else f"{said}"


def _asked(wanted: Sequence[str], came: Came, expected: Expected) -> str | None:
    kind = str(getattr(came.after.standing, "kind", "none"))
    return None if kind in wanted else kind


def _question(wanted: str, came: Came, expected: Expected) -> str | None:
    asked = _asked_question(came)
    return None if asked == wanted else asked


def _asked_question(came: Came) -> str:
    standing = came.after.standing
    if not isinstance(standing, InGuide) or came.case is None:
        return ""
    run = came.case.file.run(standing.run)
    question = came.case.talk(run, came.today).standing if run is not None else None
    return standing.asked or (question.id if question is not None else "")


def _talk(wanted: str, came: Came, expected: Expected) -> str | None:
    standing = came.after.standing
    run = came.case.file.run(getattr(standing, "run", None)) if came.case is not None else None
    led = run.guide_id if run is not None and isinstance(standing, InGuide) else "none"
    return None if led == wanted else led


def _offered(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return all_there(wanted, came.payloads)


def _not_offered(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return any_there(unwanted, came.payloads)


def _said(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return all_there(wanted, plain(came.acts))


def _not_said(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return any_there(unwanted, plain(came.acts))


def _shown(wanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return all_there(wanted, plain(came.pieces))


def _not_shown(unwanted: Sequence[Pattern], came: Came, expected: Expected) -> str | None:
    return any_there(unwanted, plain(came.pieces))


def _speaks_of(wanted: str, came: Came, expected: Expected) -> str | None:
    label = came.case.case.label if came.case is not None else "none"
    return None if label == wanted else label


def _refused(wanted: str, came: Came, expected: Expected) -> str | None:
    return None if came.refused == wanted else came.refused or ""


CHECKS: dict[str, Check] = {
    "alarm": _alarm,
    "missing": _missing,
    "asked": _asked,
    "question": _question,
    "talk": _talk,
    "offered": _offered,
    "not_offered": _not_offered,
    "said": _said,
    "not_said": _not_said,
    "shown": _shown,
    "not_shown": _not_shown,
    "speaks_of": _speaks_of,
    "refused": _refused,
}
