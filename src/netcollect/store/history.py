"""What a new run learns from earlier ones: what changed, what to link to, and whom to start first."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from netcollect.archive import MANIFEST, Run, Stored, finished, stored
from netcollect.document import DeviceResult, RunResult
from netcollect.errors import InputError

log = logging.getLogger("netcollect.store")

#: How many runs to look back for the last output of a command; and further while the manifests read so far
#: are no more bytes than this, because many small runs between two large ones cost little.
DEPTH = 50
ENOUGH = 20_000_000


@dataclass(frozen=True, slots=True)
class History:
    """What a new run knows from earlier ones.

    `seconds` is how long each device took in the newest run that tried it and was not interrupted, and
    `whole` names the devices that gave every output then. `outputs` has the newest output by device and
    command; `files` has the directory of the run that holds the newest file of each name.
    """

    seconds: Mapping[str, float] = field(default_factory=dict)
    whole: Collection[str] = ()
    outputs: Mapping[tuple[str, str], Stored] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)


def recent_runs(output: Path, depth: int = DEPTH, enough: int = ENOUGH) -> Iterator[Run]:
    """Finished runs, the newest first, within the bounds; runs that cannot be read are left out."""
    read = 0
    for at, run in enumerate(finished(output)):
        if at >= depth and read > enough:
            return
        try:
            read += (run.path / MANIFEST).stat().st_size
            _ = run.document
        except (InputError, OSError) as error:
            log.info("left out: %s", error)
        else:
            yield run


def _tried(run: RunResult, known: Collection[str]) -> list[DeviceResult]:
    """The devices that are not known yet and whose time tells something."""
    if run.status == "interrupted":
        return []
    return [row for row in run.devices if row.status != "skipped" and row.device not in known]


def look_back(
    output: Path,
    wanted: Collection[tuple[str, str]],
    *,
    redacted: bool = False,
    depth: int = DEPTH,
    enough: int = ENOUGH,
) -> History:
    """What earlier runs hold of these devices and commands; reads no more runs than that takes.

    Redacted outputs are compared with redacted ones only, and others with others: otherwise every output
    would seem to have changed.
    """
    left = set(wanted)
    seconds: dict[str, float] = {}
    whole: set[str] = set()
    outputs: dict[tuple[str, str], Stored] = {}
    files: dict[str, Path] = {}
    for past in recent_runs(output, depth, enough):
        run = past.document
        tried = _tried(run, seconds)
        seconds.update((row.device, row.seconds) for row in tried)
        whole.update(row.device for row in tried if row.status == "ok")
        for each in stored(past) if run.redacted == redacted else ():
            if each.key in left:
                left.discard(each.key)
                outputs[each.key] = each
                files.setdefault(str(each.entry.file), past.path)
        if seconds and not left:
            break
    return History(seconds, whole, outputs, files)
