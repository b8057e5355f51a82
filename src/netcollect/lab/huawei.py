"""What VRP answers."""

from __future__ import annotations

import base64
import hashlib

from netcollect.lab.cisco import asn, messages, port_name
from netcollect.lab.facts import Facts, Interface
from netcollect.lab.links import vrp_lldp
from netcollect.lab.logs import vrp_log
from netcollect.lab.text import (
    Command,
    Commands,
    hours_age,
    hyphen_mac,
    joined,
    mask,
    network,
    services,
    span,
)


def _name(facts: Facts, port: Interface) -> str:
    return port_name(facts.platform, port.number)


_STATES = {"up": ("up", "up"), "down": ("down", "down"), "shut": ("*down", "down")}
_SERVICES = {
    "ntp": "ntp-service unicast-server {}",
    "syslog": "info-center loghost {}",
    "dns": "dns server {}",
}


def _cipher(facts: Facts) -> str:
    """The same secret, encrypted anew for each day, as VRP does at each show; it is nobody's."""
    digest = hashlib.sha256(f"{facts.index}/{facts.now:%j}".encode()).digest()
    return f"%^%#{base64.b64encode(digest).decode()}%^%#"


def _version(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return "\n".join(
        [
            "Huawei Versatile Routing Platform Software",
            "VRP (R) software, Version 8.200 (NE40E V800R020C00SPC600)",
            "Copyright (C) 2012-2020 Huawei Technologies Co., Ltd.",
            f"HUAWEI NE40E-M2K uptime is {weeks * 7 + days} days, {hours} hours, {minutes} minutes",
            "",
            "SVRP Platform Version 1.0",
        ]
    )


def _brief(facts: Facts) -> str:
    up = sum(port.up for port in facts.interfaces) + 1
    rows = [
        "*down: administratively down",
        "(l): loopback",
        f"The number of interface that is UP in Physical is {up}",
        "",
        "Interface                         IP Address/Mask      Physical   Protocol",
    ]
    for port in facts.interfaces:
        address = f"{port.address}/{port.mask_length}" if port.address else "unassigned"
        state = _STATES[port.state]
        rows.append(f"{_name(facts, port):<33} {address:<20} {state[0]:<10} {state[1]}")
    rows.append(f"{'LoopBack0':<33} {facts.router_id + '/32':<20} {'up':<10} up(s)")
    return "\n".join(rows)


def _interface(facts: Facts) -> str:
    blocks = []
    for port in facts.interfaces:
        state = "Administratively DOWN" if port.state == "shut" else port.state.upper()
        lines = [f"{_name(facts, port)} current state : {state}"]
        lines.append(f"Line protocol current state : {'UP' if port.up else 'DOWN'}")
        if port.description:
            lines.append(f"Description: {port.description}")
        if port.address:
            lines.append(f"Internet Address is {port.address}/{port.mask_length}")
        lines.append(
            f"IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is {hyphen_mac(port.mac)}"
        )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _configuration(facts: Facts) -> str:
    lines = [
        "!Software Version V800R020C00SPC600",
        f"!Last configuration was updated at {facts.configured:%Y-%m-%d %H:%M:%S}+00:00 by lab",
        f"!Last configuration was saved at {facts.configured:%Y-%m-%d %H:%M:%S}+00:00 by lab",
        "#",
        f"sysname {facts.hostname}",
        "#",
        *services(facts, _SERVICES),
        "#",
        f"snmp-agent community read cipher {_cipher(facts)}",
        "#",
    ]
    for port in facts.interfaces:
        lines.append(f"interface {_name(facts, port)}")
        if port.description:
            lines.append(f" description {port.description}")
        lines.append(" undo shutdown" if port.enabled else " shutdown")
        if port.address:
            lines.append(f" ip address {port.address} {mask(port.mask_length)}")
        lines.append("#")
    lines += [
        "interface LoopBack0",
        f" ip address {facts.router_id} 255.255.255.255",
        "#",
        f"bgp {facts.asn}",
        f" router-id {facts.router_id}",
        *(f" peer {each.address} as-number {asn(each.router_id)}" for each in facts.peers),
        "#",
        f"ospf 1 router-id {facts.router_id}",
        " area 0.0.0.0",
        "  network 10.0.0.0 0.127.255.255",
        "  network 198.18.0.0 0.1.255.255",
        "#",
        "stelnet server enable",
        "#",
        "return",
    ]
    return "\n".join(lines)


def _routes(facts: Facts) -> str:
    rows = [
        "Route Flags: R - relay, D - download to fib, T - to vpn-instance",
        "-" * 78,
        "Routing Table : _public_",
        "",
        "Destination/Mask    Proto   Pre  Cost        Flags NextHop         Interface",
        "",
    ]
    for port in facts.interfaces:
        if port.address and port.up:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"{net:>18}  Direct  0    0             D  {port.address:<15} {_name(facts, port)}")
    rows.append(f"{facts.router_id + '/32':>18}  Direct  0    0             D  127.0.0.1       LoopBack0")
    rows += [
        f"{each.router_id + '/32':>18}  OSPF    10   1             D  {each.address:<15} "
        f"{port_name(facts.platform, each.local_port)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _arp(facts: Facts) -> str:
    number, rule = len(facts.neighbors), "-" * 78
    rows = ["IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE"]
    rows += ["                                          VLAN/CEVLAN", rule]
    for each in facts.neighbors:
        port = port_name(facts.platform, each.local_port, short=True)
        rows.append(
            f"{each.address:<15} {hyphen_mac(each.mac)}  {12 + facts.tick // 2:<10}D-0         {port}"
        )
    return "\n".join([*rows, rule, f"Total:{number}         Dynamic:{number}       Static:0     Interface:0"])


def _lldp(facts: Facts) -> str:
    rows = ["Local Interface         Exptime(s) Neighbor Interface      Neighbor Device"]
    rows += [
        f"{port_name(facts.platform, each.local_port):<23} {110 - facts.tick:<10} "
        f"{port_name(each.platform, each.port):<23} {each.hostname}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _ospf(facts: Facts) -> str:
    rows = [
        f"OSPF Process 1 with Router ID {facts.router_id}",
        "                   Peer Statistic Information",
        "Total number of peer(s): " + str(len(facts.neighbors)),
        " Area Id         Interface                  Neighbor id          State",
    ]
    rows += [
        f" 0.0.0.0         {port_name(facts.platform, each.local_port):<26} {each.router_id:<20} Full"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _bgp(facts: Facts) -> str:
    rows = [
        f" BGP local router ID : {facts.router_id}",
        f" Local AS number : {facts.asn}",
        f" Total number of peers : {len(facts.peers)}"
        f"                 Peers in established state : {len(facts.neighbors)}",
        "  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv",
    ]
    rows += [
        f"  {each.address:<15} 4 {asn(each.router_id):>11} {messages(facts, each):>8} "
        f"{messages(facts, each) - 2:>8}     0 {hours_age(facts.minutes(each.since))} "
        f"{'Established        8' if each.up else 'Idle               0'}"
        for each in facts.peers
    ]
    return "\n".join(rows)


def _macs(_facts: Facts) -> str:
    rule = "-" * 79
    heading = "MAC Address    VLAN/VSI                          Learned-From        Type"
    return "\n".join([rule, heading, rule, "", rule, "Total items displayed = 0"])


def _vlans(_facts: Facts) -> str:
    rule = "-" * 80
    return "\n".join(
        [
            "The total number of VLANs is : 1",
            rule,
            "U: Up;         D: Down;         TG: Tagged;         UT: Untagged;",
            rule,
            "",
            "VID  Status  Property      MAC-LRN Statistics Description",
            rule,
            "",
            "1    enable  default       enable  disable    VLAN 0001",
        ]
    )


def _device(facts: Facts) -> str:
    return "\n".join(
        [
            "NE40E-M2K's Device status:",
            "Slot #   Type       Online    Register      Status      Primary",
            "1        IPU        Present   Registered    Normal      Master",
            f"Serial number of the backplane: {facts.serial}",
        ]
    )


def _clock(facts: Facts) -> str:
    return f"{facts.now:%Y-%m-%d %H:%M:%S}\n{facts.now:%A}\nTime Zone(UTC) : UTC"


def _port_descriptions(facts: Facts) -> str:
    rows = [
        "PHY: Physical",
        "*down: administratively down",
        "Interface                     PHY     Protocol Description",
    ]
    for port in facts.interfaces:
        state = _STATES[port.state]
        rows.append(f"{_name(facts, port):<29} {state[0]:<7} {state[1]:<8} {port.description}".rstrip())
    return "\n".join(rows)


def _users(_facts: Facts) -> str:
    return "\n".join(
        [
            "  User-Intf    Delay    Type   Network Address     AuthenStatus    AuthorcmdFlag",
            "+ 34  VTY 0   00:00:00  SSH    127.0.0.1           pass            no",
            "  Username : lab",
        ]
    )


_COMMANDS: dict[str, Command] = {
    "display version": _version,
    "display ip interface brief": _brief,
    "display interface": _interface,
    "display interface description": _port_descriptions,
    "display current-configuration": _configuration,
    "display saved-configuration": _configuration,
    "display ip routing-table": _routes,
    "display arp all": _arp,
    "display lldp neighbor brief": _lldp,
    "display lldp neighbor": vrp_lldp,
    "display mac-address": _macs,
    "display vlan": _vlans,
    "display esn": lambda facts: f"ESN of slot 1: {facts.serial}",
    "display ospf peer brief": _ospf,
    "display bgp peer": _bgp,
    "display logbuffer": vrp_log,
    "display device": _device,
    "display clock": _clock,
    "display users": _users,
}
_TECH = ("display version", "display device", "display current-configuration", "display logbuffer")


def _diagnostic(facts: Facts) -> str:
    return joined(facts, _COMMANDS, _TECH)


VRP: Commands = {**_COMMANDS, "display diagnostic-information": _diagnostic}
