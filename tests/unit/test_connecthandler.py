"""ConnectHandler mappings become devices."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from netmiko.base_connection import BaseConnection

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED, device_from_mapping
from netcollect.errors import InputError
from netcollect.model import Bastion


def test_every_argument_of_connecthandler_has_its_place() -> None:
    arguments = set(inspect.signature(BaseConnection.__init__).parameters) - {"self"}
    placed = [*FIELDS, *EXTRAS, *IGNORED, *REFUSED]
    assert set(placed) == arguments | {"key_file"}
    assert len(placed) == len(set(placed))


def test_the_course_format() -> None:
    device = device_from_mapping(
        {
            "device_type": "cisco_ios",
            "ip": "192.0.2.1",
            "username": "lab",
            "password": "lab",
            "secret": "lab",
            "timeout": 5,
            "fast_cli": False,
            "site": "ams",
        }
    )
    assert (device.name, device.host, device.port, device.platform) == (
        "192.0.2.1",
        "192.0.2.1",
        22,
        "cisco_ios",
    )
    assert (device.password, device.secret, device.connect_timeout) == ("lab", "lab", 5.0)
    assert dict(device.extras) == {"fast_cli": False}
    assert dict(device.facts) == {"site": "ams"}
    assert "lab" not in repr(device).replace("username='lab'", "")


def test_telnet_has_its_own_port() -> None:
    assert device_from_mapping({"device_type": "cisco_ios_telnet", "host": "r"}).port == 23


@pytest.mark.parametrize(
    ("mapping", "messages"),
    [
        ({}, ["device_type: is missing", "host: is missing"]),
        ({"device_type": "cisco_ios", "host": "r", "port": "x"}, ["port: 'x' is not a usable int"]),
        ({"device_type": "cisco_ios", "host": ["r"]}, ["host: list where str", "host: is missing"]),
        ({"device_type": "autodetect", "host": "r"}, ["device_type: the platform is never guessed (name it"]),
        (
            {"device_type": "cisco_ios", "host": "r", "password": "${SW_PASS}", "secret": "<SECRET>"},
            [
                'password: is a placeholder that was never filled in (give the text itself, as os.environ["',
                "secret: is a placeholder",
            ],
        ),
        (
            {"device_type": "cisco_ios", "host": "r", "password": "env:LAB", "secret": "file:hunter2"},
            [
                "password: is a reference (env), and those are followed only in files (give the text itself,",
                "secret: is a reference (file), and those are followed only in files (give the text itself;",
            ],
        ),
        (
            {"device_type": "cisco_ios", "host": "r", "username": "prompt", "passphrase": "cmd: hunter2"},
            ["username: is a reference (prompt), and", "passphrase: is a reference (cmd), and"],
        ),
        (
            {"device_type": "cisco_ios", "host": "r", "password": "env:hunter2!"},
            ["password: is a reference (env), and those are followed only in files (give the text itself;"],
        ),
        (
            {"device_type": "cisco_ios", "host": "r", "password": "hunter2\nreload"},
            ["password: cannot be sent: it contains a line break"],
        ),
        (
            {"device_type": "cisco_ios", "host": "admin:hunter2@192.0.2.1"},
            ["host: 'admin:***@192.0.2.1' contains a login; give the address alone"],
        ),
        (
            {"device_type": "cisco_ios", "host": "ssh://admin:hun@ter:hunter2/@r1:22"},
            ["host: 'ssh://admin:***@r1:22' contains a login"],
        ),
        (
            {"device_type": "cisco_ios", "host": "r", "jump": "ops:hunter2@bastion"},
            ["jump: a bastion's entry cannot hold a password (give a bastion"],
        ),
        ({"device_type": "cisco_ios", "host": "r", "jump": "a b"}, ["jump: 'a b' is not a bastion (write"]),
        (
            {"device_type": "cisco_ios", "host": "r", "vars": [{"name": "password", "value": "hunter2"}]},
            ["vars[0].value: unknown argument: as a fact it would be shown (write it as the device's own"],
        ),
        ({"device_type": "cisco_ios", "host": "r", "sock": object()}, ["sock: this ConnectHandler argument"]),
    ],
)
def test_what_is_wrong_is_said_all_at_once(mapping: dict[str, Any], messages: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        device_from_mapping(mapping)
    assert len(caught.value.problems) == len(messages)
    for problem, message in zip(caught.value.problems, messages, strict=True):
        assert str(problem).startswith(message)
        assert "hunter2" not in str(problem)


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("current_password", "hunter2", "current_password"),
        ("credential", {"password": "hunter2"}, "credential.password"),
        ("users", [{"name": "u", "token": "hunter2"}], "users[0].token"),
    ],
)
def test_a_secret_is_no_fact(key: str, value: object, where: str) -> None:
    with pytest.raises(InputError) as caught:
        device_from_mapping({"device_type": "cisco_ios", "host": "r", key: value})
    (problem,) = caught.value.problems
    assert problem.where == where
    assert "hunter2" not in str(problem)


def test_what_is_said_about_secrets_is_a_fact() -> None:
    facts = {"password_policy": "strict", "key_chain": "ospf", "auth_method": "tacacs", 7: "seven"}
    device = device_from_mapping({"device_type": "cisco_ios", "host": "r", **facts})  # type: ignore[dict-item]
    assert device.facts == facts


def test_text_that_begins_like_a_reference_is_marked_plain() -> None:
    login = {"password": "plain:env:X", "secret": "plain:<SECRET>", "username": "plain:prompt"}
    device = device_from_mapping({"device_type": "cisco_ios", "host": "r", **login})
    assert (device.password, device.secret, device.username) == ("env:X", "<SECRET>", "prompt")


def test_bastions_with_logins_of_their_own() -> None:
    own = {"host": "gate", "port": "2222", "username": "ops", "password": "plain:env:x", "passphrase": None}
    arguments = {"device_type": "cisco_ios", "host": "r"}
    gate = Bastion(host="gate", port=2222, username="ops", password="env:x")
    assert device_from_mapping({**arguments, "jump": own}).jump == (gate,)
    several = device_from_mapping({**arguments, "jump": [own, "me@b", Bastion(host="c")]})
    assert several.jump == (gate, Bastion(host="b", username="me"), Bastion(host="c"))
    wrong: list[Any] = [
        {"user": "ops", "port": 0, "password": "env:GATE"},
        "a:b@c",
        {"host": "a b"},
        3,
    ]
    with pytest.raises(InputError) as caught:
        device_from_mapping({**arguments, "jump": wrong})
    assert [f"{problem.where}: {problem.message}" for problem in caught.value.problems] == [
        "jump[0].user: unknown key",
        "jump[0].port: 0 is not a usable int",
        "jump[0].host: is missing",
        "jump[0].password: is a reference (env), and those are followed only in files",
        "jump[1]: a bastion's entry cannot hold a password",
        "jump[2].host: 'a b' is neither a host name nor an address",
        "jump[3]: int where a mapping or text is expected",
    ]


def test_a_bastion_beside_the_arguments_is_used() -> None:
    device = device_from_mapping({"device_type": "cisco_ios", "host": "r", "jump": "ops@bastion:2222"})
    assert (device.jump, dict(device.facts)) == ("ops@bastion:2222", {})
