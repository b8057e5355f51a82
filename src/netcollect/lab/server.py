"""Simulated devices over real SSH: one listening port each, one event loop for all."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Any, NamedTuple

import asyncssh
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import Facts
from netcollect.lab.journal import Journal
from netcollect.lab.options import LabOptions
from netcollect.lab.shell import Closed, Event, Ran, Say, Shell, merged

#: Cheap ones first: a benchmark shares its machine with the lab. All common ones are offered.
_ENCRYPTION = ("aes128-ctr", "aes128-gcm@openssh.com", "aes256-ctr", "aes256-gcm@openssh.com")


class Device(asyncssh.SSHServer):
    """One connection to one device, as asyncssh sees it."""

    def __init__(self, served: Served, options: LabOptions, journal: Journal) -> None:
        self._served, self._options, self._journal = served, options, journal

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Someone connected."""
        self._conn = conn
        self._journal.abort[self] = conn.abort
        self._journal.note(self._served.name, "opened")

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._journal.abort.pop(self, None)
        self._journal.note(self._served.name, "closed", str(exc or ""))

    async def begin_auth(self, username: str) -> bool:
        """Every login needs a credential."""
        if self._options.authorized_keys:
            self._conn.set_authorized_keys(asyncssh.import_authorized_keys(self._options.authorized_keys))
        if self._options.login_latency:
            await asyncio.sleep(self._options.login_latency)
        return True

    def auth_completed(self) -> None:
        """A login was accepted."""
        self._journal.note(self._served.name, "accepted", self._conn.get_extra_info("username"))

    def password_auth_supported(self) -> bool:
        """Passwords are taken, and so is keyboard-interactive, which asyncssh maps to them."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Checks it."""
        # RouterOS takes the manners of its terminal behind the name.
        name = username.partition("+")[0]
        good = (name, password) == (self._options.username, self._options.password)
        if good and self._served.fault != "reject":
            return True
        self._journal.note(self._served.name, "rejected", username)
        return False

    def session_requested(self) -> asyncssh.SSHServerSession[bytes] | bool:
        """Gives a terminal, unless the device has none to give."""
        if self._served.fault == "no_shell":
            return False
        return Terminal(self._served, self._options, self._journal)


class Terminal(asyncssh.SSHServerSession[bytes]):
    """One terminal: feeds the shell and sends what it says, late or not at all where that was asked."""

    def __init__(self, served: Served, options: LabOptions, journal: Journal) -> None:
        self._name, self._fault, self._journal = served.name, served.fault, journal
        self._shell = served.shell()
        self._input = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._latency = options.slow_seconds if served.fault == "slow" else options.command_latency
        self._shows = 0

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is open."""
        self._chan = chan

    def pty_requested(self, *_: object) -> bool:
        """A terminal of any size; like most devices, this one has 24 lines whatever was asked for."""
        return True

    def shell_requested(self) -> bool:
        """A shell, and nothing else."""
        return True

    def session_started(self) -> None:
        """Says hello."""
        self._chan.write(self._shell.greet())

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Input; while an answer is late, it waits as in a real terminal's buffer."""
        del datatype
        self._input += data
        if self._task is None:
            self._work()

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is gone."""
        if self._task:
            self._task.cancel()

    def _work(self) -> None:
        """Handles what was typed; hands over to a task where time has to pass."""
        while self._input:
            data, self._input = bytes(self._input), bytearray()
            events = list(self._shell.feed(data))
            if self._latency or self._fault in ("cut", "freeze"):
                self._task = asyncio.get_running_loop().create_task(self._slowly(merged(events)))
                return
            said = bytearray()
            for event in events:
                if isinstance(event, Say):
                    said += event.data
                elif isinstance(event, Ran):
                    self._journal.note(self._name, "line", event.line)
                else:
                    self._leave(bytes(said))
                    return
            self._chan.write(bytes(said))

    async def _slowly(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Ran):
                await self._run(event.line)
            elif isinstance(event, Closed):
                self._leave(b"")
                return
            elif self._shows and self._fault in ("cut", "freeze") and len(event.data) > 2:
                await self._break(event.data)
                return
            else:
                self._chan.write(event.data)
        self._task = None
        self._work()

    async def _run(self, line: str) -> None:
        """Takes a line, in the time that this device takes."""
        self._journal.note(self._name, "line", line)
        verb = line.partition(" ")[0] or "-"
        self._shows += "show".startswith(verb) or "display".startswith(verb)
        if line and self._latency:
            await asyncio.sleep(self._latency)

    async def _break(self, data: bytes) -> None:
        """Half of an answer, and then nothing, or a lost connection."""
        self._chan.write(data[: len(data) // 2])
        if self._fault == "freeze":
            await asyncio.sleep(3600)
        await asyncio.sleep(0.02)
        self._chan.get_connection().abort()

    def _leave(self, last: bytes) -> None:
        with suppress(OSError, asyncssh.Error):
            self._chan.write(last)
            self._chan.exit(0)


@cache
def host_key(name: str, seed: int) -> asyncssh.SSHKey:
    """A device's key: the same in every run, so that a known_hosts file stays right."""
    secret = hashlib.sha256(f"netcollect lab {seed} {name}".encode()).digest()
    key = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    return asyncssh.import_private_key(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


class Served(NamedTuple):
    """Who answers at a port: a device, its chassis, how it misbehaves, and what makes its terminals."""

    name: str
    chassis: str
    fault: str | None
    shell: Callable[[], Shell]


def simulated(facts: Facts, fault: str | None, options: LabOptions) -> Served:
    """A device that answers by its facts."""
    chassis = f"{facts.hostname}/{facts.unit}" if facts.unit else facts.hostname
    dialect = DIALECTS[facts.platform]
    shell = partial(Shell, facts, dialect, options.secret, options.output_bytes)
    return Served(facts.hostname, chassis, fault, shell)


def answering(served: Served, options: LabOptions, journal: Journal) -> dict[str, Any]:
    """The options of an SSH server at which a device answers."""
    return {
        "server_factory": lambda: Device(served, options, journal),
        "server_host_keys": [host_key(served.chassis, options.seed)],
    }


async def listen(
    served: Served, port: int, options: LabOptions, journal: Journal
) -> asyncio.Server | asyncssh.SSHAcceptor:
    """Serves one device; `port` 0 takes a free one."""
    if served.fault == "hang":
        return await asyncio.start_server(partial(_silence, journal, served.name), options.host, port)
    acceptor: asyncssh.SSHAcceptor = await asyncssh.listen(
        options.host,
        port,
        **answering(served, options, journal),
        encoding=None,
        line_editor=False,
        login_timeout=120,
        server_version="netcollect_lab",
        encryption_algs=(*_ENCRYPTION, "chacha20-poly1305@openssh.com"),
        compression_algs=("none",),
    )
    return acceptor


async def _silence(
    journal: Journal, device: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    journal.abort[writer] = writer.transport.abort
    journal.note(device, "opened")
    try:
        with suppress(OSError):
            while await reader.read(1024):
                pass
    finally:
        writer.close()
        journal.note(device, "closed")
        del journal.abort[writer]
