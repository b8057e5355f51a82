"""`collect inventory`: what an inventory holds, after groups and limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flags import InventoryFlags
from netcollect.cli.options import LOGGING_OPTIONS, SELECTION_OPTIONS, format_option, together
from netcollect.cli.selection import selected
from netcollect.text import plural

if TYPE_CHECKING:
    from netcollect.model import Device


def _place(device: Device) -> str:
    from netcollect.jump import bastions_of  # noqa: PLC0415

    way = ", ".join(map(str, bastions_of(device.jump)))
    return f"{device.host}:{device.port}{f' through {way}' if way else ''}"


def _show_table(devices: Sequence[Device]) -> None:
    from netcollect.report import printable  # noqa: PLC0415

    lines = [(d.name, d.platform, _place(d), ",".join(d.groups)) for d in devices]
    widths = [max((len(line[column]) for line in lines), default=0) for column in range(3)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        click.echo(printable("  ".join([*cells, line[3]]).rstrip()))
    click.echo(plural(len(lines), "device"), err=True)


def _show_json(devices: Sequence[Device]) -> None:
    from netcollect.jump import bastions_of  # noqa: PLC0415

    rows = [
        {
            "device": device.name,
            "host": device.host,
            "port": device.port,
            "platform": device.platform,
            "groups": list(device.groups),
            "jump": [str(bastion) for bastion in bastions_of(device.jump)],
            "facts": dict(device.facts),
        }
        for device in devices
    ]
    click.echo(json.dumps(rows, indent=2, default=str))


FORMATS: Mapping[str, Callable[[Sequence[Device]], None]] = {"table": _show_table, "json": _show_json}


@click.command(short_help="Show the devices that an inventory holds.")
@together(SELECTION_OPTIONS, format_option(FORMATS), LOGGING_OPTIONS)
def inventory(**given: Any) -> int:
    """Show the selected devices, without passwords or secrets. Exit 2 when the inventory is wrong."""
    from netcollect.cli.logs import start_logging  # noqa: PLC0415 (not on the path of --help)

    flags = InventoryFlags(**given)
    start_logging(flags)
    FORMATS[flags.form](selected(flags, "collect inventory -i devices.yaml", quiet=flags.quiet))
    return 0
