"""Banners: free text in a configuration, in which every character counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from netcollect.comparable.literals import is_in
from netcollect.comparable.rules import Rules, Text, places_for


def banner_lines(text: str, lines: Sequence[str], rules: Rules) -> set[int]:
    """The numbers of the lines that are part of a banner, from 0; the line that ends it is one of them."""
    return banners_from(beginnings(text, lines, rules, rules.heads_in(text)), lines, rules.banners)


def beginnings(text: str, lines: Sequence[str], rules: Rules, heads: Sequence[int]) -> list[int]:
    """The numbers of the lines in which a banner may begin; `heads` as for `places_for`."""
    return sorted({at for each in rules.banners for at in places_for(each, text, lines, heads)})


def banners_from(places: Iterable[int], lines: Sequence[str], banners: Sequence[Text]) -> set[int]:
    """As `banner_lines`, of the banners that begin in some of these places.

    A banner that does not end goes to the end of the output: what may be free text counts.
    """
    found: set[int] = set()
    behind = 0
    for at in places:
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
