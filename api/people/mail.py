"""Where somebody gets e-mail, if they want it: an address of their own choice, which a code that was sent there has proved to be theirs."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Table, update
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day
from api.database import insert_once, rows, utc_now
from api.errors import ApiError
from api.people.invitations import hash_of
from api.people.models import MailAddress

DIGITS = 6
TRIES = 5  # at one code; of a million codes five are tried
CODES = 5  # a day, to any address: whoever it belongs to may know nothing of it
VALID = timedelta(days=1)

_ADDRESS: Table = MailAddress.__table__  # type: ignore[attr-defined]


class TooManyCodes(ApiError):
    """No more codes are sent today."""

    status = 429
    code = "too_many_codes"
    message = "Det er sendt mange koder i dag. Prøv igjen i morgen."


class MailAddresses:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, person: UUID) -> MailAddress | None:
        """None when the person has given none, or taken it away."""
        found = await self.session.get(MailAddress, person, populate_existing=True)
        return found if found is not None and found.address is not None else None

    async def give(self, person: UUID, address: str) -> int:
        """The address, which is to be proved: which of the day's codes is to be sent. Raises `TooManyCodes`."""
        await insert_once(self.session, MailAddress(person_id=person))
        found = await self.session.get(MailAddress, person, with_for_update=True, populate_existing=True)
        assert found is not None
        asked = found.asked if found.asked_on == real_day() else 0
        if asked >= CODES:
            raise TooManyCodes
        found.address, found.asked_on, found.asked = address, real_day(), asked + 1
        found.asked_at, found.code_hash, found.tries = utc_now(), None, 0
        found.confirmed_at = found.refused_at = None
        self.session.add(found)
        await self.session.flush()
        return found.asked

    async def make_code(self, person: UUID, address: str) -> str | None:
        """The code to be sent there now, in place of any before it; None when nobody waits for one there any longer."""
        found = await self.of(person)
        if found is None or found.address != address or found.confirmed_at is not None:
            return None
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        found.code_hash, found.tries = hash_of(f"{person}:{code}"), 0
        self.session.add(found)
        await self.session.flush()
        return code

    async def prove(self, person: UUID, code: str) -> bool:
        """Whether it is the code. Each try counts, also of two at once: it is kept, whatever comes out."""
        trying = (
            update(_ADDRESS)
            .where(_ADDRESS.c.person_id == person, _ADDRESS.c.tries < TRIES, _ADDRESS.c.code_hash.is_not(None))
            .where(_ADDRESS.c.asked_at > utc_now() - VALID)
            .values(tries=_ADDRESS.c.tries + 1)
            .returning(_ADDRESS.c.code_hash)
        )
        found = await rows(self.session, trying)
        if not found or not secrets.compare_digest(found[0][0], hash_of(f"{person}:{code}")):
            return False
        proved = {"confirmed_at": utc_now(), "code_hash": None, "refused_at": None}
        await self.session.exec(update(MailAddress).where(col(MailAddress.person_id) == person).values(**proved))
        return True

    async def refuse(self, person: UUID, address: str) -> None:
        """A server has said that nothing is taken there: nothing is sent until the address is proved anew."""
        there = (col(MailAddress.person_id) == person, col(MailAddress.address) == address)
        values = {"refused_at": utc_now(), "confirmed_at": None, "code_hash": None}
        await self.session.exec(update(MailAddress).where(*there).values(**values))

    async def take_away(self, person: UUID) -> None:
        """How many codes were sent on the day stays."""
        values = {"address": None, "confirmed_at": None, "refused_at": None, "code_hash": None}
        await self.session.exec(update(MailAddress).where(col(MailAddress.person_id) == person).values(**values))

    async def forget_person(self, person: UUID) -> None:
        await self.session.exec(delete(MailAddress).where(col(MailAddress.person_id) == person))
