"""`collect` and `collect run`: parse, build, run, report."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flow import FLOW
from netcollect.cli.messages import EndedError, early, warn
from netcollect.cli.options import CREDENTIALS, JOB, SELECTION, TALK, Lines, Pattern, option, together
from netcollect.cli.selection import selected
from netcollect.errors import ErrorKind, InputError

if TYPE_CHECKING:
    from netcollect.app import Run, RunOptions
    from netcollect.document import RunResult
    from netcollect.inventory import JobFile
    from netcollect.model import Device, Job
    from netcollect.plan import Commands


class NothingToDoError(Exception):
    """There is nothing to do, and that is good."""


COMMANDS = together(
    option(
        "-c",
        "--command",
        "commands",
        type=Lines(),
        multiple=True,
        metavar="TEXT",
        help="A command; repeatable, all of a device's commands share one session.",
    ),
    option(
        "--commands-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="One command a line; # comments.",
    ),
    option(
        "--allow-command",
        type=Pattern(),
        multiple=True,
        metavar="REGEX",
        help="Send also commands that do more than to read, if this matches them as a whole. Repeatable.",
    ),
    option(
        "--platform-files",
        metavar="DIR",
        help="Your own YAML files on platforms: error texts, reading commands, and the like.",
    ),
)
STORE = together(
    option("-o", "--output", default="output", show_default=True, metavar="DIR", help="Where runs are kept."),
    option(
        "--layout",
        type=click.Choice(["device", "command"]),
        default="device",
        show_default=True,
        help="One file a device, or one a device and command.",
    ),
    option(
        "--format",
        "form",
        type=click.Choice(["summary", "text", "json", "jsonl"]),
        default="summary",
        show_default=True,
        help="What stdout carries; text is the outputs themselves.",
    ),
    option("--redact", is_flag=True, help="Store outputs with passwords, keys and communities masked."),
    option("--last-good", is_flag=True, help="Link each device's newest complete output under DIR/current."),
    option("--keep", type=click.IntRange(1, 10**6), metavar="N", help="Remove all finished runs but N."),
    option(
        "--keep-days",
        type=click.FloatRange(0, 10**5),
        metavar="N",
        help="Remove finished runs that are older; with --keep, a run stays that one of the two keeps.",
    ),
)


@click.command(short_help="Run commands on devices (the default).")
@together(JOB, SELECTION, COMMANDS, STORE, FLOW, CREDENTIALS, TALK)
@click.pass_context
def run(ctx: click.Context, /, **flags: Any) -> int:
    """Run commands on devices and keep the outputs as evidence."""
    try:
        jobs, options = build(ctx, flags)
    except NothingToDoError as error:
        click.echo(str(error), err=True)
        return 0
    if flags["dry_run"]:
        from netcollect.cli.dry import show_plan  # noqa: PLC0415

        show_plan(jobs, options.layout, flags["form"])
        return 0
    return execute(jobs, options, flags)


def build(ctx: click.Context, flags: dict[str, Any]) -> tuple[list[Job], RunOptions]:
    """What the flags, the variables and the job file ask for, checked as a whole.

    Raises:
        InputError: something of it is wrong; nobody was contacted.
    """
    from netcollect.cli.login import with_logins  # noqa: PLC0415 (none of these is on the path of --help)
    from netcollect.executors.cluster import check_address  # noqa: PLC0415
    from netcollect.inventory import load_platform_files  # noqa: PLC0415
    from netcollect.limits import check_caps, parse_cap  # noqa: PLC0415
    from netcollect.model import HostKeys, SessionOptions  # noqa: PLC0415
    from netcollect.plan import make_jobs  # noqa: PLC0415
    from netcollect.store import Keeping  # noqa: PLC0415

    session = SessionOptions(
        connect_timeout=flags["connect_timeout"],
        read_timeout=flags["read_timeout"],
        device_timeout=flags["device_timeout"],
        max_output=flags["max_output"],
        accept_banner=flags["accept_banner"],
        require_enable=flags["require_enable"],
        host_keys=HostKeys(flags["host_keys"]),
        known_hosts=flags["known_hosts"],
        ssh_config=flags["ssh_config"],
        use_agent=flags["agent"],
        allow_commands=tuple(flags["allow_command"]),
        session_log=flags["session_log"],
        platform_files=load_platform_files(flags["platform_files"]) if flags["platform_files"] else (),
    )
    if session.session_log and flags["redact"]:
        warn("--session-log holds what devices say before --redact masks it")
    if flags["dask_scheduler"]:
        check_address(flags["dask_scheduler"], allow_plain=flags["dask_allow_plaintext"])
    follows, devices = _failed_before(flags, selected(flags, "collect --inventory devices.yaml …"))
    devices = with_logins(ctx, devices)
    from netcollect.app import RunOptions  # noqa: PLC0415

    caps = dict(map(parse_cap, flags["max_per"]))
    check_caps(caps, devices)
    options = RunOptions(
        output=flags["output"],
        layout=flags["layout"],
        executor=flags["executor"],
        workers=flags["workers"],
        scheduler=flags["dask_scheduler"],
        pin=flags["dask_pin"],
        plaintext=flags["dask_allow_plaintext"],
        max_per=caps,
        ramp=flags["ramp"] or None,
        max_rejections=flags["max_rejections"],
        follows=follows,
        retries=flags["retries"],
        run_timeout=flags["run_timeout"],
        session=session,
        inventory=tuple(flags["inventory"]),
        keeping=Keeping(last_good=flags["last_good"], runs=flags["keep"], days=flags["keep_days"]),
        redact=flags["redact"],
    )
    jobs = make_jobs(devices, _commands(flags, flags["job"]), session, asked=_asked(ctx))
    return jobs, options


def _failed_before(flags: dict[str, Any], devices: list[Device]) -> tuple[str | None, list[Device]]:
    """The run that this one follows, and of the devices those that failed in it.

    Raises:
        InputError: there is no such run, or nothing failed in it.
    """
    if flags["rerun_failed"] is None:
        return None, devices
    from netcollect.archive import find_run  # noqa: PLC0415

    past = find_run(Path(flags["output"]), flags["rerun_failed"], "--rerun-failed").document
    run, failed = past.run, {row.device for row in past.devices if row.status != "ok"}
    if not failed:
        raise NothingToDoError(f"nothing failed in {run}")
    unknown = failed - {device.name for device in devices}
    if unknown and not flags["limit"]:
        shown = ", ".join(sorted(unknown)[:5])
        raise InputError.of(
            "--rerun-failed", f"{run} has devices that no inventory names: {shown}", "give its inventory"
        )
    again = [device for device in devices if device.name in failed]
    if not again:
        raise NothingToDoError(f"nothing failed in {run} of what --limit selects")
    return run, again


def _commands(flags: dict[str, Any], job: JobFile | None) -> Commands:
    """The commands of the flags; those of the job file where no flag names any."""
    from netcollect.inventory import read_commands_file  # noqa: PLC0415
    from netcollect.plan import Commands  # noqa: PLC0415

    named = tuple(flags["commands"])
    if flags["commands_file"]:
        named += read_commands_file(flags["commands_file"])
    if named:
        return Commands(named)
    if job is None or not (job.commands or job.by_platform or job.by_group):
        raise InputError.of("--command", "no command is given", 'collect … --command "show version"')
    return Commands(job.commands, job.by_platform, job.by_group)


def _asked(ctx: click.Context) -> set[str]:
    """The timeouts and the like that were given by name, which then win over the inventory's."""
    told = {click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT}
    names = ("connect_timeout", "read_timeout", "device_timeout", "max_output", "accept_banner")
    return {name for name in names if ctx.get_parameter_source(name) in told}


