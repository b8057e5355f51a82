"""The result of `collect ping`, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import msgspec

from netcollect.model import Reachability
from netcollect.report.screen import printable, tell


def write_table(stream: TextIO, rows: Sequence[Reachability], *, color: bool) -> None:
    """One line a device in inventory order, and a count."""
    cells = [
        [printable(cell) for cell in (row.device, row.platform, f"{row.host}:{row.port}", _answer(row))]
        for row in rows
    ]
    widths = [max((len(line[column]) for line in cells), default=0) for column in range(3)]
    for row, line in zip(rows, cells, strict=True):
        left = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False))
        tell(stream, f"{left}  {_painted(row, line[3], color=color)}\n")
    up = sum(row.status == "ok" for row in rows)
    tell(stream, f"{up} of {len(rows)} answer\n")


def write_json(stream: TextIO, rows: Sequence[Reachability]) -> None:
    """A list of objects in inventory order."""
    stream.write(msgspec.json.format(msgspec.json.encode(list(rows)), indent=2).decode() + "\n")


def _answer(row: Reachability) -> str:
    if row.error:
        return f"{row.error.kind}: {row.error.message}"
    return f"ok  {(row.seconds or 0) * 1000:.1f} ms"


def _painted(row: Reachability, text: str, *, color: bool) -> str:
    code = "32" if row.status == "ok" else "31"
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
