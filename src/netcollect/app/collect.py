"""The use case: plan, submit, settle, store; this page reads like the picture of the house."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec import structs

from netcollect.archive import Run
from netcollect.collector import Collector
from netcollect.document import DeviceResult, RunResult, build_result
from netcollect.errors import InputError
from netcollect.executors import EXECUTORS, Pool, abandon
from netcollect.limits import Breaker, Caps, Queue, longest_first, make_room, values
from netcollect.model import Device, Failure, Job, Outcome
from netcollect.options import RunOptions
from netcollect.plan import Commands, Plan, plan
from netcollect.platforms import taught
from netcollect.session import hang_up_all, send_show
from netcollect.session.sessionlog import make_folder
from netcollect.store import History, RunDirectory, look_back

log = logging.getLogger("netcollect.run")


#: Gives the document with what rules say of a run, and stores the whole beside the outputs.
Judging = Callable[[RunResult, RunDirectory], RunResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who is told what happens during a run; called in the thread that runs it.

    `started` is called when a device's job is handed to a worker, perhaps for another try, and `finished`
    with each device's result.

    Examples:
        >>> watch = Watch(finished=lambda row: print(row.device, row.status))
        >>> result = collect(load_inventory("devices.yaml", limit=["ams*"]), "show clock", watch=watch)
        ams-ios-0001 ok
    """

    started: Callable[[Job], None] = lambda _job: None
    finished: Callable[[DeviceResult], None] = lambda _result: None


def collect(
    devices: Sequence[Device],
    commands: str | Sequence[str] | Commands,
    options: RunOptions | None = None,
    *,
    watch: Watch | None = None,
) -> RunResult:
    """Runs the commands on every device, stores the outputs, and gives the result document.

    A device's failure is part of the result, never an exception.

    Raises:
        InputError: with every problem of the devices, commands and options; nobody was contacted.
        OutputError: the outputs could not be written.

    Examples:
        >>> result = collect(load_inventory("devices.yaml"), ["show version", "show clock"])
        >>> result.status, result.counts.ok
        ('ok', 5)
    """
    _check_caller()
    return Collection(plan(devices, commands, options), watch).run()


def _check_caller() -> None:
    """Checks that this is no worker process that imports the script which started it, to run it once more.

    Raises:
        InputError: it is.
    """
    # The same word by which multiprocessing itself tells (multiprocessing/spawn.py).
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise InputError.of(
            "collect",
            "a worker process imports your script, which would run it once more",
            "put the call below `if __name__ == '__main__':`",
        )


