"""Configurations of several families as trees."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.audit.headings import heading, sections
from netcollect.audit.sections import style_of, tree
from unit.tables import each_row

IOS = """\
Building configuration...
!
hostname R1
interface GigabitEthernet0/1
 description uplink
 switchport mode access
!
interface GigabitEthernet0/10
 shutdown
router bgp 65001
 address-family ipv4
  neighbor 192.0.2.1 activate
 exit-address-family
end
"""
JUNOS = """\
## Last commit: 2026-11-23 10:00:00 UTC by lab
version 23.2R1;
system {
    host-name R1;
}
interfaces {
    ge-0/0/0 {
        description uplink;
        unit 0 {
            family inet {
                address 192.0.2.1/24;
            }
        }
    }
    ge-0/0/1 {
        disable;
    }
}
"""
JUNOS_SET = """\
set version 23.2R1
set system host-name R1
set interfaces ge-0/0/0 description uplink
set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24
set interfaces ge-0/0/1 disable
"""
VYOS = """\
set interfaces ethernet eth0 address '192.0.2.1/24'
set interfaces ethernet eth0 description 'uplink'
set system host-name 'R1'
"""
FORTIOS = """\
#config-version=FGVM64-7.4.1
config system interface
    edit "port1"
        set ip 192.0.2.1 255.255.255.0
        set allowaccess ping https ssh
        config ipv6
            set ip6-address 2001:db8::1/64
        end
    next
    edit "port2"
        set status down
    next
end
config system ntp
    set ntpsync enable
end
"""
VRP = """\
!Software Version V200R010C00SPC600
#
 sysname R1
#
interface GigabitEthernet0/0/1
 undo shutdown
 ip address 192.0.2.1 255.255.255.0
#
bgp 65001
 peer 192.0.2.9 as-number 65002
 #
 ipv4-family unicast
  peer 192.0.2.9 enable
#
return
"""
#: A global command behind a blank, after a section.
BLANK = "interface GigabitEthernet0/0/2\n shutdown\n#\n telnet server enable\n#\n"
COMWARE = "#\nsysname R1\n#\ninterface Vlan-interface1\nip address 192.0.2.1 24\n#\nreturn\n"
ROUTEROS = """\
# 2026-11-23 10:00:00 by RouterOS 7.12
/ip address
add address=192.0.2.1/24 \\
    interface=ether1
/system identity
set name=R1
"""


def found(text: str, *under: str) -> dict[str, list[str]]:
    """The lines of each section by its path."""
    return {
        path: [node.text for node, _ in section.walk()]
        for section, path in sections(tree(text), [heading(each) for each in under])
    }


@each_row(
    "text, style",
    [
        (IOS, "indentation"),
        (JUNOS, "braces"),
        (JUNOS_SET, "set"),
        (VYOS, "set"),
        (FORTIOS, "fortios"),
        (VRP, "indentation"),
        (COMWARE, "hashes"),
        (ROUTEROS, "menus"),
        ("", "indentation"),
    ],
)
def test_what_marks_the_sections(text: str, style: str) -> None:
    assert style_of(text.rstrip().split("\n")) == style


@each_row(
    "text, under, lines",
    [
        (IOS, ["interface .*"], [["description uplink", "switchport mode access"], ["shutdown"]]),
        (IOS, ["interface GigabitEthernet0/1"], [["description uplink", "switchport mode access"]]),
        (IOS, ["router bgp", "address-family ipv4"], [["neighbor 192.0.2.1 activate"]]),
        (IOS, ["router bgp 65001 address-family ipv4"], [["neighbor 192.0.2.1 activate"]]),
        (IOS, ["nothing"], []),
        (JUNOS, ["interfaces ge-.*/1"], [["disable"]]),
        (JUNOS, ["interfaces", "ge-0/0/0", "unit .*"], [["family inet", "address 192.0.2.1/24"]]),
        (JUNOS, ["system"], [["host-name R1"]]),
        (JUNOS_SET, ["interfaces ge-.*/1"], [["disable"]]),
        (JUNOS_SET, ["interfaces", "ge-0/0/0", "unit .*"], [["family inet address 192.0.2.1/24"]]),
        (JUNOS_SET, ["system"], [["host-name R1"]]),
        (VYOS, ["interfaces ethernet .*"], [["address 192.0.2.1/24", "description uplink"]]),
        (FORTIOS, ["config system interface", "edit .*2."], [["set status down"]]),
        (FORTIOS, ["config system interface edit .*", "config ipv6"], [["set ip6-address 2001:db8::1/64"]]),
        (FORTIOS, ["config system ntp"], [["set ntpsync enable"]]),
        (VRP, ["interface .*"], [["undo shutdown", "ip address 192.0.2.1 255.255.255.0"]]),
        (VRP, ["bgp .*", "ipv4-family .*"], [["peer 192.0.2.9 enable"]]),
        (VRP + BLANK, ["interface .*0/0/2"], [["shutdown"]]),
        (COMWARE, ["interface Vlan.*"], [["ip address 192.0.2.1 24"]]),
        (ROUTEROS, ["/ip address"], [["add address=192.0.2.1/24 interface=ether1"]]),
    ],
)
def test_the_lines_of_sections(text: str, under: Sequence[str], lines: list[list[str]]) -> None:
    assert list(found(text, *under).values()) == lines


def test_the_path_of_a_section_and_the_numbers_of_its_lines() -> None:
    ((section, path),) = sections(tree(IOS), [heading("router bgp .*"), heading("address-family .*")])
    assert path == "router bgp 65001 > address-family ipv4"
    assert [(node.number, node.text) for node, _ in section.walk()] == [(12, "neighbor 192.0.2.1 activate")]
    paths = {path for _, path in tree(JUNOS).walk()}
    assert "interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24" in paths


def test_a_heading_ends_where_a_word_does() -> None:
    assert heading("interface Gi0/1").pattern.match("interface Gi0/1")
    assert not heading("interface Gi0/1").pattern.match("interface Gi0/10")
