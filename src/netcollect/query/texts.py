"""The stored outputs of a run as text: those of the chosen devices and commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from netcollect.archive import Run, read_output
from netcollect.document import CommandEntry, DeviceResult
from netcollect.errors import InputError
from netcollect.model import Device
from netcollect.query.answer import Coverage, Missing
from netcollect.query.choice import Choice, matching

Stored = tuple[DeviceResult, CommandEntry]


def chosen_outputs(run: Run, choice: Choice) -> list[Stored]:
    """The commands of the chosen devices, those without an output among them.

    Raises:
        InputError: the run cannot be read, or a pattern matches no device, or no command.
    """
    rows = _chosen_devices(run.document.devices, choice)
    pairs = [(row, entry) for row in rows for entry in row.commands]
    if not choice.commands:
        return pairs
    wanted = matching(list(dict.fromkeys(entry.command for _, entry in pairs)), choice.commands)
    return [(row, entry) for row, entry in pairs if entry.command in wanted]


def _chosen_devices(rows: Sequence[DeviceResult], choice: Choice) -> Sequence[DeviceResult]:
    if not choice.limit:
        return rows
    from netcollect.inventory.limit import select  # noqa: PLC0415 (slow to import)

    fleet = [Device(name=row.device, host=row.host, platform=row.platform, groups=row.groups) for row in rows]
    names = {device.name for device in select(fleet, choice.limit)}
    return [row for row in rows if row.device in names]


def texts(run: Run, pairs: list[Stored], missing: list[Missing]) -> Iterator[tuple[Stored, str]]:
    """The text of each output that is there; what is not there goes to `missing`."""
    for row, entry in pairs:
        if entry.file is None:
            error = entry.error or row.error
            kind, reason = (str(error.kind), error.message) if error else (None, None)
            missing.append(Missing(row.device, run.name, entry.command, "not_collected", kind, reason))
            continue
        try:
            text = read_output(run, row, entry)
        except InputError as error:
            missing.append(Missing(row.device, run.name, entry.command, "unreadable", None, str(error)))
        else:
            yield (row, entry), text


def coverage_of(pairs: list[Stored], missing: list[Missing]) -> Coverage:
    """Of whom the texts speak."""
    return coverage_of_texts([row.device for row, _ in pairs], missing)


def coverage_of_texts(
    devices: Iterable[str], missing: Sequence[Missing], damaged: Sequence[str] = ()
) -> Coverage:
    """Of whom texts speak that were asked of these devices; `damaged` are runs that cannot be read."""
    asked = set(devices)
    lacking = {each.device for each in missing}
    return Coverage(
        devices=len(asked),
        runs=1,
        asked=len(asked),
        answered=len(asked - lacking),
        missing=tuple(missing),
        told=tuple(f"left out: {each}" for each in damaged),
        damaged=bool(damaged),
    )
