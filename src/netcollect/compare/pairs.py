"""Which output is compared with which: by device and command, and who is missing on which side, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from netcollect.archive import Damaged, Run, Stored, begun_at, finished, readable, stored
from netcollect.compare.result import Status
from netcollect.document import DeviceResult
from netcollect.errors import InputError

#: How many runs to look back for a device's last good output.
DEPTH = 50

Key = tuple[str, str]


class Pair(NamedTuple):
    """A command of a device: its earlier output and its later one.

    `status` is `changed` where both are there, whatever they hold; otherwise `reason` says what is missing.
    """

    row: DeviceResult
    command: str
    status: Status
    old: Stored | None = None
    new: Stored | None = None
    reason: str = ""


class Before(NamedTuple):
    """What is compared with: outputs by device and command, and the devices that were tried, and how."""

    outputs: Mapping[Key, Stored]
    rows: Mapping[str, DeviceResult]
    #: Whose absence from the newer run says something.
    expected: Collection[str]
    run: str | None = None
    #: Earlier runs that cannot be read: what they have is not compared with.
    damaged: Sequence[str] = ()


def before(new: Run, old: Run) -> Before:
    """One run is compared with."""
    outputs = {each.key: each for each in stored(old)}
    return Before(outputs, old.devices, _expected(new, old), old.name)


def last_good(new: Run) -> Before:
    """Each command of each device is compared with its last good output of an earlier run."""
    wanted = {(row.device, entry.command) for row in new.document.devices for entry in row.commands}
    outputs: dict[Key, Stored] = {}
    rows: dict[str, DeviceResult] = {}
    damaged: list[str] = []
    whole: Run | None = None
    for run in islice(earlier_runs(new, lambda error: damaged.append(str(error))), DEPTH):
        whole = whole or (run if _is_whole(run) else None)
        rows = {**run.devices, **rows}
        outputs = {**_of(run, wanted), **outputs}
        if whole and len(outputs) == len(wanted):
            break
    return Before(outputs, rows, _expected(new, whole) if whole else (), damaged=damaged)


def _of(run: Run, wanted: Collection[Key]) -> dict[Key, Stored]:
    return {each.key: each for each in stored(run) if each.key in wanted}


def _pass_over(_problem: InputError) -> None:
    pass


def earlier_runs(new: Run, damaged: Damaged = _pass_over) -> Iterator[Run]:
    """The finished runs before one, the newest first, that are redacted or not as it is.

    Those that cannot be read are handed to `damaged`; unless you give it, nobody is told.
    """
    begin = begun_at(new.name)
    found = finished(new.path.parent.parent)
    others = (run for run in found if run.name != new.name and begun_at(run.name) <= begin)
    for run in readable(others, damaged):
        document = run.document
        earlier = (document.started, run.name) < (new.document.started, new.name)
        if earlier and document.redacted == new.document.redacted:
            yield run


def _is_whole(run: Run) -> bool:
    """Whether a run was for all devices of its inventory."""
    return not (run.document.limit or run.document.follows)


def _expected(new: Run, old: Run) -> Collection[str]:
    """The devices whose absence from the newer run says that they are gone from its inventory."""
    return old.devices.keys() if _is_whole(new) else ()


def pairs(new: Run, past: Before, wanted: Callable[[DeviceResult, str], bool]) -> Iterator[Pair]:
    """Every command of every device, in the order of the newer run; then the devices that are gone."""
    for row in new.document.devices:
        yield from (pair for pair in _of_device(new, row, past) if wanted(row, pair.command))
    for name in past.expected:
        if name not in new.devices and wanted(past.rows[name], ""):
            yield Pair(past.rows[name], "", "gone", reason="not in the inventory of the newer run")


def _of_device(new: Run, row: DeviceResult, past: Before) -> Iterator[Pair]:
    if row.status in ("failed", "skipped"):
        yield Pair(row, "", "not_collected", reason=_why(row))
        return
    if row.device not in past.rows:
        yield Pair(row, "", "new", reason=_nowhere(past))
        return
    for entry in row.commands:
        old = past.outputs.get((row.device, entry.command))
        if not (entry.sha256 and entry.file):
            why = f"{entry.error.kind}" if entry.error else entry.status
            yield Pair(row, entry.command, "not_collected", reason=why)
        elif old is None:
            yield _without_old(row, entry.command, past)
        else:
            yield Pair(row, entry.command, "changed", old, Stored(new, row, entry))
    yield from _not_asked(new, row, past)


def _not_asked(new: Run, row: DeviceResult, past: Before) -> Iterator[Pair]:
    """What only the one run has that somebody named; of earlier ones in general that says nothing."""
    asked = {entry.command for entry in row.commands}
    for entry in past.rows[row.device].commands if past.run is not None else ():
        if entry.command not in asked and (row.device, entry.command) in past.outputs:
            yield Pair(row, entry.command, "gone", reason=f"not asked in {new.name}")


def _nowhere(past: Before) -> str:
    """Why there is nothing of a device to compare with."""
    if past.run is not None:
        return f"not in {past.run}"
    return "in no earlier run that can be read" if past.damaged else "in no earlier run"


def _without_old(row: DeviceResult, command: str, past: Before) -> Pair:
    """A good output that nothing can be compared with."""
    earlier = past.rows[row.device]
    asked = next((each for each in earlier.commands if each.command == command), None)
    if past.run is not None and (asked is not None or earlier.status in ("failed", "skipped")):
        why = asked.error.kind if asked and asked.error else _why(earlier)
        return Pair(row, command, "not_collected", reason=f"{why} in {past.run}")
    return Pair(row, command, "new", reason="no earlier output")


def _why(row: DeviceResult) -> str:
    return str(row.error.kind) if row.error else row.status
