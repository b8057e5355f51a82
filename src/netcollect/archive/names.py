"""What a person may call a run: its name or the beginning of it, `latest`, a directory, or a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from netcollect.archive.catalogue import Damaged, begun_at, finished, readable, warn_of
from netcollect.archive.run import LATEST, MANIFEST, RUN_NAME, RUNS, Run
from netcollect.document import stamp
from netcollect.errors import InputError
from netcollect.text import listed

_BACK = re.compile(rf"{LATEST}(?:~(\d{{1,6}}))?\Z")
_PREFIX = re.compile(r"\d[\dTZ]*(?:-[0-9a-f]*)?\Z")
#: A day, or a moment to the hour, minute, second or less; then perhaps the zone.
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<clock>(\d\d)(?::?(\d\d)(?::?(\d\d)([.,]\d+)?)?)?))?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?\Z"
)
#: How long each of them lasts; its end is the last millisecond of that.
_LASTS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))
_TICK = timedelta(milliseconds=1)
_SHOWN = 3


def open_run(run: str | Path = LATEST, directory: str | Path = "output") -> Run:
    """The finished run that `run` means.

    Args:
        run: the run's name or a beginning of it that no other run shares; `latest`, or `latest~1` for the
            one before it; the run's directory; a day (`2026-11-20`) or a moment (`2026-11-20T14:30`, with
            a zone or in UTC), for the newest run that had finished by its end. Neither `latest` nor a
            date means a run that was interrupted.
        directory: where runs are kept.

    Examples:
        >>> open_run("latest", "output").name
        '20261124T151100Z-81c0'
        >>> open_run("2026-11-23", "output").name
        '20261123T151100Z-7f3a'

    Raises:
        InputError: no run, or more than one, is called that.
    """
    return find_run(Path(directory), str(run))


class _Asked(NamedTuple):
    """What a person calls a run, where it is looked for, and who is told of those that cannot be read."""

    output: Path
    run: str
    damaged: Damaged


def find_run(output: Path, run: str, where: str = "", *, damaged: Damaged = warn_of) -> Run:
    """As `open_run`; `where` is what an error says of where the name came from, such as an option.

    What `latest` or a date would have meant, could it be read, is handed to `damaged`.

    Raises:
        InputError: no run, or more than one, is called that.
    """
    why = ""
    for way in _WAYS if run.strip() else ():
        try:
            if (found := way(_Asked(output, run, damaged))) is not None:
                return found
        except _NoRunError as error:
            raise InputError.of(where, str(error), f"see {output / RUNS}") from None
        except (OSError, ValueError, OverflowError) as error:
            why = why or f": {getattr(error, 'strerror', None) or error}"
    raise InputError.of(where, f"there is no finished run {run!r}{why}", f"see {output / RUNS}")


class _NoRunError(Exception):
    """It is clear what was meant, and that there is no such run."""


def _named(asked: _Asked) -> Run | None:
    run = asked.run
    path = asked.output / RUNS / run
    if RUN_NAME.match(run) and path.is_dir() and not (path / MANIFEST).exists():
        raise _NoRunError(f"the run {run!r} did not finish: it has no manifest")
    return _at(path)


def _latest(asked: _Asked) -> Run | None:
    output, run, damaged = asked
    steps = steps_back(run)
    if steps is None:
        return None
    newest = _linked(output) or next(_whole(finished(output), damaged), None)
    if newest is None or not steps:
        return newest
    if (found := run_before(newest, steps, damaged)) is None:
        raise _NoRunError(f"there is no finished run {run!r}: fewer are kept")
    return found


def steps_back(name: str) -> int | None:
    """How many runs before the newest one `latest` or `latest~N` means; None for any other name."""
    found = _BACK.match(name)
    return int(found[1] or 0) if found else None


def run_before(run: Run, steps: int, damaged: Damaged = warn_of) -> Run | None:
    """The run that many steps before another one, without those that are damaged or were interrupted."""
    older = (each for each in finished(run.path.parent.parent) if _is_older(each, run))
    return next(islice(_whole(older, damaged), steps - 1, None), None)


def _linked(output: Path) -> Run | None:
    """What the link `latest` points to: its target, because the link may move while the run is being read."""
    try:
        return _at(output / (output / LATEST).readlink())
    except OSError:
        return _at(output / LATEST)


def _is_older(run: Run, newest: Run) -> bool:
    return run.name != newest.name and begun_at(run.name) <= begun_at(newest.name)


def _whole(found: Iterator[Run], damaged: Damaged) -> Iterator[Run]:
    """Those that can be read and were not interrupted."""
    return (run for run in readable(found, damaged) if run.document.status != "interrupted")


def _directory(asked: _Asked) -> Run | None:
    return _at(asked.output / asked.run) or _at(Path(asked.run))


def _at(path: Path) -> Run | None:
    return Run(path) if (path / MANIFEST).is_file() else None


def _moment(asked: _Asked) -> Run | None:
    output, run, damaged = asked
    end = end_of(run)
    if end is None:
        return None
    last = stamp(end)
    begun = (each for each in finished(output) if begun_at(each.name) <= f"{end:%Y%m%dT%H%M%SZ}")
    for each in _whole(begun, damaged):
        if each.document.finished <= last:
            return each
    raise _NoRunError(f"no run had finished by {run}")


def end_of(text: str) -> datetime | None:
    """The end of the day or moment that a text names, in UTC; None when it names none.

    Raises:
        ValueError: there is no such day or moment.
        OverflowError: it is at the end of the calendar.
    """
    begin, found = begin_of(text), _MOMENT.match(text)
    if begin is None or found is None:
        return None
    precision = sum(part is not None for part in found.group(3, 4, 5, 6))
    return begin + (_LASTS[precision] - _TICK if precision < len(_LASTS) else timedelta(0))


def begin_of(text: str) -> datetime | None:
    """The beginning of the day or moment that a text names, in UTC; None when it names none.

    Raises:
        ValueError: there is no such day or moment.
        OverflowError: it is at the end of the calendar.
    """
    found = _MOMENT.match(text)
    if not found:
        return None
    begin = datetime.fromisoformat(f"{found['day']}T{found['clock'] or '00'}{found['zone'] or 'Z'}")
    return begin.astimezone(UTC)


def _beginning(asked: _Asked) -> Run | None:
    output, run, _ = asked
    if not _PREFIX.match(run):
        return None
    found = [each for each in finished(output) if each.name.startswith(run)]
    if len(found) > 1:
        shown = listed((each.name for each in found), _SHOWN)
        raise _NoRunError(f"{run!r} could be any of {len(found)} runs: {shown}")
    return found[0] if found else None


#: In this order: what a name says exactly goes before what it could be short for.
_WAYS: tuple[Callable[[_Asked], Run | None], ...] = (_named, _latest, _directory, _moment, _beginning)
