"""A session ends in time and leaves nothing behind, wherever and however the peer stops playing along.

Proves the README's promise of a certain end: with `--device-timeout D` a worker returns by D + 2 s, and no
thread, socket or descriptor stays. The tests allow more, for a machine that has other things to do; what
they must tell from D are the waits of 10, 30 and 3600 s in netmiko and paramiko.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pytest

from integration import faults
from integration.faults import Peer, Stop, nothing_left, raw_server, relay, router, says, ssh_server, stuck
from integration.scripted import Say, Talk
from netcollect import CommandResult, Device, DeviceError, SessionOptions, send_show
from netcollect.model import Failure
from netcollect.session import bastions
from netcollect.session.dial import dial
from netcollect.session.line import SshLine

#: The device's whole time, and what a slow machine may take beyond it (seconds).
LIMIT = 2.0
SLACK = 6.0

#: More than any window takes; of blanks, because they cost nothing where the echo is looked for.
LONG = "show clock" + " " * 100_000
CLOCK = b"12:00:00.000 UTC Mon Nov 23 2026\r\n"


def ended(device: Device, *commands: str, options: SessionOptions | None = None) -> list[CommandResult]:
    """The results of a session that must end in time; one that never got to its commands has none."""
    started = time.monotonic()
    try:
        return send_show(device, list(commands or ["show clock"]), options=options)
    except DeviceError as error:
        return [CommandResult("", "", "", "failed", Failure.of(error))]
    finally:
        assert time.monotonic() - started < LIMIT + SLACK


def kind(results: list[CommandResult]) -> str:
    error = results[-1].error
    return error.kind if error else "ok"


@pytest.mark.parametrize(
    "stop",
    [
        Stop(faults.KEXINIT),
        Stop(faults.KEX_REPLY),
        Stop(faults.NEWKEYS),
        Stop(faults.SERVICE_ACCEPT),
        Stop(faults.USERAUTH_SUCCESS),
        Stop(faults.CHANNEL_OPEN_CONFIRMATION),
        Stop(faults.CHANNEL_SUCCESS),
        Stop(faults.CHANNEL_SUCCESS, nth=2),
    ],
    ids=["banner", "kexinit", "key-exchange", "service", "auth", "channel-open", "pty", "shell"],
)
def test_a_server_that_stalls_in_the_protocol(stop: Stop) -> None:
    with ssh_server(stop=stop) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.reached.is_set()


@pytest.mark.parametrize(
    ("answers", "typed"),
    [
        ({"": stuck}, b""),
        ({"terminal width 511": stuck}, b"terminal width 511"),
        ({"terminal length 0": stuck}, b"terminal length 0"),
    ],
    ids=["first-line", "width", "pager"],
)
def test_a_device_that_stalls_in_the_set_up(answers: dict[str, Say], typed: bytes) -> None:
    with ssh_server(router(answers)) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.typed[-1] == typed


def test_a_shell_that_never_shows_a_prompt() -> None:
    with ssh_server(stuck) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.tries


def test_a_server_that_accepts_and_says_nothing() -> None:
    with raw_server(says()) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.reached.is_set()


async def half_an_output(talk: Talk) -> None:
    await talk.say(b"12:00:00.000 UTC")
    await stuck(talk)


def test_a_device_that_stalls_inside_an_output_keeps_the_earlier_ones() -> None:
    device = router({"show clock": CLOCK, "show version": half_an_output})
    with ssh_server(device) as peer, nothing_left(peer):
        results = ended(peer.device(device_timeout=LIMIT), "show clock", "show version", "show users")
        assert [result.status for result in results] == ["ok", "failed", "not_run"]
        assert results[1].error
        assert results[1].error.kind == "deadline"
        # Nobody says good-bye to a device that is in the middle of something.
        assert peer.typed[-1] == b"show version"


@pytest.mark.parametrize("asks", [True, False], ids=["secret", "enable"])
def test_a_device_that_stalls_at_enable(asks: bool) -> None:
    async def enable(talk: Talk) -> None:
        if asks:
            await talk.say(b"Password: ")
            await talk.line(echo=False)
        await stuck(talk)

    with ssh_server(router({"enable": enable}), prompt=b"R1>") as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT, secret="lab"))) == "deadline"
        assert peer.typed[-1] == (b"lab" if asks else b"enable")


async def dribble(talk: Talk) -> None:
    while not talk.process.is_closing():
        await talk.say(b".")
        await asyncio.sleep(1)


async def flood(talk: Talk) -> None:
    while not talk.process.is_closing():
        await talk.say(b"%SYS-7-DEBUG: and on it goes, and on, and on, and on\r\n" * 500)


@pytest.mark.parametrize("logout", [stuck, dribble, flood])
def test_a_device_that_does_not_hang_up_costs_no_output_and_a_moment(logout: Say) -> None:
    with ssh_server(router({"show clock": CLOCK, "exit": logout})) as peer, nothing_left(peer):
        started = time.monotonic()
        assert send_show(peer.device(device_timeout=60), "show clock") == CLOCK.decode().replace("\r", "")
        assert time.monotonic() - started < SLACK
        assert peer.typed[-1] == b"exit"


@pytest.mark.parametrize("where", ["greeting", "output"])
@pytest.mark.parametrize("noise", [dribble, flood])
def test_a_device_that_never_stops_talking(where: str, noise: Say) -> None:
    shell = noise if where == "greeting" else router({"show clock": noise})
    with ssh_server(shell) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"


@pytest.mark.parametrize("byte", [0, 40, 1000], ids=["version", "kexinit", "key-exchange"])
def test_a_server_that_dribbles_one_byte_a_second(byte: int) -> None:
    with ssh_server() as server, relay(server.port, dribble_from=byte) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.reached.is_set()


def test_a_closed_tcp_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SSH window is wide open, so that the client writes until the kernel takes no more."""

    def narrow(*args: Any) -> socket.socket:
        sock = dial(*args)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return sock

    monkeypatch.setattr(bastions, "dial", narrow)
    with ssh_server() as server, relay(server.port, freeze_at=5_000) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT), LONG)) == "deadline"
        assert peer.reached.is_set()
        peer.released.set()


