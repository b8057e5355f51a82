"""`collect query`: one question to the rows of finished runs, one table as the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcollect.cli import completion
from netcollect.cli.answers import CHOICE_OPTIONS, leave, tell_answer
from netcollect.cli.flags import QueryFlags
from netcollect.cli.options import OUTPUT_OPTION, format_option, option, together
from netcollect.cli.types import Lines, Seconds
from netcollect.errors import InputError
from netcollect.report import ANSWER_FORMATS

if TYPE_CHECKING:
    from netcollect.query import Answer, Scope


@click.command(short_help="Ask the rows of finished runs, in SQL.")
@click.argument("question", required=False, metavar="[SQL|TABLE]", shell_complete=completion.tables)
@together(
    OUTPUT_OPTION,
    option(
        "--runs",
        type=Lines(),
        multiple=True,
        metavar="RUNS",
        shell_complete=completion.runs,
        help="latest (the default), all, last:N, since:DATE, or a RUN. Repeatable.",
    ),
    option("--tables", is_flag=True, help="List the tables and their columns."),
    option(
        "--columns",
        metavar="TABLE",
        shell_complete=completion.tables,
        help="List the columns of a table, each with a value of it.",
    ),
    format_option(ANSWER_FORMATS),
    option(
        "--parquet",
        metavar="DIR",
        help="Write the rows of TABLE, or of all tables, to Parquet files there: one for each table and run.",
    ),
    option("--timeout", type=Seconds(), default=60, help="Give up on a statement after this long."),
    CHOICE_OPTIONS,
)
def query(**given: object) -> int:
    """Answer a question in SQL from the rows of finished runs; or show all rows of a TABLE.

    \b
    collect query --tables
    collect query show_version
    collect query "SELECT device, version FROM show_version WHERE version < '17'"

    Each command has a table of its rows, the same for all platforms that share its name; devices, runs,
    outputs and parsed are there beside them. On stderr stands who is missing in the answer, and why. Exit 0
    when nobody is, 1 when somebody is, 2 when the question is wrong.
    """  # noqa: D301 (click's mark for lines that stay as they are)
    from netcollect.query import Bounds, Choice, Scope, chosen_runs  # noqa: PLC0415 (not on the path of --help)
    from netcollect.rows import Templates  # noqa: PLC0415

    flags = QueryFlags(**given)  # type: ignore[arg-type]
    around = flags.tables + (flags.columns is not None)
    if around + (flags.question is not None) > 1 or bool(flags.parquet or flags.question) == bool(around):
        raise InputError.of("collect query", "give one question: SQL, a TABLE, --tables, or --columns TABLE")
    output = Path(flags.output)
    chosen = chosen_runs(output, flags.runs)
    scope = Scope(
        runs=chosen.runs,
        output=output,
        choice=Choice(limit=flags.limit, commands=flags.commands),
        templates=Templates(flags.templates) if flags.templates else Templates(),
        told=chosen.told,
        damaged=chosen.damaged,
        bounds=Bounds(seconds=flags.timeout, stuck=leave),
    )
    return tell_answer(_answered(flags, scope), flags.form, flags.color)


def _answered(flags: QueryFlags, scope: Scope) -> Answer:
    from netcollect import query as asking  # noqa: PLC0415

    if flags.parquet:
        return asking.write_parquet(scope, Path(flags.parquet), flags.question)
    if flags.tables:
        return asking.tables(scope)
    if flags.columns is not None:
        return asking.columns(flags.columns, scope)
    assert flags.question is not None
    return asking.query(flags.question, scope)
