"""Who differs from the rest: devices with equal outputs, and what the others lack or add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from netcollect.archive import Run, Stored, stored
from netcollect.compare.hunks import Sides, hunks, sides_of
from netcollect.compare.own import OwnForms
from netcollect.compare.pairs import DEPTH, earlier_runs
from netcollect.compare.result import Hunk
from netcollect.compare.veil import veil_of
from netcollect.document import DeviceResult
from netcollect.errors import InputError


class Alike(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Devices that are equal, and what they differ in from the reference: `removed` is what they lack.

    `since` is the first run of the unbroken series in which they differ.
    """

    devices: tuple[str, ...]
    hunks: tuple[Hunk, ...] = ()
    since: str | None = None


class Comparison(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One command on devices that share the values `by`; the first of `groups` is the reference.

    It is the largest; `tie` says that another one is as large, and `missing` who gave no output, and why.
    There are no groups where nobody gave one.
    """

    command: str
    by: dict[str, str]
    groups: tuple[Alike, ...]
    tie: bool = False
    missing: dict[str, str] = {}


class Equality(msgspec.Struct, frozen=True, kw_only=True):
    """Who differs from the rest in a run."""

    schema: int = 1
    run: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared: `by` are keys of the devices that must be equal for them to be compared.

    With `exact` a device's own name, host and facts count too. Differences are told only where the largest
    group has at least the part `majority` of the devices (0 to 1): elsewhere there is no rest to differ from.
    With a `mask_key` what is told has no secrets.
    """

    wanted: Callable[[DeviceResult, str], bool] = lambda _row, _command: True
    by: Sequence[str] = ("platform",)
    ignore: Sequence[str] = ()
    exact: bool = False
    context: int = 0
    majority: float = 0.0
    mask_key: bytes | None = None


@dataclass(slots=True)
class _Beside:
    """What a run is compared with: the forms of outputs, and the runs before, each read once."""

    question: Question
    forms: OwnForms
    runs: list[Run] | None = None

    def before(self, run: Run) -> list[Run]:
        """The runs before the one that is compared in, the newest first."""
        if self.runs is None:
            self.runs = list(islice(earlier_runs(run), DEPTH))
        return self.runs


def equality(run: Run, question: Question) -> Equality:
    """The devices of a run in groups of equal outputs, for each command and each value of the keys.

    Raises:
        InputError: no device has a key.
    """
    _check_keys(run, question.by)
    forms = OwnForms([*run.document.ignore, *question.ignore], question.exact)
    beside = _Beside(question, forms)
    sets: dict[tuple[str, tuple[str, ...]], list[Stored]] = {}
    for output in stored(run):
        if question.wanted(output.row, output.entry.command):
            values = tuple(value_of(output.row, key) for key in question.by)
            sets.setdefault((output.entry.command, values), []).append(output)
    missing = _missing(run, question)
    comparisons = [
        _compared(
            beside,
            command,
            dict(zip(question.by, values, strict=True)),
            sets.get((command, values), ()),
            missing.get((command, values), {}),
        )
        for command, values in {**sets, **missing}
    ]
    return Equality(run=run.name, comparisons=tuple(comparisons))


def value_of(row: DeviceResult, key: str) -> str:
    """A device's value of a key: `platform`, `group`, or a fact of the inventory; `-` where it has none."""
    if key == "platform":
        return row.platform
    if key == "group":
        return ",".join(row.groups) or "-"
    return str(row.facts.get(key, "-"))


def _check_keys(run: Run, keys: Iterable[str]) -> None:
    known = {"platform", "group"}.union(*(row.facts for row in run.document.devices))
    for key in keys:
        if key not in known:
            raise InputError.of("--by", f"no device has {key!r}", f"choose from {', '.join(sorted(known))}")


def _missing(run: Run, question: Question) -> Mapping[tuple[str, tuple[str, ...]], dict[str, str]]:
    """Who gave no output of a command, and why."""
    found: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
    for row in run.document.devices:
        values = tuple(value_of(row, key) for key in question.by)
        for entry in row.commands:
            if not (entry.sha256 and entry.file) and question.wanted(row, entry.command):
                error = entry.error or row.error
                found.setdefault((entry.command, values), {})[row.device] = str(
                    error.kind if error else entry.status
                )
    return found


def _compared(
    beside: _Beside, command: str, by: dict[str, str], outputs: Sequence[Stored], missing: dict[str, str]
) -> Comparison:
    groups: dict[str, list[Stored]] = {}
    for output in outputs:
        try:
            groups.setdefault(beside.forms.of(output).sha256, []).append(output)
        except InputError:
            missing = {**missing, output.row.device: "unreadable"}
    if not groups:
        return Comparison(command=command, by=by, groups=(), missing=missing)
    largest, *others = sorted(groups.values(), key=len, reverse=True)
    reference = largest[0]
    is_told = len(largest) >= beside.question.majority * sum(map(len, groups.values()))
    return Comparison(
        command=command,
        by=by,
        groups=(
            Alike(devices=_names(largest)),
            *(
                _differing(beside, reference, each) if is_told else Alike(devices=_names(each))
                for each in others
            ),
        ),
        tie=bool(others) and len(others[0]) == len(largest),
        missing=missing,
    )


def _differing(beside: _Beside, reference: Stored, group: Sequence[Stored]) -> Alike:
    sides = _sides(beside, reference, group[0])
    return Alike(
        devices=_names(group),
        hunks=hunks(
            sides, beside.question.context, veil_of(reference.row.platform, beside.question.mask_key)
        ),
        since=_since(beside, reference, group[0]),
    )


def _sides(beside: _Beside, one: Stored, other: Stored) -> Sides:
    return sides_of(one.text, other.text, beside.forms.of(one), beside.forms.of(other))


def _since(beside: _Beside, reference: Stored, other: Stored) -> str:
    """The first run of the unbroken series in which two devices differ; one without them breaks none."""
    since = other.run.name
    for run in beside.before(other.run):
        one, two = (_output(run, each) for each in (reference, other))
        if one is None or two is None:
            continue
        try:
            if beside.forms.of(one).lines == beside.forms.of(two).lines:
                break
        except InputError:
            continue
        since = run.name
    return since


def _output(run: Run, like: Stored) -> Stored | None:
    """The output of the same device and command in another run."""
    row = run.devices.get(like.row.device)
    found: Iterator[Stored] = (
        Stored(run, row, entry)
        for entry in (row.commands if row else ())
        if row and entry.command == like.entry.command and entry.sha256 and entry.file
    )
    return next(found, None)


def _names(outputs: Sequence[Stored]) -> tuple[str, ...]:
    return tuple(each.row.device for each in outputs)
