"""The command line: parse, build, call; the only room that prints or exits."""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import NoReturn

import click

from netcollect.cli.group import cli
from netcollect.cli.messages import EndedError, complain, hold_streams, interrupt, leave
from netcollect.errors import InputError, OutputError

__all__ = ["cli", "main"]

#: What a full disk, a quota or a limit says.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main() -> NoReturn:
    """Runs `collect` and ends the process with the contract's exit status; no traceback gets out."""
    signal.signal(signal.SIGINT, interrupt)
    hold_streams()
    if asked := os.environ.get("_COLLECT_COMPLETE"):
        from netcollect.cli.completion import answer  # noqa: PLC0415 (where a shell asks)

        leave(answer(asked))
    try:
        status = cli(prog_name="collect", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 (the last line of defence: no traceback reaches a user)
        status = _status_of(_in_words(error))
    leave(status if isinstance(status, int) else 0)


def _in_words(error: BaseException) -> BaseException:
    """An error of a file that has no name, which is stdout: whoever writes another one says which."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        return OutputError("stdout", error.strerror or str(error))
    return error


def _status_of(error: BaseException) -> int:
    """Says what went wrong on stderr, and gives the exit status for it."""
    status = 2
    match error:
        case InputError():
            from netcollect.cli.settings import in_flags  # noqa: PLC0415

            for problem in error.problems:
                complain(str(in_flags(problem)))
        case click.ClickException():
            error.show()
        case OutputError():
            hint = error.hint or "is the disk full, or may you not write there?"
            complain(str(error), f"{hint} earlier runs are untouched")
            status = 4
        case EndedError() | KeyboardInterrupt() | click.Abort():
            complain("interrupted")
            status = getattr(error, "status", 130)
        case _:
            status = _defect(error)
    return status


def _defect(error: BaseException) -> int:
    import logging  # noqa: PLC0415 (not on the path of --version)

    logging.getLogger("netcollect.cli").debug("internal error", exc_info=error)
    complain(
        f"internal error: {type(error).__name__}: {error}",
        "this is a defect of netcollect; --log-file keeps the traceback for a report",
    )
    return 70
