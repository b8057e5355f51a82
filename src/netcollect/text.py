"""Small things about text that several rooms need: control characters, plurals, lists of names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Categories of characters that nobody sees: controls, directions, lone surrogates, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class _Escapes(dict[int, str]):
    """How each character is shown; decided once."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = _escape(code) if unicodedata.category(chr(code)) in _UNSEEN else chr(code)
        return shown


_ON_A_LINE = _Escapes()
_ON_LINES = _Escapes({ord("\n"): "\n", ord("\t"): "\t"})


def unseen(text: str) -> str | None:
    """The first control or direction character in a text, or None."""
    if text.isprintable():
        return None
    return next((char for char in text if unicodedata.category(char) in _UNSEEN), None)


def escaped(text: str, *, lines: bool = False) -> str:
    r"""The text with control and direction characters shown as `\x1b`; with `lines`, newlines and tabs stay.

    Bytes that were not UTF-8 (PEP 383) are shown in the same way.

    >>> escaped("R1#\x1b[K")
    'R1#\\x1b[K'
    """
    if text.isprintable():
        return text
    return text.translate(_ON_LINES if lines else _ON_A_LINE)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> plural(1, "device"), plural(2, "device"), plural(0, "reply", "replies")
    ('1 device', '2 devices', '0 replies')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first names, and a sign that there are more.

    >>> listed(["R1", "R2", "R3", "R4"]), listed(["R1"])
    ('R1, R2, R3, …', 'R1')
    """
    shown = list(names)
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
