"""The base of netmiko's drivers, made to wait for data instead of by the clock.

netmiko's drivers know how 100+ platforms log in and are set up. Their base class, though, waits by the
clock: it sleeps and polls. `EventDriver` stands in that base class's place and waits for data. `driver_class`
derives from a driver and from `EventDriver`; because that is itself a `BaseConnection`, Python's method
resolution puts it after all of the driver's classes and before `BaseConnection`: a driver's own
methods stay as they are, only what they inherit changes. No driver is copied, nothing global is patched.

Read from netmiko 4.8 (base_connection.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from netmiko.exceptions import ReadTimeout

from netcollect.session import privilege, telnet
from netcollect.session.channel import DriverChannel
from netcollect.session.finding import standing
from netcollect.session.greetings import MOST_KEYS, Greetings
from netcollect.session.internals.reading import PROMPT_LIKE, QUIET, LineReader
from netcollect.session.line import Line

_PROMPT_ENDS = re.compile(rb"[>#$%\])]\Z")
#: A device that is quiet for this long (seconds) at something like a prompt waits there, whatever prompt its
#: driver expects.
_STANDS_QUIET = 2.0
#: How often a silent device is woken with an empty line.
_WAKE_UPS = 5


class EventDriver(LineReader):
    """`BaseConnection` whose set-up ends with the data, not with the clock."""

    #: Opens the shell and gives its line; set by whoever connects.
    open_line: Callable[[int, int], Line]
    greeting: Greetings = Greetings()
    #: Whether the login is part of the terminal's dialogue: telnet, consoles, and a few SSH platforms.
    asks_in_terminal = True
    #: Told as soon as the device has taken the login in the terminal; set by whoever connects.
    taken: Callable[[], object] = staticmethod(lambda: None)
    #: Whether the device was sent a password or a key's signature, by SSH or in the terminal.
    credential_sent = False

    def establish_connection(self, width: int = 511, height: int = 1000) -> None:
        """Opens the terminal of a connection that is already logged in; telnet and consoles log in here."""
        self.step("opening a terminal")
        self.channel = DriverChannel(self.open_line(width, height), self.patience, self.secret or "")
        if self.asks_in_terminal:
            self.telnet_login()
            if self.credential_sent:
                self.taken()
            self.channel.begin_anew()

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        """Does nothing: keys and logins in the terminal are one dialogue for all platforms."""

    def telnet_login(  # noqa: PLR0917 (netmiko's signature)
        self,
        pri_prompt_terminator: str = r"#\s*$",
        alt_prompt_terminator: str = r">\s*$",
        username_pattern: str = "",
        pwd_pattern: str = "",
        delay_factor: float = 1.0,
        max_loops: int = 20,
    ) -> str:
        """Logs in inside the terminal; how it asks for that is in its family's file."""
        del username_pattern, pwd_pattern, delay_factor, max_loops
        prompts = rf"{pri_prompt_terminator}|{alt_prompt_terminator}"
        self.step(f"logging in inside the terminal, until /{prompts}/")
        return telnet.log_in(self, prompts)

    def _try_session_preparation(self, force_data: bool = True) -> None:
        self.step("waiting for a greeting, a prompt or a question")
        self._hear_greeting()
        if force_data:
            self.write_channel(self.RETURN)
        self.step("setting the terminal up")
        self.session_preparation()

    def _hear_greeting(self) -> None:
        """Waits until the device stands at its prompt or asks: a question must not get the first line."""
        for _ in range(MOST_KEYS):
            while (quiet := self._quiet_wanted()) and self._hears(quiet):
                pass
            key = self.greeting.answer(self.channel.last_line().decode("utf-8", "replace"))
            if key is None or self._hears(QUIET):
                return
            self.press(key)
            self._hears(self.patience)

    def press(self, key: str) -> None:
        """Presses a key that the greeting asks for; it brings the login's own prompt, and no other."""
        self.step(f"pressing {key!r}")
        sent = self.channel.lines_sent
        self.channel.write_channel(key)
        self.channel.lines_sent = sent
        self._read_buffer = ""

    def _quiet_wanted(self) -> float:
        """How long what stands there must be quiet before it counts as the greeting's end (seconds)."""
        line = self.channel.last_line()
        text = line.decode("utf-8", "surrogateescape")
        if _PROMPT_ENDS.search(line):
            return telnet.GUESSED_QUIET if telnet.is_frame(text) else 0
        if self.greeting.knows(text):
            return QUIET
        # A question is not written to, whenever it comes to an end.
        return 0 if self.questions.asked(text) else telnet.WAKE

    def find_prompt(self, delay_factor: float = 1.0, pattern: str | None = None) -> str:
        """The line at which the device waits; an empty line is sent only if it does not show."""
        del delay_factor
        # Only at the end: the echo of another command holds the prompt too.
        wanted = re.compile(rf"(?:{pattern})\s*\Z") if pattern else PROMPT_LIKE
        if self.channel.lines_sent and (known := standing(self.channel)):
            self._read_buffer = ""
            if wanted.search(prompt := known.decode("utf-8", "replace")):
                return prompt
        self.step(f"asking for the prompt, waiting for /{wanted.pattern}/")
        self.clear_buffer()
        self.write_channel(self.RETURN)
        return self._read_prompt(wanted)

    def _read_prompt(self, wanted: re.Pattern[str]) -> str:
        """The last line, once it is a wanted prompt; any other prompt must stay quiet for that."""
        text = ""
        while True:
            if PROMPT_LIKE.search(text):
                new = self._wait(_STANDS_QUIET)
            else:
                new = self._more(self.patience, wanted.pattern, text)
            text += new
            last = text.rsplit("\n", 1)[-1].strip()
            # A line without a name in it may be a part of a banner.
            if not new or (wanted.search(last) and re.search(r"\w", last) and not self._goes_on(text)):
                return last

    def _goes_on(self, text: str) -> bool:
        """Whether more follows at once: a banner holds `#` and `>` too, and may be cut anywhere."""
        if text.count("\n") <= 2:
            return False
        self._read_buffer = self.channel.wait(QUIET)
        return bool(self._read_buffer)

    def disable_paging(
        self,
        command: str = "terminal length 0",
        delay_factor: float | None = None,
        cmd_verify: bool = True,
        pattern: str | None = None,
    ) -> str:
        """Sends the command; its answer and those of the next lines are awaited together, in one round trip.

        Not on a console or over telnet, where a line that comes too fast may be lost.
        """
        if self.protocol != "ssh":
            return super().disable_paging(command, delay_factor, cmd_verify, pattern)
        self.write_channel(self.normalize_cmd(command))
        return ""

    def set_terminal_width(
        self,
        command: str = "",
        delay_factor: float | None = None,
        cmd_verify: bool = False,
        pattern: str | None = None,
    ) -> str:
        """Sends the command, if there is one; see `disable_paging`."""
        if self.protocol != "ssh" or not command:
            return super().set_terminal_width(command, delay_factor, cmd_verify, pattern)
        self.write_channel(self.normalize_cmd(command))
        return ""

    def _test_channel_read(self, count: int = 40, pattern: str = "") -> str:
        """Text up to the pattern, or until the device waits; a silent device is woken with empty lines."""
        del count
        wanted = re.compile(pattern) if pattern else PROMPT_LIKE
        text, silences = "", 0
        while silences * _STANDS_QUIET < self.patience:
            if pattern and (found := wanted.search(text)):
                self._read_buffer = text[found.end() :]
                return text[: found.end()]
            if new := self._wait(min(self._quiet_at(text, pattern), self.patience)):
                text += new
            elif text and (not pattern or PROMPT_LIKE.search(text)):
                return text
            else:
                silences += 1
                self._wake(silences)
        raise ReadTimeout(f"waited {self.patience:g} s for /{wanted.pattern}/ after {text[-200:]!r}")

    def _quiet_at(self, text: str, pattern: str) -> float:
        return QUIET if not pattern and PROMPT_LIKE.search(text) else _STANDS_QUIET

    def _wake(self, silences: int) -> None:
        if silences <= _WAKE_UPS:
            self.write_channel(self.RETURN)

    def set_base_prompt(
        self,
        pri_prompt_terminator: str = "#",
        alt_prompt_terminator: str = ">",
        delay_factor: float = 1.0,
        pattern: str | None = None,
    ) -> str:
        """The prompt without its last character, whatever that is."""
        ends = "|".join(re.escape(end) for end in (pri_prompt_terminator, alt_prompt_terminator) if end)
        prompt = self.find_prompt(
            delay_factor=delay_factor, pattern=pattern or (f"(?:{ends})" if ends else None)
        )
        self.base_prompt = prompt[:-1] if len(prompt) > 1 else prompt
        return self.base_prompt

    def enable(
        self,
        cmd: str = "",
        pattern: str = "ssword",
        enable_pattern: str | None = None,
        check_state: bool = True,
        re_flags: int = re.IGNORECASE,
    ) -> str:
        """Enters privileged mode; a refusal is noticed at once instead of after 20 seconds."""
        if check_state and self.check_enable_mode():
            return ""
        self.step(f"entering privileged mode, waiting for /{pattern}/")
        return privilege.enter(self, cmd, re.compile(rf"{pattern}|secret", re_flags), enable_pattern)
