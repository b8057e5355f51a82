"""An answer as YAML, the same document as JSON's.

A text is in quotes, as JSON has it, wherever YAML could take it for something else. So nothing of YAML's own
is needed to write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec

from netcollect.document import encode_any
from netcollect.query import Answer
from netcollect.report.screen import send

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
#: What YAML 1.1 takes for true, false or nothing.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def write(stream: TextIO, answer: Answer, *, color: bool) -> None:
    """Writes the document."""
    del color
    # By way of JSON, which knows how each value is written and escapes what nobody sees.
    document = msgspec.json.decode(encode_any(answer.document()))
    for line in _lines(document, ""):
        send(stream, f"{line}\n".encode())


def _lines(value: Any, indent: str) -> Iterator[str]:
    """The lines of a mapping or a list that is not empty."""
    pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for key, each in pairs:
        head = f"{indent}- " if key is None else f"{indent}{_scalar(key)}: "
        if not isinstance(each, dict | list) or not each:
            yield head + _scalar(each)
        elif key is None:
            first, *rest = _lines(each, indent + "  ")
            yield f"{indent}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield head.rstrip(" ")
            yield from _lines(each, indent + "  ")


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _WORDS:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    """A character as YAML has it in quotes, where JSON does not escape what nobody sees."""
    return char if char.isprintable() else f"\\U{ord(char):08x}"
