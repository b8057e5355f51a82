"""`collect inventory`: what an inventory holds, after groups and limits."""

from __future__ import annotations

import json
from typing import Any

import click

from netcollect.cli.options import SELECTION, option, together
from netcollect.cli.selection import selected


@click.command(short_help="Show the devices that an inventory holds.")
@together(
    SELECTION,
    option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="What stdout carries.",
    ),
)
def inventory(**flags: Any) -> int:
    """Show the selected devices; no password or secret is shown. Exit 2 when the inventory is wrong."""
    from netcollect.report import printable  # noqa: PLC0415

    devices = selected(flags, "collect inventory -i devices.yaml")
    if flags["form"] == "json":
        rows = [
            {
                "device": device.name,
                "host": device.host,
                "port": device.port,
                "platform": device.platform,
                "groups": list(device.groups),
                "facts": dict(device.facts),
            }
            for device in devices
        ]
        click.echo(json.dumps(rows, indent=2, default=str))
        return 0
    lines = [(d.name, d.platform, f"{d.host}:{d.port}", ",".join(d.groups)) for d in devices]
    widths = [max((len(line[column]) for line in lines), default=0) for column in range(3)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        click.echo(printable("  ".join([*cells, line[3]]).rstrip()))
    click.echo(f"{len(lines)} device{'' if len(lines) == 1 else 's'}", err=True)
    return 0
