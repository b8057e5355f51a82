"""What IOS, NX-OS and EOS answer alike: they describe the same things in kindred ways."""

from __future__ import annotations

from netcollect.lab.facts import Facts, Interface
from netcollect.lab.text import dotted_mac, mask, network

_PREFIX = {
    "cisco_ios": ("GigabitEthernet0/", "Gi0/"),
    "cisco_nxos": ("Ethernet1/", "Eth1/"),
    "arista_eos": ("Ethernet", "Et"),
    "juniper_junos": ("ge-0/0/", "ge-0/0/"),
    "huawei_vrp": ("GigabitEthernet0/0/", "GE0/0/"),
}
#: Who speaks CDP, and as what.
_CDP = {"cisco_ios": "CISCO2911", "cisco_nxos": "N9K-C93180YC"}


def port_name(platform: str, number: int, *, short: bool = False) -> str:
    """A port as its platform calls it."""
    return f"{_PREFIX[platform][short]}{number}"


def full_name(facts: Facts, port: Interface, *, short: bool = False) -> str:
    """A port's full or short name."""
    return port_name(facts.platform, port.number, short=short)


def interfaces(facts: Facts) -> str:
    """IOS-like `show interfaces`."""
    blocks = []
    for port in facts.interfaces:
        state = "up, line protocol is up" if port.up else "administratively down, line protocol is down"
        lines = [f"{full_name(facts, port)} is {state}"]
        lines.append(f"  Hardware is CN Gigabit Ethernet, address is {dotted_mac(port.mac)}")
        if port.description:
            lines.append(f"  Description: {port.description}")
        if port.address:
            lines.append(f"  Internet address is {port.address}/{port.mask_length}")
        lines.append("  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,")
        lines.append("     reliability 255/255, txload 1/255, rxload 1/255")
        lines.append(f"     {1000 + port.number * 37} packets input, {64000 + port.number * 911} bytes")
        lines.append("     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def config_ports(
    facts: Facts, *, cidr: bool, end: str, indent: int = 1, link: tuple[str, ...] = ()
) -> list[str]:
    """The interface sections of a configuration; `link` are further lines of ports to a neighbour."""
    lines, pad, links = [], " " * indent, {each.local_port for each in facts.neighbors}
    for port in facts.interfaces:
        lines.append(f"interface {full_name(facts, port)}")
        if port.description:
            lines.append(f"{pad}description {port.description}")
        if port.address:
            tail = f"/{port.mask_length}" if cidr else f" {mask(port.mask_length)}"
            lines += [f"{pad}no switchport"] if cidr else []
            lines.append(f"{pad}ip address {port.address}{tail}")
        elif not cidr:
            lines.append(f"{pad}no ip address")
        if not port.up:
            lines.append(f"{pad}shutdown")
        lines += [*(f"{pad}{line}" for line in link if port.number in links), end]
    return lines


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
        if port.address:
            net = f"{network(port.address, port.mask_length)}/{port.mask_length}"
            rows.append(f"C        {net} is directly connected, {full_name(facts, port)}")
            rows.append(f"L        {port.address}/32 is directly connected, {full_name(facts, port)}")
    rows.append(f"C        {facts.router_id}/32 is directly connected, Loopback0")
    rows += [
        f"O        {each.router_id}/32 [110/2] via {each.address}, 2d03h, "
        f"{port_name(facts.platform, each.local_port)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def arp(facts: Facts, head: str, form: str) -> str:
    """An ARP table: its head, and the form of a row."""
    rows = [head]
    for each in facts.neighbors:
        name = port_name(facts.platform, each.local_port)
        rows.append(form.format(address=each.address, mac=dotted_mac(each.mac), port=name))
    return "\n".join(rows)


def cdp(facts: Facts) -> str:
    """`show cdp neighbors`: those that speak Cisco's protocol."""
    speakers = [each for each in facts.neighbors if each.platform in _CDP]
    rows = [
        "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge",
        "                  S - Switch, H - Host, I - IGMP, r - Repeater",
        "",
        "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID",
    ]
    rows += [
        f"{each.hostname:<17}{port_name(facts.platform, each.local_port, short=True):<18}"
        f"{150:<11}{'R S':<12}{_CDP[each.platform]:<15} {port_name(each.platform, each.port, short=True)}"
        for each in speakers
    ]
    return "\n".join([*rows, "", f"Total cdp entries displayed : {len(speakers)}"])


def lldp(facts: Facts) -> str:
    """`show lldp neighbors`."""
    rows = ["Device ID            Local Intf     Hold-time  Capability      Port ID"]
    rows += [
        f"{each.hostname:<21}{port_name(facts.platform, each.local_port, short=True):<15}{120:<11}"
        f"{'R':<16}{port_name(each.platform, each.port)}"
        for each in facts.neighbors
    ]
    return "\n".join([*rows, "", f"Total entries displayed: {len(facts.neighbors)}"])


def ospf(facts: Facts) -> str:
    """`show ip ospf neighbor`."""
    rows = ["", "Neighbor ID     Pri   State           Dead Time   Address         Interface"]
    rows += [
        f"{each.router_id:<15} {1:>3}   {'FULL/  -':<15} 00:00:3{each.local_port}    {each.address:<15} "
        f"{port_name(facts.platform, each.local_port)}"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def bgp(facts: Facts) -> str:
    """`show ip bgp summary`."""
    rows = [
        f"BGP router identifier {facts.router_id}, local AS number {facts.asn}",
        "BGP table version is 17, main routing table version 17",
        "",
        "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd",
    ]
    rows += [
        f"{each.address:<15} 4 {asn(each.router_id):>12}    4021    4019       17    0    0 2d19h           8"
        for each in facts.neighbors
    ]
    return "\n".join(rows)


def log(facts: Facts) -> str:
    """`show logging`, with a rejected command's words in it: in a log they are content."""
    name = full_name(facts, facts.interfaces[0])
    adjacent = [f"Nbr {each.router_id} from LOADING to FULL" for each in facts.neighbors]
    return "\n".join(
        [
            "Syslog logging: enabled (0 messages dropped, 3 messages rate-limited, 0 flushes)",
            "    Console logging: level debugging, 41 messages logged",
            "    Buffer logging:  level debugging, 41 messages logged",
            "",
            "Log Buffer (8192 bytes):",
            "",
            "Nov 20 03:12:08.112: %SYS-5-CONFIG_I: Configured from console by lab on vty0",
            f"Nov 20 03:12:11.480: %LINK-3-UPDOWN: Interface {name}, changed state to up",
            "Nov 20 03:13:40.007: %PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:shw vers",
            "% Invalid input detected at '^' marker.",
            *(f"Nov 21 22:40:01.903: %OSPF-5-ADJCHG: Process 1, {text}" for text in adjacent),
        ]
    )


def inventory(facts: Facts, model: str) -> str:
    """`show inventory` for a model."""
    return f'NAME: "Chassis", DESCR: "{model} chassis"\nPID: {model:<18}, VID: V06  , SN: {facts.serial}\n'


def clock(facts: Facts) -> str:
    """`show clock`; it stands still, so that outputs are stable."""
    return f"14:0{facts.index % 10}:11.{facts.index % 1000:03d} UTC Mon Nov 23 2026"


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
        status, protocol = ("up", "up") if port.up else ("admin down", "down")
        rows.append(f"{full_name(facts, port, short=True):<30} {status:<14} {protocol:<8} {port.description}")
    return "\n".join(rows)


def port_status(facts: Facts) -> str:
    """`show interfaces status`."""
    rows = ["Port       Name                  Status       Vlan       Duplex  Speed  Type"]
    for port in facts.interfaces:
        status, vlan = "connected" if port.up else "disabled", "routed" if port.address else "1"
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
