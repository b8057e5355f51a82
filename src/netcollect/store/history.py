"""What earlier runs of an output directory hold: for comparing, linking, ordering and pruning."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from netcollect.archive import MANIFEST, Run, finished
from netcollect.errors import InputError

log = logging.getLogger("netcollect.store")

#: How many runs back the last output of a command is looked for in any case; and further as long as the
#: manifests are not more bytes than this: many small runs between two large ones cost little.
DEPTH = 50
ENOUGH = 20_000_000


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


def recent_runs(output: Path, depth: int = DEPTH, enough: int = ENOUGH) -> Iterator[Run]:
    """Finished runs, the newest first, within the bounds; one that cannot be read is left out."""
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
    for past in recent_runs(output, depth, enough):
        run = past.document
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
                    files.setdefault(each.file, past.path)
        if seconds and not left:
            break
    return History(seconds, whole, digests, files)
