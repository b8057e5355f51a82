"""Questions that can be asked of every vendor: what their tables hold, and which commands answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from netcollect.platforms.catalogue import current_catalogue, platform_of
from netcollect.platforms.family import Ask, Family

#: How the values of a column are written: see `rows.normal`.
Form = Literal[
    "text", "interface", "far_interface", "address", "prefix", "mac", "state", "protocol", "number", "seconds"
]


@dataclass(frozen=True, slots=True)
class Question:
    """A table that is the same for all vendors.

    `keys` are the columns by which the rows of a device's several commands are joined; without keys, a
    device is one row.
    """

    about: str
    columns: Mapping[str, Form]
    keys: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()


QUESTIONS: Mapping[str, Question] = {
    "facts": Question(
        "what each device is",
        {
            "name": "text",
            "vendor": "text",
            "model": "text",
            "version": "text",
            "serial": "text",
            "uptime": "seconds",
        },
        volatile=("uptime",),
    ),
    "interfaces": Question(
        "interfaces, their states and first addresses",
        {
            "interface": "interface",
            "admin": "state",
            "oper": "state",
            "address": "address",
            "description": "text",
        },
        ("interface",),
    ),
    "neighbors": Question(
        "who is connected to which interface (LLDP, CDP)",
        {"interface": "interface", "neighbor": "text", "neighbor_interface": "far_interface"},
        ("interface",),
    ),
    "arp": Question(
        "IPv4 neighbors and their MAC addresses",
        {"address": "address", "mac": "mac", "interface": "interface"},
        ("address", "interface"),
    ),
    "macs": Question(
        "MAC addresses that switches learned",
        {"vlan": "number", "mac": "mac", "interface": "interface"},
        ("vlan", "mac"),
    ),
    "routes": Question(
        "IPv4 routes",
        {"prefix": "prefix", "protocol": "protocol", "next_hop": "address", "interface": "interface"},
        ("prefix", "next_hop", "interface"),
    ),
    "bgp": Question(
        "BGP peers",
        {"peer": "address", "asn": "number", "state": "state", "prefixes": "number", "up": "seconds"},
        ("peer",),
        ("prefixes", "up"),
    ),
    "vlans": Question("VLANs", {"vlan": "number", "name": "text"}, ("vlan",)),
}


#: What else people call a question.
OTHER_NAMES: Mapping[str, str] = {"lldp": "neighbors", "cdp": "neighbors", "version": "facts"}


def asks_of(platform: str, question: str) -> tuple[Ask, ...]:
    """The commands that answer a question on a platform, in order; none if it has no command for it.

    >>> [ask.command for ask in asks_of("juniper_junos", "bgp")]
    ['show bgp summary']
    """
    families = current_catalogue()
    known = platform_of(platform)
    return _asks(families.family(known.family), known.base, question)


@lru_cache(maxsize=1024)
def _asks(family: Family, base: str, question: str) -> tuple[Ask, ...]:
    if base in family.unasked:
        return ()
    return tuple(ask for ask in family.asks if ask.question == question)
