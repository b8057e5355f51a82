"""What ssh_config and the inventory make of a device: where it is dialled, as whom, and through whom."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from netcollect.errors import DeviceError
from netcollect.model import Bastion, Device, SessionOptions
from netcollect.session.route import Route, route

PLAIN = Device(name="r1", host="r1", platform="cisco_ios", username="lab", password="secret")


_numbers = count()


def routed(tmp_path: Path, config: str, device: Device = PLAIN) -> Route:
    # A file is read once a process.
    file = tmp_path / f"config-{next(_numbers)}"
    file.write_text(config)
    return route(device, SessionOptions(ssh_config=str(file)))


def bastions(found: Route) -> list[str]:
    return [f"{hop.username}@{hop.host}:{hop.port}" for hop in found.hops]


def test_nothing_of_the_user_s_own_files_is_read_unless_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    tmp_path.joinpath(".ssh").mkdir()
    tmp_path.joinpath(".ssh", "config").write_text("Host *\nHostName elsewhere\nProxyJump bastion\n")
    assert route(PLAIN, SessionOptions()) == Route(PLAIN)


def test_the_inventory_wins(tmp_path: Path) -> None:
    config = "Host r1\nHostName 192.0.2.1\nPort 2222\nUser other\nIdentityFile ~/id\nProxyJump bastion\n"
    found = routed(tmp_path, config)
    assert (found.device.host, found.device.port) == ("192.0.2.1", 2222)
    assert (found.device.username, found.device.private_key) == ("lab", None)
    bare = replace(PLAIN, username=None, password=None, port=830, jump="none")
    found = routed(tmp_path, config, bare)
    assert (found.device.port, found.device.username) == (830, "other")
    assert found.device.private_key == str(Path("~/id").expanduser())
    assert found.hops == ()


def test_of_several_key_files_the_first_that_is_there(tmp_path: Path) -> None:
    there = tmp_path / "r1-lab"
    there.touch()
    config = f'Host r1\nUser lab\nIdentityFile none\nIdentityFile /no/such\nIdentityFile "{tmp_path}/%h-%r"\n'
    bare = replace(PLAIN, username=None, password=None)
    assert routed(tmp_path, config, bare).device.private_key == str(there)


@pytest.mark.parametrize(
    ("jump", "hops"),
    [
        ("bastion", ["ops@192.0.2.9:2200"]),
        ("me@bastion:22", ["me@192.0.2.9:22"]),
        ("a, b:23", ["lab@a:22", "lab@b:23"]),
        ("[2001:db8::1]:2222", ["lab@2001:db8::1:2222"]),
        ("inner", ["ops@192.0.2.9:2200", "lab@inner:22"]),
        ("a,inner", ["lab@a:22", "lab@inner:22"]),
        ("NONE", []),
        ("", []),
    ],
)
def test_bastions(tmp_path: Path, jump: str, hops: list[str]) -> None:
    config = (
        "Host bastion\nHostName 192.0.2.9\nPort 2200\nUser ops\nProxyJump none\n"
        "Host inner\nProxyJump bastion\n"
        "Host r1\nProxyJump elsewhere\n"
    )
    assert bastions(routed(tmp_path, config, replace(PLAIN, jump=jump))) == hops


@pytest.mark.parametrize("jump", ["a b", "ssh://a", "a:0", "a:65536", "a,,b", "@a"])
def test_what_is_no_bastion(tmp_path: Path, jump: str) -> None:
    with pytest.raises(DeviceError, match="is not a bastion"):
        routed(tmp_path, "", replace(PLAIN, jump=jump))


@pytest.mark.parametrize(
    "jump",
    ["ops:hunter2@a", "a,ops:hunter2@b:22", "ops:hu,nter2@a", "ops:hunter2@:@a", "ssh://ops:hunter2@a"],
)
def test_a_password_in_a_bastion_s_entry_is_refused_and_not_shown(tmp_path: Path, jump: str) -> None:
    for config, device in (("", replace(PLAIN, jump=jump)), (f"Host *\nProxyJump {jump}\n", PLAIN)):
        with pytest.raises(DeviceError, match="a bastion's entry cannot hold a password") as caught:
            routed(tmp_path, config, device)
        assert "hu" not in f"{caught.value} {caught.value.hint}"


def test_a_bastion_s_login_is_its_own_or_the_device_s(tmp_path: Path) -> None:
    (hop,) = routed(tmp_path, "Host r1\nProxyJump b\n").hops
    assert (hop.username, hop.password) == ("lab", "secret")
    (hop,) = routed(tmp_path, "Host r1\nProxyJump b\nHost b\nUser ops\nIdentityFile /id\n").hops
    assert (hop.username, hop.private_key, hop.password, hop.passphrase) == ("ops", "/id", None, None)


def test_bastions_in_a_circle(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="circle"):
        routed(tmp_path, "Host *\nProxyJump bastion\n")


@pytest.mark.parametrize("where", ["r1", "bastion"])
def test_a_proxy_command_is_not_passed_over(tmp_path: Path, where: str) -> None:
    config = f"Host r1\nProxyJump bastion\nHost {where}\nProxyCommand nc %h %p\n"
    if where == "r1":
        config = "Host r1\nProxyCommand nc %h %p\n"
    with pytest.raises(DeviceError, match=f"reaches {where} through a ProxyCommand") as caught:
        routed(tmp_path, config)
    assert caught.value.kind == "unreachable"
    assert routed(tmp_path, config, replace(PLAIN, jump="none")).hops == ()
    assert routed(tmp_path, "Host r1\nProxyCommand none\n").hops == ()


def test_included_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    directory = tmp_path / ".ssh" / "config.d"
    directory.mkdir(parents=True)
    directory.joinpath("1").write_text("Host r1\nHostName 192.0.2.1\n")
    directory.joinpath("2").write_text(f"Include = {tmp_path}/more\nPort 2222\n")
    tmp_path.joinpath("more").write_text("Host r2\nHostName 192.0.2.2")
    config = "Include config.d/* /no/such\nUser other\nHost r1\nHostName never\nPort 22\n"
    first, second = (
        routed(tmp_path, config, replace(PLAIN, host=name, username=None)).device for name in ("r1", "r2")
    )
    assert (first.host, first.port, first.username) == ("192.0.2.1", 2222, "other")
    assert (second.host, second.port, second.username) == ("192.0.2.2", 2222, "other")


@pytest.mark.parametrize(
    "config",
    [
        "Host r1\nInclude more\n",
        "Include {0}/circle\n",
        'Include "{0}\n',
        "Match host r1 !localnetwork 192.0.2.0/24\nUser x\n",
        "Include {0}/latin\n",
    ],
)
def test_what_cannot_be_understood_is_an_error(tmp_path: Path, config: str) -> None:
    tmp_path.joinpath("circle").write_text(config.format(tmp_path))
    tmp_path.joinpath("latin").write_bytes(b"Host \xff\n")
    with pytest.raises(DeviceError, match="cannot be read as ssh_config") as caught:
        routed(tmp_path, config.format(tmp_path))
    assert caught.value.kind == "no_credential"
    with pytest.raises(DeviceError, match="No such file"):
        route(PLAIN, SessionOptions(ssh_config=str(tmp_path / "missing")))


def test_a_bastion_s_own_login_wins_over_ssh_config_and_the_device_s(tmp_path: Path) -> None:
    config = "Host gate\nHostName 192.0.2.9\nPort 2200\nUser ops\nIdentityFile ~/id\n"
    gate = Bastion(host="gate", password="own")
    found = routed(tmp_path, config, replace(PLAIN, jump=(gate, Bastion(host="b", port=23, username="me"))))
    first, second = found.hops
    assert bastions(found) == ["ops@192.0.2.9:2200", "me@b:23"]
    assert (first.password, first.private_key) == ("own", None)
    assert second.password == PLAIN.password
    assert (first.name, second.name) == ("gate", "b:23")
    # Whose login was refused: a bastion that is given the device's own has none.
    assert found.own_login_of("gate") == "gate"
    assert found.own_login_of("b:23") == "b:23"
    assert route(replace(PLAIN, jump="b"), SessionOptions()).own_login_of("b") == ""
    assert found.own_login_of("elsewhere") == ""
