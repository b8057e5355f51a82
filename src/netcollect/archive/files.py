"""The files of a run, opened so that neither a manifest nor a link leads out of its directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from errno import EINVAL, ELOOP
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import BinaryIO

from netcollect.document import DeviceResult

_PIECE = 1 << 20
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def stored_files(row: DeviceResult) -> dict[str, str]:
    """A device's files, in the document's order, each with the first command that it holds."""
    files: dict[str, str] = {}
    for entry in row.commands:
        if entry.file:
            files.setdefault(entry.file, entry.command)
    return files


def open_stored(directory: Path, file: str) -> BinaryIO:
    """Opens a file that a manifest names, for reading.

    Every step below the run's directory is taken without following links, so that a file put there later
    cannot be swapped for one outside either. Pipes and devices are refused; opening them does not wait.

    Raises:
        OSError: it is not there, is not a regular file, or is not inside the directory.
    """
    *folders, name = _steps(file)
    at = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            below = os.open(folder, _FLAGS | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        descriptor = os.open(name, _FLAGS | os.O_NONBLOCK, dir_fd=at)
    finally:
        os.close(at)
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EINVAL, "it is not a regular file", file)
    return os.fdopen(descriptor, "rb")


def _steps(file: str) -> tuple[str, ...]:
    """The names on the way to a file, none of which leads up or away."""
    steps = PurePosixPath(file).parts
    try:
        os.fsencode(file)
    except UnicodeEncodeError:
        steps = ()
    if not steps or steps[0] == "/" or steps[0] == "//" or ".." in steps or "\0" in file:
        raise OSError(ELOOP, "it would lead out of the run's directory", file)
    return steps


def is_stored(directory: Path, file: str) -> bool:
    """Whether the run's directory has this file as a file of its own."""
    try:
        open_stored(directory, file).close()
    except OSError:
        return False
    return True


def pieces(directory: Path, file: str) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time.

    Raises:
        OSError: as `open_stored`.
    """
    with open_stored(directory, file) as opened:
        while piece := opened.read(_PIECE):
            yield piece
