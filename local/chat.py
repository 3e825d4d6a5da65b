"""`make chat`: the assistant in a terminal. Buttons are numbered choices; what could not be sent is kept and sent again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer
import yaml
from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from api.engine.schema import Language, Text
from local.environment import LOOPBACK, ROOT, port

# The chat's own words, in the language of the last answer; before the first one it cannot know.
NO_CONTACT = Text(
    nb="Får ikke kontakt akkurat nå. Teksten din ligger her og sendes når forbindelsen er tilbake (Ctrl-C for å rette den).",
    nn="Får ikkje kontakt akkurat no. Teksten din ligg her og blir send når sambandet er tilbake (Ctrl-C for å rette han).",
)
NOT_TAKEN = Text(
    nb="Meldingen kunne ikke tas imot slik den er. Den er ikke lagret; gjør den kortere og send på nytt.",
    nn="Meldinga kunne ikkje takast imot slik ho er. Ho er ikkje lagra; gjer ho kortare og send på nytt.",
)
FIRST = "faerder"  # the school of a file that names none
PAUSES = (1, 2, 3, 5)  # seconds between tries; the last one goes on
console = Console(highlight=False)


class Unreachable(Exception):
    """The application does not answer."""


@dataclass
class Line:
    """The connection of one teacher, and the buttons of the last reply."""

    http: httpx.Client
    device: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    language: Language = "nb"

    def message(self, typed: str) -> dict[str, str]:
        """What was typed, as a message: the number of a button is that button."""
        chosen = self.chosen(typed)
        words = {"text": chosen["title"], "payload": chosen["payload"]} if chosen else {"text": typed}
        return {"id": str(uuid4()), "device": self.device, **words}

    def chosen(self, typed: str) -> dict[str, str] | None:
        number = int(typed) if typed.strip().isdecimal() and len(typed.strip()) < 3 else 0
        return self.buttons[number - 1] if 1 <= number <= len(self.buttons) else None

    def send(self, message: dict[str, str]) -> dict[str, Any]:
        """One try. The same message may be sent again: its id makes it count once."""
        try:
            response = self.http.post("/chat/messages", json=message)
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable from error
        if response.status_code == 422 and "status" not in answer:
            return {"status": "refused", "messages": [{"text": NOT_TAKEN.in_(self.language), "buttons": []}]}
        if response.status_code not in (200, 202, 422, 503) or "status" not in answer:
            raise Unreachable
        self.language = answer.get("language", self.language)
        if answer["status"] == "answered":
            self.buttons = [button for message_ in answer["messages"] for button in message_["buttons"]]
        return answer


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
    chosen = routine or (FIRST if file is not None else _choose())
    headers = {"X-Demo-Teacher": f"demo:{chosen}:{teacher}"}
    if today:
        headers["X-Today"] = _day(today)
    address = url or f"http://{LOOPBACK}:{port('APP', 8000)}"
    with httpx.Client(base_url=address, headers=headers, timeout=30) as http:
        line = Line(http, device)
        _greet(http, address)
        if file is not None:
            _send_file(line, file)
        else:
            _talk(line)


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
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text} er ingen dag. Skriv den som 2026-08-24.") from None


def _greet(http: httpx.Client, address: str) -> None:
    try:
        answer = http.get("/cases")
    except httpx.HTTPError:
        console.print(f"Får ikke kontakt med {address}. Start den med [bold]make run[/] i en annen terminal.")
        raise typer.Exit(1) from None
    if answer.status_code == 401:
        console.print(f"Den læreren finnes ikke i demoen. Prøv TEACHER=1 og ROUTINE som {', '.join(_routines())}.")
        raise typer.Exit(1)


def _send_file(line: Line, file: Path) -> None:
    for typed in filter(None, (text.strip() for text in file.read_text(encoding="utf-8").splitlines())):
        answer = _until_answered(line, line.message(typed), quiet=True)
        print(json.dumps({"message": typed, **answer}, ensure_ascii=False), flush=True)


def _talk(line: Line) -> None:
    prompt: PromptSession[str] = PromptSession("› ", history=InMemoryHistory())
    console.print("[dim]Skriv fritt, eller tallet på et valg. Avslutt med Ctrl-D.[/]\n")
    unsent = ""
    while True:
        try:
            typed = prompt.prompt(default=unsent)
        except KeyboardInterrupt:
            unsent = ""
            continue
        except EOFError:
            return
        unsent = ""
        message = line.message(typed)
        try:
            answer = _until_answered(line, message)
        except KeyboardInterrupt:
            unsent = typed
            continue
        if answer["status"] == "refused":
            unsent = typed
        for part in _shown(answer["messages"]):
            console.print(part)


def _until_answered(line: Line, message: dict[str, str], *, quiet: bool = False) -> dict[str, Any]:
    """Sends until there is an answer. What the channel says meanwhile is shown once."""
    said: set[str] = set()
    for pause in PAUSES if quiet else _pauses():
        try:
            answer = line.send(message)
            if answer["status"] in ("answered", "refused"):
                return answer
            words = answer["messages"][0]["text"]
        except Unreachable:
            words = NO_CONTACT.in_(line.language)
        if words not in said and not quiet:
            console.print(Styled(words, style="yellow"))
        said.add(words)
        time.sleep(pause)
    console.print(f"Ingen svar på «{message['text']}» etter {len(PAUSES)} forsøk.")
    raise typer.Exit(1)


def _pauses() -> Iterator[int]:
    yield from PAUSES
    while True:
        yield PAUSES[-1]


def _shown(messages: list[dict[str, Any]]) -> Iterator[Padding]:
    """Messages indented and wrapped, their choices numbered through the whole reply."""
    number = 0
    for message in messages:
        yield Padding(Styled(message["text"]), (0, 2, 0, 2))
        for button in message["buttons"]:
            number += 1
            yield Padding(Styled.assemble((f"{number}", "bold cyan"), f" {button['title']}"), (0, 2, 0, 4))
    yield Padding("", 0)


if __name__ == "__main__":
    typer.run(main)
