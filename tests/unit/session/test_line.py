"""The byte stream of telnet and consoles, without a network."""

from __future__ import annotations

from typing import Any, cast

import pytest

from netcollect.session.clock import Clock
from netcollect.session.line import LineClosedError, LineStuckError, SocketLine, SshLine

IAC, DO, WONT, ECHO = 255, 253, 252, 1


class FakeSocket:
    """Gives its pieces one after the other; takes data unless it is stuck."""

    def __init__(self, *pieces: bytes, stuck: bool = False) -> None:
        self.pieces = list(pieces)
        self.stuck = stuck
        self.taken = b""

    def recv(self, size: int) -> bytes:
        return self.pieces.pop(0)

    def sendall(self, data: bytes) -> None:
        if self.stuck:
            raise TimeoutError
        self.taken += data

    def settimeout(self, timeout: float | None) -> None:
        assert timeout

    def shutdown(self, how: int) -> None:
        raise AssertionError("nobody hung up")

    def close(self) -> None:
        raise AssertionError("nobody hung up")


def test_an_option_is_refused_even_when_it_arrives_in_pieces() -> None:
    sock = FakeSocket(bytes([IAC]), bytes([DO]), bytes([ECHO]) + b"login: ")
    assert SocketLine(sock, Clock(9)).read(1) == b"login: "
    assert sock.taken == bytes([IAC, WONT, ECHO])


def test_a_peer_that_takes_no_refusal_is_a_lost_line() -> None:
    sock = FakeSocket(bytes([IAC, DO, ECHO]), stuck=True)
    with pytest.raises(LineClosedError, match="took no data"):
        SocketLine(sock, Clock(9)).read(1)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_telnet_s_own_bytes_are_no_text_wherever_they_are_cut(size: int) -> None:
    wire = b"a\r\0b\xff\xfb\x01c\xff\xff\xff\xfa\x18\x01\xff\xf0\r\nd\0"
    sock = FakeSocket(*(wire[at : at + size] for at in range(0, len(wire), size)))
    line, text = SocketLine(sock, Clock(60)), b""
    while sock.pieces:
        text += line.read(1)
    assert text == b"a\rbc\xff\r\nd\0"
    assert sock.taken == b"\xff\xfe\x01"


def test_a_channel_that_takes_no_data_is_stuck_and_not_lost() -> None:
    sock = FakeSocket(stuck=True)
    line = SshLine(cast(Any, sock), sock, Clock(9))
    with pytest.raises(LineStuckError, match="took no data for 1 s"):
        line.write(b"show clock\n", 1)
