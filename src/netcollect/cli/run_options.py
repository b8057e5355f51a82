"""The options of `collect run`; choices and defaults are those of the tables and types that own them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from netcollect.cli.completion import runs
from netcollect.cli.options import (
    AUDIT_FILES,
    HOST_KEY_OPTIONS,
    IGNORE_OPTION,
    OUTPUT_OPTION,
    PLATFORM_FILES_OPTION,
    RULES_OPTION,
    TEMPLATES_OPTION,
    format_option,
    option,
    together,
)
from netcollect.cli.types import Amount, Cap, Lines, Pattern, Question, RowOf, Seconds, Size
from netcollect.executors import EXECUTORS
from netcollect.model import SessionOptions, format_size
from netcollect.options import LAYOUTS, LimitOptions, RunOptions, StorageOptions
from netcollect.report import RUN_FORMATS

_LIMITS, _SESSION = LimitOptions(), SessionOptions()


def _plain(number: float | None) -> float | None:
    """Without a `.0` that nobody needs to read; no limit is 0 on the command line."""
    return int(number) if number is not None and number == int(number) else number


def _job_defaults(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Any:
    """Makes what a job file says the options' defaults; flags and variables win over them."""
    if value is None:
        return None
    from netcollect.cli.job import read_job  # noqa: PLC0415 (yaml is not on the path of --help)

    job, ctx.default_map = read_job(value, ctx.command)
    return job


JOB_OPTION = option(
    "--job",
    type=click.Path(path_type=Path),
    is_eager=True,
    callback=_job_defaults,
    metavar="FILE",
    help="YAML file with any of these options, and commands by platform and group.",
)
COMMAND_OPTIONS = together(
    option(
        "-c",
        "--command",
        "commands",
        type=Lines(),
        multiple=True,
        metavar="TEXT",
        help="Command to run; all commands of a device share one session. Repeatable.",
    ),
    option(
        "--ask",
        type=Question(),
        multiple=True,
        help="Ask each platform with its own commands; the answers are one table for all, as --format table "
        "and `collect query` show it. Repeatable.",
    ),
    option(
        "--commands-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="File with one command per line; # starts a comment.",
    ),
    option(
        "--allow-command",
        type=Pattern(),
        multiple=True,
        metavar="REGEX",
        help="Also send commands that do more than read, if this matches the whole command. Repeatable.",
    ),
    PLATFORM_FILES_OPTION,
)
STORAGE_OPTIONS = together(
    OUTPUT_OPTION,
    option(
        "--layout",
        type=RowOf(LAYOUTS),
        default=StorageOptions().layout,
        help="One file per device, or one per device and command.",
    ),
    format_option(RUN_FORMATS, "text is the outputs themselves; table, csv, yaml and markdown their rows"),
    option("--report", metavar="FILE", help="Write the run as one HTML page too, as `collect report` does."),
    option("--git", metavar="DIR", help="Commit the newest good outputs to the git repository there."),
    option(
        "--git-form",
        type=RowOf(("comparable", "exact")),
        default="comparable",
        help="Commit outputs without what is volatile, or as they are.",
    ),
    option("--git-author", metavar="'NAME <MAIL>'", help="Who commits.  [default: netcollect]"),
    option("--git-prune", is_flag=True, help="Take devices out that are gone from the inventory."),
    option("--redact", is_flag=True, help="Mask passwords, keys and communities in stored outputs."),
    IGNORE_OPTION,
    option("--last-good", is_flag=True, help="Link each device's newest complete output under DIR/current."),
    option(
        "--keep",
        type=click.IntRange(1, 10**6),
        metavar="N",
        help="Keep only the newest N finished runs.",
    ),
    option(
        "--keep-days",
        type=Amount(0, 10**5),
        metavar="N",
        help="Keep only finished runs of the last N days; with --keep, a run that either keeps stays.",
    ),
)
CLUSTER_OPTIONS = together(
    option(
        "--executor",
        type=RowOf(EXECUTORS),
        default=RunOptions().executor,
        help="What runs the sessions; dask is a cluster, here or elsewhere.",
    ),
    option("--dask-scheduler", metavar="ADDRESS", help="Existing cluster: tls://HOST:PORT, or tcp://…"),
    option(
        "--dask-allow-plaintext", is_flag=True, help="Send credentials to another machine over plain tcp://."
    ),
    option(
        "--dask-pin",
        metavar="KEY",
        help="Run a device where workers have the resource KEY-VALUE, VALUE being the device's own.",
    ),
)
LIMIT_OPTIONS = together(
    option(
        "--workers",
        type=click.IntRange(1, 10_000),
        metavar="N",
        help="Sessions at a time.  [default: by devices, processors and open files]",
    ),
    option(
        "--max-per",
        type=Cap(),
        multiple=True,
        metavar="KEY=N",
        help="At most N sessions at a time for each value of an inventory key, such as site=4; also for "
        "group, platform and jump (the bastion). Repeatable.",
    ),
    option(
        "--ramp",
        type=Amount(0, 100_000),
        default=_plain(_LIMITS.ramp or 0),
        metavar="N",
        help="At most N new sessions per second; 0 for no limit.",
    ),
    option(
        "--max-rejections",
        type=click.IntRange(0, 100),
        default=_LIMITS.max_rejections,
        metavar="N",
        help="Stop trying a credential after N rejected logins in a row; 0 never stops.",
    ),
    option(
        "--retries",
        type=click.IntRange(0, 100),
        default=_LIMITS.retries,
        metavar="N",
        help="Try again up to N times after transient failures.",
    ),
    option("--run-timeout", type=Seconds(), help="Limit for the whole run.  [default: none]"),
)
SESSION_OPTIONS = together(
    option(
        "--connect-timeout",
        type=Seconds(),
        default=_plain(_SESSION.connect_timeout),
        help="Limit for name resolution, TCP and key exchange.",
    ),
    option(
        "--read-timeout",
        type=Seconds(),
        default=_plain(_SESSION.read_timeout),
        help="Give up after this long without output.",
    ),
    option(
        "--device-timeout",
        type=Seconds(),
        default=_plain(_SESSION.device_timeout),
        help="Limit for one device, end to end.",
    ),
    option(
        "--max-output",
        type=Size(),
        default=format_size(_SESSION.max_output),
        help="Give up on a command whose output is longer: bytes, or with k, M or G.",
    ),
    option(
        "--accept-banner",
        is_flag=True,
        help="Accept the terms that a device shows before its prompt; otherwise they count as a question.",
    ),
    option(
        "--require-enable",
        is_flag=True,
        help="Fail where privileged mode is not reached, even if the platform can be read without it.",
    ),
    option("--ask-secret", is_flag=True, help="Ask for the enable secret."),
    HOST_KEY_OPTIONS,
    option(
        "--session-log",
        metavar="DIR",
        help="Log each session's traffic there, with logins masked, to see why a session fails.",
    ),
)
RUN_OPTIONS = together(
    option(
        "--rerun-failed",
        metavar="RUN",
        shell_complete=runs,
        help="Only the devices that failed in this run: its name, its directory, or latest.",
    ),
    option(
        "--dry-run", is_flag=True, help="Show which device would run what, into which file; contact nobody."
    ),
    TEMPLATES_OPTION,
    RULES_OPTION,
    AUDIT_FILES,
    option("--no-progress", is_flag=True, help="Draw no progress bar."),
)
