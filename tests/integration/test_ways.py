"""The ways to a device beside a plain SSH login: bastions, ssh_config, telnet; all on real servers."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from integration import faults
from integration.faults import Stop, nothing_left, raw_server, says, ssh_server
from integration.real.frr import Triangle
from integration.real.machine import run, running, wait_until
from integration.real.openssh import Sshd, StartSshd
from integration.real.requirements import lacking_for_frr, program, require
from netcollect import Device, DeviceError, SessionOptions, send_show
from netcollect.connecthandler import device_from_mapping
from netcollect.errors import ErrorKind
from netcollect.model import HostKeys
from netcollect.session import bastions

pytestmark = pytest.mark.real_device

OPTIONS = SessionOptions(host_keys=HostKeys.OFF, connect_timeout=15)


def device(server: Sshd, **more: object) -> Device:
    account = server.account
    plain = Device(
        name="srv",
        host=server.host,
        port=server.port,
        platform="linux",
        username=account.name,
        password=account.password,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def at(server: Sshd) -> str:
    return f"{server.host}:{server.port}"


@pytest.fixture(autouse=True)
def _no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bastions, "LINGER", 0.2)


def failure(broken: Device, options: SessionOptions = OPTIONS) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        send_show(broken, "show version", options=options)
    return caught.value


def test_a_device_behind_a_bastion(linux: Sshd, start_sshd: StartSshd) -> None:
    bastion = start_sshd()
    seen = send_show(device(linux, jump=at(bastion)), "echo $SSH_CONNECTION", options=OPTIONS)
    assert seen.split()[2:] == [linux.host, str(linux.port)]
    assert bastion.log.count("Accepted password") == 1


def test_devices_share_one_connection_to_their_bastion(
    linux: Sshd, start_sshd: StartSshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bastions, "LINGER", 60)
    bastion = start_sshd()
    behind = device(linux, jump=at(bastion))
    ask = partial(send_show, behind, options=OPTIONS)
    with ThreadPoolExecutor(5) as executor:
        outputs = list(executor.map(ask, [f"echo {number}" for number in range(15)]))
    assert outputs == [f"{number}\n" for number in range(15)]
    assert bastion.log.count("Accepted password") == 1


def test_an_idle_bastion_is_left(linux: Sshd, start_sshd: StartSshd) -> None:
    bastion = start_sshd()
    with nothing_left():
        send_show(device(linux, jump=at(bastion)), "true", options=OPTIONS)
    wait_until(lambda: "Closing connection" in bastion.log, within=20, what=lambda: bastion.log)


def test_several_hops_by_ssh_config(linux: Sshd, start_sshd: StartSshd, tmp_path: Path) -> None:
    outer, inner = start_sshd(), start_sshd()
    account = linux.account
    login = f"User {account.name}\nIdentityFile {account.key}\n"
    config = tmp_path / "config"
    config.write_text(
        f"Host outer\nHostName {outer.host}\nPort {outer.port}\n{login}"
        f"Host inner\nHostName {inner.host}\nPort {inner.port}\n{login}ProxyJump outer\n"
        f"Host srv\nHostName {linux.host}\nPort {linux.port}\n{login}ProxyJump inner\n"
    )
    plain = Device(name="srv", host="srv", platform="linux")
    with nothing_left():
        options = replace(OPTIONS, ssh_config=str(config))
        assert send_show(plain, "whoami", options=options) == f"{account.name}\n"
    assert outer.log.count("Accepted publickey") == 1
    assert inner.log.count("Accepted publickey") == 1


def test_routers_behind_a_bastion_with_a_login_of_its_own(
    triangle: Triangle, start_sshd: StartSshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bastions, "LINGER", 60)
    bastion = start_sshd()
    config = tmp_path / "config"
    config.write_text(
        f"Host bastion\nHostName {bastion.host}\nPort {bastion.port}\n"
        f"User {bastion.account.name}\nIdentityFile {bastion.account.key}\n"
    )
    options = replace(OPTIONS, ssh_config=str(config))
    for router in triangle.routers:
        behind = replace(device_from_mapping(triangle.arguments(router)), jump="bastion")
        assert f"hostname {router.name}" in send_show(behind, "show running-config", options=options)
    assert bastion.log.count("Accepted publickey") == 1


def test_a_port_that_nobody_listens_on_behind_a_bastion(linux: Sshd, start_sshd: StartSshd) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        behind = device(linux, jump=at(start_sshd()), port=nobody.getsockname()[1])
        error = failure(behind)
    assert error.kind is ErrorKind.REFUSED
    assert "through the bastion" in error.message


def test_a_silent_device_behind_a_bastion(linux: Sshd, start_sshd: StartSshd) -> None:
    with raw_server(says()) as peer, nothing_left(peer):
        error = failure(device(linux, jump=at(start_sshd()), port=peer.port, connect_timeout=2))
    assert error.kind is ErrorKind.NOT_SSH


def test_a_dead_bastion_is_named_as_the_cause(linux: Sshd) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        error = failure(device(linux, jump=f"127.0.0.1:{port}"))
    assert error.kind is ErrorKind.REFUSED
    assert error.message.startswith(f"the bastion 127.0.0.1:{port}: ")


def test_a_dead_bastion_costs_its_devices_one_attempt(linux: Sshd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bastions, "LINGER", 60)
    with raw_server(says()) as bastion, nothing_left(bastion), ThreadPoolExecutor(5) as executor:
        behind = device(linux, jump=f"127.0.0.1:{bastion.port}", connect_timeout=2)
        failures = list(executor.map(failure, [behind] * 5))
        # Also those that come just afterwards: in a run the first device of a login goes alone.
        failures += [failure(behind) for _ in range(5)]
    assert {error.kind for error in failures} == {ErrorKind.NOT_SSH}
    assert bastion.accepted == 1


def test_a_bastion_that_dies_under_its_sessions_is_named(linux: Sshd, start_sshd: StartSshd) -> None:
    bastion, options = start_sshd(), replace(OPTIONS, allow_commands=(".*",))
    behind = device(linux, jump=at(bastion))
    with ThreadPoolExecutor(2) as executor:
        pending = [
            executor.submit(send_show, behind, ["true", "sleep 60", "true"], options=options) for _ in "12"
        ]
        wait_until(lambda: _sleeping(linux) == 2, within=30, what=lambda: linux.log)
        for process in bastion.sessions:
            os.kill(process, signal.SIGKILL)
        for first, second, third in (each.result(30) for each in pending):
            assert (first.status, second.status, third.status) == ("ok", "failed", "not_run")
            assert second.error
            assert second.error.kind is ErrorKind.INCOMPLETE
            assert f"the connection to the bastion {at(bastion)} was lost" in second.error.message
    # It is there again for those that follow.
    assert send_show(behind, "whoami", options=OPTIONS) == f"{linux.account.name}\n"


def _sleeping(server: Sshd) -> int:
    found = (Path("/proc", str(process), "cmdline") for process in server.sessions)
    return sum(file.exists() and file.read_bytes().startswith(b"sleep\x0060") for file in found)


def test_a_frozen_bastion_is_named_and_its_connection_given_up(
    linux: Sshd, start_sshd: StartSshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bastions, "LINGER", 60)
    bastion = start_sshd()
    behind = device(linux, jump=at(bastion))
    assert send_show(behind, "whoami", options=OPTIONS)
    frozen = bastion.sessions
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    error = failure(replace(behind, connect_timeout=1))
    assert (error.kind, bastion.log.count("Accepted password")) == (ErrorKind.CLOSED, 1)
    assert f"the bastion {at(bastion)} was lost: it no longer answers" in error.message
    assert send_show(behind, "whoami", options=OPTIONS)
    for process in frozen:
        os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize(
    "message", [faults.USERAUTH_SUCCESS, faults.CHANNEL_OPEN_CONFIRMATION, faults.CHANNEL_SUCCESS]
)
def test_a_session_ends_in_time_behind_a_bastion_that_froze(start_sshd: StartSshd, message: int) -> None:
    """Nobody but us can end it: neither device nor bastion says another word."""
    bastion, done = start_sshd(), threading.Event()
    account = bastion.account

    def freeze() -> None:
        peer.reached.wait(60)
        for process in bastion.sessions:
            os.kill(process, signal.SIGSTOP)
        done.wait(60)
        for process in bastion.sessions:
            os.kill(process, signal.SIGKILL)

    with ssh_server(stop=Stop(message)) as peer, nothing_left(peer):
        hop = f"{account.name}@{at(bastion)}"
        behind = peer.device(jump=hop, private_key=str(account.key), device_timeout=4)
        freezing = threading.Thread(target=freeze)
        freezing.start()
        began = time.monotonic()
        error = failure(behind)
        spent = time.monotonic() - began
        done.set()
        freezing.join()
    assert error.kind is ErrorKind.DEADLINE
    # paramiko would wait without end.
    assert spent < 30


def test_a_silent_address_behind_a_bastion_costs_the_others_nothing(
    linux: Sshd, start_sshd: StartSshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bastions, "LINGER", 60)
    bastion = start_sshd()
    with socket.create_server(("127.0.0.9", 0), backlog=0) as full, ExitStack() as stack:
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        behind = device(linux, jump=at(bastion))
        host, port = full.getsockname()
        error = failure(replace(behind, host=host, port=port, connect_timeout=1))
        assert error.kind is ErrorKind.CONNECT_TIMEOUT
        assert send_show(behind, "whoami", options=OPTIONS)
    assert bastion.log.count("Accepted password") == 1


def test_a_bastion_with_a_key_of_its_own_never_hears_a_device_s_password(
    linux: Sshd, start_sshd: StartSshd, tmp_path: Path
) -> None:
    """Not even when it refuses the key; and devices with logins of their own share its connection."""
    bastion = start_sshd()
    stranger = tmp_path / "id"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger)
    config = tmp_path / "config"
    host = f"Host bastion\nHostName {bastion.host}\nPort {bastion.port}\nUser {bastion.account.name}\n"
    config.write_text(f"{host}IdentityFile {stranger}\n")
    options = replace(OPTIONS, ssh_config=str(config))
    error = failure(device(linux, jump="bastion"), options)
    assert error.kind is ErrorKind.AUTH_REJECTED
    assert "the bastion bastion" in error.message
    assert "password for" not in bastion.log

    good = tmp_path / "good"
    good.write_text(f"{host}IdentityFile {bastion.account.key}\n")
    options = replace(OPTIONS, ssh_config=str(good))
    one = device(linux, jump="bastion", connect_timeout=20)
    two = replace(one, password=None, private_key=str(linux.account.key), connect_timeout=30)
    with ThreadPoolExecutor(2) as executor:
        ask = partial(send_show, command="whoami", options=options)
        assert list(executor.map(ask, [one, two])) == [f"{linux.account.name}\n"] * 2
    assert bastion.log.count("Accepted publickey") == 1


def test_a_bastion_that_refuses_the_login_is_named(linux: Sshd, start_sshd: StartSshd) -> None:
    error = failure(device(linux, jump=f"nobody@{at(start_sshd())}"))
    assert error.kind is ErrorKind.AUTH_REJECTED
    assert "bastion" in error.message


def test_a_bastion_that_may_not_forward_is_named(linux: Sshd, start_sshd: StartSshd) -> None:
    error = failure(device(linux, jump=at(start_sshd(extra_config="AllowTcpForwarding no"))))
    assert error.kind is ErrorKind.UNREACHABLE
    assert "through the bastion 127.0.0.1:" in error.message


def test_a_changed_key_of_a_bastion_is_refused(linux: Sshd, start_sshd: StartSshd, tmp_path: Path) -> None:
    bastion, other = start_sshd(), start_sshd()
    known = tmp_path / "known_hosts"
    known.write_text(f"[{bastion.host}]:{bastion.port} {other.public_key()}\n")
    options = SessionOptions(known_hosts=str(known))
    assert failure(device(linux, jump=at(bastion)), options).kind is ErrorKind.HOST_KEY_CHANGED
    assert "password" not in bastion.log.lower()


# Telnet: the vty of an FRRouting daemon is a Cisco-like command line with a password and `enable`.


@pytest.fixture(scope="session")
def vty(scratch: Path) -> Iterator[int]:
    """The port of a bgpd's vty; it speaks BGP to nobody."""
    require(lacking_for_frr())
    daemon = program("bgpd")
    assert daemon
    directory = scratch / "vty"
    directory.mkdir(mode=0o777)
    directory.chmod(0o777)
    config = directory / "bgpd.conf"
    config.write_text("hostname vty1\npassword lab\nenable password labenable\n")
    config.chmod(0o644)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    argv = [daemon, "-u", "root", "-g", "root", "-n", "-S", "-p", "0", "-A", "127.0.0.1", "-P", str(port)]
    argv += ["-f", str(config), "-i", str(directory / "pid"), "--vty_socket", str(directory)]
    with running([*argv, "-z", str(directory / "zserv")], directory / "log"):
        wait_until(lambda: _answers(port), within=30, what=(directory / "log").read_text)
        yield port


