"""What goes to stderr beside errors: logs and colour, the same for every verb."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, TextIO

from netcollect.cli.flags import LoggingFlags
from netcollect.errors import OutputError

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour a stream: `--color`, `NO_COLOR` (https://no-color.org), a terminal."""
    if choice == "auto":
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def start_logging(flags: LoggingFlags, handler: logging.Handler | None = None) -> None:
    """Sends the package's log to stderr as far as asked for, and all of it to the log file.

    `handler` is where lines for the terminal go while a progress bar is drawn; None is plain stderr.

    Raises:
        OutputError: the log file cannot be opened.
    """
    log = logging.getLogger("netcollect")
    log.setLevel(logging.DEBUG if flags.log_file or flags.verbose else logging.WARNING)
    log.propagate = False
    # paramiko's own account of every packet, and each step of a session, are for the hardest cases only.
    for name in ("netcollect.ssh", "netcollect.session.steps"):
        logging.getLogger(name).setLevel(logging.DEBUG if flags.verbose > 2 else logging.CRITICAL)
    screen = handler or logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.CRITICAL if flags.quiet else _LEVELS[min(flags.verbose, 2)])
    screen.setFormatter(ScreenFormatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    log.addHandler(screen)
    if flags.log_file:
        try:
            file = logging.FileHandler(flags.log_file, encoding="utf-8")
        except OSError as error:
            raise OutputError(flags.log_file, error.strerror or str(error)) from None
        file.setFormatter(FileFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(file)


class FileFormatter(logging.Formatter):
    """With control characters made visible: a log file is read on terminals, and a device forges no line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line of a record, safe for a terminal."""
        return _one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """The lines of a traceback, safe for a terminal."""
        from netcollect.report import printable  # noqa: PLC0415

        return printable(super().formatException(ei))


class ScreenFormatter(FileFormatter):
    """The same without tracebacks, which belong in the log file."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, safe for a terminal."""
        return _one_line(f"{self.formatTime(record, self.datefmt)} {record.getMessage()}")


def _one_line(text: str) -> str:
    from netcollect.report import printable  # noqa: PLC0415

    return printable(text).replace("\n", "\\n")
