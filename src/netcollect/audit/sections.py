"""A configuration as a tree of lines, whatever marks its sections.

Understood are indentation (IOS and what is like it, VRP, Comware), braces (Junos, VyOS, SR Linux), `set`
lines (Junos, PAN-OS, VyOS), `config`, `edit`, `next`, `end` (FortiOS), menus (RouterOS), and lines between
bare `#` (VRP, Comware). What is in a banner is no line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Style = Literal["indentation", "braces", "set", "fortios", "menus", "hashes"]

#: Lines that say nothing: comments, and what closes a section.
_CLOSERS = frozenset({"exit", "end", "return", "next", "quit", "}", "};"})
_NOTHING = re.compile(r"[!#].*|exit-\S+|end-\S+|/\*.*\*/")
_SET = re.compile(r"(?:set|delete|deactivate|activate)\s")
_CONFIG = re.compile(r"\s*config\s+\S")


@dataclass(slots=True)
class Node:
    """A line, and the lines below it; `number` counts from 1, and `text` has one blank between two words."""

    number: int
    text: str
    below: list[Node] = field(default_factory=list)

    def walk(self, path: str = "") -> Iterator[tuple[Node, str]]:
        """What is below, at any depth, in the order of the text; each with its path from here."""
        for each in self.below:
            own = f"{path} {each.text}" if path else each.text
            yield each, own
            if each.below:
                yield from each.walk(own)


def tree(text: str, banners: Collection[int] = ()) -> Node:
    """The root of a configuration; `banners` are the numbers of the lines (from 0) that are free text."""
    lines = [
        (number, "" if number - 1 in banners else line.rstrip())
        for number, line in enumerate(text.split("\n"), 1)
    ]
    lines = [(number, line) for number, line in lines if line.strip()]
    return _BUILDERS[style_of([line for _, line in lines])](lines)


def style_of(lines: Sequence[str]) -> Style:
    """What marks the sections of a configuration, told by its lines."""
    first = next((line for line in lines if not says_nothing(line.strip())), "")
    return next((style for style, fits in _STYLES.items() if fits(first, lines)), "indentation")


def _is_fortios(first: str, lines: Sequence[str]) -> bool:
    return bool(_CONFIG.match(first)) and any(line.strip() == "end" for line in lines)


def _is_set(_first: str, lines: Sequence[str]) -> bool:
    return sum(bool(_SET.match(line)) for line in lines) * 2 > len(lines)


def _has_braces(first: str, lines: Sequence[str]) -> bool:
    return first.endswith(("{", ";")) and any(line.strip().startswith("}") for line in lines)


def _has_menus(first: str, lines: Sequence[str]) -> bool:
    return first.startswith("/") and any(line.startswith(("add ", "set ")) for line in lines)


def _has_hashes(_first: str, lines: Sequence[str]) -> bool:
    return lines.count("#") > 1 and not any(line[:1] in (" ", "\t") for line in lines)


#: Each is asked in turn.
_STYLES: Mapping[Style, Callable[[str, Sequence[str]], bool]] = {
    "fortios": _is_fortios,
    "set": _is_set,
    "braces": _has_braces,
    "menus": _has_menus,
    "hashes": _has_hashes,
}


def says_nothing(text: str) -> bool:
    """Whether a line, without the blanks around it, is a comment or only closes a section."""
    return text in _CLOSERS or bool(_NOTHING.fullmatch(text))


def words(text: str) -> str:
    """A line with one blank between two words, and without what ends it in Junos.

    >>> words("  no   shutdown "), words("address 192.0.2.1/24;")
    ('no shutdown', 'address 192.0.2.1/24')
    """
    return " ".join(text.removesuffix(";").split())


Lines = Sequence[tuple[int, str]]


#: The lines of a fleet's configurations are mostly the same.
_LINES = 65_536


@lru_cache(maxsize=_LINES)
def _indented(line: str) -> tuple[int, str]:
    """How far a line is indented, and its words; no words where it says nothing."""
    bare = line.lstrip()
    return len(line) - len(bare), "" if says_nothing(bare) else words(bare)


def _by_indentation(lines: Lines) -> Node:
    """A bare `#` ends every section: VRP and Comware show some global commands behind a blank."""
    root = Node(0, "")
    above = [(-1, root)]
    for number, line in lines:
        depth, text = _indented(line)
        if not text:
            above = above[:1] if line == "#" else above
            continue
        while above[-1][0] >= depth:
            above.pop()
        node = Node(number, text)
        above[-1][1].below.append(node)
        above.append((depth, node))
    return root


def _by_braces(lines: Lines) -> Node:
    root = Node(0, "")
    above = [root]
    for number, line in lines:
        bare = line.strip()
        if bare.startswith("}"):
            above = above[:-1] or [root]
        if says_nothing(bare) or bare.startswith("}"):
            continue
        node = Node(number, words(bare.removesuffix("{")))
        above[-1].below.append(node)
        if bare.endswith("{"):
            above.append(node)
        above = above or [root]
    return root


def _by_edits(lines: Lines) -> Node:
    """FortiOS: `config` and `edit` open, `next` and `end` close."""
    root = Node(0, "")
    above = [root]
    for number, line in lines:
        bare = line.strip()
        if bare in ("next", "end"):
            above = above[:-1] or [root]
        if says_nothing(bare):
            continue
        node = Node(number, words(bare))
        above[-1].below.append(node)
        if bare.startswith(("config ", "edit ")):
            above.append(node)
    return root


def _by_menus(lines: Lines) -> Node:
    """RouterOS: a line that begins with `/` opens; a line that ends with a backslash goes on in the next."""
    root = Node(0, "")
    menu, rest = root, ""
    for number, line in lines:
        bare = rest + line.strip()
        if bare.endswith("\\"):
            rest = bare[:-1]
            continue
        rest = ""
        if says_nothing(bare):
            continue
        node = Node(number, words(bare))
        if bare.startswith("/"):
            root.below.append(node)
            menu = node
        else:
            menu.below.append(node)
    return root


def _by_hashes(lines: Lines) -> Node:
    """The first line between two bare `#` is the heading of the others."""
    root = Node(0, "")
    above: Node | None = None
    for number, line in lines:
        if line == "#":
            above = None
        elif not says_nothing(line):
            node = Node(number, words(line))
            (above or root).below.append(node)
            above = above or node
    return root


def _by_sets(lines: Lines) -> Node:
    """Every line is whole: its words are its path. `set` itself, and quotes around a value, do not count."""
    root = Node(0, "")
    for number, line in lines:
        text = words(line)
        if not says_nothing(text):
            root.below.append(Node(number, _without_quotes(text.removeprefix("set "))))
    return root


def _without_quotes(text: str) -> str:
    return re.sub(r"(?<!\S)'([^' ]*)'(?!\S)", r"\1", text)


_BUILDERS: Mapping[Style, Callable[[Lines], Node]] = {
    "indentation": _by_indentation,
    "braces": _by_braces,
    "set": _by_sets,
    "fortios": _by_edits,
    "menus": _by_menus,
    "hashes": _by_hashes,
}
