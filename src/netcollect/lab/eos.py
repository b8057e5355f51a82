"""What EOS answers."""

from __future__ import annotations

from functools import partial

from netcollect.lab import cisco, links
from netcollect.lab.cisco import full_name, port_name
from netcollect.lab.facts import Facts
from netcollect.lab.logs import cisco_log
from netcollect.lab.text import Command, Commands, dotted_mac, joined, network, services, short_age, span

_SERVICES = {"ntp": "ntp server {}", "syslog": "logging host {}", "dns": "ip name-server vrf default {}"}
_LINE = {
    "up": "up, line protocol is up (connected)",
    "down": "down, line protocol is down (notconnect)",
    "shut": "administratively down, line protocol is down (disabled)",
}


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
Free memory: {5861216 - facts.tick * 1408} kB"""


def _eos_brief(facts: Facts) -> str:
    rows = [
        "                                                                            Address",
        "Interface         IP Address            Status       Protocol            MTU    Owner",
        "----------------- --------------------- ------------ -------------- ----------- -------",
    ]
    for port in facts.interfaces:
        if port.address:
            address = f"{port.address}/{port.mask_length}"
            state = f"{'up':<12} {'up':<14}" if port.up else f"{'down':<12} {'lowerlayerdown':<14}"
            rows.append(f"{full_name(facts, port):<17} {address:<21} {state} {1500:>11}")
    rows.append(f"{'Loopback0':<17} {facts.router_id + '/32':<21} {'up':<12} {'up':<14} {65535:>11}")
    return "\n".join(rows)


def _eos_interfaces(facts: Facts) -> str:
    lines = []
    for port in facts.interfaces:
        mac = dotted_mac(port.mac)
        lines += [
            f"{full_name(facts, port)} is {_LINE[port.state]}",
            f"  Hardware is Ethernet, address is {mac} (bia {mac})",
        ]
        if port.description:
            lines.append(f"  Description: {port.description}")
        if port.address:
            lines += [
                f"  Internet address is {port.address}/{port.mask_length}",
                "  Broadcast address is 255.255.255.255",
            ]
        lines += [
            "  IP MTU 1500 bytes , BW 10000000 kbit",
            "  Full-duplex, 10Gb/s, auto negotiation: off, uni-link: n/a",
            f"     {port.packets} packets input, {port.octets} bytes",
        ]
    return "\n".join(lines)


def _eos_bgp(facts: Facts) -> str:
    rows = [
        "BGP summary information for VRF default",
        f"Router identifier {facts.router_id}, local AS number {facts.asn}",
        "Neighbor Status Codes: m - Under maintenance",
        "  Neighbor         V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc",
    ]
    for each in facts.peers:
        peer, messages = f"{each.address:<16} 4 {cisco.asn(each.router_id):<12}", cisco.messages(facts, each)
        age, state = short_age(facts.minutes(each.since)), "Estab   8      8" if each.up else "Idle(NoIf)"
        rows.append(f"  {peer} {messages:>7} {messages - 2:>9}    0    0 {age:>8} {state}")
    return "\n".join(rows)


def _eos_routes(facts: Facts) -> str:
    rows = [
        "",
        "VRF: default",
        "Codes: C - connected, S - static, K - kernel,",
        "       O - OSPF, IA - OSPF inter area, B - Other BGP Routes",
        "",
        "Gateway of last resort is not set",
        "",
    ]
    for port in facts.interfaces:
        if port.address and port.up:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f" C        {net} is directly connected, {full_name(facts, port)}")
    rows.append(f" C        {facts.router_id}/32 is directly connected, Loopback0")
    for each in facts.neighbors:
        name = port_name(facts.platform, each.local_port)
        rows.append(f" O        {each.router_id}/32 [110/2] via {each.address}, {name}")
    return "\n".join([*rows, ""])


def _eos_lldp(facts: Facts) -> str:
    changed = min(facts.minutes(port.since) for port in facts.interfaces)
    rows = [
        f"Last table change time   : {short_age(changed)} ago",
        f"Number of table inserts  : {len(facts.notes)}",
        f"Number of table deletes  : {len(facts.notes) - len(facts.neighbors)}",
        "Number of table drops    : 0",
        "Number of table age-outs : 0",
        "",
        "Port          Neighbor Device ID       Neighbor Port ID    TTL",
        "---------- ------------------------ ---------------------- ---",
    ]
    rows += [
        f"{port_name(facts.platform, each.local_port, short=True):<13} {each.hostname:<24} "
        f"{port_name(each.platform, each.port):<19} 120"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _eos_macs(facts: Facts) -> str:
    return "\n".join(
        [
            "          Mac Address Table",
            "-" * 66,
            "",
            "Vlan    Mac Address       Type        Ports      Moves   Last Move",
            "----    -----------       ----        -----      -----   ---------",
            f"   1    {dotted_mac(facts.interfaces[0].mac)}    STATIC      Cpu",
            "Total Mac Addresses for this criterion: 1",
        ]
    )


def _eos_config(facts: Facts) -> str:
    lines = [
        "! Command: show running-config",
        f"! device: {facts.hostname} (DCS-7050SX3-48YC12, EOS-4.29.3M)",
        "!",
        "transceiver qsfp default-mode 4x10G",
        "!",
        f"hostname {facts.hostname}",
        "!",
        *services(facts, _SERVICES),
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
        *(f"   neighbor {each.address} remote-as {cisco.asn(each.router_id)}" for each in facts.peers),
        "!",
        "end",
    ]
    return "\n".join(lines)


_EOS: dict[str, Command] = {
    "show version": _eos_version,
    "show ip interface brief": _eos_brief,
    "show interfaces": _eos_interfaces,
    "show hostname": lambda facts: f"Hostname: {facts.hostname}\nFQDN:     {facts.hostname}",
    "show interfaces description": cisco.descriptions,
    "show interfaces status": cisco.port_status,
    "show vlan brief": cisco.vlans,
    "show mac address-table": _eos_macs,
    "show running-config": _eos_config,
    "show startup-config": _eos_config,
    "show ip route": _eos_routes,
    "show ip arp": partial(
        cisco.arp,
        head="Address         Age (sec)  Hardware Addr   Interface",
        form="{address:<15}   0:{age}:31  {mac}  {port}",
    ),
    "show lldp neighbors": _eos_lldp,
    "show lldp neighbors detail": links.eos_lldp,
    "show ip ospf neighbor": cisco.ospf,
    "show ip bgp summary": _eos_bgp,
    "show bgp summary": _eos_bgp,
    "show logging": cisco_log,
    "show inventory": partial(cisco.inventory, model="DCS-7050SX3-48YC12"),
    "show clock": cisco.clock,
    "show users": cisco.users,
}
EOS: Commands = {**_EOS, "show tech-support": partial(joined, commands=_EOS, names=cisco.TECH)}
