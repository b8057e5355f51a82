"""A device that behaves as one did in a session that was recorded: over SSH, telnet or a raw TCP console.

What is typed is looked for in the recording, first where the tape stands, then at the nearest place, later
before earlier; the tape goes on from there. What was never typed then gets silence: a device that is made up
would prove nothing. Any login is accepted where the recorded one was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import asyncssh

from netcollect.lab.journal import Journal
from netcollect.lab.options import LabOptions
from netcollect.lab.recording import Exchange, Recording, Said
from netcollect.lab.server import host_key


class Player:
    """The recorded device's terminal as a pure state machine: bytes in, what it says out."""

    def __init__(self, recording: Recording) -> None:
        self._tape = recording.exchanges
        self._at = 0
        self._typed = b""
        self._after_return = False
        #: Lines that the recording does not have.
        self.unknown: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[Said]:
        """What the device says to what is typed."""
        if self._after_return:
            data = data.removeprefix(b"\n").removeprefix(b"\0")
        self._after_return = data.endswith(b"\r") if data else False
        self._typed += data.replace(b"\r\n", b"\n").replace(b"\r\0", b"\n").replace(b"\r", b"\n")
        while self._typed:
            line, end, rest = self._typed.partition(b"\n")
            place = self._find(line, entered=bool(end))
            if place is not None:
                self._typed = rest if end and self._tape[place].entered else self._after_key(place)
                self._at = place + 1
                yield from self._tape[place].answer
            elif end:
                self._typed = rest
                self.unknown.append(line)
            else:
                return

    def _after_key(self, place: int) -> bytes:
        return self._typed[len(self._tape[place].typed) :]

    def _find(self, line: bytes, *, entered: bool) -> int | None:
        """Where this was typed in the recording; None when it was not, or is not whole yet."""
        if self._at < len(self._tape) and _fits(self._tape[self._at], line, entered=entered, here=True):
            return self._at
        places = sorted(range(len(self._tape)), key=lambda place: (abs(place - self._at), -place))
        return next((each for each in places if _fits(self._tape[each], line, entered=entered)), None)


def _fits(exchange: Exchange, line: bytes, *, entered: bool, here: bool = False) -> bool:
    if exchange.entered:
        return entered and (line.strip() == exchange.typed.strip() or (here and exchange.free))
    return line.startswith(exchange.typed) if here else (line == exchange.typed and not entered)


class Voice:
    """Says what the player says, in its time."""

    def __init__(
        self, recording: Recording, write: Callable[[bytes], object], end: Callable[[], object]
    ) -> None:
        self._player = Player(recording)
        self._write, self._end = write, end
        self._queue: asyncio.Queue[Said] = asyncio.Queue()
        self._task = asyncio.get_running_loop().create_task(self._speak())
        self._add(recording.greeting)

    def hear(self, data: bytes) -> None:
        """Something was typed."""
        self._add(self._player.feed(data))

    def stop(self) -> None:
        """Nobody listens any more."""
        self._task.cancel()

    def _add(self, said: Iterator[Said] | tuple[Said, ...]) -> None:
        for each in said:
            self._queue.put_nowait(each)

    async def _speak(self) -> None:
        while True:
            said = await self._queue.get()
            if said.pause:
                await asyncio.sleep(said.pause)
            with suppress(OSError, asyncssh.Error):
                if said.data is None:
                    self._end()
                    return
                self._write(said.data)


class _Terminal(asyncssh.SSHServerSession[bytes]):
    """The recorded terminal in an SSH channel."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._voice: Voice | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan

    def pty_requested(self, *_: object) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self._voice = Voice(self._recording, self._chan.write, partial(self._chan.exit, 0))

    def data_received(self, data: bytes, datatype: int | None) -> None:
        del datatype
        if self._voice:
            self._voice.hear(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._voice:
            self._voice.stop()


class _Server(asyncssh.SSHServer):
    """One connection: takes any login, unless the recorded session failed before its terminal."""

    def __init__(self, recording: Recording, journal: Journal) -> None:
        self._recording, self._journal = recording, journal
        self._fails = "" if recording.opened else recording.failure

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._journal.abort[self] = conn.abort
        if self._fails == "closed":
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._journal.abort.pop(self, None)

    def begin_auth(self, username: str) -> bool:
        del username
        return self._fails == "auth_rejected"

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        del username, password
        return False

    def session_requested(self) -> asyncssh.SSHServerSession[bytes] | bool:
        return False if self._fails else _Terminal(self._recording)


async def play(
    recording: Recording, port: int, options: LabOptions, journal: Journal
) -> asyncio.Server | asyncssh.SSHAcceptor:
    """Serves one recording; `port` 0 takes a free one."""
    if recording.platform.endswith(("_telnet", "_serial")):
        return await asyncio.start_server(partial(_console, recording, journal), options.host, port)
    acceptor: asyncssh.SSHAcceptor = await asyncssh.listen(
        options.host,
        port,
        server_factory=lambda: _Server(recording, journal),
        server_host_keys=[host_key(recording.name, options.seed)],
        encoding=None,
        line_editor=False,
        server_version="netcollect_lab",
        compression_algs=("none",),
    )
    return acceptor


async def _console(
    recording: Recording, journal: Journal, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    journal.abort[writer] = writer.transport.abort
    # A byte 255 is a telnet command unless it is doubled (RFC 854).
    voice = Voice(recording, lambda data: writer.write(data.replace(b"\xff", b"\xff\xff")), writer.close)
    try:
        with suppress(OSError):
            while recording.opened and (data := await reader.read(4096)):
                voice.hear(data)
    finally:
        voice.stop()
        writer.close()
        del journal.abort[writer]
