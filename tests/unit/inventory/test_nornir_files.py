"""Nornir's inventories, compared with the hosts that nornir itself loads, field for field."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from nornir.core.configuration import Config
from nornir.core.inventory import Defaults, Groups, Host, Hosts, Inventory
from nornir.core.plugins.inventory import InventoryPluginRegister
from nornir.init_nornir import load_inventory

from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.inventory.values import platform_named

#: Directories in the shapes that repositories have: the text of each file by its name.
DIRECTORIES: dict[str, dict[str, str]] = {
    "hosts alone": {
        "hosts.yaml": """
            ---
            r1: {hostname: 192.0.2.1, port: 22, username: lab, password: lab, platform: ios}
            r2: {hostname: 192.0.2.2, username: lab, password: lab, platform: nxos_ssh}
            """,
    },
    "groups and defaults": {
        "hosts.yaml": """
            rtr00:
              hostname: 192.0.2.1
              groups: [cisco, ams]
              data: {site: ams, rack: 4}
            sw00:
              hostname: 192.0.2.2
              groups:
                - arista
            """,
        "groups.yaml": """
            cisco: {platform: ios, data: {vendor: cisco}}
            arista: {platform: eos, username: arista}
            ams: {data: {site: nowhere, country: nl}}
            """,
        "defaults.yaml": "username: lab\npassword: lab\ndata: {domain: example.net, country: none}\n",
    },
    "groups of groups, depth first": {
        "hosts.yaml": "h: {hostname: h1, groups: [group_a, group_b]}\n",
        "groups.yaml": """
            group_a: {groups: [group_1, group_2], data: {x: a}}
            group_b: {groups: [group_2, group_3], platform: junos, data: {x: b, y: b}}
            group_1: {groups: [group_X], username: from_1}
            group_2: {username: from_2, password: lab, data: {y: two}}
            group_3: {platform: eos}
            group_X: {port: 2222, data: {z: X}}
            """,
    },
    "connection options of the host": {
        "hosts.yaml": """
            r1:
              hostname: r1
              port: 443
              username: api
              password: api
              platform: iosxr
              connection_options:
                netmiko:
                  port: 22
                  username: lab
                  platform: cisco_xr
                  extras: {secret: lab, global_delay_factor: 2, fast_cli: false, session_log: x.log}
                napalm: {extras: {optional_args: {transport: ssh}}}
            """,
    },
    "connection options of groups and defaults": {
        "hosts.yaml": "r1: {hostname: r1, groups: [ios]}\nr2: {hostname: r2, platform: linux}\n",
        "groups.yaml": """
            ios:
              platform: ios
              connection_options:
                netmiko: {platform: cisco_xe, extras: {conn_timeout: 30, read_timeout_override: 90}}
            """,
        "defaults.yaml": """
            username: lab
            connection_options:
              netmiko: {password: lab, port: 8022, extras: {conn_timeout: 5}}
            """,
    },
    "extras that name the platform": {
        "hosts.yaml": """
            r1:
              hostname: r1
              platform: ios
              connection_options: {netmiko: {extras: {device_type: cisco_ios_telnet, port: 23, host: r9}}}
            """,
    },
    "empty neighbours": {
        "hosts.yaml": "r1: {hostname: r1, platform: eos}\n",
        "groups.yaml": "---\n",
        "defaults.yaml": "# nothing\n",
    },
    "a host without an address": {"hosts.yaml": "r1.example.net: {platform: eos, username: lab}\n"},
    "other endings": {
        "hosts.yml": "r1: {hostname: r1, groups: [g]}\n",
        "groups.yml": "g: {platform: junos}\n",
        "defaults.yml": "username: lab\n",
    },
    "anchors": {
        "hosts.yaml": """
            r1: &base
              hostname: r1
              platform: ios
              data: &data {site: ams, tags: [a, b]}
            r2: {<<: *base, hostname: r2, data: {<<: *data, site: fra}}
            """,
    },
    "data of any depth": {
        "hosts.yaml": """
            r1:
              hostname: r1
              platform: ios
              data:
                bgp: {asn: 64500, peers: [{ip: 192.0.2.9, asn: 64501}]}
                since: 2026-11-23
                loopback: 10.0.0.1/32
                enabled: true
                none:
            """,
    },
    "texts that look otherwise": {
        "hosts.yaml": """
            r1: {hostname: r1, platform: ios, username: no, password: "0123", data: {on: yes, n: 0123}}
            r2: {hostname: r2, platform: ios, username: lab, password: "env:HOME"}
            """,
    },
    "netmiko's own names": {
        "hosts.yaml": "".join(
            f"{name}: {{hostname: {name}, platform: {name}}}\n"
            for name in ("cisco_ios", "arista_eos", "hp_comware", "paloalto_panos", "nokia_sros")
        ),
    },
    "JSON": {"hosts.yaml": '{"r1": {"hostname": "192.0.2.1", "platform": "iosxr", "groups": []}}'},
    "keys that nornir passes over": {
        "hosts.yaml": "r1: {hostname: r1, platform: ios, nornir_nos: ios, site: ams}\n",
    },
}


def written(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tmp_path / name).write_text(textwrap.dedent(text))
    return tmp_path


def loaded(path: Path) -> dict[str, Any]:
    """The hosts as nornir loads them."""
    names = {name: next(path.glob(f"{name}.y*ml"), path / name) for name in ("hosts", "groups", "defaults")}
    options = dict(zip(("host_file", "group_file", "defaults_file"), map(str, names.values()), strict=True))
    config = Config.from_dict(inventory={"plugin": "SimpleInventory", "options": options})
    return dict(load_inventory(config).hosts)


def connection(host: Any) -> dict[str, Any]:
    """What nornir's plugin gives to ConnectHandler."""
    options = host.get_connection_parameters("netmiko")
    return {
        "host": options.hostname,
        "port": options.port,
        "username": options.username,
        "password": options.password,
        "device_type": options.platform and platform_named(options.platform),
    } | (options.extras or {})


