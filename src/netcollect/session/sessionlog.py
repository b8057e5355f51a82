r"""`--session-log`: what goes over a session's line, both ways, as it happens, without the login's secrets.

Two files a session, named after device and attempt. `R1.1.raw` holds the bytes the device sent, for `cat`.
`R1.1.log` holds everything, a line for each read (`<-`) and write (`->`), with the seconds since the session
began; control characters are shown as `\r`, `\n`, `\t` and `\xNN`, a backslash as `\\`, a secret as `***`:

        0.412 <- "R1#"
        0.413 -> "terminal length 0\n"

Nothing is lost in it, so that the lab can play it back (netcollect/lab/recording.py reads it).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from netcollect.document import login_secrets
from netcollect.errors import DeviceError, OutputError
from netcollect.model import Device, Failure, SessionOptions
from netcollect.session.clock import Clock
from netcollect.session.line import Line, LineClosedError

log = logging.getLogger("netcollect.session")
#: Each step of a session and what it waits for; loud, so that only `-vvv` hears it.
steps = logging.getLogger("netcollect.session.steps")

MASK = b"***"
#: A wait that is worth telling of (seconds).
LONG = 0.5
_ESCAPES = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", "\t": "\\t"}
_PLAIN = re.compile(r"[ -\[\]-~]*")
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


def make_folder(folder: str) -> None:
    """Makes the directory for session logs, for its owner only.

    Raises:
        OutputError: that is not possible, or nothing can be written there.
    """
    try:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error), "choose another --session-log") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(folder, "no permission to write there", "choose another --session-log")


class Masker:
    """Masks secrets in a stream of bytes, also where a chunk ends inside one.

    What may be the beginning of a secret is held back until the next chunk decides.
    """

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._secrets = sorted({each for each in secrets if each}, key=len, reverse=True)
        self._longest = len(self._secrets[0]) if self._secrets else 0
        self._search = re.compile(b"|".join(map(re.escape, self._secrets)) or rb"(?!)").search
        self._held = b""
        #: How much of what is held was shown already.
        self._shown = 0

    def take(self, data: bytes) -> bytes:
        """What can be shown now."""
        data, shown, at, out = self._held + data, self._shown, 0, bytearray()
        tail = self._tail(data, 0)
        while (found := self._search(data, at)) and found.start() < tail:
            out += data[max(at, shown) : found.start()] + MASK
            at = found.end()
            tail = tail if at <= tail else self._tail(data, at)
        out += data[max(at, shown) : tail]
        self._held, self._shown = data[tail:], max(0, shown - tail)
        return bytes(out)

    def flush(self) -> bytes:
        """What was held back, masked if it is half of a secret or more; the rest of a secret stays masked."""
        held, shown = self._held, self._shown
        self._shown = len(held)
        if not held[shown:]:
            return b""
        much = any(each.startswith(held) and 2 * len(held) >= len(each) for each in self._secrets)
        return MASK if much else held[shown:]

    def _tail(self, data: bytes, at: int) -> int:
        """Where the last bytes begin that may become a secret."""
        for start in range(max(at, len(data) - self._longest + 1), len(data)):
            end = data[start:]
            if any(each.startswith(end) and each != end for each in self._secrets):
                return start
        return len(data)


def shown(data: bytes) -> str:
    """Bytes as one line of text from which they can be told exactly."""
    text = data.decode("utf-8", "surrogateescape")
    return "".join(map(_visible, text)) if not _PLAIN.fullmatch(text) else text


def _visible(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


class SessionLog:
    """One session's pair of files; one that has none only tells the steps, and only to who listens."""

    def __init__(self, device: Device, now: Callable[[], float]) -> None:
        self._device = device
        self._now = now
        self._began = now()
        self._secrets = {each.encode("utf-8", "surrogateescape") for each in login_secrets(device)}
        self._streams = {"<-": Masker(self._secrets), "->": Masker(self._secrets)}
        self._files: tuple[int, int] | None = None
        self.path = ""

    def open(self, folder: str, attempt: int) -> None:
        """Makes the pair of files; a session that cannot have them goes on without."""
        try:
            make_folder(folder)
            self.path, self._files = _pair(folder, f"{self._device.name}.{attempt}")
        except (OSError, OutputError) as error:
            log.warning("%s: no session log: %s", self._device.name, error)
            return
        device, started = self._device, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._write(
            "# netcollect session log, format 1\n"
            f"# device: {device.name}\n# host: {device.host} port {device.port}\n"
            f"# platform: {device.platform}\n# attempt: {attempt}\n# started: {started}\n"
            "# seconds -> sent, <- received; \\xNN is a byte, *** a secret of the login\n"
        )

    def tap(self, line: Line) -> Line:
        """The same line, with what goes over it noted; the line itself where nobody wants to know."""
        self.event("==", "line open")
        return TappedLine(line, self) if self._files or steps.isEnabledFor(logging.DEBUG) else line

    def step(self, text: str) -> None:
        """Tells what the session does or waits for."""
        if steps.isEnabledFor(logging.DEBUG):
            steps.debug("%s: %s", self._device.name, self._masked(text))

    def chunk(self, way: str, data: bytes) -> bytes:
        """Notes what was read (`<-`) or written (`->`); gives what of it can be shown."""
        self._flush("->" if way == "<-" else "<-")
        masked = self._streams[way].take(data)
        self._note(way, masked)
        return masked

    def event(self, way: str, text: str) -> None:
        """Notes what is no data: `<-` the line's end, `==` the session's."""
        for each in self._streams:
            self._flush(each)
        self._write(
            f"{self._seconds()} {way} {shown(self._masked(text).encode('utf-8', 'surrogateescape'))}\n"
        )

    def failed(self, why: Failure) -> None:
        """Notes the error that the session or a command ended with."""
        self.event("==", f"{why.kind}: {why.message}")

    def close(self) -> None:
        """Writes what was held back."""
        for way in self._streams:
            self._flush(way)
        self._let_go()

    def _flush(self, way: str) -> None:
        self._note(way, self._streams[way].flush())

    def _note(self, way: str, data: bytes) -> None:
        if data:
            self._write(f'{self._seconds()} {way} "{shown(data)}"\n', data if way == "<-" else b"")

    def _seconds(self) -> str:
        return f"{self._now() - self._began:9.3f}"

    def _masked(self, text: str) -> str:
        masker = Masker(self._secrets)
        data = text.encode("utf-8", "surrogateescape")
        return (masker.take(data) + masker.flush()).decode("utf-8", "surrogateescape")

    def _write(self, text: str, raw: bytes = b"") -> None:
        """Straight to the files: what is in a buffer is lost when the process is killed."""
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
    """A line whose reads and writes are noted."""

    def __init__(self, line: Line, noted: SessionLog) -> None:
        self._line = line
        self._noted = noted
        self.pace = line.pace

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        if seconds >= LONG:
            self._noted.step(f"waits up to {seconds:g} s")
        try:
            data = self._line.read(seconds)
        except LineClosedError as error:
            self._noted.event("<-", f"closed: {error}")
            raise
        if data:
            self._noted.step(f"hears {len(data)} bytes")
            self._noted.chunk("<-", data)
        return data

    def write(self, data: bytes, seconds: float) -> None:
        """See `Line.write`; noted first, for it may hang."""
        self._noted.step(f"sends '{shown(self._noted.chunk('->', data))}'")
        self._line.write(data, seconds)

    def leave(self) -> None:
        """See `Line.leave`."""
        self._line.leave()


@contextmanager
def session_log(device: Device, options: SessionOptions, clock: Clock) -> Iterator[SessionLog]:
    """The log of one session, from before it connects; what it fails with is its last line."""
    noted = SessionLog(device, clock.now)
    if options.session_log:
        noted.open(options.session_log, options.attempt)
    noted.step(f"connecting to {device.host} port {device.port}, and logging in")
    try:
        yield noted
    except DeviceError as error:
        noted.failed(Failure.of(error))
        raise
    except Exception as error:
        noted.event("==", f"internal: {type(error).__name__}")
        raise
    finally:
        noted.close()


def _pair(folder: str, stem: str) -> tuple[str, tuple[int, int]]:
    """New files, never another session's: where the names are taken, `R1.1-2.log` and so on."""
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
