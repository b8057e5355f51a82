"""One spelling for what vendors write in many: addresses, states, durations (`ports`: interfaces).

Each function takes a text as a template gives it, and gives None where the device says nothing. What it does
not know stays as the device wrote it: a strange value is better than a lost one.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

_NOTHING = frozenset({"", "-", "--", "---", "n/a", "none", "null", "unassigned", "unset", "not set", "never"})
_DOWN = re.compile(r"\badm(?:in|inistratively)?\b|disab|\*|\bshutdown\b", re.IGNORECASE)
_WORD_OF_STATE = re.compile(r"[a-z]+")
_UP = frozenset({"up", "connected", "enabled", "enable"})
_NOT_UP = frozenset(
    {"down", "administratively", "admin", "adm", "disabled", "disable", "notconnect", "notconnected"}
)

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS: Mapping[str, int] = {
    "y": 365 * _DAY,
    "w": 7 * _DAY,
    "d": _DAY,
    "h": _HOUR,
    "m": _MINUTE,
    "s": 1,
}
_UNIT = re.compile(
    r"(\d+) ?(years?|y|weeks?|w|days?(?:\(s\))?|d|hours?(?:\(s\))?|hrs?|h"
    r"|minutes?(?:\(s\))?|mins?|m|seconds?(?:\(s\))?|secs?|s)(?![a-z])",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"(\d+)([ywdhms])", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):(\d\d)(?::(\d\d)(?:\.\d+)?)?")
_BETWEEN = re.compile(r"[\s,/]|\band\b")

#: Letters of routing tables (IOS, XR, EOS, FortiOS, FRR), and the words of others, by what they begin with.
_LETTERS: Mapping[str, str] = {
    "C": "connected",
    "L": "local",
    "S": "static",
    "R": "rip",
    "B": "bgp",
    "O": "ospf",
    "i": "isis",
    "I": "isis",
    "D": "eigrp",
    "K": "kernel",
}
_WORDS: Mapping[str, str] = {
    "direct": "connected",
    "connected": "connected",
    "local": "local",
    "static": "static",
    "ospf": "ospf",
    "o_": "ospf",
    "bgp": "bgp",
    "ibgp": "bgp",
    "ebgp": "bgp",
    "isis": "isis",
    "is-is": "isis",
    "is_": "isis",
    "rip": "rip",
    "eigrp": "eigrp",
    "kernel": "kernel",
}


def text(value: str) -> str | None:
    """What a device says; None where that is only a mark for nothing.

    >>> text(" core-1 "), text("--")
    ('core-1', None)
    """
    stripped = value.strip()
    return None if stripped.lower() in _NOTHING else stripped


def address(value: str, _family: str = "") -> str | None:
    """An address in its one spelling (RFC 5952), with the length of its mask where it has one.

    >>> address("192.0.2.1 255.255.255.0"), address("2001:DB8:0:0::1/64"), address("unassigned")
    ('192.0.2.1/24', '2001:db8::1/64', None)
    """
    given = text(value)
    # Without a digit it is a word in an address's place: `directly connected`.
    if given is None or not re.search(r"[\d:]", given):
        return None
    host, _, mask = given.replace(" ", "/", 1).partition("/")
    try:
        found = ipaddress.ip_interface(f"{host}/{mask.strip()}" if mask else host)
    except ValueError:
        return given
    if found.ip.is_unspecified:
        return None
    return str(found) if mask else str(found.ip)


def prefix(value: str, _family: str = "") -> str | None:
    """A network in its one spelling.

    >>> prefix("10.0.0.0/255.0.0.0"), prefix("default"), prefix("192.0.2.1")
    ('10.0.0.0/8', '0.0.0.0/0', '192.0.2.1/32')
    """
    given = text(value)
    if given is None:
        return None
    if given == "default":
        return "0.0.0.0/0"
    try:
        return str(ipaddress.ip_network(given.replace(" ", "/", 1), strict=False))
    except ValueError:
        return given


def mac(value: str, _family: str = "") -> str | None:
    """A MAC address, in six pairs with colons.

    >>> mac("0000.5E00.5301"), mac("0000-5e00-5301"), mac("Incomplete")
    ('00:00:5e:00:53:01', '00:00:5e:00:53:01', None)
    """
    digits = re.sub(r"[.:-]", "", value.strip().lower())
    if re.fullmatch(r"[0-9a-f]{12}", digits):
        return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    return None if digits.strip("()<> ") in ("incomplete", "") else text(value)


def state(value: str, _family: str = "") -> str | None:
    """`up` or `down`, or another state in lower case: its first word.

    >>> state("*down"), state("UP(s)"), state("administratively down"), state("Idle (Admin)")
    ('down', 'up', 'down', 'idle')
    """
    word = _WORD_OF_STATE.search(value.lower())
    if word is None:
        return None
    if word[0] in _NOT_UP:
        return "down"
    return "up" if word[0] in _UP else text(word[0])


def admin(value: str, _family: str = "") -> str | None:
    """Whether an interface is meant to be up, from a state that says when it is not.

    >>> admin("administratively down"), admin("*down"), admin("down"), admin("")
    ('down', 'down', 'up', None)
    """
    if text(value) is None:
        return None
    return "down" if _DOWN.search(value) else "up"


def flags(value: str, _family: str = "") -> str | None:
    """Whether an interface is meant to be up, from Linux's flags.

    >>> flags("BROADCAST,MULTICAST,UP,LOWER_UP"), flags("BROADCAST,MULTICAST")
    ('up', 'down')
    """
    return "up" if "UP" in value.split(",") else "down"


def word(value: str, _family: str = "") -> str | None:
    """The first word.

    >>> word("FortiGate-60F v7.2.5,build1517,230606 (GA.F)")
    'FortiGate-60F'
    """
    return next(iter(value.split()), None)


def release(value: str, _family: str = "") -> str | None:
    """The first thing in a text that looks like the number of a version.

    >>> release("FortiGate-60F v7.2.5,build1517,230606 (GA.F)")
    '7.2.5'
    """
    found = re.search(r"\bv?(\d+(?:\.\d+)+)", value)
    return found[1] if found else None


def protocol(value: str, _family: str = "") -> str | None:
    """Where a route comes from, in one word.

    >>> protocol("O E2"), protocol("Direct"), protocol("ospf-1"), protocol("S*"), protocol("Access-internal")
    ('ospf', 'connected', 'ospf', 'static', 'access-internal')
    """
    given = text(value)
    if given is None:
        return None
    letter = _LETTERS.get(given[0]) if re.fullmatch(r"[A-Za-z]\W?( ?\w{1,2})?", given) else None
    lower = given.lower()
    word = next((ours for theirs, ours in _WORDS.items() if lower.startswith(theirs)), lower)
    return letter or word


def linux_protocol(value: str, _family: str = "") -> str | None:
    """As `protocol`, of Linux's own: what the kernel adds by itself are the networks of its addresses.

    >>> linux_protocol("kernel"), linux_protocol("ospf")
    ('connected', 'ospf')
    """
    return "connected" if value == "kernel" else protocol(value)


def bgp_state(value: str, _family: str = "") -> str | None:
    """A peer's state; a number in its place is that of the prefixes of an established session.

    >>> bgp_state("42"), bgp_state("Establ"), bgp_state("Idle (Admin)"), bgp_state("0/2/2/0")
    ('established', 'established', 'idle', 'established')
    """
    if value.strip()[:1].isdigit():
        return "established"
    word = _WORD_OF_STATE.search(value.lower())
    if word is None:
        return None
    return "established" if word[0].startswith("estab") else word[0]


def number(value: str, _family: str = "") -> int | str | None:
    """A whole number; AS numbers with a dot too (RFC 5396).

    >>> number("65001"), number("1.10"), number("Active")
    (65001, 65546, 'Active')
    """
    given = text(value)
    if given is None:
        return None
    if re.fullmatch(r"\d+", given):
        return int(given)
    if re.fullmatch(r"\d+\.\d+", given):
        high, low = map(int, given.split("."))
        return high * 2**16 + low
    return given


def count(value: str, _family: str = "") -> int | None:
    """A whole number, or None where another word stands in its place.

    >>> count("42"), count("Active")
    (42, None)
    """
    return int(value) if re.fullmatch(r"\s*\d+\s*", value) else None


def seconds(value: str, _family: str = "") -> int | str | None:
    """A duration in seconds; a year has 365 days.

    >>> seconds("1w2d"), seconds("2 weeks, 3 days"), seconds("1:02:03"), seconds("3d04h"), seconds("never")
    (777600, 1468800, 3723, 273600, None)
    """
    given = text(value)
    if given is None:
        return None
    if plain := re.fullmatch(r"(\d+)(?:\.\d+)?", given):
        return int(plain[1])
    rest, total = given, 0
    for pattern in (_UNIT, _TIGHT):
        total += sum(int(found[1]) * _UNITS[found[2][0].lower()] for found in pattern.finditer(rest))
        rest = pattern.sub(" ", rest)
    if clock := _CLOCK.search(rest):
        rest = rest.replace(clock[0], " ", 1)
        total += _clock(clock, behind_days=rest.strip() != "" or total > 0)
    return given if _BETWEEN.sub("", rest) else total


def _clock(found: re.Match[str], *, behind_days: bool) -> int:
    """`1:02:03`; of two numbers the first is hours only where days stand in front of them."""
    first, second = int(found[1]), int(found[2])
    if found[3] is not None:
        return first * _HOUR + second * _MINUTE + int(found[3])
    return first * _HOUR + second * _MINUTE if behind_days else first * _MINUTE + second
