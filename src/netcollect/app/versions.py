"""The use case: a run's outputs committed to a git repository."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from netcollect.archive import Run
from netcollect.compare import earlier_runs
from netcollect.report.commits import commit_message
from netcollect.repository import (
    Committed,
    check,
    check_author,
    commit,
    folder_of,
    open_repository,
    versions,
)

#: Who commits, unless somebody else is named.
AUTHOR = "netcollect <netcollect@localhost>"
#: How many runs to look back for a device that is gone.
_DEPTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GitOptions:
    """Which repository, and what is committed to it; with `prune` devices that are gone are taken out."""

    directory: str
    form: str = "comparable"
    author: str = AUTHOR
    prune: bool = False

    def check(self) -> None:
        """Checks, before a run begins, what can be checked.

        Raises:
            InputError: there is no git, the directory is no repository and cannot become one, or the author
                is none.
        """
        check_author(self.author)
        check(Path(self.directory))


@dataclass(frozen=True, slots=True)
class Versions:
    """What became of it, and the devices that are gone from the inventory and whose files are still there."""

    committed: Committed
    gone: tuple[str, ...]


def commit_run(run: Run, options: GitOptions) -> Versions:
    """Commits the newest good outputs of a finished run; devices that gave none keep their files.

    Raises:
        OutputError: git refuses it.
    """
    repository = open_repository(Path(options.directory))
    known = {folder_of(name) for name in run.devices}
    repository.wait()
    folders = {path.split("/", 1)[0] for path in repository.head().files if "/" in path}
    gone = tuple(sorted(_gone(run, folders - known)))
    committed = commit(
        repository,
        list(versions(run, options.form)),
        author=options.author,
        at=datetime.fromisoformat(run.document.finished),
        message=lambda tally: commit_message(run.document, tally, gone),
        gone=[folder_of(name) for name in gone] if options.prune else (),
    )
    return Versions(committed, () if options.prune else gone)


def _gone(run: Run, folders: Collection[str]) -> Iterator[str]:
    """The devices of earlier runs that this one, which was for all devices, does not have any more."""
    left = set() if run.document.limit or run.document.follows else set(folders)
    for earlier in islice(earlier_runs(run), _DEPTH):
        if not left:
            return
        for name in earlier.devices:
            if folder_of(name) in left:
                left.remove(folder_of(name))
                yield name
