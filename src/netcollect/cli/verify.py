"""`collect verify`: whether a run's files are still what was written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcollect.cli.completion import runs
from netcollect.cli.options import OUTPUT_OPTION, format_option, together
from netcollect.text import plural

if TYPE_CHECKING:
    from netcollect.archive import Verification


def _show_summary(found: Verification) -> None:
    from netcollect.report.screen import printable, tell  # noqa: PLC0415

    for each in found.findings:
        # Whoever made a file chose its name: it stays on its line.
        name = each.file.replace("\n", "\\n")
        tell(sys.stdout, printable(f"{each.fault:8} {name}\n"))
    wrong = f"{len(found.findings)} not as written" if found.findings else "all as they were written"
    tell(sys.stdout, printable(f"{found.run}: {plural(found.files, 'file')}, {wrong}\n"))


def _show_json(found: Verification) -> None:
    import msgspec  # noqa: PLC0415 (not on the path of --help)

    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


FORMATS: Mapping[str, Callable[[Verification], None]] = {"summary": _show_summary, "json": _show_json}


@click.command(short_help="Compare the files of a run with its manifest.")
@click.argument("run", default="latest", metavar="[RUN]", shell_complete=runs)
@together(OUTPUT_OPTION, format_option(FORMATS))
def verify(run: str, output: str, form: str) -> int:
    """Compare every file of RUN (its name, its directory, or latest) with the manifest's SHA-256.

    Exit 0 when all are as they were written, 1 when a file is missing, extra or altered.
    """
    from netcollect.archive import find_run, verify_run  # noqa: PLC0415

    found = verify_run(find_run(Path(output), run, "RUN"))
    FORMATS[form](found)
    return 1 if found.findings else 0
