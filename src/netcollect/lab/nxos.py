"""What NX-OS answers."""

from __future__ import annotations

from functools import partial

from netcollect.lab import cisco, links
from netcollect.lab.cisco import full_name, port_name
from netcollect.lab.facts import Facts
from netcollect.lab.logs import cisco_log
from netcollect.lab.text import Command, Commands, dotted_mac, joined, network, services, short_age, span

_AREA = "ip router ospf 1 area 0.0.0.0"
_SERVICES = {
    "ntp": "ntp server {} use-vrf default",
    "syslog": "logging server {} 5 use-vrf default",
    "dns": "ip name-server {}",
}
_LINK = {"up": "protocol-up/link-up/admin-up", "down": "protocol-down/link-down/admin-up"}
_STATES = {"up": "up", "down": "down (Link not connected)", "shut": "down (Administratively down)"}


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
        f"{full_name(facts, port, short=True):<20} {port.address:<15} {_LINK[port.state]}"
        for port in facts.interfaces
        if port.address
    ]
    return "\n".join(rows)


def _nxos_interface(facts: Facts) -> str:
    lines = []
    for port in facts.interfaces:
        mac, admin = dotted_mac(port.mac), "up" if port.enabled else "down"
        lines += [
            f"{full_name(facts, port)} is {_STATES[port.state]}",
            f"admin state is {admin}, Dedicated Interface",
            f"  Hardware: 100/1000/10000 Ethernet, address: {mac} (bia {mac})",
        ]
        if port.description:
            lines.append(f"  Description: {port.description}")
        if port.address:
            lines.append(f"  Internet Address is {port.address}/{port.mask_length}")
        lines += [
            "  MTU 1500 bytes, BW 10000000 Kbit , DLY 10 usec",
            "  reliability 255/255, txload 1/255, rxload 1/255",
            "  RX",
            f"    {port.packets} input packets  {port.octets} bytes",
            "    0 runts  0 giants  0 CRC  0 no buffer",
        ]
    return "\n".join(lines)


def _nxos_macs(facts: Facts) -> str:
    return "\n".join(
        [
            "Legend:",
            "        * - primary entry, G - Gateway MAC, (R) - Routed MAC, O - Overlay MAC",
            "        age - seconds since last seen,+ - primary entry using vPC Peer-Link,",
            "   VLAN     MAC Address      Type      age     Secure NTFY Ports",
            "---------+-----------------+--------+---------+------+----+------------------",
            f"G    -     {dotted_mac(facts.interfaces[0].mac)}   static   -         F      F    sup-eth1(R)",
        ]
    )


def _nxos_config(facts: Facts) -> str:
    lines = [
        "",
        "!Command: show running-config",
        f"!Running configuration last done at: {facts.configured:%a %b %e %H:%M:%S %Y}",
        f"!Time: {facts.now:%a %b %e %H:%M:%S %Y}",
        "",
        "version 9.3(10)",
        f"hostname {facts.hostname}",
        "",
        "feature ospf",
        "feature bgp",
        "feature lldp",
        "",
        *services(facts, _SERVICES),
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
    for each in facts.peers:
        lines += [f"  neighbor {each.address}", f"    remote-as {cisco.asn(each.router_id)}"]
    return "\n".join(lines)


def _nxos_route(facts: Facts) -> str:
    rows = ['IP Route Table for VRF "default"', "'*' denotes best ucast next-hop", ""]
    for port in facts.interfaces:
        if port.address and port.up:
            age = short_age(facts.minutes(port.since))
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"{net}, ubest/mbest: 1/0, attached")
            rows.append(
                f"    *via {port.address}, {full_name(facts, port, short=True)}, [0/0], {age}, direct"
            )
    rows.append(f"{facts.router_id}/32, ubest/mbest: 1/0, attached")
    rows.append(f"    *via {facts.router_id}, Lo0, [0/0], {short_age(facts.uptime)}, local")
    for each in facts.neighbors:
        name = port_name(facts.platform, each.local_port, short=True)
        rows.append(f"{each.router_id}/32, ubest/mbest: 1/0")
        age = short_age(facts.minutes(each.since))
        rows.append(f"    *via {each.address}, {name}, [110/2], {age}, ospf-1, intra")
    return "\n".join(rows)


def _nxos_ospf(facts: Facts) -> str:
    rows = [
        " OSPF Process ID 1 VRF default",
        f" Total number of neighbors: {len(facts.neighbors)}",
        " Neighbor ID     Pri State            Up Time  Address         Interface",
    ]
    rows += [
        f" {each.router_id:<15} {1:>3} {'FULL/ -':<16} {short_age(facts.minutes(each.since)):<8} "
        f"{each.address:<15} {port_name(facts.platform, each.local_port, short=True)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


_NXOS: dict[str, Command] = {
    "show version": _nxos_version,
    "show ip interface brief": _nxos_brief,
    "show interface": _nxos_interface,
    "show interface description": cisco.descriptions,
    "show interface status": partial(cisco.port_status, down="notconnec"),
    "show vlan brief": cisco.vlans,
    "show mac address-table": _nxos_macs,
    "show running-config": _nxos_config,
    "show startup-config": _nxos_config,
    "show ip route": _nxos_route,
    "show ip arp": partial(
        cisco.arp,
        head="Address         Age       MAC Address     Interface",
        form="{address:<15} 00:{age}:31  {mac}  {port}",
    ),
    "show cdp neighbors": cisco.cdp,
    "show cdp neighbors detail": links.nxos_cdp,
    "show lldp neighbors": cisco.lldp,
    "show lldp neighbors detail": links.nxos_lldp,
    "show ip ospf neighbors": _nxos_ospf,
    "show ip bgp summary": cisco.bgp,
    "show bgp summary": cisco.bgp,
    "show logging": cisco_log,
    "show inventory": partial(cisco.inventory, model="N9K-C93180YC-EX"),
    "show clock": cisco.clock,
    "show users": cisco.users,
}
NXOS: Commands = {**_NXOS, "show tech-support": partial(joined, commands=_NXOS, names=cisco.TECH)}
