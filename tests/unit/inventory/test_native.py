"""Our own format: who inherits what."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.inventory import read_inventory
from netcollect.model import Device

NESTED = """
defaults:
  {platform: cisco_ios, username: default, port: 1, site: none, connect: {fast_cli: false, encoding: ascii}}
groups:
  outer:
    username: outer
    port: 2
    rack: o1
    connect: {fast_cli: true}
    groups:
      inner: {username: inner, site: ams, groups: {core: {role: core}}}
      other:
  later: {username: later, platform: arista_eos}
devices:
"""


def load(tmp_path: Path, text: str) -> list[Device]:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    return read_inventory(path)


@pytest.mark.parametrize(
    ("own", "values", "groups"),
    [
        ("", ("default", 1, "none"), ()),
        ("groups: [outer]", ("outer", 2, "none"), ("outer",)),
        ("groups: inner", ("inner", 2, "ams"), ("outer", "inner")),
        ("groups: [core]", ("inner", 2, "ams"), ("outer", "inner", "core")),
        ("groups: [other]", ("outer", 2, "none"), ("outer", "other")),
        ("groups: [inner, later]", ("later", 2, "ams"), ("outer", "inner", "later")),
        ("groups: [later, inner]", ("inner", 2, "ams"), ("later", "outer", "inner")),
        ("groups: [inner, outer]", ("inner", 2, "ams"), ("outer", "inner")),
        ("groups: [inner], username: own, port: 3, site: own", ("own", 3, "own"), ("outer", "inner")),
        ("groups: [inner], username: , site: ", ("inner", 2, None), ("outer", "inner")),
    ],
)
def test_the_nearer_wins(
    own: str, values: tuple[object, ...], groups: tuple[str, ...], tmp_path: Path
) -> None:
    (device,) = load(tmp_path, f"{NESTED}- {{host: r1, {own}}}\n")
    assert (device.username, device.port, device.facts["site"]) == values
    assert device.groups == groups


def test_arguments_and_facts_are_inherited_key_by_key(tmp_path: Path) -> None:
    (device,) = load(
        tmp_path, f"{NESTED}- {{host: r1, groups: [core], connect: {{global_delay_factor: 2}}, tags: [a]}}\n"
    )
    assert device.extras == {"fast_cli": True, "encoding": "ascii", "global_delay_factor": 2}
    assert device.facts == {"site": "ams", "rack": "o1", "role": "core", "tags": ["a"]}


def test_devices_by_name(tmp_path: Path) -> None:
    one, two = load(
        tmp_path, "defaults: {platform: linux}\ndevices:\n  r1:\n  R2: {host: 192.0.2.2, site: ams}\n"
    )
    assert (one.name, one.host) == ("r1", "r1")
    assert (two.name, two.host, two.facts) == ("R2", "192.0.2.2", {"site": "ams"})


def test_every_key_of_ours(tmp_path: Path) -> None:
    (device,) = load(
        tmp_path,
        "devices:\n- {name: R1, host: h, platform: linux, port: 23, username: u, password: p, secret: s,"
        " private_key: k, passphrase: q, groups: [g], jump: j, connect_timeout: 1, read_timeout: 2,"
        " device_timeout: 3, max_output: 2k, accept_banner: true, connect: {encoding: ascii}, site: ams}\n",
    )
    assert device == Device(
        name="R1",
        host="h",
        platform="linux",
        port=23,
        username="u",
        password="p",
        secret="s",
        private_key="k",
        passphrase="q",
        groups=("g",),
        jump="j",
        connect_timeout=1.0,
        read_timeout=2.0,
        device_timeout=3.0,
        max_output=2000,
        accept_banner=True,
        facts={"site": "ams"},
        extras={"encoding": "ascii"},
    )


def test_connecthandlers_names_of_fields_are_understood(tmp_path: Path) -> None:
    (device,) = load(tmp_path, "devices: [{ip: r1, device_type: linux, key_file: k, conn_timeout: 5}]\n")
    assert (device.host, device.platform, device.private_key, device.connect_timeout) == (
        "r1",
        "linux",
        "k",
        5.0,
    )


@pytest.mark.parametrize(("platform", "port"), [("cisco_ios", 22), ("cisco_ios_telnet", 23)])
def test_the_port_is_the_platforms_own(platform: str, port: int, tmp_path: Path) -> None:
    assert load(tmp_path, f"devices: [{{host: r1, platform: {platform}}}]\n")[0].port == port


def test_without_a_table_of_groups_their_names_are_labels(tmp_path: Path) -> None:
    (device,) = load(tmp_path, "devices: [{host: r1, platform: linux, groups: [core, core, ams]}]\n")
    assert device.groups == ("core", "ams")


def test_one_host_may_have_several_ports(tmp_path: Path) -> None:
    devices = load(
        tmp_path,
        "defaults: {platform: linux, host_room: 3}\ndevices:\n- {name: a, host: '2001:db8::1'}\n"
        "- {name: b, host: '2001:db8::1', port: 2222}\n- {host: '2001:db8::2'}\n",
    )
    assert [(device.name, device.port) for device in devices] == [("a", 22), ("b", 2222), ("2001:db8::2", 22)]
