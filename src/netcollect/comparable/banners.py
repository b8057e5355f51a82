"""Banners: free text in a configuration, in which every character counts."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.comparable.literals import is_in
from netcollect.comparable.rules import Text


def banner_lines(text: str, lines: Sequence[str], banners: Sequence[Text]) -> set[int]:
    """The numbers of the lines that are part of a banner, from 0; the line that ends it is one of them.

    A banner that does not end goes to the end of the output: what may be free text counts.
    """
    possible = [banner for banner in banners if is_in(banner.literals, text)]
    found: set[int] = set()
    at = 0
    while possible and at < len(lines):
        end = max((_end(lines, at, banner) for banner in possible), default=at)
        found.update(range(at, end))
        at = max(end, at + 1)
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
