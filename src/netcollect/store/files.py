"""Files that are either complete or absent."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG

from netcollect.errors import OutputError

#: What file systems that cannot sync a directory (SMB, some FUSE ones) answer.
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})

_MODE = 0o600


def write_whole(path: Path, parts: Iterable[bytes], mode: int = _MODE) -> None:
    """Writes a file so that a reader sees all of it or none, whatever happens in between.

    Writes a temporary file in the same directory (with this mode whatever the umask), syncs and renames it.
    Call `sync_directory` once for all files of a directory.

    Raises:
        OutputError: it could not be written; nothing is left behind.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise failure(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(descriptor)
        Path(name).rename(path)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if isinstance(error, OSError):
            raise failure(path, error) from None
        raise


def link_twin(path: Path, twin: Path, parts: Iterable[bytes]) -> bool:
    """Links a file to an earlier one that holds exactly these bytes, if there is one and it can be linked.

    The earlier file is compared byte by byte, and must still be private: an altered one is no twin.
    """
    fresh = path.with_name(f".{path.name[:80]}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(twin, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not S_ISREG(about.st_mode) or S_IMODE(about.st_mode) != _MODE or about.st_uid != os.geteuid():
                return False
            if any(file.read(len(part)) != part for part in parts) or file.read(1):
                return False
        replace_by_link(twin, path, fresh)
    except OSError:
        # Too many links, another file system, or one without links: the caller writes the file.
        return False
    return True


def replace_by_link(source: Path, path: Path, fresh: Path) -> None:
    """Makes `path` another name of the file `source`, in one step; `fresh` is a temporary name for that.

    Raises:
        OSError: it cannot be linked.
    """
    with suppress(FileNotFoundError):
        fresh.unlink()
    os.link(source, fresh, follow_symlinks=False)
    try:
        fresh.replace(path)
    finally:
        # Renaming one name of a file onto another name of the same file does nothing.
        with suppress(FileNotFoundError):
            fresh.unlink()


def make_directory(path: Path) -> bool:
    """Makes a directory and its missing parents, so that they survive a power cut.

    Their mode is 0700 whatever the umask; existing directories stay as they are.

    Returns:
        False when the name is taken.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        missing = [above for above in reversed(path.parents) if not above.exists()]
    except OSError as error:
        raise failure(path, error) from None
    for above in missing:
        _make_one(above)
    return _make_one(path)


def _make_one(path: Path) -> bool:
    try:
        path.mkdir(mode=0o700)
        path.chmod(0o700)
    except FileExistsError:
        return False
    except OSError as error:
        raise failure(path, error) from None
    sync_directory(path.parent)
    return True


def sync_directory(path: Path) -> None:
    """Makes renames in a directory survive a power cut.

    Raises:
        OutputError: the directory cannot be synced.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise failure(path, error) from None


def point_to(link: Path, target: str) -> None:
    """Points a symbolic link to `target`, in one step for any reader; survives a power cut.

    Raises:
        OutputError: the link cannot be made.
    """
    fresh = link.with_name(f".{link.name}.{os.getpid()}.tmp")
    try:
        with suppress(FileNotFoundError):
            fresh.unlink()
        fresh.symlink_to(target)
        fresh.replace(link)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise failure(link, error) from None
    sync_directory(link.parent)


def failure(path: Path, error: OSError) -> OutputError:
    """The error that names the file and the system's reason."""
    return OutputError(str(path), error.strerror or str(error))
