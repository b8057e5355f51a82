"""The use case: an inventory held against what its devices said when they were last asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NamedTuple

from netcollect.archive import Run, prompt_of, read_output
from netcollect.document import DeviceResult
from netcollect.errors import InputError
from netcollect.model import Device
from netcollect.platforms import platform_of
from netcollect.query import Readable, Scope, chosen_runs, query
from netcollect.text import listed, plural

Kind = Literal["platform", "name", "serial", "unseen", "unreadable"]
#: A shorter word of a prompt is no name that was cut off.
_LONG = 12
#: What Junos puts behind a name: which routing engine speaks.
_ENGINE = re.compile(r"-re\d\Z")


class Finding(NamedTuple):
    """Something in which the inventory and a device disagree."""

    device: str
    kind: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found, in the inventory's order, and by how many runs."""

    findings: tuple[Finding, ...]
    runs: int


class _Said(NamedTuple):
    """What a device said of itself in a run."""

    run: str
    name: str
    serial: str


class _Seen(NamedTuple):
    """A device in the newest run that collected something from it."""

    run: Run
    row: DeviceResult
    readable: Readable


def lint(devices: Sequence[Device], output: Path, *, days: float, now: datetime) -> Lint:
    """Compares an inventory with the finished runs.

    For each device the newest run counts that collected something from it. Told are a platform that does not
    fit what the device said, a name that is not the one in its prompt, serial numbers that moved, devices
    that nothing was collected from for `days`, and outputs that say nothing because they cannot be read.

    Raises:
        InputError: there is no finished run.
    """
    past = chosen_runs(output, ("all",), "--output").runs
    seen = _newest(devices, past, output)
    said = _said(past, output)
    findings: list[Finding] = []
    for device in devices:
        found = seen.get(device.name)
        last = said.get(device.name, [])
        if found:
            findings += _platform(device, found)
            findings += _name(device, found, last)
            findings += _unreadable(device, found)
        findings += _serial(device, said)
        findings += _unseen(device, found, past[0], now - timedelta(days=days), days)
    return Lint(tuple(findings), len(past))


def _newest(devices: Sequence[Device], past: Sequence[Run], output: Path) -> Mapping[str, _Seen]:
    """For each device the newest run that has an output of it; runs come from the oldest."""
    wanted = {device.name for device in devices}
    found: dict[str, _Seen] = {}
    for each in reversed(past):
        run = Run(each.path)  # read, and forgotten where nobody needs it: a fleet's document is long
        readable = Readable(run, Scope(runs=[each], output=output))
        for name in wanted & run.devices.keys():
            row = run.devices[name]
            if any(entry.file for entry in row.commands):
                found[name] = _Seen(run, row, readable)
        wanted -= found.keys()
        if not wanted:
            break
    return found


def _platform(device: Device, seen: _Seen) -> Iterator[Finding]:
    """Whether what it said is what its platform says; nothing where no platform's words stand in it."""
    from netcollect.session.detection import spoken_for  # noqa: PLC0415 (netmiko takes half a second)

    family = platform_of(device.platform).family
    for entry in seen.row.commands:
        with suppress(InputError):  # it was changed since, or is not there any more: `_unreadable` tells that
            if entry.file and (found := spoken_for(entry.command, read_output(seen.run, seen.row, entry))):
                if family not in {platform_of(name).family for name in found}:
                    what = listed(sorted(found))
                    message = f"is {device.platform}, but its {entry.command!r} reads like {what}"
                    yield Finding(device.name, "platform", message)
                return


def _unreadable(device: Device, seen: _Seen) -> Iterator[Finding]:
    """Whether it was held against less than it said."""
    lost = [repr(each.command) for each in seen.row.commands if seen.readable.trouble(seen.row, each)]
    if lost:
        message = f"was not checked by what is not as it was stored: {listed(lost)} in {seen.run.name}"
        yield Finding(device.name, "unreadable", message)


def _name(device: Device, seen: _Seen, said: Sequence[_Said]) -> Iterator[Finding]:
    """Whether it has the inventory's name, by what it says itself, or by its prompt."""
    if _is_address(device.name):
        return
    prompt = prompt_of(seen.run, seen.row).rpartition("\n")[2].strip()
    told = next((each.name for each in said if each.run == seen.run.name and each.name), "")
    if told and _short(told) != _short(device.name):
        yield Finding(device.name, "name", f"calls itself {told!r}")
    elif prompt and not told and not _is_in(device.name, prompt):
        yield Finding(device.name, "name", f"has the prompt {prompt!r}")


def _is_in(name: str, prompt: str) -> bool:
    """Whether a prompt has the name; some devices cut a long one off."""
    words = re.findall(r"[a-z0-9][a-z0-9._-]*", prompt.lower())
    names = {name.lower(), _short(name)}
    return any(
        _ENGINE.sub("", word.rstrip(".")) in names
        or (len(word) >= _LONG and any(each.startswith(word) for each in names))
        for word in words
    )


def _short(name: str) -> str:
    return name.lower().partition(".")[0]


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _serial(device: Device, said: Mapping[str, Sequence[_Said]]) -> Iterator[Finding]:
    """Whether its serial number is another than before, or was another device's."""
    own = [each for each in said.get(device.name, ()) if each.serial]
    if not own:
        return
    serial = own[0].serial
    if before := next((each for each in own if each.serial != serial), None):
        message = f"has the serial number {serial} now, and had {before.serial} in {before.run}"
        yield Finding(device.name, "serial", message)
    for other, run in _with_serial(serial, said):
        if other != device.name:
            message = f"has the serial number {serial}, which {other} had in {run}"
            yield Finding(device.name, "serial", message)


def _with_serial(serial: str, said: Mapping[str, Sequence[_Said]]) -> Iterator[tuple[str, str]]:
    """The devices that had a serial number, each with the newest run in which it did."""
    for name, moments in said.items():
        if same := next((each for each in moments if each.serial == serial), None):
            yield name, same.run


def _unseen(
    device: Device, seen: _Seen | None, oldest: Run, since: datetime, days: float
) -> Iterator[Finding]:
    """Whether nothing was collected from it for too long."""
    if seen is None:
        yield Finding(device.name, "unseen", f"was never collected; the oldest run is {oldest.name}")
    elif datetime.fromisoformat(seen.run.document.started) < since:
        yield Finding(device.name, "unseen", f"was last collected in {seen.run.name}, {_more_than(days)} ago")


def _more_than(days: float) -> str:
    return f"more than {plural(int(days), 'day')}" if days == int(days) else f"more than {days} days"


def _said(past: Sequence[Run], output: Path) -> Mapping[str, list[_Said]]:
    """What the devices said of themselves, the newest first; nothing where nobody was asked."""
    scope = Scope(runs=past, output=output)
    found: dict[str, list[_Said]] = {}
    with suppress(InputError):  # no output answers the question what a device is
        rows = query("SELECT device, run, name, serial FROM facts ORDER BY run DESC", scope).tables[0].rows
        for device, run, name, serial in rows:
            found.setdefault(str(device), []).append(_Said(str(run), str(name or ""), str(serial or "")))
    return found
