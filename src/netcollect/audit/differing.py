"""Differences between two outputs as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netcollect.audit.outcomes import LONGEST, SHOWN, Finding
from netcollect.audit.result import Line
from netcollect.compare import Hunk


def findings(said: str, hunks: Sequence[Hunk]) -> Iterator[Finding]:
    """The first differences, those of each section together; `-` is what is lacking, `+` what is there."""
    left = SHOWN
    for number, hunk in enumerate(hunks):
        lines = [Line(hunk.old_line + at, f"- {text}"[:LONGEST]) for at, text in enumerate(hunk.removed)]
        lines += [Line(hunk.new_line + at, f"+ {text}"[:LONGEST]) for at, text in enumerate(hunk.added)]
        shown = lines[:left]
        left -= len(shown)
        more = len(lines) - len(shown)
        if not left:
            more += sum(len(each.removed) + len(each.added) for each in hunks[number + 1 :])
        yield Finding(said, hunk.heading, tuple(shown), more=more)
        if not left:
            return
