"""The second line of defence: a word that announces a secret, and a value behind it, on every platform.

Each line is read once, from the left; how far a word looks around itself is bounded, so the time grows with
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from netcollect.redaction import vocabulary as known
from netcollect.redaction.masks import MASK, Masks, is_masked
from netcollect.redaction.triggers import lowered

#: `name: value`, `"name" : "value"`, `name=value`, `name........ value`.
_ASSIGNED = re.compile(r"\\{0,3}[\"']?\]?[ \t]{0,60}(?:=>|:=|[:=]|\.{3,80}:?)[ \t]*(?=\S)")
_ELEMENT = re.compile(r"(?:[ \t][^<>]{0,200})?>(?=[^<\s])")
_BLANKS = re.compile(r"[ \t]+(?=\S)")
_BEHIND = re.compile(r"[ \t]{1,8}(?=\S)")
#: Between a word and its value: `password = {`, a help's `<password>`, a mask of the device's own.
_NO_VALUE = re.compile(r"[<>|({\[;,!]|\*{2,}|x{4,}|-{2,}(?:[\s]|$)|-----(?:BEGIN|END)|[*.-]+(?:\s|$)")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|(?<![\w\"])'[^'\n]*'(?![\w])")
_VALUE = re.compile(
    r"\\{1,3}\"(?:[^\"\\\n]){0,4000}\\{1,3}\"|\"(?:[^\"\\\n]|\\.){0,5000}+\"(?!\w)|'[^'\n]{0,5000}'(?!\w)"
    r"|(?:\\\n[ \t]*)?[^\s]{1,5000}"
)
_CLOSING = re.compile(r"[;,)}\]\"'>\\]+$")
_PLAIN = re.compile(
    r"0x[0-9a-f]{1,8}|\d{1,5}|\d+[:/]\d+\S*|\d+\.\d+\.\d+\.\d+\S*|[\da-f]*::?[\da-f:]+(?:/\d+)?|[/~]\S*", re.I
)
_LOOKS_SECRET = re.compile(r"(?=\S*[A-Z0-9+/=$!@#%^&*~])\S{4,}|\S{16,}")
_OPTION = re.compile(
    r"-{1,2}[A-Za-z][\w-]*$|[\w-]{1,40}=|[|{}();&#!]|##|\d{1,5}(?:[;)]|$)|\d+\.\d+\.\d+\.\d+"
    r"|[\da-f]*:[\da-f:]+$",
    re.I,
)
_PRIVATE_WORDS = re.compile(
    r"(?:shared|private|encryption|authentication|wep|wpa2?|psk|md5|api|master|session|radius|tacacs\+?"
    r"|network)[ \t]$",
    re.I,
)
#: The lines around a key's own, which say what it is.
_PEM = re.compile(r"-----(?:BEGIN|END) [A-Za-z0-9 ]{1,60}-----")
#: So many words of sentences make one.
_SENTENCE = 2
#: How many words are looked at behind a value, and how many types in front of it.
_MORE = 4
_TYPES = 8


def mask_words(line: str, masks: Masks) -> str:
    """The line with the values masked that stand behind words which announce a secret."""
    low = lowered(line)
    if not any(string in low for string in known.ANNOUNCING):
        return line
    pieces, done = [], 0
    for begin, end in _Line(line, low).values():
        value = line[begin:end]
        pieces += [line[done:begin], value if is_masked(value) else masks.of(value)]
        done = end
    if not pieces:
        return line
    pieces.append(line[done:])
    return "".join(pieces)


class _Line:
    """A line of a configuration, a log or a report, and what its words are to each other."""

    def __init__(self, text: str, low: str) -> None:
        self.text = text
        self.low = low

    @cached_property
    def prose(self) -> bool:
        """Whether it is a sentence rather than a command."""
        bare = _QUOTED.sub('""', self.text)
        return len(list(islice(known.PROSE.finditer(bare), _SENTENCE))) == _SENTENCE

    @cached_property
    def snmp(self) -> bool:
        """Whether a community in it is one of SNMP."""
        return bool(known.SNMP.search(self.text)) and not known.NO_SNMP.search(self.text)

    @cached_property
    def public(self) -> bool:
        """Whether a key in it is a public one."""
        return "public-key" in self.text

    def free(self) -> list[tuple[int, int]]:
        """Where texts stand that people wrote: descriptions, comments."""
        spans, at = [], 0
        while found := known.FREE_TEXT.search(self.text, at):
            quote = found["q"]
            close = self.text.find(quote, found.end()) if quote else self.text.find("<", found.end())
            at = close if close > 0 else len(self.text)
            spans.append((found.start(), at))
            at += 1
        return sorted([*spans, *(found.span() for found in _PEM.finditer(self.text))])

    def quoted(self) -> list[tuple[int, int]]:
        """What stands in quotes."""
        return [found.span() for found in _QUOTED.finditer(self.text)]

    def values(self) -> Iterator[tuple[int, int]]:
        """Where secrets stand, from the left."""
        done, free, quoted = (
            0,
            iter([*self.free(), (len(self.text) + 1,) * 2]),
            iter([*self.quoted(), (len(self.text) + 1,) * 2]),
        )
        text, quotes = next(free), next(quoted)
        for found in known.WORD.finditer(self.low):
            begin, end = found.span()
            while text[1] <= begin:
                text = next(free)
            while quotes[1] <= begin:
                quotes = next(quoted)
            if begin < done or text[0] <= begin:
                continue
            limit = quotes[1] - 1 if quotes[0] <= begin and end < quotes[1] - 1 else len(self.text)
            for span in self._behind(self.text[begin:end], begin, end, limit):
                yield span
                done = span[1]

    def _behind(self, word: str, begin: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
        name = word.lstrip("-._").lower()
        if known.HARMLESS.fullmatch(name) or known.LOOKALIKE.match(self.text, begin):
            return
        strong = bool(known.STRONG.fullmatch(name))
        community = bool(known.COMMUNITY.fullmatch(name))
        if not (strong or community or known.WEAK.fullmatch(name)):
            return
        if begin and self.text[begin - 1] == "<" and (found := _ELEMENT.match(self.text, end)):
            close = self.text.find("<", found.end(), found.end() + 5000)
            value = self.text[found.end() : close]
            if (
                close > 0
                and (strong or community or known.WEAK.fullmatch(name))
                and self._is_value(value, strong)
            ):
                yield found.end(), close
            return
        if found := _ASSIGNED.match(self.text, end, limit):
            if self._assigns(name, begin, strong, community):
                yield from self._assigned(found.end(), limit, strong)
            return
        found = _BLANKS.match(self.text, end, limit)
        if (
            found
            and self.text[begin - 1 : begin] not in {"=", "/"}
            and self._commands(word, found.end(), community)
        ):
            yield from self._follows(found.end(), limit, strong or (community and self.snmp))

    def _assigns(self, name: str, begin: int, strong: bool, community: bool) -> bool:
        if community:
            return self.snmp or self.text[begin - 1 : begin] in {'"', "'"}
        if name == "key":
            return bool(_PRIVATE_WORDS.search(self.text[max(0, begin - 20) : begin]))
        return True

    def _assigned(self, begin: int, limit: int, strong: bool) -> Iterator[tuple[int, int]]:
        span = self._value(begin, limit)
        if span and self._is_value(self.text[span[0] : span[1]], strong):
            yield span

    def _commands(self, word: str, at: int, community: bool) -> bool:
        """Whether a word can be a command's, whose value comes after blanks."""
        bare = word.lstrip("-")
        if bare[:1].isupper() and not word.startswith("-"):
            return bare.isupper() and self.text[at] in "\"'" and not self.prose
        if bare == "key" and self.public:
            return False
        return not self.prose and not (community and not self.snmp)

    def _follows(self, begin: int, limit: int, strong: bool) -> Iterator[tuple[int, int]]:
        span = self._value(begin, limit)
        for _ in range(_TYPES):
            if not span:
                return
            value = self.text[span[0] : span[1]]
            behind = _BEHIND.match(self.text, span[1], limit)
            if not (known.TYPE.fullmatch(value) and behind):
                break
            after = self._value(behind.end(), limit)
            if (
                after
                and self._tail(self.text[after[0] : after[1]])
                and not known.TYPE.fullmatch(self.text[after[0] : after[1]])
            ):
                break
            span = after
        if not span:
            return
        value = self.text[span[0] : span[1]]
        setting = not MASK.match(value) and re.match(
            r"[\w.-]{1,40}=(?=[^=\s])", self.text[span[0] : span[0] + 50]
        )
        if known.TYPE.fullmatch(value) or setting or not self._is_value(value, strong):
            return
        yield span
        yield from self._more(span[1], limit)

    def _more(self, end: int, limit: int) -> Iterator[tuple[int, int]]:
        """What follows a value and is neither an option nor a keyword: the value was longer, or a type."""
        for _ in range(_MORE):
            span = self._next(end, limit)
            if not span:
                return
            value = self.text[span[0] : span[1]]
            if known.ENCODING.fullmatch(value):
                span = self._next(span[1], limit)
                value = self.text[span[0] : span[1]] if span else ""
            if not span or self._tail(value):
                return
            yield span
            end = span[1]

    def _next(self, end: int, limit: int) -> tuple[int, int] | None:
        behind = _BEHIND.match(self.text, end, limit)
        return self._value(behind.end(), limit) if behind else None

    @staticmethod
    def _tail(value: str) -> bool:
        bare = value.strip("\"';").lower()
        return bare in known.TAIL or bool(_OPTION.match(value)) or bool(known.TYPE.fullmatch(bare))

    @staticmethod
    def _is_value(value: str, strong: bool) -> bool:
        bare = value.strip("\\\"';,)")
        if not bare or MASK.search(value):
            return bool(bare)
        low = bare.lower().rstrip(".:?!,")
        if (
            low in known.STOPS
            or (low.partition("-")[0] in known.STOPS and low.replace("-", "").isalpha())
            or _NO_VALUE.match(bare)
            or bare.endswith(":")
        ):
            return False
        if strong:
            return not re.fullmatch(r"\d{1,2}", bare) and not re.match(r"(?:file|pkcs11):|/[\w.-]+/", bare)
        return not _PLAIN.fullmatch(bare) and bool(_LOOKS_SECRET.match(bare) or value[:1] in "\"'")

    def _value(self, begin: int, limit: int) -> tuple[int, int] | None:
        found = _VALUE.match(self.text, begin, limit)
        if not found:
            return None
        if mask := MASK.match(self.text, begin):
            return mask.span()
        end = found.end()
        if found[0][0] not in "\"'\\" or len(found[0]) == 1 or found[0][-1] != found[0][0]:
            closing = _CLOSING.search(found[0][-40:])
            end -= len(closing[0]) if closing and found[0][0] != "\\" else 0
        return (begin, end) if end > begin else None