@pytest.mark.parametrize("name", DIRECTORIES)
def test_the_devices_are_nornirs_hosts(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, DIRECTORIES[name])
    hosts = loaded(path)
    devices = {device.name: device for device in read_inventory(path)}
    assert list(devices) == list(hosts)
    for host in hosts.values():
        device, said = devices[host.name], connection(host)
        assert device.host == (said["host"] or host.name)
        assert device.port == (said["port"] or 22)
        assert device.username == said["username"]
        assert (device.password or "").removeprefix("plain:") == (said["password"] or "")
        assert device.platform == said["device_type"]
        assert device.secret == said.get("secret")
        assert device.connect_timeout == said.get("conn_timeout")
        assert device.read_timeout == said.get("read_timeout_override")
        assert {key: said.get(key) for key in device.extras} == dict(device.extras)
        assert device.groups == tuple(group.name for group in host.extended_groups())
        dated = {key: str(value) if key == "since" else value for key, value in host.items()}
        assert dict(device.facts) == dated


def test_a_file_of_hosts_finds_its_neighbours(tmp_path: Path) -> None:
    path = written(tmp_path, DIRECTORIES["groups and defaults"]) / "hosts.yaml"
    assert read_inventory(path) == read_inventory(tmp_path)
    assert [device.name for device in read_inventory(path, limit=["group:cisco"])] == ["rtr00"]


@pytest.mark.parametrize(
    ("napalm", "netmiko"),
    [
        ("ios", "cisco_ios"),
        ("nxos", "cisco_nxos"),
        ("nxos_ssh", "cisco_nxos"),
        ("eos", "arista_eos"),
        ("junos", "juniper_junos"),
        ("iosxr", "cisco_xr"),
    ],
)
def test_platforms_have_netmikos_names(napalm: str, netmiko: str, tmp_path: Path) -> None:
    """These six are the mapping that nornir-netmiko has too."""
    (tmp_path / "hosts.yaml").write_text(f"r1: {{hostname: r1, platform: {napalm}}}\n")
    assert [device.platform for device in read_inventory(tmp_path)] == [netmiko]


def test_a_configuration_names_any_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Source:
        """An inventory that comes from a program."""

        def __init__(self, site: str, token: str) -> None:
            self.site = site
            if token != "hunter2":
                raise ValueError(f"the token {token} is refused")

        def load(self) -> Inventory:
            host = Host("r1", hostname="192.0.2.1", platform="eos", data={"site": self.site}, username="lab")
            return Inventory(hosts=Hosts({"r1": host}), groups=Groups(), defaults=Defaults())

    monkeypatch.setitem(InventoryPluginRegister.available, "TestSource", Source)
    path = tmp_path / "config.yaml"
    text = (
        "inventory: {plugin: TestSource, options: {site: ams, token: hunter2}}\n"
        "runner: {plugin: threaded}\nlogging: {enabled: false}\n"
    )
    path.write_text(text)
    (device,) = read_inventory(path)
    assert (device.name, device.platform, device.facts) == ("r1", "arista_eos", {"site": "ams"})
    path.write_text(text.replace("hunter2", "hunter3"))
    with pytest.raises(InputError, match=r"Nornir cannot load it: ValueError: the token \*\*\* is refused"):
        read_inventory(path)
    path.write_text("inventory: {plugin: NoSuchInventory}\n")
    with pytest.raises(InputError, match=r"config\.yaml: Nornir cannot load it: PluginNotRegistered.*NoSuch"):
        read_inventory(path)


def test_a_configuration_of_simple_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"h.yaml": "r1: {hostname: r1, platform: ios}\n"})
    path = tmp_path / "config.yaml"
    path.write_text("inventory: {plugin: SimpleInventory, options: {host_file: h.yaml}}\n")
    monkeypatch.chdir(tmp_path)
    assert [device.name for device in read_inventory(path)] == ["r1"]


