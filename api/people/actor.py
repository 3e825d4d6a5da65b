"""Who acts: a person, at one of the schools they work at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.clock import real_day
from api.engine.schema import Language
from api.people.models import LOCAL, Employment, Person
from api.schools.models import School
from api.settings import OWN_CHANNEL


class Origin(NamedTuple):
    """The channel a message comes by, and the issuer at which it has seen the person log in."""

    channel: str
    issuer: str


WEB = Origin(OWN_CHANNEL, LOCAL)  # our own page and terminal in local mode


@dataclass(frozen=True)
class Actor:
    """`today` is the day they act on, when it is not the real one: local mode may set another.

    `is_offered`: a case may be offered to them; told in a conversation only.
    """

    person: Person
    employment: Employment
    school: School
    today: date | None = None
    is_offered: bool = False

    @property
    def day(self) -> date:
        """What ends on a day ends by this one."""
        return self.today or real_day()

    @property
    def is_admin(self) -> bool:
        """Of the municipality: sees figures, never what is of one pupil."""
        return self.employment.role == "admin"

    @property
    def language(self) -> Language:
        """The person's own choice, else the school's."""
        return language_of(self.person.language, self.school.language)


def language_of(own: str | None, school: str) -> Language:
    return "nn" if (own or school) == "nn" else "nb"
