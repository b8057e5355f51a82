"""What is a device's own in its outputs: its name, its address, and what the inventory says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from netcollect.comparable import Form
from netcollect.document import DeviceResult

#: Shorter values stand in too many words.
_SHORTEST = 3


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
