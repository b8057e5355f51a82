"""An audit at the head of a run's summary: a line for each rule, what is new first."""

from __future__ import annotations

from collections.abc import Iterator

from netcollect.audit import Audit, Verdict
from netcollect.report.audits.cells import why
from netcollect.report.audits.text import BY_SEVERITY, moment, summary
from netcollect.report.changes import on_a_line
from netcollect.report.difference import GREEN, RED, painter
from netcollect.text import listed, plural

_YELLOW = "33"
#: Names on a line, lines of a kind, and characters of what was found.
_NAMES, _LINES, _LONGEST = 4, 12, 100
_KINDS = (("new", RED), ("fixed", GREEN), ("still", RED))


def brief(found: Audit, *, color: bool) -> Iterator[str]:
    """The lines; none but the count where nothing has changed and nothing is violated."""
    paint = painter(color)
    for kind, style in _KINDS:
        lines = list(_of_kind(found, kind))
        yield from (f"{paint(kind.ljust(5), style)}  {line}" for line in lines[:_LINES])
        if len(lines) > _LINES:
            yield f"       and {plural(len(lines) - _LINES, 'rule')} more (see `collect audit`)"
    for warning in found.warnings:
        yield paint(on_a_line(f"waiver  {warning}"), _YELLOW)
    yield on_a_line(f"rules: {summary(found)}")
    yield ""


def _of_kind(found: Audit, kind: str) -> Iterator[str]:
    """A line for each rule with such a transition, the worst first."""
    by_rule: dict[str, list[Verdict]] = {}
    for each in found.verdicts:
        if each.transition == kind:
            by_rule.setdefault(each.rule, []).append(each)
    for rule in sorted(found.rules, key=lambda each: BY_SEVERITY[each.severity]):
        if rule.id in by_rule:
            yield on_a_line(f"{rule.id} [{rule.severity}]: {_told(by_rule[rule.id])}")


def _told(verdicts: list[Verdict]) -> str:
    """Who it is, since when, and what was found where they all have the same."""
    names = listed((each.device for each in verdicts), _NAMES)
    who = f"{plural(len(verdicts), 'device')} ({names})" if len(verdicts) > 1 else names
    if verdicts[0].transition == "fixed":
        return who
    if verdicts[0].transition == "still":
        who += f", since {moment(min(str(each.since) for each in verdicts))}"
    found = {why(each) for each in verdicts}
    return f"{who}: {_cut(found.pop())}" if len(found) == 1 else who


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
