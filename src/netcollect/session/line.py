"""The byte stream to a device's terminal, whatever carries it; reads wait for data and never poll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import paramiko

from netcollect.session.clock import WATCHDOG, Clock
from netcollect.session.dial import Socket, hang_up

#: paramiko's default receive window: one read takes everything that can have arrived (bytes).
READ_SIZE = 1 << 21


class LineClosedError(Exception):
    """The peer closed or reset the line."""


class BastionLostError(LineClosedError):
    """The line was lost with the connection to a bastion; that says nothing about the peer itself."""


class LineStuckError(Exception):
    """The peer accepts no more data: its TCP or channel window stayed closed."""


class Line(Protocol):
    """One terminal; `pace` is how long the peer takes to answer anything at all (seconds)."""

    pace: float

    def read(self, seconds: float) -> bytes:
        """What has arrived, after waiting up to `seconds` for the first byte; empty if nothing came.

        Raises:
            LineClosedError: the peer hung up, and everything it sent was read.
            DeviceError: `deadline`: the session's time is up.
        """
        ...

    def write(self, data: bytes, seconds: float) -> None:
        """Sends all of `data`.

        Raises:
            LineClosedError: the peer hung up.
            LineStuckError: the peer accepted nothing for `seconds`.
        """
        ...

    def leave(self) -> None:
        """Tells the connection that nothing more will be sent, and that the peer is expected to hang up."""
        ...

    def close(self) -> None:
        """Closes the terminal; a connection that can have another stays open."""
        ...


class SshLine:
    """A shell in an SSH channel."""

    def __init__(
        self,
        channel: paramiko.Channel,
        sock: Socket,
        clock: Clock,
        *,
        pace: float = 0.0,
        leave: Callable[[], None] = lambda: None,
        lost_bastion: Callable[[], str] = str,
    ) -> None:
        self.pace = pace
        self._leave = leave
        self._lost_bastion = lost_bastion
        self._channel = channel
        self._sock = sock
        self._clock = clock

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        if not self._channel.recv_ready():
            self._channel.settimeout(self._clock.within(max(seconds, 0.0)))
        try:
            data = self._channel.recv(READ_SIZE)
        except TimeoutError:
            self._clock.within(1)
            return b""
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise self._lost(str(error)) from None
        if not data:
            raise self._lost("the device closed the session")
        return data

    def write(self, data: bytes, seconds: float) -> None:
        """See `Line.write`."""
        limit = self._clock.within(seconds)
        self._channel.settimeout(limit)
        with WATCHDOG.guard(limit + 0.5, lambda: hang_up(self._sock)) as rang:
            try:
                self._channel.sendall(data)
            except (OSError, EOFError, paramiko.SSHException) as error:
                lost = self._lost(str(error))
                if rang() or isinstance(error, TimeoutError):
                    raise LineStuckError(f"the device took no data for {limit:g} s") from None
                raise lost from None

    def leave(self) -> None:
        """See `Line.leave`."""
        self._leave()

    def close(self) -> None:
        """See `Line.close`."""
        self._channel.close()

    def _lost(self, reason: str) -> LineClosedError:
        """The error for a line that is gone, unless we hung up because the session's time is up."""
        self._clock.within(1)
        return _lost(self._lost_bastion(), reason)


def _lost(bastion: str, reason: str) -> LineClosedError:
    if bastion:
        return BastionLostError(f"the connection to the bastion {bastion} was lost")
    return LineClosedError(reason)


class SocketLine:
    """A telnet connection or a raw TCP console, with the telnet options answered.

    Every option is refused, as netmiko does. What is left is the network virtual terminal of RFC 854, which
    every device must support.
    """

    _IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240

    pace = 0.0

    def __init__(self, sock: Socket, clock: Clock, *, lost_bastion: Callable[[], str] = str) -> None:
        self._sock = sock
        self._clock = clock
        self._lost_bastion = lost_bastion
        self._pending = b""
        self._after_return = False

    def leave(self) -> None:
        """See `Line.leave`; there is nothing to tell, since closing the socket is enough."""

    def close(self) -> None:
        """See `Line.close`; it does nothing, since the socket belongs to whoever opened it."""

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        limit = Clock(seconds, self._clock.now)
        while True:
            # A zero timeout would make the socket non-blocking, with another exception.
            self._sock.settimeout(max(self._clock.within(max(limit.left(), 0.001)), 0.001))
            try:
                data = self._sock.recv(READ_SIZE)
            except TimeoutError:
                self._clock.within(1)
                return b""
            except OSError as error:
                raise LineClosedError(error.strerror or str(error)) from None
            if not data:
                raise _lost(self._lost_bastion(), "the device closed the connection")
            text, reply = self._filtered(self._pending + data)
            if reply:
                self._refuse(reply)
            if text:
                return text

    def write(self, data: bytes, seconds: float) -> None:
        """See `Line.write`."""
        limit = self._clock.within(seconds)
        self._sock.settimeout(limit)
        try:
            self._sock.sendall(data)
        except TimeoutError:
            self._clock.within(1)
            raise LineStuckError(f"the device took no data for {limit:g} s") from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise _lost(self._lost_bastion(), getattr(error, "strerror", None) or str(error)) from None

    def _refuse(self, options: bytes) -> None:
        try:
            self.write(options, 5)
        except LineStuckError as error:
            raise LineClosedError(str(error)) from None

    def _filtered(self, data: bytes) -> tuple[bytes, bytes]:
        """The text without telnet commands, and what to answer; a cut-off command waits for its rest."""
        text, reply, at = bytearray(), bytearray(), 0
        self._pending = b""
        while (found := data.find(self._IAC, at)) >= 0:
            text += data[at:found]
            length = self._command_length(data, found)
            if length == 0:
                self._pending = data[found:]
                return self._plain(bytes(text)), bytes(reply)
            verb = data[found + 1]
            if verb == self._IAC:
                text.append(self._IAC)
            elif verb in (self._DO, self._WILL):
                reply += bytes((self._IAC, self._WONT if verb == self._DO else self._DONT, data[found + 2]))
            at = found + length
        text += data[at:]
        return self._plain(bytes(text)), bytes(reply)

    def _plain(self, text: bytes) -> bytes:
        """The text without the NUL that telnet sends after a carriage return, even one in the next read."""
        if self._after_return:
            text = text.removeprefix(b"\0")
        self._after_return = text.endswith(b"\r")
        return text.replace(b"\r\0", b"\r")

    def _command_length(self, data: bytes, at: int) -> int:
        """Bytes of the telnet command at `at`; 0 while it is incomplete."""
        if len(data) < at + 2:
            return 0
        verb = data[at + 1]
        if verb == self._SB:
            end = data.find(bytes((self._IAC, self._SE)), at)
            return end + 2 - at if end >= 0 else 0
        length = 3 if verb in (self._DO, self._DONT, self._WILL, self._WONT) else 2
        return length if len(data) >= at + length else 0
