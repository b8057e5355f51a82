"""Differences between two outputs as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netcollect.audit.outcomes import LONGEST, SHOWN, Finding
from netcollect.audit.result import Line
from netcollect.compare import Hunk
from netcollect.redaction import without_run


def findings(said: str, hunks: Sequence[Hunk]) -> Iterator[Finding]:
    """The first differences, those of each section together; `-` is what is lacking, `+` what is there.

    The hunks have lost their secrets; evidence has the same masks in every process.
    """
    left = SHOWN
    for number, hunk in enumerate(hunks):
        lines = [_line(hunk.old_line + at, f"- {text}") for at, text in enumerate(hunk.removed)]
        lines += [_line(hunk.new_line + at, f"+ {text}") for at, text in enumerate(hunk.added)]
        shown = lines[:left]
        left -= len(shown)
        more = len(lines) - len(shown)
        if not left:
            more += sum(len(each.removed) + len(each.added) for each in hunks[number + 1 :])
        yield Finding(said, without_run(hunk.heading), tuple(shown), more=more)
        if not left:
            return


def _line(number: int, text: str) -> Line:
    return Line(number, without_run(text)[:LONGEST])
