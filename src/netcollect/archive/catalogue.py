"""Which runs an output directory has; a listing reads no output, and a manifest only when it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from netcollect.archive.run import MANIFEST, RUN_NAME, RUNS, Run
from netcollect.errors import InputError

log = logging.getLogger("netcollect.archive")

#: What is told of a run that cannot be read.
Damaged = Callable[[InputError], None]
#: How much of a run's name is the time at which it began.
_STAMP = len("20261123T151100Z")


def warn_of(problem: InputError) -> None:
    """Logs that a run is left out."""
    log.warning("left out: %s", problem)


def runs(directory: str | Path = "output", *, damaged: Damaged = warn_of) -> Iterator[Run]:
    """The finished runs that are kept in an output directory, the newest first, each with its document read.

    A run is read when its turn comes. One whose manifest is damaged or foreign is left out and handed to
    `damaged`, which logs a warning unless you give another; it never hides the others.

    Examples:
        >>> for run in runs("output"):
        ...     print(run.name, run.document.counts.ok, "of", run.document.counts.devices)
        20261124T151100Z-81c0 3 of 3
        20261123T151100Z-7f3a 2 of 3
    """
    return readable(finished(Path(directory)), damaged)


def readable(found: Iterable[Run], damaged: Damaged = warn_of) -> Iterator[Run]:
    """Those of the runs whose manifest can be read; the others are handed to `damaged`."""
    for run in found:
        try:
            _ = run.document
        except InputError as error:
            damaged(error)
        else:
            yield run


def finished(output: Path) -> Iterator[Run]:
    """The runs that have a manifest, the newest first, none of them read yet."""
    return map(Run, newest_first(output))


def newest_first(output: Path) -> list[Path]:
    """The directories of the runs that have a manifest, the newest first."""
    # A name tells the second; of two runs of one second the newer is the one that finished later.
    found = []
    for run in _run_directories(output):
        with suppress(OSError):
            found.append((begun_at(run.name), (run / MANIFEST).stat().st_mtime_ns, run))
    return [run for *_, run in sorted(found, reverse=True)]


def begun_at(name: str) -> str:
    """The start in a run's name, `20261123T151100Z`: of two such texts the smaller one is earlier."""
    return name[:_STAMP]


def unfinished(output: Path) -> Iterator[Path]:
    """The directories of runs that have no manifest, by name: they were killed, or are still under way."""
    for run in sorted(_run_directories(output)):
        with suppress(OSError):
            if not (run / MANIFEST).exists():
                yield run


def _run_directories(output: Path) -> list[Path]:
    try:
        return [path for path in (output / RUNS).iterdir() if RUN_NAME.match(path.name)]
    except OSError:
        return []
