"""How a command line falls into words, and what an abbreviated word stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from netcollect.platforms import Family

#: How many of a family's verbs or filters a message names.
SHOWN = 6
#: `> file`, `>> file`: a mark that nothing follows is the end of a pattern, as in `| include *>`.
_REDIRECT = re.compile(r">+\s*[^\s>]")


def phrases(text: str) -> tuple[str, ...]:
    """What stands between the commas of a table's text."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


@dataclass(frozen=True, slots=True)
class Split:
    """One part of a line between pipes.

    `bare` is the text with everything inside quotes left out; `glued` says that no blank stood on either
    side of the pipe in front of it.
    """

    text: str
    bare: str
    glued: bool


def split(line: str, quotes: str = '"') -> list[Split]:
    """A line at its pipes; one between a pair of quotes is text, and so is a quote that is not closed."""
    parts: list[Split] = []
    text = bare = quote = ""
    glued = False
    for place, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in quotes and char in line[place + 1 :]:
            quote = char
        elif char == "|":
            parts.append(Split(text, bare, glued))
            glued = line[place - 1 : place].strip() != "" and line[place + 1 : place + 2].strip() != ""
            text = bare = ""
            continue
        else:
            bare += char
        text += char
    return [*parts, Split(text, bare, glued)]


class _Phrase(NamedTuple):
    """A phrase, word by word, and whether it only reads."""

    words: tuple[str, ...]
    reads: bool


def reads(words: Sequence[str], reading: Sequence[str], acting: Sequence[str]) -> bool:
    """Whether everything that these words could stand for only reads.

    `reading` and `acting` are phrases of whole words (`show`, `terminal length`). A word is resolved as
    command lines do it: exactly, else by every phrase that it is the beginning of; the longest phrase
    counts.
    """
    candidates: Sequence[_Phrase] = _phrases(tuple(reading), tuple(acting))
    judged = _ending(candidates, 0)
    for place, word in enumerate(words):
        candidates = _fitting(candidates, place, word)
        if not candidates:
            break
        judged = _ending(candidates, place + 1) or judged
    if words and not judged:
        judged = candidates
    return bool(judged) and all(phrase.reads for phrase in judged)


@lru_cache(maxsize=512)
def _phrases(reading: tuple[str, ...], acting: tuple[str, ...]) -> tuple[_Phrase, ...]:
    return tuple(_Phrase(tuple(phrase.split()), phrase in reading) for phrase in (*reading, *acting))


def _ending(candidates: Sequence[_Phrase], length: int) -> Sequence[_Phrase]:
    """Those that have no more words than these."""
    return [phrase for phrase in candidates if len(phrase.words) == length]


def _fitting(candidates: Sequence[_Phrase], place: int, word: str) -> Sequence[_Phrase]:
    """Those whose next word this is, or else those whose next word begins like this."""
    longer = [phrase for phrase in candidates if len(phrase.words) > place]
    exact = [phrase for phrase in longer if phrase.words[place] == word]
    return exact or [phrase for phrase in longer if phrase.words[place].startswith(word)]


def named(word: str, phrases: Sequence[str]) -> str | None:
    """The first of the phrases that a word, perhaps abbreviated, may begin."""
    return next((phrase for phrase in phrases if phrase.startswith(word)), None)


def mark_objection(part: Split, family: Family, *, in_pattern: bool) -> str | None:
    """What no part of a line may hold outside quotes."""
    if ";" in part.bare:
        return "';' begins another command"
    if "&&" in part.bare or (family.shell and "&" in part.bare):
        return "'&' begins another command"
    if _REDIRECT.search(part.bare) and not (in_pattern and family.plain_patterns):
        return "'>' writes a file"
    return None
