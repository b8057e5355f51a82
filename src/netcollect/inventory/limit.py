"""`--limit`: which of the inventory's devices a run is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate

from netcollect.errors import Problem
from netcollect.inventory.files import read_text
from netcollect.inventory.nearest import Nearest
from netcollect.inventory.source import Source, fail
from netcollect.model import Device

_WHERE = "--limit"


def select(devices: Sequence[Device], patterns: Sequence[str]) -> list[Device]:
    """The devices that the patterns name, in inventory order, each once.

    A pattern is a glob over names (`R*`), `group:NAME`, `platform:NAME` (globs too), `@FILE` (names, one
    a line; relative to the current directory), or any of these behind `!`, which leaves out. Several are
    a union; with only `!` patterns everyone else is in.

    Raises:
        InputError: a pattern, or a name in a file, matches no device; or the file cannot be read.
    """
    chosen, problems = pick(devices, patterns)
    fail(problems)
    return chosen


def pick(devices: Sequence[Device], patterns: Sequence[str]) -> tuple[list[Device], list[Problem]]:
    """As `select`, but a pattern that matches no device only adds nothing; gives the problems too."""
    if not patterns:
        return list(devices), []
    fleet = _Fleet(devices)
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for pattern in patterns:
        if pattern.startswith("!"):
            unwanted |= fleet.named_by(pattern[1:], pattern)
        else:
            wanted |= fleet.named_by(pattern, pattern)
    if all(pattern.startswith("!") for pattern in patterns):
        wanted = set(fleet.names)
    chosen = wanted - unwanted
    return [device for device in devices if device.name in chosen], fleet.problems


class _Fleet:
    """The devices, indexed by what patterns ask for."""

    def __init__(self, devices: Sequence[Device]) -> None:
        self.problems: list[Problem] = []
        self.names = {device.name: {device.name} for device in devices}
        self._platforms: dict[str, set[str]] = {}
        self._groups: dict[str, set[str]] = {}
        for device in devices:
            # Another program's inventory may have devices without one: `platform:*` leaves them out.
            if device.platform:
                self._platforms.setdefault(device.platform, set()).add(device.name)
            for group in device.groups:
                self._groups.setdefault(group, set()).add(device.name)
        self._nearest = Nearest()

    def named_by(self, pattern: str, shown: str) -> set[str]:
        """The names of the devices that a pattern, without its `!`, selects."""
        what, _, rest = pattern.partition(":")
        if pattern.startswith("@"):
            return self._listed(pattern[1:])
        if what == "group":
            return self._matching(rest, self._groups, shown)
        if what == "platform":
            return self._matching(rest, self._platforms, shown)
        return self._matching(pattern, self.names, shown)

    def _matching(self, pattern: str, table: dict[str, set[str]], shown: str) -> set[str]:
        if pattern in table:
            return table[pattern]
        matches: Callable[[str], object] = re.compile(translate(pattern)).match
        found = {name for key, names in table.items() if matches(key) for name in names}
        if not found:
            message = f"{shown!r} matches no device"
            self.problems.append(Problem(_WHERE, message, self._nearest.of(pattern, table)))
        return found

    def _listed(self, path: str) -> set[str]:
        source = Source(path)
        text = read_text(source, path) or ""
        names = {line.strip(): number for number, line in enumerate(text.split("\n"), 1)}
        wanted = {name: number for name, number in names.items() if name and not name.startswith("#")}
        self._note_unknown(source, wanted)
        if not wanted and not source.problems:
            source.note_at(0, 0, "lists no devices", "write one name per line")
        self.problems += source.problems
        return wanted.keys() & self.names.keys()

    def _note_unknown(self, source: Source, wanted: dict[str, int]) -> None:
        known: Iterable[str] = self.names
        for name, line in wanted.items():
            if name not in self.names:
                source.note_at(line, 1, f"no device is named {name[:100]!r}", self._nearest.of(name, known))
