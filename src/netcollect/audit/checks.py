"""Checks of texts and of lines: what a configuration or another output says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from netcollect.audit.headings import Headings, heading, sections
from netcollect.audit.outcomes import Finding, Outcome, unknown, with_lines
from netcollect.audit.placeholders import all_filled
from netcollect.audit.rules import LinesCheck, Sections, TextCheck
from netcollect.audit.sections import Node, tree, words
from netcollect.comparable import Rules, banner_lines

#: Commands whose output is never empty: an empty one says nothing of what it lacks.
_CONFIGURATION = re.compile(r"conf|run|start|current|export|saved", re.IGNORECASE)
#: How much of what is wanted is told (characters).
_TOLD = 120

Lines = list[tuple[int, str]]
Places = dict[str, Lines]


@dataclass(frozen=True)
class Output:
    """The text that a command gave; its lines and its tree are made when they are first asked for."""

    command: str
    text: str
    rules: Rules

    @cached_property
    def lines(self) -> list[str]:
        """The lines, those inside a banner empty; the line with which it begins stays."""
        lines = self.text.split("\n")
        for number in self._inside:
            lines[number] = ""
        return lines

    @cached_property
    def plain(self) -> str:
        """The text without what is inside banners."""
        return "\n".join(self.lines)

    @cached_property
    def numbered(self) -> Lines:
        """The lines with their numbers, from 1."""
        return list(enumerate(self.lines, 1))

    @cached_property
    def headings(self) -> Headings:
        """The tree of its lines, by what they may be called as headings."""
        return Headings(tree(self.plain))

    @cached_property
    def places(self) -> Places:
        """All its lines, by what they may be called."""
        return _places(self.headings.root)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip()

    def says_nothing_of(self, wanted: Sections) -> bool:
        """Whether it is empty although every device has something to say there: a configuration."""
        configuration = "|" not in self.command and _CONFIGURATION.search(self.command)
        return self.is_empty and bool(wanted.under or configuration)

    @cached_property
    def _inside(self) -> set[int]:
        """The numbers of the lines, from 0, that are free text."""
        lines = self.text.split("\n")
        found = banner_lines(self.text, lines, self.rules)
        begun = {number for number in found if self._begins(lines[number])}
        return found - begun

    def _begins(self, line: str) -> bool:
        return any(banner.begins.search(line) for banner in self.rules.banners)


class Part(NamedTuple):
    """A section, or the whole output: its heading, and its lines with their numbers (from 1)."""

    heading: str
    number: int
    node: Node | None
    lines: Lines
    whole: str = ""

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return self.whole or "\n".join(line for _, line in self.lines)


def parts(output: Output, wanted: Sections, values: dict[str, Any]) -> list[Part]:
    """The sections that a check is about; the whole output where it names none."""
    if not wanted.under:
        whole = Part("", 0, output.headings.root if wanted.where else None, output.numbered, output.plain)
        return [whole] if _fits(whole, wanted.where, values) else []
    under = [heading(each) for each in all_filled(wanted.under, values, re.escape)]
    found = []
    for node, path in sections(output.headings, under):
        lines = [(each.number, each.text) for each, _ in node.walk()]
        part = Part(path, node.number, node, lines)
        if _fits(part, wanted.where, values):
            found.append(part)
    return found


def _fits(part: Part, where: Sequence[str], values: dict[str, Any]) -> bool:
    """Whether a section has the lines that `where` asks for, and none of those behind a `!`."""
    if not where or part.node is None:
        return not where
    names = [name for node, path in part.node.walk() for name in (node.text, path)]
    for each in where:
        patterns = all_filled([each.removeprefix("!")], values, re.escape)
        has = all(any(_whole(pattern).fullmatch(name) for name in names) for pattern in patterns)
        if has == each.startswith("!"):
            return False
    return True


def judge_text(check: TextCheck, output: Output, values: dict[str, Any]) -> Outcome:
    """Whether texts or patterns are there, or are not, in each section that the check is about."""
    if output.says_nothing_of(check.sections):
        return unknown("the output is empty")
    found = parts(output, check.sections, values)
    if not found:
        return Outcome("not_applicable", reason=_no_section(check.sections))
    is_pattern, wanted = check.kind in ("matches", "lacks_match"), check.kind in ("contains", "matches")
    texts = all_filled(check.texts, values, re.escape if is_pattern else str)
    hits = {text: [(part, _hits(part, text, is_pattern=is_pattern)) for part in found] for text in texts}
    findings = _told_of(_missing if wanted else _present, hits)
    if findings or len(found) > 1:
        return Outcome("violated" if findings else "passed", findings)
    return Outcome("passed", _told_of(_present, hits))


Hits = Sequence[tuple[Part, Lines]]


def _told_of(tell: Callable[[str, Hits], Iterator[Finding]], hits: Mapping[str, Hits]) -> tuple[Finding, ...]:
    return tuple(each for text, found in hits.items() for each in tell(text, found))


def _missing(text: str, hits: Hits) -> Iterator[Finding]:
    """The sections that lack a text."""
    if lacking := [part for part, lines in hits if not lines]:
        yield from _lacking(f"lacks {_told(text)}", lacking)


def _present(text: str, hits: Hits) -> Iterator[Finding]:
    """The sections that have a text."""
    return (with_lines(f"has {_told(text)}", lines, part.heading) for part, lines in hits if lines)


def _hits(part: Part, text: str, *, is_pattern: bool) -> list[tuple[int, str]]:
    """The lines that have a text, or in which what a pattern matches begins."""
    whole = part.text
    if not is_pattern:
        return [(number, line) for number, line in part.lines if text in line] if text in whole else []
    at: dict[int, None] = {}
    for found in _searched(text).finditer(whole):
        at.setdefault(whole.count("\n", 0, _place(found)))
    return [part.lines[number] for number in at if number < len(part.lines)]


def _place(found: re.Match[str]) -> int:
    """Where what a pattern matches is shown to begin: at its group `here` if it has one."""
    return max(found.start("here"), found.start()) if "here" in found.re.groupindex else found.start()


def judge_lines(check: LinesCheck, output: Output, values: dict[str, Any]) -> Outcome:
    """Whether each section has the lines that it must have, and none that it must not have."""
    if output.is_empty:
        return unknown("the output is empty")
    found = parts(output, check.sections, values)
    if not found:
        return Outcome("not_applicable", reason=_no_section(check.sections))
    wanted = _wanted(check, values)
    places = [(part, _places_of(part, output)) for part in found]
    findings = [each for line in wanted.lines for each in _without(line, places)]
    findings += [each for part, at in places for each in _of_part(part, at, wanted)]
    return Outcome("violated" if findings else "passed", tuple(findings))


class _Wanted(NamedTuple):
    """The lines of a check with a device's values in them."""

    lines: Sequence[str]
    banned: Sequence[str]
    only: Sequence[re.Pattern[str]]
    ordered: bool


