"""The reader of `notify:` in a job file: which programs are told of a run, and of what in it."""

from __future__ import annotations

from netcollect.inventory.readers import Choices
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import MappingNode, Node
from netcollect.options import EVENTS, Notifier

_EXAMPLE = "for example {run: [mail, -s, audit, noc@example.net], when: [violated, failed]}"
KEYS = ("run", "when")
_WHEN = Choices(EVENTS)


def notifiers(source: Source, node: Node, key: str) -> tuple[Notifier, ...]:
    """Reads one mapping, or a list of them; those that are wrong are noted and left out."""
    if isinstance(node, MappingNode):
        found = [_notifier(source, node, key)]
    else:
        entries = source.elements(node, key)
        found = [_notifier(source, each, f"{key}[{at}]") for at, each in enumerate(entries)]
    return tuple(each for each in found if each)


def _notifier(source: Source, node: Node, key: str) -> Notifier | None:
    program: tuple[str, ...] = ()
    when = EVENTS
    before = len(source.problems)
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        if name.value == "run":
            program = _program(source, value, path)
        elif name.value == "when":
            when = tuple(event for event in EVENTS if event in _WHEN(source, value, path)) or when
        else:
            source.unknown(name, path, KEYS)
    if not program and len(source.problems) == before:
        source.note(node, join(key, "run"), "is missing", _EXAMPLE)
    return Notifier(program, when) if len(source.problems) == before else None


def _program(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """The program and its arguments, of which any but the first may be empty."""
    elements = source.elements(node, key)
    words = tuple(source.text(each, f"{key}[{at}]") or "" for at, each in enumerate(elements))
    if elements and not words[0].strip():
        source.note(elements[0], f"{key}[0]", "is empty", "name a program")
    return words