def _answers(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def telnet(port: int, **more: object) -> Device:
    plain = Device(
        name="vty1", host="127.0.0.1", port=port, platform="cisco_ios_telnet", username="lab", password="lab"
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("platform", ["cisco_ios_telnet", "cisco_ios_serial", "generic_telnet"])
def test_telnet_and_consoles_go_through_the_same_code(vty: int, platform: str) -> None:
    with nothing_left():
        version, wrong, who = send_show(
            telnet(vty, platform=platform), ["show version", "show nonsense", "who"], options=OPTIONS
        )
    assert (version.status, version.prompt) == ("ok", "vty1>")
    assert version.output.startswith("FRRouting ")
    assert version.output.count("\n") > 2
    assert wrong.error
    assert wrong.error.kind is ErrorKind.REJECTED
    assert "connected from 127.0.0.1" in who.output


def test_telnet_behind_a_bastion(vty: int, start_sshd: StartSshd, tmp_path: Path) -> None:
    bastion = start_sshd()
    config = tmp_path / "config"
    login = f"User {bastion.account.name}\nIdentityFile {bastion.account.key}\n"
    config.write_text(f"Host gate\nHostName {bastion.host}\nPort {bastion.port}\n{login}")
    options, behind = replace(OPTIONS, ssh_config=str(config)), telnet(vty, jump="gate")
    with nothing_left():
        assert send_show(behind, "show version", options=options).startswith("FRRouting ")

    def answer(peer: socket.socket) -> None:
        peer.sendall(b"Password: ")
        peer.recv(100)
        for process in bastion.sessions:
            os.kill(process, signal.SIGKILL)

    port, thread = serve(answer)
    error = failure(telnet(port, jump="gate"), options)
    thread.join()
    assert error.kind is ErrorKind.CLOSED
    assert "the connection to the bastion gate was lost" in error.message


def test_enable_over_telnet(vty: int) -> None:
    (result,) = send_show(telnet(vty, secret="labenable"), ["show running-config"], options=OPTIONS)
    assert result.prompt == "vty1#"
    assert "hostname vty1" in result.output
    error = failure(telnet(vty, secret="wrong"))
    assert error.kind is ErrorKind.ENABLE_REJECTED


def test_a_wrong_password_over_telnet_is_tried_once(vty: int) -> None:
    assert failure(telnet(vty, password="wrong")).kind is ErrorKind.AUTH_REJECTED
    assert failure(telnet(vty, password=None)).kind is ErrorKind.NO_CREDENTIAL


def test_telnet_to_nobody(vty: int) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert failure(telnet(nobody.getsockname()[1])).kind is ErrorKind.REFUSED


def serve(answer: Callable[[socket.socket], None]) -> tuple[int, threading.Thread]:
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as peer:
            answer(peer)

    thread = threading.Thread(target=run)
    thread.start()
    return listener.getsockname()[1], thread


def wait_for(done: threading.Event) -> None:
    done.wait(60)


def test_telnet_to_a_peer_that_hangs_up() -> None:
    port, thread = serve(lambda peer: None)
    error = failure(telnet(port))
    thread.join()
    assert error.kind is ErrorKind.CLOSED


def test_telnet_to_a_silent_peer_ends_with_the_devices_time() -> None:
    done = threading.Event()
    port, thread = serve(lambda peer: wait_for(done))
    began = time.monotonic()
    error = failure(telnet(port, device_timeout=1.5))
    spent = time.monotonic() - began
    done.set()
    thread.join()
    assert error.kind is ErrorKind.DEADLINE
    assert spent < 12


def test_telnet_options_are_answered() -> None:
    seen = bytearray()

    def answer(peer: socket.socket) -> None:
        # WILL ECHO, DO NAWS, and a command cut in two.
        peer.sendall(b"\xff\xfb\x01\xff\xfd\x1f\xff")
        time.sleep(0.1)
        peer.sendall(b"\xfb\x03Password: ")
        while b"lab" not in seen and (new := peer.recv(100)):
            seen.extend(new)
        peer.sendall(b"\r\n% Bad passwords\r\n")

    port, thread = serve(answer)
    assert failure(telnet(port)).kind is ErrorKind.AUTH_REJECTED
    thread.join()
    assert b"\xff\xfe\x01" in seen
    assert b"\xff\xfc\x1f" in seen
