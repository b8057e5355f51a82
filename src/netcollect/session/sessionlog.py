r"""`--session-log`: what goes over a session's line, both ways, as it happens, without the login's secrets.

Two files a session, named after device and attempt. `R1.1.raw` holds the bytes the device sent, for `cat`.
`R1.1.log` holds everything, a line for each read (`<-`) and write (`->`), with the seconds since the session
began; control characters are shown as `\r`, `\n`, `\t` and `\xNN`, a backslash as `\\`, a secret as `***`:

        0.412 <- "R1#"
        0.413 -> "terminal length 0\n"

Nothing is lost, so the lab can play it back (netcollect/lab/recording.py reads it).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from msgspec import structs

from netcollect.errors import DeviceError, ErrorKind, OutputError
from netcollect.logins import login_secrets
from netcollect.model import Device, Failure, SessionOptions
from netcollect.session.clock import Clock
from netcollect.session.line import Line, LineClosedError
from netcollect.session.masking import Masker, shown
from netcollect.session.withheld import Withheld

log = logging.getLogger("netcollect.session")
#: Each step of a session and what it waits for; verbose, so only `-vvv` shows it.
steps = logging.getLogger("netcollect.session.steps")

#: Errors whose message can quote only the end of what the device said.
UNSEEN = frozenset({ErrorKind.NO_PROMPT, ErrorKind.READ_TIMEOUT})
#: A wait that is worth mentioning (seconds).
LONG = 0.5
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


def make_folder(folder: str) -> None:
    """Creates the directory for session logs, readable by its owner only.

    Raises:
        OutputError: it cannot be created, or nothing can be written there.
    """
    try:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error), "choose another --session-log") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(folder, "no permission to write there", "choose another --session-log")


class SessionLog:
    """One session's pair of files; without files it only logs the steps, if anyone listens."""

    def __init__(self, device: Device, now: Callable[[], float]) -> None:
        self._device = device
        self._now = now
        self._began = now()
        self._secrets = {each.encode("utf-8", "surrogateescape") for each in login_secrets(device)}
        self._streams = {"<-": Masker(self._secrets), "->": Masker(self._secrets)}
        self._files: tuple[int, int] | None = None
        self._withheld: Withheld | None = None
        self.path = self._folder = ""

    def open(self, folder: str, attempt: int, mask_key: bytes | None = None) -> None:
        """Creates the pair of files; a session that cannot have them goes on without.

        Args:
            folder: where.
            attempt: the try that this session is.
            mask_key: masks the secrets of configurations. What a device says is then written only when the
                next line is sent, because only the whole answer shows what is a secret.
        """
        try:
            make_folder(folder)
            self.path, self._files = _pair(folder, f"{self._device.name}.{attempt}")
            self._folder = folder
        except (OSError, OutputError) as error:
            log.warning("%s: no session log: %s", self._device.name, error)
            return
        self._withheld = Withheld(self._device, mask_key) if mask_key else None
        device, started = self._device, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._write(
            "# netcollect session log, format 1\n"
            f"# device: {device.name}\n# host: {device.host} port {device.port}\n"
            f"# platform: {device.platform}\n# attempt: {attempt}\n# started: {started}\n"
            "# seconds -> sent, <- received; \\xNN is a byte, *** a secret of the login\n"
        )

    def tap(self, line: Line) -> Line:
        """The line with everything that goes over it logged, or the line itself if nobody wants a log."""
        self.event("==", "line open")
        return TappedLine(line, self) if self._files or steps.isEnabledFor(logging.DEBUG) else line

    def step(self, text: str) -> None:
        """Tells what the session does or waits for."""
        if steps.isEnabledFor(logging.DEBUG):
            steps.debug("%s: %s", self._device.name, self._masked(text))

    def chunk(self, way: str, data: bytes) -> bytes:
        """Logs what was read (`<-`) or written (`->`); gives the part of it that can be shown."""
        self._flush("->" if way == "<-" else "<-")
        masked = self._streams[way].take(data)
        self._note(way, masked)
        return masked

    def event(self, way: str, text: str) -> None:
        """Logs what is not data: `<-` for the line's end, `==` for the session's events."""
        for each in self._streams:
            self._flush(each)
        self._write_withheld()
        text = self._masked(text)
        text = self._withheld.message(text) if self._withheld else text
        self._write(f"{self._seconds()} {way} {shown(text.encode('utf-8', 'surrogateescape'))}\n")

    def failed(self, why: Failure) -> Failure:
        """Logs the error that ended the session or a command; gives it with a hint where to see more."""
        self.event("==", f"{why.kind}: {why.message}")
        if why.kind not in UNSEEN:
            return why
        # Not the file's name: a summary groups devices that have the same error and hint.
        where = (
            f"{self._folder} holds what was said" if self.path else "--session-log DIR shows what was said"
        )
        return structs.replace(why, hint=f"{why.hint}; {where}" if why.hint else where)

    def close(self) -> None:
        """Writes what was held back."""
        for way in self._streams:
            self._flush(way)
        self._write_withheld()
        self._let_go()

    def _flush(self, way: str) -> None:
        self._note(way, self._streams[way].flush())

    def _note(self, way: str, data: bytes) -> None:
        if not data or not self._files:
            return
        if not self._withheld:
            self._row(self._seconds(), way, data)
            return
        if way == "->" and data.endswith((b"\r", b"\n")):
            self._write_withheld()
        self._withheld.add(self._seconds(), way, data)

    def _write_withheld(self) -> None:
        """Writes what was withheld, without the secrets of configurations."""
        for row in self._withheld.rows() if self._withheld else ():
            self._row(*row)

    def _row(self, seconds: str, way: str, data: bytes) -> None:
        self._write(f'{seconds} {way} "{shown(data)}"\n', data if way == "<-" else b"")

    def _seconds(self) -> str:
        return f"{self._now() - self._began:9.3f}"

    def _masked(self, text: str) -> str:
        masker = Masker(self._secrets)
        data = text.encode("utf-8", "surrogateescape")
        return (masker.take(data) + masker.flush()).decode("utf-8", "surrogateescape")

    def _write(self, text: str, raw: bytes = b"") -> None:
        """Writes straight to the files: a buffer would be lost if the process were killed."""
        if not self._files:
            return
        try:
            _write_all(self._files[0], text.encode("utf-8", "surrogateescape"))
            _write_all(self._files[1], raw)
        except OSError as error:
            log.warning("%s: its session log ends here: %s", self._device.name, error.strerror or error)
            self._let_go()

    def _let_go(self) -> None:
        files, self._files = self._files or (), None
        for each in files:
            with suppress(OSError):
                os.close(each)


