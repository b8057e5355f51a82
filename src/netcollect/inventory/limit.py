"""`--limit`: which of the inventory's devices a run is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from netcollect.errors import Problem
from netcollect.inventory.source import Source, fail, nearest, read_text
from netcollect.model import Device

Test = Callable[[Device], bool]


def select(devices: Sequence[Device], patterns: Sequence[str]) -> list[Device]:
    """The devices that the patterns name, in inventory order.

    A pattern is a glob over names (`R*`), `group:NAME`, `platform:NAME` (globs too), `@FILE` (names, one
    a line), or any of these behind `!`, which leaves out. Several are a union; with only `!` patterns
    everyone else is in.

    Raises:
        InputError: a pattern matches no device, or its file cannot be read.
    """
    problems: list[Problem] = []
    wanted = [
        test for pattern in patterns if not pattern.startswith("!") for test in _tests(pattern, problems)
    ]
    unwanted = [
        test for pattern in patterns if pattern.startswith("!") for test in _tests(pattern[1:], problems)
    ]
    for name, test in wanted:
        if not any(test(device) for device in devices):
            problems.append(Problem("--limit", f"{name!r} matches no device", _meant(name, devices)))
    fail(problems)
    return [
        device
        for device in devices
        if (not wanted or any(test(device) for _, test in wanted))
        and not any(test(device) for _, test in unwanted)
    ]


def _tests(pattern: str, problems: list[Problem]) -> list[tuple[str, Test]]:
    what, _, rest = pattern.partition(":")
    if what == "group" and rest:
        return [(pattern, lambda device: any(fnmatchcase(group, rest) for group in device.groups))]
    if what == "platform" and rest:
        return [(pattern, lambda device: fnmatchcase(device.platform, rest))]
    if pattern.startswith("@"):
        source = Source(pattern[1:], problems)
        lines = (read_text(source, Path(pattern[1:])) or "").splitlines()
        names = {name for line in lines if (name := line.partition("#")[0].strip())}
        # A set, so that a file with thousands of names costs one look-up a device.
        exact: list[tuple[str, Test]] = [(pattern, lambda device: device.name in names)]
        return exact if names else []
    return [(pattern, lambda device: fnmatchcase(device.name, pattern))]


def _meant(pattern: str, devices: Sequence[Device]) -> str:
    what, _, rest = pattern.partition(":")
    if what == "group":
        return nearest(rest, {group for device in devices for group in device.groups})
    if what == "platform":
        return nearest(rest, {device.platform for device in devices})
    return nearest(pattern, [device.name for device in devices])
