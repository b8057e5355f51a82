"""`collect show`: the outputs of a finished run, as text or as rows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcollect.cli.answers import CHOICE_OPTIONS, leave, names, tell_answer, tell_coverage
from netcollect.cli.completion import runs
from netcollect.cli.flags import ShowFlags
from netcollect.cli.options import OUTPUT_OPTION, option, together
from netcollect.cli.types import RowOf
from netcollect.errors import InputError
from netcollect.report import ANSWER_FORMATS

if TYPE_CHECKING:
    from netcollect.archive import Run
    from netcollect.query import Choice

_TEXT = "text"


@click.command(short_help="Show the outputs of a run, as text or as rows.")
@click.argument("run", required=False, metavar="[RUN]", shell_complete=runs)
@together(
    OUTPUT_OPTION,
    option(
        "--format",
        "form",
        type=RowOf((_TEXT, *ANSWER_FORMATS)),
        help="What goes to stdout: the outputs as they are, or their rows.  [default: text; table with any of"
        " the next three]",
    ),
    option(
        "--columns",
        multiple=True,
        callback=names,
        metavar="NAMES",
        help="Only these columns, in this order, such as device,site,interface; facts of the inventory are "
        "columns too.",
    ),
    option("--where", metavar="SQL", help="Only rows for which this is true, such as \"status <> 'up'\"."),
    option(
        "--sort", multiple=True, callback=names, metavar="NAMES", help="Sort by these columns; -NAME is down."
    ),
    option("--at", metavar="DATE", help="The newest good outputs by this day or moment."),
    option("--log", is_flag=True, help="The moments at which each output changed, up to RUN."),
    option("--patch", is_flag=True, help="With --log, also what changed."),
    option("--context", type=click.IntRange(0, 1000), default=0, metavar="N",
           help="With --patch, show N lines around each change."),
    option("--show-volatile", is_flag=True, help="With --log, compare each character, volatile or not."),
    CHOICE_OPTIONS,
)  # fmt: skip
def show(**given: object) -> int:
    """Show what a run stored: the outputs, or the rows that templates make of them.

    RUN is a run's name, its directory, latest, latest~1 or a date. On stderr stands who is missing, and why.
    Exit 0 when everyone is there, 1 when somebody is missing, 2 when something you wrote is wrong.
    """
    from netcollect.cli.past import show_past  # noqa: PLC0415 (not on the path of --help)

    flags = ShowFlags(**given)  # type: ignore[arg-type]
    if flags.at or flags.log or flags.patch:
        return show_past(flags)
    return _show_run(flags)


def _show_run(flags: ShowFlags) -> int:
    """One run: its texts, or their rows."""
    from netcollect.archive import LATEST, find_run  # noqa: PLC0415 (none of these is on the path of --help)
    from netcollect.query import Bounds, Choice, Picture, Scope  # noqa: PLC0415
    from netcollect.query import show as ask  # noqa: PLC0415
    from netcollect.rows import Templates  # noqa: PLC0415

    found = find_run(Path(flags.output), flags.run or LATEST, "RUN")
    choice = Choice(limit=flags.limit, commands=flags.commands)
    shapes = bool(flags.columns or flags.where or flags.sort)
    form = flags.form or ("table" if shapes else _TEXT)
    if form == _TEXT:
        if shapes or flags.templates:
            raise InputError.of("--format", "text has no rows", "leave it out, or take --format table")
        return _show_text(found, choice)
    templates = Templates(flags.templates) if flags.templates else Templates()
    scope = Scope(
        runs=[found],
        output=Path(flags.output),
        choice=choice,
        templates=templates,
        bounds=Bounds(stuck=leave),
    )
    picture = Picture(columns=flags.columns, where=flags.where, sort=flags.sort)
    return tell_answer(ask(scope, picture), form, flags.color)


def _show_text(run: Run, choice: Choice) -> int:
    """Each output under a line that says whose it is; one alone is shown as it is."""
    from netcollect.query.texts import chosen_outputs, coverage_of, texts  # noqa: PLC0415
    from netcollect.report import write_text  # noqa: PLC0415

    pairs = chosen_outputs(run, choice)
    missing: list[object] = []
    between = ""
    for (row, entry), text in texts(run, pairs, missing):  # type: ignore[arg-type]
        head = f"{between}{row.device}: {entry.command}\n" if len(pairs) > 1 else ""
        write_text(sys.stdout, head, text)
        between = "\n"
    sys.stdout.flush()
    return tell_coverage(coverage_of(pairs, missing))  # type: ignore[arg-type]
