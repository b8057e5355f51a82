"""The lab over real SSH, with netmiko itself as the client."""

from __future__ import annotations

import inspect
import selectors
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import paramiko
import pytest
from netmiko import ConnectHandler

from netcollect import load_inventory, send_show
from netcollect.lab import PLATFORMS, LabDevice, LabOptions, running_lab
from netcollect.model import HostKeys, SessionOptions

CHECKED = SessionOptions(host_keys=HostKeys.OFF)
VERSION = {"huawei_vrp": "display version"}
INTERFACES = {"juniper_junos": "show interfaces terse", "huawei_vrp": "dis ip int br"}


def arguments(device: LabDevice) -> dict[str, object]:
    secret = {"secret": "lab"} if device.platform in ("cisco_ios", "arista_eos") else {}
    return {
        "device_type": device.platform,
        "host": device.host,
        "port": device.port,
        "username": "lab",
        "password": "lab",
        **secret,
    }


def _classes_and_functions() -> dict[str, object]:
    """All that other users of netmiko and paramiko share with us, name by name."""
    shared = [module for name, module in sys.modules.items() if name.split(".")[0] in ("netmiko", "paramiko")]
    kinds = {kind for module in shared for kind in vars(module).values() if inspect.isclass(kind)}
    return {
        f"{owner!r} {name}": value
        for owner in (*shared, *kinds, socket, selectors, time)
        for name, value in vars(owner).items()
        # What Python itself writes there as it goes.
        if not name.startswith(("__", "_abc_"))
    }


def test_a_session_patches_nothing_that_others_share() -> None:
    with running_lab(LabOptions(devices=5)) as lab:
        before = _classes_and_functions()
        for device in lab.devices:
            assert send_show(arguments(device), VERSION.get(device.platform, "show version"), options=CHECKED)
    after = _classes_and_functions()
    assert [name for name, value in before.items() if after.get(name) is not value] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_plain_netmiko_gets_on_with_every_platform(platform: str) -> None:
    with running_lab(LabOptions(devices=1, platforms=(platform,))) as lab:
        (device,) = lab.devices
        with ConnectHandler(**arguments(device)) as connection:
            connection.enable()
            first = connection.send_command(VERSION.get(platform, "show version"))
            second = connection.send_command(INTERFACES.get(platform, "sh ip int br"))
    assert isinstance(first, str)
    assert isinstance(second, str)
    assert "198.18.0.0" in second
    assert "--More--" not in first


@pytest.mark.soak
def test_a_thousand_devices_in_one_process(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=1000)) as lab:
        path = tmp_path / "devices.yaml"
        path.write_text(lab.inventory_text())
        devices = load_inventory(path)
        assert len(devices) == 1000
        some = devices[::20]
        with ThreadPoolExecutor(10) as executor:
            outputs = list(
                executor.map(
                    lambda each: send_show(each, VERSION.get(each.platform, "show version"), options=CHECKED),
                    some,
                )
            )
        assert all(len(output) > 100 for output in outputs)
        assert len({each.port for each in lab.devices}) == 1000


def test_the_journal_tells_what_happened() -> None:
    with running_lab(LabOptions(devices=1, platforms=("cisco_nxos",))) as lab:
        device = lab.devices[0]
        send_show(arguments(device), "show version", options=CHECKED)
        with pytest.raises(Exception, match="auth_rejected"):
            send_show({**arguments(device), "password": "wrong"}, "show version", options=CHECKED)
        journal = lab.journal
        assert "show version" in journal.lines(device.name)
        assert (journal.count("accepted"), journal.count("rejected")) == (1, 1)
        deadline = time.monotonic() + 20
        while journal.open and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (journal.open, journal.count("opened"), journal.count("closed")) == (0, 2, 2)
        assert (journal.peak, journal.peak_device) == (1, 1)


def test_latencies_are_kept() -> None:
    with running_lab(LabOptions(devices=1, login_latency=0.3, command_latency=0.2)) as lab:
        began = time.monotonic()
        send_show(arguments(lab.devices[0]), "show version", options=CHECKED)
        # Login once, and at least set-up, command and proof: never faster, however fast the machine.
        assert time.monotonic() - began >= 0.3 + 3 * 0.2


def test_distance_is_kept() -> None:
    with running_lab(LabOptions(devices=1, rtt=0.1)) as lab:
        began = time.monotonic()
        send_show(arguments(lab.devices[0]), "show version", options=CHECKED)
        assert time.monotonic() - began >= 0.5


def test_a_key_is_accepted(tmp_path: Path) -> None:
    key = paramiko.RSAKey.generate(2048)
    path = tmp_path / "key"
    key.write_private_key_file(str(path))
    text = f"{key.get_name()} {key.get_base64()}"
    with running_lab(LabOptions(devices=1, platforms=("cisco_nxos",), authorized_keys=text)) as lab:
        mapping = {**arguments(lab.devices[0]), "use_keys": True, "key_file": str(path)}
        mapping.pop("password")
        assert "NX-OS" in send_show(mapping, "show version", options=CHECKED)


def test_keys_of_devices_are_the_same_in_every_run() -> None:
    def host_key(lab_device: LabDevice) -> bytes:
        transport = paramiko.Transport((lab_device.host, lab_device.port))
        try:
            transport.start_client(timeout=20)
            return transport.get_remote_server_key().asbytes()
        finally:
            transport.close()

    keys = []
    for _ in range(2):
        with running_lab(LabOptions(devices=2)) as lab:
            keys.append([host_key(each) for each in lab.devices])
    assert keys[0] == keys[1]
    assert keys[0][0] != keys[0][1]


def test_a_port_that_is_taken_is_an_error() -> None:
    with running_lab(LabOptions(devices=1)) as lab:
        again = running_lab(LabOptions(devices=1, base_port=lab.devices[0].port))
        with pytest.raises(OSError, match="in use"):
            again.__enter__()


def test_a_fraction_of_the_devices_misbehaves_and_always_the_same() -> None:
    options = LabOptions(devices=200, faults={"refuse": 0.1, "hang": 0.1})
    chosen = []
    for _ in range(2):
        with running_lab(options) as lab:
            chosen.append([each.fault for each in lab.devices])
    assert chosen[0] == chosen[1]
    assert 5 < chosen[0].count("refuse") < 40
    assert 5 < chosen[0].count("hang") < 40
