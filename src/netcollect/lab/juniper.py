"""What Junos answers."""

from __future__ import annotations

from netcollect.lab.cisco import asn, port_name
from netcollect.lab.facts import Facts, Interface
from netcollect.lab.text import Command, Commands, colon_mac, joined, network, span


def _name(facts: Facts, port: Interface) -> str:
    return port_name(facts.platform, port.number)


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
        state = "up    up" if port.up else "down  down"
        rows.append(f"{_name(facts, port):<23} {state}")
        if port.address:
            rows.append(
                f"{_name(facts, port) + '.0':<23} up    up   inet     {port.address}/{port.mask_length}"
            )
    rows.append(f"{'lo0':<23} up    up")
    rows.append(f"{'lo0.0':<23} up    up   inet     {facts.router_id}         --> 0/0")
    return "\n".join(rows)


def _descriptions(facts: Facts) -> str:
    rows = ["Interface       Admin Link Description"]
    for port in facts.interfaces:
        if port.description:
            rows.append(f"{_name(facts, port):<15} up    up   {port.description}")
    return "\n".join(rows)


def _interfaces(facts: Facts) -> str:
    blocks = []
    for port in facts.interfaces:
        state = "Enabled, Physical link is Up" if port.up else "Administratively down, Physical link is Down"
        lines = [f"Physical interface: {_name(facts, port)}, {state}"]
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


def _configuration(facts: Facts) -> str:
    lines = [
        "## Last commit: 2026-11-20 03:12:08 UTC by lab",
        "version 21.4R3-S5.4;",
        "system {",
        f"    host-name {facts.hostname};",
        "    services {",
        "        ssh;",
        "    }",
        "}",
        "interfaces {",
    ]
    for port in facts.interfaces:
        lines.append(f"    {_name(facts, port)} {{")
        if port.description:
            lines.append(f'        description "{port.description}";')
        if not port.up:
            lines.append("        disable;")
        if port.address:
            lines += [
                "        unit 0 {",
                "            family inet {",
                f"                address {port.address}/{port.mask_length};",
                "            }",
                "        }",
            ]
        lines.append("    }")
    lines += [
        "    lo0 {",
        "        unit 0 {",
        "            family inet {",
        f"                address {facts.router_id}/32;",
        "            }",
        "        }",
        "    }",
        "}",
        "routing-options {",
        f"    router-id {facts.router_id};",
        f"    autonomous-system {facts.asn};",
        "}",
        *_protocols(facts),
    ]
    return "\n".join(lines)


def _ospf_ports(facts: Facts) -> list[str]:
    return [*(f"{port_name(facts.platform, each.local_port)}.0" for each in facts.neighbors), "lo0.0"]


def _protocols(facts: Facts) -> list[str]:
    lines = ["protocols {"]
    if facts.neighbors:
        lines += ["    bgp {", "        group ring {", "            type external;"]
        for each in facts.neighbors:
            lines.append(f"            neighbor {each.address} {{")
            lines += [f"                peer-as {asn(each.router_id)};", "            }"]
        lines += ["        }", "    }"]
    lines += ["    ospf {", "        area 0.0.0.0 {"]
    lines += [f"            interface {name};" for name in _ospf_ports(facts)]
    return [*lines, "        }", "    }", "}"]


def _configuration_set(facts: Facts) -> str:
    lines = [f"set system host-name {facts.hostname}", "set system services ssh"]
    for port in facts.interfaces:
        name = _name(facts, port)
        if port.description:
            lines.append(f'set interfaces {name} description "{port.description}"')
        if not port.up:
            lines.append(f"set interfaces {name} disable")
        if port.address:
            lines.append(
                f"set interfaces {name} unit 0 family inet address {port.address}/{port.mask_length}"
            )
    lines.append(f"set interfaces lo0 unit 0 family inet address {facts.router_id}/32")
    lines.append(f"set routing-options router-id {facts.router_id}")
    lines.append(f"set routing-options autonomous-system {facts.asn}")
    for each in facts.neighbors:
        lines.append(f"set protocols bgp group ring neighbor {each.address} peer-as {asn(each.router_id)}")
    for name in _ospf_ports(facts):
        lines.append(f"set protocols ospf area 0.0.0.0 interface {name}")
    return "\n".join(lines)


