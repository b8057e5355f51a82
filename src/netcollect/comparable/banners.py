"""Banners: free text in a configuration, in which every character counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from netcollect.comparable.literals import is_in, lines_with
from netcollect.comparable.rules import Text


def banner_lines(text: str, lines: Sequence[str], banners: Sequence[Text]) -> set[int]:
    """The numbers of the lines that are part of a banner, from 0; the line that ends it is one of them.

    A banner that does not end goes to the end of the output: what may be free text counts.
    """
    found: set[int] = set()
    behind = 0
    possible = (lines_with(banner.literals, text, len(lines)) for banner in banners)
    for at in sorted({*chain.from_iterable(possible)}):
        if at >= behind:
            behind = max(_end(lines, at, banner) for banner in banners)
            found.update(range(at, behind))
    return found


def _end(lines: Sequence[str], at: int, banner: Text) -> int:
    """The number of the line behind a banner that begins here; `at` where none does."""
    if not is_in(banner.literals, lines[at]) or not (begin := banner.begins.search(lines[at])):
        return at
    ends = banner.end_of(begin)
    if ends.search(lines[at], begin.end()):
        return at + 1
    return next(
        (number + 1 for number in range(at + 1, len(lines)) if ends.search(lines[number])), len(lines)
    )
