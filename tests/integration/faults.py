"""Peers that misbehave: SSH servers that stop in mid-protocol, raw TCP ones, a relay that spoils a good one.

All of them serve in a thread, count who is there, and note what was tried with which credential.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh

from integration.scripted import Say, Talk
from netcollect import Device

#: Messages of SSH by their numbers (RFC 4253 section 12, RFC 4252 section 6, RFC 4254 section 9, RFC 5656).
SERVICE_ACCEPT, KEXINIT, NEWKEYS, KEX_REPLY = 6, 20, 21, 31
USERAUTH_FAILURE, USERAUTH_SUCCESS = 51, 52
CHANNEL_OPEN_CONFIRMATION, CHANNEL_SUCCESS = 91, 99

#: What a thread may be called that outlives a session: there is one for the whole process.
_SHARED_THREADS = {"netcollect-watchdog"}

Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Peer:
    """Where the server listens, and what it has seen."""

    port: int = 0
    accepted: int = 0
    #: Connections that are open now.
    open: int = 0
    #: What came of the client's login, in order: the user's name, and each credential with its method.
    tries: list[tuple[str, str]] = field(default_factory=list)
    typed: list[bytes] = field(default_factory=list)
    #: Bytes that a relay has passed on to the client.
    said: int = 0
    #: Set once the fault has happened: a test that never got there proves nothing.
    reached: threading.Event = field(default_factory=threading.Event)
    #: Set by the test: a peer that took no more data takes it again, and so notices that it was left.
    released: threading.Event = field(default_factory=threading.Event)

    def device(self, **more: Any) -> Device:
        """The device at the other end, an IOS router with the login lab/lab unless told otherwise."""
        usual: dict[str, Any] = {
            "name": "R1",
            "host": "127.0.0.1",
            "port": self.port,
            "platform": "cisco_ios",
            "username": "lab",
            "password": "lab",
        }
        return Device(**{**usual, **more})


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an SSH server goes wrong: in front of the `nth` message of this number; `cut` closes there."""

    message: int
    nth: int = 1
    cut: bool = False


def router(answers: Mapping[str, bytes | Say] | None = None, *, greeting: bytes = b"") -> Say:
    """The shell of an IOS router that knows these commands; a coroutine function does all of the talking."""

    async def shell(talk: Talk) -> None:
        known = answers or {}
        await talk.say(greeting + talk.prompt)
        while True:
            command = (await talk.line()).decode().strip()
            answer = known.get(command, b"")
            if not isinstance(answer, bytes):
                await answer(talk)
            elif command == "exit":
                return
            else:
                await talk.say(answer + talk.prompt)

    return shell


async def stuck(talk: Talk) -> None:
    """Says and takes nothing more."""
    del talk
    await asyncio.sleep(3600)


class Login(asyncssh.SSHServer):
    """Takes lab/lab, and notes each try; counts connections, and stops them where it was told."""

    def __init__(self, peer: Peer, stop: Stop | None = None) -> None:
        self.peer = peer
        self._stop = stop
        self._seen = 0

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.peer.accepted += 1
        self.peer.open += 1
        if self._stop:
            # asyncssh sends every message through this method; it has no public place to hold one back.
            conn.send_packet = partial(self._send, conn, conn.send_packet, self._stop)  # type: ignore[method-assign]

    def connection_lost(self, exc: Exception | None) -> None:
        self.peer.open -= 1

    def begin_auth(self, username: str) -> bool:
        self.peer.tries.append(("user", username))
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.peer.tries.append(("password", password))
        return (username, password) == ("lab", "lab")

    def _send(
        self,
        conn: asyncssh.SSHServerConnection,
        send: Callable[..., None],
        stop: Stop,
        message: int,
        *args: bytes,
        **options: Any,
    ) -> None:
        self._seen += message == stop.message
        if self._seen < stop.nth:
            send(message, *args, **options)
            return
        self.peer.reached.set()
        if stop.cut:
            conn.abort()


