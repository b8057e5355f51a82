"""Distance: a relay that holds every byte back for a while, in both directions."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from netcollect.lab.journal import Journal


async def relay(host: str, port: int, inner: int, seconds: float, journal: Journal) -> asyncio.Server:
    """Listens on `port` and relays to `inner`, each byte `seconds` late each way."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        journal.abort[writer] = writer.transport.abort
        try:
            await asyncio.sleep(seconds)
            there, back = await asyncio.open_connection(host, inner)
            journal.abort[back] = back.transport.abort
            await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, seconds))
            del journal.abort[back]
        except OSError:
            writer.close()
        journal.abort.pop(writer, None)

    return await asyncio.start_server(accept, host, port)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while data := await reader.read(65536):
            loop.call_later(seconds, _send, writer, data)
    loop.call_later(seconds, writer.close)
    await asyncio.sleep(seconds)


def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    with suppress(OSError, RuntimeError):
        writer.write(data)
