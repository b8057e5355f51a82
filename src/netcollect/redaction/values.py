"""Values behind words: where one ends, what may follow it, and whether it can be a secret at all."""

from __future__ import annotations

import re

from netcollect.redaction import vocabulary as known
from netcollect.redaction.masks import MASK

#: Where something begins and ends.
Span = tuple[int, int]

#: Text in double quotes, which may be escaped in it, and which goes on behind a `\` at a line's end; a
#: backslash in front of the last quote of a statement may be the text's own.
DOUBLE = r"\"(?:[^\"\\\n]|\\[\s\S]){0,5000}+\"|\"[^\"\n]{0,5000}\\\"(?=[ \t]*(?:[;,{#]|$))"
#: Text in quotes. Those of a text that is itself quoted have as many backslashes at its end as at its
#: beginning; in single ones a backslash escapes, or is the text's own; a shell joins those that touch.
QUOTED = (
    r"(?:(?P<escape>\\{1,7})\"(?:[^\"\\\n]|(?!(?P=escape)\")\\++[\"\n]?){0,4000}+(?P=escape)\""
    rf"|{DOUBLE}"
    r"|'(?:[^'\\\n]|\\[\s\S]){0,5000}+'(?=[\s,;:)}\]>]|$)"
    r"|'(?:[^'\n]|(?<=\\)\n){0,5000}+'(?:(?:\\'|\"'\")'[^'\n]{0,5000}'){0,40})"
)
_BEHIND = re.compile(r"[ \t](?:[ \t]|\\\n){0,40}(?=\S)")
#: Between a word and its value: `password = {`, a help's `<password>`, a mask of the device's own.
_NO_VALUE = re.compile(r"[<>|({\[;,!]|\*{2,}|x{4,}|-{2,}(?:[\s]|$)|-----(?:BEGIN|END)|[*.-]+(?:\s|$)")
_VALUE = re.compile(rf"{QUOTED}(?!\w)|(?:\S|(?<=\\)\n[ \t]*(?=\S)){{1,5000}}")
_CLOSING = re.compile(r"[;,)}\]\"'>\\]+$")
_PLAIN = re.compile(
    r"0x[0-9a-f]{1,8}|\d{1,5}|\d+[:/]\d+\S*|\d+\.\d+\.\d+\.\d+\S*|[\da-f]*::?[\da-f:]+(?:/\d+)?|[/~]\S*", re.I
)
_LOOKS_SECRET = re.compile(r"(?=\S*[A-Z0-9+/=$!@#%^&*~])\S{4,}|\S{16,}")
_SHORT_NUMBER = re.compile(r"\d{1,2}")
_PLACE = re.compile(r"(?:file|pkcs11):|/[\w.-]+/")
_SETTING = re.compile(r"[\w.-]{1,40}=(?=[^=\s])")
_OPTION = re.compile(
    r"-{1,2}[A-Za-z][\w-]*$|[\w-]{1,40}=|[|{}();&#!]|##|\d{1,5}(?:[;)]|$)|\d+\.\d+\.\d+\.\d+"
    r"|[\da-f]*:[\da-f:]+$",
    re.I,
)


def value_at(text: str, begin: int, limit: int) -> Span | None:
    """The value that begins there: quoted text, or a word without the brackets and marks that close it."""
    found = _VALUE.match(text, begin, limit)
    if not found:
        return None
    if mask := MASK.match(text, begin):
        return mask.span()
    end = found.end() - _closing(found[0])
    return (begin, end) if end > begin else None


def _closing(value: str) -> int:
    """How many characters at a value's end are none of it."""
    first = value[0]
    if first == "\\" or (first in "\"'" and len(value) > 1 and value[-1] == first):
        return 0
    closing = _CLOSING.search(value[-40:])
    return len(closing[0]) if closing else 0


def value_behind(text: str, end: int, limit: int) -> Span | None:
    """The value that follows another one."""
    blanks = _BEHIND.match(text, end, limit)
    return value_at(text, blanks.end(), limit) if blanks else None


def is_type(value: str) -> bool:
    """Whether it says how the secret behind it is encoded."""
    return bool(known.TYPE.fullmatch(value))


def is_setting(text: str, begin: int) -> bool:
    """Whether `name=value` begins there."""
    return bool(_SETTING.match(text, begin, begin + 50)) and not MASK.match(text, begin)


def continues(value: str) -> bool:
    """Whether it is an option or a keyword, with which a line goes on behind a secret."""
    bare = value.strip("\"';").lower()
    return bare in known.TAIL or bool(_OPTION.match(value)) or is_type(bare)


def is_secret(value: str, *, announced: bool) -> bool:
    """Whether a value can be a secret; one that is `announced` need not look like it."""
    bare = value.strip("\\\"';,)")
    if not bare or MASK.search(value):
        return bool(bare)
    if _NO_VALUE.match(bare) or bare.endswith(":") or _is_prose(bare):
        return False
    if announced:
        return not (_SHORT_NUMBER.fullmatch(bare) or _PLACE.match(bare))
    return not _PLAIN.fullmatch(bare) and bool(_LOOKS_SECRET.match(bare) or value[:1] in "\"'")


def _is_prose(bare: str) -> bool:
    """Whether it is a word, or a compound of one, that only talks about secrets."""
    low = bare.lower().rstrip(".:?!,")
    return low in known.STOPS or (low.partition("-")[0] in known.STOPS and low.replace("-", "").isalpha())
