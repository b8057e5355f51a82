"""Reading and writing as netmiko's drivers do, waiting for data instead of by the clock.

Read from netmiko 4.8 (base_connection.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from netmiko.base_connection import BaseConnection
from netmiko.exceptions import ReadTimeout

from netcollect.session.asking import Asks, Questions
from netcollect.session.channel import DriverChannel
from netcollect.session.telnet import GUESSED_QUIET
from netcollect.session.terminal import QUESTION_QUIET

#: A device at a quiet line that ends like this waits for input (netmiko's drivers use the same characters).
PROMPT_LIKE = re.compile(r"[^\r\n]*[>#$%\])] ?\Z")
#: How long a line must be quiet to be the device's last one for now (seconds).
QUIET = 0.05
#: What a driver may answer to a question that is not about the login: it changes nothing.
_NO = ("n", "N", "no")
#: netmiko's usual time for a step (seconds); a driver that wants another says so.
_USUAL = 10.0


class LineReader(BaseConnection):
    """`BaseConnection` whose reading ends with the data, not with the clock."""

    channel: DriverChannel
    #: How long the device may be silent in one step (seconds): `--read-timeout`.
    patience: float = 30.0
    #: The user name for a login in the terminal; the driver's `username` is the one for SSH.
    login_name: str = ""
    #: How its devices ask for something.
    questions: Questions
    #: Told what the set-up does and waits for; `-vvv` shows it.
    step: Callable[[str], object] = staticmethod(lambda _what: None)

    def asks(self) -> bool:
        """Whether the device waits for the answer to a question."""
        while asked := self.questions.asked(self.channel.last_line().decode("utf-8", "surrogateescape")):
            if not self._hears(GUESSED_QUIET if asked is Asks.SOMETHING else QUESTION_QUIET):
                return True
        return False

    def _hears(self, seconds: float) -> bool:
        """Whether something arrives; the next read gets it."""
        new = self.channel.wait(seconds)
        self._read_buffer = self._take(new)
        return bool(new)

    def write_channel(self, out_data: str) -> None:
        """Sends text; without netmiko's debug log, which is where secrets leak.

        Raises:
            DeviceError: `question`: the device asks for something other than the login.
        """
        words = {self.login_name, self.password, self.secret, *_NO} - {"", None}
        if out_data.strip() not in words and self.asks():
            raise self.channel.question()
        self.channel.write_channel(out_data)

    def read_channel(self) -> str:
        """What is there now."""
        return self._take(self.channel.wait(0))

    def _wait(self, seconds: float) -> str:
        """The next text, waiting up to `seconds` for it; empty when none came."""
        while not self._read_buffer:
            new = self.channel.wait(seconds)
            # A packet of escape sequences alone is no text, but it is not silence either.
            if not new or (text := self._take(new)):
                return text if new else ""
        return self._take("")

    def wait_text(self, seconds: float) -> str:
        """The next text, waiting up to `seconds` for it; empty when none came."""
        return self._wait(seconds)

    def _take(self, new: str) -> str:
        if new.endswith("\r") and "\n" in new:
            new += self.channel.wait(0.01)
        new = self.normalize_linefeeds(new)
        if self.ansi_escape_codes:
            new = self.strip_ansi_escape_codes(new)
        text, self._read_buffer = self._read_buffer + new, ""
        return text

    def read_until_pattern(
        self,
        pattern: str = "",
        read_timeout: float = 10.0,
        re_flags: int = 0,
        max_loops: int | None = None,
    ) -> str:
        """Text up to and including the pattern; what follows stays for the next read."""
        del max_loops
        text = ""
        # If a driver gives a step less than netmiko's usual time, it has a reason.
        wanted = self.read_timeout_override or (read_timeout if 0 < read_timeout < _USUAL else self.patience)
        limit = min(wanted, self.patience)
        search = re.compile(pattern, re_flags).search
        self.step(f"waiting up to {limit:g} s for /{pattern}/")
        while True:
            text += self._more(limit, pattern, text)
            if found := search(text):
                self._read_buffer = text[found.end() :]
                return text[: found.end()]

    def _more(self, seconds: float, pattern: str, text: str) -> str:
        new = self._wait(seconds)
        if not new:
            # The next step may look for what this one has read.
            self._read_buffer = text
            raise ReadTimeout(f"waited {seconds:g} s for /{pattern}/ after {text[-200:]!r}")
        return new

    def read_channel_timing(
        self,
        last_read: float = 2.0,
        read_timeout: float = 120.0,
        delay_factor: float | None = None,
        max_loops: int | None = None,
    ) -> str:
        """Text until the device waits for input, or is quiet for `last_read` seconds."""
        del delay_factor, max_loops
        self.step(f"reading until a prompt, or {last_read:g} s without a byte")
        text = self._wait(min(last_read, read_timeout))
        while text:
            new = self._wait(QUIET if PROMPT_LIKE.search(text) else last_read)
            if not new:
                break
            text += new
        return text

    def clear_buffer(
        self, backoff: bool = True, backoff_max: float = 3.0, delay_factor: float | None = None
    ) -> str:
        """Drops what is there now; `find_prompt` deals with what is still on its way."""
        del backoff, backoff_max, delay_factor
        return self.read_channel()
