r"""`{fact}`: a device's own values in the texts of a rule.

Only an identifier in braces is one: `\d{1,3}` is none. `{{fact}}` is the text `{fact}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from netcollect.document import DeviceResult

#: First what stands for a name in braces, then a name.
PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}|\{([A-Za-z_]\w*)\}")
#: What is a device's own beside its facts; these win over facts of the same name.
OWN = ("name", "host", "platform")


class NoFactError(Exception):
    """The inventory says nothing that could stand there; the message completes "RULE is unknown: …"."""


def names_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The facts that texts ask for, each once, in their order."""
    return tuple(
        dict.fromkeys(found[2] for text in texts for found in PLACEHOLDER.finditer(text) if found[2])
    )


def values_of(row: DeviceResult, names: Iterable[str]) -> dict[str, Any]:
    """A device's values by the names that ask for them.

    Raises:
        NoFactError: the inventory has no such fact of the device, or it is empty.
    """
    own = {"name": row.device, "host": row.host, "platform": row.platform}
    found = {}
    for name in names:
        value = own.get(name, row.facts.get(name))
        if value is None or value in ("", []):
            raise NoFactError(f"the inventory says no {name!r} of {row.device}")
        if isinstance(value, dict) or (isinstance(value, list) and any(map(_is_nested, value))):
            raise NoFactError(f"{name!r} of {row.device} is neither a text nor a list of texts")
        found[name] = value
    return found


def filled(text: str, values: dict[str, Any], quote: Callable[[str], str] = str) -> Iterator[str]:
    """The text with its values; a list gives a text for each of its members.

    >>> list(filled("ntp server {ntp}", {"ntp": ["192.0.2.1", "192.0.2.2"]}))
    ['ntp server 192.0.2.1', 'ntp server 192.0.2.2']
    """
    several = next((name for name in names_in([text]) if isinstance(values[name], list)), None)
    if several is None:
        yield PLACEHOLDER.sub(lambda found: _value(found, values, quote), text)
        return
    for value in values[several]:
        yield from filled(text, {**values, several: value}, quote)


def all_filled(
    texts: Iterable[str], values: dict[str, Any], quote: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Each of the texts with its values."""
    return tuple(each for text in texts for each in (filled(text, values, quote) if "{" in text else (text,)))


def _value(found: re.Match[str], values: dict[str, Any], quote: Callable[[str], str]) -> str:
    if found[1]:
        return f"{{{found[1]}}}"
    return quote(shown(values[found[2]]))


def shown(value: Any) -> str:
    """A value as configurations have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_nested(value: Any) -> bool:
    return value is None or isinstance(value, list | dict)
