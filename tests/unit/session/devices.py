"""Devices that are a function, in a time of their own: for what every driver must bear."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from netcollect.errors import DeviceError
from netcollect.session.clock import Clock


@dataclass
class FakeTime:
    """Seconds that pass when somebody waits."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """What a driver's `time.sleep` is here."""
        self.now += max(seconds, 0.001)


@dataclass
class FakeLine:
    """A line whose device says things at moments; reading waits in its own time, and ends with the clock."""

    time: FakeTime
    clock: Clock
    #: Called with each line that was typed (without its end), and the moment.
    typed: Callable[[bytes, float], None] = lambda line, now: None
    #: What ends a line that is typed.
    enter: bytes = rb"\r\n|\r|\n"
    pace: float = 0.0
    sent: list[bytes] = field(default_factory=list)
    _said: list[tuple[float, int, bytes]] = field(default_factory=list)
    _serial: itertools.count[int] = field(default_factory=itertools.count)
    _pending: bytes = b""

    def say(self, data: bytes, at: float) -> None:
        """Lets the device say something at a moment."""
        heapq.heappush(self._said, (at, next(self._serial), data))

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        until = self.time.now + self.clock.within(max(seconds, 0.0))
        if not self._said or self._said[0][0] > until:
            self.time.now = until
            self.clock.within(1)
            return b""
        self.time.now = max(self.time.now, self._said[0][0])
        data = b""
        while self._said and self._said[0][0] <= self.time.now:
            data += heapq.heappop(self._said)[2]
        return data

    def write(self, data: bytes, seconds: float) -> None:
        """See `Line.write`."""
        self.clock.within(1)
        self.sent.append(data)
        *lines, self._pending = re.split(self.enter, self._pending + data)
        for line in lines:
            self.typed(line, self.time.now)

    def leave(self) -> None:
        """See `Line.leave`."""

    def close(self) -> None:
        """See `Line.close`."""


def told(error: BaseException) -> str:
    """The kind of an error, or its type where it has none: that is a defect."""
    return error.kind.value if isinstance(error, DeviceError) else f"{type(error).__name__}: {error}"
