"""What is a device's own in its outputs: its name, its address, and what the inventory says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from netcollect.archive import Stored
from netcollect.comparable import Form, comparable, rules_of
from netcollect.document import DeviceResult

#: Shorter values stand in too many words.
_SHORTEST = 3


@dataclass(slots=True)
class OwnForms:
    """What of outputs is compared between devices, each made once; with `exact` also what is their own.

    `ignore` are the user's patterns, beside those that an output's run was made with.
    """

    ignore: Sequence[str] = ()
    exact: bool = False
    _known: dict[tuple[str, ...], Form] = field(default_factory=dict)

    def of(self, output: Stored) -> Form:
        """The form of an output.

        Raises:
            InputError: what is stored is not what the run wrote.
        """
        row, entry = output.row, output.entry
        ignore = tuple(dict.fromkeys([*output.run.document.ignore, *self.ignore]))
        # A device may have been another one, and a run made with other patterns.
        own = (row.device, row.host, row.platform, repr(row.facts))
        key = (*own, entry.command, str(entry.sha256), *ignore)
        if key not in self._known:
            form = comparable(output.text, rules_of(row.platform, entry.command, ignore))
            self._known[key] = form if self.exact else without_own(form, row)
        return self._known[key]


def without_own(form: Form, row: DeviceResult) -> Form:
    """The form with the device's name, host and facts replaced by what they are: `<name>`, `<site>`."""
    values = tuple(_own(row))
    pattern, names = _pattern(values), dict(reversed(values))

    def named(found: re.Match[str]) -> str:
        return f"<{names[found[0]]}>"

    return form._replace(lines=[pattern.sub(named, line) for line in form.lines])


def _own(row: DeviceResult) -> Iterator[tuple[str, str]]:
    """Values, and what they are; the first of a value holds."""
    yield row.device, "name"
    yield row.host, "host"
    for name, value in row.facts.items():
        if isinstance(value, str | int) and len(str(value)) >= _SHORTEST and not isinstance(value, bool):
            yield str(value), name


@lru_cache(maxsize=4096)
def _pattern(values: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    words = sorted({re.escape(value) for value, _ in values}, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(words)})(?![\w]|\.\w)")
