"""Evidence loses the secrets of its outputs; a line alone does not always tell that it is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from netcollect.archive import Stored
from netcollect.audit.outcomes import LONGEST, Finding, Outcome
from netcollect.audit.result import Line
from netcollect.compare import Veil
from netcollect.document import as_unicode
from netcollect.errors import InputError
from netcollect.redaction import Secrets, new_key, redact, without_run

#: Of masks that nobody sees: those of evidence are the same in every process.
_KEY = new_key()


def covered(outcome: Outcome, secrets: frozenset[str], platform: str) -> Outcome:
    """An outcome without these secrets in its evidence, whose lines are cut to their length."""

    def masked(text: str) -> str:
        return without_run(redact(as_unicode(text), platform, known=secrets, keep_lines=True))

    def finding(found: Finding) -> Finding:
        lines = (Line(line.number, masked(line.text)[:LONGEST]) for line in found.lines)
        rows = (_same(Veil(platform, _KEY).row(row, secrets)) for row in found.rows)
        return found._replace(section=masked(found.section), lines=tuple(lines), rows=tuple(rows))

    return outcome._replace(findings=tuple(map(finding, outcome.findings)))


def told(outcome: Outcome) -> str:
    """What an outcome tells as evidence."""
    return "\n".join(text for found in outcome.findings for text in _texts(found) if text)


def _texts(found: Finding) -> Iterator[str]:
    yield found.section
    yield from (line.text for line in found.lines)
    yield from (str(value) for row in found.rows for value in row.values())


def secrets_of(outputs: Iterable[Stored], text: str) -> frozenset[str]:
    """The secrets of outputs that may be in a text which is made of them."""
    found = frozenset[str]()
    for output in outputs:
        try:
            found |= Secrets(as_unicode(output.text), output.row.platform).among(text)
        except InputError:  # it is not what the run stored, so that nothing was made of it
            continue
    return found


def _same(value: Any) -> Any:
    """A value whose masks are those of every run."""
    if isinstance(value, dict):
        return {name: _same(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_same(each) for each in value]
    return without_run(value) if isinstance(value, str) else value
