"""`collect report`: a finished run as one HTML page."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.completion import runs
from netcollect.cli.flags import ReportFlags
from netcollect.cli.options import LIMIT_OPTION, OUTPUT_OPTION, TAUGHT_OPTION, format_option, option, together
from netcollect.cli.types import Lines
from netcollect.errors import InputError

if TYPE_CHECKING:
    from netcollect.document import RunResult
    from netcollect.report.page import Page

_PAGE, _STDOUT = "report.html", "-"


@click.command(short_help="Write a run as one HTML page.")
@click.argument("run", default="latest", metavar="[RUN]", shell_complete=runs)
@together(
    option("--rules", type=Lines(), multiple=True, metavar="FILE|builtin:NAME",
           help="Judge the run by these rules.  [default: what its own rules said]"),
    option("--output-file", metavar="FILE", help=f"Where the page goes; - is stdout.  [default: {_PAGE}]"),
    LIMIT_OPTION,
    option("-c", "--command", "commands", type=Lines(), multiple=True, metavar="TEXT",
           help="Only this command. Repeatable.  [default: all]"),
    OUTPUT_OPTION,
    TAUGHT_OPTION,
    format_option(("html", "json"), "json is what the page is made of, and writes no page"),
)  # fmt: skip
def report(**given: Any) -> int:
    """Write a run as one HTML page: what failed, what changed, what violates a rule, and its rows.

    The page is one file that loads nothing from elsewhere, so it can be mailed or put on a share. Its path
    goes to stdout. RUN is a run's name, its directory, latest, latest~1 or a date.
    """
    from netcollect.app.report import Selection, page  # noqa: PLC0415 (not on the path of --help)
    from netcollect.archive import find_run  # noqa: PLC0415
    from netcollect.audit import load_rules  # noqa: PLC0415
    from netcollect.document import encode_any  # noqa: PLC0415
    from netcollect.report.screen import send  # noqa: PLC0415

    flags = ReportFlags(**given)
    found = find_run(Path(flags.output), flags.run, "RUN")
    rules = load_rules(flags.rules) if flags.rules else None
    selection = Selection(limit=flags.limit, commands=flags.commands, rules=rules)
    made = page(found, Path(flags.output), selection)
    if flags.form == "json":
        send(sys.stdout, encode_any(made))
    else:
        _write(made, flags.output_file or _PAGE)
    return 0


def _write(made: Page, name: str) -> None:
    from netcollect.app.report import write_page  # noqa: PLC0415
    from netcollect.report.page import page_as_html  # noqa: PLC0415
    from netcollect.report.screen import send  # noqa: PLC0415

    if name == _STDOUT:
        send(sys.stdout, page_as_html(made).encode())
        return
    write_page(made, Path(name))
    click.echo(name)


def check_place(name: str) -> None:
    """Checks, before a run begins, that its page can be written.

    Raises:
        InputError: the directory is not there, or the file is one.
    """
    path = Path(name)
    if path.is_dir():
        raise InputError.of("--report", f"{name} is a directory", "name a file in it, such as report.html")
    if not path.parent.is_dir():
        raise InputError.of(
            "--report", f"there is no directory {path.parent}", f"mkdir -p {shlex.quote(str(path.parent))}"
        )


def write_report(result: RunResult, output: str, name: str) -> None:
    """Writes the page of a run that has just ended, and says on stderr where it is.

    Raises:
        OutputError: it could not be written.
    """
    from netcollect.app.report import page, write_page  # noqa: PLC0415 (not on the path of every run)
    from netcollect.archive import Run  # noqa: PLC0415

    write_page(page(Run(Path(result.directory)), Path(output)), Path(name))
    click.echo(f"report: {shlex.quote(name)}", err=True)
