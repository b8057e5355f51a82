"""What EOS answers."""

from __future__ import annotations

from functools import partial

from netcollect.lab import cisco
from netcollect.lab.cisco import full_name
from netcollect.lab.facts import Facts
from netcollect.lab.text import Command, Commands, dotted_mac, joined, span


def _eos_version(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return f"""\
Arista DCS-7050SX3-48YC12-F
Hardware version: 11.02
Serial number: {facts.serial}
Hardware MAC address: {dotted_mac(facts.interfaces[0].mac)}
System MAC address: {dotted_mac(facts.interfaces[0].mac)}

Software image version: 4.29.3M
Architecture: i686
Internal build version: 4.29.3M-30973829.4293M

Uptime: {weeks} weeks, {days} days, {hours} hours and {minutes} minutes
Total memory: 8098984 kB
Free memory: 5861216 kB"""


def _eos_brief(facts: Facts) -> str:
    rows = [
        "                                                                            Address",
        "Interface         IP Address            Status       Protocol            MTU    Owner",
        "----------------- --------------------- ------------ -------------- ----------- -------",
    ]
    for port in facts.interfaces:
        if port.address:
            address = f"{port.address}/{port.mask_length}"
            rows.append(f"{full_name(facts, port):<17} {address:<21} {'up':<12} {'up':<14} {1500:>11}")
    rows.append(f"{'Loopback0':<17} {facts.router_id + '/32':<21} {'up':<12} {'up':<14} {65535:>11}")
    return "\n".join(rows)


def _eos_config(facts: Facts) -> str:
    lines = [
        "! Command: show running-config",
        f"! device: {facts.hostname} (DCS-7050SX3-48YC12, EOS-4.29.3M)",
        "!",
        "transceiver qsfp default-mode 4x10G",
        "!",
        f"hostname {facts.hostname}",
        "!",
        *cisco.config_ports(facts, cidr=True, end="!", indent=3, link=("ip ospf area 0.0.0.0",)),
        "interface Loopback0",
        f"   ip address {facts.router_id}/32",
        "   ip ospf area 0.0.0.0",
        "!",
        "ip routing",
        "!",
        "router ospf 1",
        f"   router-id {facts.router_id}",
        "!",
        f"router bgp {facts.asn}",
        f"   router-id {facts.router_id}",
        *(f"   neighbor {each.address} remote-as {cisco.asn(each.router_id)}" for each in facts.neighbors),
        "!",
        "end",
    ]
    return "\n".join(lines)


_EOS: dict[str, Command] = {
    "show version": _eos_version,
    "show ip interface brief": _eos_brief,
    "show interfaces": cisco.interfaces,
    "show interfaces description": cisco.descriptions,
    "show interfaces status": cisco.port_status,
    "show vlan brief": cisco.vlans,
    "show mac address-table": cisco.mac_table,
    "show running-config": _eos_config,
    "show startup-config": _eos_config,
    "show ip route": cisco.routes,
    "show ip arp": partial(
        cisco.arp,
        head="Address         Age (sec)  Hardware Addr   Interface",
        form="{address:<15}   0:12:31  {mac}  {port}",
    ),
    "show lldp neighbors": cisco.lldp,
    "show ip ospf neighbor": cisco.ospf,
    "show ip bgp summary": cisco.bgp,
    "show bgp summary": cisco.bgp,
    "show logging": cisco.log,
    "show inventory": partial(cisco.inventory, model="DCS-7050SX3-48YC12"),
    "show clock": cisco.clock,
    "show users": cisco.users,
}
EOS: Commands = {**_EOS, "show tech-support": partial(joined, commands=_EOS, names=cisco.TECH)}