@contextmanager
def ssh_server(
    shell: Say | None = None,
    *,
    stop: Stop | None = None,
    login: Callable[[Peer, Stop | None], asyncssh.SSHServer] = Login,
    prompt: bytes = b"R1#",
    **listen: Any,
) -> Iterator[Peer]:
    """An SSH server that is good but for what it is told to do wrong.

    Args:
        shell: what a terminal does; an IOS router by default.
        stop: in front of which message it falls silent, or hangs up.
        login: how it takes credentials: lab/lab by password by default.
        prompt: what the shell waits with.
        listen: further arguments of `asyncssh.listen`.
    """
    peer = Peer()
    talk_to = shell or router()

    async def terminal(process: asyncssh.SSHServerProcess[bytes]) -> None:
        talk = Talk(process, prompt, lines=peer.typed)
        with suppress(EOFError, asyncssh.Error, OSError):
            await talk_to(talk)
        process.close()

    async def serve() -> asyncssh.SSHAcceptor:
        options: dict[str, Any] = {
            "server_host_keys": [asyncssh.generate_private_key("ssh-ed25519")],
            "process_factory": terminal,
            "encoding": None,
            "line_editor": False,
            **listen,
        }
        return await asyncssh.listen("127.0.0.1", 0, server_factory=partial(login, peer, stop), **options)

    with _serving(peer, serve):
        yield peer


@contextmanager
def raw_server(talk: Raw) -> Iterator[Peer]:
    """A TCP server that does what `talk` does with each connection, and then keeps it open, unread."""
    peer = Peer()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.accepted += 1
        peer.open += 1
        peer.reached.set()
        with suppress(OSError, EOFError, asyncio.CancelledError):
            await talk(reader, writer)
            await reader.read()
        peer.open -= 1
        writer.close()

    async def serve() -> asyncio.Server:
        return await asyncio.start_server(accept, "127.0.0.1", 0)

    with _serving(peer, serve):
        yield peer


def says(*parts: bytes, pause: float = 0.0, then: str = "wait") -> Raw:
    """Says these bytes with pauses (seconds) behind each, and then waits, closes, or resets."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if then == "reset":
            # Not before the client has seen that it is connected.
            await reader.readline()
            # Closing with lingering switched off and no time for it sends a reset.
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            writer.transport.abort()
        elif then == "close":
            writer.close()

    return talk


@contextmanager
def relay(
    to: int, *, dribble_from: int | None = None, cut_at: int | None = None, freeze_at: int | None = None
) -> Iterator[Peer]:
    """Stands between a client and a good server on port `to`, and spoils what the server says.

    Args:
        to: the server's port.
        dribble_from: from this byte on, one byte a second.
        cut_at: the connection ends in front of this byte.
        freeze_at: after so many bytes of the client, nothing more is read of it: its TCP window closes.
    """
    peer = Peer()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.accepted += 1
        peer.open += 1
        async with AsyncExitStack() as stack:
            stack.callback(writer.transport.abort)
            there, back = await asyncio.open_connection("127.0.0.1", to)
            stack.callback(back.transport.abort)
            both = [
                asyncio.create_task(_upstream(reader, back, freeze_at, peer)),
                asyncio.create_task(
                    _downstream(there, writer, peer, dribble_from=dribble_from, cut_at=cut_at)
                ),
            ]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        peer.open -= 1

    async def serve() -> asyncio.Server:
        listener = socket.create_server(("127.0.0.1", 0))
        if freeze_at is not None:
            # Inherited by what it accepts: a window that closes soon.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return await asyncio.start_server(accept, sock=listener, limit=4096)

    with _serving(peer, serve):
        yield peer


async def _upstream(
    reader: asyncio.StreamReader, back: asyncio.StreamWriter, freeze_at: int | None, peer: Peer
) -> None:
    taken = 0
    with suppress(OSError):
        while data := await reader.read(4096):
            back.write(data)
            await back.drain()
            taken += len(data)
            if freeze_at is not None and taken >= freeze_at:
                peer.reached.set()
                while not peer.released.is_set():
                    await asyncio.sleep(0.05)


async def _downstream(
    there: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    peer: Peer,
    *,
    dribble_from: int | None,
    cut_at: int | None,
) -> None:
    with suppress(OSError):
        while data := await there.read(4096):
            if cut_at is not None and peer.said + len(data) >= cut_at:
                writer.write(data[: cut_at - peer.said])
                await writer.drain()
                peer.reached.set()
                return
            quick = len(data) if dribble_from is None else min(len(data), max(0, dribble_from - peer.said))
            writer.write(data[:quick])
            for at in range(quick, len(data)):
                peer.reached.set()
                writer.write(data[at : at + 1])
                await asyncio.sleep(1)
            peer.said += len(data)


@contextmanager
def full_listener() -> Iterator[Peer]:
    """A port whose queue of connections is full: the kernel answers no further one."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        try:
            for sock in waiting:
                sock.setblocking(False)
                sock.connect_ex(("127.0.0.1", port))
            yield Peer(port)
        finally:
            for sock in waiting:
                sock.close()


