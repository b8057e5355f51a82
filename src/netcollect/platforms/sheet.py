"""A family's file: its form, how it is read, and what it adds to the family it extends."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from netcollect.errors import InputError
from netcollect.platforms.family import (
    Ask,
    Family,
    Grammar,
    Greeting,
    Probe,
    Refusal,
    RowKeys,
    Secret,
    SecretTable,
)
from netcollect.platforms.texts import Regex, Source
from netcollect.platforms.volatile import Banner, Unordered, Volatile

T = TypeVar("T")

#: The content of the files that netcollect brings, as JSON, by the digest of each text; `make kept` makes it.
KEPT = Path(__file__).parent / "data" / "kept.json"


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases with commas between them."""

    source: Source
    words: str


class Patterns(Struct, frozen=True, forbid_unknown_fields=True):
    """Regular expressions."""

    source: Source
    patterns: tuple[Regex, ...]


class Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """Characters and words."""

    source: Source
    marks: tuple[str, ...]


class Members(Struct, frozen=True, forbid_unknown_fields=True):
    """The platforms of a family, by the transports that netmiko has a driver for.

    NAME under `ssh` is the platforms NAME and NAME_ssh, under `telnet` NAME_telnet, under `serial`
    NAME_serial; under `bare` it is NAME alone.
    """

    ssh: str = ""
    telnet: str = ""
    serial: str = ""
    bare: str = ""


class Head(Struct, frozen=True):
    """How a file begins: what is needed of every family to find the one of a platform."""

    extends: str = ""
    members: Members = Members()


class Sheet(Struct, frozen=True, forbid_unknown_fields=True):
    """A file as it is written.

    Lists are added to those of the family it extends, unless `replaces` names their section; what is None
    is as it is there.
    """

    extends: str = ""
    members: Members = Members()
    replaces: str = ""
    grammar: Grammar | None = None
    reads: tuple[Words, ...] = ()
    acts: tuple[Words, ...] = ()
    pipes: tuple[Words, ...] = ()
    writing_pipes: tuple[Words, ...] = ()
    plain_patterns: bool | None = None
    shell: bool | None = None
    marks: tuple[Marks, ...] = ()
    path_reads: tuple[Words, ...] = ()
    path_acts: tuple[Words, ...] = ()
    reading_patterns: tuple[Patterns, ...] = ()
    described: str | None = None
    refusals: tuple[Refusal, ...] = ()
    probes: tuple[Probe, ...] = ()
    errors: tuple[Patterns, ...] = ()
    listings: tuple[Patterns, ...] = ()
    in_front: tuple[Patterns, ...] = ()
    questions: tuple[Patterns, ...] = ()
    pagers: tuple[Patterns, ...] = ()
    prompt_marks: tuple[Patterns, ...] = ()
    login_names: tuple[Patterns, ...] = ()
    login_passwords: tuple[Patterns, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    whole_lines: bool | None = None
    secrets: tuple[Secret, ...] = ()
    secret_tables: tuple[SecretTable, ...] = ()
    volatile: tuple[Volatile, ...] = ()
    banners: tuple[Banner, ...] = ()
    unordered: tuple[Unordered, ...] = ()
    row_keys: tuple[RowKeys, ...] = ()
    asks: tuple[Ask, ...] = ()
    unasked: tuple[Words, ...] = ()
    interface_names: tuple[Words, ...] = ()


#: The sections of which there is one value, and those that are lists.
_VALUES = ("grammar", "plain_patterns", "shell", "described", "whole_lines")
LISTS = tuple(
    name for name in Sheet.__struct_fields__ if name not in (*_VALUES, "extends", "members", "replaces")
)
#: Lists that are a family's own: what its parent has of them is of no use to it.
_OWN = frozenset({"asks", "interface_names"})
#: What a group of a list comes to; every other one is a row of its own.
_PARTS: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {
    Words: lambda group: phrases(group.words),
    Patterns: lambda group: group.patterns,
    Marks: lambda group: group.marks,
}
_KEY = re.compile(r"^\w", re.MULTILINE)
#: The end of a file's head: the first key at the left edge that does not belong to it.
_HEAD_END = re.compile(r"^(?!extends:|members:)\w+:", re.MULTILINE)


def phrases(text: str) -> tuple[str, ...]:
    """What stands between the commas of a text; an empty text has none."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


def read_head(path: Path) -> Head:
    """How a family's file begins.

    Raises:
        InputError: see `read_sheet`.
    """
    text = path.read_text(encoding="utf-8")
    if kept := _kept(text):
        return msgspec.json.decode(kept, type=Head)
    end = _HEAD_END.search(text)
    head = text[: end.start()] if end else text
    return _decoded(head, Head, path) if _KEY.search(head) else Head()


def read_sheet(path: Path) -> Sheet:
    """A family's file.

    Raises:
        InputError: it is not in this form; the message names the key.
    """
    text = path.read_text(encoding="utf-8")
    if kept := _kept(text):
        return msgspec.json.decode(kept, type=Sheet)
    sheet = _decoded(text, Sheet, path)
    if read_head(path) != Head(sheet.extends, sheet.members):
        raise InputError.of(str(path), "`extends` and `members` stand in front of every other key")
    unknown = [name for name in phrases(sheet.replaces) if name not in LISTS]
    if unknown:
        raise InputError.of(
            str(path), f"`replaces` names no list: {', '.join(unknown)}", f"known: {', '.join(LISTS)}"
        )
    return sheet


def kept_form(paths: Iterable[Path]) -> str:
    """What `KEPT` holds of families' files, each of which was read and so is in its form: a line a file."""
    lines = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        content = msgspec.json.encode(msgspec.yaml.decode(text)).decode()
        lines.append(f"{json.dumps(_digest(text))}: {content}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _kept(text: str) -> msgspec.Raw | None:
    """The content of a family's file as JSON, if this very text was kept: YAML takes much longer."""
    return _all_kept().get(_digest(text))


@cache
def _all_kept() -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(KEPT.read_bytes(), type=dict[str, msgspec.Raw]) if KEPT.exists() else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def decode_own(name: str, text: str) -> Sheet:
    """A site's own file, from JSON.

    Raises:
        InputError: it is not in this form; whoever read the file has checked that, with positions.
    """
    try:
        return msgspec.json.decode(text, type=Sheet)
    except msgspec.DecodeError as error:
        raise InputError.of(name, str(error), "read it with load_platform_files") from None


def _decoded(text: str, kind: type[T], path: Path) -> T:
    try:
        return msgspec.yaml.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise InputError.of(str(path), str(error), "see docs/contributing.md for what it may hold") from None
    except msgspec.DecodeError as error:
        raise InputError.of(str(path), f"it is not valid YAML: {error}") from None


def family_from(name: str, sheet: Sheet, parent: Family) -> Family:
    """The family that a file makes of the one it extends."""
    replaced = phrases(sheet.replaces)
    changes: dict[str, Any] = {
        field: value for field in _VALUES if (value := getattr(sheet, field)) is not None
    }
    for field in LISTS:
        # A site's own file is joined to the family of its own name.
        left = field in replaced or (field in _OWN and parent.name != name)
        inherited = () if left else getattr(parent, field)
        changes[field] = tuple(dict.fromkeys((*inherited, *_parts(getattr(sheet, field)))))
    return msgspec.structs.replace(parent, name=name, **changes)


def _parts(groups: Iterable[Any]) -> list[Any]:
    return [part for group in groups for part in _PARTS.get(type(group), lambda row: (row,))(group)]
