"""Rule files → rules: read strictly, and everything that is wrong is told at once, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from netcollect.audit import readers
from netcollect.audit.contradictions import contradictions
from netcollect.audit.expectations import checks, elements
from netcollect.audit.rules import SEVERITIES, CountCheck, RowsCheck, Rule, RuleSet, Waiver
from netcollect.errors import InputError
from netcollect.inventory.files import judge, look
from netcollect.inventory.readers import Choice, Reader
from netcollect.inventory.source import Source, fail
from netcollect.inventory.tree import MappingNode, Node
from netcollect.text import listed

BUILTIN = "builtin:"
_EXAMPLE = "rules: [{id: NAME, command: show version, expect: [{contains: TEXT}]}]"

RULE_READERS: Mapping[str, Reader] = {
    "id": readers.rule_id,
    "title": Source.text,
    "severity": Choice(SEVERITIES),
    "devices": readers.devices,
    "command": readers.command,
    "ask": readers.question,
    "when": readers.line_patterns,
    "expect": checks,
    "sql": readers.statement,
    "why": readers.block,
    "fix": readers.block,
    "reference": readers.block,
    "passes": readers.block,
    "fails": readers.block,
}
WAIVER_READERS: Mapping[str, Reader] = {
    "rule": Source.text,
    "devices": readers.devices,
    "until": readers.day,
    "reason": Source.text,
}


def load_rules(paths: Sequence[str]) -> RuleSet:
    """The rules and waivers of files, or of rules that netcollect brings (`builtin:NAME`).

    Raises:
        InputError: with every problem of every file, each with file, line, column and key.
    """
    if not paths:
        raise InputError.of("--rules", "no rule file is given", "collect audit --rules rules.yaml")
    read = [_read(*each) for path in paths for each in _opened(path)]
    _check(read)
    return RuleSet(
        rules=tuple(rule for file in read for rule, _ in file.rules),
        waivers=tuple(waiver for file in read for waiver, _ in file.waivers),
        files=tuple(paths),
    )


def _check(read: Sequence[_File]) -> None:
    """What can be wrong between files, and then what was found in all of them.

    Raises:
        InputError: there is at least one problem.
    """
    places: dict[str, str] = {}
    for file in read:
        file.check_ids(places)
    for file in read:
        file.check_waivers(places)
    fail(problem for file in read for problem in file.source.problems)


def builtin_names() -> tuple[str, ...]:
    """The names of the rules that netcollect brings: each is a folder of rule files."""
    return tuple(sorted(each.name for each in _builtin().iterdir() if each.is_dir() and "_" not in each.name))


def builtin_rules() -> tuple[str, ...]:
    """All rules that netcollect brings, as `load_rules` takes them."""
    return tuple(f"{BUILTIN}{name}" for name in builtin_names())


def _builtin() -> Path:
    return Path(str(files("netcollect.audit"))) / "builtin"


class _File:
    """One file: its rules and waivers, each with the node that it was read from."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rules: list[tuple[Rule, Node]] = []
        self.waivers: list[tuple[Waiver, Node]] = []

    def check_ids(self, places: dict[str, str]) -> None:
        """Notes each rule whose id another one has; `places` are the ids so far, and where they stand."""
        for rule, node in self.rules:
            if rule.id in places:
                message = f"{rule.id!r} is the id of another rule already ({places[rule.id]})"
                self.source.note(node, "", message, "give each its own")
            places.setdefault(rule.id, rule.place)

    def check_waivers(self, known: Iterable[str]) -> None:
        """Notes each waiver for a rule that does not exist."""
        names = [*known]
        for waiver, node in self.waivers:
            if waiver.rule and waiver.rule not in names:
                hint = self.source.meant(waiver.rule, names) or f"there is {listed(names, 5)}"
                self.source.note(node, "waivers", f"there is no rule {waiver.rule[:60]!r}", hint)


def _read(path: str, found: Any) -> _File:
    """One file, with its problems in its source; `path` is what people call it."""
    found.source.path = path
    judge(found, _EXAMPLE, "docs/audits.md")
    file = _File(found.source)
    if found.root is None or found.source.problems:
        return file
    parts = dict(found.source.items(found.root, ""))
    for name in parts.keys() - {"rules", "waivers"}:
        found.source.unknown(parts[name], name, ("rules", "waivers"))
    for node, key in elements(file.source, parts.get("rules"), "rules"):
        file.rules += _rule(file.source, node, key)
    for node, key in elements(file.source, parts.get("waivers"), "waivers"):
        file.waivers += _waiver(file.source, node, key)
    if not file.rules and not file.waivers and not file.source.problems:
        file.source.note_at(0, 0, "has no rules", f"add one, such as {_EXAMPLE}")
    return file


def _opened(path: str) -> list[tuple[str, Any]]:
    """The files that a path stands for, with what people call each."""
    if not path.startswith(BUILTIN):
        return [(path, look(path))]
    name = path.removeprefix(BUILTIN)
    if name not in builtin_names():
        raise InputError.of(
            "--rules",
            f"netcollect brings no rules {name[:60]!r}",
            f"it brings: {', '.join(builtin_names())}",
        )
    found = sorted((_builtin() / name).glob("*.yaml"))
    return [(f"{path}/{each.name}", look(each)) for each in found]


def _rule(source: Source, node: Node, key: str) -> list[tuple[Rule, Node]]:
    before = len(source.problems)
    values = readers.fields(source, node, key, RULE_READERS, needed=("id",))
    if isinstance(node, MappingNode) and len(source.problems) == before:
        _check_rule(source, node, key, values)
    if "id" not in values:
        return []
    return [(Rule(place=source.place(node, ""), **values), node)]


def _check_rule(source: Source, node: Node, key: str, values: dict[str, Any]) -> None:
    """Notes what is missing, and what can never hold or apply."""
    for why in (*_misfits(values), *contradictions(values)):
        source.note(node, key, *why)


def _misfits(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys that need each other, or exclude each other: what is wrong, and what to do."""
    given = {*values}
    for (needed, excluded), told in _MISFITS.items():
        if needed <= given and not excluded & given:
            yield told
    of_rows = (isinstance(each, RowsCheck | CountCheck) for each in values.get("expect", ()))
    if "ask" in given and not all(of_rows):
        yield "a question has rows and no text", "check them by no_row, some_row, every_row or count"


_WHEN = "has `when`, which is about the lines of one output", "say it in SQL"
_NONE = frozenset[str]()
#: Keys that are there, without any of others: what is wrong then.
_MISFITS = {
    (frozenset({"expect", "sql"}), _NONE): ("has both `expect` and `sql`", "make two rules of it"),
    (frozenset({"command", "ask"}), _NONE): ("has both `command` and `ask`", "make two rules of it"),
    (frozenset({"when", "sql"}), _NONE): _WHEN,
    (frozenset({"when", "ask"}), frozenset({"sql"})): _WHEN,
    (_NONE, frozenset({"expect", "sql"})): (
        "has neither `expect` nor `sql`",
        "say what must hold",
    ),
    (frozenset({"expect"}), frozenset({"command", "ask"})): (
        "has no `command`",
        "say what devices are asked",
    ),
}


def _waiver(source: Source, node: Node, key: str) -> list[tuple[Waiver, Node]]:
    values = readers.fields(source, node, key, WAIVER_READERS, needed=("rule", "until", "reason"))
    if "rule" not in values:
        return []
    return [(Waiver(place=source.place(node, ""), **values), node)]
