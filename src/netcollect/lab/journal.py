"""What the devices saw: for tests and benchmarks that prove things at the server's side."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple


class Entry(NamedTuple):
    """One thing that happened; `seconds` is monotonic, `what` one of the methods' names below."""

    seconds: float
    device: str
    what: str
    detail: str


class Journal:
    """Thread-safe; entries in the order in which they happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._open: Counter[str] = Counter()
        self._peak = 0
        self._peak_device = 0
        #: What ends each connection that is open; used only in the lab's own event loop.
        self.abort: dict[object, Callable[[], None]] = {}

    def note(self, device: str, what: str, detail: str = "") -> None:
        """Adds an entry: `opened`, `closed`, `accepted` or `rejected` (a login), `line` (typed)."""
        with self._lock:
            self._entries.append(Entry(time.monotonic(), device, what, detail))
            if what == "opened":
                self._open[device] += 1
                self._peak = max(self._peak, self._open.total())
                self._peak_device = max(self._peak_device, self._open[device])
            elif what == "closed":
                self._open[device] -= 1

    def entries(self, what: str | None = None, device: str | None = None) -> list[Entry]:
        """All entries, or those of one sort or device."""
        with self._lock:
            return [
                entry
                for entry in self._entries
                if what in (None, entry.what) and device in (None, entry.device)
            ]

    def lines(self, device: str | None = None) -> list[str]:
        """Every line that was typed at a device's prompt."""
        return [entry.detail for entry in self.entries("line", device)]

    def count(self, what: str) -> int:
        """How often something happened."""
        return len(self.entries(what))

    @property
    def open(self) -> int:
        """Connections that are open now."""
        with self._lock:
            return self._open.total()

    @property
    def peak(self) -> int:
        """The most connections that were ever open at once."""
        return self._peak

    @property
    def peak_device(self) -> int:
        """The most connections that one device ever had at once."""
        return self._peak_device
