"""The executors by name: each is a plain `concurrent.futures.Executor` and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from netcollect.executors.processes import Processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What an executor is made of: how many jobs it runs at a time, and, for a cluster, where it is.

    `scheduler` is a cluster's address, None for one on this machine; devices are worked on near them by
    their value of the inventory key `pin`.
    """

    workers: int
    scheduler: str | None = None
    pin: str | None = None


def _threads(pool: Pool) -> Executor:
    return ThreadPoolExecutor(pool.workers, thread_name_prefix="collect")


def _processes(pool: Pool) -> Executor:
    return Processes(pool.workers)


def _cluster(pool: Pool) -> Executor:
    from netcollect.executors.cluster import Cluster  # noqa: PLC0415 (dask is an extra, and slow to import)

    return Cluster(pool.workers, pool.scheduler, pool.pin)


#: A new executor is one row: a function from a `Pool` to an `Executor`.
EXECUTORS: Mapping[str, Callable[[Pool], Executor]] = {
    "thread": _threads,
    "process": _processes,
    "dask": _cluster,
}

#: Those whose workers share the collector's memory, and can call it back.
NEAR = frozenset({"thread"})


def abandon(executor: Executor) -> None:
    """Leaves an executor without waiting for what runs in it; worker processes are ended.

    `shutdown` alone would wait for ever, here or when the interpreter exits, if one worker is stuck.
    """
    terminate = getattr(executor, "terminate", None)
    if terminate is None:
        executor.shutdown(wait=False, cancel_futures=True)
    else:
        terminate()
