"""What Junos answers."""

from __future__ import annotations

from datetime import timedelta

from netcollect.lab.cisco import asn, messages, port_name
from netcollect.lab.facts import Facts, Interface
from netcollect.lab.juniper_config import configuration, configuration_set
from netcollect.lab.links import junos_arp, junos_lldp
from netcollect.lab.logs import junos_log
from netcollect.lab.text import Command, Commands, clock_age, colon_mac, joined, network, span


def _name(facts: Facts, port: Interface) -> str:
    return port_name(facts.platform, port.number)


_STATES = {"up": "up    up", "down": "up    down", "shut": "down  down"}
_LINES = {
    "up": "Enabled, Physical link is Up",
    "down": "Enabled, Physical link is Down",
    "shut": "Administratively down, Physical link is Down",
}


def _version(facts: Facts) -> str:
    return "\n".join(
        [
            f"Hostname: {facts.hostname}",
            "Model: mx204",
            "Junos: 21.4R3-S5.4",
            "JUNOS OS Kernel 64-bit  [20230412.204231_builder_junos_214_r3_s5]",
            "JUNOS OS libs [20230412.204231_builder_junos_214_r3_s5]",
            "JUNOS OS runtime [20230412.204231_builder_junos_214_r3_s5]",
        ]
    )


def _terse(facts: Facts) -> str:
    rows = ["Interface               Admin Link Proto    Local                 Remote"]
    for port in facts.interfaces:
        state = _STATES[port.state]
        rows.append(f"{_name(facts, port):<23} {state}")
        if port.address:
            rows.append(
                f"{_name(facts, port) + '.0':<23} {state:<10} inet     {port.address}/{port.mask_length}"
            )
    rows.append(f"{'lo0':<23} up    up")
    rows.append(f"{'lo0.0':<23} up    up   inet     {facts.router_id}         --> 0/0")
    return "\n".join(rows)


def _descriptions(facts: Facts) -> str:
    rows = ["Interface       Admin Link Description"]
    for port in facts.interfaces:
        if port.description:
            rows.append(f"{_name(facts, port):<15} {_STATES[port.state]:<10} {port.description}")
    return "\n".join(rows)


def _interfaces(facts: Facts) -> str:
    blocks = []
    for port in facts.interfaces:
        lines = [f"Physical interface: {_name(facts, port)}, {_LINES[port.state]}"]
        if port.description:
            lines.append(f"  Description: {port.description}")
        lines.append("  Link-level type: Ethernet, MTU: 1514, Speed: 10Gbps")
        lines.append(f"  Current address: {colon_mac(port.mac)}, Hardware address: {colon_mac(port.mac)}")
        if port.address:
            lines.append(f"  Logical interface {_name(facts, port)}.0 (Index 3{port.number})")
            lines.append(
                f"        Destination: {network(port.address, port.mask_length)}, Local: {port.address}"
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _route(facts: Facts) -> str:
    number = len([port for port in facts.interfaces if port.address and port.up]) + len(facts.neighbors) + 1
    rows = ["", f"inet.0: {number} destinations, {number} routes ({number} active, 0 holddown, 0 hidden)"]
    rows += ["+ = Active Route, - = Last Active, * = Both", ""]
    for port in facts.interfaces:
        if port.address and port.up:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"{net:<18} *[Direct/0] {clock_age(facts.minutes(port.since))}")
            rows.append(f"                    > via {_name(facts, port)}.0")
    rows += [
        f"{facts.router_id + '/32':<18} *[Direct/0] {clock_age(facts.uptime)}",
        "                    > via lo0.0",
    ]
    for each in facts.neighbors:
        rows.append(
            f"{each.router_id + '/32':<18} *[OSPF/10] {clock_age(facts.minutes(each.since))}, metric 1"
        )
        rows.append(
            f"                    > to {each.address} via {port_name(facts.platform, each.local_port)}.0"
        )
    return "\n".join(rows)