def test_a_closed_channel_window() -> None:
    async def no_more(talk: Talk) -> None:
        await talk.say(talk.prompt)
        await stuck(talk)

    with ssh_server(router({"terminal length 0": no_more}), window=1024) as peer, nothing_left(peer):
        assert kind(ended(peer.device(device_timeout=LIMIT), LONG)) == "deadline"
        assert peer.typed[-1] == b"terminal length 0"


def test_a_key_exchange_in_the_middle_of_an_output_that_is_never_finished(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Meanwhile paramiko holds every message back, for 30 s of its own, even from one who only reads."""
    read = SshLine.read

    def slow(line: SshLine, seconds: float) -> bytes:
        # A busy machine: by now the exchange has begun, and reading so much makes for a message.
        if peer.reached.is_set():
            time.sleep(0.3)
        return read(line, seconds)

    monkeypatch.setattr(SshLine, "read", slow)
    output = b"interface GigabitEthernet0/0/1 is up, line protocol is up\r\n" * 100_000
    again = Stop(faults.KEX_REPLY, nth=2)
    with ssh_server(router({"show clock": output}), stop=again, rekey_bytes=1 << 20) as peer:
        with nothing_left(peer):
            assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"
        assert peer.reached.is_set()


@contextmanager
def silent_name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """`getaddrinfo` as it is with a name server that never answers; set the event and it gives up."""
    released = threading.Event()

    def never(*_: Any, **__: Any) -> list[Any]:
        released.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    try:
        yield released
    finally:
        released.set()


def test_a_name_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with nothing_left(), silent_name_server(monkeypatch):
        results = ended(Peer(22).device(host="r1.example", device_timeout=LIMIT))
        assert kind(results) in ("dns", "deadline")
        assert [thread.name for thread in threading.enumerate()].count("netcollect-dns") == 1


def test_a_port_that_accepts_no_connection() -> None:
    with faults.full_listener() as peer, nothing_left():
        assert kind(ended(peer.device(device_timeout=LIMIT))) == "deadline"


@pytest.mark.parametrize(
    ("server", "wanted"),
    [
        (lambda: raw_server(says()), "not_ssh"),
        (lambda: ssh_server(stop=Stop(faults.KEX_REPLY)), "connect_timeout"),
        (lambda: ssh_server(router({"show clock": half_an_output})), "read_timeout"),
    ],
    ids=["connect-timeout", "connect-timeout-in-key-exchange", "read-timeout"],
)
def test_a_phase_has_a_limit_of_its_own(
    server: Callable[[], AbstractContextManager[Peer]], wanted: str
) -> None:
    with server() as peer, nothing_left(peer):
        options = SessionOptions(connect_timeout=1, read_timeout=1, device_timeout=60)
        assert kind(ended(peer.device(), options=options)) == wanted


def test_a_device_that_trickles_for_long_succeeds() -> None:
    """`--read-timeout` is the time without progress: 20 lines at 0.3 s each pass a limit of 1 s six times."""

    async def trickle(talk: Talk) -> None:
        for number in range(20):
            await talk.say(b"line %d\r\n" % number)
            await asyncio.sleep(0.3)
        await talk.say(talk.prompt)

    with ssh_server(router({"show tech": trickle})) as peer, nothing_left(peer):
        started = time.monotonic()
        output = send_show(peer.device(read_timeout=1.0), "show tech")
        assert output == "".join(f"line {number}\n" for number in range(20))
        assert time.monotonic() - started > 5


def session_bytes() -> int:
    """How many bytes a server says in a session that goes well."""
    with ssh_server(router({"show clock": CLOCK})) as server, relay(server.port) as peer:
        assert kind(ended(peer.device())) == "ok"
        return peer.said


def test_a_connection_cut_anywhere_ends_at_once_and_is_no_success() -> None:
    """Every kind is right somewhere; what may not be is a hang, `internal`, a leak, or half an output."""
    kinds = set()
    whole = session_bytes()
    with ExitStack() as stack:
        server = stack.enter_context(ssh_server(router({"show clock": CLOCK})))
        for byte in range(0, whole, max(1, whole // 60)):
            with relay(server.port, cut_at=byte) as peer, nothing_left(peer):
                results = ended(peer.device(device_timeout=60))
                if results[-1].status == "ok":
                    # Only the good-bye was cut off.
                    assert results[-1].output == CLOCK.decode().replace("\r", "")
                kinds.add(kind(results))
    assert kinds == {"closed", "no_session", "incomplete", "ok"}
