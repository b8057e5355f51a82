"""The byte stream of telnet."""

from __future__ import annotations

import socket

import pytest

from netcollect.session.clock import Clock
from netcollect.session.line import SocketLine


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_telnet_s_own_bytes_are_no_text_wherever_they_are_cut(size: int) -> None:
    wire = b"a\r\0b\xff\xfb\x01c\xff\xff\xff\xfa\x18\x01\xff\xf0\r\nd\0"
    ours, peer = socket.socketpair()
    with ours, peer:
        line, text = SocketLine(ours, Clock(60)), b""
        for at in range(0, len(wire), size):
            peer.sendall(wire[at : at + size])
            text += line.read(0.001)
        assert text == b"a\rbc\xff\r\nd\0"
        assert peer.recv(100) == b"\xff\xfe\x01"
