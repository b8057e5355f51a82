"""What a simulated device is: believable, consistent between commands and devices, stable between runs.

All devices of a lab form a ring: each has a link to the one before and the one behind, so what one says
of its neighbour is what the neighbour says of itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import random
from dataclasses import dataclass

SITES = ("ams", "fra", "lon", "par", "vie", "zrh")
ROLES = ("core", "dist", "access")


@dataclass(frozen=True, slots=True)
class Interface:
    """One port: its number in the device, IPv4 address (empty: none), state, and what it leads to."""

    number: int
    address: str
    mask_length: int
    up: bool
    description: str
    mac: str


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The other end of a link."""

    hostname: str
    platform: str
    port: int
    local_port: int
    address: str
    router_id: str
    mac: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the commands of one device speak of; `uptime` is in minutes."""

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
    neighbors: tuple[Neighbor, ...]


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
    neighbors = [] if total == 1 else [_neighbor(behind, total, platforms, seed, port=1, remote=2)]
    if total > 1:
        neighbors.append(_neighbor(before, total, platforms, seed, port=2, remote=1))
    return Facts(
        index=index,
        hostname=hostname(index, platforms),
        platform=platforms[index % len(platforms)],
        site=SITES[index % len(SITES)],
        role=ROLES[index // len(SITES) % len(ROLES)],
        serial="".join(dice.choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=11)),
        uptime=dice.randint(4 * 24 * 60, 300 * 24 * 60),
        router_id=router_id(index),
        asn=64512 + index % 1000,
        interfaces=_interfaces(index, neighbors, seed, dice),
        neighbors=tuple(neighbors),
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


def _mac(index: int, port: int, seed: int) -> str:
    digest = hashlib.sha256(f"{seed}/{index}/{port}".encode()).hexdigest()
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
        mac=_mac(index, remote, seed),
    )


def _interfaces(
    index: int, neighbors: list[Neighbor], seed: int, dice: random.Random
) -> tuple[Interface, ...]:
    ports = [
        Interface(
            number=each.local_port,
            address=_own_end(each),
            mask_length=30,
            up=True,
            description=f"to {each.hostname}",
            mac=_mac(index, each.local_port, seed),
        )
        for each in neighbors
    ]
    for number in range(3, 3 + dice.randint(2, 6)):
        up = dice.random() < 0.5
        address = _user_address(index, number - 3) if up else ""
        text = f"users vlan {number}0" if up else ""
        ports.append(Interface(number, address, 28, up, text, _mac(index, number, seed)))
    return tuple(ports)


def _own_end(neighbor: Neighbor) -> str:
    head, _, last = neighbor.address.rpartition(".")
    return f"{head}.{int(last) + (-1 if neighbor.local_port == 1 else 1)}"
