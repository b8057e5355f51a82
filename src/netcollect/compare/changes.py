"""What a run that ends says of itself: what changed since last time, grouped, without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from netcollect.archive import Run, Stored
from netcollect.compare.difference import Choice, Comparison
from netcollect.compare.groups import grouped
from netcollect.compare.pairs import Key, Pair
from netcollect.compare.result import DeviceDifference
from netcollect.document import Change
from netcollect.redaction import new_key

#: A run compares no more text than this (bytes) for it: what is left can be had from `collect diff`.
ENOUGH = 20 * 10**6
#: How many groups it tells, and how many lines of each.
GROUPS, LINES = 100, 40


def changes(new: Run, outputs: Mapping[Key, Stored]) -> tuple[Change, ...]:
    """What changed in a run from the earlier outputs; lines are redacted, because mail carries them.

    Args:
        new: the run, whose document says which outputs changed.
        outputs: the last good outputs before, by device and command.
    """
    found = list(_changed(new, outputs))
    return tuple(
        structs.replace(each, removed=each.removed[:LINES], added=each.added[:LINES])
        for each in grouped(found)[:GROUPS]
    )


def _changed(new: Run, outputs: Mapping[Key, Stored]) -> Iterator[DeviceDifference]:
    comparison, left = Comparison(Choice(mask_key=new_key())), ENOUGH
    for row in new.document.devices if new.document.changed else ():
        commands = []
        for entry in row.commands:
            old = outputs.get((row.device, entry.command))
            if not entry.changed or old is None:
                continue
            left -= (entry.bytes or 0) + (old.entry.bytes or 0)
            if left < 0:
                return
            pair = Pair(row, entry.command, "changed", old, Stored(new, row, entry))
            commands.append(comparison.of(pair))
        if commands:
            yield DeviceDifference(
                device=row.device, platform=row.platform, status="changed", commands=tuple(commands)
            )
