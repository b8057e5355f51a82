"""The progress bar: done, failed, running, elapsed, time left; only on a terminal."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from netcollect.document import DeviceResult
    from netcollect.model import Job


class Progress:
    """A context that draws a bar, if it is enabled; log lines go above it."""

    def __init__(self, stream: TextIO, *, total: int, enabled: bool, color: bool) -> None:
        self._done = self._partial = self._failed = 0
        self._running = set[str]()
        self._bar: Bar | None = None
        if enabled:
            self._bar, self._task = _make_bar(stream, total, color=color)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def started(self, job: Job) -> None:
        """A device's job was handed to a worker, perhaps for another try."""
        self._running.add(job.device.name)
        self._show()

    def finished(self, row: DeviceResult) -> None:
        """A device has finished."""
        self._running.discard(row.device)
        self._done += 1
        self._partial += row.status == "partial"
        self._failed += row.status in {"failed", "skipped"}
        self._show()

    def handler(self) -> logging.Handler | None:
        """Where log lines for the terminal have to go while the bar is drawn; None without a bar."""
        return _Above(self._bar.console) if self._bar else None

    def _show(self) -> None:
        if self._bar:
            partial = f"{self._partial} partial, " if self._partial else ""
            state = f"{partial}{self._failed} failed, {len(self._running)} running"
            self._bar.update(self._task, completed=self._done, state=state)


class _Above(logging.Handler):
    """Prints log lines above the bar, as plain text."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        self._console.print(self.format(record), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _make_bar(stream: TextIO, total: int, *, color: bool) -> tuple[Bar, TaskID]:
    # rich costs 60 ms to import: not for cron, pipes and --quiet.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress  # noqa: PLC0415

    bar = RichProgress(
        MofNCompleteColumn(),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[state]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(file=stream, no_color=not color, force_terminal=True),
        transient=True,
        refresh_per_second=8,
    )
    return bar, bar.add_task("", total=total, state="0 failed, 0 running")
