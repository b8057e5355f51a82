"""The lab's days: what happens to its network in the night before each, and what the devices are after it.

The first day is quiet. In every later night a link fails, a port to users goes down, a device is replaced,
and the same line is configured on several devices; what failed comes back after some days. The story is made
of the seed and the day alone. Clocks, uptimes and counters go on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from netcollect.lab.cisco import port_name
from netcollect.lab.facts import (
    FIRST_DAY,
    Facts,
    Interface,
    Neighbor,
    Note,
    Statement,
    What,
    facts,
    mac,
    serial,
)

Kind = Literal["port_up", "link_up", "link_down", "port_down", "replaced", "configured"]

#: The order of a night, and at which minute after three o'clock each part of it is.
_MINUTES: dict[Kind, int] = {
    "port_up": 2,
    "link_up": 4,
    "link_down": 12,
    "port_down": 17,
    "replaced": 31,
    "configured": 55,
}
#: How long a device that is being replaced is away, in minutes.
_AWAY = 16
_SERVICES: tuple[Literal["ntp", "syslog", "dns"], ...] = ("ntp", "syslog", "dns")
#: How many nights something stays down, if there is enough else that can go down.
_NIGHTS = 2
#: One of so many devices, ports and links has its turn in a night; one of five misses a new line.
_SHARE, _MISSED = 100, 5


class Event(NamedTuple):
    """What happened in the night before a day, to which devices (by index) and which of their ports."""

    day: int
    kind: Kind
    devices: tuple[int, ...]
    ports: tuple[int, ...] = ()
    statement: Statement | None = None

    @property
    def when(self) -> datetime:
        """The moment."""
        return FIRST_DAY.replace(hour=3, minute=0) + timedelta(days=self.day - 1, minutes=_MINUTES[self.kind])


def network(total: int, platforms: tuple[str, ...], seed: int, day: int = 1) -> tuple[Facts, ...]:
    """Every device of a lab on a day, counted from 1."""
    first = tuple(facts(index, total, platforms, seed) for index in range(total))
    if day == 1:
        return first
    states = [_State(each) for each in first]
    for number in range(2, day + 1):
        for event in events(first, seed, number):
            _HAPPENS[event.kind](states, event)
    units = [state.unit for state in states]
    return tuple(_facts(state, seed, day, units) for state in states)


def events(devices: Sequence[Facts], seed: int, day: int) -> tuple[Event, ...]:
    """What happened in the night before a day, in order; the devices may be those of any day."""
    if day < 2:
        return ()
    chassis: list[_Place] = [((each.index,), ()) for each in devices]
    found = [
        *_failing("link", _links(devices), seed, day),
        *_failing("port", _ports(devices), seed, day),
        *(Event(day, "replaced", *each) for each in _turn("chassis", chassis, seed, day)),
        Event(day, "configured", _reached(len(devices), seed, day), (), _statement(day)),
    ]
    return tuple(sorted(found, key=lambda event: event.when))


_Place = tuple[tuple[int, ...], tuple[int, ...]]


def _links(first: Sequence[Facts]) -> list[_Place]:
    """Each link: a device and the one behind it."""
    return [((each.index, (each.index + 1) % len(first)), (1, 2)) for each in first if each.peers]


def _ports(first: Sequence[Facts]) -> list[_Place]:
    """Each port that leads to users."""
    linked = 2 if len(first) > 1 else 0
    return [
        ((each.index,), (port.number,)) for each in first for port in each.interfaces[linked:] if port.enabled
    ]


def _turn(what: str, places: list[_Place], seed: int, day: int) -> list[_Place]:
    """Whose turn it is in the night before a day; nobody's before the second day."""
    if day < 2 or not places:
        return []
    order = list(places)
    random.Random(f"{seed}/{what}").shuffle(order)
    number = max(1, len(order) // _SHARE)
    return [order[turn % len(order)] for turn in range((day - 2) * number, (day - 1) * number)]


def _failing(what: Literal["port", "link"], places: list[_Place], seed: int, day: int) -> Iterator[Event]:
    """What comes back, because it went down some nights before, and what goes down."""
    up: Kind = "port_up" if what == "port" else "link_up"
    down: Kind = "port_down" if what == "port" else "link_down"
    if len(places) == 1:
        # In every other night it is nobody's turn, so that the only one can come back.
        places = [*places, ((), ())]
    back = day - min(_NIGHTS, len(places) - 1)
    yield from (Event(day, up, *each) for each in _turn(what, places, seed, back) if each[0])
    yield from (Event(day, down, *each) for each in _turn(what, places, seed, day) if each[0])


def _reached(total: int, seed: int, day: int) -> tuple[int, ...]:
    """The devices that a new line was configured on: most of them."""
    order = list(range(total))
    random.Random(f"{seed}/{day}/line").shuffle(order)
    return tuple(sorted(order[: max(min(2, total), total - max(1, total // _MISSED))]))


def _statement(day: int) -> Statement:
    return Statement(_SERVICES[(day - 2) % len(_SERVICES)], f"192.0.2.{(day - 2) % 250 + 2}")


@dataclass(slots=True)
class _State:
    """A device while the nights pass; a port's `since` is its neighbour's too."""

    base: Facts
    unit: int = 0
    started: datetime | None = None
    up: dict[int, bool] = field(init=False)
    since: dict[int, datetime] = field(default_factory=dict)
    notes: list[Note] = field(init=False)
    statements: dict[str, Statement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.up = {port.number: port.up for port in self.base.interfaces}
        self.notes = list(self.base.notes)

    def turn(self, port: int, when: datetime, *, up: bool) -> None:
        """A port comes up or goes down, and its neighbour with it."""
        self.up[port], self.since[port] = up, when
        self.notes.append(Note(when, "port_up" if up else "port_down", port))
        later = when + timedelta(seconds=4 if up else 0, milliseconds=211)
        for each in self.base.peers:
            if each.local_port == port:
                what: What = "neighbor_up" if up else "neighbor_down"
                self.notes.append(Note(later, what, port, each.router_id))


def _turned(states: Sequence[_State], event: Event) -> None:
    for index, port in zip(event.devices, event.ports, strict=True):
        states[index].turn(port, event.when, up=event.kind in ("link_up", "port_up"))


def _replaced(states: Sequence[_State], event: Event) -> None:
    """Another chassis with the same configuration: its log begins anew, its neighbours saw it leave."""
    (index,) = event.devices
    state, back = states[index], event.when + timedelta(minutes=_AWAY)
    for peer in state.base.peers:
        if state.up[peer.local_port]:
            there = states[_behind(index, peer, len(states))]
            there.turn(peer.port, event.when, up=False)
            there.turn(peer.port, back, up=True)
    state.unit, state.started = state.unit + 1, back - timedelta(minutes=4)
    state.notes = [Note(back - timedelta(minutes=1), "configured")]
    for port, up in state.up.items():
        if up:
            state.turn(port, back, up=True)
        else:
            state.since[port] = state.started


def _configured(states: Sequence[_State], event: Event) -> None:
    assert event.statement is not None
    for index in event.devices:
        states[index].statements[event.statement.service] = event.statement
        states[index].notes.append(Note(event.when + timedelta(seconds=index % 60), "configured"))


_HAPPENS = {
    "port_up": _turned,
    "link_up": _turned,
    "port_down": _turned,
    "link_down": _turned,
    "replaced": _replaced,
    "configured": _configured,
}


def _behind(index: int, peer: Neighbor, total: int) -> int:
    """The number of the device at the other end of a link."""
    return (index + (1 if peer.local_port == 1 else -1)) % total


def _facts(state: _State, seed: int, day: int, units: Sequence[int]) -> Facts:
    """A device as it is on a day."""
    base, passed = state.base, day - 1
    now = base.now + timedelta(days=passed)
    dice = random.Random(f"{seed}/{base.index}/{day}")
    uptime = base.uptime + passed * 24 * 60
    if state.started:
        uptime = int((now - state.started).total_seconds()) // 60

    def port(each: Interface) -> Interface:
        traffic = passed * (9_001 + (base.index * 37 + each.number) * 53 % 70_000) * each.enabled
        return replace(
            each,
            up=state.up[each.number],
            since=state.since.get(each.number, each.since),
            mac=mac(base.index, each.number, seed, state.unit),
            packets=each.packets + traffic,
            octets=each.octets + traffic * 611,
        )

    def peer(each: Neighbor) -> Neighbor:
        there = _behind(base.index, each, len(units))
        return replace(
            each,
            up=state.up[each.local_port],
            since=state.since.get(each.local_port, each.since),
            mac=mac(there, each.port, seed, units[there]),
        )

    return replace(
        base,
        serial=serial(random.Random(f"{seed}/{base.index}/unit {state.unit}")) if state.unit else base.serial,
        uptime=uptime,
        interfaces=tuple(map(port, base.interfaces)),
        peers=tuple(map(peer, base.peers)),
        notes=tuple(sorted(state.notes)),
        now=now,
        tick=dice.randint(1, 29),
        unit=state.unit,
        statements=tuple(state.statements.values()),
    )


def story(devices: Sequence[Facts], seed: int, day: int) -> Iterator[str]:
    """What happened in the night before a day, in words; the devices may be those of any day."""
    for event in events(devices, seed, day):
        named = [devices[index] for index in event.devices]
        where = [
            f"{each.hostname} {port_name(each.platform, port)}"
            for each, port in zip(named, event.ports, strict=False)
        ]
        known = {"where": " and ".join(where), "device": named[0].hostname, "number": len(named)}
        if event.statement:
            known |= {"service": event.statement.service.upper(), "address": event.statement.address}
        yield f"{event.when:%H:%M} {_WORDS[event.kind].format(**known)}"


_WORDS: dict[Kind, str] = {
    "port_up": "{where} is up again",
    "link_up": "the link between {where} is up again",
    "link_down": "the link between {where} fails",
    "port_down": "{where} goes down",
    "replaced": "{device} is replaced by another chassis",
    "configured": "{service} server {address} is configured on {number} devices",
}
