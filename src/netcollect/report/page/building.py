"""The page of a run, from what the other rooms found out about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from netcollect.audit import Audit
from netcollect.compare import Difference, Equality
from netcollect.document import DeviceResult, RunResult
from netcollect.query import Answer
from netcollect.report import causes as grouping
from netcollect.report.page.changed import BYTES as CHANGES
from netcollect.report.page.changed import changes_of
from netcollect.report.page.judged import audited_of
from netcollect.report.page.model import Cause, Device, Moment, Page, Said
from netcollect.report.page.outliers import BYTES as OUTLIERS
from netcollect.report.page.outliers import outliers_of
from netcollect.report.page.room import PAGE, Room, weight
from netcollect.report.page.tables import Secrets, grids_of, untabled_of
from netcollect.report.page.veil import Veil
from netcollect.text import listed

#: Facts of the inventory that stand in the table of devices, and what a row of it costs beside its texts.
_FACTS, _DEVICE = 4, 180


class Past(NamedTuple):
    """A run of the timeline: its document, and how many violations its audit told, if there was one."""

    result: RunResult
    violations: int | None = None


class Found(NamedTuple):
    """What is known of a run: what changed, its rows, its audit.

    `history` are the runs that end with it, the oldest first; `limit` and `commands` are what all this is
    limited to. `difference` and `equality` have masks of `key` for secrets; `secrets` are those of rows.
    """

    result: RunResult
    difference: Difference
    equality: Equality
    answer: Answer
    secrets: Secrets
    key: bytes
    history: Sequence[Past]
    audit: Audit | None = None
    limit: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


def page_of(found: Found) -> Page:
    """The page of a run."""
    result = found.result
    veil = Veil(found.key)
    facts = _facts(result.devices)
    devices = tuple(_device(row, facts) for row in result.devices)
    room = Room(PAGE)
    room.take(sum(map(_size, devices)))
    # Each takes what it needs, and the rows take what is left.
    changes = changes_of(found.difference, room.part(CHANGES))
    outliers = outliers_of(found.equality, room.part(OUTLIERS))
    audited = audited_of(found.audit, [each.device for each in devices], veil, room) if found.audit else None
    return Page(
        tool=result.tool,
        run=result.run,
        status=result.status,
        started=result.started,
        finished=result.finished,
        seconds=result.seconds,
        inventory=result.inventory,
        follows=result.follows,
        ran_limit=result.limit,
        redacted=result.redacted,
        limit=found.limit,
        commands=found.commands,
        counts=result.counts,
        causes=tuple(_causes(result)),
        facts=facts,
        devices=devices,
        changes=changes,
        outliers=outliers,
        audited=audited,
        grids=grids_of(found.answer, room, found.secrets, found.key),
        untabled=untabled_of(found.answer),
        timeline=tuple(map(_moment, found.history)),
        notes=found.answer.coverage.told,
    )


def _size(device: Device) -> int:
    texts = (device.device, device.host, device.platform, *device.groups, *device.facts, device.why)
    return _DEVICE + sum(map(weight, texts))


def _causes(result: RunResult) -> Iterator[Cause]:
    for each in grouping.causes(result):
        said = tuple(Said(text, number) for text, number in each.shown())
        yield Cause(kind=str(each.kind), hint=each.hint, said=said, devices=tuple(each.devices))


def _facts(rows: Sequence[DeviceResult]) -> tuple[str, ...]:
    """The facts that most devices have and that are short, in the order of the inventory."""
    values: dict[str, list[object]] = {}
    for row in rows:
        for name, value in row.facts.items():
            values.setdefault(name, []).append(value)
    short = [name for name, given in values.items() if all(isinstance(each, str | int) for each in given)]
    return tuple([name for name in short if len(values[name]) * 2 > len(rows)][:_FACTS])


def _device(row: DeviceResult, facts: Sequence[str]) -> Device:
    errors = [entry.error for entry in row.commands if entry.error] or ([row.error] if row.error else [])
    return Device(
        device=row.device,
        host=row.host,
        platform=row.platform,
        groups=row.groups,
        facts=tuple(_fact(row.facts, name) for name in facts),
        status=row.status,
        changed=row.changed,
        commands=len(row.commands),
        ok=sum(entry.status == "ok" for entry in row.commands),
        attempts=row.attempts,
        seconds=row.seconds,
        why=listed(dict.fromkeys(f"{each.kind}: {each.message}" for each in errors)),
    )


def _fact(facts: Mapping[str, object], name: str) -> str:
    return str(facts.get(name, ""))


def _moment(past: Past) -> Moment:
    result, counts = past.result, past.result.counts
    return Moment(
        run=result.run,
        started=result.started,
        status=result.status,
        devices=counts.devices,
        ok=counts.ok,
        failed=counts.devices - counts.ok,
        changed=sum(row.changed for row in result.devices),
        seconds=result.seconds,
        violations=past.violations,
        partial=bool(result.limit or result.follows),
    )