def _arp(facts: Facts) -> str:
    rows = ["MAC Address       Address         Name                      Interface               Flags"]
    for each in facts.neighbors:
        port = f"{port_name(facts.platform, each.local_port)}.0"
        rows.append(f"{colon_mac(each.mac)} {each.address:<15} {each.address:<25} {port:<23} none")
    return "\n".join([*rows, f"Total entries: {len(facts.neighbors)}"])


def _ospf(facts: Facts) -> str:
    rows = ["Address          Interface              State           ID               Pri  Dead"]
    rows += [
        f"{each.address:<16} {port_name(facts.platform, each.local_port) + '.0':<22} {'Full':<15} "
        f"{each.router_id:<16} 128    {31 + facts.tick % 8}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _bgp(facts: Facts) -> str:
    rows = [
        "Threading mode: BGP I/O",
        f"Groups: 1 Peers: {len(facts.peers)} Down peers: {len(facts.peers) - len(facts.neighbors)}",
        "Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn"
        " State|#Active/Received/Accepted/Damped...",
    ]
    for each in facts.peers:
        peer, number = f"{each.address:<20} {asn(each.router_id):>6}", messages(facts, each)
        age, state = clock_age(facts.minutes(each.since)), "Establ" if each.up else "Connect"
        rows.append(f"{peer} {number:>10} {number - 2:>10}       0       1 {age:>11} {state}")
        rows += ["  inet.0: 8/8/8/0"] if each.up else []
    return "\n".join(rows)


def _hardware(facts: Facts) -> str:
    return "\n".join(
        [
            "Hardware inventory:",
            "Item             Version  Part number  Serial number     Description",
            f"Chassis                                {facts.serial:<17} JNP204 [MX204]",
            "Routing Engine 0          BUILTIN      BUILTIN           RE-S-1600x8",
        ]
    )


def _uptime(facts: Facts) -> str:
    ago = clock_age(facts.uptime)
    # Seconds are told of the first day only.
    ago = ago if facts.uptime < 24 * 60 else ago.rpartition(":")[0]
    now, booted = facts.now, facts.now - timedelta(minutes=facts.uptime)
    return "\n".join(
        [
            f"Current time: {now:%Y-%m-%d %H:%M:%S} UTC",
            "Time Source:  NTP CLOCK",
            f"System booted: {booted:%Y-%m-%d %H:%M:%S} UTC ({ago} ago)",
        ]
    )


def _users(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return "\n".join(
        [
            f" {facts.now:%-I:%M%p}  up {weeks * 7 + days} days, {hours:>2}:{minutes:02d}, 1 user, "
            f"load averages: 0.{18 + facts.tick}, 0.21, 0.20",
            "USER     TTY      FROM                              LOGIN@  IDLE WHAT",
            "lab      pts/0    127.0.0.1                         2:00PM     - -cli (cli)",
        ]
    )


_VLANS = "\nRouting instance        VLAN name             Tag          Interfaces"
_MACS = """
MAC flags (S - static MAC, D - dynamic MAC, L - locally learned, P - Persistent static
           SE - statistics enabled, NM - non configured MAC, R - remote PE MAC, O - ovsdb MAC)

Ethernet switching table : 0 entries, 0 learned
Routing instance : default-switch"""
_COMMANDS: dict[str, Command] = {
    "show version": _version,
    "show interfaces terse": _terse,
    "show interfaces descriptions": _descriptions,
    "show interfaces": _interfaces,
    "show configuration": configuration,
    "show configuration | display set": configuration_set,
    "show route": _route,
    "show arp": _arp,
    "show arp no-resolve": junos_arp,
    "show vlans": lambda _facts: f"{_VLANS}\ndefault-switch          default               1",
    "show ethernet-switching table": lambda _facts: _MACS,
    "show lldp neighbors": junos_lldp,
    "show ospf neighbor": _ospf,
    "show bgp summary": _bgp,
    "show log messages": junos_log,
    "show chassis hardware": _hardware,
    "show system uptime": _uptime,
    "show system users": _users,
}
_TECH = ("show version", "show chassis hardware", "show configuration", "show route", "show log messages")


def _support(facts: Facts) -> str:
    return joined(facts, _COMMANDS, _TECH)


JUNOS: Commands = {**_COMMANDS, "request support information": _support}
