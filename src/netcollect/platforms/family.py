"""What is known of platforms that share a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from netcollect.platforms.texts import Regex, Source
from netcollect.platforms.volatile import Banner, Unordered, Volatile

#: What listens: the platform's own commands, a Unix shell, or nobody knows what.
Grammar = Literal["commands", "unix", "unknown"]

_KEYS = {"enter": "\r", "space": " ", "esc": "\x1b"}
_CONTROL = re.compile(r"ctrl-([a-z])\Z", re.IGNORECASE)


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
    """What a device shows before its first prompt, and the key that it wants: at the end of what was sent.

    Such a key changes nothing; one that `accepts` terms or a license is pressed only where that was allowed.
    `press` names keys with blanks between them: `Enter`, `Space`, `Esc`, `Ctrl-Y`; other words are typed.
    """

    source: Source
    seen: Regex
    press: Annotated[str, Meta(min_length=1)]
    accepts: bool = False

    @property
    def keys(self) -> str:
        """What is sent for `press`."""
        return "".join(_key(name) for name in self.press.split())


class Secret(Struct, frozen=True, forbid_unknown_fields=True):
    r"""Secrets in a configuration: how a line begins, and the words in it behind which one stands.

    `form` says how the secret itself is written: a word or quoted text; the same up to the end of a
    statement (`;`, a brace, a tag); a value in a list of settings; the rest of the line; RouterOS's values,
    which go on behind a `\` at a line's end. `{types}` in `words` stands for how a secret is encoded: `7`,
    `encrypted`, `md5`. `unless` is how the next line begins where all this is no secret after all.
    """

    source: Source
    line: Regex
    words: tuple[Regex, ...]
    form: Literal["word", "statement", "value", "rest", "routeros"] = "word"
    unless: Regex = ""


class SecretTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of secrets in a table that the family shows.

    `heading` is the whole line above the table, blanks around it aside; its group `s` is the heading of the
    column. `rows` is what a row holds where its cell is a secret.
    """

    source: Source
    heading: Regex
    rows: Regex = "."


class RowKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """The columns that name a row in the table which a command gives, with commas between them.

    `command` is what the template is named after: whole, without its platform. Empty `keys` mean that the
    table has one row. `volatile` are columns that change although nothing happened.
    """

    source: Source
    command: str
    keys: str
    volatile: str = ""


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """A command that answers a question which can be asked of every vendor, and how its columns are ours.

    Several rows for one question are several commands, whose rows are joined. `columns` has one
    `ours = theirs` for each column of the question that the command knows; `rows.questions` says how
    theirs is written. `where` leaves only rows in which a column matches: `name: Chassis`.
    """

    source: Source
    question: str
    command: str
    columns: str
    where: str = ""


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
        login_names: words for a user name, where a terminal asks for the login; a colon follows.
        login_passwords: words for a password, the same way.
        greetings: what it shows before its first prompt, and the keys that it wants.
        whole_lines: no line goes on in the next: a backslash at its end is a character like any other.
        secrets: where secrets stand in its configurations.
        secret_tables: columns of secrets in what it shows.
        volatile: what changes in its outputs although nothing happened.
        banners: free text in its configurations, in which nothing is volatile.
        unordered: commands whose lines come in any order.
        row_keys: what names the rows of its tables.
        asks: its commands for questions that every vendor can be asked.
        unasked: its platforms that have other commands for them.
        interface_names: how its interfaces are called, each with its short names behind it; of several
            that a short name could be of, the first is meant.
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
    login_names: tuple[str, ...] = ()
    login_passwords: tuple[str, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    whole_lines: bool = False
    secrets: tuple[Secret, ...] = ()
    secret_tables: tuple[SecretTable, ...] = ()
    volatile: tuple[Volatile, ...] = ()
    banners: tuple[Banner, ...] = ()
    unordered: tuple[Unordered, ...] = ()
    row_keys: tuple[RowKeys, ...] = ()
    asks: tuple[Ask, ...] = ()
    unasked: tuple[str, ...] = ()
    interface_names: tuple[str, ...] = ()

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


def _key(name: str) -> str:
    """What a key sends; a control key sends its letter's place in the alphabet (ECMA-48)."""
    if control := _CONTROL.match(name):
        return chr(ord(control[1].upper()) & 0x1F)
    return _KEYS.get(name.lower(), name)


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
