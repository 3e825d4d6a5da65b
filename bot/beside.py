"""Work on another processor meanwhile: what is learnt apart can be learnt at once."""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any, Callable, TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Begins `work` in a process that shares what is in memory. What it gives waits for the result.

    Elsewhere than on Linux a process is not safely doubled: there the work is done when its result is asked for.
    """
    if sys.platform != "linux":
        return work
    doubling = multiprocessing.get_context("fork")
    ours, its = doubling.Pipe(duplex=False)
    process = doubling.Process(target=_send, args=(work, its), daemon=True)
    process.start()
    its.close()

    def result() -> T:
        try:
            return ours.recv()
        except EOFError:
            raise RuntimeError("The work beside failed; what it said stands above") from None
        finally:
            ours.close()
            process.join()

    return result


def _send(work: Callable[[], Any], its: Any) -> None:
    its.send(work())
