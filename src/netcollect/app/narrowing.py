"""What a finished run says of some of its devices and commands only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import structs

from netcollect.audit import Audit, RuleResult, Verdict
from netcollect.audit import Counts as AuditCounts
from netcollect.document import Counts, DeviceResult, RunResult
from netcollect.model import DeviceStatus

#: Whether a device's command is wanted; an empty command stands for the device.
Wanted: TypeAlias = Callable[[DeviceResult, str], bool]


def narrowed(result: RunResult, wanted: Wanted) -> RunResult:
    """The document of what is wanted; a device is as good as its commands that are left."""
    rows = tuple(_row(row, wanted) for row in result.devices if wanted(row, ""))
    counted = Counter(row.status for row in rows)
    counts = Counts(len(rows), counted["ok"], counted["partial"], counted["failed"], counted["skipped"])
    return structs.replace(result, devices=rows, counts=counts)


def _row(row: DeviceResult, wanted: Wanted) -> DeviceResult:
    commands = tuple(each for each in row.commands if wanted(row, each.command))
    status: DeviceStatus = row.status
    if status == "partial" and commands:
        good = sum(each.status == "ok" for each in commands)
        status = "ok" if good == len(commands) else "partial" if good else "failed"
    return structs.replace(
        row, commands=commands, status=status, changed=any(each.changed for each in commands)
    )


def narrowed_audit(audit: Audit, result: RunResult, wanted: Wanted) -> Audit:
    """The audit of what is wanted: verdicts on these devices by these outputs, and their rules."""
    rows = {row.device: row for row in result.devices}
    verdicts = tuple(
        each
        for each in audit.verdicts
        if (row := rows.get(each.device)) and any(wanted(row, proof.command) for proof in each.evidence)
    )
    rules = tuple(_rule(rule, verdicts) for rule in audit.rules)
    return structs.replace(
        audit,
        counts=_counts(verdicts),
        rules=tuple(rule for rule in rules if rule.counts != AuditCounts()),
        verdicts=verdicts,
    )


def _rule(rule: RuleResult, verdicts: Sequence[Verdict]) -> RuleResult:
    return structs.replace(rule, counts=_counts([each for each in verdicts if each.rule == rule.id]))


def _counts(verdicts: Sequence[Verdict]) -> AuditCounts:
    states = Counter[str](each.verdict for each in verdicts)
    transitions = Counter[str](each.transition for each in verdicts if each.transition)
    return AuditCounts(**states, **transitions)
