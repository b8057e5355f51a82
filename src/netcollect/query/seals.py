"""Whether runs are as the index took them in, by what the file system says of all their files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR
from threading import Event

import msgspec

from netcollect.archive import Run

#: Waits for what is not known yet; a work calls it before it writes what cannot be taken back.
Sure = Callable[[], None]


class ChangedError(Exception):
    """A run is not as the index has it."""


def seal_of(path: Path) -> str:
    """What changes when a file of a run does: names, sizes and times of all of them.

    The time of a file's last change of any kind is among them: nobody can set it, as `touch` sets the other.

    Raises:
        OSError: the run cannot be read, or is not there any more.
    """
    digest = hashlib.sha256()
    folders = [str(path)]
    for folder in folders:
        # From there is the shortest way to each of a fleet's many files.
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with os.scandir(at) as entries:
                names, files = sorted(each.name for each in entries), []
            for name in names:
                seen = os.stat(name, dir_fd=at, follow_symlinks=False)
                if S_ISDIR(seen.st_mode):
                    folders.append(f"{folder}/{name}")
                else:
                    files.append((seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns))
        finally:
            os.close(at)
        digest.update(msgspec.msgpack.encode((os.fsencode("/".join(names)), files)))
    return digest.hexdigest()


@contextmanager
def believed(runs: Sequence[Run], known: Mapping[str, str]) -> Iterator[Sure]:
    """Looks in a thread whether runs have the seals that are known of them, while something else is done.

    What it gives waits for that, and raises ChangedError where one has not.
    """
    ended = Event()

    def are_as_known() -> bool:
        return all(not ended.is_set() and _is_sealed(run.path, known.get(run.name)) for run in runs)

    with ThreadPoolExecutor(max_workers=1) as pool:
        looked = pool.submit(are_as_known)

        def sure() -> None:
            if not looked.result():
                raise ChangedError

        try:
            yield sure
        finally:
            ended.set()


def _is_sealed(path: Path, seal: str | None) -> bool:
    try:
        return seal_of(path) == seal
    except OSError:
        return False
