"""An end for what has no clock of its own, such as a regular expression that backtracks for ever."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

#: How soon it rings again (seconds), for what catches every error and goes on, as TTP does; until then what
#: cleans up after the first has its time.
_AGAIN = 10.0


class alarm:
    """Raises TimeoutError in whatever runs inside for longer (seconds), again and again until that ends.

    Only the main thread can be interrupted so, and an alarm that somebody else has set is left alone.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._is_set = seconds, False
        self._before: Any = None

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        if any(signal.getitimer(signal.ITIMER_REAL)):
            return
        try:
            self._before = signal.signal(signal.SIGALRM, self._ring)
            self._is_set = True
            signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        if self._is_set:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        # It may ring at any moment until it is silenced; its work has ended then.
        is_over = frame and frame.f_code is alarm.__exit__.__code__ and frame.f_locals["self"] is self
        if not is_over:
            raise TimeoutError
