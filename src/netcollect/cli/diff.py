"""`collect diff`: what changed between runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netcollect.cli.completion import runs
from netcollect.cli.flags import DiffFlags
from netcollect.cli.options import (
    COLORS,
    IGNORE_OPTION,
    LIMIT_OPTION,
    OUTPUT_OPTION,
    TAUGHT_OPTION,
    option,
    together,
)
from netcollect.cli.types import Lines, RowOf
from netcollect.errors import InputError


@click.command(short_help="Say what changed between runs.")
@click.argument("old", required=False, metavar="[OLD]", shell_complete=runs)
@click.argument("new", required=False, metavar="[NEW]", shell_complete=runs)
@together(
    LIMIT_OPTION,
    option("-c", "--command", "commands", type=Lines(), multiple=True, metavar="TEXT",
           help="Only this command. Repeatable."),
    OUTPUT_OPTION,
    click.option("--format", "form", type=RowOf(("text", "json")), default="text", show_default=True,
                 help="What goes to stdout."),
    option("--stat", is_flag=True, help="Only how many lines each output gained and lost."),
    option("--side-by-side", is_flag=True, help="Old and new beside each other."),
    option("--unified", is_flag=True,
           help="A patch: `patch -p0` applies it in the directory of the older run."),
    option("--show-volatile", is_flag=True, help="Also what is volatile: compare each character."),
    option("--context", type=click.IntRange(0, 1000), metavar="N",
           help="Show N lines around each change.  [default: 0, with --unified 3]"),
    IGNORE_OPTION,
    TAUGHT_OPTION,
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)  # fmt: skip
def diff(**given: Any) -> int:
    """Say what changed from the run OLD to the run NEW, without what is volatile.

    NEW is the latest run unless you name one. Without OLD, each output is compared with the device's last
    good one before. Exit 0 when all is the same, 1 when something differs, a device is missing on one side or
    an earlier run is damaged, 2 when nothing could be compared.
    """
    from netcollect.app.diff import diff as compare  # noqa: PLC0415 (not on the path of --help)
    from netcollect.app.diff import diff_as_patch, runs_to_compare  # noqa: PLC0415
    from netcollect.cli.logs import wants_color  # noqa: PLC0415
    from netcollect.compare import CONTEXT, Choice  # noqa: PLC0415
    from netcollect.report.difference import DIFF_FORMATS  # noqa: PLC0415
    from netcollect.report.patch import write_patch  # noqa: PLC0415

    flags = DiffFlags(**given)
    found_runs = runs_to_compare(Path(flags.output), flags.old, flags.new)
    form = _form(flags)
    context = flags.context if flags.context is not None else CONTEXT if form == "unified" else 0
    choice = Choice(ignore=flags.ignore, exact=flags.show_volatile, context=context)
    found = compare(found_runs, choice, limit=flags.limit, commands=flags.commands)
    if form == "unified":
        write_patch(sys.stdout, diff_as_patch(found_runs, choice, limit=flags.limit, commands=flags.commands))
    else:
        form = "context" if form == "text" and context else form
        DIFF_FORMATS[form](sys.stdout, found, wants_color(flags.color, sys.stdout))
    sys.stdout.flush()
    if not found.counts.outputs:
        raise InputError.of(
            "", "nothing could be compared", "no output has one before it; see `collect runs`"
        )
    return int(bool(found.devices or found_runs.past.damaged))


def _form(flags: DiffFlags) -> str:
    """What goes to stdout.

    Raises:
        InputError: more than one thing was asked for.
    """
    asked = {"stat": flags.stat, "side-by-side": flags.side_by_side, "unified": flags.unified}
    forms = [name for name, given in asked.items() if given]
    if len(forms) > 1 or (forms and flags.form != "text"):
        given = " and ".join(f"--{name}" for name in forms) + (" and --format" if len(forms) == 1 else "")
        raise InputError.of("", f"{given} exclude each other", "give one of them")
    return forms[0] if forms else flags.form
