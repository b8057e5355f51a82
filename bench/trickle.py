"""A device that trickles a long answer in small pieces: `python trickle.py BYTES PIECE`, prints its port."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from functools import partial

import asyncssh

LINE = b"interface GigabitEthernet0/0/1 is up, line protocol is up, MTU 1500 bytes\r\n"


class _Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("lab", "lab")


async def _shell(process: asyncssh.SSHServerProcess[bytes], *, size: int, piece: int) -> None:
    with suppress(asyncssh.Error, OSError):
        process.stdout.write(b"R1#")
        pending = b""
        while data := await process.stdin.read(4096):
            *lines, pending = (pending + data.replace(b"\r", b"\n")).split(b"\n")
            for line in lines:
                process.stdout.write(line + b"\r\n")
                if line.startswith(b"show"):
                    await _trickle(process, size, piece)
                if line == b"exit":
                    process.close()
                    return
                process.stdout.write(b"R1#")


async def _trickle(process: asyncssh.SSHServerProcess[bytes], size: int, piece: int) -> None:
    text = LINE * (piece // len(LINE) + 1)
    for _ in range(size // piece):
        process.stdout.write(text[: piece - 2] + b"\r\n")
        await process.stdout.drain()
        # Long enough for each piece to be a packet, and a read, of its own.
        await asyncio.sleep(0.0003)


async def main(size: int, piece: int) -> None:
    """Serves until it is ended."""
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=_Server,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        process_factory=partial(_shell, size=size, piece=piece),
        encoding=None,
        line_editor=False,
    )
    print(server.get_port(), flush=True)
    await server.wait_closed()


with suppress(KeyboardInterrupt):
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
