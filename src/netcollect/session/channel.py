"""What netmiko's drivers read from and write to: a line as text, with a record of what was said."""

from __future__ import annotations

import codecs
import re
import time

from netmiko.channel import Channel

from netcollect.errors import DeviceError
from netcollect.session.asking import unanswered
from netcollect.session.clock import Clock
from netcollect.session.line import Line
from netcollect.session.screen import last_line


class DriverChannel(Channel):
    """netmiko's view of a line: text instead of bytes, and a record of what was said."""

    def __init__(self, line: Line, write_timeout: float, secret: str = "") -> None:
        self.line = line
        self._secret = secret
        #: Where in the transcript the secret was sent last.
        self.secret_sent: int | None = None
        self._write_timeout = write_timeout
        # A character that is split across two reads must survive.
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self.transcript = bytearray()
        self.lines_sent = 0
        #: The longest that the device took to say anything after an input (seconds).
        self.slowest = line.pace
        self._asked: float | None = None
        self._clock: Clock | None = None

    @property
    def pace(self) -> float:
        """How long the device takes to answer anything at all (seconds)."""
        return self.line.pace

    def leave(self) -> None:
        """Tells the connection that nothing more will be sent: the device is expected to hang up."""
        self.line.leave()

    def read(self, seconds: float) -> bytes:
        """What arrives, after waiting up to `seconds` for the first byte; it is recorded."""
        data = self.line.read(self._clock.within(seconds) if self._clock else seconds)
        if data:
            self.transcript += data
            if self._asked is not None:
                self.slowest = max(self.slowest, time.monotonic() - self._asked)
                self._asked = None
        return data

    def wait(self, seconds: float) -> str:
        """What arrives, as text."""
        return self._decode(self.read(seconds))

    def last_line(self) -> bytes:
        """The line at which the device stands."""
        return last_line(self.transcript)

    def question(self) -> DeviceError:
        """The error for what the device asks."""
        return unanswered(self.last_line().decode("utf-8", "replace"))

    def begin_anew(self) -> None:
        """Forgets a login's dialogue: its lines brought no prompts except the one that stands there now."""
        self.transcript = self.transcript.rsplit(b"\n", 1)[-1]
        self.lines_sent = 0

    def hurry(self, clock: Clock) -> None:
        """From now on, all waiting ends when `clock` does."""
        self._clock = clock

    def read_buffer(self) -> str:
        """What is there now."""
        return self.wait(0)

    def read_channel(self) -> str:
        """What is there now."""
        return self.wait(0)

    def write_channel(self, out_data: str) -> None:
        """Sends text; each line end in it will bring a prompt, which is counted later."""
        # Noted first: what could not be sent whole may have been heard.
        if self._secret and self._secret in out_data:
            self.secret_sent = len(self.transcript)
        self.lines_sent += len(re.findall(r"\r\n|\r|\n", out_data))
        self._asked = time.monotonic()
        self.line.write(out_data.encode("utf-8", "surrogateescape"), self._write_timeout)
