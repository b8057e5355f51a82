"""A site's own files on platforms: read as strictly as netcollect's own, with the place of every problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from msgspec.inspect import (
    BoolType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from netcollect.comparable import ENDLESS, is_found_everywhere, may_take_for_ever
from netcollect.errors import InputError
from netcollect.inventory.files import read
from netcollect.inventory.source import Source, fail, join
from netcollect.inventory.tree import MappingNode, Node, is_null
from netcollect.platforms import Own, known_platforms, shipped
from netcollect.platforms.sheet import LISTS, Sheet, phrases
from netcollect.platforms.volatile import Volatile

_NAME = re.compile(r"[a-z0-9_]{1,40}\Z")
#: A pattern becomes a part of a longer one, where its groups have other numbers.
_BY_NUMBER = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]")
#: Sections that nothing reads yet: what is written there would be without effect.
NOT_READ = ("row_keys", "asks", "unasked", "interface_names")
#: Keys that are no answer to what an unknown one may be: what a site's own file has no use for.
_UNTOLD = {
    *NOT_READ,
    *("grammar", "described", "plain_patterns", "shell", "whole_lines", "marks", "path_reads", "path_acts"),
}
#: Sections whose patterns search what a device sent as it was sent.
_OF_BYTES = ("questions", "pagers")
#: Patterns that must not be found in everything; those of `volatile` are looked at by their rows.
_SEARCHED = re.compile(r"(?!volatile)\w+\[\d+\]\.patterns\[")
#: Patterns that stand alone when they search; behind others more must match.
_ALONE = re.compile(r"volatile\b|errors\b")
#: How a banner ends, which may be with its line.
_BANNER_END = re.compile(r"banners\[\d+\]\.ends\Z")
#: The one pattern with a group that has a name.
_HEADING = re.compile(r"secret_tables\[\d+\]\.heading\Z")
_EVERYWHERE = ("matches everything", "name some of the text that it is for")


@dataclass(slots=True)
class _File:
    """One file: what it says, and where its keys stand."""

    name: str
    source: Source
    root: Node
    values: dict[str, Any] = field(default_factory=dict)

    def note(self, message: str, hint: str = "", *keys: str) -> None:
        """Notes a problem at a key, or at what holds it."""
        node = self.root
        for key in keys:
            pairs = node.value if isinstance(node, MappingNode) else []
            node = next((value for name, value in pairs if getattr(name, "value", "") == key), node)
        self.source.note(node, ".".join(keys), message, hint)

    def members(self) -> Iterator[tuple[str, str]]:
        """The platforms it lists, each with the transport that they are listed for."""
        for kind, text in self.values.get("members", {}).items():
            for base in phrases(text):
                yield kind, base


def load_platform_files(directory: str | Path) -> Own:
    """A directory's `*.yaml` files, for `SessionOptions.platform_files`; each is named for its family.

    One that is named like a family of netcollect's extends it, another adds a family.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key.

    Examples:
        >>> session = SessionOptions(platform_files=load_platform_files("platforms"))
        >>> options = RunOptions(session=session)
        >>> len(options.session.platform_files)
        1
    """
    shape = type_info(Sheet)
    sources, files = [], []
    for path in _yaml_files(Path(directory)):
        source, root = read(path, page="docs/platforms.md")
        sources.append(source)
        if root is not None:
            files.append(_File(path.stem, source, root, _read(source, root, "", shape) or {}))
    _check(files)
    fail(problem for source in sources for problem in source.problems)
    return tuple((file.name, msgspec.json.encode(file.values).decode()) for file in files)


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError.of(
            str(folder), "is not a directory", "name the directory that holds your platform files"
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if not paths:
        raise InputError.of(str(folder), "holds no .yaml file", "see docs/platforms.md for how to write one")
    return paths


def _read(source: Source, node: Node, key: str, kind: Type) -> Any:  # noqa: PLR0911 (a row for each type)
    """A node's value as its type wants it; None, and a problem, where it is not."""
    match kind:
        case StructType():
            return _struct(source, node, key, kind)
        case VarTupleType(item_type=item):
            return _list(source, node, key, item)
        case UnionType(types=types):
            return _read(source, node, key, next(each for each in types if not isinstance(each, NoneType)))
        case Metadata(type=StrType()):
            return _pattern(source, node, key)
        case BoolType():
            return source.boolean(node, key)
        case LiteralType(values=values):
            return _choice(source, node, key, tuple(map(str, values)))
        case StrType(min_length=least):
            return _text(source, node, key, needed=bool(least))
    raise AssertionError(kind)


def _list(source: Source, node: Node, key: str, item: Type) -> list[Any]:
    parts = enumerate(source.elements(node, key))
    found = [_read(source, part, f"{key}[{at}]", item) for at, part in parts]
    return [each for each in found if each is not None]


def _struct(source: Source, node: Node, key: str, kind: StructType) -> dict[str, Any] | None:
    fields = {each.encode_name: each for each in kind.fields}
    values, seen = {}, set()
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        if name.value not in fields:
            source.unknown(name, path, fields.keys() - _UNTOLD)
            continue
        seen.add(name.value)
        found = _read(source, value, path, fields[name.value].type)
        if found is not None:
            values[name.value] = found
    missing = [name for name, each in fields.items() if each.required and name not in seen]
    if isinstance(node, MappingNode):
        _check_missing(source, node, key, missing)
    if kind.cls is Volatile:
        _check_volatile(source, node, key, values)
    return values


