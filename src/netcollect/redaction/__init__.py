"""Outputs without the secrets of configurations: best effort, in three lines of defence.

First the rules of the platform's family (`rules`), then on every platform words that announce a secret
(`words`) and values that show by their form what they are (`anywhere`), last what the run itself knows
(`known`). The same secret gives the same mask under the same key. Text is read a bounded number of times, and
how far a rule looks around itself is bounded, so the time grows with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from functools import cached_property

from netcollect.model import Failure, Outcome
from netcollect.redaction.anywhere import mask_communities, mask_forms, mask_private_keys
from netcollect.redaction.halves import mask_halves
from netcollect.redaction.known import known_secrets, mask_known, tells
from netcollect.redaction.masks import MASK, Masks, is_masked, new_key, without_run
from netcollect.redaction.programs import mask_arguments
from netcollect.redaction.rules import Rules, mask_by_rules, rules_of
from netcollect.redaction.tables import mask_tables
from netcollect.redaction.triggers import lowered, triggered_lines
from netcollect.redaction.words import mask_words

__all__ = [
    "MASK",
    "Secrets",
    "known_secrets",
    "mask_of",
    "new_key",
    "redact",
    "tells",
    "without_known",
    "without_run",
    "without_secrets",
]

#: Longer lines are no command's; the rules of families are not tried on them.
_LONGEST = 4000
#: How much of the next line a rule may look at.
_AHEAD = 80
#: A word that a line's end breaks, however often.
_BROKEN = re.compile(r"(?<![^\s\\\"=<>])(?:[^\s\\\"=<>]++\\\n[ \t]*+)+(?=\S)")
_BREAK = re.compile(r"\\\n[ \t]*")
#: What two texts have in common that have a secret in common.
_WORD = re.compile(r"\w{2,}")
#: For whoever gives no key: masks are the same within a process.
_KEY = new_key()


def without_secrets(outcome: Outcome, key: bytes | None = None) -> Outcome:
    """An outcome whose outputs and errors are redacted; prompts and commands stay as they are.

    Args:
        outcome: what a session gave.
        key: the run's; see `redact`.
    """
    device, commands = outcome.job.device, outcome.job.commands
    known = known_secrets(device)

    def without(text: str) -> str:
        return redact(text, device.platform, key=key, known=known)

    def failure(error: Failure | None) -> Failure | None:
        if error is None:
            return None
        # What a device said of a command stands behind it.
        said = next((f"{each}: " for each in commands if error.message.startswith(f"{each}: ")), "")
        return Failure(error.kind, said + without(error.message.removeprefix(said)), error.hint)

    results = (
        replace(each, output=without(each.output), error=failure(each.error)) for each in outcome.results
    )
    return replace(outcome, results=tuple(results), error=failure(outcome.error))


def redact(
    text: str,
    platform: str,
    *,
    key: bytes | None = None,
    known: Iterable[str] = (),
    keep_lines: bool = False,
    wanted: Set[int] | None = None,
) -> str:
    """The text with what looks like a secret replaced by a mask, `<redacted:3f2a>`.

    Args:
        text: an output.
        platform: netmiko's `device_type`, whose configurations it may show.
        key: equal secrets have equal masks under one key; this process's own when None.
        known: secrets that are masked wherever they stand as words.
        keep_lines: there are as many lines afterwards; otherwise a private key becomes a single one.
        wanted: the only lines (from 0) that are shown afterwards: the others may keep their secrets, which
            saves most of the time. For that the lines must be kept.
    """
    masks = Masks(key or _KEY)
    return mask_known(_without(text, platform, masks, wanted, keep_lines=keep_lines), known, masks)


class Secrets:
    """The secrets that `redact` masks in an output, each line of a private key for itself."""

    def __init__(self, text: str, platform: str) -> None:
        self._anyway, self._rules = set[str](), rules_of(platform)
        self._lines = text.split("\n")
        self._text = _without_context(text, platform, Masks(_KEY, self._anyway))
        self._spans = [
            (span, set(_WORD.findall(self._text, *span))) for span in _suspicious(self._text, self._rules)
        ]

    def all(self) -> frozenset[str]:
        """All of them."""
        return self._in(span for span, _ in self._spans)

    def among(self, text: str) -> frozenset[str]:
        """Those that may be in a text which is made of this output; that takes less time."""
        words = set(_WORD.findall(text))
        return self._in(span for span, own in self._spans if not words.isdisjoint(own))

    def line(self, number: int) -> tuple[str, str]:
        """A line of the output (from 0) as it is, and without its secrets; empty if it is one of a key's."""
        printed = self._lines[number]
        begin, end = self._ends[number] + 1, self._ends[number + 1]
        # Lines in which another one goes on are masked with it.
        place = bisect_right(self._spans, begin, key=lambda each: each[0][0]) - 1
        first, last = self._spans[place][0] if place >= 0 else (0, 0)
        if not first <= begin <= end <= last:
            return printed, self._text[begin:end]
        masked = _line(self._text, first, last, self._rules, Masks(_KEY)).split("\n")
        return printed, masked[self._text.count("\n", first, begin)]

    @cached_property
    def _ends(self) -> list[int]:
        """Where lines end; in front of them, that of none."""
        return [-1, *(at for at, each in enumerate(self._text) if each == "\n"), len(self._text)]

    def _in(self, spans: Iterable[tuple[int, int]]) -> frozenset[str]:
        found = set(self._anyway)
        for begin, end in spans:
            _line(self._text, begin, end, self._rules, Masks(_KEY, found))
        return frozenset(found)


