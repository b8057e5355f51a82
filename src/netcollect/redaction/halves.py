"""Hashes that a terminal's width has broken over lines: alone, a second half shows nothing by its form.

A hash whose line ends before it does is known by its length, or by what stands at its end. Sources: crypt(5)
and Cisco's types of passwords for lengths; RFC 4648 for base64; Huawei's marks and Junos' quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netcollect.redaction.masks import Masks
from netcollect.redaction.values import Span

#: So many lines more may have a part of one.
_MORE = 3
#: The part of one in the line where it begins, by the string that is looked for.
_BEGINS = {
    "$": re.compile(r"\$(?:1|apr1|[5689]|14|2[abxy]?|y|gy)\$[./\w$=]{0,200}+(?=\n)"),
    "ENC ": re.compile(r"(?<=\bENC )[\w+/]{8,300}+(?=\n)"),
    "SHA}": re.compile(r"(?<=SHA\})[\w+/]{6,200}+(?=\n)"),
}
_PART = re.compile(r"\n([./\w$=+]{1,300}+)(?P<end>\n)?")
_WHOLE = re.compile(
    r"\$(?:1|apr1)\$[^$]{1,16}\$[./\w]{22}"
    r"|\$5\$(?:rounds=\d{1,9}\$)?[^$]{1,16}\$[./\w]{43}"
    r"|\$6\$(?:rounds=\d{1,9}\$)?[^$]{1,16}\$[./\w]{86}"
    r"|\$[89]\$[^$]{14}\$[./\w]{43}"
    r"|\$14\$[^$]{1,16}\$[^$]{1,16}\$[./\w]{43}"
    r"|\$2[abxy]?\$\d\d\$[./\w]{53}"
    r"|\$g?y\$[./\w]{1,40}\$[./\w]{1,86}\$[./\w]{43}"
    r"|(?:[\w+/]{4})+(?:[\w+/]{3}=|[\w+/]{2}==)"
)
#: In quotes, or between two equal marks; also in one line, so that none of those is taken for a beginning.
_CLOSED = {
    "$": re.compile(
        r"(?<=\")\$(?:\d{1,2}[abxy]?|[a-z][\w-]{1,15})\$[^\"\s\\]{1,200}\n[^\"\s\\]{1,200}(?=\")"
    ),
    "%": re.compile(
        r"(?P<mark>%[\^@$+#]%[@$#])(?:(?!(?P=mark))\S){1,200}+\n?(?:(?!(?P=mark))\S){0,200}+(?P=mark)"
    ),
}


def mask_halves(text: str, masks: Masks) -> str:
    """The text with each broken hash as one mask where it begins; the rest of its other lines stays there."""
    pieces, done = [], 0
    for begin, end in sorted(_halves(text)):
        if begin >= done:
            parts = text[begin:end].split("\n")
            if masks.found is not None:  # each of the lines may be shown alone
                masks.found.update(parts)
            pieces += [text[done:begin], masks.of("".join(parts)), "\n" * (len(parts) - 1)]
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _halves(text: str) -> Iterator[Span]:
    for string, begins in _BEGINS.items():
        for at in _places(text, string):
            found = begins.match(text, at if string == "$" else at + len(string))
            if found and (end := _end(text, found)):
                yield found.start(), end
    for string, closed in _CLOSED.items():
        yield from _closed(text, string, closed)


def _closed(text: str, string: str, closed: re.Pattern[str]) -> Iterator[Span]:
    done = 0
    for at in _places(text, string):
        if at >= done and (found := closed.match(text, at)):
            done = found.end()
            if "\n" in found[0]:
                yield found.span()


def _end(text: str, found: re.Match[str]) -> int | None:
    """Where a hash ends that goes on behind its line; None if none does."""
    whole, end = found[0], found.end()
    for _ in range(_MORE):
        part = _PART.match(text, end)
        if not part:
            return None
        whole, end = whole + part[1], part.end(1)
        if _WHOLE.fullmatch(whole):
            return end
        if not part["end"]:
            return None
    return None


def _places(text: str, string: str) -> Iterator[int]:
    at = text.find(string)
    while at >= 0:
        yield at
        at = text.find(string, at + 1)
