"""Results → text and JSON, on a stream that the caller chooses.

Each format is imported when it is used: `--help` knows them all and must not wait for any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, TextIO

from netcollect.report.answers import ANSWER_FORMATS, write_answer
from netcollect.report.progress import Progress
from netcollect.report.screen import printable, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcollect.model import Reachability
    from netcollect.report.formats import Reporter

__all__ = [
    "ANSWER_FORMATS",
    "FORMATS",
    "PING_FORMATS",
    "RUN_FORMATS",
    "Progress",
    "printable",
    "write_answer",
    "write_text",
]


class _Maker(Protocol):
    def __call__(self, stream: TextIO, *, color: bool) -> Reporter: ...


class _Writer(Protocol):
    def __call__(self, stream: TextIO, rows: Sequence[Reachability], *, color: bool) -> None: ...


def _summary(stream: TextIO, *, color: bool) -> Reporter:
    from netcollect.report.formats import Summary  # noqa: PLC0415

    return Summary(stream, color=color)


def _text(stream: TextIO, *, color: bool) -> Reporter:
    from netcollect.report.formats import Text  # noqa: PLC0415

    return Text(stream, color=color)


def _json(stream: TextIO, *, color: bool) -> Reporter:
    from netcollect.report.formats import Json  # noqa: PLC0415

    return Json(stream, color=color)


def _json_lines(stream: TextIO, *, color: bool) -> Reporter:
    from netcollect.report.formats import JsonLines  # noqa: PLC0415

    return JsonLines(stream, color=color)


#: A new format is a class with two methods, and one row: a function that makes it. The first is the default.
FORMATS: Mapping[str, _Maker] = {"summary": _summary, "text": _text, "json": _json, "jsonl": _json_lines}


class _Names(Collection[str]):
    """The rows of two tables as they are now, those of the first in front."""

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(FORMATS), **dict.fromkeys(ANSWER_FORMATS)})

    def __contains__(self, name: object) -> bool:
        return name in FORMATS or name in ANSWER_FORMATS

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: What a run may report: the formats of its own, and those of its rows.
RUN_FORMATS: Collection[str] = _Names()


def _ping_table(stream: TextIO, rows: Sequence[Reachability], *, color: bool) -> None:
    from netcollect.report.ping import write_table  # noqa: PLC0415

    write_table(stream, rows, color=color)


def _ping_json(stream: TextIO, rows: Sequence[Reachability], *, color: bool) -> None:
    from netcollect.report.ping import write_json  # noqa: PLC0415

    del color
    write_json(stream, rows)


PING_FORMATS: Mapping[str, _Writer] = {"table": _ping_table, "json": _ping_json}
