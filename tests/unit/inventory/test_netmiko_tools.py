"""The inventory of netmiko's own tools, compared with what netmiko makes of it, field for field."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from netmiko.encryption_handling import decrypt_config, encrypt_value, get_encryption_key
from netmiko.utilities import load_netmiko_yml, obtain_all_devices

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED
from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.model import Device

KEY = "lab-key"
#: In the shapes that repositories have; `{password}` is an encrypted `lab`.
FILES = {
    "devices and groups": """
        ---
        rtr1: {device_type: cisco_ios, host: 192.0.2.1, username: lab, password: lab}
        rtr2: {device_type: cisco_ios, host: 192.0.2.2, username: lab, password: lab}
        sw1: {device_type: arista_eos, host: 192.0.2.11, username: lab, password: lab}
        cisco: [rtr1, rtr2]
        arista:
          - sw1
        """,
    "block style": """
        cisco3:
          device_type: cisco_ios
          host: cisco3.example.net
          username: lab
          password: lab
          secret: lab
          port: 8022
        """,
    "ip instead of host": "r1: {device_type: cisco_xe, ip: 192.0.2.1, username: lab, password: lab}\n",
    "an anchor for what all share": """
        rtr1: &base
          device_type: cisco_nxos
          host: n1
          username: lab
          password: lab
        rtr2:
          <<: *base
          host: n2
        """,
    "a login by key": """
        jnp1:
          device_type: juniper_junos
          host: jnp1
          username: lab
          use_keys: true
          key_file: ~/.ssh/id_ed25519
          passphrase: lab
        """,
    "timeouts and the driver's arguments": """
        r1:
          device_type: cisco_xr
          host: r1
          conn_timeout: 20
          read_timeout_override: 90
          global_delay_factor: 2
          fast_cli: false
          session_log: output.txt
          banner_timeout: 30
          disabled_algorithms: {pubkeys: [rsa-sha2-256, rsa-sha2-512]}
        """,
    "meta without encryption": """
        __meta__: {encryption: false}
        r1: {device_type: cisco_ios, host: r1}
        """,
    "empty meta": "__meta__:\nr1: {device_type: cisco_ios, host: r1}\n",
    "encrypted by fernet": """
        __meta__:
          encryption: true
          encryption_type: fernet
        r1: {device_type: cisco_ios, host: r1, username: lab, password: "{fernet}", secret: "{fernet}"}
        r2: {device_type: cisco_ios, host: r2, username: lab, password: plain}
        """,
    "encrypted by AES": """
        __meta__: {encryption: true, encryption_type: aes128}
        r1: {device_type: cisco_ios, host: r1, username: "{aes128}", password: "{aes128}"}
        """,
    "numbers as text": """
        r1: {device_type: cisco_ios, host: r1, username: "0123", password: "12:30", secret: 'no'}
        """,
    "a text that looks like a reference": """
        r1: {device_type: cisco_ios, host: r1, username: lab, password: "env:HOME", secret: prompt}
        """,
    "telnet and a console": """
        r1: {device_type: cisco_ios_telnet, host: r1, port: 2003, username: '', password: lab}
        r2: {device_type: cisco_ios_telnet, host: r2}
        """,
    "JSON": '{"r1": {"device_type": "linux", "host": "192.0.2.9"}, "servers": ["r1"]}',
    "groups in front, one of them empty": """
        none: []
        core: [r1, r2]
        r1: {device_type: hp_comware, host: 2001:db8::1}
        edge: [r2]
        r2: {device_type: huawei_vrp, host: "2001:db8::2"}
        """,
    "groups of all there is": """
        dc1_leaf_01: {device_type: arista_eos, host: 198.51.100.1, username: lab, password: lab}
        dc1_leaf_02: {device_type: arista_eos, host: 198.51.100.2, username: lab, password: lab}
        fw: {device_type: paloalto_panos, host: 198.51.100.3, username: lab, password: lab}
        leaves: [dc1_leaf_01, dc1_leaf_02]
        dc1: [dc1_leaf_01, dc1_leaf_02, fw]
        """,
}


@pytest.fixture(autouse=True)
def _no_search(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NETMIKO_TOOLS_CFG", raising=False)
    monkeypatch.setenv("NETMIKO_TOOLS_KEY", KEY)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def written(path: Path, text: str) -> Path:
    text = textwrap.dedent(text)
    for way in ("fernet", "aes128"):
        while f"{{{way}}}" in text:
            text = text.replace(f"{{{way}}}", encrypted("lab", way), 1)
    path.write_text(text)
    return path


def encrypted(text: str, way: str) -> str:
    return f"__encrypt__{encrypt_value(text, KEY.encode(), way)}"


def said_by_netmiko(path: Path) -> dict[str, dict[str, Any]]:
    meta, devices = load_netmiko_yml(path)
    if (meta or {}).get("encryption"):
        decrypt_config(devices, get_encryption_key(), meta["encryption_type"])
    return obtain_all_devices(devices)


def differences(device: Device, said: dict[str, Any]) -> list[str]:
    """The keys of netmiko's mapping that the device does not have as they are there."""
    wrong = []
    for key, value in said.items():
        if key in FIELDS:
            has = getattr(device, FIELDS[key])
            same = (has or "").removeprefix("plain:") == value if isinstance(value, str) else has == value
        elif key in EXTRAS:
            same = device.extras[key] == value
        else:
            same = key in IGNORED and key not in device.facts
        if not same:
            wrong.append(key)
    return wrong


@pytest.mark.parametrize("name", FILES)
def test_the_devices_are_those_of_netmiko(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "x.yml", FILES[name])
    said = said_by_netmiko(path)
    devices = {device.name: device for device in read_inventory(path)}
    assert list(devices) == list(said)
    assert {name: differences(devices[name], each) for name, each in said.items()} == {
        name: [] for name in said
    }
    assert not any(device.facts for device in devices.values())


