"""`make bench`: what a turn costs here and in a plain Rasa form bot, both running at the same time on the same machine.

Times are milliseconds seen by the client. Compare the ratios, since machines differ. A missed goal is marked, not punished.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rich.console import Console

from bench import machine, training
from bench.form_bot_server import FormBot
from bench.report import Figures, show
from bench.sampling import Sampler
from tests.conversations.stack import Stack

console = Console()


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--train", action="store_true", help="train both models anew, for the time it takes")
    anew = parser.parse_args().train
    with console.status("…") as status:
        figures = _measure(anew, status.update)
    show(figures, console)


def _measure(anew: bool, say: Callable[[str], None]) -> Figures:
    say("training what has to be trained …")
    trained = {
        "ours": training.seconds_to_train(training.ours(), anew),
        "form bot": training.seconds_to_train(training.form_bot(), anew),
    }
    say("starting both …")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Stack(folder)) as stack:
            started = {"ours": _seconds(stack.start)}
            with closing(FormBot(folder, stack.environment, stack.address)) as form_bot:
                started["form bot"] = _seconds(form_bot.start)
                before = machine.load()
                samples = Sampler(stack, form_bot, say).samples()
                processes = {f"our {name}": process for name, process in stack.processes.items()} | form_bot.processes
                memory = {name: machine.memory(process.pid) for name, process in processes.items()}
    load = (before, machine.load())
    return Figures(samples, started, trained, memory, load, machine.cores_and_memory())


def _seconds(run: Callable[[], None]) -> float:
    begun = time.monotonic()
    run()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