def without_known(text: str, secrets: frozenset[str], key: bytes) -> str:
    """The text without these secrets, where they stand as words."""
    return mask_known(text, secrets, Masks(key))


def mask_of(secret: str, key: bytes) -> str:
    """The mask of something that is known to be a secret."""
    return secret if is_masked(secret) else Masks(key).of(secret)


def _without(text: str, platform: str, masks: Masks, wanted: Set[int] | None, *, keep_lines: bool) -> str:
    text = _without_context(text, platform, masks, keep_lines=keep_lines)
    rules = rules_of(platform)
    pieces, done, number, at = [], 0, 0, 0
    for begin, end in _suspicious(text, rules):
        number, at = number + text.count("\n", at, begin), begin
        own = range(number, number + text.count("\n", begin, end) + 1)
        if wanted is None or not wanted.isdisjoint(own):
            pieces += [text[done:begin], _line(text, begin, end, rules, masks)]
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _without_context(text: str, platform: str, masks: Masks, *, keep_lines: bool = True) -> str:
    """The text without what is a secret by what stands on other lines."""
    text = mask_communities(mask_private_keys(text, masks, keep_lines=keep_lines), masks)
    return mask_halves(mask_tables(text, platform, masks), masks)


def _suspicious(text: str, rules: Rules) -> Iterator[tuple[int, int]]:
    """Where lines begin and end that may hold a secret, each with those in which it goes on."""
    done = 0
    for begin in triggered_lines(lowered(text)):
        if begin < done:
            continue
        done = text.find("\n", begin)
        while not rules.whole_lines and done > 0 and text[done - 1] == "\\":  # the line goes on
            done = text.find("\n", done + 1)
        done = len(text) if done < 0 else done
        yield begin if rules.whole_lines else _front(text, begin, done), done


def _front(text: str, begin: int, end: int) -> int:
    """Where a line begins that goes on in this one, as far as rules are tried."""
    while text.startswith("\\\n", begin - 2, begin):
        before = text.rfind("\n", 0, begin - 2) + 1
        if end - before > _LONGEST:
            break
        begin = before
    return begin


def _line(text: str, begin: int, end: int, rules: Rules, masks: Masks) -> str:
    line, following = text[begin:end], text[end + 1 : end + _AHEAD]
    masked = _masked(line, following, rules, masks)
    # A word that a line's end breaks may announce a secret, too: the break is moved in front of such a one.
    if "\\\n" in masked and (whole := _BROKEN.sub(_unbroken, masked)) != masked:
        again = _masked(whole, following, rules, masks)
        return masked if again == whole else again
    return masked


def _unbroken(word: re.Match[str]) -> str:
    return "".join(_BREAK.findall(word[0])) + _BREAK.sub("", word[0])


def _masked(line: str, following: str, rules: Rules, masks: Masks) -> str:
    line = mask_arguments(line, masks)
    if len(line) <= _LONGEST:
        line = mask_by_rules(line, following, rules, masks)
    return mask_forms(mask_words(line, masks), masks)
