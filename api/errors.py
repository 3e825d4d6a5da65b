"""Errors the api answers with. Unknown and forbidden look the same: 404."""

from __future__ import annotations

import sys

from api.engine.schema import Language


class CannotBegin(SystemExit):
    """Ends the process, if nobody stops it, with lines on standard error and the code 2: what was asked for cannot be begun."""

    def __init__(self, *lines: str) -> None:
        self._said = "\n".join(lines)
        super().__init__(2)
        print(self._said, file=sys.stderr)

    def __str__(self) -> str:
        return self._said


class ApiError(Exception):
    """`code` is stable for programs; the message holds no pupil text."""

    status = 400
    code = "bad_request"
    message = "Forespørselen kan ikke behandles."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)

    @property
    def words(self) -> str:
        """What tells a person why, by its name in wording/problems.yaml."""
        return self.code

    @property
    def headers(self) -> dict[str, str]:
        """What a client is told beside the body."""
        return {}

    def fits(self, language: Language) -> dict[str, object]:
        """What more a client is told: the members of api/problems.py `Problem` that say what would be taken instead."""
        return {}


class NotFound(ApiError):
    status = 404
    code = "not_found"
    message = "Finnes ikke."


class Unauthenticated(ApiError):
    status = 401
    code = "unauthenticated"
    message = "Innlogging mangler."


class Unreadable(ApiError):
    """Sealed bytes that do not open: their key was thrown away, or they were changed or moved. `place` is for the log."""

    status = 410
    code = "unreadable"
    message = "Innholdet kan ikke leses lenger."

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__()


class DatabaseUnusable(ApiError):
    """The database is locked, full, read-only or away. Nothing of the request was kept."""

    status = 503
    code = "database_unusable"
    message = "Databasen kan ikke brukes akkurat nå. Ingenting er lagret; prøv igjen om litt."


class RefusedText(ApiError):
    """A text that must not be stored; `reason` says why."""

    status = 422
    code = "refused_text"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Teksten kan ikke lagres: {reason}.")

    @property
    def words(self) -> str:
        return f"refused_text_{self.reason}"

    def fits(self, language: Language) -> dict[str, object]:
        return {"reason": self.reason}