def _wanted(check: LinesCheck, values: dict[str, Any]) -> _Wanted:
    only = [check.only] if check.only else []
    return _Wanted(
        [words(each) for each in all_filled(check.lines, values)],
        [words(each) for each in all_filled(check.no_lines, values)],
        [_whole(each) for each in all_filled(only, values, re.escape)],
        ordered=check.ordered,
    )


def _places_of(part: Part, output: Output) -> Places:
    return _places(part.node) if part.heading and part.node else output.places


def _places(node: Node) -> Places:
    """The lines of a section by what they may be called: their text, or the path to them."""
    found: Places = {}
    for each, path in node.walk():
        place = (each.number, each.text)
        for name in (each.text, f"set {each.text}"):
            found.setdefault(name, []).append(place)
        if path is not each.text:
            found.setdefault(path, []).append(place)
    return found


def _without(line: str, places: Sequence[tuple[Part, Places]]) -> Iterator[Finding]:
    """The sections that lack a line."""
    if lacking := [part for part, at in places if line not in at]:
        yield from _lacking(f"lacks {_told(line)}", lacking)


def _of_part(part: Part, places: Places, wanted: _Wanted) -> Iterator[Finding]:
    """What a section has that it must not have, or has in another order."""
    for line in wanted.banned:
        if line in places:
            yield with_lines(f"has {_told(line)}", places[line], part.heading)
    if others := _others(places, wanted):
        yield with_lines("has other lines", others, part.heading)
    at = [places[line][0] for line in wanted.lines if line in places]
    if wanted.ordered and at != sorted(at):
        yield with_lines("has the lines in another order", at, part.heading)


def _others(places: Places, wanted: _Wanted) -> Lines:
    """The lines that `only` means and that are none of those that are wanted."""
    known = {number for line in wanted.lines for number, _ in places.get(line, ())}
    every = {(number, text) for at in places.values() for number, text in at if number not in known}
    return sorted(each for each in every if any(only.fullmatch(each[1]) for only in wanted.only))


def _lacking(said: str, without: Sequence[Part]) -> Iterator[Finding]:
    """What the sections lack; many of them are told together, by their headings."""
    if not without[0].heading:
        yield Finding(said)
    elif len(without) == 1:
        part = without[0]
        yield with_lines(said, [(part.number, part.heading.rpartition(" > ")[2])], part.heading)
    else:
        heads = [(part.number, part.heading) for part in without]
        yield with_lines(f"{said} in {len(without)} sections", heads)


def _no_section(wanted: Sections) -> str:
    has = ", ".join(each for each in wanted.where if not each.startswith("!"))
    lacks = ", ".join(each[1:] for each in wanted.where if each.startswith("!"))
    lines = (f" with {has}" if has else "") + (f" without {lacks}" if lacks else "")
    return f"no section {' > '.join(wanted.under)}{lines}" if wanted.under else f"it is for outputs{lines}"


def _told(text: str) -> str:
    """The text in quotes; a backslash stays one, as it was written in the rule."""
    shown = text if len(text) <= _TOLD else text[:_TOLD] + "…"
    return repr(shown).replace("\\\\", "\\")


@lru_cache(maxsize=4096)
def _whole(text: str) -> re.Pattern[str]:
    return re.compile(text)


@lru_cache(maxsize=4096)
def _searched(text: str) -> re.Pattern[str]:
    return re.compile(text, re.MULTILINE)
