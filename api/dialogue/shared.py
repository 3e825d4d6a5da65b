"""What belongs to no level: when to bring in a service, the duty to report, the seven H's, warning signs."""

from __future__ import annotations

import re
from typing import Literal

from api.dialogue.reading.mentions import SERVICES, named
from api.dialogue.scene import Scene
from api.engine.schema import Routine
from api.wording import shared

Topic = Literal["seven_h", "warning_signs"]

_TOPICS: dict[Topic, re.Pattern[str]] = {
    "seven_h": re.compile(r"\b(?:7|sju|syv)\s?h(?:-?er|-?ene|-?ane|-?en|'?ene)?\b"),
    "warning_signs": re.compile(
        r"\b(?:varsel|fare|faresi|åtvarings)\w*(?:tegn|teikn|signal)\w*|\b(?:tegn|teikn)(?:ene|a)? på\b"
    ),
}
# What a message about signs may be taken for; any other command is obeyed. The seven H's cannot be taken for anything else.
_MAY_MEAN_SIGNS = frozenset(("ask_help_service", "ask_threshold", "off_topic", "answer", "help", "ask_why", None))


def topic(text: str, intent: str | None) -> Topic | None:
    lowered = text.casefold()
    if _TOPICS["seven_h"].search(lowered):
        return "seven_h"
    return "warning_signs" if intent in _MAY_MEAN_SIGNS and _TOPICS["warning_signs"].search(lowered) else None


async def tell(scene: Scene, topic: str) -> None:
    routine = await scene.routine()
    scene.show(shared.seven_h(routine) if topic == "seven_h" else shared.warning_signs(routine))


async def ask_help_service(scene: Scene) -> None:
    """When the routine names a service, and what the shared advice says; for barnevern the conditions of the duty to report."""
    routine = await scene.routine()
    asked = named(scene.text, SERVICES)
    if "barnevern" in asked:
        scene.show(shared.duty_to_report(routine))
        asked.remove("barnevern")
        if not asked:
            return
    known = {role.id for role in routine.roles}
    services = [service for service in asked if service in known] or _services_of(routine)
    scene.show(shared.services(routine, services, told_all=bool(asked)))


def _services_of(routine: Routine) -> list[str]:
    on_levels = {person.role for level in routine.levels for person in level.people}
    return [service for service in SERVICES if service in on_levels]
