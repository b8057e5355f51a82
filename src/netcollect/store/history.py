"""What earlier runs of an output directory hold: for comparing, linking, ordering and pruning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from netcollect.errors import InputError
from netcollect.store.manifest import MANIFEST, RUN_NAME, RUNS, decoded

#: How many runs back the last output of a command is looked for in any case; and further as long as the
#: manifests are not more bytes than this: many small runs between two large ones cost little.
DEPTH = 50
ENOUGH = 20_000_000
#: How much of a run's name is the time at which it began.
_STAMP = len("20261123T151100Z")


class PastCommand(msgspec.Struct, frozen=True, gc=False):
    """A command of an earlier run."""

    command: str
    file: str | None
    sha256: str | None


class PastDevice(msgspec.Struct, frozen=True, gc=False):
    """A device of an earlier run."""

    device: str
    status: str
    seconds: float
    commands: tuple[PastCommand, ...] = ()
    sha256: str | None = None


class PastRun(msgspec.Struct, frozen=True):
    """An earlier run, as far as later ones need it."""

    run: str
    status: str
    started: str
    devices: tuple[PastDevice, ...]
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What earlier runs say to one that begins.

    `seconds` is what each device took in the newest run that tried it and was not interrupted, and `whole`
    names those that gave everything then. `digests` are the newest outputs by device and command; `files`
    says in which run's directory the newest file of a name lies.
    """

    seconds: Mapping[str, float] = field(default_factory=dict)
    whole: Collection[str] = ()
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)


def past_run(directory: Path) -> PastRun:
    """A finished run.

    Raises:
        InputError: there is no such run.
    """
    run: PastRun = decoded(directory, PastRun)
    return run


def finished_runs(output: Path) -> list[Path]:
    """The directories of the runs that have their manifest, the newest first."""
    try:
        runs = [path for path in (output / RUNS).iterdir() if RUN_NAME.match(path.name)]
    except OSError:
        return []
    # A name tells the second; of two runs of one second the newer is the one that finished later.
    found = []
    for run in runs:
        with suppress(OSError):
            found.append((run.name[:_STAMP], (run / MANIFEST).stat().st_mtime_ns, run))
    return [run for *_, run in sorted(found, reverse=True)]


def recent_runs(output: Path, depth: int = DEPTH, enough: int = ENOUGH) -> Iterator[tuple[Path, PastRun]]:
    """Finished runs, the newest first, within the bounds; one that cannot be read is left out."""
    read = 0
    for at, path in enumerate(finished_runs(output)):
        if at >= depth and read > enough:
            return
        with suppress(InputError, OSError):
            read += (path / MANIFEST).stat().st_size
            yield path, past_run(path)


def look_back(
    output: Path,
    wanted: Collection[tuple[str, str]],
    *,
    redacted: bool = False,
    depth: int = DEPTH,
    enough: int = ENOUGH,
) -> History:
    """What earlier runs say of these devices and commands; no more runs are read than that takes.

    Outputs are compared with such as are redacted too, or not either: else all would seem to have changed.
    """
    left = set(wanted)
    seconds: dict[str, float] = {}
    whole: set[str] = set()
    digests: dict[tuple[str, str], str] = {}
    files: dict[str, Path] = {}
    for path, run in recent_runs(output, depth, enough):
        if run.status != "interrupted":
            tried = [row for row in run.devices if row.status != "skipped" and row.device not in seconds]
            seconds.update((row.device, row.seconds) for row in tried)
            whole.update(row.device for row in tried if row.status == "ok")
        for row in run.devices if run.redacted == redacted else ():
            for each in row.commands:
                key = (row.device, each.command)
                if key in left and each.sha256 and each.file:
                    left.discard(key)
                    digests[key] = each.sha256
                    files.setdefault(each.file, path)
        if seconds and not left:
            break
    return History(seconds, whole, digests, files)