class TappedLine:
    """A line whose reads and writes are logged."""

    def __init__(self, line: Line, noted: SessionLog) -> None:
        self._line = line
        self._noted = noted
        self.pace = line.pace

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        if seconds >= LONG:
            self._noted.step(f"waiting up to {seconds:g} s")
        try:
            data = self._line.read(seconds)
        except LineClosedError as error:
            self._noted.event("<-", f"closed: {error}")
            raise
        if data:
            self._noted.step(f"received {len(data)} bytes")
            self._noted.chunk("<-", data)
        return data

    def write(self, data: bytes, seconds: float) -> None:
        """See `Line.write`; logged first, because it may hang."""
        self._noted.step(f"sending '{shown(self._noted.chunk('->', data))}'")
        self._line.write(data, seconds)

    def leave(self) -> None:
        """See `Line.leave`."""
        self._line.leave()

    def close(self) -> None:
        """See `Line.close`."""
        self._line.close()


@contextmanager
def session_log(device: Device, options: SessionOptions, clock: Clock) -> Iterator[SessionLog]:
    """The log of one session, opened before it connects; the error that ends it is the last line."""
    noted = SessionLog(device, clock.now)
    if options.session_log:
        noted.open(options.session_log, options.attempt, options.mask_key)
    noted.step(f"connecting to {device.host} port {device.port}, and logging in")
    try:
        yield noted
    except DeviceError as error:
        told = noted.failed(Failure.of(error))
        raise DeviceError(
            told.kind, told.message, told.hint, error.bastion, error.hung_up
        ) from error.__cause__
    except Exception as error:
        noted.event("==", f"internal: {type(error).__name__}")
        raise
    finally:
        noted.close()


def _pair(folder: str, stem: str) -> tuple[str, tuple[int, int]]:
    """New files, never another session's: if the names are taken, `R1.1-2.log` and so on."""
    if "/" in stem or "\0" in stem:
        raise OutputError(stem, "cannot be a file name")
    for number in count(1):
        path = os.path.join(folder, stem if number == 1 else f"{stem}-{number}")  # noqa: PTH118 (a stem)
        with suppress(FileExistsError):
            first = os.open(f"{path}.log", _FLAGS, 0o600)
            try:
                return f"{path}.log", (first, os.open(f"{path}.raw", _FLAGS, 0o600))
            except OSError:
                os.close(first)
                raise
    raise AssertionError


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
