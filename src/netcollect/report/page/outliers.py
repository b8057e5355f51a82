"""Who differs from the rest, for the page: only where most devices are equal, so that there is a rest."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.compare import Alike, Comparison, Equality
from netcollect.report.page.beside import hunk_beside, size_of
from netcollect.report.page.model import Absent, Outlier, Outliers, Uneven, Unlike
from netcollect.report.page.room import Room

#: The part of the devices that must be equal for the others to be outliers, and the fewest devices.
MAJORITY, FEWEST = 0.6, 3
#: Groups of a comparison on a page, lines of each, and bytes of all of them.
GROUPS, LINES, BYTES = 20, 60, 400_000
#: What a group costs in the page, and each of its devices, beside its lines.
_GROUP, _NAME = 800, 24


def outliers_of(found: Equality, room: Room) -> Outliers:
    """Comparisons in which most devices are equal and some are not."""
    different = [each for each in found.comparisons if len(each.groups) > 1]
    equal = sum(len(each.groups) == 1 for each in found.comparisons)
    told = [each for each in different if _has_rest(each)]
    return Outliers(
        comparisons=equal + len(different),
        equal=equal,
        told=tuple(
            _unlike(each, [_outlier(group) for group in each.groups[1 : GROUPS + 1]], room) for each in told
        ),
        uneven=tuple(
            Uneven(each.command, _by(each), len(each.groups), _devices(each))
            for each in different
            if not _has_rest(each)
        ),
    )


def _devices(each: Comparison) -> int:
    return sum(len(group.devices) for group in each.groups)


def _has_rest(each: Comparison) -> bool:
    number = _devices(each)
    return number >= FEWEST and len(each.groups[0].devices) >= MAJORITY * number


def _by(each: Comparison) -> str:
    return ", ".join(f"{key} {value}" for key, value in each.by.items())


def _unlike(each: Comparison, groups: Sequence[Outlier], room: Room) -> Unlike:
    shown = [
        group for group in groups if room.take(_GROUP + _NAME * len(group.devices) + size_of(group.lines))
    ]
    return Unlike(
        command=each.command,
        by=_by(each),
        rest=len(each.groups[0].devices),
        devices=_devices(each),
        groups=tuple(shown),
        more=len(each.groups) - 1 - len(shown),
        absent=tuple(Absent(name, why) for name, why in each.missing.items()),
    )


def _outlier(group: Alike) -> Outlier:
    lines = [line for hunk in group.hunks for line in hunk_beside(hunk)]
    return Outlier(
        devices=group.devices,
        since=group.since,
        lines=tuple(lines[:LINES]),
        more=max(0, len(lines) - LINES),
        removed=sum(len(hunk.removed) for hunk in group.hunks),
        added=sum(len(hunk.added) for hunk in group.hunks),
    )
