"""The use case: plan, submit, settle, store, report; this page reads like the picture of the house."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from netcollect import inventory
from netcollect.collector import Collector
from netcollect.credentials import follow_references
from netcollect.document import DeviceResult, RunResult, build_result
from netcollect.executors import EXECUTORS, NEAR, Pool, abandon
from netcollect.executors.cluster import check_address
from netcollect.limits import REJECTIONS, Breaker, Caps, Queue, choose_workers, longest_first
from netcollect.model import Device, Failure, Job, SessionOptions
from netcollect.plan import Commands, make_jobs
from netcollect.platforms import taught
from netcollect.redaction import new_key, without_secrets
from netcollect.session import hang_up_all, send_show
from netcollect.session.sessionlog import make_folder
from netcollect.store import History, Keeping, Layout, RunDirectory, look_back

log = logging.getLogger("netcollect.run")

#: New sessions a second: a fleet's logins do not fall upon one AAA server in the same moment.
RAMP = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run is carried out; every field has the meaning of the flag of the same name.

    `workers` None chooses by devices, processors and open files; `run_timeout` is in seconds, None is
    without end. `max_per` caps the sessions at a time by inventory key, `ramp` the new ones a second.
    After `max_rejections` refused logins in a row a credential is not tried any more; 0 always tries.
    `inventory` is what the document says of where the devices came from, `follows` the run that this one
    carries on; `plaintext` lets credentials go to a `scheduler` at tcp://, too; `keeping` is what stays of
    earlier runs. `redact` stores outputs and errors with what looks like a secret masked.
    """

    output: str | Path = "output"
    layout: Layout = "device"
    executor: str = "thread"
    workers: int | None = None
    scheduler: str | None = None
    pin: str | None = None
    plaintext: bool = False
    max_per: Mapping[str, int] = field(default_factory=dict)
    ramp: float | None = RAMP
    max_rejections: int = REJECTIONS
    retries: int = 0
    run_timeout: float | None = None
    session: SessionOptions = field(default_factory=SessionOptions)
    inventory: tuple[str, ...] = ()
    follows: str | None = None
    keeping: Keeping = field(default_factory=Keeping)
    redact: bool = False


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
        InputError: a command may not be sent, two devices would share a file, credentials would cross a
            network in the clear, or there is nothing to do; nobody was contacted.
        OutputError: the outputs could not be written.
    """
    chosen = options or RunOptions()
    inventory.check_names(device.name for device in devices)
    jobs = make_jobs(devices, as_commands(commands), chosen.session)
    return Run(jobs, chosen, watch or Watch()).execute()


def load_inventory(*paths: str | Path, limit: Sequence[str] = ()) -> list[Device]:
    """The devices of one or more inventory files, in their order, ready to be logged in to.

    Args:
        paths: YAML files in any of the formats; they are told apart by shape.
        limit: as `--limit`.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key; or with every
            secret that a reference (`env:NAME`) names and that cannot be had.
    """
    return follow_references(inventory.load_inventory(*paths, limit=limit))


def as_commands(commands: str | Sequence[str] | Commands) -> Commands:
    """What `collect` takes as commands, in its full form."""
    if isinstance(commands, Commands):
        return commands
    return Commands((commands,) if isinstance(commands, str) else tuple(commands))


class Run:
    """One run over planned jobs; `stop` may be called from a signal handler while it executes."""

    def __init__(self, jobs: Sequence[Job], options: RunOptions, watch: Watch) -> None:
        if options.scheduler:
            check_address(options.scheduler, allow_plain=options.plaintext)
        self._jobs = jobs
        self._options = options
        self._watch = watch
        self._stopped: Failure | None = None
        self._collector: Collector | None = None
        #: How many jobs run at a time.
        self.workers = choose_workers(options.workers, len(jobs), options.executor)

    def execute(self) -> RunResult:
        """Carries the run out; see `collect`."""
        started, clock = datetime.now(UTC), time.monotonic()
        options, output = self._options, Path(self._options.output)
        if folder := options.session.session_log:
            make_folder(folder)
        history = look_back(output, self._wanted(), redacted=options.redact)
        with (
            taught(options.session.platform_files),
            self._executor() as executor,
            closing(
                RunDirectory.create(output, layout=options.layout, now=started, history=history)
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
                redacted=options.redact,
            )
            directory.finish(result, options.keeping)
        return result

    def _wanted(self) -> set[tuple[str, str]]:
        return {(job.device.name, each) for job in self._jobs for each in job.commands}

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
        options, whole = self._options, False
        executor = EXECUTORS[options.executor](
            Pool(workers=self.workers, scheduler=options.scheduler, pin=options.pin)
        )
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
        options = self._options
        rows: list[DeviceResult | None] = [None] * len(self._jobs)
        key = new_key()  # of this run's masks; it is kept nowhere
        log.info("%d devices, %d workers, executor %s", len(self._jobs), self.workers, options.executor)
        self._collector = Collector(
            executor,
            send_show,
            workers=self.workers,
            tells_logins=options.executor in NEAR,
            on_start=self._started,
        )
        if self._stopped:
            self._collector.stop(self._stopped)
        for outcome in self._collector.run(self._queue(history), run_timeout=options.run_timeout):
            if options.redact:
                outcome = without_secrets(outcome, key)  # noqa: PLW2901 (from here on there is no other)
            row = rows[outcome.job.place] = directory.write(outcome)
            self._finished(row)
        return [row for row in rows if row]

    def _queue(self, history: History) -> Queue:
        options = self._options
        return Queue(
            longest_first(self._jobs, history.seconds, history.whole),
            options.retries,
            Caps(options.max_per),
            Breaker(options.max_rejections),
            options.ramp,
        )

    def _started(self, job: Job) -> None:
        log.info("===> %s", job.device.name)
        self._watch.started(job)

    def _finished(self, row: DeviceResult) -> None:
        why = f" {row.error.kind}: {row.error.message}" if row.error else ""
        log.info("<=== %s %s %.2f s%s", row.device, row.status, row.seconds, why)
        self._watch.finished(row)
