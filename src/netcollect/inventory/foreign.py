"""Files that are not YAML: what each one is, and what to do about it.

Asked only when a file is not YAML, or is YAML by accident, as a list of names is one long text; a file
that can be read is never judged here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: `{}` is the example that the caller gives.
_AS_YAML = "write it as YAML, such as `{}`"
#: What a file is told by stands in its first lines; a file of one long line is judged by its beginning.
_MOST_LINES, _MOST_CHARACTERS = 20, 4000


_SCRIPT = "an inventory script of Ansible's is run if it is executable: chmod +x"
_INI = "is an INI file, as Ansible has them, not YAML"


class Foreign(NamedTuple):
    """What a file is, and what to do."""

    message: str
    hint: str


class _Form(NamedTuple):
    """How a format is told by the beginning of its text, and the words for it."""

    told_by: re.Pattern[str]
    message: str
    hint: str


def _form(told_by: str, message: str, hint: str = _AS_YAML) -> _Form:
    return _Form(re.compile(told_by, re.MULTILINE | re.IGNORECASE), message, hint)


#: First bytes, as the formats' own specifications fix them.
_BYTES = (
    (b"PK\x03\x04", Foreign("is a zip archive or an Excel workbook, not YAML", _AS_YAML)),
    (b"\xd0\xcf\x11\xe0", Foreign("is an old Excel or Word file, not YAML", _AS_YAML)),
    (b"\x1f\x8b", Foreign("is compressed by gzip", "unpack it with gunzip")),
    (b"BZh", Foreign("is compressed by bzip2", "unpack it with bunzip2")),
    (b"\xfd7zXZ", Foreign("is compressed by xz", "unpack it with unxz")),
    (b"%PDF-", Foreign("is a PDF file, not YAML", _AS_YAML)),
    (b"SQLite format 3\0", Foreign("is an SQLite database, not YAML", _AS_YAML)),
    (b"\x89PNG", Foreign("is an image, not YAML", _AS_YAML)),
    (b"\x7fELF", Foreign("is a program, not YAML", "name an inventory file")),
)

#: Text that says what it is in its first line.
_FIRST_LINES = (
    _form(
        r"\A(?:-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File-)",
        "is a private key, not an inventory",
        "name the key file as a device's `private_key`",
    ),
    _form(
        r"\A(?:-----BEGIN |(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+) AAAA)",
        "is a public key or a certificate, not an inventory",
        "name an inventory file",
    ),
    _form(
        r"\A\$ANSIBLE_VAULT;",
        "is encrypted by ansible-vault",
        "netcollect decrypts nothing: write env:NAME, file:PATH or cmd:PROGRAM ARGUMENT … for each secret",
    ),
    _form(
        r"\A\s*<(?:!doctype html|html|head|body)\b",
        "is a web page, not YAML",
        "download the file itself, not the page that shows it",
    ),
    _form(r"\A\s*<(?:\?xml|[a-z][\w:.-]*[ >])", "is XML, not YAML"),
    _form(r"\A#!.*\bpython", "is a Python script, not YAML", _SCRIPT),
    _form(r"\A#!", "is a script, not YAML", _SCRIPT),
)

#: Text that is told by more than one line, without its empty lines and `#` and `;` comments.
_SHAPES = (
    _form(
        r"\A(?://|/\*)|\A[\[{](?:.|\n)*?(?:^|[\s,\[{])(?://|/\*)",
        "is JSON with comments, which YAML does not take",
        "remove the // and /* */ comments, or begin each with #",
    ),
    _form(
        r"\A\{.*\}[ \t]*\n\{",
        "contains one JSON object on each line",
        "make them one list: [ … ], with commas in between",
    ),
    _form(
        r"\A(?:from [\w.]+ import |import \w|def \w+\(|class \w+[(:]|\"\"\"|print\(|with open\()"
        r"|\A\w+ *= *(?:\[\s*)?(?:\{\s*['\"]\w+['\"] *:|dict\()|\A\w+ *= *\[\s*\]|\A\w+ *= *\(",
        "is Python, not YAML",
        "keep only the list of dictionaries, without the name and = before it, or write YAML, such as `{}`",
    ),
    _form(
        r"\A(?:Host|Match) +\S+.*\n\s+(?:HostName|User|Port|ProxyJump|IdentityFile)[ =]",
        "is an ssh_config, not an inventory",
        "name it as `ssh_config`",
    ),
    _form(
        r"^\[\[[\w.\"-]+\]\]$|\A(?:\[[\w.\"-]+\]\n)?[\w.-]+ *= *(?:[\"'\[{]|true\b|false\b|\d+$)",
        "is TOML, not YAML",
    ),
    _form(
        r"\A\[[^\[\]{},'\"]+\]$|^[^\s:=]+[ \t]+(?:[^\s=]+=\S+[ \t]+)*ansible_\w+ *=",
        _INI,
    ),
    _form(r"\A(?:(?:export )?[A-Z_]\w*=.*(?:\n|\Z))+\Z", "contains shell variables, not YAML"),
    _form(
        r"\A(?:(?!.*: |\s*[-\[{])[^\n,]*,[^\n]*(?:\n|\Z)){2,}\Z"
        r"|\A(?:(?!.*: |\s*[-\[{])[^\n;]*;[^\n]*(?:\n|\Z)){2,}\Z"
        r"|\A(?:(?!.*: |\s*[-\[{])[^\n\t]*\t[^\n]*(?:\n|\Z)){2,}\Z"
        r"|\A(?=.*\b(?:host|hostname|ip|address|device_type|platform)\b)[\w \"-]+(?:[,;\t][\w \"-]+)+\Z",
        "is CSV, not YAML",
        "an inventory in CSV is UTF-8 and begins with a line such as name,host,platform; others are YAML",
    ),
    _form(
        r"\A(?:(?:\d{1,3}\.){3}\d{1,3}[ \t]+[\w.-]+.*(?:\n|\Z))+\Z",
        "is a hosts file, not an inventory",
    ),
    _form(
        r"\A(?:[\w.:%-]+[ \t]*(?:\n|\Z)){2,}\Z|\A(?:\d{1,3}\.){3}\d{1,3}\Z",
        "is a plain list of names or addresses",
        "write each one as YAML, such as `{}`",
    ),
)
_NOTHING_IN_LINE = re.compile(r"[ \t]*(?:[#;].*)?")


def foreign(data: bytes, example: str) -> Foreign | None:
    """What a file is that is not YAML, or None when it is nothing that is known here.

    `example` is a line of what it should be.
    """
    found = _by_bytes(data) or _by_text(data)
    return found and Foreign(found.message, found.hint.replace("{}", example))


def is_ini(data: bytes) -> bool:
    """Whether the file is an INI file as Ansible has them."""
    found = _by_bytes(data) or _by_text(data)
    return found is not None and found.message == _INI


def _by_bytes(data: bytes) -> Foreign | None:
    return next((found for beginning, found in _BYTES if data.startswith(beginning)), None)


def _by_text(data: bytes) -> Foreign | None:
    whole = data[: 4 * _MOST_CHARACTERS].decode(errors="replace").removeprefix("\ufeff")
    lines = whole.replace("\r\n", "\n")[:_MOST_CHARACTERS].split("\n")
    said = [line.rstrip() for line in lines if not _NOTHING_IN_LINE.fullmatch(line)]
    texts = ((_FIRST_LINES, "\n".join(lines)), (_SHAPES, "\n".join(said[:_MOST_LINES])))
    found = (form for forms, text in texts for form in forms if form.told_by.search(text))
    return next((Foreign(form.message, form.hint) for form in found), None)
