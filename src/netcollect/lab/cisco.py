"""What IOS, NX-OS and EOS answer alike: they describe the same things in kindred ways."""

from __future__ import annotations

from netcollect.lab.facts import Facts, Interface, Neighbor
from netcollect.lab.text import dotted_mac, mask, network, short_age

_PREFIX = {
    "cisco_ios": ("GigabitEthernet0/", "Gi0/"),
    "cisco_nxos": ("Ethernet1/", "Eth1/"),
    "arista_eos": ("Ethernet", "Et"),
    "juniper_junos": ("ge-0/0/", "ge-0/0/"),
    "huawei_vrp": ("GigabitEthernet0/0/", "GE0/0/"),
}
#: Who speaks CDP, and as what.
CDP = {"cisco_ios": "CISCO2911", "cisco_nxos": "N9K-C93180YC"}


def port_name(platform: str, number: int, *, short: bool = False) -> str:
    """A port as its platform calls it."""
    return f"{_PREFIX[platform][short]}{number}"


def full_name(facts: Facts, port: Interface, *, short: bool = False) -> str:
    """A port's full or short name."""
    return port_name(facts.platform, port.number, short=short)


_LINE = {
    "up": "up, line protocol is up",
    "down": "down, line protocol is down",
    "shut": "administratively down, line protocol is down",
}


def interfaces(facts: Facts) -> str:
    """IOS-like `show interfaces`."""
    blocks = []
    for port in facts.interfaces:
        lines = [f"{full_name(facts, port)} is {_LINE[port.state]}"]
        lines.append(f"  Hardware is CN Gigabit Ethernet, address is {dotted_mac(port.mac)}")
        if port.description:
            lines.append(f"  Description: {port.description}")
        if port.address:
            lines.append(f"  Internet address is {port.address}/{port.mask_length}")
        lines.append("  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,")
        lines.append("     reliability 255/255, txload 1/255, rxload 1/255")
        lines.append(f"     {port.packets} packets input, {port.octets} bytes")
        lines.append("     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def config_ports(
    facts: Facts, *, cidr: bool, end: str, indent: int = 1, link: tuple[str, ...] = ()
) -> list[str]:
    """The interface sections of a configuration; `link` are further lines of ports to a neighbour."""
    lines, pad, links = [], " " * indent, {each.local_port for each in facts.peers}
    for port in facts.interfaces:
        inside = [
            *([f"description {port.description}"] if port.description else []),
            *_addressed(port, cidr=cidr),
            *([] if port.enabled else ["shutdown"]),
            *(link if port.number in links else ()),
        ]
        lines += [f"interface {full_name(facts, port)}", *(pad + line for line in inside), end]
    return lines


def _addressed(port: Interface, *, cidr: bool) -> list[str]:
    """How a port's address is configured, or that it has none."""
    if not port.address:
        return [] if cidr else ["no ip address"]
    if cidr:
        return ["no switchport", f"ip address {port.address}/{port.mask_length}"]
    return [f"ip address {port.address} {mask(port.mask_length)}"]


def asn(router: str) -> int:
    """The AS number of the device with a router id."""
    third, fourth = (int(part) for part in router.split(".")[2:])
    return 64512 + (third * 256 + fourth) % 1000


