"""A device whose every byte the test decides, over real SSH; for what no well-behaved device does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import asyncssh

Say = Callable[["Talk"], Awaitable[None]]


@dataclass
class Talk:
    """One terminal session, as the device sees it."""

    process: asyncssh.SSHServerProcess[bytes]
    prompt: bytes
    pending: bytes = b""
    lines: list[bytes] = field(default_factory=list)

    async def say(self, data: bytes) -> None:
        """Sends bytes at once, as a packet of their own."""
        self.process.stdout.write(data)
        await self.process.stdout.drain()
        # Nagle is off on both sides: the pause makes sure that two calls are two reads.
        await asyncio.sleep(0)

    async def key(self) -> bytes:
        """The next byte typed."""
        if not self.pending:
            self.pending = await self.process.stdin.read(4096)
        if not self.pending:
            raise EOFError
        first, self.pending = self.pending[:1], self.pending[1:]
        return first

    async def line(self, *, echo: bool = True) -> bytes:
        """The next line typed, echoed as a terminal does."""
        typed = b""
        while True:
            key = await self.key()
            if key in (b"\r", b"\n"):
                if echo:
                    await self.say(b"\r\n")
                self.lines.append(typed)
                return typed
            typed += key
            if echo:
                self.process.stdout.write(key)

    def cut(self) -> None:
        """Resets the connection under everything."""
        connection = self.process.channel.get_connection()
        connection.abort()


@dataclass
class Scripted:
    """Where the device listens, and what it has seen."""

    port: int
    talks: list[Talk] = field(default_factory=list)
    open_connections: int = 0

    def mapping(self, **more: Any) -> dict[str, Any]:
        """The ConnectHandler arguments that reach it."""
        return {
            "device_type": "cisco_ios",
            "host": "127.0.0.1",
            "port": self.port,
            "username": "lab",
            "password": "lab",
            **more,
        }

    @property
    def typed(self) -> list[bytes]:
        """Every line that was typed, in all sessions."""
        return [line for talk in self.talks for line in talk.lines]


@contextmanager
def scripted_device(
    answers: Mapping[str, bytes | Say],
    *,
    prompt: bytes = b"R1#",
    greeting: bytes = b"",
    echo: bool = True,
) -> Iterator[Scripted]:
    """Serves one device in a thread until the block ends.

    Args:
        answers: for a command, the bytes it gives in front of the next prompt, or a coroutine function
            that does all of the talking up to and including the next prompt.
        prompt: what the device waits with.
        greeting: what it says at login in front of the first prompt.
        echo: whether it shows what is typed.
    """
    device = Scripted(0)
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=lambda: _Server(device),
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            process_factory=lambda process: _shell(
                process, device, answers, prompt=prompt, greeting=greeting, echo=echo
            ),
            encoding=None,
            line_editor=False,
        )
        device.port = server.get_port()
        started.set()
        await stop.wait()
        server.close()
        await server.wait_closed()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="scripted-device")
    thread.start()
    try:
        assert started.wait(20)
        yield device
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()


class _Server(asyncssh.SSHServer):
    """Takes lab/lab, and counts who is there."""

    def __init__(self, device: Scripted) -> None:
        self._device = device

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._device.open_connections += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._device.open_connections -= 1

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("lab", "lab")


async def _shell(
    process: asyncssh.SSHServerProcess[bytes],
    device: Scripted,
    answers: Mapping[str, bytes | Say],
    *,
    prompt: bytes,
    greeting: bytes,
    echo: bool,
) -> None:
    talk = Talk(process, prompt)
    device.talks.append(talk)
    with suppress(EOFError, asyncssh.Error, OSError):
        await talk.say(greeting + prompt)
        while (command := (await talk.line(echo=echo)).decode().strip()) not in ("exit", "quit", "logout"):
            answer = answers.get(command, b"")
            if isinstance(answer, bytes):
                await talk.say(answer + prompt)
            else:
                await answer(talk)
    process.close()
