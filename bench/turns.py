"""`make bench`: time of an answer turn and of a bare greeting in the same run, at turn 10 and turn 200, and memory.

An answer turn stores the answer durably and sends the next question. Times are milliseconds seen by the client, medians;
compare the ratios, since machines differ.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.conversations.stack import Chat, Stack

SAMPLES = 20
console = Console()


def milliseconds(chat: Chat, text: str) -> float:
    begun = time.perf_counter()
    reply = chat.say(text)
    spent = (time.perf_counter() - begun) * 1000
    assert reply.status == "answered", reply
    return spent


def median_of(chat: Chat, texts: list[str]) -> float:
    return statistics.median(milliseconds(chat, text) for text in texts)


def answers_from(chat: Chat, turn: int) -> float:
    """The median answer turn, in a conversation that is `turn` turns long when the measuring begins."""
    used = 0
    while used < turn:
        chat.say("mine saker")
        used += 1
    times: list[float] = []
    case = 0
    while len(times) < SAMPLES:
        case += 1
        chat.all("ny sak", f"B{turn}{case}")
        chat.press("Undring med foresatte")
        times += [milliseconds(chat, f"mest i friminuttet på rom {case}{question}") for question in range(6)]
        chat.say("pause")
    return statistics.median(times)


def memory(stack: Stack) -> dict[str, float]:
    """Resident memory of each process, in MiB."""
    used = {}
    for name, process in stack.processes.items():
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
        used[name] = int(kilobytes) / 1024
    return used


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        begun = time.monotonic()
        stack.start()
        ready = time.monotonic() - begun
        try:
            _report(stack, ready)
        finally:
            stack.close()


def _report(stack: Stack, ready: float) -> None:
    warm = stack.chat()
    median_of(warm, ["hei"] * SAMPLES)
    greeting = median_of(stack.chat(), ["hei"] * SAMPLES)
    early, late = stack.chat(), stack.chat()
    at_10, at_200 = answers_from(early, 10), answers_from(late, 200)
    table = Table("what", "median ms", "ratio to a greeting")
    for name, spent in (("greeting", greeting), ("answer from turn 10", at_10), ("answer from turn 200", at_200)):
        table.add_row(name, f"{spent:.1f}", f"{spent / greeting:.2f}")
    console.print(table)
    console.print(f"turn 200 to turn 10: {at_200 / at_10:.2f}   ready after {ready:.1f} s")
    console.print("memory, MiB: " + ", ".join(f"{name} {used:.0f}" for name, used in memory(stack).items()))


if __name__ == "__main__":
    main()
