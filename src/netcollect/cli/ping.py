"""`collect ping`: which devices answer on their management port."""

from __future__ import annotations

import sys
from typing import Any

import click

from netcollect.cli.messages import warn
from netcollect.cli.options import SELECTION, TALK, Seconds, option, together
from netcollect.cli.selection import selected


@click.command(short_help="Say which devices answer.")
@together(
    SELECTION,
    option(
        "--workers",
        type=click.IntRange(1, 1000),
        default=50,
        show_default=True,
        metavar="N",
        help="At a time.",
    ),
    option("--connect-timeout", type=Seconds(), default=3.0, show_default=True, help="For each device."),
    option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="What stdout carries.",
    ),
    click.option("--icmp", is_flag=True, help="Echo requests through the system's ping instead of TCP."),
    TALK,
)
def ping(**flags: Any) -> int:
    """Say which devices answer: TCP to the management port. Exit 1 when someone does not."""
    from netcollect.cli.talk import start_logging, wants_color  # noqa: PLC0415
    from netcollect.ping import ping as reach  # noqa: PLC0415
    from netcollect.report import PING_FORMATS  # noqa: PLC0415

    start_logging(quiet=flags["quiet"], verbose=flags["verbose"], log_file=flags["log_file"], handler=None)
    devices = selected(flags, "collect ping --inventory devices.yaml")
    behind = [device.name for device in devices if (device.jump or "none").lower() != "none"]
    if behind:
        what = f"{len(behind)} device{'s are' if len(behind) > 1 else ' is'} behind a bastion"
        warn(f"{what} ({behind[0]}{', …' if len(behind) > 1 else ''}), and asked directly here")
    rows = list(
        reach(devices, seconds=flags["connect_timeout"], workers=flags["workers"], icmp=flags["icmp"])
    )
    PING_FORMATS[flags["form"]](sys.stdout, rows, color=wants_color(flags["color"], sys.stdout))
    return 0 if all(row.status == "ok" for row in rows) else 1
