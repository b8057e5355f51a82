"""A statement's end, seen to from another thread: within one step, SQLite asks nobody whether it is time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: How long a statement that was interrupted may take to end (seconds).
PARTING = 1.0


@contextmanager
def watched(
    seconds: float, interrupt: Callable[[], object], stuck: Callable[[], object] | None
) -> Iterator[None]:
    """Interrupts what runs inside for longer; calls `stuck` if it goes on all the same.

    An interruption waits for the step that SQLite is at, such as a comparison of megabytes. `instr` and its
    like take the square of a text's length, and nothing ends them but the end of the process.
    """
    done = threading.Event()

    def watch() -> None:
        if not done.wait(seconds):
            interrupt()
            if stuck is not None and not done.wait(PARTING):
                stuck()

    watcher = threading.Thread(target=watch, name="collect-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
