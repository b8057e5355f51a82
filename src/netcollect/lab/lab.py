"""A lab: many devices in one process, in a thread of a test, or in the foreground of a command."""

from __future__ import annotations

import asyncio
import logging
import random
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import asyncssh

from netcollect.lab.days import network, story
from netcollect.lab.facts import Facts
from netcollect.lab.inventory import LabDevice, inventory_text
from netcollect.lab.journal import Journal
from netcollect.lab.options import LabOptions
from netcollect.lab.playback import play
from netcollect.lab.recording import Recording
from netcollect.lab.relay import relay
from netcollect.lab.remembered import Remembered, shell_of
from netcollect.lab.server import Served, answering, listen, simulated


class Lab:
    """The devices of a lab and what they saw."""

    def __init__(self, options: LabOptions) -> None:
        self.options = options
        self.journal = Journal()
        self.devices: tuple[LabDevice, ...] = ()
        #: What happened in the night before this day, a line each.
        self.story: tuple[str, ...] = ()
        self._servers: list[Any] = []
        self._reserved: list[socket.socket] = []
        self._acceptors: dict[int, asyncssh.SSHAcceptor] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Starts every device.

        Raises:
            OSError: a port is taken.
        """
        self._loop = asyncio.get_running_loop()
        _allow_files(max(self.options.devices, len(self.options.remembered)) * 4 + 200)
        options, faults = self.options, faults_of(self.options)
        if options.recordings or options.remembered:
            played = [await self._playback(each) for each in enumerate(options.recordings)]
            last = len(played)
            remembered = [await self._remembered(*each) for each in enumerate(options.remembered, last)]
            self.devices = (*played, *remembered)
            return
        known = network(options.devices, options.platforms, options.seed, options.day)
        self.devices = tuple([await self._device(each, faults.get(each.index)) for each in known])
        self.story = tuple(story(known, options.seed, options.day))

    def turn_to(self, day: int) -> None:
        """Lets another day come, from any thread; whoever logs in from now on meets it."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._turn_to(day), self._loop).result()

    async def _turn_to(self, day: int) -> None:
        self.options = options = replace(self.options, day=day)
        faults = faults_of(options)
        known = network(options.devices, options.platforms, options.seed, day)
        for each in known:
            if acceptor := self._acceptors.get(each.index):
                known_as = simulated(each, faults.get(each.index), options)
                acceptor.update(**answering(known_as, options, self.journal))
        self.story = tuple(story(known, options.seed, day))

    async def _device(self, known: Facts, fault: str | None) -> LabDevice:
        port = await self._serve(known.index, simulated(known, fault, self.options))
        return LabDevice(
            name=known.hostname,
            host=self.options.host,
            port=port,
            platform=known.platform,
            site=known.site,
            role=known.role,
            fault=fault,
            asks_secret=known.platform in ("cisco_ios", "arista_eos"),
        )

    async def _remembered(self, index: int, device: Remembered) -> LabDevice:
        """A device as a run found it."""
        served = Served(device.name, device.name, device.fault, partial(shell_of, device))
        return LabDevice(
            name=device.name,
            host=self.options.host,
            port=await self._serve(index, served),
            platform=device.platform,
            groups=device.groups,
            facts=device.facts,
            fault=device.fault,
        )

    async def _serve(self, index: int, served: Served) -> int:
        """Lets a device answer; gives its port."""
        options = self.options
        port = options.base_port + index if options.base_port else 0
        if served.fault == "refuse":
            self._reserved.append(_reserve(options.host, port))
            return int(self._reserved[-1].getsockname()[1])
        server = await listen(served, 0 if options.rtt else port, options, self.journal)
        self._servers.append(server)
        if isinstance(server, asyncssh.SSHAcceptor):
            self._acceptors[index] = server
        if options.rtt:
            inner = server.sockets[0].getsockname()[1]
            server = await relay(options.host, port, inner, options.rtt / 2, self.journal)
            self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _playback(self, numbered: tuple[int, Recording]) -> LabDevice:
        """A device that behaves as a recorded one."""
        (index, recording), options = numbered, self.options
        port = options.base_port + index if options.base_port else 0
        server = await play(recording, port, options, self.journal)
        self._servers.append(server)
        port = server.sockets[0].getsockname()[1]
        return LabDevice(
            name=recording.name,
            host=options.host,
            port=port,
            platform=recording.platform,
            site="playback",
            role="playback",
            asks_secret=recording.asks_secret,
        )

    def inventory_text(self) -> str:
        """A YAML inventory of the devices, with the lab's own login."""
        return inventory_text(self.devices, self.options)

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
