"""A Linux server behind OpenSSH: logins, what its outputs are made of, and what its sshd may be set to."""

from __future__ import annotations

import platform
import re
import shlex
import socket
from pathlib import Path

import pytest

from integration.real.machine import Account, NotReadyError
from integration.real.openssh import Sshd, StartSshd, openssh_server
from netcollect import Device, DeviceError, SessionOptions, send_show

pytestmark = pytest.mark.real_device

#: These tests are about what comes back.
ANYTHING = SessionOptions(allow_commands=(".*",))


@pytest.mark.parametrize(("with_key", "method"), [(False, "password"), (True, "publickey")])
def test_logs_in_with_password_and_with_key(start_sshd: StartSshd, with_key: bool, method: str) -> None:
    server = start_sshd()
    assert send_show(server.arguments(with_key=with_key), "whoami") == f"{server.account.name}\n"
    assert re.findall(r"^Accepted (\w+) for", server.log, re.MULTILINE) == [method]


def test_a_device_value_logs_in_too(linux: Sshd) -> None:
    device = Device(
        name="server",
        host=linux.host,
        port=linux.port,
        platform="linux",
        username=linux.account.name,
        private_key=str(linux.account.key),
    )
    assert send_show(device, "whoami") == f"{linux.account.name}\n"


def test_a_wrong_password_is_offered_once(start_sshd: StartSshd) -> None:
    server = start_sshd()
    with pytest.raises(DeviceError) as caught:
        send_show(server.arguments(password="wrong"), "whoami")
    assert caught.value.kind == "auth_rejected"
    assert server.log.count("Failed password for") == 1


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("printf abc", "abc\n"),
        ("echo one; echo; echo three", "one\n\nthree\n"),
        ("printf '  indented\\n'", "  indented\n"),
        ("true", ""),
        ("seq 1 20000", "".join(f"{number}\n" for number in range(1, 20001))),
        ("echo 'lab$ '; echo 'lab$'; echo end", "lab$ \nlab$\nend\n"),
    ],
    ids=["no-newline", "blank-line", "indented", "nothing", "long", "like-a-prompt"],
)
def test_an_output_is_what_the_command_wrote(linux: Sshd, command: str, output: str) -> None:
    assert send_show(linux.arguments(), command, options=ANYTHING) == output


def test_uname_names_this_machine(linux: Sshd) -> None:
    output = send_show(linux.arguments(), "uname -a")
    assert output.startswith(f"Linux {platform.node()} {platform.release()} ")
    assert output.count("\n") == 1


@pytest.mark.parametrize("ending", ["\n", ""])
def test_utf_8_arrives_whole(linux: Sshd, scratch: Path, ending: str) -> None:
    text = "".join(f"{number}\tGrüße aus Zürich → 東京 🛰 ÿ\n" for number in range(2000)) + "Ende ✓"
    file = scratch / "text"
    file.write_text(text + ending)
    assert send_show(linux.arguments(), f"cat {shlex.quote(str(file))}") == f"{text}\n"


def test_commands_share_one_session(linux: Sshd) -> None:
    commands = ["cd /usr", "pwd", "no-such-command", "echo still here"]
    results = send_show(linux.arguments(), commands, options=ANYTHING)
    assert [result.status for result in results] == ["ok", "ok", "rejected", "ok"]
    assert [results[1].output, results[3].output] == ["/usr\n", "still here\n"]
    assert "command not found" in results[2].output
    assert {result.prompt.strip() for result in results} == {"lab$"}


def test_what_a_command_complains_of_is_its_output(linux: Sshd) -> None:
    output = send_show(linux.arguments(), "ls /no/such/place; echo status $?", options=ANYTHING)
    assert "No such file or directory\nstatus 2\n" in output


_OLD_GEAR = """\
KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1
HostKeyAlgorithms ssh-rsa
Ciphers aes128-cbc,3des-cbc
MACs hmac-sha1
"""


def test_old_algorithms_are_spoken(start_sshd: StartSshd) -> None:
    server = start_sshd(extra_config=_OLD_GEAR, host_keys=("rsa",))
    assert send_show(server.arguments(), "echo hello") == "hello\n"


def test_keyboard_interactive_is_answered_with_the_password(start_sshd: StartSshd) -> None:
    server = start_sshd(
        extra_config="UsePAM yes\nKbdInteractiveAuthentication yes\nPasswordAuthentication no\n"
    )
    assert send_show(server.arguments(), "whoami") == f"{server.account.name}\n"
    assert "Accepted keyboard-interactive/pam" in server.log


@pytest.mark.parametrize(
    ("extra_config", "kind"),
    [
        ("PermitTTY no", "no_session"),
        ("MaxSessions 0", "no_session"),
        ("ForceCommand echo 'this account is closed'; exit 1", "no_session"),
        ("KexAlgorithms sntrup761x25519-sha512@openssh.com", "ssh_negotiation"),
        ("PasswordAuthentication no", "auth_rejected"),
    ],
)
def test_what_the_server_refuses_has_a_kind(start_sshd: StartSshd, extra_config: str, kind: str) -> None:
    server = start_sshd(extra_config=extra_config)
    with pytest.raises(DeviceError) as caught:
        send_show(server.arguments(), "whoami")
    assert caught.value.kind == kind


def test_a_changed_host_key_is_seen_before_a_credential_is_sent(scratch: Path, account: Account) -> None:
    with openssh_server(scratch, account=account) as first:
        assert send_show(first.arguments(), "whoami") == f"{account.name}\n"
    with openssh_server(scratch, account=account, port=first.port) as second:
        with pytest.raises(DeviceError) as caught:
            send_show(second.arguments(), "whoami")
        assert caught.value.kind == "host_key_changed"
    assert "Connection from 127.0.0.1" in second.log
    assert account.name not in second.log


def test_a_connection_beyond_max_startups_is_closed(start_sshd: StartSshd) -> None:
    server = start_sshd(extra_config="MaxStartups 1:100:1")
    with socket.create_connection((server.host, server.port)) as idle:
        idle.recv(100)
        with pytest.raises(DeviceError) as caught:
            send_show(server.arguments(), "whoami")
        assert caught.value.kind == "closed"
    assert "MaxStartups" in server.log


def test_an_sshd_that_does_not_start_says_why(start_sshd: StartSshd) -> None:
    with pytest.raises(NotReadyError, match="Bad configuration option: NoSuchOption"):
        start_sshd(extra_config="NoSuchOption yes")
