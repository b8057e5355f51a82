"""An audit as CSV, a line a verdict; harmless to a spreadsheet, as rows are."""

from __future__ import annotations

from typing import TextIO

from netcollect.audit import Audit
from netcollect.report.answers.comma import write_rows
from netcollect.report.audits.cells import COLUMNS, rows


def write(stream: TextIO, found: Audit, *, color: bool) -> None:
    """Writes all verdicts under one head."""
    del color
    write_rows(stream, [COLUMNS, *rows(found)])
