"""What a simulated device is: believable, consistent between commands and devices, stable between runs.

All devices of a lab form a ring: each has a link to the one before and the one behind, so what one says
of its neighbour is what the neighbour says of itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

SITES = ("ams", "fra", "lon", "par", "vie", "zrh")
ROLES = ("core", "dist", "access")
#: What the clock of the first device shows on the lab's first day.
FIRST_DAY = datetime(2026, 11, 23, 14, 0, 11, tzinfo=UTC)
#: When the devices were configured, and when their links came up, before the first day.
CONFIGURED = datetime(2026, 11, 20, 3, 12, 8, 112_000, tzinfo=UTC)
LINKED = datetime(2026, 11, 21, 22, 40, 1, 903_000, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Interface:
    """One port: its number in the device, IPv4 address (empty: none), state, and what it leads to.

    A port that is not `enabled` was shut by hand. `since` is when it came into its state.
    """

    number: int
    address: str
    mask_length: int
    up: bool
    description: str
    mac: str
    enabled: bool
    since: datetime
    packets: int
    octets: int

    @property
    def state(self) -> Literal["up", "down", "shut"]:
        """Up, down because of a fault, or shut by hand."""
        return "up" if self.up else "down" if self.enabled else "shut"


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The other end of a link; `since` is when the link came into its state."""

    hostname: str
    platform: str
    port: int
    local_port: int
    address: str
    router_id: str
    mac: str
    up: bool
    since: datetime


class Statement(NamedTuple):
    """A line of a configuration that a later day brought: which service is at which address."""

    service: Literal["ntp", "syslog", "dns"]
    address: str


#: What a device logs.
What = Literal["configured", "mistyped", "port_up", "port_down", "neighbor_up", "neighbor_down"]


class Note(NamedTuple):
    """What a device logged: of a port, or of the neighbour behind one."""

    when: datetime
    what: What
    port: int = 0
    router_id: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the commands of one device speak of.

    `peers` are the links that are configured, `neighbors` those that are up. `unit` counts how often the
    device was replaced, and `tick` is a small number that differs from day to day. `uptime` is in minutes.
    """

    index: int
    hostname: str
    platform: str
    site: str
    role: str
    serial: str
    uptime: int
    router_id: str
    asn: int
    interfaces: tuple[Interface, ...]
    peers: tuple[Neighbor, ...]
    notes: tuple[Note, ...]
    now: datetime
    tick: int = 0
    unit: int = 0
    statements: tuple[Statement, ...] = ()

    @property
    def neighbors(self) -> tuple[Neighbor, ...]:
        """Whoever is at the other end of a link that is up."""
        return tuple(each for each in self.peers if each.up)

    @property
    def configured(self) -> datetime:
        """When somebody last changed the configuration."""
        return max(note.when for note in self.notes if note.what == "configured")

    def minutes(self, since: datetime) -> int:
        """How long ago something was."""
        return int((self.now - since).total_seconds()) // 60


_SHORT = {
    "cisco_ios": "ios",
    "cisco_nxos": "nxos",
    "arista_eos": "eos",
    "juniper_junos": "junos",
    "huawei_vrp": "vrp",
}


def facts(index: int, total: int, platforms: tuple[str, ...], seed: int) -> Facts:
    """The facts of device `index` (from 0) in a lab of `total` devices; platforms take turns."""
    dice = random.Random(f"{seed}/{index}")
    before, behind = (index - 1) % total, (index + 1) % total
    peers = [] if total == 1 else [_neighbor(behind, total, platforms, seed, port=1, remote=2)]
    if total > 1:
        peers.append(_neighbor(before, total, platforms, seed, port=2, remote=1))
    return Facts(
        index=index,
        hostname=hostname(index, platforms),
        platform=platforms[index % len(platforms)],
        site=SITES[index % len(SITES)],
        role=ROLES[index // len(SITES) % len(ROLES)],
        serial=serial(dice),
        uptime=dice.randint(4 * 24 * 60, 300 * 24 * 60),
        router_id=router_id(index),
        asn=64512 + index % 1000,
        interfaces=_interfaces(index, peers, seed, dice),
        peers=tuple(peers),
        notes=_notes(peers),
        now=FIRST_DAY + timedelta(minutes=index % 10, milliseconds=index % 1000),
    )


def nameless(hostname: str, platform: str) -> Facts:
    """A device of which nothing is known but its name."""
    return Facts(
        index=0, hostname=hostname, platform=platform, site="", role="", serial="", uptime=0,
        router_id="", asn=0, interfaces=(), peers=(), notes=(), now=FIRST_DAY,
    )  # fmt: skip


def serial(dice: random.Random) -> str:
    """A chassis' serial number."""
    return "".join(dice.choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=11))