def routes(facts: Facts) -> str:
    """IOS-like `show ip route`."""
    rows = [
        "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP",
        "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area",
        "",
        "Gateway of last resort is not set",
        "",
    ]
    for port in facts.interfaces:
        if port.address and port.up:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"C        {net} is directly connected, {full_name(facts, port)}")
            rows.append(f"L        {port.address}/32 is directly connected, {full_name(facts, port)}")
    rows.append(f"C        {facts.router_id}/32 is directly connected, Loopback0")
    rows += [
        f"O        {each.router_id}/32 [110/2] via {each.address}, {short_age(facts.minutes(each.since))}, "
        f"{port_name(facts.platform, each.local_port)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def arp(facts: Facts, head: str, form: str) -> str:
    """An ARP table: its head, and the form of a row; `{age}` is in minutes."""
    rows = [head]
    for each in facts.neighbors:
        name = port_name(facts.platform, each.local_port)
        known = {"address": each.address, "mac": dotted_mac(each.mac), "port": name}
        rows.append(form.format(**known, age=12 + facts.tick))
    return "\n".join(rows)


def cdp(facts: Facts) -> str:
    """`show cdp neighbors`: those that speak Cisco's protocol."""
    speakers = [each for each in facts.neighbors if each.platform in CDP]
    rows = [
        "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge",
        "                  S - Switch, H - Host, I - IGMP, r - Repeater",
        "",
        "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID",
    ]
    rows += [
        f"{each.hostname:<17}{port_name(facts.platform, each.local_port, short=True):<18}"
        f"{150 - facts.tick:<11}{'R S':<12}{CDP[each.platform]:<15} "
        f"{port_name(each.platform, each.port, short=True)}"
        for each in speakers
    ]
    return "\n".join([*rows, "", f"Total cdp entries displayed : {len(speakers)}"])


def lldp(facts: Facts) -> str:
    """`show lldp neighbors`."""
    rows = ["Device ID            Local Intf     Hold-time  Capability      Port ID"]
    rows += [
        f"{each.hostname:<21}{port_name(facts.platform, each.local_port, short=True):<15}"
        f"{120 - facts.tick:<11}{'R':<16}{port_name(each.platform, each.port)}"
        for each in facts.neighbors
    ]
    return "\n".join([*rows, "", f"Total entries displayed: {len(facts.neighbors)}"])


def ospf(facts: Facts) -> str:
    """`show ip ospf neighbor`."""
    rows = ["", "Neighbor ID     Pri   State           Dead Time   Address         Interface"]
    rows += [
        f"{each.router_id:<15} {1:>3}   {'FULL/  -':<15} 00:00:{31 + facts.tick % 8}    {each.address:<15} "
        f"{port_name(facts.platform, each.local_port)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def bgp(facts: Facts) -> str:
    """`show ip bgp summary`."""
    rows = [
        f"BGP router identifier {facts.router_id}, local AS number {facts.asn}",
        f"BGP table version is {17 + facts.tick}, main routing table version {17 + facts.tick}",
        "",
        "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd",
    ]
    rows += [
        f"{each.address:<15} 4 {asn(each.router_id):>12} {messages(facts, each):>7} "
        f"{messages(facts, each) - 2:>7} {17 + facts.tick if each.up else 1:>8}    0    0 "
        f"{short_age(facts.minutes(each.since)):<8} {8 if each.up else 'Idle':>8}"
        for each in facts.peers
    ]
    return "\n".join(rows)


def messages(facts: Facts, peer: Neighbor) -> int:
    """How many messages of BGP came from a peer: one a minute while it is up."""
    return 1661 + (facts.minutes(peer.since) if peer.up else facts.tick)


def inventory(facts: Facts, model: str) -> str:
    """`show inventory` for a model."""
    return f'NAME: "Chassis", DESCR: "{model} chassis"\nPID: {model:<18}, VID: V06  , SN: {facts.serial}\n'


def clock(facts: Facts) -> str:
    """`show clock`; it stands still for a day, so that outputs are stable."""
    return f"{facts.now:%H:%M:%S}.{facts.now.microsecond // 1000:03d} UTC {facts.now:%a %b %e %Y}"


def users(_facts: Facts) -> str:
    """`show users`."""
    return (
        "    Line       User       Host(s)              Idle       Location\n"
        "*  2 vty 0     lab        idle                 00:00:00 127.0.0.1"
    )


def descriptions(facts: Facts) -> str:
    """`show interfaces description`."""
    rows = ["Interface                      Status         Protocol Description"]
    for port in facts.interfaces:
        status, protocol = "admin down" if port.state == "shut" else port.state, "up" if port.up else "down"
        rows.append(f"{full_name(facts, port, short=True):<30} {status:<14} {protocol:<8} {port.description}")
    return "\n".join(rows)


def port_status(facts: Facts, down: str = "notconnect") -> str:
    """`show interfaces status`; `down` is the word for a port that should be up."""
    words = {"up": "connected", "down": down, "shut": "disabled"}
    rows = ["Port       Name                  Status       Vlan       Duplex  Speed  Type"]
    for port in facts.interfaces:
        status, vlan = words[port.state], "routed" if port.address else "1"
        name = f"{full_name(facts, port, short=True):<10} {port.description:<21}"
        rows.append(f"{name} {status:<12} {vlan:<10} full    1000   1000base-T")
    return "\n".join(rows)


def vlans(facts: Facts) -> str:
    """`show vlan brief`: ports without an address are in the one that is always there."""
    ports = ", ".join(full_name(facts, port, short=True) for port in facts.interfaces if not port.address)
    return "\n".join(
        [
            "VLAN Name                             Status    Ports",
            "---- -------------------------------- --------- -------------------------------",
            f"1    {'default':<32} {'active':<9} {ports}",
        ]
    )


def mac_table(facts: Facts) -> str:
    """`show mac address-table`: the device's own address, for all of its linked ports are routed."""
    return "\n".join(
        [
            "Vlan    Mac Address       Type        Ports",
            "----    -----------       --------    -----",
            f"   1    {dotted_mac(facts.interfaces[0].mac)}    STATIC      CPU",
            "Total Mac Addresses for this criterion: 1",
        ]
    )


TECH = ("show version", "show running-config", "show ip interface brief", "show ip route", "show logging")
