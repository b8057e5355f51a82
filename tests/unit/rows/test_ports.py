"""Interfaces have one name, however it was abbreviated."""

from __future__ import annotations

import pytest

from netcollect.rows import ports


@pytest.mark.parametrize(
    ("family", "told", "whole"),
    [
        ("cisco_ios", "Gi0/1", "GigabitEthernet0/1"),
        ("cisco_ios", "gi1/0/24.100", "GigabitEthernet1/0/24.100"),
        ("cisco_ios", "Gig 0/1", "GigabitEthernet0/1"),
        ("cisco_ios", "GigabitEthernet0/1", "GigabitEthernet0/1"),
        ("cisco_ios", "Te1/1/1", "TenGigabitEthernet1/1/1"),
        ("cisco_ios", "Tw1/0/1", "TwoGigabitEthernet1/0/1"),
        ("cisco_ios", "Twe1/0/1", "TwentyFiveGigE1/0/1"),
        ("cisco_ios", "Fo1/0/1", "FortyGigabitEthernet1/0/1"),
        ("cisco_ios", "Hu1/0/1", "HundredGigE1/0/1"),
        ("cisco_ios", "Fa0/1", "FastEthernet0/1"),
        ("cisco_ios", "Et0/1", "Ethernet0/1"),
        ("cisco_ios", "Vl10", "Vlan10"),
        ("cisco_ios", "Po1", "Port-channel1"),
        ("cisco_ios", "Lo0", "Loopback0"),
        ("cisco_ios", "Tu7", "Tunnel7"),
        ("cisco_ios", "CPU", "CPU"),
        ("cisco_ios", "", None),
        ("cisco_nxos", "Eth1/1", "Ethernet1/1"),
        ("cisco_nxos", "Eth101/1/1", "Ethernet101/1/1"),
        ("cisco_nxos", "Po7", "port-channel7"),
        ("cisco_nxos", "Lo0", "loopback0"),
        ("cisco_nxos", "mgmt0", "mgmt0"),
        ("cisco_nxos", "sup-eth1(R)", "sup-eth1(R)"),
        ("cisco_xr", "Te0/0/0/1", "TenGigE0/0/0/1"),
        ("cisco_xr", "BE100.20", "Bundle-Ether100.20"),
        ("cisco_xr", "Mg0/RP0/CPU0/0", "MgmtEth0/RP0/CPU0/0"),
        ("cisco_xr", "MgmtEth0/RP0/CPU0/0", "MgmtEth0/RP0/CPU0/0"),
        ("arista_eos", "Et1/1", "Ethernet1/1"),
        ("arista_eos", "Ma1", "Management1"),
        ("arista_eos", "Po7", "Port-Channel7"),
        ("huawei_vrp", "GE0/0/1", "GigabitEthernet0/0/1"),
        ("huawei_vrp", "XGE0/0/1", "XGigabitEthernet0/0/1"),
        ("huawei_vrp", "100GE1/0/1", "100GE1/0/1"),
        ("huawei_vrp", "Vlanif10", "Vlanif10"),
        ("hp_comware", "XGE1/0/49", "Ten-GigabitEthernet1/0/49"),
        ("hp_comware", "BAGG1", "Bridge-Aggregation1"),
        ("hp_comware", "Vlan10", "Vlan-interface10"),
        ("juniper_junos", "ge-0/0/1.0", "ge-0/0/1.0"),
        ("juniper_junos", "ae0", "ae0"),
        ("linux", "eth0", "eth0"),
        ("linux", "eth0.10@eth0", "eth0.10"),
        ("fortinet", "wan1", "wan1"),
    ],
)
def test_interfaces_have_one_spelling_a_family(family: str, told: str, whole: str | None) -> None:
    assert ports.interface(told, family) == whole


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("Gi0/1", "GigabitEthernet0/1"),
        ("Gig 0/1", "GigabitEthernet0/1"),
        ("Eth1/7", "Ethernet1/7"),
        ("Et7", "Ethernet7"),
        ("GE0/0/1", "GigabitEthernet0/0/1"),
        # Families do not agree on these.
        ("XGE0/0/1", "XGE0/0/1"),
        ("Te1/1/1", "Te1/1/1"),
        ("Po1", "Po1"),
        ("eth0", "eth0"),
        ("mgmt0", "mgmt0"),
        ("ge-0/0/1", "ge-0/0/1"),
        ("port3", "port3"),
        ("0000.5e00.5301", "0000.5e00.5301"),
        ("", None),
    ],
)
def test_an_interface_of_another_device_is_spelt_as_all_families_agree(told: str, whole: str | None) -> None:
    assert ports.far_interface(told) == whole
