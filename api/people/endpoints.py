"""Who is signed in, and the language they read."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.actors import CountedRoute, SignedIn, Speaker
from api.database import SessionDep
from api.engine.schema import Language
from api.login.sessions import Login
from api.people.actor import Actor
from api.people.repository import PeopleRepository
from api.problems import OF_EVERY_ROUTE
from api.schools.models import StaffRole

router = APIRouter(route_class=CountedRoute, prefix="/me", tags=["me"], responses=OF_EVERY_ROUTE)


class Workplace(BaseModel):
    """`acting`: the school that what is asked now is for. The header `X-School`, or `school` in the address, names another."""

    school: str
    name: str
    role: StaffRole
    language: Language
    acting: bool


class Me(BaseModel):
    """`language` is what everything is answered in: the one `chosen`, else the school's.

    `mark` is of the login. A page that sends it in `X-Opened-By` is refused once somebody else has logged in beside it.
    """

    person: UUID
    mark: str
    name: str
    workplaces: list[Workplace]
    language: Language
    chosen: Language | None
    languages: list[Language]


class LanguageIn(BaseModel):
    """None goes back to the school's."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "nn"}]})

    language: Language | None


@router.get("", operation_id="readMe")
async def read_me(login: Speaker, actor: SignedIn, session: SessionDep) -> Me:
    """The person, where they work, which school they act for, and the language to choose."""
    return await _me(login, actor, session)


@router.put("/language", operation_id="chooseLanguage")
async def choose_language(chosen: LanguageIn, login: Speaker, actor: SignedIn, session: SessionDep) -> Me:
    """The language of every answer from now on, in the chat too."""
    actor.person.language = chosen.language
    session.add(actor.person)
    return await _me(login, actor, session)


async def _me(login: Login, actor: Actor, session: SessionDep) -> Me:
    workplaces = [
        Workplace.model_validate(
            {
                "school": school.id,
                "name": school.name,
                "role": employment.role,
                "language": school.language,
                "acting": school.id == actor.school.id,
            }
        )
        for employment, school in await PeopleRepository(session).workplaces(actor.person.id, actor.day)
    ]
    return Me.model_validate(
        {
            "person": actor.person.id,
            "mark": login.mark,
            "name": actor.person.name,
            "workplaces": workplaces,
            "language": actor.language,
            "chosen": actor.person.language,
            "languages": get_args(Language),
        }
    )
