"""What is known of platforms that share a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

#: Where a row's knowledge comes from: a manual, a program's source.
Source = Annotated[str, Meta(min_length=1)]
#: A regular expression; what reads a file from outside compiles it at once.
Regex = Annotated[str, Meta(min_length=1, extra={"holds": "regex"})]
#: What listens: the platform's own commands, a Unix shell, or nobody knows what.
Grammar = Literal["commands", "unix", "unknown"]


class Refusal(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands that are not sent although their verb may read: they write, act, ask or never end.

    A pattern matches all of a command up to its first pipe, in any case of letters; `why` is the reason and
    what to do instead.
    """

    source: Source
    why: str
    patterns: tuple[Regex, ...]


class Probe(Struct, frozen=True, forbid_unknown_fields=True):
    """What the options of a ping or trace mean to a family, where other vendors mean something else.

    Each is a list with commas: `waits` are milliseconds, and so are `intervals`, the time between two
    packets; `counts` is how many are sent; `harmless` ones neither flood nor send to many.
    """

    source: Source
    verb: str
    waits: str = ""
    intervals: str = ""
    counts: str = ""
    harmless: str = ""


class Greeting(Struct, frozen=True, forbid_unknown_fields=True):
    """A text that waits for a key which changes nothing: `press` is sent when the screen ends in `seen`."""

    source: Source
    seen: Regex
    press: str


class Secret(Struct, frozen=True, forbid_unknown_fields=True):
    r"""Secrets in a configuration: how a line begins, and the words in it behind which one stands.

    `form` says how the secret itself is written: a word or quoted text; the same up to the end of a
    statement (`;`, a brace, a tag); a value in a list of settings; the rest of the line; RouterOS's values,
    which go on behind a `\` at a line's end. `{types}` in `words` stands for how a secret is encoded: `7`,
    `encrypted`, `md5`. `unless` is how the next line begins where all this is no secret after all.
    """

    source: Source
    line: str
    words: tuple[str, ...]
    form: Literal["word", "statement", "value", "rest", "routeros"] = "word"
    unless: str = ""


class SecretTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of secrets in a table that the family shows.

    `heading` is the whole line above the table, blanks around it aside; its group `s` is the heading of the
    column. `rows` is what a row holds where its cell is a secret.
    """

    source: Source
    heading: Regex
    rows: Regex = "."


class Volatile(Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of outputs that change although nothing happened; `commands` is empty where any may hold them."""

    source: Source
    patterns: tuple[Regex, ...]
    commands: str = ""


class RowKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """The columns that name a row in the table which a command gives."""

    source: Source
    command: str
    keys: str


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """The command that answers a question which can be asked of every vendor."""

    source: Source
    question: str
    command: str