def _route(facts: Facts) -> str:
    number = len([port for port in facts.interfaces if port.address]) + len(facts.neighbors) + 1
    rows = ["", f"inet.0: {number} destinations, {number} routes ({number} active, 0 holddown, 0 hidden)"]
    rows += ["+ = Active Route, - = Last Active, * = Both", ""]
    for port in facts.interfaces:
        if port.address:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"{net:<18} *[Direct/0] 2d 03:11:09")
            rows.append(f"                    > via {_name(facts, port)}.0")
    rows += [f"{facts.router_id + '/32':<18} *[Direct/0] 2d 03:11:09", "                    > via lo0.0"]
    for each in facts.neighbors:
        rows.append(f"{each.router_id + '/32':<18} *[OSPF/10] 2d 03:10:52, metric 1")
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


def _lldp(facts: Facts) -> str:
    rows = ["Local Interface    Parent Interface    Chassis Id          Port info          System Name"]
    rows += [
        f"{port_name(facts.platform, each.local_port):<18} {'-':<19} {colon_mac(each.mac):<19} "
        f"{port_name(each.platform, each.port):<18} {each.hostname}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _ospf(facts: Facts) -> str:
    rows = ["Address          Interface              State           ID               Pri  Dead"]
    rows += [
        f"{each.address:<16} {port_name(facts.platform, each.local_port) + '.0':<22} {'Full':<15} "
        f"{each.router_id:<16} 128    3{each.local_port}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _bgp(facts: Facts) -> str:
    rows = [
        "Threading mode: BGP I/O",
        f"Groups: 1 Peers: {len(facts.neighbors)} Down peers: 0",
        "Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State",
    ]
    rows += [
        f"{each.address:<20} {asn(each.router_id):>6}       4021       4019       0       1     2d19h Establ"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def _log(facts: Facts) -> str:
    name = facts.hostname
    return "\n".join(
        [
            f"Nov 20 03:12:08  {name} mgd[4021]: UI_COMMIT: User 'lab' requested 'commit' operation",
            f"Nov 20 03:12:40  {name} mgd[4021]: UI_CMDLINE_READ_LINE: User 'lab', command 'shw vers'",
            "unknown command.",
            f"Nov 21 22:40:01  {name} rpd[5120]: RPD_OSPF_NBRUP: OSPF neighbor state changed to Full",
            f"Nov 22 01:02:03  {name} sshd[8812]: Accepted password for lab from 127.0.0.1",
        ]
    )


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
    weeks, days, hours, minutes = span(facts.uptime)
    return "\n".join(
        [
            f"Current time: 2026-11-23 14:0{facts.index % 10}:11 UTC",
            "Time Source:  NTP CLOCK",
            f"System booted: {weeks}w{days}d {hours:02d}:{minutes:02d} ago",
        ]
    )


def _users(facts: Facts) -> str:
    return "\n".join(
        [
            f" 2:0{facts.index % 10}PM  1 user, load averages: 0.18, 0.21, 0.20",
            "USER     TTY      FROM                              LOGIN@  IDLE WHAT",
            "lab      pts/0    127.0.0.1                         2:00PM     - -cli (cli)",
        ]
    )


_COMMANDS: dict[str, Command] = {
    "show version": _version,
    "show interfaces terse": _terse,
    "show interfaces descriptions": _descriptions,
    "show interfaces": _interfaces,
    "show configuration": _configuration,
    "show configuration | display set": _configuration_set,
    "show route": _route,
    "show arp": _arp,
    "show lldp neighbors": _lldp,
    "show ospf neighbor": _ospf,
    "show bgp summary": _bgp,
    "show log messages": _log,
    "show chassis hardware": _hardware,
    "show system uptime": _uptime,
    "show system users": _users,
}
_TECH = ("show version", "show chassis hardware", "show configuration", "show route", "show log messages")


def _support(facts: Facts) -> str:
    return joined(facts, _COMMANDS, _TECH)


JUNOS: Commands = {**_COMMANDS, "request support information": _support}
