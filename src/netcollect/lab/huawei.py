"""What VRP answers."""

from __future__ import annotations

from netcollect.lab.cisco import asn, port_name
from netcollect.lab.facts import Facts, Interface
from netcollect.lab.text import Command, Commands, hyphen_mac, joined, mask, network, span


def _name(facts: Facts, port: Interface) -> str:
    return port_name(facts.platform, port.number)


def _version(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return "\n".join(
        [
            "Huawei Versatile Routing Platform Software",
            "VRP (R) software, Version 8.200 (NE40E V800R020C00SPC600)",
            "Lab device",
            f"HUAWEI NE40E-M2K uptime is {weeks * 7 + days} days, {hours} hours, {minutes} minutes",
            f"SVRP Platform Version 1.0, serial number {facts.serial}",
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
        state = ("up", "up") if port.up else ("*down", "down")
        rows.append(f"{_name(facts, port):<33} {address:<20} {state[0]:<10} {state[1]}")
    rows.append(f"{'LoopBack0':<33} {facts.router_id + '/32':<20} {'up':<10} up(s)")
    return "\n".join(rows)


def _interface(facts: Facts) -> str:
    blocks = []
    for port in facts.interfaces:
        state = "UP" if port.up else "Administratively DOWN"
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
    lines = ["#", f"sysname {facts.hostname}", "#"]
    for port in facts.interfaces:
        lines.append(f"interface {_name(facts, port)}")
        if port.description:
            lines.append(f" description {port.description}")
        lines.append(" undo shutdown" if port.up else " shutdown")
        if port.address:
            lines.append(f" ip address {port.address} {mask(port.mask_length)}")
        lines.append("#")
    lines += [
        "interface LoopBack0",
        f" ip address {facts.router_id} 255.255.255.255",
        "#",
        f"bgp {facts.asn}",
        f" router-id {facts.router_id}",
        *(f" peer {each.address} as-number {asn(each.router_id)}" for each in facts.neighbors),
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
        if port.address:
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
    rows = ["IP ADDRESS      MAC ADDRESS    EXP(M) TYPE/VLAN       INTERFACE"]
    for each in facts.neighbors:
        port = port_name(facts.platform, each.local_port)
        rows.append(f"{each.address:<15} {hyphen_mac(each.mac)}   12   D               {port}")
    return "\n".join([*rows, f"Total:{len(facts.neighbors)}"])


def _lldp(facts: Facts) -> str:
    rows = ["Local Interface         Exptime(s) Neighbor Interface      Neighbor Device"]
    rows += [
        f"{port_name(facts.platform, each.local_port):<23} {110:<10} "
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
        f"BGP local router ID : {facts.router_id}",
        f"Local AS number : {facts.asn}",
        f"Total number of peers : {len(facts.neighbors)}",
        "  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv",
    ]
    rows += [
        f"  {each.address:<15} 4 {asn(each.router_id):>11}     4021     4019     0 "
        "0067h12m Established        8"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _log(facts: Facts) -> str:
    return "\n".join(
        [
            "Logging buffer configuration and contents : enabled",
            "Allowed max buffer size : 10240",
            "Actual buffer size : 512",
            "Channel number : 4 , Channel name : logbuffer",
            f'Nov 20 2026 03:12:08 {facts.hostname} %%01SHELL/5/CMDRECORD(s): Command="dispaly vers"',
            "Error: Unrecognized command found at '^' position.",
            f"Nov 21 2026 22:40:01 {facts.hostname} %%01OSPF/3/NBR_CHG_FULL(l): Neighbor changed to Full",
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
    return f"2026-11-23 14:0{facts.index % 10}:11\nMonday\nTime Zone(UTC) : UTC"


def _port_descriptions(facts: Facts) -> str:
    rows = [
        "PHY: Physical",
        "*down: administratively down",
        "Interface                     PHY     Protocol Description",
    ]
    for port in facts.interfaces:
        state = ("up", "up") if port.up else ("*down", "down")
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
    "display ospf peer brief": _ospf,
    "display bgp peer": _bgp,
    "display logbuffer": _log,
    "display device": _device,
    "display clock": _clock,
    "display users": _users,
}
_TECH = ("display version", "display device", "display current-configuration", "display logbuffer")


def _diagnostic(facts: Facts) -> str:
    return joined(facts, _COMMANDS, _TECH)


VRP: Commands = {**_COMMANDS, "display diagnostic-information": _diagnostic}