def execute(jobs: list[Job], options: RunOptions, flags: dict[str, Any]) -> int:
    """Runs the jobs with progress, log and report; gives the exit status."""
    from netcollect.app import Run, Watch  # noqa: PLC0415
    from netcollect.cli.talk import start_logging, wants_color  # noqa: PLC0415
    from netcollect.report import FORMATS, Progress  # noqa: PLC0415

    color, drawn = wants_color(flags["color"], sys.stderr), sys.stderr.isatty()
    enabled = drawn and not (flags["no_progress"] or flags["quiet"])
    with Progress(sys.stderr, total=len(jobs), enabled=enabled, color=color) as progress:
        start_logging(
            quiet=flags["quiet"],
            verbose=flags["verbose"],
            log_file=flags["log_file"],
            handler=progress.handler(),
        )
        reporter = FORMATS[flags["form"]](sys.stdout, color=wants_color(flags["color"], sys.stdout))

        def finished(row: Any) -> None:
            progress.finished(row)
            reporter.device(row)

        job_run = Run(jobs, options, Watch(started=progress.started, finished=finished))
        with _signals(job_run) as caught:
            result = job_run.execute()
    reporter.finish(result, Path(result.directory))
    sys.stdout.flush()
    return status_of(result, caught)


def status_of(result: RunResult, caught: list[int]) -> int:
    """The contract's exit status."""
    if caught:
        return 128 + caught[0]
    return 0 if result.status == "ok" else 1


@contextmanager
def _signals(job_run: Run) -> Iterator[list[int]]:
    """Ends the run politely at the first signal, and at once at the second, or when nothing has begun yet.

    A terminal that is closed ends it too (SIGHUP), unless it was started to outlive that (`nohup`).
    """
    from netcollect.model import Failure  # noqa: PLC0415

    caught: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if caught:
            import os  # noqa: PLC0415

            os._exit(128 + number)
        caught.append(number)
        if not job_run.stop(
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
