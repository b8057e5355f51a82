"""The runs that are kept, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from netcollect.document import encode_any
from netcollect.report.screen import printable, send, tell

if TYPE_CHECKING:
    from netcollect.archive import RunRow

_HEADS = ("run", "started", "state", "devices", "failed", "changed", "violated", "seconds", "size")
_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def write_table(stream: TextIO, rows: Sequence[RunRow]) -> None:
    """A line a run, the newest first; what a run did not say is `-`."""
    lines = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    for line in lines:
        cells = [
            cell.ljust(width) if column < 3 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        tell(stream, "  ".join(cells).rstrip() + "\n")


def write_json(stream: TextIO, rows: Sequence[RunRow]) -> None:
    """A list of objects, the newest first."""
    send(stream, encode_any(list(rows)))


RUNS_FORMATS: Mapping[str, Callable[[TextIO, Sequence[RunRow]], None]] = {
    "table": write_table,
    "json": write_json,
}


def _cells(row: RunRow) -> tuple[str, ...]:
    numbers = (row.devices, row.failed, row.changed, row.violated)
    return (
        row.run,
        row.started[:16].replace("T", " ") or "-",
        printable(f"{row.state}: {row.why}" if row.why else row.state).replace("\n", " "),
        *("-" if number is None else str(number) for number in numbers),
        "-" if row.seconds is None else f"{row.seconds:.1f}",
        "-" if row.bytes is None else size(row.bytes),
    )


def size(number: float) -> str:
    """Bytes as people read them.

    >>> size(999), size(1_500), size(250_000_000)
    ('999 B', '1.5 kB', '250 MB')
    """
    unit = 0
    while number >= _THOUSAND and unit < len(_UNITS) - 1:
        number, unit = number / _THOUSAND, unit + 1
    return f"{number:.3g} {_UNITS[unit]}"
