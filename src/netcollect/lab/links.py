"""What LLDP, CDP and ARP say in detail: who is at the other end of each link."""

from __future__ import annotations

from netcollect.lab.cisco import CDP, port_name
from netcollect.lab.facts import Facts, Neighbor
from netcollect.lab.text import colon_mac, dotted_mac, hyphen_mac, span

_SYSTEMS = {
    "cisco_ios": "Cisco IOS Software, C2900 Software, Version 15.7(3)M8",
    "cisco_nxos": "Cisco Nexus Operating System (NX-OS) Software 9.3(10)",
    "arista_eos": "Arista Networks EOS version 4.29.3M",
    "juniper_junos": "Juniper Networks, Inc. mx204, kernel JUNOS 21.4R3-S5.4",
    "huawei_vrp": "Huawei Versatile Routing Platform Software, Version 8.200",
}
_IOS_RULE = "-" * 48


def _here(facts: Facts, each: Neighbor, *, short: bool = False) -> str:
    return port_name(facts.platform, each.local_port, short=short)


def _there(each: Neighbor) -> str:
    return port_name(each.platform, each.port)


def ios_lldp(facts: Facts) -> str:
    """`show lldp neighbors detail` of IOS."""
    lines = []
    for each in facts.neighbors:
        lines += [
            _IOS_RULE,
            f"Local Intf: {_here(facts, each, short=True)}",
            f"Chassis id: {dotted_mac(each.mac)}",
            f"Port id: {_there(each)}",
            f"Port Description: to {facts.hostname}",
            f"System Name: {each.hostname}",
            "",
            "System Description:",
            _SYSTEMS[each.platform],
            "",
            f"Time remaining: {101 - facts.tick} seconds",
            "System Capabilities: B,R",
            "Enabled Capabilities: R",
            "Management Addresses:",
            f"    IP: {each.address}",
            "Vlan ID: - not advertised",
            "",
        ]
    return "\n".join([*lines, "", f"Total entries displayed: {len(facts.neighbors)}"])


def ios_cdp(facts: Facts) -> str:
    """`show cdp neighbors detail` of IOS."""
    lines = []
    speakers = [each for each in facts.neighbors if each.platform in CDP]
    for each in speakers:
        lines += [
            "-" * 25,
            f"Device ID: {each.hostname}",
            "Entry address(es):",
            f"  IP address: {each.address}",
            f"Platform: {CDP[each.platform]},  Capabilities: Router Switch",
            f"Interface: {_here(facts, each)},  Port ID (outgoing port): {_there(each)}",
            f"Holdtime : {150 - facts.tick} sec",
            "",
            "Version :",
            _SYSTEMS[each.platform],
            "",
        ]
    return "\n".join([*lines, f"Total cdp entries displayed : {len(speakers)}"])


def nxos_lldp(facts: Facts) -> str:
    """`show lldp neighbors detail` of NX-OS."""
    lines = [
        "Capability codes:",
        "  (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device",
        "  (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other",
    ]
    for each in facts.neighbors:
        lines += [
            "",
            f"Chassis id: {dotted_mac(each.mac)}",
            f"Port id: {_there(each)}",
            f"Local Port id: {_here(facts, each, short=True)}",
            f"Port Description: to {facts.hostname}",
            f"System Name: {each.hostname}",
            f"System Description: {_SYSTEMS[each.platform]}",
            f"Time remaining: {96 - facts.tick} seconds",
            "System Capabilities: B, R",
            "Enabled Capabilities: R",
            f"Management Address: {each.address}",
            "Vlan ID: not advertised",
        ]
    return "\n".join([*lines, "", f"Total entries displayed: {len(facts.neighbors)}"])


def nxos_cdp(facts: Facts) -> str:
    """`show cdp neighbors detail` of NX-OS."""
    lines = []
    for each in facts.neighbors:
        if each.platform in CDP:
            lines += [
                "-" * 40,
                f"Device ID:{each.hostname}",
                f"System Name: {each.hostname}",
                "",
                "Interface address(es):",
                f"    IPv4 Address: {each.address}",
                f"Platform: {CDP[each.platform]}, Capabilities: Router Switch",
                f"Interface: {_here(facts, each)}, Port ID (outgoing port): {_there(each)}",
                f"Holdtime: {160 - facts.tick} sec",
                "",
                "Version:",
                _SYSTEMS[each.platform],
                "",
            ]
    return "\n".join(lines)


def _ago(facts: Facts, each: Neighbor) -> str:
    weeks, days, hours, minutes = span(facts.minutes(each.since))
    return f"{weeks * 7 + days} days, {hours}:{minutes:02d}:05 ago"


def eos_lldp(facts: Facts) -> str:
    """`show lldp neighbors detail` of EOS."""
    lines = []
    by_port = {each.local_port: each for each in facts.neighbors}
    for port in facts.interfaces:
        each = by_port.get(port.number)
        name = port_name(facts.platform, port.number)
        lines += [f"Interface {name} detected {int(each is not None)} LLDP neighbors:", ""]
        if each:
            lines += [
                f'  Neighbor {dotted_mac(each.mac)}/"{_there(each)}", age {12 + facts.tick // 2} seconds',
                f"  Discovered {_ago(facts, each)}; Last changed {_ago(facts, each)}",
                "  - Chassis ID type: MAC address (4)",
                f"    Chassis ID     : {dotted_mac(each.mac)}",
                "  - Port ID type: Interface name(5)",
                f'    Port ID     : "{_there(each)}"',
                "  - Time To Live: 120 seconds",
                f'  - Port Description: "to {facts.hostname}"',
                f'  - System Name: "{each.hostname}"',
                f'  - System Description: "{_SYSTEMS[each.platform]}"',
                "",
            ]
    return "\n".join(lines)


def vrp_lldp(facts: Facts) -> str:
    """`display lldp neighbor` of VRP."""
    lines = []
    for each in facts.neighbors:
        told = {
            "Neighbor index": "1",
            "Chassis type": "MAC Address",
            "Chassis ID": hyphen_mac(each.mac),
            "Port ID subtype": "Interface Name",
            "Port ID": _there(each),
            "Port description": f"to {facts.hostname}",
            "System name": each.hostname,
            "System description": _SYSTEMS[each.platform],
            "System capabilities supported": "bridge router",
            "System capabilities enabled": "router",
            "Expired time": f"{101 - facts.tick}s",
        }
        lines += [f"{_here(facts, each)} has 1 neighbor(s):", ""]
        lines += [*(f"{name:<35}:{value}" for name, value in told.items()), ""]
    return "\n".join(lines)


def junos_lldp(facts: Facts) -> str:
    """`show lldp neighbors` of Junos."""
    rows = ["Local Interface    Parent Interface    Chassis Id          Port info          System Name"]
    rows += [
        f"{_here(facts, each):<18} {'-':<19} {colon_mac(each.mac):<19} {_there(each):<18} {each.hostname}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def junos_arp(facts: Facts) -> str:
    """`show arp no-resolve` of Junos."""
    rows = ["MAC Address       Address         Interface                Flags"]
    rows += [
        f"{colon_mac(each.mac)} {each.address:<15} {_here(facts, each) + '.0':<24} none"
        for each in facts.neighbors
    ]
    return "\n".join([*rows, f"Total entries: {len(facts.neighbors)}"])
