"""What the document keeps of an inventory's facts: all of them, as JSON can hold them, but no secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from netcollect.document import as_unicode
from netcollect.model import Device
from netcollect.secretkeys import secrets_in

#: Deeper than any honest fact; a mapping of the library's user may hold itself.
_DEEPEST = 20
#: What JSON's integers may be everywhere (64 bits, signed); a longer one is kept as text.
_LARGEST = 2**63 - 1


def kept_facts(device: Device) -> dict[str, Any]:
    """A device's facts by name; one that holds a secret, at whatever depth, is left out as a whole.

    The inventory refuses such facts; those of a mapping that a program made may hold anything.
    """
    return {
        as_unicode(str(name)): _plain(value)
        for name, value in device.facts.items()
        if next(secrets_in(str(name), value), None) is None
    }


def _plain(value: Any, depth: int = 0) -> Any:
    """The same value in JSON's own types; what has none is told by its text."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return int(value)
    if depth < _DEEPEST and isinstance(value, Mapping | list | tuple | set | frozenset):
        return _plain_parts(value, depth + 1)
    return as_unicode(str(value))


def _plain_parts(value: Mapping[Any, Any] | Collection[Any], depth: int) -> Any:
    if isinstance(value, Mapping):
        return {as_unicode(str(key)): _plain(each, depth) for key, each in value.items()}
    parts = [_plain(each, depth) for each in value]
    return sorted(parts, key=str) if isinstance(value, set | frozenset) else parts
