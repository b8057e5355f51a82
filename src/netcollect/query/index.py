"""The index: a database that is made from runs, kept beside them, and never worth more than they are.

It is `output/index.sqlite`. What is not an index of this version is replaced. Where it cannot be written, or
somebody else writes for too long, the work is done in memory: an answer never depends on the file.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from netcollect.archive import RUNS, Run, newest_first
from netcollect.errors import InputError
from netcollect.query.intake import forget, take_in, writing
from netcollect.query.kept import keep_choice
from netcollect.query.parses import sweep
from netcollect.query.schema import add_beyond, create, is_broken, is_ours
from netcollect.query.seals import ChangedError, Sure, believed

T = TypeVar("T")
log = logging.getLogger("netcollect.query")

NAME = "index.sqlite"
#: Held by whoever uses the file, so that nobody replaces it under them: SQLite's own locks are in the file.
LOCK = "index.sqlite.lock"
#: How long somebody else may write (seconds) before we work from memory.
WAIT = 10.0
_LOOK_EVERY = 0.05

#: Work on an index that has the runs; until it is sure that they are as the index has them it may be in vain.
Work = Callable[[sqlite3.Connection, Sequence[Run], Sure], T]
#: Told of each run that cannot be read.
Damaged = Callable[[InputError], None]


def with_index(output: Path, runs: Sequence[Run], work: Work[T], damaged: Damaged) -> T:
    """What `work` gives, on an index that has these runs; in the file where that is possible.

    `work` is done again from the beginning where the file fails it. It raises `sqlite3.Error` for that.

    Raises:
        InputError: as `work`.
    """
    try:
        return with_file(output, runs, work, damaged)
    except (sqlite3.Error, OSError) as error:
        log.info("%s cannot be used (%s): working from memory", output / NAME, error)
    return in_memory(runs, work, damaged)


def in_memory(runs: Sequence[Run], work: Work[T], damaged: Damaged) -> T:
    """What `work` gives, on an index of these runs that is kept nowhere.

    Raises:
        InputError: as `work`.
    """
    with closing(_connected(":memory:")) as connection:
        create(connection)
        return work(connection, _taken_in(connection, runs, damaged), _is_sure)


def with_file(output: Path, runs: Sequence[Run], work: Work[T], damaged: Damaged) -> T:
    """As `with_index`, and only in the file.

    Raises:
        sqlite3.Error: it cannot be used.
        OSError: it cannot be opened, or the runs are kept elsewhere.
        InputError: as `work`.
    """
    if any(run.path.parent.absolute() != (output / RUNS).absolute() for run in runs):
        raise OSError("the runs are kept elsewhere")
    for _ in range(2):
        with _locked(output, fcntl.LOCK_SH), suppress(_BrokenError):
            for way in (_believing, _looking):
                with _opened(output) as connection, suppress(ChangedError):
                    if connection is not None:
                        return _on_file(connection, output, partial(way, connection, runs, work, damaged))
        with _locked(output, fcntl.LOCK_EX):
            _replace(output)
    raise sqlite3.DatabaseError("it is damaged again and again")


class _BrokenError(Exception):
    """The file is damaged, or what is in it does not fit together."""


def _on_file(connection: sqlite3.Connection, output: Path, work: Callable[[], T]) -> T:
    try:
        _prune(connection, output)
        return work()
    except sqlite3.Error as error:
        if not is_broken(error) and not str(error).startswith(("no such", "user-defined function")):
            raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # What is in it does not fit together. A defect of ours comes up again without the file.
        log.info("%s does not fit (%r): it is made again", output / NAME, error)
    _disown(connection)
    raise _BrokenError


def _disown(connection: sqlite3.Connection) -> None:
    """Has everybody take it for none of ours, however whole SQLite finds it."""
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DELETE FROM _meta")


def _believing(connection: sqlite3.Connection, runs: Sequence[Run], work: Work[T], _damaged: Damaged) -> T:
    """What `work` gives if all runs are as the index has them, which is looked up meanwhile.

    Raises:
        ChangedError: they are not; whatever came of it says nothing.
    """
    known = dict(connection.execute("SELECT name, seal FROM _runs"))
    if not known.keys() >= {run.name for run in runs}:
        raise ChangedError
    with believed(runs, known) as sure:
        try:
            result = work(connection, runs, sure)
        except Exception:
            sure()
            raise
        sure()
    keep_choice(connection)
    return result


def _looking(connection: sqlite3.Connection, runs: Sequence[Run], work: Work[T], damaged: Damaged) -> T:
    """What `work` gives when the index has all runs as they are."""
    result = work(connection, _taken_in(connection, runs, damaged), _is_sure)
    keep_choice(connection)
    return result


def _is_sure() -> None:
    """Nothing is awaited."""


def _taken_in(connection: sqlite3.Connection, runs: Sequence[Run], damaged: Damaged) -> list[Run]:
    return [run for run in runs if take_in(connection, run, damaged)]


def _prune(connection: sqlite3.Connection, output: Path) -> None:
    """Forgets the runs that are not kept any more."""
    kept = {path.name for path in newest_first(output)}
    known = [name for (name,) in connection.execute("SELECT name FROM _runs")]
    if gone := [name for name in known if name not in kept]:
        with writing(connection):
            for name in gone:
                forget(connection, name)
            sweep(connection)


@contextmanager
def _opened(output: Path) -> Iterator[sqlite3.Connection | None]:
    """The index in its file; None when what is there is none of this version."""
    path = output / NAME
    if not path.exists():
        yield None
        return
    with closing(_connected(str(path))) as connection:
        yield connection if is_ours(connection) else None


def _replace(output: Path) -> None:
    """Makes an empty index, unless somebody else has made one meanwhile."""
    with _opened(output) as connection:
        if connection is not None and _is_whole(connection):
            return
    path = output / NAME
    for name in (NAME, f"{NAME}-journal", f"{NAME}-wal", f"{NAME}-shm"):
        (output / name).unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    with closing(_connected(str(path))) as connection:
        create(connection)


def _is_whole(connection: sqlite3.Connection) -> bool:
    try:
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def _connected(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=WAIT, isolation_level=None)
    # What is written stays in memory until the end: others can read until then.
    connection.execute("PRAGMA cache_spill = OFF")
    add_beyond(connection)
    return connection


@contextmanager
def _locked(output: Path, how: int) -> Iterator[None]:
    """Holds the lock on the file's name, shared or alone.

    Raises:
        OSError: the directory cannot be written, or somebody else has the lock for too long.
    """
    descriptor = os.open(output / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        end = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(descriptor, how | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(_LOOK_EVERY)
        yield
    finally:
        os.close(descriptor)
