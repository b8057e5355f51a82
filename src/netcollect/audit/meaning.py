"""What a rule means, as a short text: two rules with the same one judge every text alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from netcollect.audit.placeholders import names_in
from netcollect.audit.rules import Check, CountCheck, LinesCheck, RowsCheck, Rule, TextCheck


def meaning(rule: Rule) -> str:
    """A digest of what a rule checks, and of the version that checks it; its title and place do not count."""
    content = (rule.expect, rule.sql, rule.command, rule.ask, rule.when, _version())
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()[:16]


def facts_in(check: Check) -> tuple[str, ...]:
    """The facts of a device that a check asks for."""
    return names_in(_texts(check))


def _texts(check: Check) -> Iterator[str]:
    match check:
        case TextCheck():
            yield from (*check.texts, *check.sections.under, *check.sections.where)
        case LinesCheck():
            yield from (*check.lines, *check.no_lines, *check.sections.under, *check.sections.where)
            yield check.only or ""
        case RowsCheck() | CountCheck():
            yield check.condition


@cache
def _version() -> str:
    """What changes when the way in which rules are judged does."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
