"""The executors by name: each is a plain `concurrent.futures.Executor` and nothing else."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

DEFAULT_WORKERS = 20


def _threads(workers: int) -> Executor:
    return ThreadPoolExecutor(workers, thread_name_prefix="collect")


def _processes(workers: int) -> Executor:
    # Forking a process that has threads can deadlock the child. A fork server has none, and with the
    # session imported once its children need not pay half a second for netmiko each.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["netcollect.session.show"])
    return ProcessPoolExecutor(workers, mp_context=context)


#: A new executor is one row: a function from a number of workers to an `Executor`.
EXECUTORS: Mapping[str, Callable[[int], Executor]] = {
    "thread": _threads,
    "process": _processes,
}


def abandon(executor: Executor) -> None:
    """Leaves an executor without waiting for what runs in it; worker processes are ended.

    `shutdown` alone would wait for ever, here or when the interpreter exits, if one worker is stuck.
    """
    # A process pool keeps its children to itself in this Python; `active_children` is public, but
    # knows everybody's. Only this pool's are ended.
    processes = dict(getattr(executor, "_processes", None) or {})
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes.values():
        process.terminate()
