"""`collect inventory`: what an inventory holds, after groups and limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flags import InventoryFlags
from netcollect.cli.options import (
    LOGGING_OPTIONS,
    OUTPUT_OPTION,
    SELECTION_OPTIONS,
    format_option,
    option,
    together,
)
from netcollect.cli.selection import selected
from netcollect.cli.types import Amount
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
#: The contract's exit status when something is not as it should be.
_FOUND = 1


@click.command(short_help="Show the devices that an inventory holds, or hold it against their outputs.")
@together(
    SELECTION_OPTIONS,
    option("--lint", is_flag=True, help="Compare the inventory with what the devices said in stored runs."),
    option(
        "--unseen-days",
        type=Amount(0, 10**5),
        default=30,
        metavar="N",
        help="With --lint, tell devices that nothing was collected from for N days.",
    ),
    OUTPUT_OPTION,
    format_option(FORMATS),
    LOGGING_OPTIONS,
)
def inventory(**given: Any) -> int:
    """Show the selected devices, without passwords or secrets. Exit 2 when the inventory is wrong.

    With --lint, tell what does not fit the stored runs: a platform that is not what the device's outputs say,
    a name that is not the one in its prompt, serial numbers that moved, devices not seen for a while. Exit 1
    when there is something to tell.
    """
    from netcollect.cli.logs import start_logging  # noqa: PLC0415 (not on the path of --help)

    flags = InventoryFlags(**given)
    start_logging(flags)
    devices = selected(flags, "collect inventory -i devices.yaml", quiet=flags.quiet)
    if flags.lint:
        return _lint(devices, flags)
    FORMATS[flags.form](devices)
    return 0


def _lint(devices: Sequence[Device], flags: InventoryFlags) -> int:
    from netcollect.app.lint import lint  # noqa: PLC0415 (not on the path of --help)
    from netcollect.report import printable  # noqa: PLC0415

    found = lint(devices, Path(flags.output), days=flags.unseen_days, now=datetime.now(UTC))
    if flags.form == "json":
        click.echo(json.dumps([each._asdict() for each in found.findings], indent=2))
    for each in found.findings if flags.form != "json" else ():
        click.echo(printable(f"{each.device}: {each.kind}: {each.message}").replace("\n", " "))
    told = plural(len(found.findings), "finding") if found.findings else "nothing found"
    click.echo(f"{told} on {plural(len(devices), 'device')}, by {plural(found.runs, 'run')}", err=True)
    return _FOUND if found.findings else 0
