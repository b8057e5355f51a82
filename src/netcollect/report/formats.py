"""What goes to stdout: each format is a class with two methods."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TextIO

from netcollect.archive import open_stored, pieces, stored_files
from netcollect.document import DeviceResult, RunResult, encode, encode_row
from netcollect.report.screen import is_for_people, printable, send, tell
from netcollect.report.summary import Page, summary


class Reporter(Protocol):
    """Reports a run: `device` for each device as it completes, `finish` once at the end."""

    def device(self, row: DeviceResult) -> None:
        """One device has finished."""
        ...

    def finish(self, result: RunResult, directory: Path) -> None:
        """The run has finished; its files are in `directory`."""
        ...


class Summary:
    """For people: who failed, why, and what to do; a `width` of None takes the terminal's."""

    def __init__(self, stream: TextIO, *, color: bool, width: int | None = None) -> None:
        self._stream, self._color, self._width = stream, color, width

    def device(self, row: DeviceResult) -> None:
        """Does nothing: the progress bar shows it."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes the summary."""
        encoding = getattr(self._stream, "encoding", None)
        page = Page(width=self._width, color=self._color, encoding=encoding)
        tell(self._stream, _verdicts(result, directory, color=self._color))
        tell(self._stream, summary(result, directory, page))


def _verdicts(result: RunResult, directory: Path, *, color: bool) -> str:
    """What rules said, if any were judged: what is new first."""
    if result.audit is None:
        return ""
    from netcollect.archive import Run  # noqa: PLC0415 (rules are not on the path of every run)
    from netcollect.audit import stored_audit  # noqa: PLC0415
    from netcollect.report.audits.brief import brief  # noqa: PLC0415

    found = stored_audit(Run.with_document(directory, result))
    return "".join(f"{line}\n" for line in brief(found, color=color)) if found else ""


class Text:
    """The outputs themselves, in inventory order, a blank line between files.

    In layout `device` the file has the prompt lines; in layout `command`, where it is the output alone,
    the line `R1: show version` goes above it. On a terminal and in a CI job's log control characters are
    shown, not sent; any other pipe, and a file, gets the bytes as they are.
    """

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Does nothing: outputs come in inventory order."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes every stored output, read from its file a piece at a time."""
        write = self._show if is_for_people(self._stream) else self._copy
        between = ""
        for row in result.devices:
            for name, command in stored_files(row).items():
                head = f"{row.device}: {command}\n" if "/" in name else ""
                write(between + head, directory, name)
                between = "\n"

    def _show(self, head: str, directory: Path, name: str) -> None:
        tell(self._stream, printable(head))
        with open_stored(directory, name) as file:
            for line in file:
                tell(self._stream, printable(line.decode("utf-8", "surrogateescape")))

    def _copy(self, head: str, directory: Path, name: str) -> None:
        send(self._stream, head.encode("utf-8", "surrogateescape"))
        for piece in pieces(directory, name):
            send(self._stream, piece)


class Json:
    """The result document, the same bytes as `manifest.json`."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Does nothing: the document is written as a whole."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes the document."""
        del directory
        for part in encode(result):
            send(self._stream, part)


class JsonLines:
    """One device a line, as each one finishes."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        del color
        self._stream = stream

    def device(self, row: DeviceResult) -> None:
        """Writes the line at once."""
        send(self._stream, encode_row(row))
        self._stream.flush()

    def finish(self, result: RunResult, directory: Path) -> None:
        """Does nothing more."""
