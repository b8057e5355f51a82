"""What stdout carries: each format is a class with two methods and a row in the table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TextIO

from netcollect.model import DeviceResult, RunResult, encode, encode_row
from netcollect.report.screen import printable
from netcollect.report.summary import summary


class Reporter(Protocol):
    """Tells a run's result; `device` in the order of completion, `finish` once."""

    def device(self, row: DeviceResult) -> None:
        """One device has finished."""
        ...

    def finish(self, result: RunResult, directory: Path) -> None:
        """The run has finished; its files stand in `directory`."""
        ...


class Summary:
    """For people: who failed, why, and what to do."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        self._stream, self._color = stream, color

    def device(self, row: DeviceResult) -> None:
        """Nothing: the progress bar shows this."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes the summary."""
        self._stream.write(summary(result, directory, self._stream, color=self._color))


class Text:
    """The outputs themselves, in inventory order, each behind its prompt line.

    On a terminal control characters are shown, not sent; into a pipe go the bytes as they are.
    """

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Nothing: the order is the inventory's."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes every stored output, read from its file one at a time."""
        first = True
        for row in result.devices:
            for name in dict.fromkeys(entry.file for entry in row.commands if entry.file):
                head = "" if first else "\n"
                if "/" in name:
                    # Layout command: the file holds the output alone, so say what it is of.
                    command = next(entry.command for entry in row.commands if entry.file == name)
                    head += f"{row.device}: {command}\n"
                self._write(head, directory / name)
                first = False

    def _write(self, head: str, path: Path) -> None:
        raw = getattr(self._stream, "buffer", None)
        if raw is None or self._stream.isatty():
            self._stream.write(head + printable(path.read_text("utf-8", errors="replace")))
            return
        self._stream.write(head)
        self._stream.flush()
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                raw.write(part)


class Json:
    """The result document, the same bytes as `manifest.json`."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Nothing: the document comes as a whole."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes the document."""
        del directory
        self._stream.write(encode(result).decode())


class JsonLines:
    """One device a line, as each one finishes."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Writes the line at once."""
        self._stream.write(encode_row(row).decode())
        self._stream.flush()

    def finish(self, result: RunResult, directory: Path) -> None:
        """Nothing more."""


class _Maker(Protocol):
    def __call__(self, stream: TextIO, *, color: bool) -> Reporter: ...


FORMATS: Mapping[str, _Maker] = {"summary": Summary, "text": Text, "json": Json, "jsonl": JsonLines}
