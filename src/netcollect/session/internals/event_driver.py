"""The base of netmiko's drivers, made to wait for data instead of by the clock.

netmiko's drivers know how 100+ platforms log in and are set up. Their base class, though, waits by the
clock: it sleeps and polls. `EventDriver` stands in that base class's place and waits for data. `driver_class`
derives from a driver and from `EventDriver`; because that is itself a `BaseConnection`, Python's method
resolution puts it behind all of the driver's classes and in front of `BaseConnection`: a driver's own
methods stay as they are, only what they inherit changes. No driver is copied, nothing global is patched.

Read from netmiko 4.8 (base_connection.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from netmiko.exceptions import ReadTimeout

from netcollect.platforms import family_of
from netcollect.session import privilege, telnet
from netcollect.session.channel import DriverChannel
from netcollect.session.finding import standing
from netcollect.session.greetings import MOST_KEYS, Greeting
from netcollect.session.internals.reading import PROMPT_LIKE, QUIET, LineReader
from netcollect.session.line import Line

_PROMPT_ENDS = re.compile(rb"[>#$%\])]\Z")
#: How long a device that has begun to speak may pause in front of its first prompt (seconds).
_GREETING = 0.5
#: A device that has fallen quiet for this long (seconds) at something like a prompt waits there, whatever its
#: driver expects of one.
_STANDS_QUIET = 2.0
#: So often a silent device is woken with an empty line.
_WAKE_UPS = 5


class EventDriver(LineReader):
    """`BaseConnection` whose set-up ends with the data, not with the clock."""

    #: Set by `make_driver`: opens the shell and gives its line.
    open_line: Callable[[int, int], Line]
    greeting: Greeting = Greeting()
    #: Whether the login is part of the terminal's dialogue: telnet, consoles, and a few SSH platforms.
    asks_in_terminal = True

    def establish_connection(self, width: int = 511, height: int = 1000) -> None:
        """Opens the terminal on a login that already stands; telnet and consoles log in here."""
        self.step("opening a terminal")
        self.channel = DriverChannel(self.open_line(width, height), self.patience)
        if self.asks_in_terminal:
            self.telnet_login()
            self.channel.begin_anew()

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        """Nothing: keys and logins in the terminal are the same dialogue for all platforms."""

    def telnet_login(  # noqa: PLR0917 (netmiko's signature)
        self,
        pri_prompt_terminator: str = r"#\s*$",
        alt_prompt_terminator: str = r">\s*$",
        username_pattern: str = r"(?:user:|username|login|user name)",
        pwd_pattern: str = r"assword",
        delay_factor: float = 1.0,
        max_loops: int = 20,
    ) -> str:
        """Logs in inside the terminal: user name, password, or the password alone."""
        del delay_factor, max_loops
        prompts = rf"{pri_prompt_terminator}|{alt_prompt_terminator}"
        self.step(f"logging in inside the terminal, until /{prompts}/")
        return telnet.log_in(self, prompts, username_pattern, pwd_pattern)

    def _try_session_preparation(self, force_data: bool = True) -> None:
        if force_data:
            self.step("waiting for a greeting, a prompt or a question")
            self._hear_greeting()
            self.write_channel(self.RETURN)
        self.step("setting the terminal up")
        self.session_preparation()

    def _hear_greeting(self) -> None:
        """Waits until the device stands at its prompt, or asks: a question must not get the first line."""
        for _ in range(MOST_KEYS):
            while not self._stands(self.channel.last_line()):
                if not self._hears(_GREETING if self.channel.transcript else telnet.WAKE):
                    break
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

    def _stands(self, line: bytes) -> bool:
        return bool(_PROMPT_ENDS.search(line) or family_of(self.device_type).question.search(line))

    def find_prompt(self, delay_factor: float = 1.0, pattern: str | None = None) -> str:
        """The line at which the device waits; asked for with an empty line only where it does not show."""
        del delay_factor
        # At the end: the echo of a further command holds the prompt too.
        wanted = re.compile(rf"(?:{pattern})\s*\Z") if pattern else PROMPT_LIKE
        if self.channel.lines_sent and (known := standing(self.channel)):
            self._read_buffer = ""
            if wanted.search(prompt := known.decode("utf-8", "replace")):
                return prompt
        self.step(f"asking for the prompt, waiting for /{wanted.pattern}/")
        self.clear_buffer()
        self.write_channel(self.RETURN)
        text = ""
        while True:
            stands = PROMPT_LIKE.search(text)
            text += (
                new := self._wait(_STANDS_QUIET)
                if stands
                else self._more(self.patience, wanted.pattern, text)
            )
            last = text.rsplit("\n", 1)[-1].strip()
            # A line without a name in it, and one that is none of the driver's prompts, must stay quiet.
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
        """Sends the command. Its answer is waited for with those of the lines that follow, in one round trip.

        Not on a console or over telnet: there a line that comes too fast may be lost.
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
        """Text up to the pattern, or until the device waits; a silent one is woken with empty lines."""
        del count
        text, silence, woken = "", 0.0, 0
        wanted = re.compile(pattern) if pattern else PROMPT_LIKE
        while True:
            if pattern and (found := wanted.search(text)):
                self._read_buffer = text[found.end() :]
                return text[: found.end()]
            quiet = QUIET if not pattern and wanted.search(text) else _STANDS_QUIET
            if new := self._wait(min(quiet, self.patience)):
                text += new
                continue
            silence += quiet
            if text and (not pattern or PROMPT_LIKE.search(text)):
                return text
            if silence >= self.patience:
                raise ReadTimeout(f"waited {silence:g} s for /{wanted.pattern}/ after {text[-200:]!r}")
            if woken < _WAKE_UPS:
                self.write_channel(self.RETURN)
                woken += 1

    def set_base_prompt(
        self,
        pri_prompt_terminator: str = "#",
        alt_prompt_terminator: str = ">",
        delay_factor: float = 1.0,
        pattern: str | None = None,
    ) -> str:
        """The prompt without its last character, whichever that is."""
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
        """Enters privileged mode, and notices a refusal at once instead of after 20 seconds."""
        if check_state and self.check_enable_mode():
            return ""
        self.step(f"entering privileged mode, waiting for /{pattern}/")
        return privilege.enter(self, cmd, re.compile(rf"{pattern}|secret", re_flags), enable_pattern)
