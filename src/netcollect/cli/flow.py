"""The options that say how a run flows: how many at a time, on what, how gently, and for how long."""

from __future__ import annotations

import click

from netcollect.cli.options import Lines, Seconds, Size, option, together

FLOW = together(
    option(
        "--rerun-failed",
        metavar="RUN",
        help="Only the devices that failed in that run: its name, its directory, or latest.",
    ),
    option(
        "--workers",
        type=click.IntRange(1, 10_000),
        metavar="N",
        help="Sessions at a time.  [default: chosen by devices, processors and open files]",
    ),
    option(
        "--executor",
        type=click.Choice(["thread", "process", "dask"]),
        default="thread",
        show_default=True,
        help="What runs the sessions; dask is a cluster, on this machine or at --dask-scheduler.",
    ),
    option("--dask-scheduler", metavar="ADDRESS", help="tls://HOST:PORT of an existing cluster, or tcp://…"),
    option("--dask-allow-plaintext", is_flag=True, help="Send credentials over tcp:// to another machine."),
    option("--dask-pin", metavar="KEY", help="Work where workers have the resource KEY-VALUE of a device."),
    option(
        "--max-per",
        type=Lines(),
        multiple=True,
        metavar="KEY=N",
        help="At most N sessions at a time for each value of an inventory key, as site=4; group, platform "
        "and jump (the bastion) too. Repeatable.",
    ),
    option(
        "--ramp",
        type=click.FloatRange(0, 100_000),
        default=250.0,
        show_default=True,
        metavar="N",
        help="At most N new sessions a second; 0 for no limit.",
    ),
    option(
        "--max-rejections",
        type=click.IntRange(0, 100),
        default=3,
        show_default=True,
        metavar="N",
        help="After N refused logins in a row a credential is not tried any more; 0 for no limit.",
    ),
    option(
        "--retries",
        type=click.IntRange(0, 100),
        default=0,
        show_default=True,
        metavar="N",
        help="Further tries after transient failures.",
    ),
    option(
        "--connect-timeout",
        type=Seconds(),
        default=10.0,
        show_default=True,
        help="Name, TCP and key exchange.",
    ),
    option(
        "--read-timeout", type=Seconds(), default=30.0, show_default=True, help="Without a single new byte."
    ),
    option(
        "--device-timeout", type=Seconds(), default=1800.0, show_default=True, help="One device, all in all."
    ),
    option(
        "--max-output",
        type=Size(),
        default="256M",
        show_default=True,
        help="Give up on a command whose output is longer; bytes, or with k, M, G.",
    ),
    option(
        "--accept-banner",
        is_flag=True,
        help="Accept the terms that a device shows before its prompt; otherwise they are a question.",
    ),
    option(
        "--require-enable",
        is_flag=True,
        help="Fail where privileged mode is not reached, also on platforms that can be read without it.",
    ),
    option("--run-timeout", type=Seconds(), help="The whole run.  [default: none]"),
    option(
        "--host-keys",
        type=click.Choice(["accept-new", "strict", "off"]),
        default="accept-new",
        show_default=True,
        help="A device's host key: store the first seen, know it already, or do not check.",
    ),
    option("--known-hosts", metavar="FILE", help="OpenSSH's format.  [default: ~/.ssh/known_hosts]"),
    option("--dry-run", is_flag=True, help="Show who would run what, into which file; contact nobody."),
    option(
        "--session-log",
        metavar="DIR",
        help="Write what each device was sent and said there, logins masked, to see why a session fails.",
    ),
    option("--no-progress", is_flag=True, help="No progress bar."),
)