def _check_missing(source: Source, node: Node, key: str, names: Iterable[str]) -> None:
    for name in names:
        hint = f"say where you know it from: `{name}: …`" if name == "source" else ""
        source.note(node, key, f"`{name}` is missing", hint)


def _text(source: Source, node: Node, key: str, *, needed: bool) -> str | None:
    text = "" if is_null(node) else source.text(node, key)
    if text is not None and needed and not text.strip():
        source.note(node, key, "is empty", "write something")
        return None
    return text


def _choice(source: Source, node: Node, key: str, choices: tuple[str, ...]) -> str | None:
    text = _text(source, node, key, needed=True)
    if text is not None and text not in choices:
        source.note(node, key, f"{text[:60]!r} is none of {', '.join(choices)}")
        return None
    return text


def _pattern(source: Source, node: Node, key: str) -> str | None:
    """A regular expression that can stand among others."""
    text = _text(source, node, key, needed=True)
    if text is None:
        return None
    try:
        compiled = re.compile(f"(?:{text.replace('{path_acts}', 'x')})")
        if key.startswith(_OF_BYTES):
            re.compile(text.encode())
    except (re.error, OverflowError, RecursionError) as error:
        source.note(node, key, f"{text[:60]!r} is not a valid regular expression: {error}")
        return None
    if objection := _objection_to_groups(key, compiled):
        source.note(node, key, *objection)
    elif compiled.match("") and not _BANNER_END.match(key):
        source.note(node, key, "matches an empty line, and so everything", "leave no way to match nothing")
    elif may_take_for_ever(compiled.pattern, re.IGNORECASE, whole=not _ALONE.match(key)):
        source.note(node, key, f"{text[:60]!r} {ENDLESS}")
    elif _SEARCHED.match(key) and is_found_everywhere(compiled):
        source.note(node, key, *_EVERYWHERE)
    return text


def _objection_to_groups(key: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Patterns are joined into one, where names and numbers are those of others; a heading stands alone."""
    if _HEADING.match(key):
        missing = ("has no group `s`, the column's own heading", "write (?P<s>…) around it")
        return missing if set(pattern.groupindex) != {"s"} else None
    if pattern.groupindex or _BY_NUMBER.search(pattern.pattern):
        return "names a group; patterns are joined into one", "write (?:…) and repeat the text"
    return None


def _check_volatile(source: Source, node: Node, key: str, row: dict[str, Any]) -> None:
    """Notes what would hide whole outputs: only those of commands that it names may be."""
    found = map(re.compile, () if row.get("commands") else row.get("patterns", ()))
    if any(is_found_everywhere(each) and not each.match("") for each in found):
        source.note(node, f"{key}.patterns", *_EVERYWHERE)


def _check(files: list[_File]) -> None:
    """What can be wrong between files, and between them and netcollect's own."""
    ours, known = set(shipped().names), known_platforms()
    theirs = {file.name: str(file.values.get("extends", "")) for file in files}
    homes: dict[str, str] = {}
    for file in files:
        if not _NAME.match(file.name):
            file.note(
                "the file's name is not a family's", "name it with a-z, 0-9 and _, as in our_routers.yaml"
            )
        _check_parent(file, ours, theirs)
        _check_sections(file)
        for kind, base in file.members():
            if homes.setdefault(base, file.name) != file.name:
                file.note(
                    f"{base} is in {homes[base]} already", "leave it in one of the two", "members", kind
                )
            name = base if kind in ("ssh", "bare") else f"{base}_{kind}"
            if name not in known:
                hint = file.source.meant(name, known)
                file.note(f"netmiko knows no platform {name[:60]!r}", hint, "members", kind)


def _check_sections(file: _File) -> None:
    for each in file.values.keys() & set(NOT_READ):
        file.note("netcollect does not use this section yet", "remove it", each)
    for each in phrases(str(file.values.get("replaces", ""))):
        if each not in LISTS:
            hint = file.source.meant(each, LISTS) or f"known: {', '.join(LISTS)}"
            file.note(f"names no list: {each}", hint, "replaces")


def _check_parent(file: _File, ours: Iterable[str], theirs: dict[str, str]) -> None:
    parent, names = theirs[file.name], {*ours, *theirs}
    if file.name in ours:
        if parent:
            file.note(
                "is the name of a family of netcollect's, which extends another",
                "remove this line",
                "extends",
            )
    elif not parent:
        file.note(
            "`extends` is missing", "name a family; `vendor` is the plainest, `common` reads what most do"
        )
    elif parent not in names:
        hint = file.source.meant(parent, names) or f"known: {', '.join(sorted(names))}"
        file.note(f"there is no family {parent[:60]!r}", hint, "extends")
    elif _circles(file.name, theirs):
        file.note("the families extend each other in a circle", "let one of them extend another", "extends")


def _circles(name: str, parents: dict[str, str]) -> bool:
    above = name
    for _ in parents:
        above = parents.get(above, "")
        if above == name:
            return True
    return False
