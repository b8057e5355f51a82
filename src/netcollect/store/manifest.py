"""The result document: built from the rows of a run, encoded once, the same on stdout and in the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec

from netcollect.errors import InputError
from netcollect.model import SCHEMA, Counts, DeviceResult, RunResult, RunStatus

MANIFEST = "manifest.json"
LATEST, RUNS = "latest", "runs"
#: A run's name begins with its start in UTC; nothing else under `runs` is one, or is ever touched.
RUN_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}\Z")

_T = TypeVar("_T", bound=msgspec.Struct)


def build_result(  # noqa: PLR0913 (the document's fields, all by name)
    *,
    run: str,
    started: datetime,
    finished: datetime,
    seconds: float,
    directory: str,
    inventory: Sequence[str],
    rows: Sequence[DeviceResult],
    interrupted: bool,
    follows: str | None = None,
    redacted: bool = False,
) -> RunResult:
    """The document of a run; `rows` in inventory order, times in UTC, `seconds` from a monotonic clock."""
    counted = Counter(row.status for row in rows)
    status: RunStatus = "ok" if counted["ok"] == len(rows) else "failed"
    return RunResult(
        schema=SCHEMA,
        tool=f"netcollect {version('netcollect')}",
        run=run,
        status="interrupted" if interrupted else status,
        started=_stamp(started),
        finished=_stamp(finished),
        seconds=round(seconds, 3),
        directory=as_unicode(directory),
        inventory=tuple(map(as_unicode, inventory)),
        counts=Counts(
            devices=len(rows),
            ok=counted["ok"],
            partial=counted["partial"],
            failed=counted["failed"],
            skipped=counted["skipped"],
        ),
        changed=any(row.changed for row in rows),
        devices=tuple(rows),
        follows=follows,
        redacted=redacted,
    )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_manifest(directory: Path) -> RunResult:
    """The document of a finished run.

    Raises:
        InputError: there is none, or it is not one of ours.
    """
    result = decoded(directory, RunResult)
    if result.schema != SCHEMA:
        raise InputError.of(
            str(directory / MANIFEST),
            f"has schema {result.schema}, not {SCHEMA}",
            "use the netcollect that made it",
        )
    return result


def decoded(directory: Path, kind: type[_T]) -> _T:
    """A finished run's document, or as much of it as a type wants to know.

    Raises:
        InputError: there is none, or it is not one of ours.
    """
    path = directory / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError.of(str(path), f"cannot be read: {reason}", "is this a finished run?") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError.of(str(path), f"is no manifest of netcollect: {error}") from None


def find_run(output: Path, run: str, flag: str) -> Path:
    """Where a run is: `run` is its name, `latest`, or a path; `flag` is what asked for it.

    Raises:
        InputError: there is no such run.
    """
    places, why = (output / RUNS / run, output / run, Path(run)), ""
    for place in places:
        try:
            if (place / MANIFEST).is_file():
                return place
        except OSError as error:
            why = why or f": {error.strerror}"
    raise InputError.of(flag, f"there is no finished run {run!r}{why}", f"see {output / RUNS}")


def as_unicode(text: str) -> str:
    r"""The text with bytes that were no UTF-8 shown as `\udcff`: JSON is text, and cannot hold them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
