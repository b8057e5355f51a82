"""Connections to bastions: one for all devices behind it, opened when first needed, closed when idle."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.session import internals
from netcollect.session.clock import WATCHDOG, Clock
from netcollect.session.dial import Socket, dial
from netcollect.session.ssh import SshConnection

#: How long a bastion's connection is kept while nobody uses it (seconds): the next device comes soon.
LINGER = 5.0
#: How long a bastion may take to show that it is alive when a device behind it is silent (seconds).
SIGN_OF_LIFE = 3.0

_CONNECT_FAILED = 2
_FAILED = (
    (re.compile("refused", re.I), ErrorKind.REFUSED, "nothing listens there: check port and service"),
    (re.compile("timed? ?out", re.I), ErrorKind.CONNECT_TIMEOUT, "check that the device is up"),
    (
        re.compile("resol|not known|lookup", re.I),
        ErrorKind.DNS,
        "the bastion must be able to resolve the name",
    ),
)

#: How a session fails when the connection under it is lost.
_LOSSES = {ErrorKind.CLOSED, ErrorKind.NO_SESSION, ErrorKind.NOT_SSH}

_Key = tuple[tuple[Device, ...], SessionOptions]


@dataclass
class _Shared:
    """One bastion's connection, how many use it, and how the last attempt to connect ended."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    connection: SshConnection | None = None
    #: The connection, and under it the way that leads to it: closed in this order.
    opened: ExitStack = field(default_factory=ExitStack)
    users: int = 0
    idle: int = 0
    failures: int = 0
    failure: DeviceError | None = None
    #: Until when the last failure counts for newcomers: as long again as it took.
    until: float = 0.0


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
            DeviceError: the device's, or a bastion's; then its message names the bastion.
        """
        limit = device.connect_timeout or options.connect_timeout
        if not hops:
            yield dial(device.host, device.port, limit, clock)
            return
        with self.reached(hops, options, clock) as connection:
            assert connection
            channel = _channel(connection, hops[-1], device, clock, clock.within(limit))
            try:
                yield channel
            except DeviceError as error:
                if error.kind in _LOSSES and (name := internals.lost_bastion(channel)):
                    raise _lost(name, error.message) from None
                raise

    @contextmanager
    def reached(
        self, hops: tuple[Device, ...], options: SessionOptions, clock: Clock
    ) -> Iterator[SshConnection | None]:
        """The connection to the last of the bastions, kept while the block runs; None without any.

        Raises:
            DeviceError: a bastion's; its message names the bastion.
        """
        if not hops:
            yield None
            return
        # Devices may have connect timeouts of their own, and still share the connection.
        key = (tuple(replace(hop, connect_timeout=None) for hop in hops), options)
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
        # Whoever comes first connects; the others wait for that, within their own time.
        failures = shared.failures
        if not shared.lock.acquire(timeout=clock.within(clock.left())):
            raise clock.expired()
        try:
            if shared.connection and shared.connection.transport.is_active():
                return shared.connection
            if shared.failure and (shared.failures > failures or clock.now() < shared.until):
                # It failed while this one waited, or just now: a dead bastion costs one attempt, not one per
                # device.
                raise DeviceError(*shared.failure.args)
            shared.opened.close()
            return self._attempt(shared, hops, options, clock)
        finally:
            shared.lock.release()

    def _attempt(
        self, shared: _Shared, hops: tuple[Device, ...], options: SessionOptions, clock: Clock
    ) -> SshConnection:
        shared.failure = shared.connection = None
        began = clock.now()
        try:
            shared.connection = self._connect(shared.opened, hops, options, clock)
        except DeviceError as error:
            shared.opened.close()
            shared.failures += 1
            # Nor does a login that was refused get another try while anybody still comes.
            final = error.kind is ErrorKind.AUTH_REJECTED
            shared.until = float("inf") if final else 2 * clock.now() - began
            # That this device's time is up says nothing about the others.
            shared.failure = None if error.kind is ErrorKind.DEADLINE else error
            raise
        return shared.connection

    def _connect(
        self, opened: ExitStack, hops: tuple[Device, ...], options: SessionOptions, clock: Clock
    ) -> SshConnection:
        hop = hops[-1]
        try:
            sock = opened.enter_context(self.way(hops[:-1], hop, options, clock))
            connection = opened.enter_context(closing(SshConnection(sock, Clock(float("inf")))))
            connection.transport.bastion = hop.name
            limit = clock.within(hop.connect_timeout or options.connect_timeout)
            connection.negotiate(hop, options, limit, via=via(hops[:-1]))
            connection.authenticate(hop, options, None)
        except DeviceError as error:
            raise _named(hop, error) from None
        return connection

    def _close_idle(self, key: _Key, idle: int) -> None:
        with self._lock:
            shared = self._shared.get(key)
            if shared is None or shared.users or shared.idle != idle:
                return
            del self._shared[key]
        shared.opened.close()


def _channel(
    connection: SshConnection, hop: Device, device: Device, clock: Clock, seconds: float
) -> paramiko.Channel:
    where = f"{device.host} port {device.port} through the bastion {hop.name}"
    try:
        return connection.transport.open_tunnel(device.host, device.port, seconds)
    except paramiko.ChannelException as error:
        raise _refusal(where, error) from None
    except TimeoutError:
        # A firewall may have dropped the connection: the next devices need a new one.
        if not connection.still_answers(clock.within(SIGN_OF_LIFE)):
            raise _lost(hop.name, "it no longer answers") from None
        raise DeviceError(
            ErrorKind.CONNECT_TIMEOUT,
            f"no answer from {where} within {seconds:.1f} s",
            "check that the device is up",
        ) from None
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise _lost(hop.name, str(error) or type(error).__name__) from None


def _lost(name: str, why: str) -> DeviceError:
    what = f"the connection to the bastion {name} was lost"
    message = why if what in why else f"{what}: {why}"
    return DeviceError(ErrorKind.CLOSED, message, "see the bastion's log")


def _refusal(where: str, error: paramiko.ChannelException) -> DeviceError:
    """Reason 2 of RFC 4254 section 5.1 is a failed connection; the text, a system error, says why."""
    if error.code == _CONNECT_FAILED:
        for words, kind, hint in _FAILED:
            if words.search(error.text):
                return DeviceError(kind, f"{where}: {error.text}", hint)
    return DeviceError(
        ErrorKind.UNREACHABLE,
        f"no way to {where}: {error.text}",
        "check the address and the bastion's AllowTcpForwarding and PermitOpen",
    )


def _named(hop: Device, error: DeviceError) -> DeviceError:
    """The error, naming the bastion as its cause unless an inner one is named already."""
    if "bastion" in error.message:
        return error
    message = f"the bastion {hop.name}: {error.message}"
    return DeviceError(error.kind, message, error.hint, hop.name, error.hung_up)


def via(hops: tuple[Device, ...]) -> str:
    """The bastions, the last one first: the network that an address belongs to."""
    return "%".join(hop.name for hop in reversed(hops))


BASTIONS = Bastions()
