"""What happens to an output directory when a run begins or ends: `latest`, `current`, pruning, tidying up."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from errno import ENOTEMPTY
from pathlib import Path

from netcollect.archive import (
    LATEST,
    MANIFEST,
    RUNS,
    Run,
    is_stored,
    newest_first,
    pieces,
    stored_files,
    unfinished,
)
from netcollect.document import RunResult
from netcollect.errors import InputError, OutputError
from netcollect.options import Keeping
from netcollect.store.files import (
    failure,
    make_directory,
    point_to,
    replace_by_link,
    sync_directory,
    write_whole,
)
from netcollect.store.history import recent_runs
from netcollect.store.lock import claim, is_alive
from netcollect.text import plural

log = logging.getLogger("netcollect.store")

CURRENT = "current"
#: A pruned run while it is being removed.
_GONE = re.compile(r"\.\d{8}T\d{6}Z-[0-9a-f]{4}\.tmp\Z")


def publish(output: Path, path: Path, result: RunResult, keeping: Keeping) -> list[Path]:
    """Makes a run with its manifest the newest: moves `latest`, links `current`, prunes. Needs the lock.

    Returns:
        The old runs, already renamed, for `remove`: that takes time and needs no lock.

    Raises:
        OutputError: a link could not be written, or an old run could not be renamed.
    """
    if _is_behind(output, result):
        # Two runs at the same time; or a clock that was wrong once, which nobody would notice otherwise.
        log.warning(
            "%s is left as it is: the run it points to began later than %s", output / LATEST, path.name
        )
    else:
        point_to(output / LATEST, f"{RUNS}/{path.name}")
    if keeping.last_good:
        _link_current(output, result)
    if keeping.runs is None and keeping.days is None:
        return []
    return _prune(output, path, keeping, datetime.now(UTC))


def check_place(output: Path) -> None:
    """Checks, before anyone is contacted, that `latest` can be moved at the end.

    Raises:
        OutputError: something that is not a link has its name.
    """
    latest = output / LATEST
    if not latest.is_symlink() and latest.exists():
        raise OutputError(str(latest), "it exists and is not a link to a run", "move it out of the way;")


def _is_behind(output: Path, result: RunResult) -> bool:
    """Whether `latest` is a run that began later than this one."""
    try:
        return Run(output / LATEST).document.started > result.started
    except InputError:
        return False


def _link_current(output: Path, result: RunResult) -> None:
    """Links the newest complete output of every device under `current`.

    It looks back, because an earlier run may have been made without `current`, or killed right here: until
    it has met every device of this run and every file of `current`, or, the first time, as far as it can.
    """
    current = output / CURRENT
    there = _files_below(current)
    devices = {row.device for row in result.devices}
    seen: set[str] = set()
    made: set[Path] = set()
    for past in _linkable(output, result):
        run = past.document
        made |= _link_run(current, past, seen, earlier=run.run != result.run)
        devices -= {row.device for row in run.devices if row.status == "ok"}
        if there and not devices and there <= seen:
            break
    for parent in made:
        sync_directory(parent)


def _linkable(output: Path, result: RunResult) -> Iterator[Run]:
    """The runs whose files may stand beside this one's: where it is redacted, they are too."""
    return (past for past in recent_runs(output) if past.document.redacted or not result.redacted)


def _files_below(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def _link_run(current: Path, run: Run, seen: set[str], *, earlier: bool) -> set[Path]:
    """Links the run's complete files that `seen` does not name yet; gives the directories it changed."""
    made: set[Path] = set()
    for name in _complete(run.document):
        # Somebody may have removed it from the run since, or edited the manifest.
        if name in seen or not is_stored(run.path, name):
            continue
        seen.add(name)
        target = current / name
        # The one that is there may be newer than any earlier run's: its own run was removed.
        if earlier and _changed(target) > _changed(run.path / name):
            continue
        if target.parent not in made:
            make_directory(target.parent)
        made.add(target.parent)
        _link_or_copy(run.path, name, target)
    return made


def _complete(run: RunResult) -> Iterator[str]:
    """The complete files: a device's file is complete when every command gave its output."""
    for row in run.devices:
        # In layout `command` each file is one output, complete in itself.
        if row.status == "ok" or row.sha256 is None:
            yield from stored_files(row)


def _link_or_copy(directory: Path, name: str, target: Path) -> None:
    source = directory / name
    fresh = target.with_name(f".{target.name[:80]}.{os.getpid()}.tmp")
    try:
        if target.exists() and source.samefile(target):
            return
        replace_by_link(source, target, fresh)
    except OSError:
        write_whole(target, pieces(directory, name))


def _prune(output: Path, own: Path, keeping: Keeping, now: datetime) -> list[Path]:
    """Renames the finished runs that no rule keeps; never this one, `latest`, or one still under way."""
    spared = {own.name, Path(os.path.realpath(output / LATEST)).name}
    found = newest_first(output)
    newest = {path.name for path in found[: keeping.runs or 0]}
    pruned = []
    for path in found:
        young = keeping.days is not None and _age(path, now) <= timedelta(days=keeping.days)
        # A run that is alive has written its manifest and is about to move `latest` and `current`.
        if path.name in spared or path.name in newest or young or is_alive(path):
            continue
        # Out of sight first: a run that is half removed must not look like a whole one.
        gone = path.with_name(f".{path.name}.tmp")
        try:
            path.rename(gone)
        except OSError as error:
            raise failure(path, error) from None
        log.info("removed %s", path)
        pruned.append(gone)
    return pruned


def remove(pruned: Sequence[Path]) -> None:
    """Removes the runs that `publish` renamed.

    Raises:
        OutputError: part of one is still there.
    """
    for gone in pruned:
        shutil.rmtree(gone, ignore_errors=True)
        if gone.exists():
            raise failure(gone, OSError(ENOTEMPTY, os.strerror(ENOTEMPTY)))


def _age(path: Path, now: datetime) -> timedelta:
    started = datetime.strptime(path.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return now - started


def tidy(output: Path) -> None:
    """Removes what killed runs left half written, and logs which runs did not finish. Needs the lock.

    Only temporary files are removed. A run that is still under way, or that this user cannot change, is left
    alone. An unfinished run is reported until a later run has finished.
    """
    for stray in _entries(output, rf"\.{LATEST}\.\d+\.tmp\Z"):
        with suppress(OSError):
            stray.unlink()
    for gone in _entries(output / RUNS, _GONE.pattern):
        shutil.rmtree(gone, ignore_errors=True)
    for stray in (output / CURRENT).rglob(".*.tmp"):
        with suppress(OSError):
            stray.unlink()
    last = _changed(output / LATEST / MANIFEST)
    for path in unfinished(output):
        with suppress(OSError):
            _tidy_run(path, told=_changed(path) < last)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _tidy_run(path: Path, *, told: bool) -> None:
    held = claim(path)
    if held is None:
        return
    try:
        strays = list(path.rglob(".*.tmp"))
        for stray in strays:
            with suppress(OSError):
                stray.unlink()
        whole = sum(1 for each in path.rglob("*") if each.is_file())
    finally:
        os.close(held)
    if told and not strays:
        return
    log.warning(
        "%s did not finish: it has no manifest; %s kept, %s removed",
        path,
        plural(whole, "file"),
        plural(len(strays), "half-written file"),
    )


def _entries(directory: Path, pattern: str) -> Sequence[Path]:
    try:
        return sorted(path for path in directory.iterdir() if re.match(pattern, path.name))
    except OSError:
        return ()
