"""Verdicts as rows of a table: what CSV and Markdown have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netcollect.audit import Audit, Verdict

COLUMNS = (
    "rule",
    "severity",
    "device",
    "platform",
    "verdict",
    "transition",
    "since",
    "last_held",
    "until",
    "why",
    "command",
    "file",
    "lines",
)


def rows(found: Audit) -> Iterator[Sequence[str | None]]:
    """A row for each verdict, in the order of the rules and devices."""
    severities = {rule.id: rule.severity for rule in found.rules}
    for each in found.verdicts:
        first = each.evidence[0] if each.evidence else None
        yield (
            each.rule,
            severities[each.rule],
            each.device,
            each.platform,
            each.verdict,
            each.transition,
            each.since,
            each.last_held,
            each.until,
            why(each),
            first.command if first else None,
            first.file if first else None,
            " / ".join(f"{line.number}: {line.text.strip()}" for at in each.evidence for line in at.lines),
        )


def why(verdict: Verdict) -> str:
    """What a verdict says in words: the reason, the waiver, and what was found."""
    found = (
        f"{each.said} in {each.section}" if each.section else each.said
        for each in verdict.evidence
        if each.said
    )
    return "; ".join(dict.fromkeys(text for text in (verdict.waiver, verdict.reason, *found) if text))
