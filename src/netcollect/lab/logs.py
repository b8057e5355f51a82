"""What a device logged, in the words of its platform; a mistyped command is content there, not an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from netcollect.lab.cisco import port_name
from netcollect.lab.facts import Facts, What

_CISCO: Mapping[What, str] = {
    "configured": "%SYS-5-CONFIG_I: Configured from console by lab on vty0",
    "mistyped": "%PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:shw vers\n"
    "% Invalid input detected at '^' marker.",
    "port_up": "%LINK-3-UPDOWN: Interface {port}, changed state to up",
    "port_down": "%LINK-3-UPDOWN: Interface {port}, changed state to down",
    "neighbor_up": "%OSPF-5-ADJCHG: Process 1, Nbr {router_id} from LOADING to FULL",
    "neighbor_down": "%OSPF-5-ADJCHG: Process 1, Nbr {router_id} from FULL to DOWN",
}
_VRP: Mapping[What, str] = {
    "configured": '%%01SHELL/5/CMDRECORD(s): Command="save"',
    "mistyped": '%%01SHELL/5/CMDRECORD(s): Command="dispaly vers"\n'
    "Error: Unrecognized command found at '^' position.",
    "port_up": "%%01IFNET/4/IF_STATE(l): Interface {port} has turned into UP state.",
    "port_down": "%%01IFNET/4/IF_STATE(l): Interface {port} has turned into DOWN state.",
    "neighbor_up": "%%01OSPF/3/NBR_CHG_FULL(l): Neighbor {router_id} changed to Full",
    "neighbor_down": "%%01OSPF/3/NBR_CHG_DOWN(l): Neighbor {router_id} changed to Down",
}
_JUNOS: Mapping[What, str] = {
    "configured": "mgd[4021]: UI_COMMIT: User 'lab' requested 'commit' operation",
    "mistyped": "mgd[4021]: UI_CMDLINE_READ_LINE: User 'lab', command 'shw vers'\nunknown command.",
    "port_up": "mib2d[5091]: SNMP_TRAP_LINK_UP: ifAdminStatus up(1), ifOperStatus up(1), ifName {port}",
    "port_down": "mib2d[5091]: SNMP_TRAP_LINK_DOWN: ifAdminStatus up(1), ifOperStatus down(2), ifName {port}",
    "neighbor_up": "rpd[5120]: RPD_OSPF_NBRUP: OSPF neighbor {router_id} state changed to Full",
    "neighbor_down": "rpd[5120]: RPD_OSPF_NBRDOWN: OSPF neighbor {router_id} state changed to Down",
}


def _lines(facts: Facts, words: Mapping[What, str], head: str) -> list[str]:
    found = []
    for note in facts.notes:
        port = port_name(facts.platform, note.port)
        said = words[note.what].format(port=port, router_id=note.router_id)
        found.append(f"{_moment(note.when, head)}{said}")
    return found


def _moment(when: datetime, head: str) -> str:
    return head.format(when=when, milliseconds=when.microsecond // 1000)


def cisco_log(facts: Facts) -> str:
    """`show logging` of IOS, NX-OS and EOS."""
    number = 36 + len(facts.notes)
    return "\n".join(
        [
            "Syslog logging: enabled (0 messages dropped, 3 messages rate-limited, 0 flushes)",
            f"    Console logging: level debugging, {number} messages logged",
            f"    Buffer logging:  level debugging, {number} messages logged",
            "",
            "Log Buffer (8192 bytes):",
            "",
            *_lines(facts, _CISCO, "{when:%b %e %H:%M:%S}.{milliseconds:03d}: "),
        ]
    )


def vrp_log(facts: Facts) -> str:
    """`display logbuffer` of VRP."""
    return "\n".join(
        [
            "Logging buffer configuration and contents : enabled",
            "Allowed max buffer size : 10240",
            "Actual buffer size : 512",
            "Channel number : 4 , Channel name : logbuffer",
            *_lines(facts, _VRP, f"{{when:%b %e %Y %H:%M:%S}} {facts.hostname} "),
        ]
    )


def junos_log(facts: Facts) -> str:
    """`show log messages` of Junos."""
    return "\n".join(_lines(facts, _JUNOS, f"{{when:%b %e %H:%M:%S}}  {facts.hostname} "))
