"""What a comparison of runs gives: plain values, as `--format json` shows them."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from netcollect.document import Change

#: What became of a device or of a command: `new` has nothing before it, `gone` nothing after it, and
#: `not_collected` failed on one side.
Status = Literal["changed", "same", "new", "gone", "not_collected"]


class Hunk(msgspec.Struct, frozen=True):
    """Lines that became others: `old_line` and `new_line` count from 1; `heading` is the section around them.

    `before` and `after` are lines around them that are equal on both sides.
    """

    heading: str
    old_line: int
    new_line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class RowChange(msgspec.Struct, frozen=True):
    """A row that changed, came or went: `key` names it, `columns` has the old and the new value of each."""

    change: Literal["changed", "new", "gone"]
    key: dict[str, Any]
    columns: dict[str, tuple[Any, Any]]


class CommandDifference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One command: `old` is the run of the earlier output, `reason` why there is nothing to compare.

    `rows` are there where both outputs could be parsed, and `told` says that they tell all that `hunks` do.
    """

    command: str
    status: Status
    old: str | None = None
    reason: str = ""
    hunks: tuple[Hunk, ...] = ()
    rows: tuple[RowChange, ...] = ()
    told: bool = False
    secrets: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """How many lines were added, and how many removed."""
        return sum(len(each.added) for each in self.hunks), sum(len(each.removed) for each in self.hunks)


class DeviceDifference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device; `reason` is why it was not collected."""

    device: str
    platform: str
    status: Status
    reason: str = ""
    commands: tuple[CommandDifference, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """How many devices, by what became of them, and how many outputs were compared; `secrets` were not."""

    devices: int = 0
    changed: int = 0
    same: int = 0
    new: int = 0
    gone: int = 0
    not_collected: int = 0
    outputs: int = 0
    secrets: int = 0


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from the run `old`, or where it is None from each device's last good output, to `new`.

    `devices` are those that are not the same, in inventory order.
    """

    schema: int = 1
    old: str | None
    new: str
    counts: Counted
    groups: tuple[Change, ...]
    devices: tuple[DeviceDifference, ...]
    notes: tuple[str, ...] = ()
