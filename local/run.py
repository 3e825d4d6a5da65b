"""`make run`: starts what needs no model, trains the model meanwhile, lets the bot follow, and says how to talk to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from api.engine.loader import read
from local.environment import LOOPBACK, ROOT, WrongSetting, local_environment, var_folder
from local.family import Ended, Family, Stopped
from local.model import Step, TrainingFailed, model_path, train
from local.ports import taken
from local.processes import commands, prepare_command
from local.web import DIST

console = Console(highlight=False)
READY_WITHIN = 180  # seconds
_ONLY_OURS = 0o077  # the database, the logs and all else that is made is for this user alone
SHOWN_OF_LOG = 15  # lines


def main() -> int:
    begun = time.monotonic()
    os.umask(_ONLY_OURS)
    try:
        environment = local_environment()
        command = commands(environment, model_path())
        folder = var_folder()
    except (ValueError, WrongSetting) as error:
        return _failed("A setting cannot be used", str(error))
    in_use = taken(environment)
    if in_use:
        return _failed("In use already", *in_use, "Stop what runs there, or set another number for it.")
    problems = _routine_problems()
    if problems:
        return _failed("A routine cannot be used", *problems)
    with console.status("Migrating the database …"):
        subprocess.run(prepare_command(), cwd=ROOT, env=environment, check=True, capture_output=True)
    console.print("[green]✓[/] database is up to date")
    log = folder / "run.log"
    try:
        with Family(log, environment) as family:
            _start(family, command, environment, folder, begun)
            family.wait()
    except Stopped as stopped:
        return 0 if stopped.number == signal.SIGINT else 128 + stopped.number
    except TrainingFailed as error:
        return _failed("Training failed", str(error))
    except TimeoutError as error:
        return _failed(str(error), f"Look in {log}.")
    except Ended as error:
        end = log.read_text(encoding="utf-8").splitlines()[-SHOWN_OF_LOG:]
        return _failed(f"A process ended ({error}). The end of {log}", *end)


def _start(
    family: Family, command: dict[str, list[str]], environment: dict[str, str], folder: Path, begun: float
) -> None:
    address = f"http://{LOOPBACK}:{environment['NAERVAERSLOS_APP_PORT']}"
    for name in ("app", "actions"):
        family.start(name, command[name])
    if model_path().exists():
        console.print("[green]✓[/] model is trained")
    else:
        trains = time.monotonic()
        console.print(
            "The model is trained now, for the first time or because what it is trained from has changed.\n"
            "[bold]make chat[/] in another terminal takes messages already; the answers come when the model is ready."
        )
        with _shown_training() as show:

            def tell(step: Step) -> None:
                family.check()
                show(step)

            train(folder / "training.log", tell)
        console.print(f"[green]✓[/] model trained in {time.monotonic() - trains:.0f} s")
    family.start("bot", command["bot"])
    if not wait_until_ready(address, READY_WITHIN, family.check):
        raise TimeoutError(f"Not ready after {READY_WITHIN} s")
    console.print(f"[green]✓[/] ready after {time.monotonic() - begun:.0f} s\n")
    console.print("Talk to it in another terminal: [bold]make chat[/]   (Ctrl-C here stops everything)")
    console.print(f"Routes and examples: {address}/docs   Logs: {folder / 'run.log'}")
    if (DIST / "index.html").is_file():
        console.print(f"Open it in a browser: [bold]{address}[/]")
    else:
        console.print("The pages for a browser are not built: [bold].venv/bin/python -m local.web[/] says why.")


@contextmanager
def _shown_training() -> Iterator[Callable[[Step], None]]:
    """A bar in a terminal, elsewhere a line for each new thing that is done."""
    if not console.is_terminal:
        said: list[str] = []

        def line(step: Step) -> None:
            if step.doing not in said:
                said.append(step.doing)
                console.print(f"  training: {step.doing}{_left(step)}")

        yield line
        return
    with Progress(BarColumn(), TextColumn("{task.description}"), console=console, transient=True) as progress:
        bar = progress.add_task("", total=1.0)
        yield lambda step: progress.update(bar, completed=step.done, description=f"{step.doing}{_left(step)}")


def _left(step: Step) -> str:
    return "" if step.left is None else f", about {max(round(step.left / 5) * 5, 5)} s left"


def _failed(what: str, *why: str) -> int:
    console.print(f"[red]{what}:[/]")
    console.print(*why, sep="\n", markup=False, soft_wrap=True)
    return 1


def _routine_problems() -> list[str]:
    """Every problem of every routine in the folder, each with its file."""
    folders = sorted(path.parent for path in (ROOT / "routines").glob("*/routine.yaml"))
    return [f"{folder.name}: {problem}" for folder in folders for problem in read(folder)[1]]


def wait_until_ready(address: str, seconds: float, check: Callable[[], None] = lambda: None) -> bool:
    """Asks until every part is ready; False when time is out. `check` may raise meanwhile."""
    end = time.monotonic() + seconds
    with console.status("Starting …") if console.is_terminal else nullcontext() as show:
        while time.monotonic() < end:
            check()
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


if __name__ == "__main__":
    sys.exit(main())
