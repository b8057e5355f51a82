"""What changed, for the page: each change once, as it is on its first device."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from netcollect import document
from netcollect.compare import CommandDifference, DeviceDifference, Difference, Hunk, RowChange, row_text
from netcollect.report.page.beside import hunk_beside, row_beside, size_of
from netcollect.report.page.model import Absent, Beside, Change, Changes
from netcollect.report.page.room import Room

#: Groups on a page, lines of each, and bytes of all of them: what is more is left to `collect diff`.
GROUPS, LINES, BYTES = 400, 200, 900_000
#: What a group costs in the page, and each of its devices, beside its lines.
_GROUP, _NAME = 800, 24

_Told = tuple[str, str, tuple[str, ...], tuple[str, ...], str]
_First = dict[_Told, tuple[DeviceDifference, Hunk | RowChange]]


def changes_of(found: Difference, room: Room) -> Changes:
    """A difference as the page tells it."""
    first = _first_of_each(found.devices)
    groups: list[Change] = []
    for each in islice(found.groups, GROUPS):
        group = _change(each, first)
        if not room.take(_GROUP + _NAME * len(group.devices) + size_of(group.lines)):
            break
        groups.append(group)
    return Changes(
        old=found.old,
        counts=found.counts,
        groups=tuple(groups),
        absent=tuple(_absent(found.devices)),
        notes=found.notes,
        more=len(found.groups) - len(groups),
    )


def _first_of_each(devices: Iterable[DeviceDifference]) -> _First:
    """For each change the first device that has it, and what it is there."""
    found: _First = {}
    for device in devices:
        for command in device.commands:
            for told, part in _parts(command):
                found.setdefault(told, (device, part))
    return found


def _parts(command: CommandDifference) -> Iterator[tuple[_Told, Hunk | RowChange]]:
    if command.told:
        for row in command.rows:
            yield (command.command, "", (), (), row_text(row)), row
    else:
        for hunk in command.hunks:
            yield (command.command, hunk.heading, hunk.removed, hunk.added, ""), hunk


def _change(each: document.Change, first: _First) -> Change:
    device, part = first[each.command, each.heading, each.removed, each.added, each.row]
    lines = hunk_beside(part) if isinstance(part, Hunk) else row_beside(part)
    return Change(
        command=each.command,
        heading=each.heading,
        row=each.row,
        gist="" if each.row else _gist(lines),
        devices=each.devices,
        shown=device.device,
        lines=lines[:LINES],
        more=max(0, len(lines) - LINES),
        removed=sum(line.mark in ("removed", "changed") for line in lines),
        added=sum(line.mark in ("added", "changed") for line in lines),
    )


def _gist(lines: Iterable[Beside]) -> str:
    """The first line that changed: what it is now, or what it was where it is gone."""
    first = next((line for line in lines if line.mark != "same"), None)
    side = first and (first.new or first.old)
    return side.text.strip() if side else ""


def _absent(devices: Iterable[DeviceDifference]) -> Iterator[Absent]:
    """The devices, and of those where another command changed the commands, that are on one side only."""
    for device in devices:
        if device.status != "changed":
            yield Absent(device.device, device.reason, status=device.status)
            continue
        for command in device.commands:
            if command.status != "changed":
                yield Absent(device.device, command.reason, command.command, command.status)
