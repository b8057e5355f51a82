"""Every fault has its kind, from the phase and the cause, with a message that names it and a hint that helps.

One misbehaving peer, or one real sshd, for each kind that a session can end with. Proves the README's promise
of typed failures: a script may branch on `kind`, and a person need not open the device's log.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration import faults
from integration.faults import (
    Peer,
    Stop,
    full_listener,
    nothing_left,
    raw_server,
    router,
    says,
    ssh_server,
    stuck,
)
from integration.real.openssh import StartSshd
from integration.scripted import Talk
from netcollect import Device, DeviceError, SessionOptions, send_show
from netcollect.errors import ErrorKind
from netcollect.session import ssh

OPTIONS = SessionOptions(connect_timeout=2, read_timeout=1, device_timeout=60)

#: Proven in test_certain_end and test_host_keys_and_logins; the last four are no session's own.
ELSEWHERE = {
    ErrorKind.DEADLINE,
    ErrorKind.HOST_KEY_CHANGED,
    ErrorKind.HOST_KEY_UNKNOWN,
    ErrorKind.BREAKER,
    ErrorKind.CANCELLED,
    ErrorKind.WORKER_LOST,
    ErrorKind.INTERNAL,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, and what is said about it; `message` and `hint` are regular expressions."""

    name: str
    server: Callable[[], AbstractContextManager[Peer]]
    kind: str
    message: str
    hint: str
    device: dict[str, Any] = field(default_factory=dict)