class Family(Struct, frozen=True, kw_only=True, cache_hash=True):
    """Platforms that share a command line, with what was inherited from the family they extend.

    Phrases are whole words in lower case (`show`, `terminal length`); patterns are texts of regular
    expressions, and the properties that compile them do it once.

    Attributes:
        name: its file's name.
        grammar: what listens; the sections below describe `commands`.
        reads: commands that are sent, abbreviated as the platform would take them.
        acts: commands that are never sent; no abbreviation of one is taken for a reading command.
        pipes: filters that only read.
        writing_pipes: filters that do not.
        plain_patterns: the text behind a filter is a pattern to its end, so that `>` is no redirection there.
        shell: a filter is a shell's command line.
        marks: may stand nowhere in a line.
        path_reads: words of a path that only lead somewhere; `{path_reads}` in a reading pattern stands for
            them and for their beginnings, but for those that could be of a word that acts.
        path_acts: words that act as a part of a path; `{path_acts}` in a reading pattern stands for all
            their beginnings.
        reading_patterns: reading commands as a whole, where the verb does not stand at the front.
        described: those patterns in words.
        refusals: commands that are not sent although their verb may read.
        probes: what the options of its pings and traces mean.
        errors: the device did not accept the command; at the beginning of a line.
        listings: the same, where a list of what could have been typed follows, however long.
        in_front: lines that may stand in front of an error; at their beginning.
        questions: it waits for an answer; at the end of what was sent.
        pagers: it waits for a key before the next page; at the end of what was sent.
        prompt_marks: what it puts into its prompt that may come, go and count.
        greetings: keys that it wants pressed before its prompt.
        secrets: where secrets stand in its configurations.
        secret_tables: columns of secrets in what it shows.
        volatile: what changes in its outputs although nothing happened.
        row_keys: what names the rows of its tables.
        asks: its commands for questions that every vendor can be asked.
    """

    name: str
    grammar: Grammar = "commands"
    reads: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    pipes: tuple[str, ...] = ()
    writing_pipes: tuple[str, ...] = ()
    plain_patterns: bool = False
    shell: bool = False
    marks: tuple[str, ...] = ()
    path_reads: tuple[str, ...] = ()
    path_acts: tuple[str, ...] = ()
    reading_patterns: tuple[str, ...] = ()
    described: str = ""
    refusals: tuple[Refusal, ...] = ()
    probes: tuple[Probe, ...] = ()
    errors: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    in_front: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    pagers: tuple[str, ...] = ()
    prompt_marks: tuple[str, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    secrets: tuple[Secret, ...] = ()
    secret_tables: tuple[SecretTable, ...] = ()
    volatile: tuple[Volatile, ...] = ()
    row_keys: tuple[RowKeys, ...] = ()
    asks: tuple[Ask, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """A reading command as a whole, where the family has patterns for it."""
        marks = {"{path_acts}": _beginnings(self.path_acts)}
        marks["{path_reads}"] = _leading(self.path_reads, self.path_acts)
        texts = self.reading_patterns
        for mark, words in marks.items():
            texts = tuple(text.replace(mark, words) for text in texts)
        return _any_of(texts, re.IGNORECASE) if texts else None

    def refusal(self, command: str) -> str | None:
        """Why a command is not sent although its verb may read, or None; a family's own rows come first."""
        matches = (
            row.why
            for row in reversed(self.refusals)
            if _any_of(row.patterns, re.IGNORECASE).fullmatch(command)
        )
        return next(matches, None)

    @property
    def error(self) -> re.Pattern[str] | None:
        """The beginning of a line that says: not accepted."""
        return _any_of(self.errors, re.IGNORECASE) if self.errors else None

    @property
    def listing(self) -> re.Pattern[str] | None:
        """The beginning of a line that says: not accepted, and above a list of what would be."""
        return _any_of(self.listings, re.IGNORECASE) if self.listings else None

    @property
    def ahead(self) -> re.Pattern[str] | None:
        """The beginning of a line that may stand in front of an error."""
        return _any_of(self.in_front, re.IGNORECASE) if self.in_front else None

    @property
    def pager(self) -> re.Pattern[bytes]:
        """A pager that waits for a key, at the end of what was sent (escape sequences removed)."""
        return _at_the_end(self.pagers, r"\s*\Z")

    @property
    def question(self) -> re.Pattern[bytes]:
        """A question that waits for an answer, at the end of what was sent (escape sequences removed)."""
        return _at_the_end(self.questions, r"\s*[:?]?\s*\Z")

    @property
    def prompt_mark(self) -> re.Pattern[bytes]:
        """A mark in a prompt that may come and go."""
        return _at_the_end(self.prompt_marks, "")


@lru_cache(maxsize=512)
def _any_of(texts: tuple[str, ...], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(texts), flags)


@lru_cache(maxsize=512)
def _at_the_end(texts: tuple[str, ...], end: str) -> re.Pattern[bytes]:
    # `(?!)` matches nothing: a family without pagers has none.
    text = f"(?:{'|'.join(texts) or '(?!)'}){end}"
    return re.compile(text.encode(), re.IGNORECASE)


@lru_cache(maxsize=64)
def _beginnings(words: tuple[str, ...]) -> str:
    """Every beginning of the words, the longest first."""
    return _alternation({word[:end] for word in words for end in range(1, len(word) + 1)})


@lru_cache(maxsize=64)
def _leading(words: tuple[str, ...], acts: tuple[str, ...]) -> str:
    """The words, and every beginning of them that is not one of a word that acts."""
    found = {word[:end] for word in words for end in range(1, len(word) + 1)}
    acting = {word[:end] for word in acts for end in range(1, len(word) + 1)}
    return _alternation((found - acting) | set(words))


def _alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=lambda each: (-len(each), each)))
