"""Small things that several platforms' outputs are made of."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping

from netcollect.lab.facts import Facts

Command = Callable[[Facts], str]
Commands = Mapping[str, Command]


def mask(length: int) -> str:
    """A mask length as a dotted mask."""
    return str(ipaddress.IPv4Network(f"0.0.0.0/{length}").netmask)


def network(address: str, length: int) -> str:
    """The network address of an interface's address."""
    return str(ipaddress.IPv4Interface(f"{address}/{length}").network.network_address)


def dotted_mac(mac: str) -> str:
    """`0200.5e10.0001`."""
    return ".".join(mac[at : at + 4] for at in (0, 4, 8))


def colon_mac(mac: str) -> str:
    """`02:00:5e:10:00:01`."""
    return ":".join(mac[at : at + 2] for at in range(0, 12, 2))


def hyphen_mac(mac: str) -> str:
    """`0200-5e10-0001`."""
    return "-".join(mac[at : at + 4] for at in (0, 4, 8))


def span(minutes: int) -> tuple[int, int, int, int]:
    """Weeks, days, hours and minutes."""
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    weeks, day = divmod(days, 7)
    return weeks, day, hour, minute


def short_age(minutes: int) -> str:
    """A time as IOS and its kin put it: `08:12:00`, `2d19h`, `1w2d`."""
    weeks, days, hours, rest = span(minutes)
    if weeks:
        return f"{weeks}w{days}d"
    return f"{days}d{hours:02d}h" if days else f"{hours:02d}:{rest:02d}:00"


def clock_age(minutes: int) -> str:
    """A time as Junos puts it: `08:12:09`, `2d 19:12:09`, `1w2d 19:12:09`."""
    weeks, days, hours, rest = span(minutes)
    whole = f"{weeks}w{days}d " if weeks else f"{days}d " if days else ""
    return f"{whole}{hours:02d}:{rest:02d}:09"


def hours_age(minutes: int) -> str:
    """A time as VRP puts it: `0067h12m`."""
    return f"{minutes // 60:04d}h{minutes % 60:02d}m"


def services(facts: Facts, forms: Mapping[str, str]) -> list[str]:
    """The lines of a configuration that later days brought, in the platform's form of each."""
    return [forms[each.service].format(each.address) for each in facts.statements]


def long(size: int, line: Callable[[int], str]) -> str:
    """About `size` bytes of numbered lines."""
    if size <= 0:
        return ""
    width = len(line(0)) + 1
    return "\n".join(line(number) for number in range(max(1, size // width)))


def joined(facts: Facts, commands: Commands, names: tuple[str, ...]) -> str:
    """Several commands' outputs behind headings: what `show tech-support` is on every platform."""
    parts = [f"------------------ {name} ------------------\n\n{commands[name](facts)}\n" for name in names]
    return "\n".join(parts)
