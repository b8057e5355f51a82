"""What ntc-templates calls a platform that netmiko calls otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from netcollect.platforms import platform_of

#: netmiko's name without its transport → the name in the index of ntc-templates. Only platforms with the
#: same command line; the others find templates under their own name, or have none.
ALIASES: Mapping[str, str] = {
    # Cisco: IOS XE speaks as IOS does; AireOS is known by how it was reached.
    "cisco_xe": "cisco_ios",
    "cisco_ioswlc": "cisco_ios",
    "cisco_wlc": "cisco_wlc_ssh",
    "cisco_s200": "cisco_s300",
    "cisco_s500": "cisco_s300",
    # One system under two names, mostly that of a vendor and that of what it bought or sold.
    "aruba_osswitch": "hp_procurve",
    "dell_dnos9": "dell_force10",
    "dell_os9": "dell_force10",
    "dell_os6": "dell_powerconnect",
    "eltex_esr": "eltex",
    "extreme": "extreme_exos",
    "extreme_ers": "avaya_ers",
    "extreme_netiron": "brocade_netiron",
    "extreme_slx": "extreme_slxos",
    "extreme_vsp": "avaya_vsp",
    "h3c_comware": "hp_comware",
    "huawei": "huawei_vrp",
    "huawei_vrpv8": "huawei_vrp",
    "huawei_olt": "huawei_smartax",
    "huawei_smartaxmmi": "huawei_smartax",
    "juniper": "juniper_junos",
    "nokia_sros": "alcatel_sros",
    "ubiquiti_edge": "ubiquiti_edgeswitch",
    "ubiquiti_unifiswitch": "ubiquiti_edgeswitch",
    "watchguard_fireware": "watchguard_firebox",
    # Systems on Linux that let you into its shell.
    "corelight_linux": "linux",
    "cumulus_linux": "linux",
    "f5_linux": "linux",
    "opengear_linux": "linux",
    "ovs_linux": "linux",
}


def template_platforms(platform: str) -> tuple[str, ...]:
    """The names under which templates of a platform are looked for, the most particular first."""
    base = platform_of(platform).base
    names = (platform, base, ALIASES.get(base, ""))
    return tuple(dict.fromkeys(name for name in names if name))
