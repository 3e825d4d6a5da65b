"""`make run`: migrates, trains, starts the three processes, waits until they are ready, and says how to talk to it."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
from honcho.manager import Manager
from honcho.printer import Printer
from rich.console import Console

from api.engine.loader import read
from local.environment import LOOPBACK, ROOT, local_environment, var_folder
from local.model import model_path, train
from local.processes import commands, prepare_command

console = Console()
READY_WITHIN = 180  # seconds


def main() -> int:
    environment = local_environment()
    folder = var_folder()
    begun = time.monotonic()
    taken = _taken_ports(environment)
    if taken:
        console.print(
            f"[red]In use already:[/] {', '.join(taken)}. Stop what runs there, or set another number for it."
        )
        return 1
    problems = _routine_problems()
    if problems:
        console.print("[red]A routine cannot be used:[/]", *problems, sep="\n")
        return 1
    with console.status("Migrating the database …"):
        subprocess.run(prepare_command(), cwd=ROOT, env=environment, check=True, capture_output=True)
    console.print("[green]✓[/] database is up to date")
    if model_path().exists():
        console.print("[green]✓[/] model is trained")
    else:
        with console.status("Training the model (about a minute; only when the training data has changed) …"):
            train(folder / "training.log")
        console.print(f"[green]✓[/] model trained in {time.monotonic() - begun:.0f} s")
    return _run(environment, folder, begun)


def _run(environment: dict[str, str], folder: Path, begun: float) -> int:
    with (folder / "run.log").open("a", encoding="utf-8") as log:
        manager = Manager(Printer(log, colour=False))
        for name, command in commands(environment, model_path()).items():
            manager.add_process(name, f"exec {shlex.join(command)}", env=environment, cwd=str(ROOT))
        threading.Thread(target=_announce, args=(environment, folder, begun), daemon=True).start()
        manager.loop()
    if manager.returncode not in (0, None, -signal.SIGINT, 130):
        console.print(f"[red]A process ended.[/] The end of {folder / 'run.log'}:")
        console.print("".join((folder / "run.log").read_text(encoding="utf-8").splitlines(keepends=True)[-15:]))
    return manager.returncode or 0


def _routine_problems() -> list[str]:
    """Every problem of every routine in the folder, each with its file."""
    folders = sorted(path.parent for path in (ROOT / "routines").glob("*/routine.yaml"))
    return [f"{folder.name}: {problem}" for folder in folders for problem in read(folder)[1]]


def _taken_ports(environment: dict[str, str]) -> list[str]:
    """The port settings of ours that something else listens on."""
    taken = []
    for name in ("APP", "BOT", "ACTION"):
        setting = f"NAERVAERSLOS_{name}_PORT"
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, int(environment[setting]))) == 0:
                taken.append(f"{setting}={environment[setting]}")
    return taken


def _announce(environment: dict[str, str], folder: Path, begun: float) -> None:
    address = f"http://{LOOPBACK}:{environment['NAERVAERSLOS_APP_PORT']}"
    if not wait_until_ready(address, READY_WITHIN):
        console.print(f"[red]Not ready after {READY_WITHIN} s.[/] Look in {folder / 'run.log'}.")
        os.kill(os.getpid(), signal.SIGINT)
        return
    console.print(f"[green]✓[/] ready after {time.monotonic() - begun:.0f} s\n")
    console.print("Talk to it in another terminal: [bold]make chat[/]   (Ctrl-C here stops everything)")
    console.print(f"Routes and examples: {address}/docs   Logs: {folder / 'run.log'}")


def wait_until_ready(address: str, seconds: float) -> bool:
    """Asks until every part is ready; False when time is out."""
    show = console.status("Starting …") if console.is_terminal else None
    end = time.monotonic() + seconds
    if show:
        show.start()
    try:
        while time.monotonic() < end:
            try:
                answer = httpx.get(f"{address}/health/ready", timeout=3)
                if answer.status_code == 200:
                    return True
                if show:
                    waiting = [part for part, ready in answer.json().items() if not ready]
                    show.update(f"Waiting for {', '.join(waiting)} …")
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        return False
    finally:
        if show:
            show.stop()


if __name__ == "__main__":
    sys.exit(main())
