"""How many workers a run takes: from the devices, the processors, and the files that may be open."""

from __future__ import annotations

import resource

from netcollect.errors import InputError
from netcollect.processors import usable_processors

#: Sessions that one processor carries when most of them wait: enough that unreachable devices, which
#: wait longest, do not hold up the others.
PER_PROCESSOR = 128
#: File descriptors: of one session and its output, of one worker process, and of all else.
PER_SESSION, PER_PROCESS, RESERVE = 2, 6, 64
#: Worker processes beside one for each processor: those with a single job (`executors.processes.ALONE`).
MORE_PROCESSES = 8


def choose_workers(asked: int | None, devices: int, executor: str) -> int:
    """The number of workers, as asked for or chosen; as many files have to be open, see `make_room`.

    Raises:
        InputError: more were asked for than the hard limit of open files allows.
    """
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    reserve = _reserve(executor)
    most = _most(hard, reserve)
    wanted = min(asked or usable_processors() * PER_PROCESSOR, max(devices, 1))
    need = wanted * PER_SESSION + reserve
    if asked and wanted > most:
        raise InputError.of(
            "workers",
            f"{wanted} workers need about {need} open files; the hard limit is {hard}",
            f"raise the limit (ulimit -Hn), or take LimitOptions(workers={most})",
        )
    return max(1, min(wanted, most))


def make_room(workers: int, executor: str) -> None:
    """Raises this process's soft limit of open files to what so many workers need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = workers * PER_SESSION + _reserve(executor)
    if soft != resource.RLIM_INFINITY and soft < need:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))


def _reserve(executor: str) -> int:
    """The files that are open beside those of the sessions."""
    if executor != "process":
        return RESERVE
    return RESERVE + PER_PROCESS * (usable_processors() + MORE_PROCESSES)


def _most(hard: int, reserve: int) -> int:
    if hard == resource.RLIM_INFINITY:
        return 1_000_000
    return max(1, (hard - reserve) // PER_SESSION)
