"""YAML text → a tree of texts that know their places; the only importer of yaml.

The tree is built from the parser's events, not by yaml's composer: the composer guesses types (`no` is
False, `0123` is 83, `22:22` is 1342), costs six times the parser's time, and recurses in C, so that a
file of 300,000 opening dashes ends the interpreter (measured, PyYAML 6.0.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from netcollect.inventory.syntax import Flaw, flaw_of, unreadable

#: Bounds that no honest inventory comes near: nesting, and nodes that aliases add for each character.
MAX_DEPTH = 40
MAX_EXPANSION = 20
_ALWAYS_ALLOWED = 100_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Tags by which other tools put secrets in; these names are no passwords.
_TAG_HINTS = {
    "!vault": "netcollect decrypts nothing: write env:NAME, file:PATH or cmd:PROGRAM ARGUMENT …",
    **dict.fromkeys(("!ENV", "!env", "!env_var", "!secret"), "write env:NAME instead"),
}
_ALIAS_HINT = "put text that begins with * in quotes"


@dataclass(slots=True)
class Node:
    """A part of the file and where it begins; lines and columns count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class ScalarNode(Node):
    """Text as it was typed; `plain` is text without quotes."""

    value: str
    plain: bool


@dataclass(slots=True)
class SequenceNode(Node):
    """A list."""

    value: list[Node]


@dataclass(slots=True)
class MappingNode(Node):
    """Keys and values in the file's order; a key may be any node, and may appear twice."""

    value: list[tuple[Node, Node]]


def compose(text: str) -> tuple[Node | None, list[Flaw]]:
    """The root, and what is wrong with the text as YAML; None where that left no root.

    Never raises for what is in the text, and needs no more of the stack for a deeper one.
    """
    if flaw := unreadable(text):
        return None, [flaw]
    builder = _Builder(_ALWAYS_ALLOWED + MAX_EXPANSION * len(text))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _StopError as stop:
        return None, [*builder.flaws, stop.flaw]
    except yaml.MarkedYAMLError as error:
        return None, [*builder.flaws, flaw_of(error, text)]
    return builder.root, builder.flaws


class _StopError(Exception):
    """The rest of the file is not worth reading."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class _Open(NamedTuple):
    """A list or mapping that is still open."""

    node: SequenceNode | MappingNode
    parts: list[Node]
    anchor: str | None
    begun: int


class _Anchored(NamedTuple):
    """A part of the file that aliases may repeat: how many nodes it has, and how many levels."""

    node: Node
    size: int
    depth: int


class _Builder:
    """Puts the parser's events together."""

    def __init__(self, room: int) -> None:
        self.root: Node | None = None
        self.flaws: list[Flaw] = []
        self._open: list[_Open] = []
        #: Of each open list or mapping, how many levels are inside it so far.
        self._depths: list[int] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._room = room
        self._takers = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: Any) -> None:
        """Adds one event."""
        if taker := self._takers.get(type(event)):
            taker(event)

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        self._count += 1
        if event.tag is not None:
            self._refuse_tag(event)
        # A vault's block is no text of ours: its tag is told, and it counts as nothing.
        is_block = event.tag is not None and event.style in ("|", ">")
        value = "" if is_block else event.value
        node = ScalarNode(mark.line + 1, mark.column + 1, value, is_block or not event.style)
        if event.anchor:
            if node.plain and not node.value:
                self._note(event, "is empty after its anchor", "put text that begins with & in quotes")
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._put(node, 0)

    def _start(self, event: Any) -> None:
        self._check_depth(event, 1)
        self._count += 1
        if event.tag is not None:
            self._refuse_tag(event)
        place = event.start_mark.line + 1, event.start_mark.column + 1
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = SequenceNode(*place, []) if is_list else MappingNode(*place, [])
        self._open.append(_Open(node, [], event.anchor, self._count - 1))
        self._depths.append(0)

    def _end(self, _event: Any) -> None:
        node, parts, anchor, begun = self._open.pop()
        depth = self._depths.pop() + 1
        if isinstance(node, SequenceNode):
            node.value = parts
        else:
            node.value = self._merged(list(zip(parts[::2], parts[1::2], strict=True)))
        if anchor:
            self._anchors[anchor] = _Anchored(node, self._count - begun, depth)
        self._put(node, depth)

    def _alias(self, event: Any) -> None:
        # The name is not shown: it may be a password that begins with a star.
        if event.anchor not in self._anchors:
            self._note(event, "an alias (*…) to an anchor that does not exist", _ALIAS_HINT)
            self._put(ScalarNode(event.start_mark.line + 1, event.start_mark.column + 1, "", plain=True), 0)
            return
        node, size, depth = self._anchors[event.anchor]
        self._check_depth(event, depth)
        self._count += size
        if self._count > self._room:
            raise _StopError(_flaw(event, "aliases that expand without bound", "write it out"))
        self._put(node, depth)

    def _check_depth(self, event: Any, more: int) -> None:
        """Stops at a part that adds `more` levels and would be nested too deep here."""
        if len(self._open) + more > MAX_DEPTH:
            raise _StopError(_flaw(event, f"is nested deeper than {MAX_DEPTH} levels", "flatten it"))

    def _document(self, event: Any) -> None:
        if self.root is not None:
            raise _StopError(
                _flaw(event, "a second document begins", "use one document per file: remove the `---`")
            )

    def _put(self, node: Node, depth: int) -> None:
        if self._open:
            self._open[-1].parts.append(node)
            self._depths[-1] = max(self._depths[-1], depth)
        else:
            self.root = node

    def _merged(self, pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
        """The pairs, followed by what `<<` brings in for keys that they do not set themselves."""
        brought = [value for key, value in pairs if _is_merge(key)]
        if not brought:
            return pairs
        whole = [(key, value) for key, value in pairs if not _is_merge(key)]
        said = _texts(whole)
        for each in self._mappings(brought):
            new = [
                (key, value)
                for key, value in each.value
                if not isinstance(key, ScalarNode) or key.value not in said
            ]
            whole += new
            said |= _texts(new)
        return whole

    def _mappings(self, brought: list[Node]) -> Iterator[MappingNode]:
        """The mappings that some `<<` name, each by itself or in a list."""
        for node in brought:
            for each in node.value if isinstance(node, SequenceNode) else [node]:
                if isinstance(each, MappingNode):
                    yield each
                elif not is_null(each):
                    self.flaws.append(Flaw(each.line, each.column, "<< takes a mapping", "give it an alias"))

    def _refuse_tag(self, event: Any) -> None:
        # The tag is not shown: it may be a password that begins with an exclamation mark.
        hint = _TAG_HINTS.get(event.tag, "put text that begins with ! in quotes")
        self._note(event, "tags (!…) are not supported", hint)

    def _note(self, event: Any, message: str, hint: str) -> None:
        self.flaws.append(_flaw(event, message, hint))


def _flaw(event: Any, message: str, hint: str) -> Flaw:
    return Flaw(event.start_mark.line + 1, event.start_mark.column + 1, message, hint)


def _texts(pairs: list[tuple[Node, Node]]) -> set[str]:
    """The keys, as far as they are text."""
    return {key.value for key, _ in pairs if isinstance(key, ScalarNode)}


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and key.plain and key.value == "<<"


def is_null(node: Node) -> bool:
    """Whether a value is empty or written as null."""
    return isinstance(node, ScalarNode) and node.plain and node.value in _NULLS


def keys_of(node: Node | None) -> frozenset[str]:
    """The keys of a mapping, as far as they are text; none of anything else."""
    return frozenset(_texts(node.value)) if isinstance(node, MappingNode) else frozenset()


def kind(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else "text"
