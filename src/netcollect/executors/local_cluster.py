"""A dask cluster on this machine for the time of a run: its processes, from their start to their end."""

from __future__ import annotations

import logging
import math
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.forkserver import ensure_running
from typing import Any

from netcollect.processors import usable_processors

#: What the processes have in common and need not import each: nearly a second for dask and netmiko.
_PRELOAD = ["distributed", "netcollect.session.show", "netcollect.executors.cluster"]
#: How long the end of workers that were killed is waited for, and how often it is tried (seconds).
_KILLED, _AGAIN = 10.0, 0.05


def start(distributed: Any, workers: int) -> Any:
    """A process for each processor, with threads in each for the sessions."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOAD)
    ensure_running()
    processes = min(workers, usable_processors())
    return distributed.LocalCluster(
        n_workers=processes,
        threads_per_worker=math.ceil(workers / processes),
        host="127.0.0.1",
        # With keys of its own, or everybody on this machine could read the jobs, and give it some.
        security=True,
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
        # A job whose worker died is the run's to try again, and is not tried in silence.
        scheduler_kwargs={"allowed_failures": 0, "dashboard": False},
        silence_logs=logging.CRITICAL,
    )


def close(local: Any, patience: float) -> None:
    """Closes a cluster of this machine; workers that are still there after `patience` (seconds) are killed.

    dask itself, when its own timeout is up, leaves everything as it is: processes, threads and sockets.
    """
    workers = nannies(local)
    closing = threading.Thread(target=_close, args=(local,), name="netcollect-closing", daemon=True)
    closing.start()
    closing.join(patience)
    until = time.monotonic() + _KILLED
    while closing.is_alive() and time.monotonic() < until:
        kill(workers)
        closing.join(_AGAIN)


def _close(local: Any) -> None:
    # What dask says when its workers were killed is nobody's news.
    with suppress(Exception):
        local.close()


def nannies(local: Any) -> list[Any]:
    """What looks after the worker processes of a cluster of this machine; nothing, if it is another's."""
    return [] if local is None else list(local.workers.values())


def kill(workers: list[Any]) -> None:
    """Kills their worker processes; a nanny has none when its own has ended."""
    for nanny in workers:
        with suppress(ProcessLookupError, TypeError):
            os.kill(nanny.pid, signal.SIGKILL)
