"""How long closed cases are kept, as the chat asks it: see `KeepsCases` in api/dialogue/scene.py."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import ValidationError

from api.cases.service import CaseService, OpenedCase
from api.dialogue.scene import KeptFor
from api.engine.retention import closed_on, months_after
from api.retention import asking
from api.retention.schemas import LongerIn
from api.retention.service import Keeping


class KeptInChat:
    async def of(self, cases: CaseService, opened: OpenedCase) -> KeptFor | None:
        school = cases.actor.school
        kept = await asking.kept(cases.session, school, opened)
        if kept.closed_on is None or kept.delete_on is None or kept.latest is None:
            return None
        by_itself = months_after(kept.closed_on, school.retention_months)
        asked = [one.until for one in await cases.cases.kept_longer(opened.case) if one.closed_on == kept.closed_on]
        was_asked = bool(asked) and asked[-1] > by_itself
        return KeptFor(ends=kept.delete_on, ends_by_itself=by_itself, latest=kept.latest, was_asked=was_asked)

    async def longer(self, cases: CaseService, case_id: UUID, until: date, reason: str, today: date) -> bool:
        try:
            await asking.keep_longer(cases, case_id, LongerIn(until=until, reason=reason), today)
        except (asking.NotClosed, asking.NotSoLong, ValidationError):
            return False
        return True

    async def no_longer(self, cases: CaseService, case_id: UUID, reason: str, today: date) -> bool:
        """What is asked for last counts: so the school's own day is."""
        opened = await cases.get(case_id, reading="kept_longer")
        await cases.hold(opened)
        closed, kept = closed_on(opened.routine, opened.file.facts), await self.of(cases, opened)
        if closed is None or kept is None or not kept.was_asked:
            return False
        by = cases.actor.person.id
        cases.cases.keep_longer(opened.case, reason, closed_on=closed, until=kept.ends_by_itself, recorded_by=by)
        await cases.session.flush()
        await Keeping(cases.session, cases.actor.school, today).renew(opened.case)
        return True