def test_groups_are_those_that_list_the_device(tmp_path: Path) -> None:
    path = written(tmp_path / "x.yml", FILES["groups of all there is"])
    leaf, _, wall = read_inventory(path)
    assert leaf.groups == ("leaves", "dc1")
    assert wall.groups == ("dc1",)
    assert [device.name for device in read_inventory(path, limit=["group:dc1", "!group:leaves"])] == ["fw"]


def test_a_number_as_password_is_what_was_typed(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.yml", "r1: {device_type: cisco_ios, host: r1, password: 0123, secret: 12:30}\n"
    )
    (device,) = read_inventory(path)
    assert (device.password, device.secret) == ("0123", "12:30")


def test_netmiko_is_the_file_that_netmiko_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"find no \.netmiko\.yml"):
        read_inventory("netmiko")
    for folder, host in (("home", "at-home"), (".", "here"), ("named", "named")):
        (tmp_path / folder).mkdir(exist_ok=True)
        if folder == "named":
            monkeypatch.setenv("NETMIKO_TOOLS_CFG", str(tmp_path / folder))
        (tmp_path / folder / ".netmiko.yml").write_text(f"r1: {{device_type: cisco_ios, host: {host}}}\n")
        assert [device.host for device in read_inventory("netmiko")] == [host]


WRONG = {
    "no such member": (
        "r1: {device_type: cisco_ios, host: r1}\ncore: [r1, r2]\n",
        ["2:12: core[1]: there is no device 'r2'"],
    ),
    "a group of groups": (
        "r1: {device_type: cisco_ios, host: r1}\na: [r1]\nb: [a]\n",
        ["3:5: b[0]: there is no device 'a'"],
    ),
    "no host": (
        "r1: {device_type: cisco_ios, username: lab}\n",
        ["1:1: r1: has no host"],
    ),
    "a setting among the devices": (
        "r1: {device_type: cisco_ios, host: r1}\nusername: lab\n",
        ["2:1: username: is neither a device nor a list of devices"],
    ),
    "an unknown platform": (
        "r1: {device_type: cisco_oss, host: r1}\n",
        ["1:19: r1.device_type: netmiko has no platform 'cisco_oss'"],
    ),
    "no platform": (
        "r1: {device_type: cisco_ios, host: r1}\nr2: {host: r2}\n",
        ["2:5: r2: no platform"],
    ),
    "a placeholder": (
        "r1: {device_type: cisco_ios, host: r1, password: <PASSWORD>}\n",
        ["1:50: r1.password: is a placeholder that was never filled in"],
    ),
    "a secret as a fact": (
        "r1: {device_type: cisco_ios, host: r1, snmp_community: hunter2}\n",
        ["1:56: r1.snmp_community: unknown key: as a fact it would be shown"],
    ),
    "a device twice": (
        "r1: {device_type: cisco_ios, host: r1}\nr1: {device_type: cisco_ios, host: r2}\n",
        ["2:1: r1: this key is already defined on line 1"],
    ),
    "two at once": (
        "r1: {device_type: cisco_ios, host: r1, port: x}\nr2: {device_type: cisco_ios, host: 'r 2'}\n",
        ["1:46: r1.port: 'x' is not a whole number", "2:36: r2.host: 'r 2' is neither a host name"],
    ),
    "an unknown way": (
        f"__meta__: {{encryption: true, encryption_type: rot13}}\n"
        f"r1: {{device_type: cisco_ios, host: r1, password: {encrypted('hunter2', 'fernet')}}}\n",
        ["2:50: r1.password: cannot be decrypted as 'rot13'"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    path = written(tmp_path / "x.yml", text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    found = [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]
    assert len(found) == len(expected), found
    assert all(problem.hint for problem in caught.value.problems if " from " not in problem.message)
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)
        assert "hunter2" not in said


def test_a_wrong_key_and_no_key_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "x.yml", FILES["encrypted by fernet"])
    monkeypatch.setenv("NETMIKO_TOOLS_KEY", "another")
    with pytest.raises(InputError, match=r"x\.yml:5:\d+: r1\.password: cannot be decrypted") as caught:
        read_inventory(path)
    assert len(caught.value.problems) == 2
    assert "lab" not in str(caught.value).replace(str(path), "")
    monkeypatch.delenv("NETMIKO_TOOLS_KEY")
    with pytest.raises(InputError, match=r"__meta__: has encrypted values.*NETMIKO_TOOLS_KEY"):
        read_inventory(path)


def test_what_is_not_taken_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = written(tmp_path / "x.yml", FILES["timeouts and the driver's arguments"])
    with caplog.at_level("INFO", "netcollect.inventory"):
        read_inventory(path)
    assert [record.getMessage() for record in caplog.records] == [
        f"{path}: not taken: banner_timeout (1 time)",
        f"{path}: not taken: session_log (1 time)",
    ]


def test_a_device_without_a_platform_is_told_unless_it_is_left_out(tmp_path: Path) -> None:
    text = "r1: {device_type: cisco_ios, host: r1}\n" + "".join(f"s{n}: {{host: s{n}}}\n" for n in range(9))
    path = written(tmp_path / "x.yml", text)
    with pytest.raises(InputError, match=r"x\.yml: 9 devices \(s0, s1, s2, s3, s4, …\): no platform"):
        read_inventory(path)
    assert [device.name for device in read_inventory(path, limit=["platform:*"])] == ["r1"]
    with pytest.raises(InputError, match=r"x\.yml:3:5: s1: no platform"):
        read_inventory(path, limit=["s1"])
