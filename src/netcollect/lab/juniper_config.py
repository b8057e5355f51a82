"""The configuration of a Junos device, with braces and as `set` commands."""

from __future__ import annotations

from netcollect.lab.cisco import asn, port_name
from netcollect.lab.facts import Facts, Statement
from netcollect.lab.text import services


def configuration(facts: Facts) -> str:
    """`show configuration`."""
    lines = [
        f"## Last commit: {facts.configured:%Y-%m-%d %H:%M:%S} UTC by lab",
        "version 21.4R3-S5.4;",
        "system {",
        f"    host-name {facts.hostname};",
        "    services {",
        "        ssh;",
        "    }",
        *(line for each in facts.statements for line in _service(each)),
        "}",
        "interfaces {",
    ]
    for port in facts.interfaces:
        lines.append(f"    {port_name(facts.platform, port.number)} {{")
        if port.description:
            lines.append(f'        description "{port.description}";')
        if not port.enabled:
            lines.append("        disable;")
        if port.address:
            lines += _unit(f"{port.address}/{port.mask_length}")
        lines.append("    }")
    lines += [
        "    lo0 {",
        *_unit(f"{facts.router_id}/32"),
        "    }",
        "}",
        "routing-options {",
        f"    router-id {facts.router_id};",
        f"    autonomous-system {facts.asn};",
        "}",
        *_protocols(facts),
    ]
    return "\n".join(lines)


def _unit(address: str) -> list[str]:
    return [
        "        unit 0 {",
        "            family inet {",
        f"                address {address};",
        "            }",
        "        }",
    ]


def _service(statement: Statement) -> list[str]:
    """The lines inside `system` for a statement that a later day brought."""
    if statement.service == "dns":
        return ["    name-server {", f"        {statement.address};", "    }"]
    if statement.service == "ntp":
        return ["    ntp {", f"        server {statement.address};", "    }"]
    host = [f"        host {statement.address} {{", "            any notice;", "        }"]
    return ["    syslog {", *host, "    }"]


_SET = {
    "ntp": "set system ntp server {}",
    "syslog": "set system syslog host {} any notice",
    "dns": "set system name-server {}",
}


def _ospf_ports(facts: Facts) -> list[str]:
    return [*(f"{port_name(facts.platform, each.local_port)}.0" for each in facts.peers), "lo0.0"]


def _protocols(facts: Facts) -> list[str]:
    lines = ["protocols {"]
    if facts.peers:
        lines += ["    bgp {", "        group ring {", "            type external;"]
        for each in facts.peers:
            lines.append(f"            neighbor {each.address} {{")
            lines += [f"                peer-as {asn(each.router_id)};", "            }"]
        lines += ["        }", "    }"]
    lines += ["    ospf {", "        area 0.0.0.0 {"]
    lines += [f"            interface {name};" for name in _ospf_ports(facts)]
    return [*lines, "        }", "    }", "}"]


def configuration_set(facts: Facts) -> str:
    """`show configuration | display set`."""
    lines = [f"set system host-name {facts.hostname}", "set system services ssh"]
    lines += services(facts, _SET)
    for port in facts.interfaces:
        name = port_name(facts.platform, port.number)
        if port.description:
            lines.append(f'set interfaces {name} description "{port.description}"')
        if not port.enabled:
            lines.append(f"set interfaces {name} disable")
        if port.address:
            lines.append(
                f"set interfaces {name} unit 0 family inet address {port.address}/{port.mask_length}"
            )
    lines.append(f"set interfaces lo0 unit 0 family inet address {facts.router_id}/32")
    lines.append(f"set routing-options router-id {facts.router_id}")
    lines.append(f"set routing-options autonomous-system {facts.asn}")
    for each in facts.peers:
        lines.append(f"set protocols bgp group ring neighbor {each.address} peer-as {asn(each.router_id)}")
    for name in _ospf_ports(facts):
        lines.append(f"set protocols ospf area 0.0.0.0 interface {name}")
    return "\n".join(lines)
