"""Which sections of a configuration a rule is about, found by the headings that they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from netcollect.audit.sections import Node

#: A heading whose first word is plain text: only lines with that word can fit it.
_FIRST = re.compile(r"([\w-]+)(?:$| \+?(?![?*{])|\\s\+?(?![?*{]))", re.ASCII)


class Heading(NamedTuple):
    """What the first words of a heading look like; `word` is the first of them, where that is known."""

    pattern: re.Pattern[str]
    word: str | None


@lru_cache(maxsize=4096)
def heading(text: str) -> Heading:
    """The heading that a pattern means."""
    first = None if "|" in text else _FIRST.match(text)
    return Heading(re.compile(rf"(?:{text})(?=\s|$)"), first[1] if first else None)


class _Place(NamedTuple):
    """A line: its path from the root, the number of the line above it, and where the next one outside is."""

    node: Node
    path: str
    parent: int
    beyond: int


#: Where a line is, and what it may be called there.
_Name = tuple[int, str]


class Headings:
    """The lines below a node, at any depth, as headings: by all that they may be called.

    What fits is found once for each heading, however many rules ask for it.
    """

    def __init__(self, root: Node) -> None:
        self.root = root
        self._places: list[_Place] = []
        self._names: dict[str | None, list[_Name]] = {None: []}
        self._found: dict[Heading, list[tuple[Node, str]]] = {}
        self._add(root, "", "")

    def _add(self, node: Node, path: str, first: str) -> None:
        places, every, names = self._places, self._names[None], self._names
        for each in node.below:
            text, at = each.text, len(places)
            word = text.partition(" ")[0]
            own = f"{path} {text}" if path else text
            places.append(_Place(each, own, node.number, at + 1))
            every.append((at, text))
            names.setdefault(word, []).append((at, text))
            if path:
                every.append((at, own))
                names.setdefault(first, []).append((at, own))
            if each.below:
                self._add(each, own, first or word)
                places[at] = _Place(each, own, node.number, len(places))

    def fitting(self, wanted: Heading) -> list[tuple[Node, str]]:
        """The sections that fit, in the order of the text; of those that lie in each other the outermost."""
        if wanted not in self._found:
            self._found[wanted] = self._fitting(wanted)
        return self._found[wanted]

    def _fitting(self, wanted: Heading) -> list[tuple[Node, str]]:
        grouped: dict[tuple[int, str], Node] = {}
        found: list[tuple[Node, str]] = []
        for each, path, parent, _ in self._lines(wanted):
            if each.below:
                found.append((each, path))
                continue
            # A whole line: the words that fit are its heading, and the others what stands below it.
            begin, rest = _by_words(each.text, wanted.pattern)
            group = grouped.get((parent, begin))
            if group is None:
                group = grouped[parent, begin] = Node(each.number, begin)
                found.append((group, begin))
            if rest:
                group.below.append(Node(each.number, rest))
        return found

    def _lines(self, wanted: Heading) -> Iterator[_Place]:
        """The lines that fit, none of them below another one."""
        matches, inside = wanted.pattern.match, 0
        for at, name in self._names.get(wanted.word, ()):
            if at >= inside and matches(name):
                place = self._places[at]
                inside = place.beyond
                yield place


def sections(root: Node | Headings, under: Sequence[Heading]) -> Iterable[tuple[Node, str]]:
    """The sections whose headings begin as the patterns say, each inside one of the last, with its path.

    A heading fits by itself or with those around it; of sections that lie in each other the outermost counts.
    Where lines are whole (`set`), a section is the lines that begin with the same words.
    """
    there = root if isinstance(root, Headings) else Headings(root)
    if not under:
        yield there.root, ""
        return
    first, *rest = under
    for node, path in there.fitting(first):
        if not rest:
            yield node, path
            continue
        for inner, below in sections(node, rest):
            yield inner, f"{path} > {below}"


def _by_words(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """The fewest first words of a line that fit, and the rest of it."""
    if pattern.match(text):
        parts = text.split(" ")
        for number in range(1, len(parts) + 1):
            begin = " ".join(parts[:number])
            if pattern.match(begin):
                return begin, " ".join(parts[number:])
    return text, ""
