"""Who may work on an output directory alone, and which runs are still alive."""

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
#: How long another run may hold the lock (seconds): it prunes, or moves links.
PATIENCE = 60.0
_PAUSE = 0.05
#: After how many seconds of waiting a person is told for whom.
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
        OutputError: the lock cannot be made, or somebody else keeps it for longer than a minute.
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
            # Only the holder: whoever gave up waiting leaves the name of the one who has it.
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _open_to_owner(descriptor: int) -> None:
    """Undoes what an umask took from a new lock: its owner must be able to open it again."""
    with suppress(OSError):
        if os.fstat(descriptor).st_mode & _MODE != _MODE:
            os.fchmod(descriptor, _MODE)


def _take(descriptor: int, path: Path, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
    since, told = clock(), False
    while not _taken(descriptor, path):
        waited = clock() - since
        if waited > PATIENCE:
            raise OutputError(
                str(path), f"it is held by {_holder(descriptor)}", "try again when that has ended;"
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
    """Writes down who holds the lock; that it is only advice must not stop anybody."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        text = f"process {os.getpid()} on {socket.gethostname()}, {doing}, since {now}"
        os.pwrite(descriptor, text.encode("utf-8", "replace"), 0)


def _holder(descriptor: int) -> str:
    with suppress(OSError):
        return os.pread(descriptor, 500, 0).decode("utf-8", "replace") or "somebody"
    return "somebody"


def claim(directory: Path) -> int | None:
    """Marks a directory as one that a living process works in, until the descriptor is closed.

    Returns:
        None when somebody else does already, or the file system cannot tell.
    """
    try:
        return _claimed(directory)
    except OSError:
        return None


def is_alive(directory: Path) -> bool:
    """Whether somebody has claimed a directory; False where the file system cannot tell."""
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
