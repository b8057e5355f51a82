"""The use case: what changed between runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from netcollect.app.chosen import chosen
from netcollect.archive import LATEST, Run, find_run
from netcollect.compare import Before, Choice, Difference, before, difference, last_good, patches
from netcollect.document import DeviceResult


class Runs(NamedTuple):
    """The newer run, and what it is compared with."""

    new: Run
    past: Before


def runs_to_compare(output: Path, old: str | None = None, new: str | None = None) -> Runs:
    """The runs that a person names; without an older one, each device's last good output before.

    Raises:
        InputError: there is no such run.
    """
    newer = find_run(output, new or LATEST, "NEW" if new else "")
    return Runs(newer, before(newer, find_run(output, old, "OLD")) if old else last_good(newer))


def diff(
    runs: Runs, choice: Choice, *, limit: Sequence[str] = (), commands: Sequence[str] = ()
) -> Difference:
    """What changed; of all devices and commands, or of those that are named.

    Raises:
        InputError: a limit names no device of the runs.
    """
    return difference(runs.new, runs.past, replace(choice, wanted=_wanted(runs, limit, commands)))


def diff_as_patch(
    runs: Runs, choice: Choice, *, limit: Sequence[str] = (), commands: Sequence[str] = ()
) -> Iterator[str]:
    """The same as a patch for the older files.

    Raises:
        InputError: a limit names no device, or an older file is not what its run wrote.
    """
    return patches(
        runs.new, runs.past, replace(choice, wanted=_wanted(runs, limit, commands)), choice.context
    )


def _wanted(runs: Runs, limit: Sequence[str], commands: Sequence[str]) -> Callable[[DeviceResult, str], bool]:
    gone = [runs.past.rows[name] for name in runs.past.expected if name not in runs.new.devices]
    return chosen([*runs.new.document.devices, *gone], limit, commands)
