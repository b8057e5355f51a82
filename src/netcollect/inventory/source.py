"""YAML read strictly: what was typed is what is meant, and everything knows where it stands.

The node tree is read here without YAML 1.1's guesses, which turn `no` into False, `0123` into 83 and
`22:22` into 1342. Text fields take the text as typed. Duplicate keys, tags, runaway aliases and nesting
are refused with their place.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from netcollect.errors import InputError, Problem

#: Bounds that no honest inventory comes near: nesting, and nodes for each character of text.
MAX_DEPTH = 40
MAX_EXPANSION = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+\Z")


@dataclass(slots=True)
class Source:
    """One file and the problems found in it so far."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, node: yaml.Node, key: str, message: str, hint: str = "") -> None:
        """Notes a problem at a node; `key` is its path, such as `devices[3].port`."""
        mark = node.start_mark
        place = f"{self.path}:{mark.line + 1}:{mark.column + 1}"
        self.problems.append(Problem(f"{place}: {key}" if key else place, message, hint))

    # Readers. Each notes a problem and gives None where the node is not what it should be.

    def items(self, node: yaml.Node, key: str) -> Iterator[tuple[str, yaml.Node]]:
        """Keys and value nodes of a mapping; an empty value counts as an empty mapping."""
        if is_null(node):
            return
        if not isinstance(node, yaml.MappingNode):
            self.note(node, key, f"{kind(node)} where a mapping is expected")
            return
        seen: dict[str, int] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self.note(name, key, "a key must be plain text")
            elif name.value in seen:
                self.note(
                    name,
                    join(key, name.value),
                    f"this key stands already in line {seen[name.value]}",
                    "remove one of the two",
                )
            else:
                seen[name.value] = name.start_mark.line + 1
                yield name.value, value

    def elements(self, node: yaml.Node, key: str) -> list[yaml.Node]:
        """The nodes of a list; an empty value counts as an empty list."""
        if is_null(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.note(node, key, f"{kind(node)} where a list is expected")
            return []
        return list(node.value)

    def text(self, node: yaml.Node, key: str) -> str | None:
        """The text as it was typed."""
        if isinstance(node, yaml.ScalarNode):
            if is_null(node):
                return None
            return str(node.value)
        self.note(node, key, f"{kind(node)} where text is expected")
        return None

    def texts(self, node: yaml.Node, key: str) -> tuple[str, ...]:
        """One text, or a list of texts."""
        if isinstance(node, yaml.ScalarNode):
            value = self.text(node, key)
            return () if value is None else (value,)
        found = (self.text(part, f"{key}[{at}]") for at, part in enumerate(self.elements(node, key)))
        return tuple(value for value in found if value is not None)

    def number(self, node: yaml.Node, key: str, low: int, high: int) -> int | None:
        """A whole decimal number between two bounds."""
        value = self.text(node, key)
        if value is None:
            return None
        if not _INT.match(value) or not low <= int(value) <= high:
            self.note(node, key, f"{value!r} is no whole number from {low} to {high}")
            return None
        return int(value)

    def seconds(self, node: yaml.Node, key: str) -> float | None:
        """A positive, finite number of seconds."""
        value = self.text(node, key)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < 10**9:
            self.note(node, key, f"{value!r} is no positive number of seconds")
            return None
        return number

    def boolean(self, node: yaml.Node, key: str) -> bool | None:
        """`true` or `false`."""
        value = self.text(node, key)
        if value is None:
            return None
        if value.lower() not in ("true", "false"):
            self.note(node, key, f"{value!r} is neither true nor false")
            return None
        return value.lower() == "true"

    def anything(self, node: yaml.Node, key: str) -> Any:
        """A fact: mappings, lists, true, false, decimal numbers, null; everything else is text."""
        if isinstance(node, yaml.MappingNode):
            return {name: self.anything(value, join(key, name)) for name, value in self.items(node, key)}
        if isinstance(node, yaml.SequenceNode):
            return [self.anything(part, f"{key}[{at}]") for at, part in enumerate(node.value)]
        return _simple(node)

    def unknown(self, node: yaml.Node, key: str, known: Iterable[str]) -> None:
        """Notes a key that is not known, with the nearest that is."""
        name = key.rsplit(".", 1)[-1]
        self.note(node, key, "unknown key", nearest(name, known))


def _simple(node: yaml.Node) -> Any:
    text = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"'):
        return text
    if is_null(node):
        return None
    if text in ("true", "True", "false", "False"):
        return text.lower() == "true"
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def nearest(name: str, known: Iterable[str]) -> str:
    """What may have been meant, as a hint."""
    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"did you mean {', '.join(found)}?" if found else ""


def join(key: str, name: str) -> str:
    """The path of a key inside another."""
    return f"{key}.{name}" if key else name


def kind(node: yaml.Node) -> str:
    """What a node is, in words."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, yaml.SequenceNode) else f"{str(node.value)[:60]!r}"


def is_null(node: yaml.Node) -> bool:
    """Whether a value was left empty, or is written as null."""
    if not isinstance(node, yaml.ScalarNode) or node.style in ("'", '"'):
        return False
    return node.value in ("", "~", "null", "Null", "NULL")


def read(path: str | Path) -> tuple[Source, yaml.Node | None]:
    """The root node of a YAML file, None where it cannot be read; problems are in the source.

    Never raises for what is in the file.
    """
    source = Source(str(path))
    text = read_text(source, path)
    if text is None:
        return source, None
    try:
        root = _compose(text)
    except yaml.MarkedYAMLError as error:
        source.problems.append(_syntax_problem(source, error))
        return source, None
    except yaml.YAMLError as error:
        source.problems.append(Problem(source.path, f"is no YAML: {' '.join(str(error).split())}"))
        return source, None
    except RecursionError:
        source.problems.append(Problem(source.path, f"is nested deeper than {MAX_DEPTH} levels"))
        return source, None
    if root is None or is_null(root):
        source.problems.append(Problem(source.path, "is empty", "write a list of devices, or `devices:`"))
        return source, None
    return source, root if _is_sound(source, root, 100_000 + MAX_EXPANSION * len(text)) else None


def read_text(source: Source, path: str | Path) -> str | None:
    """A file's text, or a problem."""
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        source.problems.append(Problem(source.path, f"cannot be read: {reason}", "check the path"))
    except UnicodeDecodeError as error:
        source.problems.append(
            Problem(source.path, f"is not UTF-8 text (byte {error.start})", "save it as UTF-8")
        )
    return None


def _compose(text: str) -> yaml.Node | None:
    loader = _LOADER(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _syntax_problem(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = f"{source.path}:{mark.line + 1}:{mark.column + 1}" if mark else source.path
    said = error.problem or error.context or "is no YAML"
    hints = {
        "cannot start any token": "YAML indents with blanks, not tabs; quote text that begins with @ ` or %",
        "mapping values are not allowed": "is the line indented as the one above? quote text with `: ` in it",
        "end of stream": "a quote or bracket is not closed",
        "undefined alias": "quote text that begins with *",
        "another document": "one document a file: remove the second `---`",
        "expected a single document": "one document a file: remove the second `---`",
    }
    hint = next((advice for part, advice in hints.items() if part in f"{said} {error.context or ''}"), "")
    return Problem(place, f"YAML: {said}", hint)


def _is_sound(source: Source, root: yaml.Node, left: int) -> bool:
    """Whether the tree keeps the bounds and has no tags; aliases are counted as often as they are used."""
    stack: list[tuple[yaml.Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        left -= 1
        if depth > MAX_DEPTH or left < 0:
            what = (
                f"nesting deeper than {MAX_DEPTH} levels"
                if left >= 0
                else "aliases that expand without bound"
            )
            source.note(node, "", what, "write it out")
            return False
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.endswith(
            (":binary", ":set", ":omap", ":pairs")
        ):
            source.note(node, "", f"the tag {node.tag} is not taken", "write plain text")
            return False
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.tag == "tag:yaml.org,2002:merge":
                    source.note(name, "<<", "merge keys are not taken", "use defaults or groups instead")
                    return False
                stack += ((name, depth + 1), (value, depth + 1))
        elif isinstance(node, yaml.SequenceNode):
            stack += ((part, depth + 1) for part in node.value)
    return True


def fail(problems: Iterable[Problem]) -> None:
    """Raises what was found.

    Raises:
        InputError: there is at least one problem.
    """
    found = tuple(problems)
    if found:
        raise InputError(found)
