"""Which runs are kept, and what became of them, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from netcollect.archive.catalogue import finished, unfinished
from netcollect.archive.run import Run
from netcollect.errors import InputError

State = Literal["ok", "failed", "interrupted", "unfinished", "under way", "damaged"]


class RunRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One run: when it began (UTC, ISO 8601), how long it took, its devices, and the bytes of its outputs.

    `failed` counts the devices that did not give everything, `changed` those with another output than before,
    `violated` the violations of the rules that it was judged by.
    """

    run: str
    state: State
    started: str = ""
    seconds: float | None = None
    devices: int | None = None
    ok: int | None = None
    failed: int | None = None
    changed: int | None = None
    violated: int | None = None
    bytes: int | None = None
    limit: tuple[str, ...] = ()
    follows: str | None = None
    why: str = ""


def list_runs(output: Path, is_alive: Callable[[Path], bool]) -> Iterator[RunRow]:
    """The runs of an output directory, the newest first; those without a manifest among them.

    `is_alive` tells of such a one whether it is still under way.
    """
    rows = [_row(run) for run in finished(output)]
    rows += [
        RunRow(run=path.name, state="under way" if is_alive(path) else "unfinished")
        for path in unfinished(output)
    ]
    # A name begins with its run's start.
    yield from sorted(rows, key=lambda row: row.run[:16], reverse=True)


def _row(run: Run) -> RunRow:
    try:
        document = run.document
    except InputError as error:
        return RunRow(run=run.name, state="damaged", why=error.problems[0].message)
    counts = document.counts
    return RunRow(
        run=run.name,
        state=document.status,
        started=document.started,
        seconds=document.seconds,
        devices=counts.devices,
        ok=counts.ok,
        failed=counts.devices - counts.ok,
        changed=sum(row.changed for row in document.devices),
        violated=document.audit.violated if document.audit else None,
        bytes=sum(entry.bytes or 0 for row in document.devices for entry in row.commands),
        limit=document.limit,
        follows=document.follows,
    )
