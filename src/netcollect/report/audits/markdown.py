"""An audit as Markdown, for tickets and wikis: what is violated, then what is unknown, then the count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TextIO

from netcollect.audit import Audit, Verdict
from netcollect.report.answers.markdown import shown, table_text
from netcollect.report.audits.cells import why
from netcollect.report.audits.text import moment, summary
from netcollect.report.screen import send

_COLUMNS = ("rule", "severity", "device", "since", "what")
_BLOCKS: Mapping[str, Callable[[Verdict], bool]] = {
    "New violations": lambda each: each.transition == "new",
    "Still violated": lambda each: each.transition == "still",
    "Fixed": lambda each: each.transition == "fixed",
    "Waived": lambda each: each.verdict == "waived",
    "Unknown": lambda each: each.verdict == "unknown",
}


def write(stream: TextIO, found: Audit, *, color: bool) -> None:
    """Writes a table for each kind of verdict that somebody has to look at."""
    del color
    severities = {rule.id: rule.severity for rule in found.rules}
    parts = [f"# Audit of {shown(found.run)}\n\n{shown(summary(found))}\n"]
    for title, holds in _BLOCKS.items():
        rows = [
            (each.rule, severities[each.rule], each.device, moment(each.since), why(each))
            for each in found.verdicts
            if holds(each)
        ]
        if rows:
            parts.append(f"## {title} ({len(rows)})\n\n{table_text(_COLUMNS, rows)}")
    parts += [f"- {shown(each)}\n" for each in found.warnings]
    send(stream, "\n".join(parts).encode())
