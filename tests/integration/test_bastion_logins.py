"""Bastions with logins of their own, and devices that only their bastions tell apart; all on real servers."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from integration.faults import Login, Peer, Stop, router, ssh_server
from integration.real.machine import wait_until
from integration.real.openssh import Sshd, StartSshd
from netcollect import Bastion, Device, DeviceError, SessionOptions, collect, load_inventory, send_show
from netcollect.errors import ErrorKind
from netcollect.model import HostKeys
from netcollect.options import LimitOptions, RunOptions, StorageOptions
from netcollect.session import bastions

OPTIONS = SessionOptions(host_keys=HostKeys.OFF, connect_timeout=15)


@pytest.fixture(autouse=True)
def _no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bastions, "LINGER", 0.2)


class Gate(Login):
    """A bastion with the login jump/own into a private network, in which 10.0.0.1 is the one device."""

    def __init__(self, inside: Peer, peer: Peer, stop: Stop | None = None) -> None:
        super().__init__(peer, stop)
        self._inside = inside

    def validate_password(self, username: str, password: str) -> bool:
        self.peer.tries.append(("password", password))
        return (username, password) == ("jump", "own")

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        super().connection_made(conn)
        self._connection = conn

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> Any:
        del orig_host, orig_port
        inside = ("127.0.0.1", self._inside.port) if dest_host == "10.0.0.1" else (dest_host, dest_port)
        return self._connection.forward_connection(*inside)


@contextmanager
def network(name: str) -> Iterator[tuple[Bastion, Peer, Peer]]:
    """A bastion, what it saw, and the one device behind it, which says what it is called."""
    shell = router({"show version": f"I am {name}\r\n".encode()})
    with (
        ssh_server(shell) as inside,
        ssh_server(login=partial(Gate, inside)) as gate,
    ):
        yield Bastion(host="127.0.0.1", port=gate.port, username="jump", password="own"), gate, inside
        wait_until(
            lambda: not (gate.open or inside.open), within=20, what=lambda: "all connections are closed"
        )


def behind(bastion: Bastion, name: str = "R1", **more: object) -> Device:
    return Device(
        name=name,
        host="10.0.0.1",
        platform="cisco_ios",
        username="lab",
        password="lab",
        jump=(bastion,),
        **more,  # type: ignore[arg-type]
    )


def test_each_login_is_heard_only_where_it_belongs() -> None:
    with network("R1") as (bastion, gate, inside):
        assert send_show(behind(bastion), "show version", options=OPTIONS) == "I am R1\n"
    assert gate.tries == [("user", "jump"), ("password", "own")]
    assert inside.tries == [("user", "lab"), ("password", "lab")]


@pytest.mark.real_device
def test_openssh_bastions_with_logins_from_an_inventory(
    linux: Sshd, start_sshd: StartSshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two in a row: a password from the environment, and a key; the device has a login of its own."""
    outer, inner = start_sshd(extra_config="PubkeyAuthentication no"), start_sshd()
    account = linux.account
    monkeypatch.setenv("GATE", account.password)
    path = tmp_path / "devices.yaml"
    path.write_text(
        f"defaults:\n  jump:\n"
        f"    - {{host: {outer.host}, port: {outer.port}, username: {account.name}, password: 'env:GATE'}}\n"
        f"    - {{host: {inner.host}, port: {inner.port}, username: {account.name},"
        f" private_key: {account.key}}}\n"
        f"devices:\n  - {{name: srv, host: {linux.host}, port: {linux.port}, platform: linux,"
        f" username: {account.name}, password: {account.password}}}\n"
    )
    path.chmod(0o600)
    (device,) = load_inventory(path)
    assert account.password not in repr(device)
    assert send_show(device, "whoami", options=OPTIONS) == f"{account.name}\n"
    assert outer.log.count("Accepted password") == 1
    assert (inner.log.count("Accepted publickey"), inner.log.count("password")) == (1, 0)


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_a_bastion_s_refused_login_is_the_bastion_s(executor: str, tmp_path: Path) -> None:
    """Its account is not locked, and devices elsewhere with the same login as those behind it go on."""
    shell = router({"show version": b"fine\r\n"})
    with network("R1") as (bastion, gate, _), ssh_server(shell) as elsewhere:
        wrong = Bastion(host=bastion.host, port=bastion.port, username="jump", password="wr0ng-pass")
        fleet = [behind(wrong, f"R{number}") for number in range(6)]
        options = RunOptions(
            executor=executor,
            session=OPTIONS,
            storage=StorageOptions(output=str(tmp_path)),
            limits=LimitOptions(workers=4, max_rejections=2),
        )
        result = collect([*fleet, elsewhere.device(name="S1")], "show version", options)
    errors = [row.error for row in result.devices if row.error]
    assert Counter(error.kind for error in errors) == {ErrorKind.AUTH_REJECTED: 2, ErrorKind.BREAKER: 4}
    assert result.devices[-1].status == "ok"
    said = f"not tried: the bastion 127.0.0.1:{bastion.port} rejected the login of jump too often"
    assert [error.message for error in errors if error.kind is ErrorKind.BREAKER] == [said] * 4
    assert gate.tries.count(("password", "wr0ng-pass")) <= 2
    assert "wr0ng-pass" not in "".join(map(str, result.devices))


def test_a_bastion_that_is_logged_in_to_as_devices_are_gets_a_wrong_password_as_seldom(
    tmp_path: Path,
) -> None:
    key = tmp_path / "id"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(key)
    with network("R1") as (bastion, gate, _):
        shared = Bastion(host=bastion.host, port=bastion.port)
        device = replace(behind(shared), private_key=str(key), password="wr0ng-pass")
        fleet = [replace(device, name=f"R{number}") for number in range(8)]
        options = RunOptions(session=OPTIONS, storage=StorageOptions(output=tmp_path / "output"))
        result = collect(fleet, "show version", options)
    assert not any(row.status == "ok" for row in result.devices)
    assert 0 < gate.tries.count(("password", "wr0ng-pass")) <= LimitOptions().max_rejections


def test_one_address_behind_two_bastions_is_two_devices_with_keys_of_their_own(tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    options = SessionOptions(known_hosts=str(known), connect_timeout=15)
    with network("R1") as (one, _, inside), network("R2") as (two, *_):
        for _ in range(2):
            assert send_show(behind(one), "show version", options=options) == "I am R1\n"
            assert send_show(behind(two), "show version", options=options) == "I am R2\n"
        names = [line.split()[0] for line in known.read_text().splitlines()]
        assert f"[10.0.0.1%127.0.0.1:{one.port}]:22" in names
        assert f"[10.0.0.1%127.0.0.1:{two.port}]:22" in names
        assert len(names) == 4
        # OpenSSH's own tool finds and removes such an entry.
        name = f"[10.0.0.1%127.0.0.1:{one.port}]:22"
        subprocess.run(["ssh-keygen", "-q", "-R", name, "-f", known], check=True, capture_output=True)
        lines = known.read_text().splitlines()
        assert len(lines) == 3
        # The other device's key under this name is another device's.
        stranger = next(line for line in lines if f"{two.port}]:22" in line and line.startswith("[10."))
        other = tmp_path / "other"  # a file is read once a process
        other.write_text("\n".join([*lines, f"{name} {' '.join(stranger.split()[1:])}", ""]))
        with pytest.raises(DeviceError) as caught:
            send_show(behind(one), "show version", options=replace(options, known_hosts=str(other)))
        assert caught.value.kind is ErrorKind.HOST_KEY_CHANGED
        assert inside.tries.count(("password", "lab")) == 2
