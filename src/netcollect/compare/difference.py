"""What changed between two runs: every output compared, and the same change on many devices told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import UNSET, structs

from netcollect.archive import Run
from netcollect.comparable import rules_of
from netcollect.compare.groups import grouped
from netcollect.compare.hunks import Sides, compared, hunks
from netcollect.compare.pairs import Before, Pair, pairs
from netcollect.compare.result import (
    CommandDifference,
    Counted,
    DeviceDifference,
    Difference,
    RowChange,
    Status,
)
from netcollect.compare.tables import covered, row_changes
from netcollect.compare.telling import tell_all
from netcollect.compare.veil import veil_of
from netcollect.document import CommandEntry, DeviceResult
from netcollect.errors import InputError

#: What counts first of a device's commands.
_WORST: Sequence[Status] = ("changed", "not_collected", "gone", "new", "same")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is compared, and how: each character with `exact`; `context` lines are shown around a change.

    With a `mask_key` what is told has no secrets: masks of this key stand in their places.
    """

    wanted: Callable[[DeviceResult, str], bool] = lambda _row, _command: True
    ignore: Sequence[str] = ()
    exact: bool = False
    context: int = 0
    mask_key: bytes | None = None


def is_same(old: CommandEntry, new: CommandEntry, *, exact: bool = False) -> bool:
    """Whether the documents alone say that two outputs are the same in what counts."""
    return old.sha256 == new.sha256 or (not exact and bool(old.compared) and old.compared == new.compared)


def ignored(pair: Pair, choice: Choice) -> tuple[str, ...]:
    """The user's patterns: those that the runs were made with, and those that are given now."""
    runs = [each.run.document.ignore for each in (pair.old, pair.new) if each]
    return tuple(dict.fromkeys([*(pattern for each in runs for pattern in each), *choice.ignore]))


@dataclass(slots=True)
class Comparison:
    """One comparison of runs; what was found of two texts is kept, because many devices may have the same."""

    choice: Choice
    known: dict[tuple[str, ...], CommandDifference] = field(default_factory=dict)

    def of(self, pair: Pair) -> CommandDifference:
        """What became of one command."""
        if pair.old is None or pair.new is None:
            return CommandDifference(command=pair.command, status=pair.status, reason=pair.reason)
        old, new = pair.old.entry, pair.new.entry
        secrets = 0 if new.secrets is UNSET else new.secrets
        if is_same(old, new, exact=self.choice.exact):
            return CommandDifference(
                command=pair.command, status="same", old=pair.old.run.name, secrets=secrets
            )
        patterns = ignored(pair, self.choice)
        key = (pair.row.platform, pair.command, str(old.sha256), str(new.sha256), *patterns)
        if key not in self.known:
            try:
                self.known[key] = self._compared(pair)
            except InputError as error:  # of this output alone: others may have the same text
                reason = str(error)
                return CommandDifference(command=pair.command, status="not_collected", reason=reason)
        return structs.replace(self.known[key], old=pair.old.run.name, secrets=secrets)

    def _compared(self, pair: Pair) -> CommandDifference:
        assert pair.old is not None
        assert pair.new is not None
        old, new = pair.old.text, pair.new.text
        platform = pair.row.platform
        rules = None if self.choice.exact else rules_of(platform, pair.command, ignored(pair, self.choice))
        sides = compared(old, new, rules)
        if not sides.blocks:
            return CommandDifference(command=pair.command, status="same")
        veil = veil_of(platform, self.choice.mask_key)
        found = CommandDifference(
            command=pair.command, status="changed", hunks=hunks(sides, self.choice.context, veil)
        )
        rows = row_changes(platform, pair.command, old, new) or ()
        told = bool(rows) and _tell_all(rows, sides)
        return structs.replace(found, rows=covered(rows, veil, (old, new)) if veil else rows, told=told)


def _tell_all(rows: Sequence[RowChange], sides: Sides) -> bool:
    """Whether rows tell all that the lines of a difference do, but for what is volatile in them."""
    removed = [line for each in sides.blocks for line in sides.old_form.lines[each.old_begin : each.old_end]]
    added = [line for each in sides.blocks for line in sides.new_form.lines[each.new_begin : each.new_end]]
    came = sum(row.change != "gone" for row in rows)
    went = sum(row.change != "new" for row in rows)
    return (len(added), len(removed)) == (came, went) and tell_all(rows, removed, added)


def difference(new: Run, past: Before, choice: Choice | None = None) -> Difference:
    """What changed from what is compared with to a run; device by device, and grouped."""
    chosen = choice or Choice()
    comparison = Comparison(chosen)
    found: dict[str, list[CommandDifference]] = {}
    rows: dict[str, DeviceResult] = {}
    for pair in pairs(new, past, chosen.wanted):
        rows[pair.row.device] = pair.row
        found.setdefault(pair.row.device, []).append(_unread(pair) or comparison.of(pair))
    devices = [_device(rows[name], commands) for name, commands in found.items()]
    return Difference(
        old=past.run,
        new=new.name,
        counts=_counted(devices),
        groups=grouped(devices),
        devices=tuple(_without_same(each) for each in devices if each.status != "same"),
        notes=tuple(_notes(new, past)),
    )


def _unread(pair: Pair) -> CommandDifference | None:
    """What became of a command one of whose files is gone: the documents tell of it as if it were there."""
    try:
        for each in filter(None, (pair.old, pair.new)):
            each.look()
    except InputError as error:
        return CommandDifference(command=pair.command, status="not_collected", reason=str(error))
    return None


def _device(row: DeviceResult, commands: Sequence[CommandDifference]) -> DeviceDifference:
    status = next(each for each in _WORST if any(command.status == each for command in commands))
    reasons = dict.fromkeys(_reason(each) for each in commands if each.status == status and each.reason)
    return DeviceDifference(
        device=row.device,
        platform=row.platform,
        status=status,
        reason=", ".join(reasons),
        commands=tuple(each for each in commands if each.command),
    )


def _reason(command: CommandDifference) -> str:
    """Why there is nothing to compare; a command that is gone is named, because the device is not."""
    named = command.status == "gone" and command.command
    return f"{command.command}: {command.reason}" if named else command.reason


def _without_same(device: DeviceDifference) -> DeviceDifference:
    return structs.replace(device, commands=tuple(each for each in device.commands if each.status != "same"))


def _counted(devices: Sequence[DeviceDifference]) -> Counted:
    compared_ones = [
        command for each in devices for command in each.commands if command.status in ("changed", "same")
    ]
    number = {status: sum(each.status == status for each in devices) for status in _WORST}
    return Counted(
        devices=len(devices),
        **number,
        outputs=len(compared_ones),
        secrets=sum(any(command.secrets for command in each.commands) for each in devices),
    )


def _notes(new: Run, past: Before) -> Iterable[str]:
    """What whoever reads the result has to know."""
    yield from (f"left out: {each}" for each in past.damaged)
    old = next((each.run for each in past.outputs.values()), None)
    if old is not None and old.document.redacted != new.document.redacted:
        which = new.name if new.document.redacted else old.name
        yield f"only {which} is redacted: every secret differs"
