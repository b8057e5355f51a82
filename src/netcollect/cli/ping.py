"""`collect ping`: which devices answer on their management port."""

from __future__ import annotations

import sys
from typing import Any

import click

from netcollect.cli.flags import PingFlags
from netcollect.cli.messages import warn
from netcollect.cli.options import LOGGING_OPTIONS, SELECTION_OPTIONS, format_option, option, together
from netcollect.cli.selection import selected
from netcollect.cli.types import Seconds
from netcollect.report import PING_FORMATS
from netcollect.text import listed, plural


@click.command(short_help="Say which devices answer.")
@together(
    SELECTION_OPTIONS,
    option(
        "--workers", type=click.IntRange(1, 1000), default=50, metavar="N", help="Devices asked at a time."
    ),
    option("--connect-timeout", type=Seconds(), default=3, help="Limit for each device."),
    format_option(PING_FORMATS),
    click.option("--icmp", is_flag=True, help="Send echo requests with the system's ping instead of TCP."),
    LOGGING_OPTIONS,
)
def ping(**given: Any) -> int:
    """Say which devices answer, by TCP to the management port. Exit 1 when one does not."""
    from netcollect.app.ping import ping as reach  # noqa: PLC0415 (none of these is on the path of --help)
    from netcollect.cli.logs import start_logging, wants_color  # noqa: PLC0415

    flags = PingFlags(**given)
    start_logging(flags)
    devices = selected(flags, "collect ping --inventory devices.yaml", quiet=flags.quiet)
    behind = [device.name for device in devices if (device.jump or "none").lower() != "none"]
    if behind:
        what = plural(len(behind), "device is", "devices are")
        warn(f"{what} behind a bastion ({listed(behind, 1)}), and asked directly here")
    rows = list(reach(devices, seconds=flags.connect_timeout, workers=flags.workers, icmp=flags.icmp))
    PING_FORMATS[flags.form](sys.stdout, rows, color=wants_color(flags.color, sys.stdout))
    return 0 if all(row.status == "ok" for row in rows) else 1
