"""What IOS answers."""

from __future__ import annotations

from functools import partial

from netcollect.lab import cisco, links
from netcollect.lab.cisco import full_name
from netcollect.lab.facts import Facts
from netcollect.lab.logs import cisco_log
from netcollect.lab.text import Command, Commands, joined, services, span


def _ios_version(facts: Facts) -> str:
    weeks, days, hours, minutes = span(facts.uptime)
    return f"""\
Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.7(3)M8, RELEASE SOFTWARE (fc1)
Technical Support: lab device, no support

ROM: System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)

{facts.hostname} uptime is {weeks} weeks, {days} days, {hours} hours, {minutes} minutes
System returned to ROM by power-on
System image file is "flash0:c2900-universalk9-mz.SPA.157-3.M8.bin"

Cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.
Processor board ID {facts.serial}
{len(facts.interfaces)} Gigabit Ethernet interfaces
255K bytes of non-volatile configuration memory.

Configuration register is 0x2102"""


_BRIEF = {"up": ("up", "up"), "down": ("down", "down"), "shut": ("administratively down", "down")}
_SERVICES = {"ntp": "ntp server {}", "syslog": "logging host {}", "dns": "ip name-server {}"}


def _ios_brief(facts: Facts) -> str:
    rows = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for port in facts.interfaces:
        status, protocol = _BRIEF[port.state]
        method = "NVRAM" if port.address else "unset"
        address = port.address or "unassigned"
        rows.append(f"{full_name(facts, port):<26} {address:<15} YES {method:<6} {status:<21} {protocol}")
    rows.append(f"{'Loopback0':<26} {facts.router_id:<15} YES NVRAM  {'up':<21} up")
    return "\n".join(rows)


#: Of the right form, and nobody's.
_HASH = "$9$NobodysSalt000$NobodysHash00000000000000000000000000000000"
_END = ("line vty 0 4", " login local", " transport input ssh", "!", "end")


def _ios_config(facts: Facts) -> str:
    lines = [
        "!",
        f"! Last configuration change at {facts.configured:%H:%M:%S UTC %a %b %e %Y} by lab",
        "!",
        "version 15.7",
        "service timestamps debug datetime msec",
        "service timestamps log datetime msec",
        "service password-encryption",
        "!",
        f"hostname {facts.hostname}",
        "!",
        f"enable secret 9 {_HASH}",
        f"username lab privilege 15 secret 9 {_HASH}",
        "snmp-server community lab-ro RO",
        "!",
        "ip cef",
        "!",
        "interface Loopback0",
        f" ip address {facts.router_id} 255.255.255.255",
        "!",
        *cisco.config_ports(facts, cidr=False, end="!"),
        "router ospf 1",
        f" router-id {facts.router_id}",
        " network 10.0.0.0 0.127.255.255 area 0",
        " network 198.18.0.0 0.1.255.255 area 0",
        "!",
        f"router bgp {facts.asn}",
        f" bgp router-id {facts.router_id}",
        *(f" neighbor {each.address} remote-as {cisco.asn(each.router_id)}" for each in facts.peers),
        "!",
        *services(facts, _SERVICES),
        "!",
        *_END,
    ]
    text = "\n".join(lines)
    return f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n{text}"


_ARP_HEAD = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"
_ARP_ROW = "Internet  {address:<15}         {age}   {mac}  ARPA   {port}"
_IOS: dict[str, Command] = {
    "show version": _ios_version,
    "show ip interface brief": _ios_brief,
    "show interfaces": cisco.interfaces,
    "show interfaces description": cisco.descriptions,
    "show running-config": _ios_config,
    "show startup-config": _ios_config,
    "show ip route": cisco.routes,
    "show ip arp": partial(cisco.arp, head=_ARP_HEAD, form=_ARP_ROW),
    "show cdp neighbors": cisco.cdp,
    "show cdp neighbors detail": links.ios_cdp,
    "show lldp neighbors": cisco.lldp,
    "show lldp neighbors detail": links.ios_lldp,
    "show vlan brief": cisco.vlans,
    "show mac address-table": cisco.mac_table,
    "show ip ospf neighbor": cisco.ospf,
    "show ip bgp summary": cisco.bgp,
    "show bgp summary": cisco.bgp,
    "show logging": cisco_log,
    "show inventory": partial(cisco.inventory, model="CISCO2911/K9"),
    "show clock": cisco.clock,
    "show users": cisco.users,
}
IOS: Commands = {**_IOS, "show tech-support": partial(joined, commands=_IOS, names=cisco.TECH)}
