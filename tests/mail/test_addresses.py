"""An address gets nothing but a code until the code was told on the page: whoever it belongs to has not asked for anything."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import update

from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.people.models import MailAddress
from api.retention.removing import Removal
from api.retention.service import of_staff
from api.settings import Settings
from tests.api.turns_by_hand import rows
from tests.login.people import leave, person_of
from tests.mail.conftest import ADDRESS, Post, body_of, code_in, running, with_mail
from tests.mail.server import MailServer, make_certificate
from tests.teams.conftest import until

OTHER = "en.annen+skole@kommune.example"
NYNORSK = {"X-Demo-Teacher": "demo:faerder:2"}


async def test_a_code_is_sent_and_proves_the_address(both_post: Post) -> None:
    post = both_post
    assert await post.mail() == {"on": True, "address": None, "state": "none", "tries": 0}
    assert (await post.give()).json() == {"on": True, "address": ADDRESS, "state": "waits", "tries": 5}
    (message,) = await post.come(1)
    assert (message["To"], message["Subject"], message["Auto-Submitted"]) == (
        ADDRESS,
        "Kode til Nærværslos",
        "auto-generated",
    )
    assert (message.get_content_type(), message["Content-Language"]) == ("text/plain", "nb")
    code = code_in(message)
    assert code not in str(await rows(post.app, MailAddress)), "only its hash is kept"
    assert (await post.tell(code))["state"] == "confirmed"
    assert (await post.tell(code))["state"] == "confirmed"


async def test_it_is_written_as_the_person_writes(post: Post) -> None:
    await post.client.put("/me/mail", json={"address": ADDRESS}, headers=NYNORSK)
    (message,) = await post.come(1)
    assert "innstillingane" in body_of(message)
    assert message["Content-Language"] == "nn"


async def test_after_five_wrong_codes_the_right_one_is_none(both_post: Post) -> None:
    post = both_post
    await post.give()
    code = code_in((await post.come(1))[0])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1, 0):
        told = await post.tell(wrong)
        assert (told["state"], told["tries"]) == ("waits", left)
    assert (await post.tell(code))["state"] == "waits"
    await post.give()  # another code may be asked for
    assert (await post.tell(code_in((await post.come(2))[1])))["state"] == "confirmed"


async def test_an_old_code_is_none(post: Post) -> None:
    await post.give()
    code = code_in((await post.come(1))[0])
    async with transaction(post.app.state) as session:
        await session.exec(update(MailAddress).values(asked_at=utc_now() - timedelta(days=1, minutes=1)))
    assert (await post.tell(code))["state"] == "waits"


async def test_the_code_of_one_address_proves_no_other(post: Post) -> None:
    await post.give()
    code = code_in((await post.come(1))[0])
    await post.give(OTHER)
    messages = await post.come(2)
    assert messages[1]["To"] == OTHER
    assert (await post.tell(code))["state"] == "waits" or code == code_in(messages[1])
    assert len(await rows(post.app, ChatReference)) == 1, "where nothing is sent any more is not kept"


async def test_an_address_is_given_no_more_than_five_codes_a_day_however_it_is_done(both_post: Post) -> None:
    for count in range(5):
        assert (await both_post.give()).is_success
        await both_post.come(count + 1)
        assert (await both_post.client.delete("/me/mail")).json()["state"] == "none"
    refused = await both_post.give(OTHER)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_codes")
    async with transaction(both_post.app.state) as session:
        await session.exec(update(MailAddress).values(asked_on=date(2026, 1, 1)))
    assert (await both_post.give()).is_success


@pytest.mark.parametrize(
    "address",
    [
        *("", "en", "en@skole", "en@@skole.example", "en en@skole.example", "en@skole.example\nBcc: to@skole.example"),
        *("en@skole.example,to@skole.example", "<en@skole.example>", '"en"@skole.example', "en@skole.example\n"),
        *("æ@skole.example", ".en@skole.example", f"{'a' * 250}@skole.example", "en@-skole.example"),
    ],
)
async def test_what_is_no_address_is_refused(address: str, post: Post) -> None:
    assert (await post.give(address)).status_code == 422
    assert await rows(post.app, Outgoing) == []


async def test_what_is_taken_away_before_it_left_is_not_sent(post: Post) -> None:
    post.server.to_rcpt.append("451 Later")
    await post.give()

    async def was_tried() -> bool:
        return any(one.tries for one in await rows(post.app, Outgoing))

    await until(was_tried)
    await post.client.delete("/me/mail")
    await post.give(OTHER)
    (message,) = await post.come(1)
    assert message["To"] == OTHER


@pytest.mark.parametrize("how", ["removed", "left"])
async def test_who_leaves_has_no_address_any_longer(how: str, post: Post) -> None:
    await post.proved()
    if how == "removed":
        person = await person_of(post.app)
        async with transaction(post.app.state) as session:
            await Removal(session, post.app.state.settings, date(2026, 8, 31)).remove(person)
    else:
        await leave(post.app)
        await of_staff(post.app.state.engine, post.app.state.settings, date(2026, 8, 31))
    assert [*await rows(post.app, MailAddress), *await rows(post.app, ChatReference)] == []


async def test_without_a_server_no_address_is_taken(settings: Settings, server: MailServer) -> None:
    async with running(settings, server) as post:
        assert (await post.mail())["on"] is False
        assert (await post.give()).status_code == 404


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_it_leaves_by_tls_and_with_a_password(
    tls: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path_factory.mktemp("mail"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with MailServer(tls=tls, certificate=certificate) as server:
        async with running(with_mail(settings, server), server) as post:
            await post.give()
            assert code_in((await post.come(1))[0])


async def test_a_server_nobody_vouches_for_is_told_nothing(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificate = make_certificate(tmp_path_factory.mktemp("mail"))
    with MailServer(tls="starttls", certificate=certificate) as server:
        async with running(with_mail(settings, server), server) as post:
            await post.give()

            async def was_tried() -> bool:
                return any(one.tries for one in await rows(post.app, Outgoing))

            await until(was_tried)
            assert (server.tried, server.taken) == (0, [])
            assert (await post.mail())["state"] == "waits", "it is nothing against the address"
