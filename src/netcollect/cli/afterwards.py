"""What a run does when its outputs are stored: its page, its commit, files for other programs, notices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcollect.cli.messages import complain, ending, warn
from netcollect.cli.report import check_place, write_report
from netcollect.errors import OutputError
from netcollect.text import listed, plural

if TYPE_CHECKING:
    from netcollect.app.versions import GitOptions, Versions
    from netcollect.cli.flags import RunFlags
    from netcollect.document import RunResult
    from netcollect.options import Notifier

#: The contract's exit status when something could not be written.
_NOT_WRITTEN = 4
_SHOWN = 5


def check_afterwards(flags: RunFlags) -> None:
    """Checks, before anyone is contacted, what a run will do when its outputs are stored.

    Raises:
        InputError: it could not do it.
    """
    if flags.report:
        check_place(flags.report)
    if options := _git_options(flags):
        options.check()


def afterwards(result: RunResult, flags: RunFlags) -> int:
    """Does it; gives 4 when something could not be written, which is told, and 0 otherwise.

    Raises:
        OutputError: a file could not be written.
    """
    try:
        return _write(result, flags)
    finally:  # a report that cannot be written is no reason to tell nobody
        if flags.job and flags.job.notify and result.status != "interrupted":
            _notify(result, flags.job.notify)


def _write(result: RunResult, flags: RunFlags) -> int:
    status = 0
    if (options := _git_options(flags)) and result.status != "interrupted":
        status = _commit(result, options, quiet=flags.quiet)
    if flags.junit or flags.metrics:
        _write_for_programs(result, flags)
    if flags.report:
        write_report(result, flags.output, flags.report)
    return status


def _notify(result: RunResult, notifiers: Sequence[Notifier]) -> None:
    from netcollect.app.notify import notify  # noqa: PLC0415 (not on the path of every run)
    from netcollect.archive import Run  # noqa: PLC0415

    with ending():  # the programs have a session of their own, which no signal of ours reaches
        for wrong in notify(Run(Path(result.directory)), notifiers):
            warn(wrong)


def _write_for_programs(result: RunResult, flags: RunFlags) -> None:
    from netcollect.app.audit import write_reports  # noqa: PLC0415 (not on the path of every run)
    from netcollect.archive import Run  # noqa: PLC0415
    from netcollect.audit import stored_audit  # noqa: PLC0415

    run, output = Run(Path(result.directory)), Path(flags.output)
    write_reports(run, stored_audit(run), output=output, junit=flags.junit, metrics=flags.metrics)


def _git_options(flags: RunFlags) -> GitOptions | None:
    if not flags.git:
        return None
    from netcollect.app.versions import AUTHOR, GitOptions  # noqa: PLC0415 (not on the path of every run)

    return GitOptions(
        directory=flags.git,
        form=flags.git_form,
        author=flags.git_author or AUTHOR,
        prune=flags.git_prune,
    )


def _commit(result: RunResult, options: GitOptions, *, quiet: bool) -> int:
    from netcollect.app.versions import commit_run  # noqa: PLC0415 (not on the path of every run)
    from netcollect.archive import Run  # noqa: PLC0415

    try:
        made = commit_run(Run(Path(result.directory)), options)
    except OutputError as error:
        complain(
            f"--git: {error}", f"{error.hint} the run is kept, and the next one commits what is new then"
        )
        return _NOT_WRITTEN
    for line in made.committed.unreadable:
        warn(f"--git: {line}")
    if made.committed.kept:
        names = listed(made.committed.kept, _SHOWN)
        warn(
            f"--git: {names} in {options.directory} was edited there and stays so; the commit has the output"
        )
    if made.gone:
        names = listed(made.gone, _SHOWN)
        warn(f"--git: {names} is gone from the inventory; its files stay unless you give --git-prune")
    if not quiet:
        click.echo(_line(made, options.directory), err=True)
    return 0


def _line(made: Versions, directory: str) -> str:
    if made.committed.commit is None:
        return f"git: nothing new for {directory}"
    number, commit = made.committed.tally.files, made.committed.commit[:10]
    return f"git: {plural(number, 'file')} committed to {directory} ({commit})"
