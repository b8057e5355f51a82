"""Whole names of interfaces: `Gi0/1` and `GigabitEthernet0/1` are one; a family's file has its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from netcollect.platforms import shipped
from netcollect.rows import normal

_PORT = re.compile(r"(?P<word>[A-Za-z]+(?:-[A-Za-z]+)*) ?(?P<number>\d.*)")


def interface(value: str, family: str) -> str | None:
    """An interface's whole name, as its family spells it.

    >>> interface("Gi0/1", "cisco_ios"), interface("Gig 0/1", "cisco_ios"), interface("eth0", "linux")
    ('GigabitEthernet0/1', 'GigabitEthernet0/1', 'eth0')
    """
    # Linux puts what an interface is stacked on behind it: `eth0.10@eth0`.
    return _whole(value.partition("@")[0], _names(family))


def far_interface(value: str, _family: str = "") -> str | None:
    """The whole name of an interface of nobody knows which family; as it is where families differ.

    >>> far_interface("Eth1/1"), far_interface("Po1"), far_interface("eth0"), far_interface("ge-0/0/1")
    ('Ethernet1/1', 'Po1', 'eth0', 'ge-0/0/1')
    """
    given = normal.text(value)
    # Linux writes eth0 where others mean Ethernet0.
    if given is None or not given[:1].isupper():
        return given
    found = {_whole(given, names) for names in _all_names()} - {given}
    return found.pop() if len(found) == 1 else given


def _whole(value: str, names: Mapping[str, str]) -> str | None:
    given = normal.text(value)
    parts = _PORT.fullmatch(given) if given else None
    if given is None or parts is None:
        return given
    word = parts["word"].lower()
    whole = names.get(word)
    if whole is None and len(word) >= 2:
        whole = next((long for short, long in names.items() if short.startswith(word)), None)
    return f"{whole}{parts['number']}" if whole else given


@lru_cache(maxsize=64)
def _names(family: str) -> Mapping[str, str]:
    """Every name in lower case, whole or short → the whole one."""
    found: dict[str, str] = {}
    for phrase in shipped().family(family).interface_names:
        long, *short = phrase.split()
        for name in (long, *short):
            found.setdefault(name.lower(), long)
    return found


@lru_cache(maxsize=1)
def _all_names() -> tuple[Mapping[str, str], ...]:
    found = (_names(name) for name in shipped().names)
    return tuple(names for names in found if names)
