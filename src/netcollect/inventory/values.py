"""What another program says of a device, as Python values → a record, read as strictly as our own files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netcollect.inventory.mappings import take
from netcollect.inventory.records import Record
from netcollect.inventory.source import Source
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode
from netcollect.secretkeys import secrets_in

#: NAPALM's names of drivers (napalm.readthedocs.io, "Supported Devices"; the community's are `napalm-NAME` on
#: PyPI), scrapli's, and Ansible's `ansible_network_os` without its collection: what netmiko calls the same.
_PLATFORMS: Mapping[str, str] = {
    "ios": "cisco_ios",
    "iosxe": "cisco_xe",
    "cisco_iosxe": "cisco_xe",
    "iosxr": "cisco_xr",
    "iosxr_netconf": "cisco_xr",
    "cisco_iosxr": "cisco_xr",
    "nxos": "cisco_nxos",
    "nxos_ssh": "cisco_nxos",
    "asa": "cisco_asa",
    "aireos": "cisco_wlc",
    "s350": "cisco_s300",
    "eos": "arista_eos",
    "junos": "juniper_junos",
    "aoscx": "aruba_aoscx",
    "procurve": "hp_procurve",
    "comware": "hp_comware",
    "ce": "huawei_vrpv8",
    "cloudengine": "huawei_vrpv8",
    "vrp": "huawei_vrp",
    "panos": "paloalto_panos",
    "fortios": "fortinet",
    "ros": "mikrotik_routeros",
    "routeros": "mikrotik_routeros",
    "sros": "nokia_sros",
    "srl": "nokia_srl",
    "srlinux": "nokia_srl",
    "dellos6": "dell_os6",
    "dellos9": "dell_os9",
    "os9": "dell_os9",
    "dellos10": "dell_os10",
    "os10": "dell_os10",
    "ftos": "dell_force10",
    "exos": "extreme_exos",
    "slxos": "extreme_slx",
    "voss": "extreme_vsp",
    "nos": "extreme_nos",
    "ironware": "ruckus_fastiron",
    "icx": "ruckus_fastiron",
    "edgeos": "ubiquiti_edgerouter",
    "edgeswitch": "ubiquiti_edgeswitch",
    "gaia": "checkpoint_gaia",
    "ciscosmb": "cisco_s300",
    "ocnos": "ipinfusion_ocnos",
    "cumulus": "cumulus_linux",
}


def platform_named(name: str) -> str:
    """Netmiko's name of a platform that another program names, or the name itself.

    A collection in front of it (`cisco.ios.ios`) does not count, nor do dashes and capitals.

    >>> platform_named("junos"), platform_named("arista.eos.eos"), platform_named("Cisco-IOS")
    ('juniper_junos', 'arista_eos', 'cisco_ios')
    """
    plain = name.strip().lower().replace("-", "_").rpartition(".")[2]
    return _PLATFORMS.get(plain, plain)


def node_of(value: Any, line: int = 0, column: int = 0) -> Node:
    """A value as a part of a file at this place; a number or flag is what YAML would make of it."""
    if isinstance(value, Mapping):
        pairs = [
            (node_of(str(key), line, column), node_of(each, line, column)) for key, each in value.items()
        ]
        return MappingNode(line, column, pairs)
    if isinstance(value, list | tuple):
        return SequenceNode(line, column, [node_of(each, line, column) for each in value])
    if value is None or isinstance(value, bool):
        return ScalarNode(line, column, {None: "", True: "true", False: "false"}[value], plain=True)
    return ScalarNode(line, column, str(value), plain=not isinstance(value, str))


def put_value(source: Source, record: Record, name: str, value: Any, place: Node | None = None) -> None:
    """Adds a ConnectHandler argument, or a key of our own; None is as good as absent."""
    at = place or record.node
    if value is not None:
        take(source, record, name, node_of(value, at.line, at.column))


def put_foreign_fact(source: Source, record: Record, name: str, value: Any, shown: str = "") -> None:
    """Adds a fact, unless a secret is in it at any depth: facts are shown. `shown` is its key in the file."""
    if any(secrets_in(name, value)):
        source.passed[f"{shown or name}, which sounds like a secret"] += 1
    else:
        record.facts[name] = _simple(value)


def _simple(value: Any) -> Any:
    """The value of plain types only."""
    if isinstance(value, Mapping):
        return {str(key): _simple(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_simple(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
