"""The output directory's lock, and which runs are still alive."""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EACCES, EAGAIN
from pathlib import Path

from netcollect.errors import OutputError
from netcollect.store.files import failure

log = logging.getLogger("netcollect.store")

LOCK = ".lock"
_MODE = 0o600
#: How long to wait for another run that holds the lock (seconds); it is pruning, or moving links.
PATIENCE = 60.0
_PAUSE = 0.05
#: How many seconds to wait before telling the user who holds the lock.
_QUIET = 2.0


@contextmanager
def locked(
    output: Path,
    doing: str,
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Holds the output directory's lock, which says who holds it and what for.

    The kernel gives it back when its holder dies, however that happens.

    Raises:
        OutputError: the lock cannot be made, or another process holds it for longer than a minute.
    """
    path = output / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
    except OSError as error:
        raise failure(path, error) from None
    try:
        _open_to_owner(descriptor)
        _take(descriptor, path, clock, pause)
        _sign(descriptor, doing)
        try:
            yield
        finally:
            # Only the holder clears it: whoever gave up waiting must leave the holder's name there.
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _open_to_owner(descriptor: int) -> None:
    """Restores what the umask took from a new lock: its owner must be able to open it again."""
    with suppress(OSError):
        if os.fstat(descriptor).st_mode & _MODE != _MODE:
            os.fchmod(descriptor, _MODE)


def _take(descriptor: int, path: Path, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
    since, told = clock(), False
    while not _taken(descriptor, path):
        waited = clock() - since
        if waited > PATIENCE:
            raise OutputError(
                str(path), f"it is held by {_holder(descriptor)}", "try again when it has finished;"
            )
        if waited > _QUIET and not told:
            log.warning("waiting for %s, which is held by %s", path, _holder(descriptor))
            told = True
        pause(_PAUSE)


def _taken(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (EAGAIN, EACCES):
            return False
        raise failure(path, error) from None
    return True


def _sign(descriptor: int, doing: str) -> None:
    """Notes in the file who holds the lock; it is only advice, so failing to do so is no error."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        text = f"process {os.getpid()} on {socket.gethostname()}, {doing}, since {now}"
        os.pwrite(descriptor, text.encode("utf-8", "replace"), 0)


def _holder(descriptor: int) -> str:
    with suppress(OSError):
        return os.pread(descriptor, 500, 0).decode("utf-8", "replace") or "another process"
    return "another process"


def claim(directory: Path) -> int | None:
    """Marks a directory as in use by a living process, until the descriptor is closed.

    Returns:
        None when another process has claimed it, or the file system has no locks.
    """
    try:
        return _claimed(directory)
    except OSError:
        return None


def is_alive(directory: Path) -> bool:
    """Whether a process has claimed a directory; False where the file system has no locks."""
    try:
        os.close(_claimed(directory))
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _claimed(directory: Path) -> int:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
