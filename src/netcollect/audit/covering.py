"""Evidence loses the secrets of its outputs; a line alone does not always tell that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from netcollect.archive import Stored
from netcollect.audit.outcomes import LONGEST, Finding, Outcome
from netcollect.audit.result import Line
from netcollect.compare import Veil
from netcollect.document import as_unicode
from netcollect.errors import InputError
from netcollect.redaction import Secrets, new_key, redact, tells, without_known, without_run
from netcollect.rows import parse

#: Of masks that nobody sees: those of evidence are the same in every process.
_KEY = new_key()
_LEFT = "<redacted>"
#: What a tree of lines leaves out of one.
_AROUND = " \t\r{;"
#: `has 'text'`, `lacks "it's" in 3 sections`.
_QUOTE = re.compile(r"(?P<front>[a-z]+ (?P<mark>['\"]))(?P<text>.*)(?P<rest>(?P=mark)[^'\"]*)", re.DOTALL)
#: What has a class, a group or a repetition in it is a regular expression.
_PATTERN = re.compile(r"\\[A-Za-z]|[.\])][*+?{]|\(.*\)|\[.*\]")


def covered(
    outcome: Outcome, secrets: frozenset[str], platform: str, whole: Secrets | None = None
) -> Outcome:
    """An outcome without these secrets in its evidence, whose lines are cut to their length.

    `whole` knows what is secret in a line of the output by its place there, however short it is.
    """

    def masked(text: str) -> str:
        return without_run(redact(as_unicode(text), platform, known=secrets, keep_lines=True))

    def line(found: Line) -> Line:
        text = as_unicode(found.text)
        placed = _placed(text, found.number, secrets, whole) if whole else text
        return Line(found.number, masked(placed)[:LONGEST])

    def finding(found: Finding) -> Finding:
        return found._replace(
            said=_quoted(as_unicode(found.said), secrets, platform),
            section=masked(found.section),
            lines=tuple(map(line, found.lines)),
            rows=tuple(_same(Veil(platform, _KEY).row(row, secrets)) for row in found.rows),
        )

    return outcome._replace(findings=tuple(map(finding, outcome.findings)))


def _placed(text: str, number: int, secrets: Iterable[str], whole: Secrets) -> str:
    """A line of an output without what its place there tells to be secret."""
    printed, without = whole.line(number - 1) if number else ("", "")
    if printed.strip(_AROUND) != text.strip(_AROUND):  # it is told in other words
        return _without(text, secrets)
    return text if printed == without else without or _LEFT


def _quoted(said: str, secrets: frozenset[str], platform: str) -> str:
    """What a finding says, without the secrets of the line or the pattern that it quotes from a rule."""
    if not (found := _QUOTE.fullmatch(said)):
        return without_run(redact(said, platform, known=secrets))
    # What stands for a secret in a pattern is none.
    named = Secrets(found["text"].replace("\\n", "\n"), platform).all()
    text = _without(found["text"], {each for each in named if not _PATTERN.search(each)})
    return found["front"] + without_run(without_known(text, secrets, _KEY)) + found["rest"]


def _without(text: str, secrets: Iterable[str]) -> str:
    """A text without these secrets, however short they are."""
    for each in sorted(secrets, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", _LEFT, text)
    return text


def told(outcome: Outcome) -> str:
    """What an outcome tells as evidence."""
    return "\n".join(text for found in outcome.findings for text in _texts(found) if text)


def _texts(found: Finding) -> Iterator[str]:
    yield found.said
    yield found.section
    yield from (line.text for line in found.lines)
    yield from (str(value) for row in found.rows for value in row.values())


def secrets_of(outputs: Iterable[Stored], text: str) -> frozenset[str]:
    """The secrets of outputs that may be in a text which is made of them."""
    found = frozenset[str]()
    for output in outputs:
        try:
            secrets = Secrets(as_unicode(output.text), output.row.platform).among(text)
        except InputError:  # it is not what the run stored, so that nothing was made of it
            continue
        long = frozenset(filter(tells, secrets))
        found |= secrets if secrets - long and _becomes_rows(output) else long
    return found


def _becomes_rows(output: Stored) -> bool:
    """Whether rows can be made of it, so that a secret may be a cell of them."""
    return parse(output.row.platform, output.entry.command, as_unicode(output.text)).state != "no_template"


def _same(value: Any) -> Any:
    """A value whose masks are those of every run."""
    if isinstance(value, dict):
        return {name: _same(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_same(each) for each in value]
    return without_run(value) if isinstance(value, str) else value
