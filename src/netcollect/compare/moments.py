"""One output over many runs: when it changed, and what it was at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from netcollect.archive import Run, Stored
from netcollect.compare.difference import Choice, Comparison
from netcollect.compare.pairs import Key, Pair
from netcollect.compare.result import CommandDifference
from netcollect.document import CommandEntry, DeviceResult

Wanted = Callable[[DeviceResult, str], bool]


class Gap(msgspec.Struct, frozen=True):
    """A run that did not get an output, and why."""

    run: str
    reason: str


class Moment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first run in which an output was as it then stayed; `difference` is from the moment before.

    `collected` is when that run began, `until` the last run in which the output was still the same.
    """

    run: str
    collected: str
    until: str
    sha256: str
    difference: CommandDifference | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """One output: the moments at which it changed, the newest first, and the runs that did not get it.

    `runs` counts those that did.
    """

    device: str
    platform: str
    command: str
    runs: int
    moments: tuple[Moment, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_current(self) -> bool:
        """Whether the newest run that asked for it got it."""
        return bool(self.moments) and not any(gap.run > self.moments[0].until for gap in self.gaps)


def histories(runs: Iterable[Run], choice: Choice) -> list[History]:
    """Each wanted output over these runs, which come newest first; by what counts, or by each character."""
    comparison = Comparison(choice)
    series: dict[Key, _Series] = {}
    for each in _asked(runs, choice.wanted):
        series.setdefault(each.key, _Series(each)).go_back(each, comparison)
    return [each.closed() for each in series.values()]


@dataclass(slots=True)
class _Series:
    """What is known so far of one output, walking back in time.

    `since` is the earliest so far of the equal outputs that are being walked, `last` the latest of them.
    """

    first: Stored
    count: int = 0
    since: Stored | None = None
    last: Stored | None = None
    moments: list[Moment] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def go_back(self, older: Stored, comparison: Comparison) -> None:
        """Takes in what an earlier run has."""
        if not _is_there(older):
            self.gaps.append(Gap(older.run.name, _why(older)))
            return
        if self.since is None or self.last is None:
            self.last = older
        else:
            found = self._compared(older, [self.since, self.last], comparison)
            if found.status == "not_collected":  # what is stored is not what the run wrote
                self.gaps.append(Gap(older.run.name, found.reason))
                return
            if found.status == "changed":
                self._note(self.since, self.last, found)
                self.last = older
        self.count += 1
        self.since = older

    def _compared(self, older: Stored, newer: Sequence[Stored], comparison: Comparison) -> CommandDifference:
        """What became of an output; of equal ones, one is read that is still as it was stored."""
        for each in newer:
            found = comparison.of(Pair(older.row, older.entry.command, "changed", older, each))
            if found.status != "not_collected":
                break
        return found

    def closed(self) -> History:
        """What came of it."""
        if self.since is not None and self.last is not None:
            self._note(self.since, self.last, None)
        return History(
            device=self.first.row.device,
            platform=self.first.row.platform,
            command=self.first.entry.command,
            runs=self.count,
            moments=tuple(self.moments),
            gaps=tuple(self.gaps),
        )

    def _note(self, since: Stored, last: Stored, difference: CommandDifference | None) -> None:
        run, sha256 = since.run, str(since.entry.sha256)
        self.moments.append(
            Moment(
                run=run.name,
                collected=run.document.started,
                until=last.run.name,
                sha256=sha256,
                difference=difference,
            )
        )


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest good output of a device and command, if there is one; `gaps` are later runs without it."""

    device: str
    command: str
    stored: Stored | None
    gaps: tuple[Gap, ...]


def newest(runs: Iterable[Run], wanted: Wanted) -> list[Newest]:
    """The newest good output of each device and command that these runs asked for; they come newest first."""
    found: dict[Key, Stored | None] = {}
    gaps: dict[Key, list[Gap]] = {}
    for each in _asked(runs, wanted):
        if found.setdefault(each.key, None) is None:
            if _is_there(each):
                found[each.key] = each
            else:
                gaps.setdefault(each.key, []).append(Gap(each.run.name, _why(each)))
    return [Newest(*key, stored, tuple(gaps.get(key, ()))) for key, stored in found.items()]


def _asked(runs: Iterable[Run], wanted: Wanted) -> Iterable[Stored]:
    """What was asked for and is wanted, those that gave no output among them."""
    for run in runs:
        for row in run.document.devices:
            for entry in row.commands if wanted(row, "") else ():
                if wanted(row, entry.command):
                    yield Stored(run, row, entry)


def _is_there(asked: Stored) -> bool:
    return bool(asked.entry.sha256 and asked.entry.file)


def _why(asked: Stored) -> str:
    entry: CommandEntry = asked.entry
    error = entry.error or asked.row.error
    return str(error.kind) if error else entry.status
