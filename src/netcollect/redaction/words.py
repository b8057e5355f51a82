"""The second line of defence: a word that announces a secret, and a value behind it, on every platform.

Each line is read once, from the left; how far a word looks around itself is bounded, so the time grows with
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from netcollect.redaction import vocabulary as known
from netcollect.redaction.masks import Masks, is_masked
from netcollect.redaction.triggers import lowered
from netcollect.redaction.values import (
    Span,
    continues,
    is_secret,
    is_setting,
    is_type,
    value_at,
    value_behind,
)

#: `name: value`, `"name" : "value"`, `name=value`, `name........ value`.
_ASSIGNED = re.compile(r"\\{0,3}[\"']?\]?[ \t]{0,60}(?:=>|:=|[:=]|\.{3,80}:?)(?:[ \t]|\\\n)*(?=\S)")
_ELEMENT = re.compile(r"(?:[ \t][^<>]{0,200})?>(?=[^<\s])")
_BLANKS = re.compile(r"[ \t](?:[ \t]|\\\n)*(?=\S)")
_QUOTED = re.compile(r"(?<!\\)\"(?:[^\"\\\n]|\\.)*+\"|(?<![\w\"])'[^'\n]*'(?![\w])")
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


class _Kind(Enum):
    """How much a word says of what follows it."""

    STRONG = auto()
    COMMUNITY = auto()
    WEAK = auto()


class _Word(NamedTuple):
    """A word that may announce a secret, where it stands, and where the text around it ends."""

    text: str
    begin: int
    end: int
    limit: int
    kind: _Kind


def mask_words(line: str, masks: Masks) -> str:
    """The line with the values masked that stand behind words which announce a secret."""
    low = lowered(line)
    if not any(string in low for string in known.ANNOUNCING):
        return line
    pieces, done = [], 0
    for begin, end in _Line(line, low).values():
        value = line[begin:end]
        pieces += [line[done:begin], value if is_masked(value) else masks.in_line(value)]
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

    def free(self) -> list[Span]:
        """Where texts stand that people wrote: descriptions, comments."""
        spans, at = [], 0
        while found := known.FREE_TEXT.search(self.text, at):
            line = self.text.find("\n", found.end())
            line = line if line > 0 else len(self.text)
            quote = found["q"]
            close = self.text.find(quote, found.end()) if quote else self.text.find("<", found.end(), line)
            at = close if close > 0 else line
            spans.append((found.start(), at))
            at += 1
        return sorted([*spans, *(found.span() for found in _PEM.finditer(self.text))])

    def quoted(self) -> list[Span]:
        """What stands in quotes."""
        return [found.span() for found in _QUOTED.finditer(self.text)]

    def values(self) -> Iterator[Span]:
        """Where secrets stand, from the left."""
        done, nowhere = 0, (len(self.text) + 1,) * 2
        free, quoted = iter([*self.free(), nowhere]), iter([*self.quoted(), nowhere])
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
            for span in self._behind(begin, end, limit):
                yield span
                done = span[1]

    def _behind(self, begin: int, end: int, limit: int) -> Iterable[Span]:
        """The secret behind a word, and what else of it follows."""
        text = self.text[begin:end]
        kind = _kind(text.lstrip("-._").lower())
        if kind is None or known.LOOKALIKE.match(self.text, begin):
            return ()
        word = _Word(text, begin, end, limit, kind)
        if self._before(begin) == "<" and (found := _ELEMENT.match(self.text, end)):
            return self._in_element(word, found.end())
        if found := _ASSIGNED.match(self.text, end, limit):
            return self._assigned(word, found.end())
        if found := _BLANKS.match(self.text, end, limit):
            return self._in_command(word, found.end())
        return ()

    def _before(self, begin: int) -> str:
        return self.text[begin - 1 : begin]

    def _in_element(self, word: _Word, begin: int) -> Iterator[Span]:
        """`<password>value</password>`."""
        close = self.text.find("<", begin, begin + 5000)
        if close > 0 and is_secret(self.text[begin:close], announced=word.kind is _Kind.STRONG):
            yield begin, close

    def _assigned(self, word: _Word, begin: int) -> Iterator[Span]:
        """`password=value`."""
        span = value_at(self.text, begin, word.limit) if self._assigns(word) else None
        if span and is_secret(self.text[slice(*span)], announced=word.kind is _Kind.STRONG):
            yield span

    def _assigns(self, word: _Word) -> bool:
        if word.kind is _Kind.COMMUNITY:
            return self.snmp or self._before(word.begin) in {'"', "'"}
        if word.text.lstrip("-._").lower() == "key":
            return bool(_PRIVATE_WORDS.search(self.text[max(0, word.begin - 20) : word.begin]))
        return True

    def _in_command(self, word: _Word, begin: int) -> Iterator[Span]:
        """`password 7 value`."""
        if self._before(word.begin) in {"=", "/"} or not self._commands(word, begin):
            return
        span = self._past_types(begin, word.limit)
        if span is None or is_setting(self.text, span[0]):
            return
        announced = word.kind is _Kind.STRONG or (word.kind is _Kind.COMMUNITY and self.snmp)
        if is_secret(self.text[slice(*span)], announced=announced):
            yield span
            yield from self._more(span[1], word.limit)

    def _commands(self, word: _Word, at: int) -> bool:
        """Whether a word can be a command's, whose value comes after blanks."""
        bare = word.text.lstrip("-")
        if bare[:1].isupper() and not word.text.startswith("-"):
            return bare.isupper() and self.text[at] in "\"'" and not self.prose
        if bare == "key" and self.public:
            return False
        return not self.prose and (word.kind is not _Kind.COMMUNITY or self.snmp)

    def _past_types(self, begin: int, limit: int) -> Span | None:
        """The first value behind words that say how it is encoded; None where the line goes on instead."""
        span = value_at(self.text, begin, limit)
        for _ in range(_TYPES + 1):
            if not span or not is_type(self.text[slice(*span)]):
                return span
            span = value_behind(self.text, span[1], limit)
            value = self.text[slice(*span)] if span else ""
            if continues(value) and not is_type(value):
                return None
        return None

    def _more(self, end: int, limit: int) -> Iterator[Span]:
        """What follows a value and is neither an option nor a keyword: the value was longer, or a type."""
        for _ in range(_MORE):
            span = value_behind(self.text, end, limit)
            if span and known.ENCODING.fullmatch(self.text[slice(*span)]):
                span = value_behind(self.text, span[1], limit)
            if not span or continues(self.text[slice(*span)]):
                return
            yield span
            end = span[1]


@lru_cache(maxsize=1024)
def _kind(name: str) -> _Kind | None:
    """What a word announces, if anything."""
    if known.HARMLESS.fullmatch(name):
        return None
    kinds = ((known.STRONG, _Kind.STRONG), (known.COMMUNITY, _Kind.COMMUNITY), (known.WEAK, _Kind.WEAK))
    return next((kind for pattern, kind in kinds if pattern.fullmatch(name)), None)
