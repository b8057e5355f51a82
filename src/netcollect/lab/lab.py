"""A lab: many devices in one process, in a thread of a test, or in the foreground of a command."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from netcollect.lab.facts import Facts, facts
from netcollect.lab.journal import Journal
from netcollect.lab.options import LabOptions
from netcollect.lab.playback import play
from netcollect.lab.recording import Recording
from netcollect.lab.relay import relay
from netcollect.lab.server import listen


@dataclass(frozen=True, slots=True)
class LabDevice:
    """One device as a client has to know it; `fault` is how it misbehaves, or None."""

    name: str
    host: str
    port: int
    platform: str
    site: str
    role: str
    fault: str | None
    asks_secret: bool = False


class Lab:
    """The devices of a lab and what they saw."""

    def __init__(self, options: LabOptions) -> None:
        self.options = options
        self.journal = Journal()
        self.devices: tuple[LabDevice, ...] = ()
        self._servers: list[Any] = []
        self._reserved: list[socket.socket] = []

    async def open(self) -> None:
        """Starts every device.

        Raises:
            OSError: a port is taken.
        """
        _allow_files(self.options.devices * 4 + 200)
        if self.options.recordings:
            self.devices = tuple([await self._playback(each) for each in enumerate(self.options.recordings)])
            return
        faults = faults_of(self.options)
        found = []
        for index in range(self.options.devices):
            known = facts(index, self.options.devices, self.options.platforms, self.options.seed)
            found.append(await self._device(known, faults.get(index)))
        self.devices = tuple(found)

    async def _device(self, known: Facts, fault: str | None) -> LabDevice:
        options = self.options
        port = options.base_port + known.index if options.base_port else 0
        if fault == "refuse":
            self._reserved.append(_reserve(options.host, port))
            port = self._reserved[-1].getsockname()[1]
        else:
            server = await listen(known, fault, 0 if options.rtt else port, options, self.journal)
            self._servers.append(server)
            inner = server.sockets[0].getsockname()[1]
            if options.rtt:
                server = await relay(options.host, port, inner, options.rtt / 2, self.journal)
                self._servers.append(server)
            port = server.sockets[0].getsockname()[1]
        return LabDevice(
            known.hostname,
            options.host,
            port,
            known.platform,
            known.site,
            known.role,
            fault,
            known.platform in ("cisco_ios", "arista_eos"),
        )

    async def _playback(self, numbered: tuple[int, Recording]) -> LabDevice:
        """A device that behaves as a recorded one."""
        (index, recording), options = numbered, self.options
        port = options.base_port + index if options.base_port else 0
        server = await play(recording, port, options, self.journal)
        self._servers.append(server)
        port = server.sockets[0].getsockname()[1]
        role, asks = "playback", recording.asks_secret
        return LabDevice(recording.name, options.host, port, recording.platform, role, role, None, asks)

    async def close(self) -> None:
        """Stops every device and hangs up on whoever is there."""
        for each in (*self._servers, *self._reserved):
            each.close()
        for abort in list(self.journal.abort.values()):
            abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Aborted transports close their sockets in the loop's next rounds.
        for _ in range(5):
            await asyncio.sleep(0)

    def inventory_text(self) -> str:
        """A YAML inventory of the devices, with the lab's own login."""
        options = self.options
        lines = [
            "# Simulated devices, made by `collect lab`; the login is the lab's own.",
            "defaults:",
            f"  username: {options.username}",
            f"  password: {_quoted(options.password)}",
            "groups:",
        ]
        lines += [f"  {role}: {{role: {role}}}" for role in sorted({each.role for each in self.devices})]
        lines.append("devices:")
        for each in self.devices:
            secret = f", secret: {_quoted(options.secret)}" if each.asks_secret else ""
            lines.append(
                f"  - {{name: {_quoted(each.name)}, host: {each.host}, port: {each.port}, "
                f"platform: {each.platform}, groups: [{each.role}], site: {each.site}{secret}}}"
            )
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML takes it."""
    return (
        text
        if re.fullmatch(r"[A-Za-z]{3,}|[A-Za-z][\w-]*\d", text, re.ASCII)
        else "'" + text.replace("'", "''") + "'"
    )


def faults_of(options: LabOptions) -> dict[int, str]:
    """The faults of those devices that have one; the same for the same seed.

    A fraction is kept to the device, and one that is not 0 is at least one device while there are any left.
    """
    order = list(range(options.devices))
    random.Random(f"{options.seed}/faults").shuffle(order)
    found = {}
    for name, fraction in options.faults.items():
        number = max(1, round(fraction * options.devices)) if fraction > 0 else 0
        found.update(dict.fromkeys(order[:number], name))
        order = order[number:]
    return found


def _reserve(host: str, port: int) -> socket.socket:
    """A port that refuses: bound, so that nobody else can listen there, and never listening itself."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def _allow_files(number: int) -> None:
    """Raises the soft limit of open files as far as the hard one permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, min(number, hard) if hard != resource.RLIM_INFINITY else number)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def running_lab(options: LabOptions | None = None) -> Iterator[Lab]:
    """A lab that serves from a thread while the block runs."""
    lab = Lab(options or LabOptions())
    ready = threading.Event()
    failures: list[BaseException] = []
    stop: list[Callable[[], object]] = []

    async def serve() -> None:
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(done.set))
        try:
            await lab.open()
            ready.set()
            await done.wait()
        finally:
            await lab.close()

    def run() -> None:
        quiet()
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 (handed to the thread that asked for the lab)
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="netcollect-lab")
    thread.start()
    ready.wait()
    try:
        if failures:
            raise failures[0]
        yield lab
    finally:
        if stop and thread.is_alive():
            stop[0]()
        thread.join()


def quiet() -> None:
    """Keeps asyncio and asyncssh from telling about every client that left early."""
    for name in ("asyncio", "asyncssh"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def serve(options: LabOptions, started: Callable[[Lab], None]) -> None:
    """Serves in the foreground until interrupted; `started` is called when every device listens."""

    async def forever() -> None:
        lab = Lab(options)
        try:
            await lab.open()
            started(lab)
            await asyncio.Event().wait()
        finally:
            await lab.close()

    quiet()
    asyncio.run(forever())