@contextmanager
def nothing_left(peer: Peer | None = None, *, within: float = 10) -> Iterator[None]:
    """Fails where the block leaves a thread or a descriptor behind, or the server with an open connection.

    What ends soon (seconds) is not left behind: the server, in this same process, must notice first.
    """
    threads, descriptors = set(threading.enumerate()), _descriptors()
    yield
    until = time.monotonic() + within
    while left := _left(peer, threads, descriptors):
        assert time.monotonic() < until, left
        time.sleep(0.02)


def _left(peer: Peer | None, threads: set[threading.Thread], descriptors: set[tuple[str, str]]) -> list[str]:
    new = [thread for thread in set(threading.enumerate()) - threads if thread.name not in _SHARED_THREADS]
    left = [f"thread {thread.name}" for thread in new]
    left += [
        f"descriptor {number} {what}{_ends(int(number)) if what.startswith('socket:') else ''}"
        for number, what in _descriptors() - descriptors
    ]
    if peer and peer.open:
        left.append(f"{peer.open} connections open at the server")
    return left


def _descriptors() -> set[tuple[str, str]]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the directory's own descriptor is gone by now
            found.add((entry.name, str(entry.readlink())))
    return found


def _ends(descriptor: int) -> str:
    """A socket's addresses, so that who reads of one left behind knows whose it was."""
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as end:
        return f" {end.getsockname()} - {end.getpeername()}"
    return ""


@contextmanager
def _serving(peer: Peer, listen: Callable[[], Coroutine[Any, Any, Any]]) -> Iterator[None]:
    """Runs a server in a thread until the block ends, and then ends whatever it was in the middle of."""
    started = threading.Event()
    loop = asyncio.new_event_loop()
    # asyncssh computes keys in it: by one thread, which is there before a test looks for those left behind.
    loop.set_default_executor(computing := ThreadPoolExecutor(max_workers=1))
    computing.submit(int).result()
    stop = asyncio.Event()
    failures: list[BaseException] = []

    async def serve() -> None:
        try:
            server = await listen()
            sockets = server.sockets
            peer.port = sockets[0].getsockname()[1]
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            started.set()
        await stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        # What was closed above is closed in the loop's next round.
        await asyncio.sleep(0.01)

    def run() -> None:
        with suppress(Exception):
            loop.run_until_complete(serve())

    thread = threading.Thread(target=run, name="misbehaving-peer")
    thread.start()
    try:
        assert started.wait(20)
        assert not failures, failures
        yield
    finally:
        peer.released.set()
        if not failures:
            loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
        loop.close()
