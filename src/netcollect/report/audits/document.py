"""An audit as one JSON document."""

from __future__ import annotations

from typing import TextIO

from netcollect.audit import Audit
from netcollect.document import encode_any
from netcollect.report.screen import send


def write(stream: TextIO, found: Audit, *, color: bool) -> None:
    """Writes the document."""
    del color
    send(stream, encode_any(found))
