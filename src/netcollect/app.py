"""The use case: plan, submit, settle, store, report; this page reads like the picture of the house."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from netcollect.collector import Collector
from netcollect.executors import DEFAULT_WORKERS, EXECUTORS, abandon
from netcollect.limits import Queue
from netcollect.model import Device, DeviceResult, Failure, Job, RunResult, SessionOptions
from netcollect.plan import Commands, make_jobs
from netcollect.session import hang_up_all, send_show
from netcollect.store import Layout, RunDirectory, build_result

log = logging.getLogger("netcollect.run")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run is carried out; every field has the meaning of the flag of the same name.

    `workers` None chooses by the number of devices; `run_timeout` is in seconds, None is without end.
    `inventory` is what the document says of where the devices came from.
    """

    output: str | Path = "output"
    layout: Layout = "device"
    executor: str = "thread"
    workers: int | None = None
    retries: int = 0
    run_timeout: float | None = None
    session: SessionOptions = field(default_factory=SessionOptions)
    inventory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who is told what happens during a run; called in the thread that runs it."""

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
        InputError: a command may not be sent, or there is nothing to do; nobody was contacted.
        OutputError: the outputs could not be written.
    """
    chosen = options or RunOptions()
    jobs = make_jobs(devices, as_commands(commands), chosen.session)
    return Run(jobs, chosen, watch or Watch()).execute()


def as_commands(commands: str | Sequence[str] | Commands) -> Commands:
    """What `collect` takes as commands, in its full form."""
    if isinstance(commands, Commands):
        return commands
    return Commands((commands,) if isinstance(commands, str) else tuple(commands))


class Run:
    """One run over planned jobs; `stop` may be called from a signal handler while it executes."""

    def __init__(self, jobs: Sequence[Job], options: RunOptions, watch: Watch) -> None:
        self._jobs = jobs
        self._options = options
        self._watch = watch
        self._interrupted = False
        self._collector: Collector | None = None

    @property
    def workers(self) -> int:
        """How many jobs run at a time."""
        return min(self._options.workers or DEFAULT_WORKERS, len(self._jobs))

    def execute(self) -> RunResult:
        """Carries the run out; see `collect`."""
        started, clock = datetime.now(UTC), time.monotonic()
        directory = RunDirectory.create(Path(self._options.output), layout=self._options.layout, now=started)
        rows = self._rows(directory)
        result = build_result(
            run=directory.run,
            started=started,
            finished=datetime.now(UTC),
            seconds=time.monotonic() - clock,
            directory=str(directory.path),
            inventory=self._options.inventory,
            rows=[rows[job.device.name] for job in self._jobs],
            interrupted=self._interrupted,
        )
        directory.finish(result)
        return result

    def stop(self, why: Failure) -> None:
        """Ends the run soon: nothing new starts, what is complete is kept; safe in a signal handler."""
        self._interrupted = True
        if self._collector:
            self._collector.stop(why)

    def _rows(self, directory: RunDirectory) -> dict[str, DeviceResult]:
        """Submits everything, and writes each outcome as it completes."""
        options, rows, whole = self._options, dict[str, DeviceResult](), False
        executor = EXECUTORS[options.executor](self.workers)
        self._collector = Collector(executor, send_show, workers=self.workers, on_start=self._started)
        try:
            for outcome in self._collector.run(
                Queue(self._jobs, options.retries), run_timeout=options.run_timeout
            ):
                row = rows[outcome.job.device.name] = directory.write(outcome)
                self._finished(row)
            whole = not self._collector.stopped
        finally:
            if whole:
                executor.shutdown()
            else:
                hang_up_all()
                abandon(executor)
        return rows

    def _started(self, job: Job) -> None:
        log.info("===> %s", job.device.name)
        self._watch.started(job)

    def _finished(self, row: DeviceResult) -> None:
        why = f" {row.error.kind}: {row.error.message}" if row.error else ""
        log.info("<=== %s %s %.2f s%s", row.device, row.status, row.seconds, why)
        self._watch.finished(row)
