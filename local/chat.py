"""`make chat`: the assistant in a terminal. Buttons are numbered choices; what could not be sent is kept and sent again."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import uuid4

import httpx
import typer
import yaml
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from api.engine.calendar import FIRST as FIRST_DAY
from api.engine.calendar import LAST as LAST_DAY
from api.engine.schema import Language, Text
from local.environment import LOOPBACK, ROOT, WrongSetting, port

# The chat's own words, in the language of the last answer; before the first one it cannot know.
NO_CONTACT = Text(
    nb="Får ikke kontakt akkurat nå. Teksten din ligger her og sendes når forbindelsen er tilbake (Ctrl-C for å rette den).",
    nn="Får ikkje kontakt akkurat no. Teksten din ligg her og blir send når sambandet er tilbake (Ctrl-C for å rette han).",
)
NOT_TAKEN = Text(
    nb="Meldingen kunne ikke tas imot slik den er. Den er ikke lagret; gjør den kortere og send på nytt.",
    nn="Meldinga kunne ikkje takast imot slik ho er. Ho er ikkje lagra; gjer ho kortare og send på nytt.",
)
STORED = Text(
    nb="Teksten din er lagret. Svaret kommer her når det er klart; du kan skrive videre så lenge.",
    nn="Teksten din er lagra. Svaret kjem her når det er klart; du kan skrive vidare så lenge.",
)
UNSURE = Text(
    nb="Får ikke svar akkurat nå. Teksten din kan være lagret alt; den sendes igjen herfra til svaret kommer, og lagres bare én gang.",
    nn="Får ikkje svar akkurat no. Teksten din kan vere lagra alt; han blir send igjen herfrå til svaret kjem, og lagra berre éin gong.",
)
LATE = Text(nb="Svar på «{text}»:", nn="Svar på «{text}»:")
FIRST = "faerder"  # the school of a file that names none
PAUSES = (1, 2, 3, 5)  # seconds between tries; the last one goes on
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)  # nothing came as far as the application
WRONG_USE = 2  # the exit code when it was asked in a wrong way
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class Unreachable(Exception):
    """The application does not answer. It may have taken what was sent, unless nothing was `sent`."""

    def __init__(self, *, sent: bool = True) -> None:
        self.sent = sent
        super().__init__()


@dataclass
class Line:
    """The connection of one teacher, and the buttons of the last reply."""

    http: httpx.Client
    device: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    numbers_are_words: bool = False
    language: Language = "nb"

    def message(self, typed: str) -> dict[str, str]:
        """What was typed, as a message: the number of a button is that button, unless the reply numbers something else."""
        chosen = self.chosen(typed)
        words = {"text": chosen["title"], "payload": chosen["payload"]} if chosen else {"text": typed}
        return {"id": str(uuid4()), "device": self.device, **words}

    def chosen(self, typed: str) -> dict[str, str] | None:
        if self.numbers_are_words:
            return None
        number = int(typed) if typed.strip().isdecimal() and len(typed.strip()) < 3 else 0
        return self.buttons[number - 1] if 1 <= number <= len(self.buttons) else None

    def send(self, message: dict[str, str]) -> dict[str, Any]:
        """One try. The same message may be sent again: its id makes it count once."""
        answer = self.post(message)
        self.heard(answer)
        return answer

    def post(self, message: dict[str, str]) -> dict[str, Any]:
        """One try, of which nothing is remembered here."""
        try:
            return self._read(self.http.post("/chat/messages", json=message))
        except httpx.HTTPError as error:
            raise Unreachable(sent=not isinstance(error, NOT_SENT)) from error

    async def post_beside(self, message: dict[str, str]) -> dict[str, Any]:
        """The same beside something else, which may break it off."""
        line = self.http
        try:
            async with httpx.AsyncClient(base_url=line.base_url, headers=line.headers, timeout=line.timeout) as http:
                return self._read(await http.post("/chat/messages", json=message))
        except httpx.HTTPError as error:
            raise Unreachable(sent=not isinstance(error, NOT_SENT)) from error

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = response.json()
        except ValueError as error:
            raise Unreachable from error
        if response.status_code == 422 and "status" not in answer:
            return {"status": "refused", "messages": [{"text": NOT_TAKEN.in_(self.language), "buttons": []}]}
        if response.status_code not in (200, 202, 422, 429, 503) or "status" not in answer:
            raise Unreachable
        return answer

    def heard(self, answer: dict[str, Any]) -> None:
        """Its language is the one spoken now, its buttons are those that numbers mean."""
        self.language = answer.get("language", self.language)
        if answer["status"] == "answered":
            self.buttons = [button for message_ in answer["messages"] for button in message_["buttons"]]
            self.numbers_are_words = any(map(_lists_numbers, answer["messages"]))


def main(
    routine: Annotated[
        str | None, typer.Option(help="Which routine: faerder, vennesla … Asked for if left out.")
    ] = None,
    teacher: Annotated[int, typer.Option(help="Which demo teacher of the school; 2 writes nynorsk.")] = 1,
    today: Annotated[str | None, typer.Option(help="Talk as if it were this day, YYYY-MM-DD.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="Send the lines of this file and print the replies as JSON lines.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where the application is.")] = None,
    device: Annotated[str, typer.Option(help="Which device this is; each has a conversation of its own.")] = "terminal",
) -> None:
    """Talk to Nærværslos."""
    lines = None if file is None else _lines_of(file)
    headers = {"X-Today": _day(today)} if today else {}
    address = url or f"http://{LOOPBACK}:{_app_port()}"
    if not 1 <= len(device) <= 60:
        _wrong("DEVICE kan ha 1 til 60 tegn.")
    chosen = routine or (FIRST if file is not None else _choose())
    if not chosen.isascii():
        _no_such_teacher()
    try:
        http = httpx.Client(
            base_url=address, headers={**headers, "X-Demo-Teacher": f"demo:{chosen}:{teacher}"}, timeout=30
        )
    except httpx.InvalidURL:
        _wrong(f"«{address}» er ingen adresse. Skriv den som http://{LOOPBACK}:8000.")
    with http:
        line = Line(http, device)
        _greet(http, address)
        if lines is not None:
            _send_lines(line, lines)
        else:
            _Conversation(line).run()


def _wrong(message: str) -> NoReturn:
    """Ends the chat that was asked for in a wrong way."""
    errors.print(message)
    raise typer.Exit(WRONG_USE)


def _no_such_teacher() -> NoReturn:
    _wrong(f"Den læreren finnes ikke i demoen. Prøv TEACHER=1 og ROUTINE som {', '.join(_routines())}.")


def _app_port() -> int:
    try:
        return port("APP", 8000)
    except WrongSetting as wrong:
        _wrong(f"{wrong.name} må være et portnummer fra 1 til 65535, for eksempel 8000.")


def _routines() -> dict[str, str]:
    """The demo's schools by the routine each follows."""
    schools = yaml.safe_load((ROOT / "schools" / "demo.yaml").read_text(encoding="utf-8"))
    return {school["routine_id"]: school["name"] for school in schools}


