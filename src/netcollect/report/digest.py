"""A run told to somebody who was not there: what it brought, in plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from netcollect.audit import Audit
from netcollect.document import RunResult
from netcollect.options import EVENTS, Event
from netcollect.report.audits.brief import brief
from netcollect.report.changes import change_line, on_a_line
from netcollect.text import listed, plural

#: Devices and groups of changes that are told one by one.
_SHOWN = 20


def digest(
    result: RunResult, happened: Mapping[Event, Sequence[str]], found: Audit | None = None
) -> Iterator[str]:
    """The lines of the digest.

    Args:
        result: the run.
        happened: what it brought, each with its devices.
        found: its audit, where rules were judged.
    """
    yield on_a_line(f"collect {result.run}: {_counted(result)}")
    said = ", ".join(f"{event} {len(happened[event])}" for event in EVENTS if happened.get(event))
    yield f"since last time: {said or 'nothing new'}"
    if failed := happened.get("failed"):
        yield from ("", "failed, and did not last time:", *_failures(result, failed))
    if recovered := happened.get("recovered"):
        yield from ("", on_a_line(f"collected again: {listed(recovered, _SHOWN)}"))
    if result.changes:
        yield from ("", "changed:", *_changes(result))
    if found:
        yield from ("", *brief(found, color=False))
    yield on_a_line(f"the whole: {result.directory}")


def _counted(result: RunResult) -> str:
    counts = result.counts
    parts = [(counts.ok, "ok"), (counts.partial, "partial"), (counts.failed, "failed")]
    told = ", ".join(f"{number} {word}" for number, word in [*parts, (counts.skipped, "skipped")] if number)
    return f"{plural(counts.devices, 'device')}, {told}"


def _failures(result: RunResult, failed: Sequence[str]) -> Iterator[str]:
    for row in result.devices:
        if row.device in failed[:_SHOWN]:
            errors = [row.error, *(entry.error for entry in row.commands)]
            error = next((each for each in errors if each), None)
            yield on_a_line(f"  {row.device}: {f'{error.kind}: {error.message}' if error else row.status}")
    if len(failed) > _SHOWN:
        yield f"  and {len(failed) - _SHOWN} more"


def _changes(result: RunResult) -> Iterator[str]:
    for change in result.changes[:_SHOWN]:
        yield f"  {change_line(change)}"
    if len(result.changes) > _SHOWN:
        yield f"  and {len(result.changes) - _SHOWN} more (see `collect diff`)"
