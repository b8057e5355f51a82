"""An authenticated SSH connection: key exchange, host key and credential, in this order, within a limit."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.session import hostkeys, internals, login
from netcollect.session.clock import WATCHDOG, Clock
from netcollect.session.dial import Socket, already_gone, hang_up
from netcollect.session.line import SshLine

#: How long a device, or its AAA server, may take to judge a credential (seconds); paramiko's default.
AUTH_TIMEOUT = 30.0
#: How long it may take to open a terminal for a logged-in user (seconds).
SHELL_TIMEOUT = 30.0
_LOG_CHANNEL = "netcollect.ssh"
#: What an SSH server says when it has no room: OpenSSH's "Exceeded MaxStartups" and the like.
_BUSY = re.compile(r"startups|allowed|too many|limit|exceed|refused|denied|busy", re.IGNORECASE)


class SshConnection:
    """One transport over one socket; `close` leaves no thread and no descriptor behind."""

    def __init__(self, sock: Socket, clock: Clock, disabled: dict[str, list[str]] | None = None) -> None:
        self.sock = sock
        #: How long the device took to open a terminal (seconds).
        self.pace = 0.0
        self._clock = clock
        self.transport = internals.Transport(sock, disabled_algorithms=disabled)
        # paramiko's own logger would print tracebacks to stderr; ours is silent unless asked.
        self.transport.set_log_channel(_LOG_CHANNEL)

    def negotiate(self, device: Device, options: SessionOptions, seconds: float, *, via: str = "") -> None:
        """Exchanges keys and checks the device's host key; if this fails, no credential was sent.

        `via` are the bastions on the way, as `hostkeys.address_name` takes them.

        Raises:
            DeviceError: `not_ssh`, `closed`, `ssh_negotiation`, `connect_timeout`, `host_key_*`.
        """
        known = hostkeys.known_hosts(options.known_hosts)
        self._prefer(hostkeys.known_types(known, device.host, device.port, options.host_keys, via=via))
        limit = self._clock.within(seconds)
        self.transport.banner_timeout = self.transport.handshake_timeout = limit + 5
        done = threading.Event()
        self.transport.start_client(event=done)
        if not done.wait(limit):
            self._clock.within(1)
            raise self._stalled(round(seconds, 1))
        if not self.transport.is_active():
            raise self._negotiation_error(self.transport.get_exception())
        key = self.transport.get_remote_server_key()
        shown = hostkeys.Key(key.get_name(), key.asbytes())
        hostkeys.check(known, device.host, device.port, shown, options.host_keys, via=via)

    def _prefer(self, types: list[str]) -> None:
        """Asks first for the types of key that are known, so that another key is no surprise."""
        security = self.transport.get_security_options()
        wanted = {"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"} if "ssh-rsa" in types else set()
        wanted.update(types)
        security.key_types = tuple(sorted(security.key_types, key=lambda name: name not in wanted))

    def _stalled(self, limit: float) -> DeviceError:
        if not self.transport.remote_version:
            return DeviceError(
                ErrorKind.NOT_SSH,
                f"no SSH server answered within {limit:g} s{self._heard()}",
                "is the port right?",
            )
        return DeviceError(
            ErrorKind.CONNECT_TIMEOUT,
            f"the key exchange did not finish within {limit:g} s",
            "the device is overloaded, or needs a longer --connect-timeout",
        )

    def _negotiation_error(self, error: BaseException | None) -> DeviceError:
        text = str(error)
        if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
            return DeviceError(ErrorKind.SSH_NEGOTIATION, text, _offer_hint(text, self.transport))
        if not self.transport.remote_version:
            said = self.transport.greeting
            # Bytes that are not text are not SSH either: telnet begins with its options.
            if "codec" in text or (said and not _BUSY.search(said)):
                return DeviceError(
                    ErrorKind.NOT_SSH,
                    f"something other than SSH answered{self._heard()}",
                    "is the port right?",
                )
            return DeviceError(
                ErrorKind.CLOSED,
                f"the device closed the connection before sending its SSH greeting{self._heard()}",
                "too many sessions at once (MaxStartups, VTY lines), or an access list: lower --workers",
            )
        if isinstance(error, EOFError | OSError) or error is None:
            return DeviceError(
                ErrorKind.CLOSED,
                "the device closed the connection during key exchange",
                "try again; see the device's log",
            )
        if not isinstance(error, paramiko.SSHException):
            # paramiko stumbled over something that no server should send.
            text = f"the device sent invalid SSH in the key exchange ({type(error).__name__}: {text})"
        return DeviceError(ErrorKind.SSH_NEGOTIATION, text, "see the device's SSH configuration")

    def _heard(self) -> str:
        return f"; it said {self.transport.greeting[:80]!r}" if self.transport.greeting else ""

    def authenticate(
        self, device: Device, options: SessionOptions, driver: internals.EventDriver | None
    ) -> bool:
        """Logs in with the key if there is one, else with the password, and tries neither twice.

        Returns:
            Whether the user is logged in; if not, the terminal asks for the login.

        Raises:
            DeviceError: `no_credential`, `auth_rejected`, `auth_timeout`, `closed`.
        """
        self.transport.auth_timeout = self._clock.within(AUTH_TIMEOUT)
        with (
            login.offer(device, options, self.transport.auth_timeout) as ours,
            self._guarded(self.transport.auth_timeout + 1) as late,
            login.errors(self.transport, ours.username, self._clock, late),
        ):
            if driver is None:
                login.log_in(self.transport, ours)
                return True
            # Some drivers log in with another name, or with console options added to it.
            offer = replace(
                ours,
                username=driver.username or ours.username,
                accepts_terms=driver.greeting.accepts_terms,
            )
            client = internals.own_way(driver, with_keys=bool(offer.keys))
            if client and self._logs_in_own_way(client, offer):
                return False
            login.log_in(self.transport, offer)
        return True

    def _logs_in_own_way(self, client: paramiko.SSHClient, offer: login.Offer) -> bool:
        """Whether the device took the driver's own authentication; some models want the usual password."""
        try:
            internals.authenticate_own_way(
                client, self.transport, offer.username, offer.password or "", offer.answers()
            )
        except paramiko.BadAuthenticationType:
            return False
        return True

    def open_line(self, width: int, height: int) -> SshLine:
        """A terminal of `width` columns and `height` rows.

        Raises:
            DeviceError: `no_session`.
        """
        limit = self._clock.within(SHELL_TIMEOUT)
        with self._guarded(limit) as late:
            try:
                channel = self.transport.open_session(timeout=limit)
                asked = self._clock.now()
                internals.ask_for_terminal(channel, width, height)
                channel.invoke_shell()
                if channel.closed and not channel.recv_ready():
                    raise paramiko.SSHException("refused")  # noqa: TRY301 (a refusal as the others are)
            except (paramiko.SSHException, EOFError, OSError) as error:
                self._clock.within(1)
                said = (
                    f"no terminal within {limit:g} s"
                    if late() or isinstance(error, TimeoutError)
                    else f"no terminal: {getattr(error, 'text', str(error)) or 'closed'}"
                )
                raise DeviceError(
                    ErrorKind.NO_SESSION,
                    f"logged in, but {said}",
                    "all VTY lines are in use, or this user may have no terminal: lower --workers",
                ) from None
        self.pace = self._clock.now() - asked
        return SshLine(
            channel,
            self.sock,
            self._clock,
            pace=self.pace,
            leave=self._expect_end,
            lost_bastion=lambda: internals.lost_bastion(self.sock),
        )

    def still_answers(self, seconds: float) -> bool:
        """Whether the peer answers at all; if not, its connection is closed for everyone who shares it."""
        with self._guarded(seconds):
            # OpenSSH's own request; a server that does not know it says so, which is an answer too.
            self.transport.global_request("keepalive@openssh.com", wait=True)
        return self.transport.is_active()

    @contextmanager
    def _guarded(self, seconds: float) -> Iterator[Callable[[], bool]]:
        with WATCHDOG.guard(seconds, lambda: hang_up(self.sock)) as rang:
            yield rang

    def part(self, seconds: float) -> None:
        """Says that nothing more will come, and waits a moment for the peer to hang up too.

        So a device that counts sessions never sees this one and the next at the same time.
        """
        self._expect_end()
        with already_gone():
            self.sock.shutdown(socket.SHUT_WR)
            self.transport.join(seconds)

    def _expect_end(self) -> None:
        self.transport.wire.parting = True

    def close(self) -> None:
        """Ends the connection at once; shutting down the socket first wakes paramiko's thread."""
        hang_up(self.sock)
        self.transport.close()
        with already_gone():
            self.sock.close()
        if self.transport.ident is not None:
            self.transport.join(2)


def _offer_hint(text: str, transport: internals.Transport) -> str:
    """What each side offers for the step that failed, and what to do."""
    ours = transport.get_security_options()
    sides = {
        "kex algorithm": ours.kex,
        "host key": ours.key_types,
        "ciphers": ours.ciphers,
        "macs": ours.digests,
    }
    for step, algorithms in transport.peer_offers.items():
        if step in text:
            # Two of the names are flags, not algorithms (RFC 8308, OpenSSH's PROTOCOL section 1.10).
            real = [name for name in algorithms if not name.startswith(("kex-strict-", "ext-info-"))]
            return f"the device offers only {', '.join(real)}: enable one of {', '.join(sides[step])} there"
    return "the device's SSH is too old or too restricted: enable current algorithms there"
