"""Which outputs of the lab's devices a night has to change: what the comparing rooms are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import zip_longest

from netcollect.lab.cisco import CDP
from netcollect.lab.days import events
from netcollect.lab.facts import Facts

_IOS_LINK = (
    "show ip interface brief, show interfaces, show interfaces description, show ip route, show ip arp, "
    "show cdp neighbors, show cdp neighbors detail, show lldp neighbors, show lldp neighbors detail, "
    "show ip ospf neighbor, show ip bgp summary, show bgp summary, show logging"
)
_EOS_LINK = _IOS_LINK.replace("show cdp neighbors, show cdp neighbors detail, ", "show interfaces status, ")
_NXOS_LINK = (
    _IOS_LINK.replace("show interfaces", "show interface").replace("ospf neighbor", "ospf neighbors")
    + ", show interface status"
)
_JUNOS_LINK = (
    "show interfaces terse, show interfaces descriptions, show interfaces, show route, show arp, "
    "show arp no-resolve, show lldp neighbors, show ospf neighbor, show bgp summary, show log messages"
)
_VRP_LINK = (
    "display ip interface brief, display interface, display interface description, display ip routing-table, "
    "display arp all, display lldp neighbor brief, display lldp neighbor, display ospf peer brief, "
    "display bgp peer, display logbuffer"
)
_IOS_PORT = (
    "show ip interface brief, show interfaces, show interfaces description, show ip route, show logging"
)
_IOS_CHASSIS = "show version, show inventory, show interfaces, show mac address-table, show logging"
_IOS_BESIDE = "show ip arp, show lldp neighbors detail, show logging"
_IOS_CONFIGURED = "show running-config, show startup-config, show logging"

#: By platform: the commands that show a link, a port to users, a chassis, the chassis next door, and a line.
SHOWN: Mapping[str, Mapping[str, str]] = {
    "cisco_ios": {
        "link": _IOS_LINK,
        "port": _IOS_PORT,
        "replaced": _IOS_CHASSIS,
        "beside": _IOS_BESIDE,
        "configured": _IOS_CONFIGURED,
    },
    "cisco_nxos": {
        "link": _NXOS_LINK,
        "port": _IOS_PORT.replace("interfaces", "interface") + ", show interface status",
        "replaced": _IOS_CHASSIS.replace("interfaces", "interface"),
        "beside": _IOS_BESIDE,
        "configured": _IOS_CONFIGURED,
    },
    "arista_eos": {
        "link": _EOS_LINK,
        "port": _IOS_PORT + ", show interfaces status",
        "replaced": _IOS_CHASSIS,
        "beside": _IOS_BESIDE,
        "configured": _IOS_CONFIGURED,
    },
    "juniper_junos": {
        "link": _JUNOS_LINK,
        "port": "show interfaces terse, show interfaces descriptions, show interfaces, show route, "
        "show log messages",
        "replaced": "show interfaces, show chassis hardware, show log messages",
        "beside": "show arp, show arp no-resolve, show lldp neighbors, show log messages",
        "configured": "show configuration, show configuration | display set, show log messages",
    },
    "huawei_vrp": {
        "link": _VRP_LINK,
        "port": "display ip interface brief, display interface, display interface description, "
        "display ip routing-table, display logbuffer",
        "replaced": "display interface, display esn, display device, display logbuffer",
        "beside": "display arp all, display lldp neighbor, display logbuffer",
        "configured": "display current-configuration, display saved-configuration, display logbuffer",
    },
}


def is_support(command: str) -> bool:
    """Whether a command joins many others: its output is theirs, counters and all."""
    return any(word in command for word in ("tech-support", "support information", "diagnostic-information"))


def touched(devices: tuple[Facts, ...], seed: int, day: int) -> dict[str, set[str]]:
    """The commands of each device whose outputs a night changes; `devices` are those of the day after it."""
    found: dict[str, set[str]] = defaultdict(set)

    def shows(index: int, what: str, port: int = 0) -> None:
        device = devices[index % len(devices)]
        speaks = any(peer.local_port == port and peer.platform in CDP for peer in device.peers)
        commands = SHOWN[device.platform][what].split(", ")
        found[device.hostname] |= {each for each in commands if speaks or "cdp" not in each}

    for event in events(devices, seed, day):
        for index, port in zip_longest(event.devices, event.ports, fillvalue=0):
            shows(index, event.kind.partition("_")[0], port)
        for peer in devices[event.devices[0]].neighbors if event.kind == "replaced" else ():
            shows(event.devices[0] + (1 if peer.local_port == 1 else -1), "beside")
    return dict(found)
