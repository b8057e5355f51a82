"""Three FRRouting routers in a triangle, each in a network namespace, with vtysh behind OpenSSH.

Every router speaks OSPF with both neighbours, and iBGP from loopback to loopback, so that BGP outlives
any one link. The addresses are those kept for documentation (RFC 5737), the AS number too (RFC 5398).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.real.machine import MINE, NotReadyError, run, running, unix_account, wait_until
from integration.real.openssh import Sshd, openssh_server
from integration.real.requirements import program

#: Seconds for everything to converge; it takes three to six on an idle machine.
PATIENCE = 60.0

DAEMONS = ("zebra", "ospfd", "bgpd")

_NUMBERS = (1, 2, 3)

_ZEBRA = """\
hostname {name}
ip forwarding
interface lo
 ip address {router_id}/32
 ip address {lan_address}/28
{links}"""

_OSPFD = """\
hostname {name}
interface lo
 ip ospf area 0
{links}router ospf
 ospf router-id {router_id}
 timers throttle spf 0 50 500
 timers throttle lsa all 0
 timers lsa min-arrival 0
"""

_OSPF_LINK = """\
interface {interface}
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 4
 ip ospf area 0
"""

_BGPD = """\
hostname {name}
router bgp 64500
 bgp router-id {router_id}
{neighbours} address-family ipv4 unicast
  network {lan}
"""

_BGP_NEIGHBOUR = """\
 neighbor {neighbour} remote-as 64500
 neighbor {neighbour} update-source lo
 neighbor {neighbour} timers 1 4
 neighbor {neighbour} timers connect 1
"""


@dataclass(frozen=True, slots=True)
class Router:
    """One router: `R2` reaches R3 by its interface `to-r3`; `host` is where SSH answers for it."""

    number: int
    directory: Path

    @property
    def name(self) -> str:
        """Its host name, and the beginning of its prompt."""
        return f"R{self.number}"

    @property
    def namespace(self) -> str:
        """The network namespace that it lives in."""
        return f"{MINE}r{self.number}"

    @property
    def host(self) -> str:
        """Its own loopback address of the machine, the same for no two test processes at a time."""
        pid = os.getpid()
        return f"127.{64 + (pid >> 14) % 128}.{(pid >> 6) % 256}.{(pid % 64) * 4 + self.number}"

    @property
    def router_id(self) -> str:
        """Its loopback's address, which is its OSPF and BGP identity."""
        return f"192.0.2.{self.number}"

    @property
    def lan(self) -> str:
        """The network that it alone has, and tells the others by BGP."""
        return f"203.0.113.{16 * self.number}/28"

    @property
    def neighbours(self) -> tuple[int, ...]:
        """The numbers of the other routers."""
        return tuple(number for number in _NUMBERS if number != self.number)

    def address(self, neighbour: int) -> str:
        """Its address on the link to another router: 198.51.100.N, a /30 for each link."""
        return f"198.51.100.{4 * (self.number + neighbour) + (1 if self.number < neighbour else 2)}"

    def vtysh(self, command: str) -> str:
        """What the router says without SSH between: the truth that a collected output is held against."""
        return run("vtysh", "--vty_socket", self.directory, "--config_dir", self.directory, "-c", command)

    def next_hops(self, prefix: str) -> set[str]:
        """Where its selected routes to a prefix lead, recursive ones resolved; empty without a route."""
        routes = json.loads(self.vtysh("show ip route json")).get(prefix, [])
        hops = [hop for route in routes if route.get("selected") for hop in route["nexthops"]]
        return {hop["ip"] for hop in hops if hop.get("fib") and "ip" in hop}

    def full_neighbours(self) -> set[str]:
        """The router ids of the neighbours that OSPF is done with."""
        said: dict[str, Any] = json.loads(self.vtysh("show ip ospf neighbor json"))
        found = said.get("neighbors", said)
        return {key for key, states in found.items() if all(_is_full(state) for state in states)}


def _network(first: int, second: int) -> str:
    return f"198.51.100.{4 * (first + second)}/30"


def _is_full(state: dict[str, str]) -> bool:
    """FRR 10 names the state otherwise than FRR 8."""
    return (state.get("nbrState") or state.get("state", "")).startswith("Full")


@dataclass(frozen=True, slots=True)
class Triangle:
    """The running routers and the server that leads to them."""

    routers: tuple[Router, ...]
    sshd: Sshd

    def arguments(self, router: Router, device_type: str = "cisco_ios", **more: Any) -> dict[str, Any]:
        """ConnectHandler's arguments for a router; those of `Sshd.arguments` besides."""
        return self.sshd.arguments(device_type, **{"host": router.host, **more})

    @contextmanager
    def cut(self, first: int, second: int) -> Iterator[None]:
        """Takes the link between two routers down, and up again; waits for neither to be noticed.

        Leaving waits until all is as before.
        """
        router = self.routers[first - 1]
        link = ("ip", "-n", router.namespace, "link", "set", f"to-r{second}")
        run(*link, "down")
        try:
            yield
        finally:
            run(*link, "up")
            self.wait_until_converged()

    def wait_until_converged(self) -> None:
        """Waits until every router has both neighbours and reaches every network by the shortest way.

        Raises:
            NotReadyError: not within `PATIENCE`; the message holds what the routers say.
        """
        wait_until(lambda: all(map(_is_converged, self.routers)), within=PATIENCE, what=self.describe)

    def describe(self) -> str:
        """What one wants to see of routers that do not do what they should."""
        commands = ("show ip ospf neighbor", "show ip bgp summary", "show ip route")
        said = [
            f"{router.name}# {word}\n{router.vtysh(word)}" for router in self.routers for word in commands
        ]
        return "\n".join(["convergence", *said])


