"""An audit for people: what is new first, then what is still violated, what is fixed, and who is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TextIO

from netcollect.audit import Audit, Evidence, RuleResult, Verdict
from netcollect.report.changes import on_a_line
from netcollect.report.difference import BOLD, GREEN, RED, painter
from netcollect.report.screen import tell
from netcollect.text import listed, plural

_YELLOW, _DIM = "33", "2"
_DEVICES = 8
#: The worst first.
BY_SEVERITY = {name: place for place, name in enumerate(("critical", "high", "medium", "low", "info"))}


Paint = Callable[[str, str], str]


class _Block(NamedTuple):
    """A part of the page: its title, its color, and which verdicts it is about."""

    title: str
    color: str
    holds: Callable[[Verdict], bool]


_BLOCKS = (
    _Block("New violations", RED, lambda each: each.transition == "new"),
    _Block("Still violated", RED, lambda each: each.transition == "still"),
    _Block("Fixed", GREEN, lambda each: each.transition == "fixed"),
    _Block("Waived", _YELLOW, lambda each: each.verdict == "waived"),
    _Block("Unknown", _YELLOW, lambda each: each.verdict == "unknown"),
)


def write(stream: TextIO, found: Audit, *, color: bool) -> None:
    """Writes the page; each violation with its evidence."""
    for line in page(found, color=color):
        tell(stream, f"{line}\n")


def page(found: Audit, *, color: bool) -> Iterator[str]:
    """The page's lines."""
    paint = painter(color)
    for block in _BLOCKS:
        if verdicts := [each for each in found.verdicts if block.holds(each)]:
            yield paint(f"{block.title} ({len(verdicts)})", f"{BOLD};{block.color}")
            yield from _by_rule(found, verdicts, paint)
            yield ""
    yield from _for_nobody(found, paint)
    for warning in found.warnings:
        yield paint(f"warning: {on_a_line(warning)}", _YELLOW)
    yield summary(found)


def _for_nobody(found: Audit, paint: Paint) -> Iterator[str]:
    """The rules that apply to no device; ready-made ones are for many platforms, so they go on a line."""
    alike: dict[str, list[str]] = {}
    for each in found.verdicts:
        if each.verdict == "not_applicable" and not each.device:
            alike.setdefault(each.reason, []).append(each.rule)
    for reason, rules in alike.items():
        yield paint(on_a_line(f"Not applicable ({len(rules)}; {reason}): {listed(rules, _DEVICES)}"), _DIM)


def _by_rule(found: Audit, verdicts: Sequence[Verdict], paint: Paint) -> Iterator[str]:
    """The rules that these verdicts are of, the worst first."""
    for rule in sorted(found.rules, key=lambda each: BY_SEVERITY[each.severity]):
        if same := [each for each in verdicts if each.rule == rule.id]:
            yield f"  {_title(rule, paint)}"
            yield from _of_rule(same, paint)


def summary(found: Audit) -> str:
    """The last line: how many verdicts of each kind, of how many rules and devices."""
    counts = found.counts
    devices = {each.device for each in found.verdicts if each.device}
    parts = [f"{counts.violated} violated ({counts.new} new)" if counts.violated else "nothing violated"]
    parts += [f"{counts.fixed} fixed"] if counts.fixed else []
    for name in ("waived", "unknown", "passed"):
        number = getattr(counts, name)
        parts += [f"{number} {name}"] if number else []
    about = f"{plural(len(found.rules), 'rule')} on {plural(len(devices), 'device')}"
    return on_a_line(f"{found.run}: {', '.join(parts)}; {about}, by {plural(found.runs, 'run')}")


def _title(rule: RuleResult, paint: Paint) -> str:
    title = f"  {on_a_line(rule.title)}" if rule.title != rule.id else ""
    return f"{paint(on_a_line(rule.id), BOLD)} [{rule.severity}]{title}"


def _of_rule(verdicts: Sequence[Verdict], paint: Paint) -> Iterator[str]:
    """The devices of a rule, those with the same evidence together."""
    alike: dict[tuple[object, ...], list[Verdict]] = {}
    for each in verdicts:
        alike.setdefault((_told(each), each.since, each.last_held), []).append(each)
    for same in alike.values():
        yield from _of_group(same, paint)


def _of_group(same: Sequence[Verdict], paint: Paint) -> Iterator[str]:
    """Devices with the same evidence: who, since when, and what it is."""
    first = same[0]
    if not first.device:
        yield on_a_line(f"    {first.reason}")
        return
    who = listed((each.device for each in same), _DEVICES)
    number = f"{plural(len(same), 'device')}: " if len(same) > 1 else ""
    yield on_a_line(": ".join(part for part in (f"    {number}{who}", _when(first)) if part))
    if first.transition == "fixed":
        return
    if first.reason:
        yield on_a_line(f"      {first.reason}")
    for evidence in first.evidence:
        yield from _evidence(evidence, paint, alone=len(same) == 1)


def _told(verdict: Verdict) -> tuple[object, ...]:
    """What of a verdict's evidence is not the device's own."""
    return (
        verdict.reason,
        verdict.waiver,
        tuple(
            (each.command, each.said, each.section, each.lines, str(each.rows)) for each in verdict.evidence
        ),
    )


def _when(verdict: Verdict) -> str:
    """Since when, and when it held last."""
    if verdict.verdict == "waived":
        until = f" until {verdict.until}" if verdict.until else ""
        return f"waived{until}: {verdict.waiver}, violated since {moment(verdict.since)}"
    if verdict.verdict != "violated":
        return ""
    held = f", held last in {moment(verdict.last_held)}" if verdict.last_held else ""
    return f"since {moment(verdict.since)}{held}"


def moment(run: str | None) -> str:
    """When a run began, told by its name: `2026-11-24 15:11`."""
    text = run or ""
    if len(text) < 13 or text[8:9] != "T":
        return text
    return f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[9:11]}:{text[11:13]}"


def _evidence(evidence: Evidence, paint: Paint, *, alone: bool) -> Iterator[str]:
    if not evidence.said:
        return
    section = f" in {evidence.section}" if evidence.section else ""
    file = f" ({evidence.file})" if evidence.file and alone else ""
    yield on_a_line(f"      {evidence.command}{file}: {evidence.said}{section}")
    for line in evidence.lines:
        yield paint(on_a_line(f"        {line.number}: {line.text}"), _DIM)
    for row in evidence.rows:
        cells = ", ".join(f"{name} {value}" for name, value in row.items() if value not in (None, "", []))
        yield paint(on_a_line(f"        {cells}"), _DIM)
    if evidence.more:
        yield paint(f"        and {evidence.more} more", _DIM)
