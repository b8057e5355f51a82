"""A device whose every byte the test decides, over real SSH; for what no well-behaved device does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

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
