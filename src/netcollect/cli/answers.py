"""What the verbs have in common that answer from finished runs: their options, and how an answer is told."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.options import COLORS, TAUGHT_OPTION, TEMPLATES_OPTION, option, together
from netcollect.cli.types import Lines, RowOf

if TYPE_CHECKING:
    from pathlib import Path

    from netcollect.cli.flags import RunFlags
    from netcollect.document import DeviceResult, RunResult
    from netcollect.plan import Plan
    from netcollect.query import Answer, Coverage

CHOICE_OPTIONS = together(
    option(
        "-l",
        "--limit",
        type=Lines(),
        multiple=True,
        metavar="PATTERN",
        help="Only these devices: name glob, group:NAME, platform:NAME or @FILE; !PATTERN leaves out. "
        "Repeatable.",
    ),
    option(
        "-c",
        "--command",
        "commands",
        type=Lines(),
        multiple=True,
        metavar="TEXT",
        help="Only this command, as it was sent, or a glob. Repeatable.",
    ),
    TEMPLATES_OPTION,
    TAUGHT_OPTION,
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)


def names(_ctx: click.Context, _param: click.Parameter, value: Any) -> tuple[str, ...]:
    """Names that were given one by one, or several with commas between them."""
    return tuple(name for each in value for part in each.split(",") if (name := part.strip()))


def leave() -> None:
    """Ends the process, because a statement cannot be ended: SQLite is in a function that asks nobody."""
    sys.stderr.write("error: SQL: a function such as instr did not come to an end: give it shorter texts\n")
    sys.stderr.flush()
    os._exit(2)


class RowsReporter:
    """Reports a run by its rows; `status` is 1 when somebody is missing.

    Where it asked questions, their answers stand first, then the rows of the commands that somebody named.

    Raises:
        InputError: the templates are not as they should be.
    """

    def __init__(self, flags: RunFlags, planned: Plan) -> None:
        from netcollect.rows import Templates  # noqa: PLC0415 (not on the path of --help)

        self.status = 0
        self._flags, self._planned = flags, planned
        self._templates = Templates(flags.templates) if flags.templates else Templates()

    def device(self, row: DeviceResult) -> None:
        """Does nothing: rows come in inventory order."""

    def finish(self, result: RunResult, directory: Path) -> None:
        """Writes the rows of all devices."""
        from netcollect.archive import Run  # noqa: PLC0415
        from netcollect.query import Scope, answers, show  # noqa: PLC0415

        del result
        scope, asked = Scope(runs=[Run(directory)], templates=self._templates), self._planned.asks
        commands, others = self._planned.commands, self._not_asked()
        answer = answers(asked, scope, commands=commands, not_asked=others) if asked else show(scope)
        self.status = tell_answer(answer, self._flags.form, self._flags.color, quiet=self._flags.quiet)

    def _not_asked(self) -> list[str]:
        """Devices that are not in the run: their platforms have no command for any of the questions."""
        running = {job.device.name for job in self._planned.jobs}
        return [device.name for device, _ in self._planned.unanswered if device.name not in running]


def tell_answer(answer: Answer, form: str, color: str, *, quiet: bool = False) -> int:
    """Writes an answer to stdout and of whom it speaks to stderr; gives the exit status."""
    from netcollect.cli.logs import wants_color  # noqa: PLC0415 (none of these is on the path of --help)
    from netcollect.report import write_answer  # noqa: PLC0415

    write_answer(sys.stdout, answer, form, color=wants_color(color, sys.stdout))
    sys.stdout.flush()
    return tell_coverage(answer.coverage, quiet=quiet)


def tell_coverage(coverage: Coverage, *, quiet: bool = False) -> int:
    """Says on stderr of whom an answer speaks; 1 when somebody is missing. Quiet, it only says that."""
    from netcollect.cli.messages import warn  # noqa: PLC0415
    from netcollect.report import printable  # noqa: PLC0415

    if quiet and coverage.is_complete:
        return 0
    for told in coverage.told:
        warn(told)
    click.echo(printable(coverage.line()), err=True)
    return 0 if coverage.is_complete else 1
