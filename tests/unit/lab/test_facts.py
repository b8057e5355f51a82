"""Facts agree with one another, between commands and between devices, and stay the same."""

from __future__ import annotations

import re

import pytest

from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import Facts, facts
from netcollect.lab.options import PLATFORMS

TOTAL = 11
ALL = [facts(index, TOTAL, PLATFORMS, 1) for index in range(TOTAL)]
BY_NAME = {each.hostname: each for each in ALL}
CONFIGURATION = {
    "cisco_ios": "show running-config",
    "cisco_nxos": "show running-config",
    "arista_eos": "show running-config",
    "juniper_junos": "show configuration",
    "huawei_vrp": "display current-configuration",
}
BRIEF = {
    "cisco_ios": "show ip interface brief",
    "cisco_nxos": "show ip interface brief",
    "arista_eos": "show ip interface brief",
    "juniper_junos": "show interfaces terse",
    "huawei_vrp": "display ip interface brief",
}


def answer(device: Facts, command: str) -> str:
    return DIALECTS[device.platform].commands[command](device)


def test_the_same_seed_makes_the_same_devices() -> None:
    assert [facts(index, TOTAL, PLATFORMS, 1) for index in range(TOTAL)] == ALL
    assert facts(0, TOTAL, PLATFORMS, 2) != ALL[0]


def test_names_are_unique_and_addresses_too() -> None:
    assert len(BY_NAME) == TOTAL
    addresses = [port.address for each in ALL for port in each.interfaces if port.mask_length == 30]
    assert len(set(addresses)) == len(addresses) == 2 * TOTAL


@pytest.mark.parametrize("device", ALL, ids=lambda each: each.hostname)
def test_neighbours_agree(device: Facts) -> None:
    for each in device.neighbors:
        there = BY_NAME[each.hostname]
        back = next(
            other
            for other in there.neighbors
            if other.hostname == device.hostname and other.local_port == each.port
        )
        assert back.port == each.local_port
        own = next(port for port in device.interfaces if port.number == each.local_port)
        assert back.address == own.address
        assert own.description == f"to {each.hostname}"


@pytest.mark.parametrize("device", ALL[:5], ids=lambda each: each.platform)
def test_every_address_of_the_configuration_is_in_the_interface_table(device: Facts) -> None:
    brief = answer(device, BRIEF[device.platform])
    configuration = answer(device, CONFIGURATION[device.platform])
    for port in device.interfaces:
        if port.address:
            assert re.search(rf"\b{re.escape(port.address)}\b", brief)
            assert re.search(rf"\b{re.escape(port.address)}\b", configuration)
    assert device.router_id in brief
    assert device.hostname in configuration


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_command_of_every_platform_answers(platform: str) -> None:
    device = ALL[PLATFORMS.index(platform)]
    for command in DIALECTS[platform].commands:
        text = answer(device, command)
        assert text.strip()
        assert "\r" not in text


def test_a_lab_of_one_device_has_no_neighbours() -> None:
    assert facts(0, 1, PLATFORMS, 1).neighbors == ()
