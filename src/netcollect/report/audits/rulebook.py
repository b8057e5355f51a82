"""What rules there are, and what one of them asks, in words: `collect audit --list` and `--explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent, wrap
from typing import TextIO

from netcollect.audit import Rule
from netcollect.audit.rules import (
    Check,
    CountCheck,
    LinesCheck,
    RowsCheck,
    SameByCheck,
    Sections,
    TextCheck,
    UnchangedCheck,
)
from netcollect.document import encode_any
from netcollect.report.changes import on_a_line
from netcollect.report.screen import printable, send, tell
from netcollect.text import plural

_WIDTH = 100
_TEXTS = {
    "contains": "there is {}",
    "lacks": "there is no {}",
    "matches": "{} is found",
    "lacks_match": "{} is not found",
}
_ROWS = {
    "no_row": "there is no row with",
    "some_row": "there is a row with",
    "every_row": "it is so in every row that",
}


def write_list(stream: TextIO, rules: Sequence[Rule], form: str) -> None:
    """Writes one line a rule: severity, id, platforms, title."""
    if form == "json":
        send(stream, encode_any([_as_document(rule) for rule in rules]))
        return
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        line = f"{rule.severity:<8}  {rule.id:<{width}}  {rule.title}"
        tell(stream, on_a_line(line.rstrip()) + "\n")
    tell(stream, f"{plural(len(rules), 'rule')}\n")


def write_explanation(stream: TextIO, rule: Rule, form: str) -> None:
    """Writes what a rule asks, of whom and why, with an output that passes and one that does not."""
    if form == "json":
        send(stream, encode_any(_as_document(rule)))
        return
    tell(stream, printable("\n".join(_explained(rule))) + "\n")


def _as_document(rule: Rule) -> dict[str, object]:
    """A rule for programs; its checks in words."""
    names = ("id", "title", "severity", "devices", "ask", "sql", "why", "fix", "reference", "passes", "fails")
    given = {name: getattr(rule, name) for name in names}
    told = {"command": dict(rule.command), "when": list(rule.when), "expect": [*_expected(rule)]}
    return {name: value for name, value in {**given, **told}.items() if value}


def _explained(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} [{rule.severity}]"
    if rule.title:
        yield rule.title
    yield ""
    for name, values in (
        ("devices", rule.devices or ("all",)),
        ("asks", _asked(rule)),
        ("only if", [_line(each) for each in rule.when]),
        ("expects", [*_expected(rule)]),
        ("why", wrap(rule.why, _WIDTH)),
        ("fix", wrap(rule.fix, _WIDTH)),
        ("reference", wrap(rule.reference, _WIDTH)),
    ):
        for number, value in enumerate(values):
            yield f"{'' if number else name:<10} {value}"
    yield from _samples(rule)


def _samples(rule: Rule) -> Iterator[str]:
    for name, text in (("This passes:", rule.passes), ("This does not:", rule.fails)):
        if text:
            yield f"\n{name}\n{indent(text.rstrip(), '    ')}"


def _asked(rule: Rule) -> Sequence[str]:
    """What its devices are asked."""
    if rule.ask:
        return [f"--ask {rule.ask}"]
    commands = [f"{command} ({name})" if name != "*" else command for name, command in rule.command.items()]
    return commands or ["rows of the whole run"]


def _expected(rule: Rule) -> Iterator[str]:
    if rule.sql:
        yield f"no row of: {' '.join(rule.sql.split())}"
    for check in rule.expect:
        yield from _in_words(check)


def _in_words(check: Check) -> Iterator[str]:
    match check:
        case TextCheck():
            yield from _of_texts(check)
        case LinesCheck():
            yield from _of_lines(check)
        case RowsCheck():
            yield f"{_ROWS[check.kind]} {check.condition}"
        case CountCheck():
            yield _of_count(check)
        case UnchangedCheck():
            yield f"the output is what it was in {check.run}"
        case SameByCheck():
            yield f"the output is that of most devices with the same {', '.join(check.keys)}"


def _of_count(check: CountCheck) -> str:
    most = "any number of" if check.most is None else str(check.most)
    rows = "rows" if check.condition == "1" else f"rows with {check.condition}"
    return f"there are {check.least} to {most} {rows}"


def _of_texts(check: TextCheck) -> Iterator[str]:
    for text in check.texts:
        shown = _pattern(text) if check.kind in ("matches", "lacks_match") else repr(text)
        yield _TEXTS[check.kind].format(shown) + _where(check.sections)


def _of_lines(check: LinesCheck) -> Iterator[str]:
    where = _where(check.sections)
    for line in check.lines:
        yield f"there is the line {line!r}{where}"
    for line in check.no_lines:
        yield f"there is no line {line!r}{where}"
    if check.only:
        yield f"no other line is like {_pattern(check.only)}{where}"
    if check.ordered:
        yield "the lines are in this order"


def _where(sections: Sections) -> str:
    under = f", in each section {' > '.join(map(_pattern, sections.under))}" if sections.under else ""
    has = " and ".join(_line(each) for each in sections.where)
    return under + (f" that has {has}" if has else "")


def _line(pattern: str) -> str:
    bare = pattern.removeprefix("!")
    return f"{'no line' if bare != pattern else 'a line'} like {_pattern(bare)}"


def _pattern(text: str) -> str:
    return f"/{text}/"
