"""CSV: a line that names the columns, then a device a line; what is no field of a device is a fact.

Commas, semicolons or tabs, as the first line has them; quotes as RFC 4180 has them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED
from netcollect.inventory.files import File
from netcollect.inventory.mappings import take
from netcollect.inventory.records import READERS, Record
from netcollect.inventory.source import Source
from netcollect.inventory.tree import Node, ScalarNode, SequenceNode
from netcollect.secretkeys import secrets_in

#: Other words for columns that people use.
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("device", "device_name"), "name"),
    **dict.fromkeys(
        ("address", "ip_address", "ipaddress", "management_ip", "management_address", "mgmt_ip", "ip_addr"),
        "host",
    ),
    "ssh_port": "port",
    "user": "username",
    "pass": "password",
    **dict.fromkeys(("enable", "enable_secret", "enable_password"), "secret"),
    "group": "groups",
}
_LOGIN = frozenset({"password", "secret", "passphrase"})
_DEVICE = frozenset({"name", "hostname", *_WORDS, *FIELDS, *READERS})
_KNOWN = frozenset({*FIELDS, *READERS, *EXTRAS, *IGNORED, *REFUSED})
_SEPARATORS = ",;\t"
_NAME = r"[ ]*(?:\"\w[\w .-]*\"|\w[\w .-]*)[ ]*"
_HEADER = re.compile(
    rf"{_NAME}(?:(?P<separator>[{_SEPARATORS}])(?:{_NAME})?)(?:(?P=separator)(?:{_NAME})?)*\Z"
)
#: What Excel writes in front, for itself.
_SEP = re.compile(r"sep=.\Z", re.IGNORECASE)


class _Column(NamedTuple):
    """A column's title, and what it stands for: a device's key, or a fact of this name."""

    title: str
    key: str


def matches(file: File) -> bool:
    """Whether the first line names columns, and one of them is of a device."""
    found = _HEADER.match(_header(file))
    if found is None:
        return False
    titles = _header(file).split(found["separator"])
    return any(_plain(title.strip(' "')) in _DEVICE for title in titles)


def records(file: File) -> Iterator[Record]:
    """Gives one record per line."""
    found = _HEADER.match(_header(file))
    assert found is not None
    rows = _rows(file, found["separator"])
    columns = _columns(file.source, *next(rows, (1, [])))
    if file.source.problems:
        return
    for line, cells in rows:
        if len(cells) == len(columns):
            yield _record(file.source, line, columns, cells)
        else:
            message = f"has {len(cells)} values for {len(columns)} columns"
            hint = "put a value that holds the separator in double quotes, and leave a missing one empty"
            file.source.note_at(line, 0, message, hint)


def _header(file: File) -> str:
    lines = ((file.text or "")[:4000]).splitlines()
    return next((line for line in lines if line.strip() and not _is_comment(line)), "")


def _is_comment(line: str) -> bool:
    return line.startswith("#") or bool(_SEP.match(line))


def _rows(file: File, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The line that each row begins on, and its cells; notes where the file is no CSV any more."""
    lines = (file.text or "").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    begun = 1
    try:
        for cells in reader:
            is_row = any(cell.strip() for cell in cells) and not _is_comment(separator.join(cells))
            if is_row:
                yield begun, cells
            begun = reader.line_num + 1
    except csv.Error:
        hint = 'a quote inside a quoted value is written twice: ""'
        file.source.note_at(begun, 0, "a double quote is opened here and not closed as it should be", hint)


def _columns(source: Source, line: int, titles: list[str]) -> list[_Column]:
    """What the columns stand for; notes those that cannot be."""
    plain = [_plain(title) for title in titles]
    # Beside a `name` it is an address, alone it is both.
    hostname = "host" if "name" in plain and "host" not in plain else "name"
    words = {**_WORDS, "hostname": hostname}
    columns = [_Column(title.strip(), words.get(key, key)) for title, key in zip(titles, plain, strict=True)]
    for at, column in enumerate(columns):
        _note_column(source, line, column, is_second=plain[at] in plain[:at])
    keys = {FIELDS.get(column.key, column.key) for column in columns}
    if not keys & {"name", "host"}:
        source.note_at(line, 0, "has no column for names or addresses", "name one: name, or host")
    if "platform" not in keys:
        source.note_at(line, 0, "has no column for platforms", "name one: platform, as netmiko's device_type")
    return columns


def _note_column(source: Source, line: int, column: _Column, *, is_second: bool) -> None:
    """Notes what is wrong with a column, such as facts that would be secrets: once, not for each row."""
    if is_second and column.title:
        source.note_at(line, 0, "two columns have this name", "rename one of them", key=column.title)
    for secret in secrets_in(column.title, "text") if column.key not in _KNOWN else ():
        message = "unknown column: as a fact it would be shown"
        source.note_at(line, 0, message, secret.hint, key=column.title)


def _plain(title: str) -> str:
    """`device_type` for `Device Type`."""
    return re.sub(r"[\s-]+", "_", title.strip().lower())


def _record(source: Source, line: int, columns: list[_Column], cells: list[str]) -> Record:
    record = Record(ScalarNode(line, 0, "", plain=True), "", {}, {}, {})
    for column, cell in zip(columns, cells, strict=True):
        text = cell if column.key in _LOGIN else cell.strip()
        if text and column.title:
            is_known = column.key in _KNOWN
            take(source, record, column.key if is_known else column.title, _node(line, column.key, text))
    return record


def _node(line: int, key: str, text: str) -> Node:
    """A cell is text; that of `groups` may be several."""
    node = ScalarNode(line, 0, text, plain=key in EXTRAS)
    if key != "groups":
        return node
    parts = (part.strip() for part in re.split("[,;|]", text))
    return SequenceNode(line, 0, [ScalarNode(line, 0, part, plain=False) for part in parts if part])
