"""The same change on many devices, told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from netcollect.compare.result import CommandDifference, DeviceDifference, RowChange
from netcollect.document import Change

_Told = tuple[str, str, tuple[str, ...], tuple[str, ...], str]


def grouped(devices: Iterable[DeviceDifference]) -> tuple[Change, ...]:
    """All changes, each with the devices that have it: by command, and the most frequent first."""
    found: dict[_Told, list[str]] = {}
    for device in devices:
        for command in device.commands:
            for change in _changes(command):
                names = found.setdefault(change, [])
                if device.device not in names[-1:]:
                    names.append(device.device)
    commands = list(dict.fromkeys(change[0] for change in found))
    order = sorted(found.items(), key=lambda item: (commands.index(item[0][0]), -len(item[1])))
    return tuple(
        Change(command, tuple(names), heading, removed, added, row)
        for (command, heading, removed, added, row), names in order
    )


def _changes(command: CommandDifference) -> Iterator[_Told]:
    if command.status != "changed":
        return
    if command.told:
        for row in command.rows:
            yield command.command, "", (), (), row_text(row)
        return
    for hunk in command.hunks:
        yield command.command, hunk.heading, hunk.removed, hunk.added, ""


def row_text(row: RowChange) -> str:
    """A row that changed, on one line: `Gi0/3 status: up → down`."""
    name = " ".join(_value(value) for value in row.key.values())
    if row.change == "changed":
        columns = ", ".join(
            f"{column}: {_value(old)} → {_value(new)}" for column, (old, new) in row.columns.items()
        )
        return f"{name} {columns}".strip()
    values = [_value(old if row.change == "gone" else new) for old, new in row.columns.values()]
    return f"{name} {row.change} ({', '.join(values)})" if values else f"{name} {row.change}"


def _value(value: object) -> str:
    return text_of(value) or "-"


def text_of(value: object) -> str:
    """The value of a cell as a line of text has it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
