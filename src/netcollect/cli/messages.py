"""How the command speaks to people, and how it leaves."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn, TextIO

import click

#: Signals that came before a run answers them itself.
early: list[int] = []


_STDERR = 2


class _Written(io.FileIO):
    """What stdout and stderr write to; once that fails, nothing more is written, nor fails."""

    _is_lost = False

    def write(self, data: Any) -> int:
        """As `io.FileIO.write`. That nobody reads any longer (`collect … | head`) is no failure.

        Nor is a stderr that takes nothing: what is said there changes no run and no status.
        """
        try:
            if not self._is_lost:
                return super().write(data)
        except OSError as error:
            self._is_lost = True
            if self.fileno() != _STDERR and not isinstance(error, BrokenPipeError):
                raise
        return len(data)


def hold_streams() -> None:
    """Opens standard streams that are closed (`collect … >&-`) on nothing; what is written to outlasts."""
    # In this order: each takes the lowest free number, its own, so that no file of the run's gets it.
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = outlasting(sys.stdout or _nothing("w"))
    sys.stderr = outlasting(sys.stderr or _nothing("w"))


def _nothing(mode: str) -> TextIO:
    # `closefd`: nobody closes it, and nobody is warned of that at the end.
    number = os.open(os.devnull, os.O_RDWR)
    return io.TextIOWrapper(io.FileIO(number, mode, closefd=False), "utf-8", "backslashreplace")


def outlasting(stream: TextIO) -> TextIO:
    """The same stream, for a verb that does its work and has its status whether or not somebody reads on."""
    try:
        raw = _Written(stream.fileno(), "wb", closefd=False)
    except (OSError, ValueError):
        return stream  # it is no file
    buffer, lines = io.BufferedWriter(raw), stream.line_buffering
    return io.TextIOWrapper(buffer, stream.encoding, stream.errors, line_buffering=bool(lines))


def interrupt(number: int, _frame: FrameType | None) -> None:
    """Answers Ctrl-C as Python does, and remembers it: a library that is being imported may swallow it."""
    early.append(number)
    raise KeyboardInterrupt


class EndedError(BaseException):
    """A signal came while there was nothing to keep yet; beside all `except Exception`, and click's own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


@contextmanager
def ending() -> Iterator[None]:
    """Within it a signal that ends the process is an exception: what was begun can be stopped before that."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise EndedError(number)

    numbers = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) == signal.SIG_DFL]
    before = [(number, signal.signal(number, end)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def complain(message: str, hint: str = "") -> None:
    """One error on stderr, and what to do about it."""
    _say("error", "red", message + (f"\n       {hint}" if hint else ""))


def warn(message: str) -> None:
    """Something that is no error yet, on stderr."""
    _say("warning", "yellow", message)


def _say(word: str, color: str, message: str) -> None:
    """A line that is safe for a terminal and a CI's log: names and paths may hold anything."""
    from netcollect.report import printable  # noqa: PLC0415 (not on the path of --version)

    click.echo(f"{click.style(f'{word}:', fg=color)} {printable(message)}", err=True)


def leave(status: int) -> NoReturn:
    """Ends the process, also when a worker thread is stuck: the interpreter would wait for it for ever."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    if any(thread.name.startswith("collect") for thread in threading.enumerate() if thread.is_alive()):
        os._exit(status)
    # Else the interpreter's last act is to look for cycles in all that there is, which ends with it anyway.
    gc.freeze()
    sys.exit(status)
