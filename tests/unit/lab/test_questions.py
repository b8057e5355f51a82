"""The lab answers every question, and each answer is what the device's facts say."""

from __future__ import annotations

from typing import Any

import pytest

from netcollect.lab.cisco import asn, port_name
from netcollect.lab.days import network
from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import Facts
from netcollect.lab.options import PLATFORMS
from netcollect.platforms import QUESTIONS, asks_of
from netcollect.rows import parse
from netcollect.rows.questions import answer

#: On the first day, and on one on which links and ports are down.
ALL = [*network(5, PLATFORMS, 1), *network(5, PLATFORMS, 1, 3)]
VENDORS = ("Cisco", "Cisco", "Arista", "Juniper", "Huawei")


def netmikos(device: Facts) -> str:
    return "huawei" if device.platform == "huawei_vrp" else device.platform


def output(device: Facts, command: str) -> str:
    whole, _, words = (part.strip() for part in command.partition("|"))
    text = DIALECTS[device.platform].commands[whole](device)
    pattern = words.partition(" ")[2]
    return "\n".join(line for line in text.split("\n") if pattern in line) + "\n"


def rows(device: Facts, question: str) -> list[dict[str, Any]]:
    platform = netmikos(device)
    commands = [ask.command for ask in asks_of(platform, question)]
    found = {command: parse(platform, command, output(device, command)) for command in commands}
    answered = answer(question, platform, found)
    assert answered.reason == ""
    return [dict(row) for row in answered.rows]


def port(device: Facts, number: int) -> str:
    return port_name(device.platform, number)


@pytest.mark.parametrize("device", ALL, ids=lambda each: f"{each.hostname} {each.now:%d}")
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered(device: Facts, question: str) -> None:
    assert rows(device, question) or question == "macs" or not device.neighbors


@pytest.mark.parametrize("device", ALL, ids=lambda each: f"{each.hostname} {each.now:%d}")
def test_facts_are_the_devices(device: Facts) -> None:
    (row,) = rows(device, "facts")
    assert (row["name"], row["vendor"]) == (device.hostname, VENDORS[device.index])
    assert row["serial"] == device.serial
    assert row["uptime"] // 60 == device.uptime
    assert all(row.values())


@pytest.mark.parametrize("device", ALL, ids=lambda each: f"{each.hostname} {each.now:%d}")
def test_interfaces_are_the_devices(device: Facts) -> None:
    found = {row["interface"]: row for row in rows(device, "interfaces")}
    for each in device.interfaces:
        row = found[port(device, each.number)]
        states = ("up" if each.enabled else "down", "up" if each.up else "down")
        assert (row["admin"], row["oper"], row["description"]) == (*states, each.description or None)
        with_address = (
            found[f"{port(device, each.number)}.0"]
            if device.platform == "juniper_junos" and each.address
            else row
        )
        assert with_address["address"] == (f"{each.address}/{each.mask_length}" if each.address else None)


@pytest.mark.parametrize("device", ALL, ids=lambda each: f"{each.hostname} {each.now:%d}")
def test_neighbors_arp_and_peers_are_the_devices(device: Facts) -> None:
    links = device.neighbors
    assert rows(device, "neighbors") == [
        {
            "interface": port(device, each.local_port),
            "neighbor": each.hostname,
            "neighbor_interface": port_name(each.platform, each.port),
        }
        for each in links
    ]
    arp = [
        (row["address"], row["mac"].replace(":", ""), row["interface"].removesuffix(".0"))
        for row in rows(device, "arp")
    ]
    assert arp == [(each.address, each.mac, port(device, each.local_port)) for each in links]
    assert rows(device, "bgp") == [
        {
            "peer": each.address,
            "asn": asn(each.router_id),
            "state": "established" if each.up else row["state"],
            "prefixes": 8 if each.up else row["prefixes"],
            "up": row["up"],
        }
        for each, row in zip(device.peers, rows(device, "bgp"), strict=True)
    ]
    assert not any(
        row["prefixes"] or row["state"] == "established"
        for each, row in zip(device.peers, rows(device, "bgp"), strict=True)
        if not each.up
    )


@pytest.mark.parametrize("device", ALL, ids=lambda each: f"{each.hostname} {each.now:%d}")
def test_routes_lead_to_every_neighbor(device: Facts) -> None:
    found = {row["prefix"]: row for row in rows(device, "routes")}
    for each in device.neighbors:
        row = found[f"{each.router_id}/32"]
        assert (row["protocol"], row["next_hop"]) == ("ospf", each.address)
        assert row["interface"].removesuffix(".0") == port(device, each.local_port)
    assert found[f"{device.router_id}/32"]["protocol"] in ("connected", "local")
