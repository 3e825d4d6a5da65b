"""Errors the api answers with. Unknown and forbidden look the same: 404."""

from __future__ import annotations


class ApiError(Exception):
    """`code` is stable for programs; the message holds no pupil text."""

    status = 400
    code = "bad_request"
    message = "Forespørselen kan ikke behandles."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class NotFound(ApiError):
    status = 404
    code = "not_found"
    message = "Finnes ikke."


class Unauthenticated(ApiError):
    status = 401
    code = "unauthenticated"
    message = "Innlogging mangler."


class CaseIsClosed(ApiError):
    status = 409
    code = "case_closed"
    message = "Saken er avsluttet. Åpne den igjen først."


class DoesNotFit(ApiError):
    status = 409
    code = "does_not_fit"
    message = "Dette passer ikke med rutinen saken følger."


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
