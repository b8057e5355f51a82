"""What NX-OS answers."""

from __future__ import annotations

from functools import partial

from netcollect.lab import cisco
from netcollect.lab.cisco import full_name, port_name
from netcollect.lab.facts import Facts
from netcollect.lab.text import Command, Commands, joined, network, span

_AREA = "ip router ospf 1 area 0.0.0.0"


def _nxos_version(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return f"""\
Cisco Nexus Operating System (NX-OS) Software
TAC support: lab device, no support

Software
  BIOS: version 05.45
  NXOS: version 9.3(10)
  NXOS image file is: bootflash:///nxos.9.3.10.bin

Hardware
  cisco Nexus9000 C93180YC-EX chassis
  Intel(R) Xeon(R) CPU  with 24633488 kB of memory.
  Processor Board ID {facts.serial}

  Device name: {facts.hostname}
  bootflash:   53298520 kB
Kernel uptime is {weeks * 7 + days} day(s), {hours} hour(s), {minutes} minute(s), 12 second(s)"""


def _nxos_brief(facts: Facts) -> str:
    rows = [
        'IP Interface Status for VRF "default"(1)',
        "Interface            IP Address      Interface Status",
        f"{'Lo0':<20} {facts.router_id:<15} protocol-up/link-up/admin-up",
    ]
    rows += [
        f"{full_name(facts, port, short=True):<20} {port.address:<15} protocol-up/link-up/admin-up"
        for port in facts.interfaces
        if port.address
    ]
    return "\n".join(rows)


def _nxos_config(facts: Facts) -> str:
    lines = [
        "",
        "!Command: show running-config",
        "!Time: Mon Nov 23 14:00:00 2026",
        "",
        "version 9.3(10)",
        f"hostname {facts.hostname}",
        "",
        "feature ospf",
        "feature bgp",
        "feature lldp",
        "",
        *cisco.config_ports(facts, cidr=True, end="", indent=2, link=(_AREA,)),
        "interface loopback0",
        f"  ip address {facts.router_id}/32",
        f"  {_AREA}",
        "",
        "router ospf 1",
        f"  router-id {facts.router_id}",
        f"router bgp {facts.asn}",
        f"  router-id {facts.router_id}",
    ]
    for each in facts.neighbors:
        lines += [f"  neighbor {each.address}", f"    remote-as {cisco.asn(each.router_id)}"]
    return "\n".join(lines)


def _nxos_route(facts: Facts) -> str:
    rows = ['IP Route Table for VRF "default"', "'*' denotes best ucast next-hop", ""]
    for port in facts.interfaces:
        if port.address:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"{net}, ubest/mbest: 1/0, attached")
            rows.append(
                f"    *via {port.address}, {full_name(facts, port, short=True)}, [0/0], 2d03h, direct"
            )
    rows.append(f"{facts.router_id}/32, ubest/mbest: 1/0, attached")
    rows.append(f"    *via {facts.router_id}, Lo0, [0/0], 2d03h, local")
    for each in facts.neighbors:
        name = port_name(facts.platform, each.local_port, short=True)
        rows.append(f"{each.router_id}/32, ubest/mbest: 1/0")
        rows.append(f"    *via {each.address}, {name}, [110/2], 2d03h, ospf-1, intra")
    return "\n".join(rows)


_NXOS: dict[str, Command] = {
    "show version": _nxos_version,
    "show ip interface brief": _nxos_brief,
    "show interface": cisco.interfaces,
    "show interface description": cisco.descriptions,
    "show interface status": cisco.port_status,
    "show vlan brief": cisco.vlans,
    "show mac address-table": cisco.mac_table,
    "show running-config": _nxos_config,
    "show startup-config": _nxos_config,
    "show ip route": _nxos_route,
    "show ip arp": partial(
        cisco.arp,
        head="Address         Age       MAC Address     Interface",
        form="{address:<15} 00:12:31  {mac}  {port}",
    ),
    "show cdp neighbors": cisco.cdp,
    "show lldp neighbors": cisco.lldp,
    "show ip ospf neighbors": cisco.ospf,
    "show ip bgp summary": cisco.bgp,
    "show bgp summary": cisco.bgp,
    "show logging": cisco.log,
    "show inventory": partial(cisco.inventory, model="N9K-C93180YC-EX"),
    "show clock": cisco.clock,
    "show users": cisco.users,
}
NXOS: Commands = {**_NXOS, "show tech-support": partial(joined, commands=_NXOS, names=cisco.TECH)}