class Collection:
    """One plan being carried out; `stop` may be called from a signal handler meanwhile.

    `judge` is called with the document before the run is finished, where rules are to be judged.
    """

    def __init__(self, planned: Plan, watch: Watch | None = None, judge: Judging | None = None) -> None:
        self._plan = planned
        self._judge = judge
        self._defect: Exception | None = None
        self._watch = watch or Watch()
        self._stopped: Failure | None = None
        self._collector: Collector | None = None

    def run(self) -> RunResult:
        """Carries the plan out; see `collect`."""
        started, clock = datetime.now(UTC), time.monotonic()
        options = self._plan.options
        storage, output = options.storage, Path(options.storage.output)
        if folder := options.session.session_log:
            make_folder(folder)
        make_room(self._plan.workers, options.executor)
        history = look_back(output, self._wanted(), redacted=storage.redact)
        with (
            taught(options.session.platform_files),
            self._executor() as executor,
            closing(
                RunDirectory.create(
                    output, layout=storage.layout, now=started, history=history, ignore=storage.ignore
                )
            ) as directory,
        ):
            rows = self._rows(executor, directory, history)
            result = build_result(
                run=directory.run,
                started=started,
                finished=datetime.now(UTC),
                seconds=time.monotonic() - clock,
                directory=str(directory.path),
                inventory=options.inventory,
                rows=rows,
                interrupted=self._stopped is not None,
                follows=options.follows,
                redacted=storage.redact,
                ignore=storage.ignore,
                limit=options.limit,
            )
            result = self._told(result, directory, history)
            directory.finish(result, storage.keeping)
        if self._defect is not None:
            raise self._defect
        return result

    def _told(self, result: RunResult, directory: RunDirectory, history: History) -> RunResult:
        """The document with what changed and what rules say; what goes wrong in that is raised in the end.

        A run that is collected must not be lost. Whoever interrupts one does not wait for this.
        """
        for tell in (partial(_with_changes, history=history), self._judge):
            if tell is None or self._stopped:
                continue
            try:
                result = tell(result, directory)
            except Exception as error:  # noqa: BLE001 (whatever it is, the outputs are there)
                self._defect = self._defect or error
        return result

    def _wanted(self) -> set[tuple[str, str]]:
        return {(job.device.name, each) for job in self._plan.jobs for each in job.commands}

    def stop(self, why: Failure) -> bool:
        """Ends the run soon: nothing new starts, what is complete is kept; safe in a signal handler.

        Returns:
            False when nothing has begun yet, so that there is nothing to keep: whoever can may leave at once.
        """
        self._stopped = why
        if self._collector is None:
            return False
        self._collector.stop(why)
        return True

    @contextmanager
    def _executor(self) -> Iterator[Executor]:
        """What carries the sessions; left without waiting for it when the run ends before they do."""
        options, whole = self._plan.options, False
        pool = Pool(
            workers=self._plan.workers,
            scheduler=options.cluster.scheduler,
            resource=_resource(options.cluster.pin),
        )
        executor = EXECUTORS[options.executor](pool)
        try:
            yield executor
            whole = self._collector is not None and not self._collector.left_behind
        finally:
            if whole:
                executor.shutdown()
            else:
                hang_up_all()
                abandon(executor)

    def _rows(self, executor: Executor, directory: RunDirectory, history: History) -> list[DeviceResult]:
        """Submits everything, writes each outcome as it completes, and gives the rows in inventory order."""
        options, jobs = self._plan.options, self._plan.jobs
        rows: list[DeviceResult | None] = [None] * len(jobs)
        mask: Callable[[Outcome], Outcome] | None = None
        if options.storage.redact:
            from netcollect.redaction import new_key, without_secrets  # noqa: PLC0415 (slow to import)

            key = new_key()  # of this run's masks; it is kept nowhere
            mask = partial(without_secrets, key=key)
            jobs = tuple(structs.replace(job, options=replace(job.options, mask_key=key)) for job in jobs)
        log.info("%d devices, %d workers, executor %s", len(jobs), self._plan.workers, options.executor)
        self._collector = Collector(
            executor,
            send_show,
            self._queue(jobs, history),
            workers=self._plan.workers,
            on_start=self._started,
        )
        if self._stopped:
            self._collector.stop(self._stopped)
        for outcome in self._collector.run(run_timeout=options.limits.run_timeout):
            row = rows[outcome.job.place] = directory.write(mask(outcome) if mask else outcome)
            self._finished(row)
        return [row for row in rows if row]

    def _queue(self, jobs: Sequence[Job], history: History) -> Queue:
        limits = self._plan.options.limits
        return Queue(
            longest_first(jobs, history.seconds, history.whole),
            limits.retries,
            Caps(limits.max_per),
            Breaker(limits.max_rejections),
            limits.ramp,
        )

    def _started(self, job: Job) -> None:
        log.info("===> %s", job.device.name)
        self._watch.started(job)

    def _finished(self, row: DeviceResult) -> None:
        why = f" {row.error.kind}: {row.error.message}" if row.error else ""
        log.info("<=== %s %s %.2f s%s", row.device, row.status, row.seconds, why)
        self._watch.finished(row)


def _with_changes(result: RunResult, directory: RunDirectory, *, history: History) -> RunResult:
    """The document with what changed."""
    if not result.changed:
        return result
    from netcollect.compare import changes  # noqa: PLC0415 (templates are not on the path of every run)

    run = Run.with_document(directory.path, result)
    return structs.replace(result, changes=changes(run, history.outputs))


def _resource(pin: str | None) -> Callable[..., str | None]:
    """Which resource of a cluster's workers a job wants: `site-ams`, where devices are pinned by `site`."""

    def wanted(device: Device, *_args: object) -> str | None:
        value = next(iter(values(device, pin)), None) if pin else None
        return None if value is None else f"{pin}-{value}"

    return wanted
