"""Evidence as it is shown: whose it is, and without secrets, because mail carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netcollect.archive import Run, Stored
from netcollect.audit.covering import covered, secrets_of, told
from netcollect.audit.judging import Judged
from netcollect.audit.outcomes import Finding, Outcome
from netcollect.audit.result import Evidence
from netcollect.document import DeviceResult

#: A finding may tell a condition, with a secret in it, and no row.
_OF_ROWS = re.compile(r" rows? with")


def evidence_of(judged: Judged, run: Run, row: DeviceResult) -> Iterator[Evidence]:
    """What a verdict on a device of a run rests on; an output by itself where there is no more to say."""
    entry = judged.entry
    file, sha256 = (entry.file, entry.sha256) if entry else (None, None)
    for each in _shown(judged, run, row).findings or (Finding(""),):
        yield Evidence(
            command=judged.command,
            file=file,
            sha256=sha256,
            said=each.said,
            section=each.section,
            lines=each.lines,
            rows=each.rows,
            more=each.more,
        )


def _shown(judged: Judged, run: Run, row: DeviceResult) -> Outcome:
    """The outcome without secrets; those of lines are gone already, each text's own at once."""
    if not any(each.rows or _OF_ROWS.search(each.said) for each in judged.outcome.findings):
        return judged.outcome
    entries = [judged.entry] if judged.entry else [each for each in row.commands if each.file]
    outputs = [Stored(run, row, entry) for entry in entries]
    return covered(judged.outcome, secrets_of(outputs, told(judged.outcome)), row.platform)
