"""From a host name to a connected socket: bounded look-up, RFC 8305 connection attempts, `TCP_NODELAY`."""

from __future__ import annotations

import errno
import ipaddress
import selectors
import socket
import threading
import weakref
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import zip_longest
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.clock import Clock

#: RFC 8305 section 5: the pause before the next address is tried while the first still hangs (seconds).
ATTEMPT_DELAY = 0.25


class Socket(Protocol):
    """What carries a connection: a socket, or an SSH channel through a bastion."""

    def shutdown(self, how: int, /) -> None:
        """As `socket.socket.shutdown`."""
        ...

    def close(self) -> None:
        """As `socket.socket.close`."""
        ...

    def settimeout(self, timeout: float | None, /) -> None:
        """As `socket.socket.settimeout`."""
        ...

    def recv(self, size: int, /) -> bytes:
        """As `socket.socket.recv`."""
        ...

    def sendall(self, data: bytes, /) -> None:
        """As `socket.socket.sendall`."""
        ...


#: The sockets of this process, each with the thread that dialled it.
_dialled: weakref.WeakKeyDictionary[socket.socket, int] = weakref.WeakKeyDictionary()

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]

_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EHOSTDOWN,
    errno.EACCES,
    errno.EPERM,
}


def dial(host: str, port: int, seconds: float, clock: Clock) -> socket.socket:
    """Gives a connected socket with `TCP_NODELAY` set, within `seconds` for name and TCP together.

    Without `TCP_NODELAY` Nagle's algorithm meets delayed acknowledgements during key exchange, which
    costs 90 ms a login (measured; paramiko does not set it).

    Raises:
        DeviceError: `dns`, `refused`, `unreachable`, `connect_timeout`, or `deadline`.
    """
    limit = Clock(clock.within(seconds), clock.now)
    try:
        sock = _race(resolve(host, port, limit), limit)
    except TimeoutError:
        clock.within(1)  # raises `deadline` if the device's whole time is up
        raise DeviceError(
            ErrorKind.CONNECT_TIMEOUT,
            f"no answer from {host} port {port} within {seconds:g} s",
            "check the address, the device and firewalls in between, or raise --connect-timeout",
        ) from None
    except OverflowError:
        raise DeviceError(
            ErrorKind.UNREACHABLE, f"{host} port {port}: there is no such port", "use 1 to 65535"
        ) from None
    except OSError as error:
        raise _tcp_error(host, port, error) from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _dialled[sock] = threading.get_ident()
    return sock


def hang_up_all(threads: Collection[int] | None = None) -> None:
    """Ends every session of this process, or those of some threads, and wakes whoever waits on one."""
    # Other threads may be dialling: iterating over the dictionary itself fails when it grows.
    for sock in [known() for known in _dialled.keyrefs()]:
        if sock is not None and (threads is None or _dialled.get(sock) in threads):
            hang_up(sock)


def resolve(host: str, port: int, limit: Clock) -> list[Address]:
    """The addresses of a name, families interleaved (RFC 8305 section 4); a literal address is not looked up.

    `getaddrinfo` takes no timeout and cannot be stopped, so a name is looked up in a daemon thread: the
    session goes on when its time is up, and the thread ends when the resolver gives up.
    """
    with suppress(ValueError):
        version = ipaddress.ip_address(host.partition("%")[0]).version
        if version == 4:
            return [(socket.AF_INET, (host, port))]
    answers: list[Sequence[Address] | OSError] = []
    ready = threading.Event()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append([(family, address) for family, _, _, _, address in found])  # type: ignore[misc]
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError(str(error)))
        ready.set()

    threading.Thread(target=look_up, name="netcollect-dns", daemon=True).start()
    if not ready.wait(limit.left()):
        raise _dns_error(host, "the name server did not answer in time")
    answer = answers[0]
    if isinstance(answer, OSError):
        raise _dns_error(host, answer.strerror or str(answer))
    return _interleaved(answer)


def _interleaved(found: Sequence[Address]) -> list[Address]:
    first = found[0][0]
    same = [address for address in found if address[0] == first]
    other = [address for address in found if address[0] != first]
    return [address for pair in zip_longest(same, other) for address in pair if address is not None]


def _race(addresses: list[Address], limit: Clock) -> socket.socket:
    """The first connection attempt that succeeds; the others are closed."""
    waiting = list(addresses)
    failure: OSError = TimeoutError()
    with selectors.DefaultSelector() as selector:
        try:
            while waiting or selector.get_map():
                if waiting:
                    try:
                        _begin(waiting.pop(0), selector)
                    except OSError as error:
                        failure = error
                        continue
                for key, _ in selector.select(_pause(waiting, limit)):
                    sock = key.fileobj
                    assert isinstance(sock, socket.socket)
                    selector.unregister(sock)
                    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if code == 0:
                        sock.setblocking(True)
                        return sock
                    sock.close()
                    failure = OSError(code, _reason(code))
                if limit.left() <= 0:
                    raise TimeoutError
        finally:
            for key in list(selector.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]
    raise failure


def _pause(waiting: list[Address], limit: Clock) -> float:
    return min(ATTEMPT_DELAY, limit.left()) if waiting else limit.left()


def _begin(address: Address, selector: selectors.BaseSelector) -> None:
    family, where = address
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        with suppress(BlockingIOError):
            sock.connect(where)
        selector.register(sock, selectors.EVENT_WRITE)
    except (OSError, OverflowError):
        sock.close()
        raise


def _reason(code: int) -> str:
    return errno.errorcode.get(code, str(code))


def _dns_error(host: str, reason: str) -> DeviceError:
    return DeviceError(
        ErrorKind.DNS,
        f"the name {host} does not resolve: {reason}",
        "check the name, or give an address as `host`",
    )


def _tcp_error(host: str, port: int, error: OSError) -> DeviceError:
    where = f"{host} port {port}"
    if error.errno == errno.ECONNREFUSED:
        return DeviceError(
            ErrorKind.REFUSED,
            f"{where} refused the connection",
            "nothing listens there: check port, service and access lists",
        )
    if error.errno in (errno.ECONNRESET, errno.EPIPE):
        return DeviceError(
            ErrorKind.CLOSED,
            f"{where} reset the connection",
            "the device is overloaded or an access list drops you",
        )
    if error.errno == errno.ETIMEDOUT:
        return DeviceError(
            ErrorKind.CONNECT_TIMEOUT,
            f"no answer from {where}",
            "check that the device is up and no firewall is in between",
        )
    if error.errno in _UNREACHABLE:
        return DeviceError(
            ErrorKind.UNREACHABLE,
            f"{where} cannot be reached: {error.strerror}",
            "check the route from this machine",
        )
    return DeviceError(ErrorKind.UNREACHABLE, f"{where}: {error.strerror or error}", "check the address")


def hang_up(sock: Socket) -> None:
    """Wakes whoever reads or writes on it, by shutting a socket down or closing a channel."""
    with already_gone():
        if isinstance(sock, socket.socket):
            sock.shutdown(socket.SHUT_RDWR)
        else:
            sock.close()


def already_gone() -> AbstractContextManager[None]:
    """For closing a connection that may be gone: closing a channel writes, and its bastion may be lost.

    Any error may come, paramiko's too; importing paramiko to name them would slow `collect ping` down.
    """
    return suppress(Exception)
