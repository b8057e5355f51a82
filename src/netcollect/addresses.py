"""What can be a device's address: a host name, or an address of IPv4 or IPv6."""

from __future__ import annotations

import ipaddress
import re

from netcollect.secretkeys import without_password

_LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?\Z")
_ZONE = re.compile(r"%[A-Za-z0-9_.]{1,15}\Z")


def host_objection(host: str) -> str | None:
    """Why this is neither a host name nor an address; it may stand in another program's arguments."""
    shown = repr(without_password(host)[:80])
    if without_password(host) != host:
        return f"{shown} contains a login; give the address alone, and the login as `username` and `password`"
    if host.startswith("[") or ":" in host:
        return _ipv6_objection(host, shown)
    if re.fullmatch(r"[0-9.]+", host):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            return f"{shown} is not an IPv4 address"
        return None
    return None if _HOST.match(host) else f"{shown} is neither a host name nor an address"


def _ipv6_objection(host: str, shown: str) -> str | None:
    try:
        ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return f"{shown} is not an IPv6 address; leave out the brackets, and give a port as `port`"
    if "%" in host and not _ZONE.search(host):
        return f"{shown} has no valid interface name after %"
    return None


def same_for_all(host: str) -> str:
    """The one spelling of an address or name that all its spellings share."""
    if ":" in host:
        try:
            address = ipaddress.IPv6Address(host)
        except ValueError:
            return host.lower()
        return str(address.ipv4_mapped or address)
    return host.lower().rstrip(".")
