"""How much a ping or a trace may ask of a network: bounds that hold in every vendor's spelling.

Sources: ping(8) and traceroute(8) of iputils, FreeBSD and busybox; the `ping` pages of the Cisco IOS, NX-OS,
ASA, Arista EOS, Junos, Huawei VRP, Comware, Nokia SR OS, AOS-CX, RouterOS, PAN-OS and VyOS references;
RFC 1112 and RFC 4291 for multicast addresses.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence

from netcollect.guard.options import Given, Options
from netcollect.guard.words import named, phrases
from netcollect.platforms import Probe

MOST_PACKETS = 100
LARGEST_SIZE = 9216
#: Seconds that a probe may last or wait for one answer.
LONGEST_WAIT = 600
#: Seconds between two packets; ping(8) leaves less to the superuser.
SHORTEST_INTERVAL = 0.2

_PROBES = frozenset(phrases("ping, ping6, traceroute, traceroute6, tracert"))
#: The first words of a line among which a ping or trace is looked for (`sudo root execute ping`), and those
#: behind which it is none.
_PROBE_DEPTH = 4
_LOOKS = phrases("show, display, get, list")
#: Keywords, as devices' command lines spell them, and the largest value of each.
_BOUNDS = {
    **dict.fromkeys(
        phrases("count, repeat, repetitions, send-count, probe, probes, probe-count, packets, -c, -m"),
        MOST_PACKETS,
    ),
    **dict.fromkeys(
        phrases("size, datagram-size, data-size, packet-size, packetsize, payload-size, datasize, -s"),
        LARGEST_SIZE,
    ),
    **dict.fromkeys(phrases("timeout, -t, wait, -w, duration"), LONGEST_WAIT),
}
#: Words that send as fast as can be, or to everybody.
_FLOODS = frozenset(phrases("flood, adaptive, bulk, sweep, unlimited, infinite, continuous, -f, -b"))
#: The least of the keywords that devices take abbreviated.
_SHORTEST = 3


def probe_objection(words: Sequence[str], own: Sequence[Probe]) -> str | None:
    """Why a ping or trace is refused: it asks too much, or names nothing, and then the device asks.

    Args:
        words: a whole command in small letters; one that is no probe is not refused.
        own: what the device's family means by the options of its probes.
    """
    verb = _probe_verb(words)
    if verb is None:
        return None
    place = next(place for place, word in enumerate(words) if word.strip("/").endswith(verb))
    if not words[place + 1 :]:
        return f"{words[place]!r} alone asks what to reach: {words[place]} ADDRESS"
    meant = next((probe for probe in reversed(own) if named(verb, (probe.verb,))), None)
    return excess(words[place + 1 :], meant)


def _probe_verb(words: Sequence[str]) -> str | None:
    """The word that makes a command a ping or trace: `ping` of `/tool/ping`, `sudo root execute ping`."""
    path = [part for word in words[:_PROBE_DEPTH] for part in word.strip("/").split("/")]
    if not path or named(path[0], _LOOKS):
        return None
    return next((word for at, word in enumerate(path) if _is_probe(word, first=at == 0)), None)


def _is_probe(word: str, *, first: bool) -> bool:
    """Whether it is a ping or trace; the verb may be abbreviated, and another may be a kind of one."""
    if first and len(word) > 1 and named(word, tuple(_PROBES)):
        return True
    return word in _PROBES or re.fullmatch(r"[a-z0-9-]+-(?:ping|trace)", word) is not None


def excess(words: Sequence[str], own: Probe | None = None) -> str | None:
    """Why a ping or traceroute asks too much, or None.

    Args:
        words: what stands behind the verb.
        own: what the device's family means by its options.

    Every spelling is known: `count 5`, `repeat 5`, `count=5`, `-c 5`. What has no bound in it passes: whether
    a device stops on its own is its family's to know.
    """
    bounds, harmless = _own_bounds(own), frozenset(phrases(own.harmless)) if own else frozenset[str]()
    if flood := next((word for word in words if word.lower() in _FLOODS - harmless), None):
        return f"{flood!r} floods"
    reasons = [_bound_objection(name, value, bounds) for name, value in _pairs(words)]
    reasons += [f"{word!r} is an address of many" for word in words if is_of_many(word)]
    return next(filter(None, reasons), None)


def _bound_objection(name: str, value: str, bounds: Mapping[str, tuple[int, int, str]]) -> str | None:
    """Why an option asks too much; `bounds` are those of the device's family, by name."""
    number = _number(value)
    if number is None:
        return None
    if name in bounds:
        least, most, unit = bounds[name]
        return (
            None if least <= number <= most else f"'{name} {value}' is not between {least} and {most}{unit}"
        )
    bound = next((most for word, most in _BOUNDS.items() if _means(name, word)), None)
    if bound is not None and number > bound:
        return f"'{name} {value}' is more than {bound}"
    return f"'{name} {value}' floods" if name in {"interval", "timeout"} and number == 0 else None


