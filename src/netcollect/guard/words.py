"""How a command line falls into words, and what an abbreviated word stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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


def reads(words: Sequence[str], reading: Sequence[str], acting: Sequence[str]) -> bool:
    """Whether everything that these words could stand for only reads.

    `reading` and `acting` are phrases of whole words (`show`, `terminal length`). A word is resolved as
    command lines do it: exactly, else by every phrase that it is the beginning of; the longest phrase
    counts.
    """
    phrases = [(tuple(phrase.split()), phrase in reading) for phrase in (*reading, *acting)]
    known: list[bool] = []
    place = 0
    while True:
        known = [good for phrase, good in phrases if len(phrase) == place] or known
        longer = [(phrase, good) for phrase, good in phrases if len(phrase) > place]
        if place == len(words) or not longer:
            break
        word = words[place]
        exact = [row for row in longer if row[0][place] == word]
        phrases = exact or [row for row in longer if row[0][place].startswith(word)]
        if not phrases:
            break
        place += 1
    if not known and place == len(words) and place:
        known = [good for _phrase, good in phrases]
    return bool(known) and all(known)


def named(word: str, phrases: Sequence[str]) -> str | None:
    """The first of the phrases that a word, perhaps abbreviated, may begin."""
    return next((phrase for phrase in phrases if phrase.startswith(word)), None)
