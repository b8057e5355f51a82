"""The executors by name: each is a plain `concurrent.futures.Executor` and nothing else.

Each is imported when it is used: `--help` knows them all and must not wait for any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What an executor is made of: how many jobs it runs at a time, and, for a cluster, where it is.

    `scheduler` is a cluster's address, None for one on this machine. `resource` says, from a job's
    arguments, which resource a worker should have that takes it; None for no matter which.
    """

    workers: int
    scheduler: str | None = None
    resource: Callable[..., str | None] = lambda *_args: None


def _threads(pool: Pool) -> Executor:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    return ThreadPoolExecutor(pool.workers, thread_name_prefix="collect")


def _processes(pool: Pool) -> Executor:
    from netcollect.executors.processes import Processes  # noqa: PLC0415

    return Processes(pool.workers)


def _cluster(pool: Pool) -> Executor:
    from netcollect.executors.cluster import Cluster  # noqa: PLC0415 (dask is an extra, and slow to import)

    return Cluster(pool.workers, pool.scheduler, pool.resource)


#: A new executor is one row: a function from a `Pool` to an `Executor`.
EXECUTORS: Mapping[str, Callable[[Pool], Executor]] = {
    "thread": _threads,
    "process": _processes,
    "dask": _cluster,
}


def abandon(executor: Executor) -> None:
    """Leaves an executor without waiting for what runs in it; worker processes are ended.

    `shutdown` alone would wait for ever, here or when the interpreter exits, if one worker is stuck.
    """
    terminate: Any = getattr(executor, "terminate", None)
    if terminate is None:
        executor.shutdown(wait=False, cancel_futures=True)
    else:
        terminate()
