"""`collect` and `collect run`: parse, build, run, report."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.afterwards import afterwards, check_afterwards
from netcollect.cli.flags import RunFlags
from netcollect.cli.help import GroupedCommand
from netcollect.cli.messages import EndedError, early, warn
from netcollect.cli.options import LOGGING_OPTIONS, LOGIN_OPTIONS, SELECTION_OPTIONS, together
from netcollect.cli.run_options import (
    CLUSTER_OPTIONS,
    COMMAND_OPTIONS,
    JOB_OPTION,
    LIMIT_OPTIONS,
    RUN_OPTIONS,
    SESSION_OPTIONS,
    STORAGE_OPTIONS,
)
from netcollect.errors import ErrorKind, InputError, OutputError

if TYPE_CHECKING:
    from netcollect.app.audit import RunRules
    from netcollect.app.collect import Collection
    from netcollect.document import DeviceResult, RunResult
    from netcollect.plan import Plan
    from netcollect.report.formats import Reporter


@click.command(cls=GroupedCommand, short_help="Run commands on devices (the default).")
@together(
    JOB_OPTION,
    SELECTION_OPTIONS,
    COMMAND_OPTIONS,
    STORAGE_OPTIONS,
    RUN_OPTIONS,
    LIMIT_OPTIONS,
    CLUSTER_OPTIONS,
    SESSION_OPTIONS,
    LOGIN_OPTIONS,
    LOGGING_OPTIONS,
)
@click.pass_context
def run(ctx: click.Context, /, **given: Any) -> int:
    """Run commands on devices and keep the outputs as evidence."""
    from netcollect.cli.build import NothingToDoError, build_plan  # noqa: PLC0415 (not on the path of --help)

    flags = RunFlags(**given)
    rules = _rules(flags)
    try:
        planned = build_plan(flags, ctx.get_parameter_source, rules)
    except NothingToDoError as error:
        click.echo(str(error), err=True)
        return 0
    if flags.dry_run:
        from netcollect.cli.dry import show_plan  # noqa: PLC0415

        show_plan(planned, flags.form)
        return 0
    return execute(planned, flags, rules)


def _rules(flags: RunFlags) -> RunRules | None:
    """The rules that the run is judged by.

    Raises:
        InputError: they are wrong, or there are none and their result is wanted.
    """
    if not flags.rules:
        if flags.junit:
            raise InputError.of("--junit", "there are no rules to tell of", "add --rules")
        return None
    from netcollect.app.audit import rules_for_run  # noqa: PLC0415 (not on the path of every run)

    return rules_for_run(flags.rules, Path(flags.output), flags.templates)


def execute(planned: Plan, flags: RunFlags, rules: RunRules | None = None) -> int:
    """Carries the plan out with progress, log and report; gives the exit status.

    Raises:
        InputError: rows are to be reported, and the templates are not as they should be; or the report or the
            commit has no place to be written to.
    """
    from netcollect.app.collect import Collection, Watch  # noqa: PLC0415
    from netcollect.cli.dry import unanswered  # noqa: PLC0415
    from netcollect.cli.logs import start_logging, wants_color  # noqa: PLC0415
    from netcollect.report import Progress  # noqa: PLC0415

    # Before anyone is contacted: it may find something wrong with the templates.
    reporter = _Outlasting(_reporter(flags, planned))
    check_afterwards(flags)
    for line in unanswered(planned) if not flags.quiet else ():
        warn(line)
    color, drawn = wants_color(flags.color, sys.stderr), sys.stderr.isatty()
    enabled = drawn and not (flags.no_progress or flags.quiet)
    with Progress(sys.stderr, total=len(planned.jobs), enabled=enabled, color=color) as progress:
        start_logging(flags, progress.handler())

        def finished(row: Any) -> None:
            progress.finished(row)
            reporter.device(row)

        watch = Watch(started=progress.started, finished=finished)
        collection = Collection(planned, watch, rules.judge if rules else None)
        with _signals(collection) as caught:
            result = collection.run()
    reporter.finish(result)
    written = afterwards(result, flags)
    if reporter.error:
        raise OutputError("stdout", reporter.error.strerror or str(reporter.error))
    return status_of(result, caught) or reporter.status or written


class _Outlasting:
    """A reporter that is silent once stdout takes nothing more: the run is stored all the same."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self.error: OSError | None = None

    @property
    def status(self) -> int:
        """The reporter's own."""
        return getattr(self._reporter, "status", 0)

    def device(self, row: DeviceResult) -> None:
        """See `Reporter.device`."""
        with self._noting():
            self._reporter.device(row)

    def finish(self, result: RunResult) -> None:
        """See `Reporter.finish`."""
        with self._noting():
            self._reporter.finish(result, Path(result.directory))
            sys.stdout.flush()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.filename is not None:  # it is another file
                raise
            self.error = self.error or error


def _reporter(flags: RunFlags, planned: Plan) -> Reporter:
    from netcollect.cli.answers import RowsReporter  # noqa: PLC0415
    from netcollect.cli.logs import wants_color  # noqa: PLC0415
    from netcollect.report import FORMATS  # noqa: PLC0415

    if flags.form not in FORMATS:
        return RowsReporter(flags, planned)
    return FORMATS[flags.form](sys.stdout, color=wants_color(flags.color, sys.stdout))


def status_of(result: RunResult, caught: list[int]) -> int:
    """The contract's exit status: what was not collected goes before what rules say."""
    if caught:
        return 128 + caught[0]
    if result.status != "ok":
        return 1
    if result.audit and result.audit.violated:
        return 3
    return int(bool(result.audit and result.audit.unknown))


@contextmanager
def _signals(collection: Collection) -> Iterator[list[int]]:
    """Ends the run politely at the first signal, and at once at the second, or when nothing has begun yet.

    A terminal that is closed ends it too (SIGHUP), unless it was started to outlive that (`nohup`).
    """
    from netcollect.model import Failure  # noqa: PLC0415

    caught: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if caught:
            os._exit(128 + number)
        caught.append(number)
        if not collection.stop(
            Failure(ErrorKind.CANCELLED, f"the run was ended by {signal.Signals(number).name}")
        ):
            raise EndedError(number)

    if early:
        raise EndedError(early[0])
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, handle) for number in numbers]
    try:
        yield caught
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
