"""iproute2 and nmcli, which take abbreviations: which of their commands only read.

Sources: iproute2's ip.c, ipaddress.c, iplink.c, tc_qdisc.c (the order in which beginnings are compared: `s`
is `set` to some objects, `ip a d` deletes); nmcli(1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netcollect.guard.words import phrases

#: Objects in the order in which `ip` compares a beginning with them.
_IP_OBJECTS = phrases(
    "address, addrlabel, maddress, route, rule, neighbor, neighbour, ntable, ntbl, link, l2tp, fou, ila, "
    "macsec, tunnel, tunl, tuntap, tap, token, tcpmetrics, tcp_metrics, monitor, xfrm, mroute, mrule, netns, "
    "netconf, vrf, sr, nexthop, mptcp, ioam, help, stats"
)
#: Objects to which `s` is `show`: they have no `set` or `save` that is compared first.
_IP_SHORT = frozenset(phrases("address, route, rule, neighbor, neighbour"))
_IP_UNREAD = frozenset(phrases("monitor, fou, ila, l2tp, mptcp, ioam, sr, xfrm"))
_OPTION = re.compile(
    r"--?(?:s|ss|stats|statistics|d|details|r|resolve|h|human|human-readable|iec|4|6|0|B|M|o|oneline|t|ts"
    r"|timestamp|br|brief|j|json|p|pretty|c|color|c(?:olor)?=\w+|V|compressvlans|nm|N)"
)
_VALUED = re.compile(r"--?(?:f|family|n|netns|rc|rcvbuf|l|loops)")


def _without_options(words: Sequence[str]) -> list[str] | None:
    """The words behind a program's options, or None where an option is not known."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if _VALUED.fullmatch(option):
            del rest[:1]
        elif not _OPTION.fullmatch(option):
            return None
    return rest


def ip_reads(words: Sequence[str]) -> bool:
    """Whether `ip` only shows."""
    plain = _without_options(words)
    if plain is None:
        return False
    if not plain:
        return "-V" in words
    kind = next((each for each in _IP_OBJECTS if each.startswith(plain[0])), "")
    if kind in _IP_UNREAD or not kind:
        return False
    return len(plain) == 1 or plain[1] in ("dev", "help") or _is_shown(kind, plain[1])


def _is_shown(kind: str, verb: str) -> bool:
    """Whether a verb, perhaps abbreviated, shows an object."""
    shortest = {"show": 1 if kind in _IP_SHORT else 2, "list": 1, "lst": 1, "ls": 1}
    shortest["get"] = 1 if kind == "route" else 3
    return any(len(verb) >= least and whole.startswith(verb) for whole, least in shortest.items())


def tc_reads(words: Sequence[str]) -> bool:
    """Whether `tc` only shows; `l` is `link`, which acts, to a queueing discipline."""
    plain = _without_options(words)
    return (
        plain is not None
        and len(plain) > 0
        and (
            plain[0] in ("qdisc", "class", "filter", "chain", "actions")
            and (len(plain) == 1 or plain[1] in ("show", "list", "ls", "lst", "get"))
        )
    )


def bridge_reads(words: Sequence[str]) -> bool:
    """Whether `bridge` only shows."""
    plain = _without_options(words)
    return (
        plain is not None
        and len(plain) > 0
        and (
            plain[0] in ("link", "fdb", "mdb", "vlan", "vni")
            and (len(plain) == 1 or plain[1] in ("show", "list", "ls", "lst", "get"))
        )
    )


_NMCLI = re.compile(
    r"(?:-[tpeo]+ |--(?:terse|pretty) |-[fmgwc] [\w.,:/-]+ |--(?:fields|mode) [\w.,:/-]+ )*"
    r"(?:(?:g|gen|general)(?: (?:s|status|permissions|hostname))?|(?:n|net|networking)(?: connectivity)?"
    r"|(?:r|radio)(?: (?:all|wifi|wwan))?|(?:c|con|conn|connection)(?: (?:s|sh|show)(?: .*)?)?"
    r"|(?:d|dev|device)(?: (?:(?:s|st|stat|status|show)(?: .*)?|wifi(?: list)?|lldp(?: list)?))?)?",
    re.ASCII,
)


def nmcli_reads(words: Sequence[str]) -> bool:
    """Whether `nmcli` only shows."""
    return _NMCLI.fullmatch(" ".join(words)) is not None
