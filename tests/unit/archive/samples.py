"""Finished runs that the archive's tests share, made by the store as a real run makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from netcollect.archive import MANIFEST
from netcollect.document import build_result
from netcollect.model import CommandResult, Job, Outcome
from netcollect.store import Layout, RunDirectory
from unit.fakes import device, ok

START = datetime(2026, 11, 23, 15, 11, 0, 123000, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def outcome(name: str, *results: CommandResult) -> Outcome:
    error = next((result.error for result in results if result.error), None)
    return Outcome(Job(device(name), tuple(each.command for each in results)), results, error, 1, 0.5)


def run(
    output: Path,
    at: datetime = START,
    outputs: Mapping[str, list[CommandResult]] | None = None,
    *,
    layout: Layout = "device",
    token: str = "7f3a",
    seconds: float = 1.0,
    interrupted: bool = False,
) -> Path:
    """Stores a run that began at a moment and took so many seconds; gives its directory."""
    directory = RunDirectory.create(output, layout=layout, now=at, token=token)
    rows = [
        directory.write(outcome(name, *results))
        for name, results in (outputs or {"R1": [ok("show a")]}).items()
    ]
    directory.finish(
        build_result(
            run=directory.run,
            started=at,
            finished=at + timedelta(seconds=seconds),
            seconds=seconds,
            directory=str(directory.path),
            inventory=(),
            rows=rows,
            interrupted=interrupted,
        )
    )
    return directory.path


def edit(run: Path, change: Callable[[Any], object]) -> None:
    """Changes the manifest of a run, as a later hand may."""
    document = json.loads((run / MANIFEST).read_text())
    change(document)
    (run / MANIFEST).write_text(json.dumps(document))


def aged(run: Path, *, first: bool = False) -> None:
    """Makes a manifest one of an older version, which had fewer fields; `first` is the very first."""

    def change(document: Any) -> None:
        for row in document["devices"]:
            for entry in row["commands"]:
                del entry["offset"]
                if first:
                    del entry["changed"]
            if first:
                del row["changed"], row["sha256"]
        if first:
            del document["changed"]

    edit(run, change)
