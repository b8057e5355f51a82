"""A device's terminal as a pure state machine: bytes in, events out; no network, no time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from netcollect.lab.dialects import Dialect
from netcollect.lab.facts import Facts
from netcollect.lab.filters import FILTERS
from netcollect.lab.text import long

PAGE = 23


class Say(NamedTuple):
    """Bytes that the device sends."""

    data: bytes


class Ran(NamedTuple):
    """A line that was entered; what follows is the answer, and may take time or go wrong."""

    line: str


class Closed(NamedTuple):
    """The device hangs up."""


Event = Say | Ran | Closed


class Refused(Exception):
    """The command is not taken; carries what the device says."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass
class Shell:
    """One login's terminal. `output_bytes` makes the long commands (`show tech-support`) that long."""

    facts: Facts
    dialect: Dialect
    secret: str
    output_bytes: int = 0

    def __post_init__(self) -> None:
        self._typed = bytearray()
        self._privileged = not self.dialect.enable
        self._paging = bool(self.dialect.pager_off)
        self._tries = 0
        self._pages: list[str] = []
        self._shown = 0
        self._last_cr = False

    def greet(self) -> bytes:
        """What the device says at login."""
        return self._wire(self.dialect.banner(self.facts)) + self._prompt()

    def feed(self, data: bytes) -> Iterator[Event]:
        """What the device does about input; take the events one by one, they are in order."""
        for key in data:
            if key == 0x0A and self._last_cr:
                pass  # Enter may come as CR LF: that is one key, in a pager too.
            elif self._pages:
                yield from self._pager_key(key)
            elif key in b"\r\n":
                yield from self._enter()
            else:
                yield from self._edit(key)
            self._last_cr = key == 0x0D

    def _edit(self, key: int) -> Iterator[Event]:
        hidden = self._tries > 0
        if key in (0x08, 0x7F):
            if self._typed:
                self._typed.pop()
                if not hidden:
                    yield Say(b"\b \b")
        elif key >= 0x20 or key == 0x09:
            self._typed.append(key)
            if not hidden:
                yield Say(bytes((key,)))
        else:
            yield from self._control(key, hidden=hidden)

    def _control(self, key: int, *, hidden: bool) -> Iterator[Event]:
        if key == 0x15:  # ctrl-U
            yield Say(b"\b \b" * (0 if hidden else len(self._typed)))
            self._typed.clear()
        elif key == 0x03:  # ctrl-C
            self._typed.clear()
            self._tries = 0
            yield Say(b"^C\r\n" + self._prompt())
        elif key == 0x04 and not self._typed:
            yield Closed()

    def _enter(self) -> Iterator[Event]:
        line = self._typed.decode("utf-8", "replace")
        self._typed.clear()
        yield Say(b"\r\n")
        if self._tries:
            yield from self._secret(line)
            return
        line = line.strip()
        yield Ran(line)
        if not line:
            yield Say(self._prompt())
            return
        if line.lower() in self.dialect.leave:
            yield Closed()
            return
        if self.dialect.enable and "enable".startswith(line) and len(line) > 1:
            yield from self._enable()
            return
        yield from self._answer(line)

    def _enable(self) -> Iterator[Event]:
        if self._privileged:
            yield Say(self._prompt())
        else:
            self._tries = 1
            yield Say(b"Password: ")

    def _secret(self, line: str) -> Iterator[Event]:
        if line == self.secret:
            self._tries, self._privileged = 0, True
            yield Say(self._prompt())
        elif self._tries < self.dialect.tries:
            self._tries += 1
            yield Say(b"Password: ")
        else:
            self._tries = 0
            yield Say(self._wire(self.dialect.bad_secret + "\n") + self._prompt())

    def _answer(self, line: str) -> Iterator[Event]:
        try:
            text = self._output(line)
        except Refused as refused:
            yield Say(self._wire(refused.words + "\n") + self._prompt())
            return
        lines = text.split("\n") if text else []
        if self._paging and len(lines) > PAGE:
            self._pages, self._shown = lines, 0
            yield from self._page(PAGE)
            return
        body = self._wire(text + "\n") if text else b""
        yield Say(body + self._prompt())

    def _page(self, count: int) -> Iterator[Event]:
        part = self._pages[self._shown : self._shown + count]
        self._shown += len(part)
        yield Say(self._wire("\n".join(part) + "\n"))
        if self._shown >= len(self._pages):
            self._pages = []
            yield Say(self._prompt())
        else:
            percent = 100 * self._shown // len(self._pages)
            yield Say(self.dialect.more(percent).encode())

    def _pager_key(self, key: int) -> Iterator[Event]:
        yield Say(self.dialect.erase.encode())
        if key in b"qQ\x03":
            self._pages = []
            yield Say(self._prompt())
        else:
            yield from self._page(1 if key in b"\r\n" else PAGE)

    def _output(self, line: str) -> str:
        """The text that a line gives.

        Raises:
            Refused: the platform does not take it.
        """
        if answer := self.dialect.exact.get(" ".join(line.split())):
            return answer(self.facts)
        if (reply := self._set_up(line)) is not None:
            return reply
        if line == "disable" and self.dialect.enable:
            self._privileged = False
            return ""
        command, bar, rest = line.partition("|")
        stages = re.split(r"\s+\|\s+", rest.strip()) if bar else []
        # Junos' `| display set` makes another output, and does not filter one.
        if stages and "display".startswith(stages[0].partition(" ")[0] or "-"):
            command = f"{command}| {stages.pop(0)}"
        text = self._run(command)
        for stage in stages:
            text = self._piped(text, stage, line)
        return text

    def _set_up(self, line: str) -> str | None:
        """What the platform says to a line that sets up the terminal; None for any other line."""
        words = line.lower().split()
        for setting, reply in self.dialect.settings.items():
            names = setting.split()
            if len(words) < len(names) or not all(map(str.startswith, names, words)):
                continue
            if any(off.startswith(setting + " ") for off in self.dialect.pager_off):
                whole = " ".join([setting, *words[len(names) :], ""])
                self._paging = not any(whole.startswith(off + " ") for off in self.dialect.pager_off)
            return reply.format(last=words[-1])
        return None

    def _run(self, line: str) -> str:
        indent = len(self._prompt())
        name = resolve(line, self.dialect, indent)
        if name in self.dialect.guarded and not self._privileged:
            raise Refused(self.dialect.unknown(line, indent + _column(line, 1)))
        text = self.dialect.commands[name](self.facts)
        if self.output_bytes and ("tech" in name or "support" in name or "diagnostic" in name):
            text += "\n" + long(
                self.output_bytes - len(text),
                lambda number: f"{number:08d} {self.facts.hostname} counters {number * 7919 % 10**9:>12} ok",
            )
        return text

    def _piped(self, text: str, pipe: str, line: str) -> str:
        word, _, argument = pipe.partition(" ")
        found = [name for name in self.dialect.pipes if word and name.startswith(word)]
        if len(found) != 1:
            raise Refused(self.dialect.unknown(line, len(self._prompt()) + line.index("|") + 2))
        kept = FILTERS[found[0]](text, argument.strip())
        return self.dialect.count.format(kept) if found[0] == "count" else kept

    def _prompt(self) -> bytes:
        make = self.dialect.privileged if self._privileged else self.dialect.user
        return self._wire(make(self.facts))

    def _wire(self, text: str) -> bytes:
        return text.replace("\n", self.dialect.ends).encode("utf-8", "surrogateescape")


