"""The list of ConnectHandler mappings."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.connecthandler import device_from_mapping
from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.model import Device


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.yaml"


def test_every_argument_has_its_place(path: Path) -> None:
    path.write_text(
        "- device_type: cisco_ios\n  ip: 192.0.2.1\n  port: 2222\n  username: lab\n  password: lab\n"
        "  secret: lab\n  timeout: 5\n  read_timeout_override: 60\n  use_keys: true\n  key_file: ~/.ssh/id\n"
        "  passphrase: lab\n  session_timeout: 9\n  global_delay_factor: 2\n  fast_cli: false\n"
        "  disabled_algorithms: {pubkeys: [rsa-sha2-512]}\n  site: ams\n"
    )
    assert read_inventory(path) == [
        Device(
            name="192.0.2.1",
            host="192.0.2.1",
            platform="cisco_ios",
            port=2222,
            username="lab",
            password="lab",
            secret="lab",
            private_key="~/.ssh/id",
            passphrase="lab",
            connect_timeout=5.0,
            read_timeout=60.0,
            facts={"site": "ams"},
            extras={
                "global_delay_factor": 2,
                "fast_cli": False,
                "disabled_algorithms": {"pubkeys": ["rsa-sha2-512"]},
            },
        )
    ]


def test_a_file_and_a_mapping_mean_the_same(path: Path) -> None:
    mapping = {
        "device_type": "cisco_ios_telnet",
        "host": "r1",
        "timeout": 5,
        "secret": "x",
        "encoding": "ascii",
        "site": 3,
    }
    path.write_text("- {" + ", ".join(f"{key}: {value}" for key, value in mapping.items()) + "}\n")
    assert read_inventory(path) == [device_from_mapping(mapping)]


def test_our_own_keys_may_stand_beside_them(path: Path) -> None:
    path.write_text(
        "- {platform: cisco_ios, host: r1, name: R1, groups: [core, ams], jump: j1, device_timeout: 60,"
        " connect_timeout: 3, private_key: k}\n"
    )
    (device,) = read_inventory(path)
    assert (device.name, device.groups, device.jump, device.device_timeout) == (
        "R1",
        ("core", "ams"),
        "j1",
        60.0,
    )
    assert (device.connect_timeout, device.private_key, device.facts) == (3.0, "k", {})


def test_what_agrees_may_stand_twice_and_null_is_absent(path: Path) -> None:
    path.write_text(
        "- {host: r1, ip: r1, device_type: cisco_ios, port: , secret: null, fast_cli: ~, key_file: }\n"
    )
    (device,) = read_inventory(path)
    assert (device.host, device.port, device.secret, device.private_key, device.extras) == (
        "r1",
        22,
        None,
        None,
        {},
    )


def test_fractions_of_a_second_are_time(path: Path) -> None:
    path.write_text("- {host: r1, device_type: cisco_ios, timeout: 0.5}\n")
    mapping = {"host": "r1", "device_type": "cisco_ios", "timeout": 0.5}
    assert read_inventory(path) == [device_from_mapping(mapping)]


def test_anchors_and_merges_share_values(path: Path) -> None:
    path.write_text(
        "- &base {device_type: cisco_ios, host: r1, username: lab, site: ams}\n"
        "- {<<: *base, host: r2, site: fra}\n"
    )
    one, two = read_inventory(path)
    assert (one.facts, two.facts) == ({"site": "ams"}, {"site": "fra"})
    assert (two.host, two.platform, two.username) == ("r2", "cisco_ios", "lab")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("port", 0),
        ("port", 65536),
        ("port", 22.5),
        ("port", "ssh"),
        ("port", [22]),
        ("timeout", 0),
        ("timeout", -1),
        ("conn_timeout", float("inf")),
        ("conn_timeout", float("nan")),
        ("read_timeout_override", "soon"),
        ("host", "-oProxyCommand=x"),
        ("host", "a b"),
        ("ip", "r2"),
        ("password", ["lab"]),
        ("fast_cli", 1),
        ("global_delay_factor", True),
        ("disabled_algorithms", ["x"]),
        ("sock", "x"),
    ],
)
def test_a_file_and_a_mapping_refuse_the_same(path: Path, key: str, value: object) -> None:
    mapping = {"device_type": "cisco_ios", "host": "r1", key: value}
    path.write_text("- {" + ", ".join(f"{name}: {value}" for name, value in mapping.items()) + "}\n")
    with pytest.raises(InputError) as of_mapping:
        device_from_mapping(mapping)
    with pytest.raises(InputError) as of_file:
        read_inventory(path)
    assert key in {problem.where for problem in of_mapping.value.problems}
    assert [problem.where.rsplit(".")[-1] for problem in of_file.value.problems] == [key]


@pytest.mark.parametrize(
    ("key", "value"), [("port", 1), ("port", 65535), ("port", "22"), ("port", 22.0), ("ip", "r1")]
)
def test_a_mapping_takes_what_is_meant(key: str, value: object) -> None:
    device = device_from_mapping({"device_type": "cisco_ios", "host": "r1", key: value})
    assert (device.host, device.port) == ("r1", int(str(value).removesuffix(".0")) if key == "port" else 22)
