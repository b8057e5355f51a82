"""Connections to bastions: one for all devices behind it, opened when first needed, closed when idle."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.session.clock import WATCHDOG, Clock
from netcollect.session.dial import Socket, dial
from netcollect.session.ssh import SshConnection

#: How long a bastion's connection is kept when nobody uses it (seconds): the next device is near.
LINGER = 5.0

_Key = tuple[tuple[Device, ...], SessionOptions]


@dataclass
class _Shared:
    """One bastion's connection, who uses it, and since when it is idle."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    connection: SshConnection | None = None
    users: int = 0
    idle: int = 0


class Bastions:
    """The bastions of a process."""

    def __init__(self) -> None:
        self._forget()
        # A forked child shares its parent's sockets, and must not use them.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._shared: dict[_Key, _Shared] = {}

    @contextmanager
    def way(
        self, hops: tuple[Device, ...], device: Device, options: SessionOptions, clock: Clock
    ) -> Iterator[Socket]:
        """A socket to the device: a channel through the last of the bastions, or a plain one without any.

        Raises:
            DeviceError: of the device, or of a bastion, which is named then.
        """
        limit = device.connect_timeout or options.connect_timeout
        if not hops:
            yield dial(device.host, device.port, limit, clock)
            return
        with self._bastion(hops, options, clock) as connection:
            yield _channel(connection, hops[-1], device, clock.within(limit))

    @contextmanager
    def _bastion(
        self, hops: tuple[Device, ...], options: SessionOptions, clock: Clock
    ) -> Iterator[SshConnection]:
        key = (hops, options)
        with self._lock:
            shared = self._shared.setdefault(key, _Shared())
            shared.users += 1
        try:
            yield self._connected(shared, hops, options, clock)
        finally:
            with self._lock:
                shared.users -= 1
                shared.idle += 1
                idle = shared.idle
            WATCHDOG.after(LINGER, lambda: self._close_idle(key, idle))

    def _connected(
        self, shared: _Shared, hops: tuple[Device, ...], options: SessionOptions, clock: Clock
    ) -> SshConnection:
        # Whoever comes first connects, and the others wait for that, but not longer than they may.
        if not shared.lock.acquire(timeout=clock.within(clock.left())):
            raise clock.expired()
        try:
            if shared.connection is None or not shared.connection.transport.is_active():
                shared.connection = self._connect(hops, options, clock)
            return shared.connection
        finally:
            shared.lock.release()

    def _connect(self, hops: tuple[Device, ...], options: SessionOptions, clock: Clock) -> SshConnection:
        hop = hops[-1]
        way = self.way(hops[:-1], hop, options, clock)
        try:
            # The connection under this one is kept for as long as this one is open.
            connection = SshConnection(way.__enter__(), Clock(float("inf")))
        except DeviceError as error:
            raise _named(hop, error) from None
        connection.under = way
        try:
            connection.negotiate(hop, options, clock.within(hop.connect_timeout or options.connect_timeout))
            connection.authenticate(hop, options, None)
        except DeviceError as error:
            connection.close()
            raise _named(hop, error) from None
        return connection

    def _close_idle(self, key: _Key, idle: int) -> None:
        with self._lock:
            shared = self._shared.get(key)
            if shared is None or shared.users or shared.idle != idle:
                return
            del self._shared[key]
        if shared.connection:
            shared.connection.close()


def _channel(connection: SshConnection, hop: Device, device: Device, seconds: float) -> paramiko.Channel:
    where = f"{device.host} port {device.port}"
    try:
        return connection.transport.open_channel(
            "direct-tcpip", (device.host, device.port), ("127.0.0.1", 0), timeout=seconds
        )
    except paramiko.ChannelException as error:
        kind = ErrorKind.REFUSED if "refused" in error.text.lower() else ErrorKind.UNREACHABLE
        message = f"the bastion {hop.name} cannot reach {where}: {error.text}"
        raise DeviceError(kind, message, "check address, port and the bastion's AllowTcpForwarding") from None
    except (paramiko.SSHException, EOFError, OSError) as error:
        if "imeout" in str(error):
            message = f"no answer from {where} through the bastion {hop.name} within {seconds:.1f} s"
            raise DeviceError(ErrorKind.CONNECT_TIMEOUT, message, "is the device up?") from None
        message = f"the connection to the bastion {hop.name} was lost: {error}"
        raise DeviceError(ErrorKind.CLOSED, message, "look at the bastion") from None


def _named(hop: Device, error: DeviceError) -> DeviceError:
    """The error with the bastion as its cause; the innermost name stays."""
    if "bastion" in error.message:
        return error
    return DeviceError(error.kind, f"the bastion {hop.name}: {error.message}", error.hint)


BASTIONS = Bastions()
