"""What one input file says, read strictly, and everything that is wrong with it.

Text fields take the text as typed; numbers are decimal; a key that is there twice is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from netcollect.errors import InputError, Problem
from netcollect.inventory.characters import Odd, meant, odd_at_ends, odd_behind_colon, odd_in_key
from netcollect.inventory.nearest import Nearest
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, is_null, kind
from netcollect.model import parse_size

# Sixteen digits are more than any number in an inventory has, and fewer than int() refuses.
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\Z", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,30}\Z", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,9})?\Z", re.ASCII)


class Owner(NamedTuple):
    """Another program whose inventory is read, and the word by which it says a device's platform."""

    name: str
    platform: str


@dataclass(slots=True)
class Source:
    """One file, the problems found in it so far, and whether it contains a password.

    `owner` is the program whose file it is, None for our own: what it says is then taken as that program
    takes it. `device` is the one of its devices that is being read. `passed` counts what the file has and
    nothing here takes, by its key; `put_off` are problems of its devices, each with the device's name, that
    matter only if the device is selected. `files` are others that belong to this one, and `others` their
    problems.
    """

    path: str
    holds_secrets: bool = False
    owner: Owner | None = None
    device: str = ""
    passed: Counter[str] = field(default_factory=Counter)
    put_off: list[tuple[str, Problem]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    others: list[Problem] = field(default_factory=list)
    _found: dict[tuple[int, int, str, str], Problem] = field(default_factory=dict)
    _nearest: Nearest = field(default_factory=Nearest)

    @property
    def problems(self) -> list[Problem]:
        """The problems in file order; one that many devices inherit appears once."""
        own = sorted(self._found.items(), key=lambda item: item[0][:2])
        return [*(problem for _, problem in own), *self.others]

    def clear(self) -> None:
        """Forgets the problems: the file is of another kind, and has only that one."""
        self._found.clear()

    def note(self, node: Node, key: str, message: str, hint: str = "") -> None:
        """Notes a problem at a node; `key` is its path, such as `devices[3].port`."""
        self.note_at(node.line, node.column, message, hint, key=key)

    def place(self, node: Node, key: str) -> str:
        """A node's place, as it appears at the start of a problem."""
        return self._at(node.line, node.column, key)

    def note_at(self, line: int, column: int, message: str, hint: str = "", *, key: str = "") -> None:
        """Notes a problem at a place; line 0 means the whole file, and column 0 the whole line."""
        problem = Problem(self._at(line, column, key), message, hint)
        if self.device and not line:
            self.put_off.append((self.device, problem))
            return
        # Where there is no place, the key tells one problem from another.
        self._found.setdefault((line, column, "" if column else key, message), problem)

    def _at(self, line: int, column: int, key: str) -> str:
        place = ":".join([self.path, *(str(number) for number in (line, column) if number)])
        return f"{place}: {key}" if key else place

    def unknown(self, node: Node, key: str, known: Iterable[str]) -> None:
        """Notes an unknown key, with the nearest known one as a hint."""
        hint = self.meant(key.rsplit(".", 1)[-1], known) or f"known here: {', '.join(sorted(known))}"
        self.note(node, key, "unknown key", hint)

    def meant(self, name: str, known: Iterable[str]) -> str:
        """What was probably meant, as a hint; empty once the file has had too many."""
        return self._nearest.of(name, known)

    # Readers. Each notes a problem and gives None where the node is not what it should be.

    def pairs(self, node: Node, key: str) -> Iterator[tuple[ScalarNode, Node]]:
        """Key and value nodes of a mapping; an empty value counts as an empty mapping."""
        if is_null(node):
            return
        if not isinstance(node, MappingNode):
            yield from self._as_pair(node, key)
            return
        seen: dict[str, int] = {}
        for name, value in node.value:
            if not isinstance(name, ScalarNode):
                self.note(name, key, f"a key must be text, not {kind(name)}", "put it in quotes")
            elif name.value in seen:
                message = f"this key is already defined on line {seen[name.value]}"
                self.note(name, join(key, name.value), message, "remove one of the two")
            elif not name.value:
                self.note(name, key, "a key is empty", "write one, or remove the line")
            else:
                seen[name.value] = name.line
                odd = odd_in_key(name.value)
                plain = self._plain(name, key, odd)
                if odd is None or " " not in plain.value:
                    yield plain, value

    def _as_pair(self, node: Node, key: str) -> Iterator[tuple[ScalarNode, Node]]:
        """Notes a node that is not a mapping; still reads `key: value` whose signs only look like YAML's."""
        odd = odd_behind_colon(node.value) if isinstance(node, ScalarNode) and node.plain else None
        if not isinstance(node, ScalarNode) or odd is None:
            self.note(node, key, f"{kind(node)} where a mapping is expected", "write `key: value`")
            return
        name, colon, value = self._plain(node, key, odd).value.partition(":")
        if colon:
            yield (
                ScalarNode(node.line, node.column, name.strip(), plain=True),
                ScalarNode(node.line, node.column + len(name) + 1, value.strip(), plain=True),
            )

    def _plain(self, node: ScalarNode, key: str, odd: Odd | None) -> ScalarNode:
        """Notes a stray character and gives the node without it, so that nothing else is reported for it.

        The text around the character is not shown: it may be a password.
        """
        if odd is None:
            return node
        self.note_at(node.line, node.column + odd.offset, odd.message, odd.hint, key=key)
        return replace(node, value=meant(node.value))

    def items(self, node: Node, key: str) -> Iterator[tuple[str, Node]]:
        """Keys and value nodes of a mapping; an empty value counts as an empty mapping."""
        for name, value in self.pairs(node, key):
            yield name.value, value

    def elements(self, node: Node, key: str) -> list[Node]:
        """The nodes of a list; an empty value counts as an empty list."""
        if is_null(node):
            return []
        if not isinstance(node, SequenceNode):
            self.note(node, key, f"{kind(node)} where a list is expected", "begin each element with `- `")
            return []
        return node.value

    def text(self, node: Node, key: str) -> str | None:
        """The text as typed; None for an empty value and for `null`."""
        if not isinstance(node, ScalarNode):
            self.note(node, key, f"{kind(node)} where text is expected", "put text with : [ { in quotes")
            return None
        if is_null(node):
            return None
        node = self._plain(node, key, odd_at_ends(node.value) if node.plain else None)
        # The text itself is not shown: it may be a password.
        if not node.value.isprintable() and any(
            unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in node.value
        ):
            self.note(node, key, "the text contains a line break or another control character", "remove it")
            return None
        return node.value

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """One text, or a list of texts, none of them empty."""
        if is_null(node):
            return ()
        parts = [(node, key)]
        if not isinstance(node, ScalarNode):
            parts = [(part, f"{key}[{at}]") for at, part in enumerate(self.elements(node, key))]
        found = []
        for part, path in parts:
            value = self.text(part, path)
            if value is not None and value.strip():
                found.append(value)
            elif isinstance(part, ScalarNode) and (value is not None or is_null(part)):
                self.note(part, path, "is empty", "write something, or remove it")
        return tuple(found)

    def number(self, node: Node, key: str, low: int, high: int) -> int | None:
        """A whole decimal number between two bounds."""
        value = self.text(node, key)
        if value is None:
            return None
        if not _INT.match(value) or not low <= int(value) <= high:
            self.note(node, key, f"{value[:60]!r} is not a whole number from {low} to {high}")
            return None
        return int(value)

    def seconds(self, node: Node, key: str) -> float | None:
        """A positive, finite number of seconds."""
        value = self.text(node, key)
        if value is None:
            return None
        number = float(value) if _SECONDS.match(value) else math.nan
        if not 0 < number < 10**9:
            self.note(
                node, key, f"{value[:60]!r} is not a positive number of seconds", "for example 10 or 2.5"
            )
            return None
        return number

    def size(self, node: Node, key: str) -> int | None:
        """A number of bytes; `64M` is one."""
        value = self.text(node, key)
        if value is None:
            return None
        size = parse_size(value)
        if size is None:
            self.note(node, key, f"{value[:60]!r} is not a size in bytes", "for example 64M")
        return size

    def boolean(self, node: Node, key: str) -> bool | None:
        """`true` or `false`."""
        value = self.text(node, key)
        if value is None:
            return None
        if value.lower() not in ("true", "false"):
            self.note(node, key, f"{value[:60]!r} is neither true nor false", "write true or false")
            return None
        return value.lower() == "true"

    def anything(self, node: Node, key: str) -> Any:
        """A fact: mappings, lists, true, false, decimal numbers, null; everything else is text."""
        if isinstance(node, ScalarNode):
            return _simple(self._plain(node, key, odd_at_ends(node.value) if node.plain else None))
        if isinstance(node, SequenceNode):
            return [self.anything(part, f"{key}[{at}]") for at, part in enumerate(node.value)]
        return {name: self.anything(value, join(key, name)) for name, value in self.items(node, key)}


def _simple(node: ScalarNode) -> Any:
    text = node.value
    if not node.plain:
        return text
    if is_null(node):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def join(key: str, name: str) -> str:
    """The path of a key inside another."""
    return f"{key}.{name}" if key else name


def at(node: Node, key: str, path: Iterable[str | int]) -> tuple[Node, str]:
    """The node that a path of keys and positions leads to, and its key; a duplicate key means the first."""
    for part in path:
        if isinstance(part, int) and isinstance(node, SequenceNode):
            node, key = node.value[part], f"{key}[{part}]"
        elif isinstance(node, MappingNode):
            below = (
                value for name, value in node.value if isinstance(name, ScalarNode) and name.value == part
            )
            node, key = next(below), join(key, str(part))
    return node, key


def fail(problems: Iterable[Problem]) -> None:
    """Raises what was found.

    Raises:
        InputError: there is at least one problem.
    """
    found = tuple(problems)
    if found:
        raise InputError(found)
