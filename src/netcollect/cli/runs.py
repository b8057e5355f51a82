"""`collect runs`: which runs are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from netcollect.cli.options import OUTPUT_OPTION, format_option, together


@click.command(short_help="List the runs that are kept.")
@together(OUTPUT_OPTION, format_option(("table", "json")))
def runs(output: str, form: str) -> int:
    """List the runs that are kept, the newest first: devices, failures, changes, seconds, size.

    A run that was killed, or is still under way, has no manifest and is listed as such.
    """
    from netcollect.archive import list_runs  # noqa: PLC0415 (not on the path of --help)
    from netcollect.report.runs import RUNS_FORMATS  # noqa: PLC0415
    from netcollect.store import is_alive  # noqa: PLC0415

    rows = list(list_runs(Path(output), is_alive))
    RUNS_FORMATS[form](sys.stdout, rows)
    if not rows:
        click.echo(f"no runs in {output}", err=True)
    return 0