@contextmanager
def unknown_name() -> Iterator[Peer]:
    def unknown(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        yield Peer(22)


@contextmanager
def nobody_listens() -> Iterator[Peer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield Peer(port)


async def asks(talk: Talk) -> None:
    await talk.say(b"Proceed with reload? [confirm]")
    await stuck(talk)


async def freezes(talk: Talk) -> None:
    await talk.say(b"12:00:00.000 UTC")
    await stuck(talk)


async def is_cut(talk: Talk) -> None:
    await talk.say(b"12:00:00.000 UTC Mon\r\n")
    talk.cut()


async def logs_out(talk: Talk) -> None:
    await talk.say(b"12:00:00.000 UTC Mon\r\n")
    raise EOFError


async def has_no_line(talk: Talk) -> None:
    await talk.say(b"\r\n% All VTY lines are in use\r\n")


async def is_a_menu(talk: Talk) -> None:
    number = 0
    while True:
        number += 1
        await talk.say(b"1) Console\r\n2) Reboot\r\nYour choice #%d" % number)
        await talk.line()


async def refuses_the_secret(talk: Talk) -> None:
    await talk.say(b"Password: ")
    await talk.line(echo=False)
    await talk.say(b"\r\n% Access denied\r\n\r\nR1>")


async def asks_three_times(talk: Talk) -> None:
    for _ in range(3):
        await talk.say(b"Password: ")
        await talk.line(echo=False)
    await talk.say(b"% Bad secrets\r\n\r\nR1>")


INVALID = b"           ^\r\n% Invalid input detected at '^' marker.\r\n\r\n"
HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
TELNET = b"\xff\xfb\x01\xff\xfb\x03\r\nUser Access Verification\r\n\r\nUsername: "

CASES = (
    Case("dns", unknown_name, "dns", "r1.example does not resolve", "check the name", {"host": "r1.example"}),
    Case("refused", nobody_listens, "refused", r"127.0.0.1 port \d+ refused", "check port, service"),
    Case(
        # The kernel has no route to loopback's broadcast address: nothing is sent.
        "unreachable",
        nobody_listens,
        "unreachable",
        "cannot be reached: Network is unreachable",
        "check the route",
        {"host": "127.255.255.255"},
    ),
    Case(
        "tcp", full_listener, "connect_timeout", "no answer from .* within 2 s", "firewall.*connect-timeout"
    ),
    Case(
        "slow-key-exchange",
        lambda: ssh_server(stop=Stop(faults.KEX_REPLY)),
        "connect_timeout",
        "key exchange did not finish within 2 s",
        "longer --connect-timeout",
    ),
    Case(
        "closed-at-once",
        lambda: raw_server(says(then="close")),
        "closed",
        "before sending its SSH greeting",
        "MaxStartups, VTY lines.*lower --workers",
    ),
    Case(
        "closed-with-words",
        lambda: raw_server(says(b"Exceeded MaxStartups\r\n", then="close")),
        "closed",
        "greeting; it said 'Exceeded MaxStartups'",
        "lower --workers",
    ),
    Case(
        "reset",
        lambda: raw_server(says(b"SSH-2.0-Cisco-1.25\r\n", then="reset")),
        "closed",
        "closed the connection during key exchange",
        "log",
    ),
    Case(
        "cut-in-key-exchange",
        lambda: ssh_server(stop=Stop(faults.NEWKEYS, cut=True)),
        "closed",
        "closed the connection during key exchange",
        "log",
    ),
    Case(
        "cut-in-login",
        lambda: ssh_server(stop=Stop(faults.SERVICE_ACCEPT, cut=True)),
        "closed",
        "closed the connection during login",
        "log",
    ),
    Case(
        # It has the password, and may have counted it.
        "cut-behind-the-password",
        lambda: ssh_server(stop=Stop(faults.USERAUTH_SUCCESS, cut=True)),
        "auth_rejected",
        "closed the connection without an answer",
        "nothing is tried twice",
    ),
    Case("silent", lambda: raw_server(says()), "not_ssh", "no SSH server answered", "port right"),
    Case("http", lambda: raw_server(says(HTTP, then="close")), "not_ssh", "said 'HTTP/1.1 400", "port right"),
    Case("telnet", lambda: raw_server(says(TELNET)), "not_ssh", "something other than SSH", "port right"),
    Case("ftp", lambda: raw_server(says(b"220 ready\r\n")), "not_ssh", "it said '220 ready'", "port right"),
    Case(
        "ssh-1",
        lambda: raw_server(says(b"SSH-1.5-Cisco-1.25\r\n")),
        "ssh_negotiation",
        "1.5 instead of 2.0",
        "too old",
    ),
    Case(
        "garbage",
        lambda: raw_server(says(b"SSH-2.0-Cisco-1.25\r\n", b"garbage " * 5000)),
        "ssh_negotiation",
        "Invalid packet",
        "SSH configuration",
    ),
    Case(
        "wrong-password",
        ssh_server,
        "auth_rejected",
        "refused the login of lab$",
        "check the user name and the password.*nothing is tried twice",
        {"password": "wrong"},
    ),
    Case(
        "slow-aaa",
        lambda: ssh_server(stop=Stop(faults.USERAUTH_SUCCESS)),
        "auth_timeout",
        "no answer to the login of lab",
        "AAA server is slow",
    ),
    Case("no-user", ssh_server, "no_credential", "no user name for R1", "-u,", {"username": None}),
    Case("no-password", ssh_server, "no_credential", "no password or key for R1", "-k,", {"password": None}),
    Case(
        "no-key-file",
        ssh_server,
        "no_credential",
        "key /no/such/key cannot be used: .*No such file",
        "check the file",
        {"private_key": "/no/such/key"},
    ),
    Case(
        "no-channel",
        lambda: ssh_server(stop=Stop(faults.CHANNEL_OPEN_CONFIRMATION)),
        "no_session",
        "no terminal within 2 s",
        "VTY lines",
    ),
    Case(
        "no-line",
        lambda: ssh_server(has_no_line),
        "no_session",
        "% All VTY lines are in use",
        "VTY lines are in",
    ),
    Case(
        "menu",
        lambda: ssh_server(is_a_menu),
        "no_prompt",
        r"no prompt .*Your choice #\d",
        "platform right.*menu",
        {"platform": "generic"},
    ),
    Case(
        "wrong-secret",
        lambda: ssh_server(router({"enable": refuses_the_secret}), prompt=b"R1>"),
        "enable_rejected",
        "^% Access denied$",
        "check the enable secret.*COLLECT_SECRET",
        {"secret": "wrong"},
    ),
    Case(
        "wrong-secret-asked-again",
        lambda: ssh_server(router({"enable": asks_three_times}), prompt=b"R1>"),
        "enable_rejected",
        "privileged mode",
        "check the enable secret.*COLLECT_SECRET",
        {"secret": "wrong"},
    ),
    Case(
        "no-secret-set",
        lambda: ssh_server(router({"enable": b"% No password set\r\n"}), prompt=b"R1>"),
        "enable_rejected",
        "% No password set",
        "check the enable secret",
        {"secret": "lab"},
    ),
    Case(
        "rejected",
        lambda: ssh_server(router({"show clock": INVALID})),
        "rejected",
        "show clock: % Invalid input detected",
        "does not take this command",
    ),
    Case(
        "question",
        lambda: ssh_server(router({"show clock": asks})),
        "question",
        r"asks: Proceed with reload\? \[confirm\]",
        "nothing was answered",
    ),
    Case(
        "freeze",
        lambda: ssh_server(router({"show clock": freezes})),
        "read_timeout",
        "1 s without a byte.*'12:00:00.000 UTC'",
        "raise --read-timeout",
    ),
    Case(
        "cut",
        lambda: ssh_server(router({"show clock": is_cut})),
        "incomplete",
        r"lost inside the output .* after \d+ bytes",
        "run it again",
    ),
    Case(
        "logged-out",
        lambda: ssh_server(router({"show clock": logs_out})),
        "incomplete",
        r"lost inside the output .* after \d+ bytes",
        "run it again",
    ),
)


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a device may think about a login or a terminal is 30 s, and no option."""
    monkeypatch.setattr(ssh, "AUTH_TIMEOUT", 2.0)
    monkeypatch.setattr(ssh, "SHELL_TIMEOUT", 2.0)


def failure(device: Device | dict[str, Any], command: str = "show clock") -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        send_show(device, command, options=OPTIONS)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_is_told_by_its_kind(case: Case) -> None:
    with case.server() as peer, nothing_left(peer):
        error = failure(peer.device(**case.device))
        assert error.kind == case.kind
        assert re.search(case.message, error.message), error.message
        assert re.search(case.hint, error.hint), error.hint
        # Nothing is tried a second time: neither the connection, nor a secret.
        assert peer.accepted <= 1
        assert peer.typed.count(b"wrong") <= 1


def test_no_kind_is_without_a_case() -> None:
    assert {ErrorKind(case.kind) for case in CASES} | ELSEWHERE == set(ErrorKind)


def test_a_question_is_left_unanswered() -> None:
    with ssh_server(router({"show clock": asks})) as peer, nothing_left(peer):
        assert failure(peer.device()).kind == "question"
        assert peer.typed[-1] == b"show clock"


def test_a_name_that_is_no_name_leaves_no_thread() -> None:
    with unknown_name() as peer, nothing_left():
        assert failure(peer.device(host="r1.example")).kind == "dns"
    assert "netcollect-dns" not in [thread.name for thread in threading.enumerate()]


CHACHA = "Ciphers chacha20-poly1305@openssh.com"
UMAC = "Ciphers aes128-ctr\nMACs umac-64@openssh.com"
SNTRUP = "KexAlgorithms sntrup761x25519-sha512@openssh.com"
TWO_STEPS = "AuthenticationMethods publickey,password"
TWO_STEPS_BACK = "AuthenticationMethods password,publickey"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a real server is set to, who logs in, and what is said about it."""

    config: str
    kind: str
    message: str
    hint: str
    login: dict[str, Any] = field(default_factory=dict)


@pytest.mark.real_device
@pytest.mark.parametrize(
    "case",
    [
        Refusal(SNTRUP, "ssh_negotiation", "kex", r"only sntrup761\S+: enable one of .*curve25519-sha256"),
        Refusal(CHACHA, "ssh_negotiation", "ciphers", r"only chacha20\S+: enable one of .*aes256-ctr"),
        Refusal(UMAC, "ssh_negotiation", "macs", r"only umac-64\S+: enable one of .*hmac-sha2-256"),
        Refusal("PermitTTY no", "no_session", "but no terminal", "this user may have no terminal"),
        Refusal("MaxSessions 0", "no_session", "but no terminal: open failed", "VTY lines"),
        Refusal("ForceCommand echo Not today; exit 1", "no_session", "session: Not today", "terminal"),
        Refusal("PasswordAuthentication no", "auth_rejected", "it takes only publickey$", "tried twice"),
        Refusal(
            "MaxAuthTries 1", "auth_rejected", "Too many authentication", "tried twice", {"password": "x"}
        ),
        Refusal(
            TWO_STEPS, "auth_rejected", "a password in addition to the key", "or key", {"with_key": True}
        ),
        Refusal(TWO_STEPS, "auth_rejected", "it takes only publickey$", "or key"),
        Refusal(TWO_STEPS_BACK, "auth_rejected", "in addition to the password it wants publickey", "or key"),
    ],
    ids=lambda case: f"{case.config.splitlines()[-1]}-{case.kind}".replace(" ", "-"),
)
def test_what_a_real_server_refuses_has_a_kind(start_sshd: StartSshd, case: Refusal) -> None:
    server = start_sshd(extra_config=case.config)
    with nothing_left():
        error = failure(server.arguments(**case.login), "whoami")
    assert error.kind == case.kind
    assert re.search(case.message, error.message), error.message
    assert re.search(case.hint, error.hint), error.hint
    assert server.log.count("Failed password") == ("password" in case.login)


@pytest.mark.real_device
def test_a_connection_beyond_max_startups_says_so(start_sshd: StartSshd) -> None:
    server = start_sshd(extra_config="MaxStartups 1:100:1")
    with socket.create_connection((server.host, server.port)) as idle, nothing_left():
        idle.recv(100)
        error = failure(server.arguments(), "whoami")
    assert error.kind == "closed"
    assert "before sending its SSH greeting" in error.message
    assert "MaxStartups" in error.hint
