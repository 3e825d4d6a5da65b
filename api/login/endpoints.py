"""The doors of the login: pages for a browser, and two doors for programs, to log out and to be told of it."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.actors import CountedRoute, SettingsDep
from api.database import SessionDep
from api.engine.schema import Language
from api.errors import NotFound
from api.limits.lockout import address_of
from api.limits.service import count_address
from api.login.guard import ForeignRequest, login_of, same_origin
from api.login.pages import DemoPerson, WayOn, language_of, page, say
from api.login.provider import Provider
from api.login.repository import LoginRepository
from api.login.service import START, LoginService, NoLogin, Reason, own_path
from api.login.sessions import Cookie, session_cookie
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.problems import OF_EVERY_ROUTE
from api.settings import Settings

log = structlog.get_logger(__name__)


async def _counted(request: Request) -> None:
    await count_address(request.app.state, address_of(request))


pages = APIRouter(
    route_class=CountedRoute, prefix=START, include_in_schema=False, dependencies=[Depends(_counted)]
)  # before any session
router = APIRouter(route_class=CountedRoute, tags=["login"], responses=OF_EVERY_ROUTE)

STATUS: dict[Reason, int] = {"aborted": 400, "lost": 400, "weak": 403, "stranger": 403, "failed": 400, "away": 503}
LONGEST_FORM = 20_000  # bytes


async def _service(request: Request) -> LoginService:
    return LoginService(request.app.state)


Service = Annotated[LoginService, Depends(_service)]


async def _provider(provider: str, service: Service) -> Provider:
    found = service.provider(provider)
    if found is None:
        raise NotFound
    return found


Chosen = Annotated[Provider, Depends(_provider)]


def _attempt_cookie(settings: Settings) -> Cookie:
    return Cookie("login", settings)


Invitation = Annotated[str | None, Query(max_length=100)]


@pages.get("")
async def start(
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
    back_to: str | None = None,
    invitation: Invitation = None,
) -> Response:
    """Where they were going, or who is logged in; else the ways in. An invitation counts for the login begun with it alone."""
    login = login_of(request)
    if login is not None and back_to:
        return RedirectResponse(own_path(back_to), status_code=303)
    if login is not None:
        actor = await PeopleService(session).actor(login.subject, issuer=login.issuer)
        return page(
            say("title", actor.language),
            actor.language,
            lines=[say("inside", actor.language, name=actor.person.name)],
            links=[WayOn("/", say("to_cases", actor.language))],
            inside=True,
        )
    language, back = language_of(request), own_path(back_to)
    query = urlencode({"back_to": back} | ({"invitation": invitation} if invitation else {}))
    links = [WayOn(f"{START}/{one.id}?{query}", say(f"by_{one.profile}", language)) for one in settings.login_providers]
    people = await _demo_people(session, language) if settings.is_local else []
    lines = [say("what", language)]
    if people or not links:
        lines.append(say("choose" if people else "nowhere", language))
    return page(say("begin", language), language, lines=lines, links=links, people=people, back_to=back)


async def _demo_people(session: SessionDep, language: Language) -> list[DemoPerson]:
    found = sorted(await LoginRepository(session).known_at(LOCAL))
    return [
        DemoPerson(
            subject,
            name,
            ", ".join(say("works", language, role=say(role, language), school=school) for _, _, school, role in theirs),
        )
        for (subject, name), theirs in groupby(found, key=lambda line: line[:2])
    ]


@pages.post("/local")
async def choose_person(request: Request, service: Service, settings: SettingsDep) -> Response:
    """Local mode: to be somebody of the schools file."""
    if not settings.is_local:
        raise NotFound
    if not same_origin(request.headers, settings):
        raise ForeignRequest
    form = await _form(request)
    session_id = await service.choose(form.get("subject", ""), before=session_cookie(settings).of(request))
    if session_id is None:
        return _refused("stranger", request)
    answer = RedirectResponse(own_path(form.get("back_to")), status_code=303)
    session_cookie(settings).put(answer, session_id)
    return answer


@pages.post("/out")
async def leave(request: Request, service: Service, settings: SettingsDep) -> Response:
    """Logging out by our own page: here at once, then at the provider."""
    there = await _ended(request, service, settings)
    language = language_of(request)
    again = [] if there else [WayOn(START, say("again", language))]
    lines = [say("outside_there", language)] if there else []
    answer = page(say("outside", language), language, lines=lines, links=again)
    if there:
        answer.headers["Refresh"] = f"0;url={there}"  # after a form a redirect would have to stay with us
    session_cookie(settings).drop(answer)
    return answer


async def _ended(request: Request, service: LoginService, settings: Settings) -> str | None:
    if not same_origin(request.headers, settings):
        raise ForeignRequest
    session_id = session_cookie(settings).of(request)
    return await service.end(session_id, f"{settings.origin or ''}{START}") if session_id else None


@pages.get("/{provider}")
async def go(
    request: Request,
    provider: Chosen,
    service: Service,
    settings: SettingsDep,
    back_to: str | None = None,
    invitation: Invitation = None,
) -> Response:
    """Off to the provider."""
    try:
        begun = await service.begin(provider, own_path(back_to), invitation)
    except NoLogin as refused:
        return _refused(refused.reason, request)
    answer = RedirectResponse(begun.address, status_code=303)
    _attempt_cookie(settings).put(answer, begun.browser)
    return answer


@pages.get("/{provider}/callback")
async def come_back(request: Request, provider: Chosen, service: Service, settings: SettingsDep) -> Response:
    """Back from the provider: in, or told why not."""
    session, attempt = session_cookie(settings), _attempt_cookie(settings)
    answer: Response
    try:
        opened = await service.finish(
            provider,
            request.query_params,
            browser=attempt.of(request),
            before=session.of(request),
        )
    except NoLogin as refused:
        answer = _refused(refused.reason, request)
    else:
        answer = RedirectResponse(opened.back_to, status_code=303)
        session.put(answer, opened.session_id)
    attempt.drop(answer)
    return answer


@pages.post("/{provider}/backchannel")
async def told_to_log_out(request: Request, provider: Chosen, service: Service) -> Response:
    """The provider's own server tells that a session of theirs is over (OpenID Connect Back-Channel Logout 1.0)."""
    token = (await _form(request)).get("logout_token", "")
    return Response(status_code=200 if await service.told_to_end(provider, token) else 400)


class LoggedOut(BaseModel):
    """`continue_at`: where the browser goes next to log out at the provider too; None when there is no such place."""

    continue_at: str | None


@router.post("/logout", operation_id="logOut")
async def log_out(request: Request, response: Response, service: Service, settings: SettingsDep) -> LoggedOut:
    """End this browser's session. Without one nothing happens."""
    continue_at = await _ended(request, service, settings) if session_cookie(settings).of(request) else None
    session_cookie(settings).drop(response)
    return LoggedOut(continue_at=continue_at)


def _refused(reason: Reason, request: Request) -> Response:
    language = language_of(request)
    log.info("login.refused", reason=reason)
    return page(
        say(reason, language),
        language,
        lines=[say(f"{reason}_more", language)],
        links=[WayOn(START, say("again", language))],
        status=STATUS[reason],
    )


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; none of what is too long or no form."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LONGEST_FORM:
            return {}
    return dict(parse_qsl(content.decode(errors="replace")))
