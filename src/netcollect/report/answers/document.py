"""An answer as one JSON document, with its coverage in it."""

from __future__ import annotations

from typing import TextIO

from netcollect.document import encode_any
from netcollect.query import Answer
from netcollect.report.screen import send


def write(stream: TextIO, answer: Answer, *, color: bool) -> None:
    """Writes the document, a row a line."""
    del color
    send(stream, encode_any(answer.document()))
