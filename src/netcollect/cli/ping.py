"""`collect ping`: which devices answer on their management port."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flags import PingFlags
from netcollect.cli.options import (
    HOST_KEY_OPTIONS,
    LOGGING_OPTIONS,
    LOGIN_OPTIONS,
    SELECTION_OPTIONS,
    format_option,
    option,
    together,
)
from netcollect.cli.types import Seconds
from netcollect.report import PING_FORMATS

if TYPE_CHECKING:
    from netcollect.cli.login import CameFrom
    from netcollect.model import Device


@click.command(short_help="Say which devices answer.")
@together(
    SELECTION_OPTIONS,
    option(
        "--workers", type=click.IntRange(1, 1000), default=50, metavar="N", help="Devices asked at a time."
    ),
    option("--connect-timeout", type=Seconds(), default=3, help="Limit for each device."),
    format_option(PING_FORMATS),
    click.option("--icmp", is_flag=True, help="Send echo requests with the system's ping instead of TCP."),
    LOGIN_OPTIONS,
    HOST_KEY_OPTIONS,
    LOGGING_OPTIONS,
)
@click.pass_context
def ping(ctx: click.Context, /, **given: Any) -> int:
    """Say which devices answer, by TCP to the management port. Exit 1 when one does not.

    Only bastions are logged in to, and devices behind them are asked through them.
    """
    from netcollect.app.ping import ping as reach  # noqa: PLC0415 (none of these is on the path of --help)
    from netcollect.cli.logs import start_logging, wants_color  # noqa: PLC0415
    from netcollect.model import HostKeys, SessionOptions  # noqa: PLC0415

    flags = PingFlags(**given)
    start_logging(flags)
    options = SessionOptions(
        host_keys=HostKeys(flags.host_keys),
        known_hosts=flags.known_hosts,
        ssh_config=flags.ssh_config,
        use_agent=flags.agent,
    )
    devices = _devices(flags, ctx.get_parameter_source)
    rows = reach(
        devices, seconds=flags.connect_timeout, workers=flags.workers, icmp=flags.icmp, options=options
    )
    found = list(rows)
    PING_FORMATS[flags.form](sys.stdout, found, color=wants_color(flags.color, sys.stdout))
    return 0 if all(row.status == "ok" for row in found) else 1


def _devices(flags: PingFlags, came_from: CameFrom) -> list[Device]:
    """The selected devices; those that may be behind bastions with what these are given of their logins."""
    from netcollect.app.ping import for_the_bastions  # noqa: PLC0415
    from netcollect.cli.login import forget, with_logins, with_secrets  # noqa: PLC0415
    from netcollect.cli.selection import selected  # noqa: PLC0415
    from netcollect.credentials import variables_of  # noqa: PLC0415
    from netcollect.jump import bastions_of  # noqa: PLC0415

    secret: set[str] = set()
    devices = selected(
        flags,
        "collect ping --inventory devices.yaml",
        quiet=flags.quiet,
        whole=lambda every: secret.update(variables_of(every)),
    )
    behind = [each for each in devices if bastions_of(each.jump) or flags.ssh_config]
    if not behind or flags.icmp:
        forget(secret)  # the system's ping is a program, too
        return devices
    given = map(for_the_bastions, with_logins(flags, came_from, behind))
    reachable = {each.name: each for each in with_secrets(list(given), secret)}
    return [reachable.get(each.name, each) for each in devices]
