"""`collect verify`: whether a run's files are still what was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netcollect.cli.options import option, together


@click.command(short_help="Compare the files of a run with its manifest.")
@click.argument("run", default="latest", metavar="[RUN]")
@together(
    option("-o", "--output", default="output", show_default=True, metavar="DIR", help="Where runs are kept."),
    option(
        "--format",
        "form",
        type=click.Choice(["summary", "json"]),
        default="summary",
        show_default=True,
        help="What stdout carries.",
    ),
)
def verify(run: str, output: str, form: str) -> Any:
    """Compare every file of RUN (its name, its directory, or latest) with the manifest's SHA-256.

    Exit 0 when all are as they were written, 1 when a file is missing, extra or altered.
    """
    import msgspec  # noqa: PLC0415 (none of these is on the path of --help)

    from netcollect.archive import find_run, verify_run  # noqa: PLC0415
    from netcollect.report.screen import printable, tell  # noqa: PLC0415

    found = verify_run(find_run(Path(output), run, "RUN"))
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        for each in found.findings:
            # Whoever made a file chose its name: it stays on its line.
            name = each.file.replace("\n", "\\n")
            tell(sys.stdout, printable(f"{each.fault:8} {name}\n"))
        wrong = f"{len(found.findings)} not as written" if found.findings else "all as they were written"
        files = f"{found.files} file{'' if found.files == 1 else 's'}"
        tell(sys.stdout, printable(f"{found.run}: {files}, {wrong}\n"))
    return 1 if found.findings else 0
