"""Time inside a session: one monotonic clock over all phases, and a watchdog for calls without a timeout."""

from __future__ import annotations

import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from netcollect.errors import DeviceError, ErrorKind

Now = Callable[[], float]


class Clock:
    """The time a session has left; started when the session starts, never reset.

    `now` gives monotonic seconds: wall time moves when NTP steps it.
    """

    def __init__(self, seconds: float, now: Now = time.monotonic) -> None:
        self.now = now
        self.seconds = seconds
        self.end = now() + seconds

    def left(self) -> float:
        """Seconds left, at least zero."""
        return max(0.0, self.end - self.now())

    def within(self, seconds: float) -> float:
        """`seconds`, or what is left if that is less.

        Raises:
            DeviceError: kind `deadline`, when nothing is left.
        """
        left = self.left()
        if left <= 0:
            raise self.expired()
        return min(seconds, left)

    def expired(self) -> DeviceError:
        """The error that says the session's time is up."""
        return DeviceError(
            ErrorKind.DEADLINE,
            f"the device's time of {self.seconds:g} s was up",
            "raise --device-timeout if the device needs longer",
        )


@dataclass(order=True, slots=True)
class _Alarm:
    when: float
    serial: int
    ring: Callable[[], None] = field(compare=False)
    off: bool = field(default=False, compare=False)


class Watchdog:
    """Calls back when a guarded call has taken too long: one daemon thread for all sessions of a process.

    paramiko waits without end in three places (channel.py `_wait_for_event`, packet.py `write_all`,
    transport.py `open_channel`); all of them return when the socket under them is shut down.
    """

    def __init__(self) -> None:
        self._forget()
        # A forked child has no watchdog thread, and perhaps a lock that nobody will release.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._changed = threading.Condition()
        self._alarms: list[_Alarm] = []
        self._serial = itertools.count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def guard(self, seconds: float, ring: Callable[[], None]) -> Iterator[Callable[[], bool]]:
        """Calls `ring` from another thread if the block is still running after `seconds`.

        Gives a function that says whether it rang.
        """
        rung = threading.Event()

        def alarm() -> None:
            rung.set()
            ring()

        entry = _Alarm(time.monotonic() + seconds, next(self._serial), alarm)
        self._add(entry)
        try:
            yield rung.is_set
        finally:
            self._remove(entry)

    def after(self, seconds: float, ring: Callable[[], None]) -> None:
        """Calls `ring` from another thread in `seconds`."""
        self._add(_Alarm(time.monotonic() + seconds, next(self._serial), ring))

    def _add(self, entry: _Alarm) -> None:
        with self._changed:
            heapq.heappush(self._alarms, entry)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="netcollect-watchdog", daemon=True)
                self._thread.start()
            elif self._alarms[0] is entry:
                self._changed.notify()

    def _remove(self, entry: _Alarm) -> None:
        with self._changed:
            entry.off = True
            while self._alarms and self._alarms[0].off:
                heapq.heappop(self._alarms)

    def _watch(self) -> None:
        while True:
            with self._changed:
                entry = self._next()
            # Outside the lock: a callback may take its time.
            with suppress(Exception):
                entry.ring()

    def _next(self) -> _Alarm:
        """The next alarm that is due; waits for it, with the lock held at entry and exit."""
        while True:
            while self._alarms and self._alarms[0].off:
                heapq.heappop(self._alarms)
            wait = self._alarms[0].when - time.monotonic() if self._alarms else None
            if wait is not None and wait <= 0:
                return heapq.heappop(self._alarms)
            self._changed.wait(wait)


WATCHDOG = Watchdog()
