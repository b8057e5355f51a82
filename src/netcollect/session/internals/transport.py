"""paramiko's transport, with a memory for what the peer says, and with fixes for many threads.

Read from paramiko 4.0 (transport.py, channel.py, packet.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import paramiko
from paramiko.common import (
    MSG_CHANNEL_FAILURE,
    MSG_CHANNEL_WINDOW_ADJUST,
    cMSG_CHANNEL_CLOSE,
    cMSG_SERVICE_REQUEST,
    cMSG_USERAUTH_REQUEST,
)
from paramiko.message import Message

from netcollect.session.clock import WATCHDOG
from netcollect.session.dial import Socket, already_gone
from netcollect.session.interactive import Answers

#: Bytes taken from the socket at once.
READ_AHEAD = 1 << 16
#: Methods whose request holds the credential; that of others names only the user.
_CREDENTIALS = {"password", "publickey"}
_FIRST_OF_CHANNELS, _LAST_OF_CHANNELS = bytes([MSG_CHANNEL_WINDOW_ADJUST]), bytes([MSG_CHANNEL_FAILURE])


class Wire:
    """What paramiko reads from: one system call takes everything that is there, and no clock wakes it.

    paramiko reads each packet's head and rest separately, and checks every 0.1 s whether it was closed. With
    many sessions both cost more processor time than the cipher. To wake a reader, shut the socket down.
    """

    def __init__(self, sock: Socket) -> None:
        sock.settimeout(None)
        self.sock = sock
        self._data = b""
        self._taken = 0
        #: Whether we are done, and only the peer has yet to close its side.
        self.parting = False
        # paramiko asks sockets for their own private name.
        self._closed = False

    def recv(self, size: int) -> bytes:
        """As `socket.socket.recv`."""
        if self._taken == len(self._data):
            self._data, self._taken = self.sock.recv(READ_AHEAD), 0
        data = self._data[self._taken : self._taken + size]
        self._taken += len(data)
        return data

    def send(self, data: bytes) -> int:
        """As `socket.socket.sendall`, and gives how much that was."""
        try:
            self.sock.sendall(data)
        except OSError:
            # paramiko answers even the peer's last message, and would hang up if it cannot.
            if not self.parting:
                raise
        return len(data)

    def close(self) -> None:
        """As `socket.socket.close`."""
        self._closed = True
        with already_gone():
            self.sock.close()

    def drain(self) -> None:
        """Returns once the peer has closed its side or the socket is shut down."""
        with suppress(OSError):
            while self.sock.recv(READ_AHEAD):
                pass

    def settimeout(self, timeout: float | None) -> None:
        """Does nothing: reads end with data or with the connection."""


class Transport(paramiko.Transport):
    """A transport that remembers what the peer said about itself, and why it left."""

    def __init__(self, sock: Socket, **kwargs: Any) -> None:
        self.wire = Wire(sock)
        #: The bastion's name, for errors of tunnels through it.
        self.bastion = ""
        super().__init__(self.wire, **kwargs)  # type: ignore[arg-type]
        #: The first line that the peer sent before SSH's greeting, or instead of it.
        self.greeting = ""
        self.peer_offers: dict[str, list[str]] = {}
        #: Reason and text of the peer's disconnect message.
        self.farewell = ""
        #: Whether the peer was sent a password or a key's signature, by a method that it takes.
        self.credential_sent = False
        self._asked_to_log_in = False
        self._left_channels: set[bytes] = set()
        self._numbers = threading.local()
        self._failures: dict[int, Exception] = {}
        self._read_line: Callable[[float], str] = self.packetizer.readline
        self.packetizer.readline = self._readline  # type: ignore[method-assign]
        # paramiko starts a timer's thread for each key exchange, which outlives one that fails. The
        # session's own clock does that work.
        self.packetizer.start_handshake = lambda timeout: None  # type: ignore[method-assign]

    def _readline(self, timeout: float) -> str:
        line = self._read_line(timeout)
        self.greeting = self.greeting or line.strip()
        return line

    def _log(self, level: int, msg: str | list[str], *args: Any) -> None:
        # A list holds a traceback's lines. What went wrong becomes an error of ours.
        if not isinstance(msg, list):
            super()._log(level, msg, *args)  # type: ignore[misc]

    def _send_message(self, data: Message) -> None:
        raw = data.asbytes()
        kind, channel = raw[:1], raw[1:5]
        if _FIRST_OF_CHANNELS <= kind <= _LAST_OF_CHANNELS and channel in self._left_channels:
            # One thread may close a channel while another is about to send on it. The peer would end the
            # whole connection for that, and with a bastion all the sessions in it.
            return
        if kind == cMSG_CHANNEL_CLOSE:
            self._left_channels.add(channel)
        if kind == cMSG_SERVICE_REQUEST:
            if self._asked_to_log_in:
                # paramiko asks again for each credential, and some servers hang up on that. Once is enough.
                accepted = Message()
                accepted.add_string("ssh-userauth")
                accepted.rewind()
                self.auth_handler._parse_service_accept(accepted)  # type: ignore[union-attr]
                return
            self._asked_to_log_in = True
        if kind == cMSG_USERAUTH_REQUEST and self.auth_handler.auth_method in _CREDENTIALS:  # type: ignore[union-attr]
            self.credential_sent = True
        super()._send_message(data)  # type: ignore[misc]

    @property
    def waits_for_verdict(self) -> bool:
        """Whether the peer was sent a password or a key's signature, and has not accepted the login."""
        accepted = self.auth_handler is not None and self.auth_handler.is_authenticated()
        return self.credential_sent and not accepted

    def auth_interactive(  # type: ignore[override]
        self, username: str, handler: Answers, submethods: str = ""
    ) -> list[str]:
        """As paramiko's, with `Answers`; a question is answered once: each further answer counts as a try.

        Raises:
            paramiko.AuthenticationException: the peer asks the same again.
        """
        asked: set[str] = set()

        def once(title: str, instructions: str, questions: list[tuple[str, bool]]) -> list[str]:
            answers = handler(title, instructions, questions)
            if again := asked.intersection(text for text, _ in questions):
                raise paramiko.AuthenticationException(f"it asks again: {', '.join(again)}")
            asked.update(text for text, _ in questions)
            # Consent to terms, or a user's name, is no credential.
            self.credential_sent |= handler.gave_password
            return answers

        return super().auth_interactive(username, once, submethods)

    def open_tunnel(self, host: str, port: int, seconds: float) -> paramiko.Channel:
        """A channel that the peer connects to an address (RFC 4254 section 7.2); see `open_channel`."""
        return self.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=seconds)

    def open_channel(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> paramiko.Channel:
        """A channel, within `timeout` seconds.

        paramiko keeps one failure for all channels, without the peer's words: of two that fail together
        each might be told the other's. And its own timeout goes by the wall clock.

        Raises:
            paramiko.ChannelException: the peer could not; with its own words.
            TimeoutError: it did not answer.
            paramiko.SSHException: the connection to it is gone.
        """
        seconds = self.channel_timeout if timeout is None else timeout
        opened: list[int] = []
        self._numbers.opened = opened

        def give_up() -> None:
            for number in opened:
                self._fail(number, TimeoutError())

        with WATCHDOG.guard(seconds, give_up):
            try:
                return super().open_channel(*args, **{**kwargs, "timeout": 2 * seconds})
            except paramiko.SSHException as error:
                raise self._failures.pop(opened[0], error) if opened else error from None

    def _next_channel(self) -> int:
        number: int = super()._next_channel()  # type: ignore[misc]
        # The thread that asks is the one that opens; there is no other way to learn the number.
        getattr(self._numbers, "opened", []).append(number)
        return number

    def _fail(self, number: int, why: Exception) -> None:
        """Tells who waits for this channel that it does not come."""
        with self.lock:
            event = self.channel_events.pop(number, None)
            if event:
                self._failures[number] = why
                self._channels.delete(number)  # type: ignore[attr-defined]
                event.set()

    def _parse_channel_open_failure(self, m: Message) -> None:
        copy = Message(m.asbytes())
        number, reason, words = copy.get_int(), copy.get_int(), copy.get_text()
        self._fail(number, paramiko.ChannelException(reason, words))

    def _parse_channel_open_success(self, m: Message) -> None:
        # Recipient, then sender (RFC 4254 section 5.1): the peer uses the number of a closed channel again.
        self._left_channels.discard(m.asbytes()[4:8])
        if self._channels.get(m.get_int()) is None:  # type: ignore[attr-defined]
            # Nobody waits any longer; the peer would keep its end open.
            late = Message()
            late.add_byte(cMSG_CHANNEL_CLOSE)
            late.add_int(m.get_int())
            self._send_message(late)
            return
        m.rewind()
        super()._parse_channel_open_success(m)  # type: ignore[misc]

    def _parse_disconnect(self, m: Message) -> None:
        copy = Message(m.asbytes())
        self.farewell = f"{copy.get_int()} {copy.get_text()}"
        super()._parse_disconnect(m)  # type: ignore[misc]
        if self.wire.parting:
            # paramiko would close the socket now, while the peer still counts this session as open.
            self.wire.drain()

    def _parse_kex_init(self, m: Message) -> None:
        parsed = self._really_parse_kex_init(Message(m.asbytes()))  # type: ignore[attr-defined]
        self.peer_offers = {
            # The words with which paramiko names the step in its errors.
            "kex algorithm": parsed["kex_algo_list"],
            "host key": parsed["server_key_algo_list"],
            "ciphers": parsed["server_encrypt_algo_list"],
            "macs": parsed["server_mac_algo_list"],
        }
        super()._parse_kex_init(m)  # type: ignore[misc]


def lost_bastion(sock: Socket) -> str:
    """The bastion that carried a tunnel and was lost, the first if several were; empty if none was."""
    name = ""
    while isinstance(sock, paramiko.Channel):
        bastion = sock.get_transport()
        assert isinstance(bastion, Transport)
        # paramiko closes the channels first; but before that it keeps what went wrong.
        if bastion.is_active() and not bastion.saved_exception:
            break
        name, sock = bastion.bastion, bastion.wire.sock
    return name


def ask_for_terminal(channel: paramiko.Channel, width: int, height: int) -> None:
    """Asks for a terminal without waiting for the answer; OpenSSH's client does the same.

    What is asked next waits for it: a refusal closes the channel, and then that fails.
    """
    channel._wait_for_event = lambda: None  # type: ignore[attr-defined]
    channel.get_pty("vt100", width, height)
    del channel._wait_for_event  # type: ignore[attr-defined]
