"""An end for what has no clock of its own, such as a regular expression that backtracks for ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

#: How soon it rings again (seconds), for what catches every error and goes on, as TTP does; until then what
#: cleans up after the first has its time.
_AGAIN = 10.0


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in whatever runs inside for longer, again and again until that ends.

    Only the main thread can be interrupted so, and an alarm that somebody else has set is left alone.
    """
    if threading.current_thread() is not threading.main_thread() or any(signal.getitimer(signal.ITIMER_REAL)):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
            yield
        finally:
            _silence(before)
    finally:  # it may have rung before the other did anything
        _silence(before)


def _silence(before: Any) -> None:
    """Sets no alarm any more, and whatever handled it before; it may ring at any moment until then."""
    silent = False
    while not silent:
        with suppress(TimeoutError):
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            silent = True


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError
