"""Every answer that is no success: problem+json (RFC 9457), in the words of the one who asks."""

from __future__ import annotations

from typing import Any, Literal

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from api.engine.schema import Language
from api.errors import ApiError
from api.wording.problems import problem

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


class WrongField(BaseModel):
    """A field that is not filled in as it should be, without what stood in it."""

    field: str
    what: str


class NamedTask(BaseModel):
    id: str
    text: str


class NamedOption(BaseModel):
    id: str
    text: str


class AskedQuestion(BaseModel):
    """A question with what it takes. `scale` is its lower and its higher end."""

    id: str
    text: str
    type: Literal["open", "choice", "scale", "tick", "date", "number"]
    options: list[NamedOption] = []
    scale: tuple[int, int] | None = None
    skippable: bool


class ProblemOut(BaseModel):
    """Why a request was not carried out; nothing of it was kept.

    `code` is stable for programs. `title` says the same to a person, in their language; `detail` also says what would fit.
    `message` is the same as `detail`. What follows is there where it helps: `reason` a text cannot be stored, wrong `fields`,
    the present `revision`, the `tasks` to do first, the `question` with what it takes, or the ids that are `known`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:naervaerslos:problem:needs_first",
                    "title": "Noe er ikke gjort ennå. Gjør det først, eller gå videre likevel.",
                    "status": 409,
                    "detail": "Noe er ikke gjort ennå. Gjør det først, eller gå videre likevel. Dette gjenstår: Hold møtet.",
                    "code": "needs_first",
                    "message": "Noe er ikke gjort ennå. Gjør det først, eller gå videre likevel. Dette gjenstår: Hold møtet.",
                    "tasks": [{"id": "hold_meeting", "text": "Hold møtet."}],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    message: str
    reason: str | None = None
    fields: list[WrongField] | None = None
    revision: int | None = None
    tasks: list[NamedTask] | None = None
    question: AskedQuestion | None = None
    known: list[str] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a router declares them. The description of each route names the codes in words."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    return {status: {"description": "A problem", "content": content} for status in statuses}


class Described(FastAPI):
    """The application, with what a problem is among the schemas it describes itself by."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        for model in (ProblemOut, WrongField, NamedTask, NamedOption, AskedQuestion):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schema.pop("$defs", None)
            schemas[model.__name__] = schema
        return described


OF_EVERY_ROUTE = problems(401, 403, 404, 409, 413, 415, 422, 429, 500, 503)


def install(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, told)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, unreached)
    app.add_exception_handler(Exception, _unexpected)


def _language(request: Request) -> Language:
    """Of the one who has signed in; bokmål for a stranger and for a program."""
    return "nn" if getattr(request.state, "language", None) == "nn" else "nb"


def _answer(
    request: Request, status: int, code: str, words: str | None = None, headers: Any = None, **fits: object
) -> JSONResponse:
    language = _language(request)
    detail = " ".join([problem(words or code, language), *([str(fits.pop("more"))] if "more" in fits else [])])
    body = ProblemOut.model_validate(
        {
            "type": f"urn:naervaerslos:problem:{code}",
            "title": problem(code, language),
            "status": status,
            "detail": detail,
            "code": code,
            "message": detail,
            **fits,
        }
    )
    content = body.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=headers)


async def told(request: Request, error: Exception) -> JSONResponse:
    """An `ApiError` as an answer."""
    assert isinstance(error, ApiError)
    return of_error(request, error)


def of_error(request: Request, error: ApiError) -> JSONResponse:
    fits = error.fits(_language(request))
    return _answer(request, error.status, error.code, error.words, error.headers, **fits)


async def invalid(request: Request, error: Exception) -> JSONResponse:
    """Which fields are wrong, without what was in them."""
    assert isinstance(error, RequestValidationError)
    return _answer(request, 422, "invalid", fields=[_wrong(one) for one in error.errors()])


def _wrong(found: Any) -> WrongField:
    """In pydantic's words, but for the two that repeat what was sent."""
    where, what = list(found["loc"]), str(found["msg"])
    match found["type"]:
        case "extra_forbidden":
            where.pop()
        case "union_tag_invalid":
            what = f"Input should be one of: {found['ctx']['expected_tags']}"
    return WrongField(field=".".join(map(str, where)), what=what)


_CODES = {401: "unauthenticated", 404: "not_found", 405: "method_not_allowed"}


async def unreached(request: Request, error: Exception) -> JSONResponse:
    """What is answered before any route of ours is reached."""
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, _CODES.get(error.status_code, "bad_request"), headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request.failed", path=getattr(request.scope.get("route"), "path", ""), error=type(error).__name__)
    return _answer(request, 500, "unexpected")
