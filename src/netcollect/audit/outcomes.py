"""What came of a check on one text, before anyone knows whose text it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from netcollect.audit.result import Line

Held = Literal["passed", "violated", "unknown", "not_applicable"]
#: How many lines or rows are shown as evidence, and how much of a line.
SHOWN, LONGEST = 5, 400
#: What counts first of several checks: a rule that no section fits says nothing, whatever else holds.
_ORDER: Sequence[Held] = ("violated", "unknown", "passed", "not_applicable")


class Finding(NamedTuple):
    """A piece of evidence: what it says in words, the section, the first lines or rows, how many more."""

    said: str
    section: str = ""
    lines: tuple[Line, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    more: int = 0


class Outcome(NamedTuple):
    """Whether a check held, with its evidence; `reason` is why that is unknown or does not apply."""

    state: Held
    findings: tuple[Finding, ...] = ()
    reason: str = ""


def unknown(reason: str) -> Outcome:
    """Neither held nor violated."""
    return Outcome("unknown", reason=reason)


def with_lines(said: str, lines: Iterable[tuple[int, str]], section: str = "") -> Finding:
    """A finding with its first lines; their numbers count from 1."""
    found = list(lines)
    shown = tuple(Line(number, text) for number, text in found[:SHOWN])
    return Finding(said, section, shown, more=len(found) - len(shown))


def all_of(outcomes: Sequence[Outcome]) -> Outcome:
    """What several checks say together: the worst of them, with the evidence of those that say it."""
    states = {each.state for each in outcomes}
    state: Held = next((state for state in _ORDER if state in states), "passed")
    same = [each for each in outcomes if each.state == state]
    reasons = dict.fromkeys(each.reason for each in same if each.reason)
    return Outcome(state, tuple(found for each in same for found in each.findings), "; ".join(reasons))
