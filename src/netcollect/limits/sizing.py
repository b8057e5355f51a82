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
    """The number of workers, as asked for or chosen; the soft limit of open files is raised to fit.

    Raises:
        InputError: more were asked for than the hard limit of open files allows.
    """
    processors = usable_processors()
    reserve = RESERVE
    if executor == "process":
        reserve += PER_PROCESS * (processors + MORE_PROCESSES)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _most(hard, reserve)
    wanted = min(asked or processors * PER_PROCESSOR, max(devices, 1))
    need = wanted * PER_SESSION + reserve
    if asked and wanted > most:
        raise InputError.of(
            "--workers",
            f"{wanted} workers need about {need} open files; the hard limit is {hard}",
            f"take --workers {most}, or raise the limit (ulimit -Hn)",
        )
    wanted = max(1, min(wanted, most))
    need = wanted * PER_SESSION + reserve
    if soft != resource.RLIM_INFINITY and soft < need:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))
    return wanted


def _most(hard: int, reserve: int) -> int:
    if hard == resource.RLIM_INFINITY:
        return 1_000_000
    return max(1, (hard - reserve) // PER_SESSION)
