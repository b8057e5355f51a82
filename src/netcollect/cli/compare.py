"""`collect compare`: who differs from the rest in a run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netcollect.cli.completion import runs
from netcollect.cli.flags import CompareFlags
from netcollect.cli.options import (
    COLORS,
    IGNORE_OPTION,
    LIMIT_OPTION,
    OUTPUT_OPTION,
    TAUGHT_OPTION,
    format_option,
    option,
    together,
)
from netcollect.cli.types import Lines, RowOf
from netcollect.errors import InputError


@click.command(short_help="Say who differs from the rest in a run.")
@click.argument("run", default="latest", metavar="[RUN]", shell_complete=runs)
@together(
    option("-c", "--command", "commands", type=Lines(), multiple=True, metavar="TEXT",
           help="Compare this command. Repeatable.  [default: all]"),
    option("--by", default="platform", metavar="KEYS",
           help="Compare devices with the same values of these: platform, group, or facts of the inventory."),
    LIMIT_OPTION,
    OUTPUT_OPTION,
    format_option(("text", "json")),
    option("--exact", is_flag=True, help="A device's own name, address and facts count too."),
    option("--context", type=click.IntRange(0, 1000), default=0, metavar="N",
           help="With json: N lines around each difference."),
    IGNORE_OPTION,
    TAUGHT_OPTION,
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)  # fmt: skip
def compare(**given: Any) -> int:
    """Say which devices are equal in RUN, without what is volatile, and what the others lack or add.

    The largest group is the reference. Exit 0 when all are equal, 1 when some differ or are missing, 2 when
    nothing could be compared.
    """
    from netcollect.app.chosen import chosen  # noqa: PLC0415 (not on the path of --help)
    from netcollect.archive import find_run  # noqa: PLC0415
    from netcollect.cli.logs import wants_color  # noqa: PLC0415
    from netcollect.compare import Question, equality  # noqa: PLC0415
    from netcollect.report.equality import COMPARE_FORMATS  # noqa: PLC0415

    flags = CompareFlags(**given)
    found_run = find_run(Path(flags.output), flags.run, "RUN")
    question = Question(
        wanted=chosen(found_run.document.devices, flags.limit, flags.commands),
        by=tuple(key.strip() for key in flags.by.split(",") if key.strip()),
        ignore=flags.ignore,
        exact=flags.exact,
        context=flags.context,
    )
    found = equality(found_run, question)
    if not found.comparisons:
        raise InputError.of("", f"{found_run.name} has no output of that", "see `collect show`")
    COMPARE_FORMATS[flags.form](sys.stdout, found, wants_color(flags.color, sys.stdout))
    sys.stdout.flush()
    if not any(each.groups for each in found.comparisons):
        raise InputError.of("", "nothing could be compared", f"nobody gave an output in {found_run.name}")
    return int(any(len(each.groups) > 1 or each.missing for each in found.comparisons))
