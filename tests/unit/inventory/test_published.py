"""Inventories in the shapes that courses, manuals and blogs publish: right ones are read, wrong ones told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netcollect.errors import InputError
from netcollect.inventory import read_inventory

#: The text, and of each device what is to be read.
RIGHT: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "course list": (
        """
        ---
        - device_type: cisco_ios
          ip: 192.0.2.1
          username: cisco
          password: cisco
          secret: cisco
          timeout: 5
        - device_type: cisco_ios
          ip: 192.0.2.2
          username: cisco
          password: cisco
          secret: cisco
          timeout: 20
        """,
        [
            {"name": "192.0.2.1", "host": "192.0.2.1", "username": "cisco", "connect_timeout": 5.0},
            {"name": "192.0.2.2", "password": "cisco", "secret": "cisco", "connect_timeout": 20.0},
        ],
    ),
    "manual's example": (
        """
        - device_type: cisco_xe
          host: r1
          username: admin
          password: secret
          port: 8022
          secret: secret
          session_log: netmiko.log
          fast_cli: false
          global_delay_factor: 2
          conn_timeout: 15
          read_timeout_override: 90
          banner_timeout: 20
        """,
        [
            {
                "platform": "cisco_xe",
                "port": 8022,
                "connect_timeout": 15.0,
                "read_timeout": 90.0,
                "extras": {"fast_cli": False, "global_delay_factor": 2},
                "facts": {},
            }
        ],
    ),
    "JSON": (
        """
        [
          {"device_type": "juniper_junos", "host": "r1", "username": "lab", "port": 830},
          {"device_type": "linux", "host": "r2", "use_keys": true, "key_file": "~/.ssh/id_rsa"}
        ]
        """,
        [
            {"platform": "juniper_junos", "port": 830},
            {"platform": "linux", "private_key": "~/.ssh/id_rsa", "facts": {}, "extras": {}},
        ],
    ),
    "single quotes, as Python prints it": (
        "[{'device_type': 'cisco_nxos', 'host': 'n1', 'fast_cli': True, 'site': ''}]\n",
        [{"platform": "cisco_nxos", "extras": {"fast_cli": True}, "facts": {"site": ""}}],
    ),
    "name beside the address": (
        """
        - {name: SW1, host: 192.0.2.10, device_type: cisco_ios, site: hq, role: access, tags: [poe, "2026"]}
        """,
        [
            {
                "name": "SW1",
                "host": "192.0.2.10",
                "facts": {"site": "hq", "role": "access", "tags": ["poe", "2026"]},
            }
        ],
    ),
    "comments everywhere": (
        """
        # Lab, rack 3
        devices: # all of them
          # the core
          - host: r1 # first
            platform: cisco_ios   # IOS 15
            password: a#b
            # port: 2222
        """,
        [{"host": "r1", "platform": "cisco_ios", "password": "a#b", "port": 22}],
    ),
    "defaults and groups": (
        """
        defaults:
          username: audit
          platform: cisco_ios
          read_timeout: 60
        groups:
          dc:
            site: ams
            groups:
              spine: {platform: arista_eos, port: 2022}
          branch: {username: field, site: rural}
        devices:
          - {name: s1, host: 192.0.2.1, groups: [spine]}
          - {name: b1, host: 192.0.2.2, groups: [branch]}
          - {name: b2, host: 192.0.2.3, groups: [branch], username: own}
        """,
        [
            {
                "groups": ("dc", "spine"),
                "platform": "arista_eos",
                "port": 2022,
                "username": "audit",
                "facts": {"site": "ams"},
            },
            {"groups": ("branch",), "platform": "cisco_ios", "username": "field", "read_timeout": 60.0},
            {"username": "own", "facts": {"site": "rural"}},
        ],
    ),
    "devices by name": (
        """
        devices:
          core-1: {host: 192.0.2.1, platform: cisco_xr}
          core-2:
            host: 192.0.2.2
            platform: cisco_xr
        """,
        [{"name": "core-1", "platform": "cisco_xr"}, {"name": "core-2", "host": "192.0.2.2"}],
    ),
    "anchor and merge key in the list": (
        """
        - &base
          device_type: cisco_ios
          host: r1
          username: lab
          port: 2201
        - <<: *base
          host: r2
          port: 2202
        """,
        [{"host": "r1", "port": 2201}, {"host": "r2", "port": 2202, "username": "lab"}],
    ),
    "anchors among the defaults": (
        """
        defaults: &d {username: lab, connect_timeout: 4}
        groups:
          fast: {<<: *d, connect_timeout: 2}
        devices:
          - {host: r1, platform: arista_eos, groups: [fast]}
        """,
        [{"username": "lab", "connect_timeout": 2.0, "groups": ("fast",)}],
    ),
    "merge of two anchors": (
        """
        - &ios {device_type: cisco_ios, host: r1, username: a}
        - &lab {device_type: linux, host: r2, username: b, site: lab}
        - {<<: [*ios, *lab], host: r3}
        """,
        [{}, {}, {"platform": "cisco_ios", "username": "a", "host": "r3", "facts": {"site": "lab"}}],
    ),
    "one host behind many ports": (
        """
        - {name: con1, device_type: cisco_ios_telnet, host: 192.0.2.9, port: 2001}
        - {name: con2, device_type: cisco_ios_telnet, host: 192.0.2.9, port: 2002}
        - {name: con3, device_type: cisco_ios_telnet, host: 192.0.2.9}
        """,
        [{"port": 2001}, {"port": 2002}, {"port": 23, "platform": "cisco_ios_telnet"}],
    ),
    "bastions": (
        """
        defaults: {platform: cisco_ios, jump: ops@bastion.example.net}
        groups: {inner: {jump: "bastion,ops@inner:2222"}}
        devices:
          - {host: r1}
          - {host: r2, groups: [inner]}
          - {host: r3, jump: none}
        """,
        [
            {"jump": "ops@bastion.example.net"},
            {"jump": "bastion,ops@inner:2222"},
            {"jump": "none"},
        ],
    ),
    "quoted numbers": (
        """
        - {device_type: cisco_ios, host: '192.0.2.1', port: '2222', timeout: "7.5", password: '0123'}
        """,
        [{"port": 2222, "connect_timeout": 7.5, "password": "0123"}],
    ),
    "numbers that are texts": (
        """
        - {device_type: cisco_ios, host: r1, username: 1234, password: 001, secret: 1e5, vlan: 012, rack: 12}
        """,
        [{"username": "1234", "password": "001", "secret": "1e5", "facts": {"vlan": "012", "rack": 12}}],
    ),
    "IPv6": (
        """
        devices:
          - {name: six, host: 2001:db8::1, platform: cisco_ios}
          - {name: local, host: "fe80::1%eth0", platform: cisco_ios}
          - host: 2001:db8::2
            platform: juniper_junos
        """,
        [{"host": "2001:db8::1"}, {"host": "fe80::1%eth0"}, {"name": "2001:db8::2", "host": "2001:db8::2"}],
    ),
    "device_type in its variations": (
        """
        - {device_type: cisco_xe, host: r1}
        - {device_type: cisco_asa_ssh, host: r2}
        - {device_type: cisco_nxos_telnet, host: r3}
        - {device_type: "huawei", host: r4}
        - {device_type: hp_procurve, host: r5}
        """,
        [
            {"platform": "cisco_xe", "port": 22},
            {"platform": "cisco_asa_ssh", "port": 22},
            {"platform": "cisco_nxos_telnet", "port": 23},
            {"platform": "huawei"},
            {"platform": "hp_procurve"},
        ],
    ),
    "references for the login": (
        """
        - device_type: cisco_ios
          host: r1
          username: env:LAB_USER
          password: env:LAB_PASSWORD
          secret: "file:~/.config/lab/enable"
        """,
        [{"username": "env:LAB_USER", "password": "env:LAB_PASSWORD"}],
    ),
    "facts of another tool": (
        """
        devices:
          - host: r1
            platform: cisco_ios
            location: {building: B2, floor: 3}
            interfaces:
              - {name: Gi0/1, vlan: 10, shutdown: false}
            vars: [{name: site, value: ams}]
        """,
        [
            {
                "facts": {
                    "location": {"building": "B2", "floor": 3},
                    "interfaces": [{"name": "Gi0/1", "vlan": 10, "shutdown": False}],
                    "vars": [{"name": "site", "value": "ams"}],
                }
            }
        ],
    ),
    "Windows line ends": (
        "devices:\r\n  - host: r1\r\n    platform: cisco_ios\r\n    password: lab\r\n",
        [{"host": "r1", "password": "lab"}],
    ),
    "texts over more than one line": (
        """
        - device_type: cisco_ios
          host: r1
          username: 'lab'
          description: >-
            first
            second
        """,
        [{"facts": {"description": "first second"}}],
    ),
}

#: The text, and all that is said of it.
WRONG: dict[str, tuple[str, list[str]]] = {
    "course list with typing errors": (
        """
        - device_type: cisco_iso
          ip: 192.0.2.300
          usrname: cisco
          port: 22a
        - device_type: cisco_ios
          username: cisco
        """,
        [
            "2:16: [0].device_type",
            "3:7: [0].ip",
            "5:9: [0].port",
            "6:3: [1]: a device needs a host or a name",
        ],
    ),
    "two addresses": (
        "- {device_type: cisco_ios, host: r1, ip: 192.0.2.1}\n",
        ["1:42: [0].ip"],
    ),
    "single device": ("device_type: cisco_ios\nhost: r1\n", ["1:1"]),
    "devices of one platform under its name": (
        "cisco_ios:\n  - {host: r1}\narista_eos:\n  - {host: r2}\n",
        ["1:1"],
    ),
    "common part beside the devices": (
        """
        common: &common {platform: cisco_ios, username: lab}
        devices:
          - {<<: *common, host: r1}
        """,
        ["2:1: common: unknown key"],
    ),
    "alias before its anchor": (
        "- {<<: *base, host: r1}\n- &base {device_type: cisco_ios, host: r2}\n",
        ["1:3: [0].platform: is missing", "1:8: an alias (*…) to an anchor that does not exist"],
    ),
    "login in the address, twice": (
        """
        devices:
          - {name: a, host: "admin:hunter2@192.0.2.1", platform: cisco_ios}
          - {name: b, host: r2, platform: cisco_ios, jump: "ops:hunter2@bastion"}
          - {name: c, host: "192.0.2.3:2222", platform: cisco_ios}
        """,
        ["3:21: devices[0].host", "4:52: devices[1].jump", "5:21: devices[2].host"],
    ),
    "one address twice": (
        """
        - {name: SW1, device_type: cisco_ios, host: 192.0.2.1}
        - {name: sw1, device_type: cisco_ios, host: 192.0.2.2}
        - {name: SW3, device_type: cisco_ios, host: 192.0.2.1}
        """,
        ["3:10: [1].name", "4:45: [2].host"],
    ),
    "template that nobody filled in": (
        """
        - device_type: "{{ platform }}"
          host: r1
          username: "{{ user }}"
          password: ${SW_PASS}
          secret: <SECRET>
        """,
        ["2:16: [0].device_type", "4:13: [0].username", "5:13: [0].password", "6:11: [0].secret"],
    ),
    "secrets of other tools": (
        """
        - device_type: cisco_ios
          host: r1
          enable_password: hunter2
          credential: {username: u, password: hunter2}
          snmp: {community: hunter2}
          extra: [{name: api_token, value: hunter2}]
        """,
        [
            "4:20: [0].enable_password",
            "5:39: [0].credential.password",
            "6:21: [0].snmp.community",
            "7:36: [0].extra[0].value",
        ],
    ),
    "words of other inventories": (
        """
        defaults: {platform: cisco_ios}
        groups:
          core:
            hosts: [r1]
            vars: {username: lab}
        devices:
          - {host: r1, groups: [cor]}
          - {host: r2, timeout: soon, read_timeout: 0}
        """,
        [
            "5:5: groups.core.hosts",
            "6:5: groups.core.vars",
            "8:24: devices[0].groups",
            "9:25: devices[1].timeout",
            "9:45: devices[1].read_timeout",
        ],
    ),
    "key twice, and a tag": (
        "- {device_type: cisco_ios, host: r1, host: r2, password: !vault x}\n",
        ["1:38: [0].host", "1:58: tags (!…) are not supported"],
    ),
}


def written(tmp_path: Path, text: str) -> Path:
    """A file of the text without its indentation; the first line stays empty where the text begins so."""
    path = tmp_path / "x.yaml"
    path.write_bytes(text.replace("\n        ", "\n").encode())
    return path


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_read(name: str, tmp_path: Path) -> None:
    text, wanted = RIGHT[name]
    devices = read_inventory(written(tmp_path, text))
    assert len(devices) == len(wanted)
    for device, values in zip(devices, wanted, strict=True):
        assert {field: getattr(device, field) for field in values} == values


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_all_at_once(name: str, tmp_path: Path) -> None:
    text, wanted = WRONG[name]
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    found = [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]
    assert len(found) == len(wanted), found
    for said, place in zip(found, wanted, strict=True):
        assert said.startswith((f"{place}: ", f"{place} ")), said
        assert said.endswith(")") or " from 1 to " in said, "each says what to do"
        assert "hunter2" not in said
