"""Distance: a relay that holds every byte back for a while, in both directions."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def relay(host: str, port: int, inner: int, seconds: float) -> asyncio.Server:
    """Listens on `port` and relays to `inner`, each byte `seconds` late each way."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        try:
            there, back = await asyncio.open_connection(host, inner)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, seconds))

    return await asyncio.start_server(accept, host, port)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while data := await reader.read(65536):
            loop.call_later(seconds, _send, writer, data)
    loop.call_later(seconds, writer.close)


def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    with suppress(OSError, RuntimeError):
        writer.write(data)
