"""When outputs changed, as `collect show --log` tells it: for people, and as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

import msgspec

from netcollect.compare import CommandDifference, Gap, History, Moment, Newest
from netcollect.document import as_unicode, encode_any
from netcollect.report.changes import on_a_line
from netcollect.report.difference import BOLD, GREEN, RED, heading_of, marked, painter
from netcollect.report.screen import send, tell
from netcollect.text import plural


class _Histories(msgspec.Struct, kw_only=True):
    schema: int = 1
    histories: Sequence[History]


class _Output(msgspec.Struct, frozen=True):
    """`output` is null where there is none; `gaps` are the later runs that did not get it."""

    device: str
    command: str
    run: str | None
    sha256: str | None
    output: str | None
    gaps: tuple[Gap, ...]


class _Outputs(msgspec.Struct, kw_only=True):
    schema: int = 1
    outputs: Sequence[_Output]


def write_outputs(stream: TextIO, texts: Sequence[tuple[Newest, str | None]]) -> None:
    """Writes outputs as a document, each with the run that it is from."""
    rows = []
    for each, text in texts:
        run, sha256 = (each.stored.run.name, each.stored.entry.sha256) if each.stored else (None, None)
        shown = None if text is None else as_unicode(text)
        rows.append(_Output(each.device, each.command, run, sha256, shown, each.gaps))
    send(stream, encode_any(_Outputs(outputs=rows)))


def write_log(
    stream: TextIO, form: str, histories: Sequence[History], *, patch: bool = False, color: bool = False
) -> None:
    """Writes the moments at which each output changed, the newest first; with `patch` what became of it."""
    if form == "json":
        send(stream, encode_any(_Histories(histories=histories)))
        return
    paint = painter(color)
    between = ""
    for history in histories:
        tell(stream, f"{between}{paint(on_a_line(f'{history.device}: {history.command}'), BOLD)}\n")
        for moment in history.moments:
            tell(stream, f"  {_line(moment, paint)}\n")
            for line in _changes(moment.difference, paint) if patch and moment.difference else ():
                tell(stream, f"      {line}\n")
        tell(stream, f"  {_counted(history)}\n")
        between = "\n"


def _line(moment: Moment, paint: Callable[[str, str], str]) -> str:
    if moment.difference is None:
        size = "first"
    else:
        added, removed = moment.difference.size
        size = f"{paint(f'+{added}', GREEN)} {paint(f'-{removed}', RED)}"
    return f"{moment.collected}  {moment.run}  {size}"


def _changes(difference: CommandDifference, paint: Callable[[str, str], str]) -> Iterator[str]:
    for hunk in difference.hunks:
        yield f"line {hunk.new_line}{heading_of(hunk)}"
        yield from marked(hunk, paint)


def _counted(history: History) -> str:
    """Of how many runs all this speaks, and which did not get the output."""
    changes = max(0, len(history.moments) - 1)
    told = f"{plural(changes, 'change')} in {plural(history.runs, 'run')}"
    if not history.gaps:
        return told
    last = history.gaps[0]
    return f"{told}; not collected in {plural(len(history.gaps), 'run')}, last in {last.run} ({last.reason})"