def merged(events: Iterable[Event]) -> list[Event]:
    """The same events, with what is said in one go as one: a packet for each key would cost a packet each."""
    found: list[Event] = []
    for event in events:
        if isinstance(event, Say) and found and isinstance(found[-1], Say):
            found[-1] = Say(found[-1].data + event.data)
        else:
            found.append(event)
    return found


def resolve(line: str, dialect: Dialect, indent: int = 0) -> str:
    """The command that an abbreviation means; `indent` columns stand before it on the screen.

    Raises:
        Refused: unknown, ambiguous or incomplete, in the platform's own words.
    """
    words = line.split()
    candidates = [tuple(name.split()) for name in dialect.commands]
    for at, word in enumerate(words):
        candidates = _fitting(candidates, at, word.lower())
        if not candidates:
            raise Refused(dialect.unknown(line, indent + _column(line, at)))
        if len({name[at] for name in candidates}) > 1:
            raise Refused(dialect.ambiguous(" ".join(words[: at + 1]), indent + _column(line, at)))
    for name in candidates:
        if len(name) == len(words):
            return " ".join(name)
    raise Refused(dialect.incomplete(line, indent + len(line)))


def _fitting(candidates: list[tuple[str, ...]], at: int, word: str) -> list[tuple[str, ...]]:
    fitting = [name for name in candidates if len(name) > at and name[at].startswith(word)]
    return [name for name in fitting if name[at] == word] or fitting


def _column(line: str, at: int) -> int:
    return [match.start() for match in re.finditer(r"\S+", line)][at]
