"""An audit as JUnit XML, which Jenkins and GitLab show: a suite for each rule, a case for each device.

GitLab tells cases apart by `classname` and `name`, takes no two alike, and shows the text of a failure
(docs.gitlab.com, "Unit test reports"). Jenkins reads the same, and counts what is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from netcollect.audit import Audit, Evidence, RuleResult, Verdict
from netcollect.report.audits.cells import why
from netcollect.text import escaped

#: What a verdict is in JUnit; what holds has nothing.
_ELEMENTS: Mapping[str, str] = {
    "violated": "failure",
    "unknown": "error",
    "waived": "skipped",
    "not_applicable": "skipped",
}
#: Beside control characters XML has no place for these (XML 1.0, section 2.2).
_NO_CHARACTERS = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}


def junit(found: Audit) -> Iterator[bytes]:
    """The document, a piece at a time."""
    counts = found.counts
    head = _attributes(
        name="netcollect audit",
        tests=len(found.verdicts),
        failures=counts.violated,
        errors=counts.unknown,
    )
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{head}>\n'.encode()
    by_rule: dict[str, list[Verdict]] = {rule.id: [] for rule in found.rules}
    for each in found.verdicts:
        by_rule[each.rule].append(each)
    for rule in found.rules:
        yield "".join(_suite(found, rule, by_rule[rule.id])).encode()
    yield b"</testsuites>\n"


def _suite(found: Audit, rule: RuleResult, verdicts: Sequence[Verdict]) -> Iterator[str]:
    counts = rule.counts
    head = _attributes(
        name=rule.id,
        tests=len(verdicts),
        failures=counts.violated,
        errors=counts.unknown,
        skipped=counts.waived + counts.not_applicable,
        timestamp=found.started.removesuffix("Z"),
    )
    yield f"  <testsuite{head}>\n    <properties>\n"
    properties = {
        "run": found.run,
        "title": rule.title,
        "severity": rule.severity,
        "reference": rule.reference,
    }
    for name, value in properties.items():
        if value:
            yield f"      <property{_attributes(name=name, value=value)}/>\n"
    yield "    </properties>\n"
    for each in verdicts:
        yield from _case(rule, each)
    yield "  </testsuite>\n"


def _case(rule: RuleResult, verdict: Verdict) -> Iterator[str]:
    head = _attributes(name=verdict.device or "(no device)", classname=rule.id)
    element = _ELEMENTS.get(verdict.verdict)
    if element is None:
        yield f"    <testcase{head}/>\n"
        return
    about = _attributes(message=why(verdict) or verdict.verdict, type=_type(rule, verdict))
    text = escape(_safe("\n".join(_lines(rule, verdict)), lines=True))
    yield f"    <testcase{head}>\n      <{element}{about}>{text}</{element}>\n    </testcase>\n"


def _type(rule: RuleResult, verdict: Verdict) -> str:
    return rule.severity if verdict.verdict == "violated" else verdict.verdict


def _lines(rule: RuleResult, verdict: Verdict) -> Iterator[str]:
    """What people read: since when, what was found and where, and what to do."""
    if verdict.since:
        held = f"; it held last in {verdict.last_held}" if verdict.last_held else ""
        yield f"violated since {verdict.since}{held}"
    for each in verdict.evidence:
        yield from _of_evidence(each)
    if verdict.verdict == "violated" and rule.fix:
        yield f"fix: {rule.fix}"


def _of_evidence(evidence: Evidence) -> Iterator[str]:
    if evidence.said:
        section = f" in {evidence.section}" if evidence.section else ""
        file = f" ({evidence.file})" if evidence.file else ""
        yield f"{evidence.command}{file}: {evidence.said}{section}"
    yield from (f"  {line.number}: {line.text}" for line in evidence.lines)
    for row in evidence.rows:
        yield f"  {', '.join(f'{name} {value}' for name, value in row.items())}"


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(_safe(str(value)))}" for name, value in values.items())


def _safe(text: str, *, lines: bool = False) -> str:
    return escaped(text, lines=lines).translate(_NO_CHARACTERS)
