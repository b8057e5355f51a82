"""Evidence as it is shown: whose it is, and without secrets, because mail carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from netcollect.audit.judging import Judged
from netcollect.audit.outcomes import Finding
from netcollect.audit.result import Evidence, Line
from netcollect.document import as_unicode
from netcollect.redaction import redact, without_run
from netcollect.secretkeys import secrets_in

_MASK = "<redacted>"


def evidence_of(judged: Judged, platform: str) -> Iterator[Evidence]:
    """What a verdict rests on; an output by itself where there is nothing more to say of it."""
    entry = judged.entry
    file, sha256 = (entry.file, entry.sha256) if entry else (None, None)
    for each in judged.outcome.findings or (Finding(""),):
        yield Evidence(
            command=judged.command,
            file=file,
            sha256=sha256,
            said=each.said,
            section=_without_secrets(each.section, platform),
            lines=tuple(Line(line.number, _without_secrets(line.text, platform)) for line in each.lines),
            rows=tuple(_row(row, platform) for row in each.rows),
            more=each.more,
        )


def _row(row: Mapping[str, Any], platform: str) -> dict[str, Any]:
    return {
        name: _MASK if next(secrets_in(name, value), None) else _value(value, platform)
        for name, value in row.items()
    }


def _value(value: Any, platform: str) -> Any:
    return _without_secrets(value, platform) if isinstance(value, str) else value


@lru_cache(maxsize=16_384)
def _without_secrets(text: str, platform: str) -> str:
    """A line as every process shows it: the masks do not tell one secret from another."""
    return as_unicode(without_run(redact(text, platform, keep_lines=True))) if text else text