def _notes(peers: list[Neighbor]) -> tuple[Note, ...]:
    """What a device's log holds on the first day."""
    return (
        Note(CONFIGURED, "configured"),
        Note(CONFIGURED + timedelta(milliseconds=3368), "port_up", 1),
        Note(CONFIGURED + timedelta(milliseconds=91_895), "mistyped"),
        *(Note(LINKED, "neighbor_up", each.local_port, each.router_id) for each in peers),
    )


def hostname(index: int, platforms: tuple[str, ...]) -> str:
    """A name that says site and platform, and is unique."""
    return f"{SITES[index % len(SITES)]}-{_SHORT[platforms[index % len(platforms)]]}-{index + 1:04d}"


def router_id(index: int) -> str:
    """The loopback's address, from 198.18.0.0/15 (RFC 2544: for tests)."""
    return f"198.18.{index >> 8 & 255}.{index & 255}"


def _link_address(link: int, side: int) -> str:
    """One of the two addresses of a /30 for the link behind device `link`, from 10.0.0.0/9."""
    return str(ipaddress.IPv4Address((10 << 24) + link * 4 + 1 + side))


def _user_address(index: int, port: int) -> str:
    """A port's address in a /28 that no other port of the lab has, from 10.128.0.0/9."""
    return str(ipaddress.IPv4Address((10 << 24) + (1 << 23) + (index * 8 + port) * 16 + 1))


def mac(index: int, port: int, seed: int, unit: int = 0) -> str:
    """A port's own address; another one in each chassis."""
    chassis = f"/{unit}" if unit else ""
    digest = hashlib.sha256(f"{seed}/{index}/{port}{chassis}".encode()).hexdigest()
    return f"02{digest[:10]}"


def _neighbor(
    index: int, total: int, platforms: tuple[str, ...], seed: int, *, port: int, remote: int
) -> Neighbor:
    # Port 1 leads to the device behind; the link has that lower device's number.
    link = index if port == 2 else (index - 1) % total
    return Neighbor(
        hostname=hostname(index, platforms),
        platform=platforms[index % len(platforms)],
        port=remote,
        local_port=port,
        address=_link_address(link, 1 if port == 1 else 0),
        router_id=router_id(index),
        mac=mac(index, remote, seed),
        up=True,
        since=LINKED,
    )


def _interfaces(index: int, peers: list[Neighbor], seed: int, dice: random.Random) -> tuple[Interface, ...]:
    def port(number: int, address: str, length: int, *, up: bool, description: str) -> Interface:
        return Interface(
            number=number,
            address=address,
            mask_length=length,
            up=up,
            description=description,
            mac=mac(index, number, seed),
            enabled=up,
            since=CONFIGURED,
            packets=1000 + number * 37,
            octets=64000 + number * 911,
        )

    ports = [
        port(each.local_port, _own_end(each), 30, up=True, description=f"to {each.hostname}")
        for each in peers
    ]
    for number in range(3, 3 + dice.randint(2, 6)):
        up = dice.random() < 0.5
        address = _user_address(index, number - 3) if up else ""
        text = f"users vlan {number}0" if up else ""
        ports.append(port(number, address, 28, up=up, description=text))
    return tuple(ports)


def _own_end(neighbor: Neighbor) -> str:
    head, _, last = neighbor.address.rpartition(".")
    return f"{head}.{int(last) + (-1 if neighbor.local_port == 1 else 1)}"
