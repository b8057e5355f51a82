"""How many workers a run takes: from the devices, the processors, and the files that may be open."""

from __future__ import annotations

import os
import resource

from netcollect.errors import InputError

#: Sessions that one processor carries when most of them wait: enough that unreachable devices, which
#: wait longest, do not hold up the others.
PER_PROCESSOR = 128
#: Each of these is a process with an interpreter of its own.
PROCESSES_PER_PROCESSOR = 4
#: File descriptors: of one session and its output, of one worker process, and of all else.
PER_SESSION, PER_PROCESS, RESERVE = 2, 6, 64


def choose_workers(asked: int | None, devices: int, executor: str) -> int:
    """The number of workers, as asked for or chosen; the soft limit of open files is raised to fit.

    Raises:
        InputError: more were asked for than the hard limit of open files allows.
    """
    each = PER_PROCESS if executor == "process" else PER_SESSION
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _most(hard, each)
    wanted = min(asked or _chosen(executor), max(devices, 1))
    if asked and wanted > most:
        raise InputError.of(
            "--workers",
            f"{wanted} workers need about {wanted * each + RESERVE} open files; the hard limit is {hard}",
            f"take --workers {most}, or raise the limit (ulimit -Hn)",
        )
    wanted = max(1, min(wanted, most))
    need = wanted * each + RESERVE
    if soft != resource.RLIM_INFINITY and soft < need:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))
    return wanted


def _chosen(executor: str) -> int:
    processors = len(os.sched_getaffinity(0))
    return processors * (PROCESSES_PER_PROCESSOR if executor == "process" else PER_PROCESSOR)


def _most(hard: int, each: int) -> int:
    if hard == resource.RLIM_INFINITY:
        return 1_000_000
    return max(1, (hard - RESERVE) // each)