def _is_converged(router: Router) -> bool:
    others = [Router(number, router.directory) for number in router.neighbours]
    wanted = {f"{other.router_id}/32": {other.address(router.number)} for other in others}
    wanted |= {other.lan: {other.address(router.number)} for other in others}
    # The link that it has no part in: by both neighbours, at equal cost.
    wanted[_network(*router.neighbours)] = {other.address(router.number) for other in others}
    return router.full_neighbours() == {other.router_id for other in others} and all(
        router.next_hops(prefix) == hops for prefix, hops in wanted.items()
    )


@contextmanager
def frr_triangle(tmp: Path) -> Iterator[Triangle]:
    """The routers, linked, converged, and reachable by SSH with the password or key of one login.

    `tmp` is the scratch directory. Everything is removed behind it, whatever happens inside.

    Raises:
        NotReadyError: something did not start; the message holds what it said.
    """
    routers = tuple(Router(number, tmp / f"R{number}") for number in _NUMBERS)
    with ExitStack() as stack:
        for router in routers:
            stack.enter_context(_namespace(router))
        _link(routers)
        for router in routers:
            _write_configuration(router)
            for daemon in DAEMONS:
                stack.enter_context(_daemon(router, daemon))
        account = stack.enter_context(unix_account(tmp, groups=("frrvty",)))
        hosts = [router.host for router in routers]
        blocks = "".join(map(_match_block, routers))
        sshd = stack.enter_context(openssh_server(tmp, account=account, extra_config=blocks, addresses=hosts))
        triangle = Triangle(routers, sshd)
        triangle.wait_until_converged()
        yield triangle


def _match_block(router: Router) -> str:
    where = f"--vty_socket {router.directory} --config_dir {router.directory}"
    return f"Match LocalAddress {router.host}\n  ForceCommand {program('vtysh')} {where}\n"


@contextmanager
def _namespace(router: Router) -> Iterator[None]:
    run("ip", "netns", "add", router.namespace)
    try:
        run("ip", "-n", router.namespace, "link", "set", "lo", "up")
        yield
    finally:
        run("ip", "netns", "delete", router.namespace)


def _link(routers: Sequence[Router]) -> None:
    for first in routers:
        for second in routers[first.number :]:
            near, far = f"to-r{second.number}", f"to-r{first.number}"
            ends = ("netns", first.namespace, "type", "veth", "peer", "name", far, "netns", second.namespace)
            run("ip", "link", "add", near, *ends)
            run("ip", "-n", first.namespace, "link", "set", near, "up")
            run("ip", "-n", second.namespace, "link", "set", far, "up")


def _write_configuration(router: Router) -> None:
    others = [(number, f"to-r{number}") for number in router.neighbours]
    addresses = [f"interface {link}\n ip address {router.address(number)}/30\n" for number, link in others]
    neighbours = [_BGP_NEIGHBOUR.format(neighbour=f"192.0.2.{number}") for number, _ in others]
    facts = {
        "name": router.name,
        "router_id": router.router_id,
        "lan": router.lan,
        "lan_address": f"203.0.113.{16 * router.number + 1}",
        "neighbours": "".join(neighbours),
    }
    router.directory.mkdir()
    files = {
        "zebra.conf": _ZEBRA.format(**facts, links="".join(addresses)),
        "ospfd.conf": _OSPFD.format(
            **facts, links="".join(_OSPF_LINK.format(interface=link) for _, link in others)
        ),
        "bgpd.conf": _BGPD.format(**facts),
        "vtysh.conf": f"hostname {router.name}\n",
    }
    for name, text in files.items():
        router.directory.joinpath(name).write_text(text)
    # The daemons leave root for this user, and their sockets are open to the group.
    shutil.chown(router.directory, "frr", "frrvty")


@contextmanager
def _daemon(router: Router, name: str) -> Iterator[None]:
    """A daemon in the foreground; `ip netns exec` becomes it, so its process is ours to end."""
    directory = router.directory
    log = directory / f"{name}.log"
    files = ("--vty_socket", directory, "-z", directory / "zserv.api", "-i", directory / f"{name}.pid")
    options = ("-f", directory / f"{name}.conf", "-P", "0", "--log", "stdout")
    argv = ("ip", "netns", "exec", router.namespace, program(name) or name, *files, *options)
    with running(argv, log) as process:
        socket = directory / f"{name}.vty"
        wait_until(
            lambda: process.poll() is not None or socket.exists(),
            within=20,
            what=lambda: f"{router.name}: {name} is up:\n{log.read_text()}",
        )
        if process.poll() is not None:
            raise NotReadyError(f"{router.name}: {name} ended ({process.returncode}):\n{log.read_text()}")
        yield
