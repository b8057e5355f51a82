"""Which of a device's commands a rule means, and why one has no output."""

from __future__ import annotations

from netcollect.document import CommandEntry, DeviceResult
from netcollect.query import Readable
from netcollect.text import is_meant


def entry_of(row: DeviceResult, command: str) -> CommandEntry | None:
    """What became of a command: as it is written, or else as an abbreviation of it."""
    wanted = " ".join(command.lower().split())
    exact = (each for each in row.commands if " ".join(each.command.lower().split()) == wanted)
    meant = (each for each in row.commands if is_meant(command, each.command))
    return next(exact, None) or next(meant, None)


def why_not(
    row: DeviceResult, entry: CommandEntry | None, command: str, readable: Readable | None = None
) -> str:
    """Why there is no output to judge; empty where there is one, which can be read if `readable` is given."""
    if entry is None:
        if row.error and row.status in ("failed", "skipped"):
            return f"not collected: {row.error.kind}"
        return f"it was not asked {command!r}"
    if entry.file and entry.sha256:
        return readable.trouble(row, entry) if readable else ""
    error = entry.error or row.error
    return f"not collected: {error.kind if error else entry.status}"