def _choose() -> str:
    """Asks which school to be at; a return is the first."""
    routines = _routines()
    for number, (routine, school) in enumerate(routines.items(), 1):
        console.print(f"[bold cyan]{number}[/] {school} [dim](ROUTINE={routine})[/]")
    asked: PromptSession[str] = PromptSession()
    while True:
        try:
            typed = asked.prompt("Hvilken skole? [1] ").strip().casefold()
        except (KeyboardInterrupt, EOFError):
            raise typer.Exit(0) from None
        if typed in routines:
            return typed
        number = int(typed) if typed.isdecimal() else 0 if typed else 1
        if 1 <= number <= len(routines):
            return list(routines)[number - 1]


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        _wrong(f"TODAY={text} er ingen dag. Skriv den som 2026-08-24.")
    if not FIRST_DAY <= day <= LAST_DAY:
        _wrong(f"TODAY={text} går ikke: dagen må ligge fra {FIRST_DAY} til {LAST_DAY}.")
    return day.isoformat()


def _lines_of(file: Path) -> list[str]:
    """The messages of the file, one a line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        _wrong(f"FILE={file} finnes ikke.")
    except IsADirectoryError:
        _wrong(f"FILE={file} er en mappe. Skriv navnet på en tekstfil med én melding per linje.")
    except UnicodeDecodeError:
        _wrong(f"FILE={file} er ikke lagret som UTF-8. Lagre den slik, og prøv igjen.")
    except (OSError, ValueError) as error:
        _wrong(f"FILE={file} kan ikke leses: {getattr(error, 'strerror', None) or error}.")
    return [line for line in (line.strip() for line in text.splitlines()) if line]


def _greet(http: httpx.Client, address: str) -> None:
    try:
        answer = http.get("/cases")
    except httpx.HTTPError:
        errors.print(f"Får ikke kontakt med {address}. Start den med make run i en annen terminal.")
        raise typer.Exit(1) from None
    if answer.status_code == 401:
        _no_such_teacher()
    if answer.status_code < 500 and not answer.is_success:
        errors.print(f"På {address} svarer noe annet enn Nærværslos (svarkode {answer.status_code}).")
        raise typer.Exit(1)


def _send_lines(line: Line, lines: list[str]) -> None:
    for typed in lines:
        answer = _until_answered(line, line.message(typed))
        print(json.dumps({"message": typed, **answer}, ensure_ascii=False), flush=True)


def _until_answered(line: Line, message: dict[str, str]) -> dict[str, Any]:
    """Sends as many times as there are pauses; ends the chat when there is no answer then."""
    for pause in PAUSES:
        try:
            answer = line.send(message)
            if answer["status"] in ("answered", "refused"):
                return answer
        except Unreachable:
            pass
        time.sleep(pause)
    errors.print(f"Ingen svar på «{message['text']}» etter {len(PAUSES)} forsøk.")
    raise typer.Exit(1)


@dataclass
class _Kept:
    """A message that has no answer yet, with what was typed for it."""

    typed: str
    message: dict[str, str]
    stored: bool = False
    may_be_stored: bool = False  # once a try came so far that it may have been


class _Conversation:
    """What is said in the terminal.

    A message that is not stored may be taken back: unchanged it keeps its id, changed it gets a new one. One that is, or may
    be, is never offered again, since under a new id it would be stored twice; its answer is asked for with the same id.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.unsent: _Kept | None = None
        self.waiting: list[_Kept] = []  # for a late answer, the oldest first

    def run(self) -> None:
        prompt: PromptSession[str] = PromptSession("› ", history=InMemoryHistory())
        console.print("[dim]Skriv fritt, eller tallet på et valg. Avslutt med Ctrl-D.[/]\n")
        while True:
            try:
                typed = prompt.prompt(default=self.unsent.typed if self.unsent else "", pre_run=self._begin_to_listen)
            except KeyboardInterrupt:
                self.unsent = None
                continue
            except EOFError:
                return
            self._say(typed)

    def _say(self, typed: str) -> None:
        kept = self.unsent if self.unsent and self.unsent.typed == typed else _Kept(typed, self.line.message(typed))
        self.unsent = None
        try:
            answer = self._until_answered(kept)
        except KeyboardInterrupt:
            if kept.may_be_stored:
                self.waiting.append(kept)
                self._tell((STORED if kept.stored else UNSURE).in_(self.line.language))
            else:
                self.unsent = kept
            return
        with suppress(KeyboardInterrupt):
            self._show_late()
        if answer["status"] == "refused":
            self.unsent = kept
        self._show(answer)

    def _until_answered(self, kept: _Kept) -> dict[str, Any]:
        """Sends until there is an answer. What the channel says meanwhile is told once."""
        told: set[str] = set()
        pauses = _pauses()
        while True:
            before, kept.may_be_stored = (
                kept.may_be_stored,
                True,
            )  # as long as nothing else is known: Ctrl-C may come now
            try:
                answer = self.line.send(kept.message)
                words = answer["messages"][0]["text"] if answer["messages"] else ""
                kept.stored = kept.stored or answer["status"] == "stored"
                if answer["status"] in ("refused", "not_stored"):
                    kept.may_be_stored = before
                if answer["status"] in ("answered", "refused"):
                    return answer
            except Unreachable as unreachable:
                kept.may_be_stored = before or unreachable.sent
                words = (UNSURE if kept.may_be_stored else NO_CONTACT).in_(self.line.language)
            if words not in told and not (kept.stored and words == UNSURE.in_(self.line.language)):
                self._tell(words)
            told.add(words)
            time.sleep(next(pauses))

    def _show_late(self) -> None:
        """The answers to earlier messages, before that to a newer one."""
        while self.waiting:
            first = self.waiting[0]
            try:
                answer = self.line.post(first.message)
            except Unreachable:
                return
            if answer["status"] not in ("answered", "refused"):
                return
            self._show(answer, first)

    def _begin_to_listen(self) -> None:
        if self.waiting:
            get_app().create_background_task(self._listen())

    async def _listen(self) -> None:
        """Asks for late answers while the teacher writes. Leaving the prompt breaks it off; then nothing is remembered."""
        pauses = _pauses()
        while self.waiting:
            await asyncio.sleep(next(pauses))
            first = self.waiting[0]
            try:
                answer = await self.line.post_beside(first.message)
            except Unreachable:
                continue
            if answer["status"] in ("answered", "refused"):
                await run_in_terminal(partial(self._show, answer, first))

    def _show(self, answer: dict[str, Any], late: _Kept | None = None) -> None:
        self.line.heard(answer)
        if late is not None:
            self.waiting.remove(late)
            console.print(Styled(LATE.in_(self.line.language).format(text=late.message["text"]), style="dim"))
        for part in _shown(answer["messages"], str(self.line.http.base_url)):
            console.print(part)

    def _tell(self, words: str) -> None:
        console.print(Styled(words, style="yellow"))


def _pauses() -> Iterator[int]:
    yield from PAUSES
    while True:
        yield PAUSES[-1]


def _lists_numbers(message: dict[str, Any]) -> bool:
    """Whether a number typed now names something in the message: options to tick, or questions to choose."""
    act = message.get("act") or {}
    return act.get("type") == "tick" or act.get("kind") == "pick_questions"


# Where a reply says where something is: a page or what may be fetched, without the application's own address.
_PATHS = re.compile(r"(?<![\w/.:])/(?=(?:cases/|sak/|skolen\b|innstillinger\b))")


def _shown(messages: list[dict[str, Any]], address: str) -> Iterator[Padding]:
    """Messages indented and wrapped, their choices numbered through the whole reply, with whole addresses."""
    number = 0
    bare = any(map(_lists_numbers, messages))
    for message in messages:
        yield Padding(Styled(_PATHS.sub(f"{address.rstrip('/')}/", message["text"])), (0, 2, 0, 2))
        for button in message["buttons"]:
            number += 1
            yield Padding(
                Styled.assemble(("–" if bare else f"{number}", "bold cyan"), f" {button['title']}"), (0, 2, 0, 4)
            )
    yield Padding("", 0)


if __name__ == "__main__":
    typer.run(main)
