"""Questions to real devices: FRRouting's routers, and a Linux server behind OpenSSH."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integration.real.frr import Router, Triangle
from integration.real.machine import run
from integration.real.openssh import Sshd
from netcollect import parse, send_show
from netcollect.platforms import asks_of
from netcollect.rows.questions import answer

pytestmark = pytest.mark.real_device

VTYSH = 'vtysh -c "show ip bgp summary"'


def said(router: Router, command: str) -> str:
    """What a command gives on a router: its namespace is the device."""
    if command == VTYSH:
        return router.vtysh("show ip bgp summary")
    program, *words = command.split()
    return run(program, "-n", router.namespace, *words)


def rows(router: Router, question: str) -> list[dict[str, Any]]:
    commands = [ask.command for ask in asks_of("linux", question)]
    found = {command: parse("linux", command, said(router, command)) for command in commands}
    answered = answer(question, "linux", found)
    assert (answered.state, answered.reason) == ("parsed", "")
    return [dict(row) for row in answered.rows]


def test_interfaces_of_routers(triangle: Triangle) -> None:
    for router in triangle.routers:
        found = {row["interface"]: row for row in rows(router, "interfaces")}
        oracle = json.loads(run("ip", "-n", router.namespace, "-j", "address"))
        assert found.keys() == {each["ifname"] for each in oracle}
        for number in router.neighbours:
            row = found[f"to-r{number}"]
            assert (row["admin"], row["oper"]) == ("up", "up")
            assert row["address"] == f"{router.address(number)}/30"


def test_routes_of_routers(triangle: Triangle) -> None:
    most = 0
    for router in triangle.routers:
        found: dict[str, set[str]] = {}
        protocols = {}
        for row in rows(router, "routes"):
            found.setdefault(row["prefix"], set()).add(row["next_hop"])
            protocols[row["prefix"]] = row["protocol"]
        for number in router.neighbours:
            other = Router(number, router.directory)
            assert found[f"{other.router_id}/32"] == router.next_hops(f"{other.router_id}/32")
            assert found[other.lan] == router.next_hops(other.lan)
            assert (protocols[f"{other.router_id}/32"], protocols[other.lan]) == ("ospf", "bgp")
            link = next(prefix for prefix, how in protocols.items() if how == "connected")
            assert found[link] == {None}
        # Not as FRRouting has it: after a link was down, the kernel may use one of two ways only.
        for each in json.loads(run("ip", "-n", router.namespace, "-j", "route")):
            prefix = each["dst"] if "/" in each["dst"] else f"{each['dst']}/32"
            hops = {hop["gateway"] for hop in each.get("nexthops", ())} or {each.get("gateway")}
            assert found[prefix] == hops
            most = max(most, len(hops))
    assert most == 2


def test_peers_of_routers(triangle: Triangle) -> None:
    for router in triangle.routers:
        found = {row["peer"]: row for row in rows(router, "bgp")}
        oracle = json.loads(router.vtysh("show ip bgp summary json"))["ipv4Unicast"]["peers"]
        assert found.keys() == oracle.keys()
        for peer, row in found.items():
            assert (row["asn"], row["state"]) == (64500, "established")
            assert row["prefixes"] == oracle[peer]["pfxRcd"] == 1
            assert abs(row["up"] - oracle[peer]["peerUptimeMsec"] / 1000) < 60


def test_a_linux_server_answers_by_ssh(linux: Sshd) -> None:
    """Its own interfaces and routes, as `ip -j` has them."""
    for question, oracle, column, theirs in (
        ("interfaces", ("ip", "-j", "address"), "interface", "ifname"),
        ("routes", ("ip", "-4", "-j", "route"), "interface", "dev"),
    ):
        (ask,) = asks_of("linux", question)
        text = send_show(linux.arguments("linux"), ask.command)
        answered = answer(question, "linux", {ask.command: parse("linux", ask.command, text)})
        expected = [each[theirs] for each in json.loads(run(*oracle) or "[]")]
        assert [row[column] for row in answered.rows] == expected
    (facts, uptime) = asks_of("linux", "facts")
    texts = {ask.command: send_show(linux.arguments("linux"), ask.command) for ask in (facts, uptime)}
    (row,) = answer("facts", "linux", {each: parse("linux", each, text) for each, text in texts.items()}).rows
    assert (row["name"], row["version"]) == (run("uname", "-n").strip(), run("uname", "-r").strip())
    assert row["uptime"] > 0