def _own_bounds(own: Probe | None) -> dict[str, tuple[int, int, str]]:
    """The options that a family means something of its own by: the least, the most, and the unit."""
    if own is None:
        return {}
    longest, shortest = LONGEST_WAIT * 1000, int(SHORTEST_INTERVAL * 1000)
    return {
        **dict.fromkeys(phrases(own.waits), (1, longest, " milliseconds")),
        **dict.fromkeys(phrases(own.intervals), (shortest, longest, " milliseconds")),
        **dict.fromkeys(phrases(own.counts), (1, MOST_PACKETS, "")),
    }


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, word in enumerate(words):
        name, equals, value = word.lower().partition("=")
        if equals:
            yield name.lstrip("-"), value
        elif at + 1 < len(words):
            yield name, words[at + 1]


def _means(given: str, word: str) -> bool:
    return given == word or (len(given) >= _SHORTEST and given.isalpha() and word.startswith(given))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", text) else None


def is_of_many(word: str) -> bool:
    """Whether a word is a multicast address, or the broadcast address of a local network."""
    host = word.strip("[]").partition("%")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_multicast or host.endswith(".255") or host == "0.0.0.0"


def linux_ping_objection(words: Sequence[str]) -> str | None:
    """Why a Linux or BSD `ping` is not run: it never ends, floods, or asks too much."""
    given = Options("46nqvDaAOULdr", "cIiWwstMSQm", long="count=").read(words)
    if given is None or len(given.operands) != 1:
        return "'ping' with these arguments does more than read: ping -c 5 HOST"
    if not {"-c", "--count"} & given.options.keys():
        return "'ping' without '-c' never ends: ping -c 5 HOST"
    if "-A" in given.options:
        return "'-A' floods"
    asked = [
        *_values(given, "-c", "--count", most=MOST_PACKETS),
        *_values(given, "-s", most=LARGEST_SIZE),
        *_values(given, "-w", "-W", most=LONGEST_WAIT),
    ]
    return _linux_objection(given, asked)


def linux_traceroute_objection(words: Sequence[str]) -> str | None:
    """Why a Linux or BSD `traceroute` is not run."""
    given = Options("46nITUFdDeV", "fmpqwzsiNtg", long="resolve-hostnames").read(words)
    if given is None or not 1 <= len(given.operands) <= 2:
        return "'traceroute' with these arguments does more than read: traceroute HOST"
    asked = [
        *_values(given, "-q", "-m", "-N", most=MOST_PACKETS),
        *_values(given, "-w", most=LONGEST_WAIT),
        *((size, LARGEST_SIZE) for size in given.operands[1:]),
    ]
    return _linux_objection(given, asked)


def mtr_objection(words: Sequence[str]) -> str | None:
    """Why `mtr` is not run: only a report of a bounded count ends."""
    given = Options("46nrwbzeT", "cism", long="report report-wide no-dns report-cycles= json").read(words)
    if given is None or len(given.operands) != 1:
        return "'mtr' with these arguments does more than read: mtr -r -c 5 HOST"
    if not {"-r", "-w", "--report", "--report-wide"} & given.options.keys():
        return "'mtr' without '-r' never ends: mtr -r -c 5 HOST"
    asked = [
        *_values(given, "-c", "--report-cycles", "-m", most=MOST_PACKETS),
        *_values(given, "-s", most=LARGEST_SIZE),
    ]
    return _linux_objection(given, asked)


def _values(given: Given, *names: str, most: int) -> list[tuple[str, int]]:
    return [(given.options[name], most) for name in names if name in given.options]


def _linux_objection(given: Given, asked: Sequence[tuple[str, int]]) -> str | None:
    for value, most in asked:
        number = _number(value)
        if number is None or number > most:
            return f"{value!r} is more than {most}"
    interval = given.options.get("-i", "1")
    if (_number(interval) or 0) < SHORTEST_INTERVAL:
        return f"an interval of {interval} floods"
    return excess(given.operands)
