"""Audits on a stream: a format is a module with one function, and a row of `AUDIT_FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from netcollect.audit import Audit


class _Writer(Protocol):
    def __call__(self, stream: TextIO, found: Audit, *, color: bool) -> None: ...


#: A new format is a module with a function `write`, and one row; each is imported when it is used.
AUDIT_FORMATS: Mapping[str, str] = {
    "text": "text",
    "json": "document",
    "csv": "comma",
    "markdown": "markdown",
}


def write_audit(stream: TextIO, found: Audit, form: str, *, color: bool) -> None:
    """Writes an audit in a format of `AUDIT_FORMATS`."""
    writer: _Writer = import_module(f"{__name__}.{AUDIT_FORMATS[form]}").write
    writer(stream, found, color=color)
