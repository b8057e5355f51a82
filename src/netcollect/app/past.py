"""The use case: one output over time, as it was at a moment or as it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TypeVar

from netcollect.app.chosen import chosen
from netcollect.archive import Damaged, Run, begun_at, find_run, finished, readable
from netcollect.compare import Choice, History, Newest, earlier_runs, histories, newest
from netcollect.document import DeviceResult
from netcollect.errors import InputError
from netcollect.text import listed

Found = TypeVar("Found", History, Newest)


def outputs_at(
    output: Path,
    moment: str,
    *,
    damaged: Damaged,
    limit: Sequence[str] = (),
    commands: Sequence[str] = (),
) -> list[Newest]:
    """The newest good output of each device and command, of the runs that had finished by a moment.

    Those that cannot be read are handed to `damaged`, some of them more than once.

    Raises:
        InputError: no run had finished by then, a limit names no device, or no device was asked.
    """
    last = find_run(output, moment, "--at", damaged=damaged)
    wanted = _wanted(_until(last, damaged), limit, commands)
    return _some(newest(_until(last, damaged), wanted), commands)


def log_of(
    output: Path,
    run: str,
    choice: Choice,
    *,
    damaged: Damaged,
    limit: Sequence[str] = (),
    commands: Sequence[str] = (),
) -> list[History]:
    """How outputs changed up to a run.

    Earlier ones that cannot be read are handed to `damaged`, some of them more than once.

    Raises:
        InputError: there is no such run, a limit names no device, or no device was asked.
    """
    last = find_run(output, run, "RUN", damaged=damaged)
    wanted = _wanted(chain([last], earlier_runs(last, damaged)), limit, commands)
    past = chain([last], earlier_runs(last, damaged))
    return _some(histories(past, replace(choice, wanted=wanted)), commands)


def _some(found: list[Found], commands: Sequence[str]) -> list[Found]:
    if not found and commands:
        raise InputError.of(
            "--command",
            f"no device was asked {listed(commands, 5)}",
            "`collect show --format json` has what was asked",
        )
    return found


def _until(last: Run, damaged: Damaged) -> Iterator[Run]:
    """A run and those that had finished before it, the newest first."""
    end = last.document.finished
    begun = f"{datetime.fromisoformat(end):%Y%m%dT%H%M%SZ}"
    found = finished(last.path.parent.parent)
    others = (run for run in found if run.name != last.name and begun_at(run.name) <= begun)
    return chain([last], (run for run in readable(others, damaged) if run.document.finished <= end))


def _wanted(
    past: Iterable[Run], limit: Sequence[str], commands: Sequence[str]
) -> Callable[[DeviceResult, str], bool]:
    if not limit:
        return chosen((), (), commands)
    rows: dict[str, DeviceResult] = {}
    for run in past:
        rows = {**run.devices, **rows}
    return chosen([*rows.values()], limit, commands)
