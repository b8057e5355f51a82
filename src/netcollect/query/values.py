"""What a value is in a query, and what a column is called there."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Iterable
from typing import Any

from netcollect.document import as_unicode

#: What SQLite gives back, and what an answer holds.
Cell = str | int | float | None

_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,18})\Z")
_LARGEST = 2**63 - 1
_NO_NAME = re.compile(r"\W")


def cell(value: Any) -> Cell:
    """The value as a query sees it: a text that prints as an integer does is one; a list is JSON.

    >>> cell("9"), cell("007"), cell("+1"), cell(["a", "b"]), cell("")
    (9, '007', '+1', '["a","b"]', '')
    """
    if isinstance(value, str):
        return _of_text(value)
    if value is None or isinstance(value, float):
        return value if value is None or math.isfinite(value) else str(value)
    if isinstance(value, int):
        return int(value) if abs(value) <= _LARGEST else str(value)
    return as_unicode(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def _of_text(text: str) -> Cell:
    if _INTEGER.match(text) and -_LARGEST - 1 <= (number := int(text)) <= _LARGEST:
        return number
    return as_unicode(text)


def plain_name(name: str) -> str:
    """A name that SQL takes without quotes, as far as letters, digits and `_` make one.

    >>> plain_name("rack-unit"), plain_name("")
    ('rack_unit', '_')
    """
    return _NO_NAME.sub("_", as_unicode(name)) or "_"


def own_names(names: Iterable[str], taken: Container[str] = ()) -> list[str]:
    """Plain names of which no two are the same to SQL: one that is taken gets a `_`.

    >>> own_names(["device", "Speed", "speed"], {"device"})
    ['device_', 'Speed', 'speed_']
    """
    found: list[str] = []
    used: set[str] = set()
    for each in names:
        name = plain_name(each)
        while name.lower() in used or name.lower() in taken:
            name += "_"
        used.add(name.lower())
        found.append(name)
    return found


def quoted(name: str) -> str:
    """A name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'


def unpacked(value: Cell, *, is_list: bool) -> Any:
    """The value as JSON and YAML have it: a list that a query has as text is a list again."""
    if is_list and isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
