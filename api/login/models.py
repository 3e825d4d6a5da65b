"""Logins that are going on, logins that have begun, and the logout tokens that were taken. No secret lies in them as it is."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now


class LoginSession(SQLModel, table=True):
    """One login in one browser, by the SHA-256 of the secret that only this browser has.

    `sub` and `sid` are what the provider calls the person and its own session. The ID token is sealed under the browser's secret.
    """

    __tablename__ = "login_session"
    __table_args__ = (
        ForeignKeyConstraint(
            ["issuer", "subject"],
            ["identity.issuer", "identity.subject"],
            name="login_session_identity",
            ondelete="CASCADE",  # who is no longer known by a name is no longer logged in by it
        ),
        Index("login_session_identity", "issuer", "subject"),
    )

    id_hash: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(max_length=200)
    subject: str = Field(max_length=200)
    sub: str | None = Field(default=None, max_length=255)
    sid: str | None = Field(default=None, max_length=255)
    sealed_id_token: bytes | None = None
    begun_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class LoginAttempt(SQLModel, table=True):
    """A login on its way through the provider, by the SHA-256 of its state; `browser_hash` is that of the browser's secret.

    `back_to` is the path of ours to go on with; `invitation_hash` is that of the invitation the login was begun with.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (Index("login_attempt_begun_at", "begun_at"),)

    state_hash: str = Field(primary_key=True, max_length=64)
    browser_hash: str = Field(max_length=64)
    provider: str = Field(max_length=20)
    nonce: str = Field(max_length=64)
    verifier: str = Field(max_length=128)
    back_to: str = Field(max_length=500)
    invitation_hash: str | None = Field(default=None, max_length=64)
    begun_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class LogoutTaken(SQLModel, table=True):
    """A logout token that was taken, by the SHA-256 of its issuer and id, until it would be too old anyway."""

    __tablename__ = "logout_taken"

    id_hash: str = Field(primary_key=True, max_length=64)
    until: datetime = Field(sa_type=UtcDateTime)
