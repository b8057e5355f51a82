"""Worker processes and the terminal: its signals go to every process there, and only the run answers them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def shielded() -> Iterator[None]:
    """What is started in the block never sees Ctrl-C or a hang-up: threads and processes inherit the mask.

    A worker that they reach prints a traceback, or is lost in front of the run's end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        _start_tracker()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_tracker() -> None:
    """Starts Python's keeper of semaphores, which lets Ctrl-C through again when it starts.

    It tells on stderr of what a process left behind (multiprocessing/resource_tracker.py); one that is ended
    by a second signal leaves all of its.
    """
    sys.warnoptions.append("ignore:resource_tracker")
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove("ignore:resource_tracker")
