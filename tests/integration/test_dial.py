"""From a name to a socket: addresses are tried as RFC 8305 says, and small packets go out at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from netcollect.errors import DeviceError
from netcollect.session.clock import Clock
from netcollect.session.dial import dial, resolve


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name has these addresses."""

    def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@contextmanager
def addresses(silent: str | None, refusing: str | None, good: str) -> Iterator[int]:
    """One port on which an address takes no connection, another refuses, and the last one answers."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((good, 0)))
        port: int = listener.getsockname()[1]
        if silent:
            full = stack.enter_context(socket.create_server((silent, port), backlog=0))
            for _ in range(3):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(full.getsockname())
        assert refusing != good
        yield port


def test_small_packets_go_out_at_once() -> None:
    with addresses(None, None, "127.0.0.4") as port, dial("127.0.0.4", port, 10, Clock(60)) as sock:
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_silent_address_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.4")
    with addresses("127.0.0.2", "127.0.0.3", "127.0.0.4") as port:
        clock = Clock(60)
        with dial("r1.example", port, 30, clock) as sock:
            assert sock.getpeername()[0] == "127.0.0.4"
        # A connect timeout would have been 30 s.
        assert clock.left() > 40


def test_a_port_that_cannot_be() -> None:
    with pytest.raises(DeviceError, match="no such port") as caught:
        dial("127.0.0.4", 70000, 10, Clock(60))
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize("host", ["::1", "r1.example"])
def test_ipv6_as_an_address_and_as_the_answer_that_comes_second(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    if host != "::1":
        names(monkeypatch, "127.0.0.3", "::1")
    with (
        socket.create_server(("::1", 0), family=socket.AF_INET6) as listener,
        dial(host, listener.getsockname()[1], 10, Clock(60)) as sock,
    ):
        assert sock.getpeername()[0] == "::1"


def test_families_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "::2", "::3", "::4", "127.0.0.1", "127.0.0.2")
    found = [address[0] for _, address in resolve("r1.example", 22, Clock(10))]
    assert found == ["::2", "127.0.0.1", "::3", "127.0.0.2", "::4"]


def test_when_all_addresses_fail_the_last_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "127.0.0.3", "127.0.0.5")
    with (
        addresses(None, "127.0.0.3", "127.0.0.4") as port,
        pytest.raises(DeviceError, match="refused") as caught,
    ):
        dial("r1.example", port, 10, Clock(60))
    assert caught.value.kind == "refused"
