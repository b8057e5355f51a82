"""`collect show --at` and `--log`: outputs as they were at a moment, or how they changed."""

from __future__ import annotations

import sys
from pathlib import Path

from netcollect.app.past import log_of, outputs_at
from netcollect.archive import LATEST
from netcollect.cli.answers import tell_coverage
from netcollect.cli.flags import ShowFlags
from netcollect.cli.logs import wants_color
from netcollect.cli.messages import warn
from netcollect.compare import Choice, Newest
from netcollect.errors import InputError
from netcollect.query import Missing
from netcollect.query.texts import coverage_of_texts
from netcollect.report import printable, write_text
from netcollect.report.moments import write_log, write_outputs

_TEXT, _JSON = "text", "json"
#: Options that shape rows; here there are none.
_OF_ROWS = ("columns", "where", "sort", "templates")


def show_past(flags: ShowFlags) -> int:
    """Writes to stdout what was asked for; gives the exit status.

    Raises:
        InputError: options exclude each other, or name nothing.
    """
    name = "--log" if flags.log else "--at"
    _check_together(flags)
    for each in _OF_ROWS:
        if getattr(flags, each):
            raise InputError.of(f"--{each}", f"{name} shows texts, not rows", "leave it out, or name a run")
    if flags.form not in (None, _TEXT, _JSON):
        raise InputError.of(
            "--format",
            f"{name} gives text or json",
            f"for rows, name a run: collect show RUN --format {flags.form}",
        )
    return _show_log(flags) if flags.log else _show_at(flags)


def _check_together(flags: ShowFlags) -> None:
    if flags.at and (flags.log or flags.run):
        other = "--log" if flags.log else "RUN"
        raise InputError.of("--at", f"{other} and a moment exclude each other", "give one of them")
    if not flags.log and flags.patch:
        raise InputError.of("--patch", "is for --log", "give both")


def _show_log(flags: ShowFlags) -> int:
    choice = Choice(exact=flags.show_volatile, context=flags.context)
    output, run = Path(flags.output), flags.run or LATEST
    damaged: dict[str, None] = {}
    found = log_of(
        output,
        run,
        choice,
        damaged=lambda error: damaged.setdefault(str(error)),
        limit=flags.limit,
        commands=flags.commands,
    )
    color = wants_color(flags.color, sys.stdout)
    write_log(sys.stdout, flags.form or _TEXT, found, patch=flags.patch, color=color)
    sys.stdout.flush()
    missing = [
        Missing(each.device, each.gaps[0].run, each.command, "not_collected", each.gaps[0].reason)
        for each in found
        if not each.is_current
    ]
    return tell_coverage(coverage_of_texts([each.device for each in found], missing, [*damaged]))


def _show_at(flags: ShowFlags) -> int:
    damaged: dict[str, None] = {}
    found = outputs_at(
        Path(flags.output),
        str(flags.at),
        damaged=lambda error: damaged.setdefault(str(error)),
        limit=flags.limit,
        commands=flags.commands,
    )
    missing: list[Missing] = []
    texts = [(each, _text_of(each, missing)) for each in found]
    if flags.form == _JSON:
        write_outputs(sys.stdout, texts)
    else:
        _write_texts(texts)
    sys.stdout.flush()
    return tell_coverage(coverage_of_texts([each.device for each in found], missing, [*damaged]))


def _text_of(each: Newest, missing: list[Missing]) -> str | None:
    """The text; one that is not there goes to `missing`."""
    if each.stored is None:
        gap = each.gaps[0]
        missing.append(Missing(each.device, gap.run, each.command, "not_collected", gap.reason))
        return None
    try:
        return each.stored.text
    except InputError as error:
        run = each.stored.run.name
        missing.append(Missing(each.device, run, each.command, "unreadable", None, str(error)))
        return None


def _write_texts(texts: list[tuple[Newest, str | None]]) -> None:
    """Each output under a line that says whose it is; one alone is shown as it is."""
    between = ""
    for each, text in texts:
        if each.stored is None or text is None:
            continue
        run = each.stored.run.name
        write_text(
            sys.stdout, f"{between}{each.device}: {each.command} ({run})\n" if len(texts) > 1 else "", text
        )
        between = "\n"
        if each.gaps:
            why = f"from {run}; not collected since ({each.gaps[0].reason})"
            warn(printable(f"{each.device}: {each.command}: {why}"))
