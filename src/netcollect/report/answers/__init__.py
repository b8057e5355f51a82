"""Answers on a stream: a format is a module with one function, and a row of `ANSWER_FORMATS`.

A program gets its data and nothing else on the stream; of whom the answer speaks it finds in the document, or
people on stderr.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from netcollect.query import Answer


class _Writer(Protocol):
    def __call__(self, stream: TextIO, answer: Answer, *, color: bool) -> None: ...


class _Format(NamedTuple):
    """The module that writes a format, and whether the coverage is part of what it writes."""

    module: str
    tells_coverage: bool = False


#: A new format is a module with a function `write`, and one row; each is imported when it is used.
ANSWER_FORMATS: Mapping[str, _Format] = {
    "table": _Format("table"),
    "csv": _Format("comma"),
    "json": _Format("document", tells_coverage=True),
    "yaml": _Format("block", tells_coverage=True),
    "markdown": _Format("markdown"),
}


def write_answer(stream: TextIO, answer: Answer, form: str, *, color: bool) -> None:
    """Writes an answer in a format of `ANSWER_FORMATS`."""
    writer: _Writer = import_module(f"{__name__}.{ANSWER_FORMATS[form].module}").write
    writer(stream, answer, color=color)
