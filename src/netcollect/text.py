"""Small things about text that several rooms need: control characters, plurals, names of things."""

from __future__ import annotations

import re
import signal
import unicodedata
from collections.abc import Iterable
from itertools import zip_longest

#: Categories of characters that nobody sees: controls, directions, lone surrogates, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Characters that control a terminal or reverse its text, and that JSON does not escape by itself: DEL and
#: C1, which xterm obeys in UTF-8 too, and Unicode's invisible directions and tags.
_UNSEEN_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


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


def release_of(package: str) -> str:
    """An installed package and its version, as in `netcollect 1.0`.

    Raises:
        importlib.metadata.PackageNotFoundError: it is not installed.
    """
    from importlib.metadata import version  # noqa: PLC0415 (40 ms; most commands do without)

    return f"{package} {version(package)}"


def signal_name(number: int) -> str:
    """What people call a signal; some have no name.

    >>> signal_name(9), signal_name(40)
    ('SIGKILL', 'signal 40')
    """
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first names, and a sign that there are more.

    >>> listed(["R1", "R2", "R3", "R4"]), listed(["R1"])
    ('R1, R2, R3, …', 'R1')
    """
    shown = list(names)
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")


def is_meant(named: str, command: str) -> bool:
    """Whether a command is the one that is named; either may be abbreviated.

    >>> is_meant("sh run", "show running-config"), is_meant("show version", "show vlan")
    (True, False)
    """
    pairs = zip_longest(named.lower().split(), command.lower().split(), fillvalue="")
    return all(one and other and (one.startswith(other) or other.startswith(one)) for one, other in pairs)


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_safe(data: bytes) -> bytes:
    r"""JSON with its invisible characters as `\u009b`; they can only stand inside strings."""
    if data.isascii() and b"\x7f" not in data:
        return data
    return _UNSEEN_IN_JSON.sub(_as_units, data.decode()).encode()


def _as_units(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