def test_without_nornir_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, DIRECTORIES["hosts alone"])
    monkeypatch.setitem(sys.modules, "nornir.core.configuration", None)
    with pytest.raises(
        InputError, match=r"hosts\.yaml: .*not installed \(pip install 'netcoll.*\[nornir\]'\)"
    ):
        read_inventory(tmp_path)


WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "a group that is not there": (
        {"hosts.yaml": "r1: {hostname: r1, groups: [cisco]}\n", "groups.yaml": "cisc: {platform: ios}\n"},
        ["hosts.yaml:1:29: r1.groups[0]: there is no group 'cisco' (did you mean cisc?)"],
    ),
    "a group of a group that is not there": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios}\n", "groups.yaml": "a: {groups: [b]}\n"},
        ["groups.yaml:1:14: a.groups[0]: there is no group 'b'"],
    ),
    "no groups file": (
        {"hosts.yaml": "r1: {hostname: r1, groups: [cisco]}\n"},
        ["hosts.yaml:1:29: r1.groups[0]: there is no group 'cisco' (define it in the file of groups)"],
    ),
    "groups as text": (
        {"hosts.yaml": "r1: {hostname: r1, groups: cisco}\n", "groups.yaml": "cisco: {platform: ios}\n"},
        ["hosts.yaml:1:28: r1.groups: text where a list is expected"],
    ),
    "an empty host": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios}\nr2:\n"},
        ["hosts.yaml:2:1: r2: Nornir takes no empty value here (write `r2: {}`)"],
    ),
    "a host twice": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios}\nr1: {hostname: r2, password: hunter2}\n"},
        ["hosts.yaml:2:1: r1: this key is already defined on line 1"],
    ),
    "a password that is a number": (
        {"hosts.yaml": "r1:\n  hostname: r1\n  platform: ios\n  password: 4711\n"},
        ["hosts.yaml:4:13: r1.password: is int to Nornir, not text (put it in quotes)"],
    ),
    "a password of defaults that is a number": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios}\n", "defaults.yaml": "password: 4711\n"},
        ["hosts.yaml:1:1: r1.password: is int to Nornir, not text"],
    ),
    "a platform that netmiko does not have": (
        {"hosts.yaml": "r1: {hostname: r1, platform: windows}\n"},
        ["hosts.yaml:1:30: r1.device_type: netmiko has no platform 'windows' (set platform, or leave it out"],
    ),
    "no platform": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios}\nr2: {hostname: r2}\n"},
        ["hosts.yaml:2:1: r2: no platform (set platform, or leave it out: --limit 'platform:*')"],
    ),
    "an address with a login": (
        {"hosts.yaml": "r1: {hostname: 'lab:hunter2@192.0.2.1', platform: ios}\n"},
        ["hosts.yaml:1:16: r1.host: 'lab:***@192.0.2.1' contains a login"],
    ),
    "a placeholder": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios, password: '{{ vault_password }}'}\n"},
        ["hosts.yaml:1:45: r1.password: is a placeholder that was never filled in (Nornir would send it"],
    ),
    "broken YAML beside it": (
        {"hosts.yaml": "r1: {hostname: r1, groups: [a]}\n", "groups.yaml": "a: {password: 'hunter2}\n"},
        [
            "hosts.yaml:1:29: r1.groups[0]: there is no group 'a'",
            "groups.yaml:1:15: a quote is opened here but never closed",
        ],
    ),
    "connection options without a mapping": (
        {"hosts.yaml": "r1: {hostname: r1, platform: ios, connection_options: {netmiko: }}\n"},
        ["hosts.yaml:1:65: r1.connection_options.netmiko: Nornir takes only a mapping here"],
    ),
    "an empty file of hosts": ({"hosts.yaml": "---\n"}, ["hosts.yaml: is empty"]),
    "groups in a circle": (
        {
            "hosts.yaml": "r1: {hostname: r1, platform: ios, groups: [a]}\n",
            "groups.yaml": "a: {groups: [b]}\nb: {groups: [a]}\n",
        },
        ["groups.yaml:1:1: a: groups contain each other: a in b in a"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name: str, tmp_path: Path) -> None:
    files, expected = WRONG[name]
    written(tmp_path, files)
    with pytest.raises(InputError) as caught:
        read_inventory(tmp_path)
    found = [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted), said
        assert "hunter2" not in said


def test_what_is_not_taken_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = written(tmp_path, DIRECTORIES["connection options of the host"])
    with (path / "hosts.yaml").open("a") as file:
        file.write("  site: ams\n  data: {snmp: {community: hunter2}, site: ams}\n")
    with caplog.at_level("INFO", "netcollect.inventory"):
        (device,) = read_inventory(path)
    assert dict(device.facts) == {"site": "ams"}
    assert [record.getMessage().partition("not taken: ")[2] for record in caplog.records] == [
        "connection_options.napalm (1 time)",
        "data.snmp, which sounds like a secret (1 time)",
        "session_log (1 time)",
        "site (1 time)",
    ]
