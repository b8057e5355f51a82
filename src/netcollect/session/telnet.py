"""The login inside a terminal: telnet, consoles behind a terminal server, SSH that leaves it to the shell."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.asking import Asks, Questions, unanswered
from netcollect.session.greetings import Greetings
from netcollect.session.line import BastionLostError, LineClosedError

#: A console may sleep until a key is pressed: how long it may take to speak on its own (seconds).
WAKE = 2.0
#: The same for one that has spoken, but neither asks nor stands at its prompt (seconds).
SPOKEN_WAKE = 10.0
#: A line is a question or a prompt only if nothing follows for this long (seconds): banners hold the same
#: words, and a console sends them a byte at a time. An answer inside a banner would become the user name.
QUIET = 0.05
#: The same for a prompt without a name.
NAMELESS_QUIET = 0.5
#: The same for what only looks like a question, or like a prompt.
GUESSED_QUIET = 2.0
_FRAME = re.compile(r"\A\s*(?:\W{4,}\Z|[#*=+|%-]+ .*\W\Z)")
_WORD = re.compile(r"\w")
_REFUSED = re.compile(
    r"login (?:invalid|incorrect|failed)|bad (?:passwords?|username)|authentication fail|access denied"
    r"|invalid (?:login|password|user)|incorrect (?:login|password)",
    re.IGNORECASE,
)
#: What is a refusal too where a device hangs up with it.
_LOCKED = re.compile(
    r"\block(?:ed|out)?\b|fail(?:ed|ure)|attempts|credential|denied|block(?:ed|ing)", re.IGNORECASE
)
#: Why a device may hang up that has taken the login.
_NO_ROOM = re.compile(
    r"lines? (?:are |is )?(?:in use|busy)|(?:session|connection|user)s? limit"
    r"|(?:too many|max(?:imum)?\b[\w ]*) (?:session|connection|user)s",
    re.IGNORECASE,
)
_LOGIN = (Asks.USER_NAME, Asks.PASSWORD)


class Session(Protocol):
    """A driver whose device has not been logged in to yet."""

    login_name: str
    password: str | None
    #: What it sends for Enter.
    RETURN: str
    #: How long the device may be silent (seconds).
    patience: float
    greeting: Greetings
    questions: Questions
    #: Whether the device was sent the password.
    credential_sent: bool

    def write_channel(self, out_data: str) -> None:
        """Sends text."""
        ...

    def press(self, key: str) -> None:
        """Presses a key that the greeting asks for."""
        ...

    def wait_text(self, seconds: float) -> str:
        """The next text; empty when none came."""
        ...


def log_in(session: Session, prompts: str) -> str:
    """Answers the login's questions, each once, until a prompt stands there; gives what was said.

    Raises:
        DeviceError: `auth_rejected`, `auth_timeout`, `no_credential`, `question`, `closed` or `no_prompt`.
        LineClosedError: it hung up at its prompt.
    """
    dialogue = _Dialogue(session, re.compile(rf"(?:{prompts})\s*\Z"))
    try:
        while not dialogue.is_over:
            quiet = dialogue.quiet_wanted()
            if quiet is None:
                dialogue.hear_more()
            elif not dialogue.hears(quiet):
                dialogue.reply()
    except LineClosedError as error:
        raise dialogue.hung_up(error) from None
    return dialogue.said


def is_frame(line: str) -> bool:
    """Whether what ends like a prompt looks like a part of a banner: a rule, or text between marks."""
    return _FRAME.search(line) is not None


def _quiet_of_prompt(line: str) -> float:
    if is_frame(line):
        return GUESSED_QUIET
    return QUIET if _WORD.search(line) else NAMELESS_QUIET


class _Dialogue:
    """A login's dialogue: what was said, and what was answered."""

    def __init__(self, session: Session, prompt: re.Pattern[str]) -> None:
        self._session = session
        self._prompt = prompt
        self.said = ""
        #: What was said since the last answer.
        self._fresh = ""
        self._answered: set[Asks] = set()
        self._woken = False
        #: Whether the device stands at its prompt.
        self.is_over = False

    @property
    def _line(self) -> str:
        """The unfinished last line."""
        return self._fresh[self._fresh.rfind("\n") + 1 :]

    @property
    def _greeting(self) -> str:
        """The line that may be a greeting: some end it, and wait below."""
        return self._line if self._line.strip() else self._fresh.rstrip().rpartition("\n")[2]

    @property
    def _asked(self) -> Asks | None:
        """What the last line asks for; a question for the login may have no colon."""
        asked = self._session.questions.asked(self._line)
        if asked is None and (words := self._line.rstrip()):
            asked = self._session.questions.asked(f"{words}:")
            return asked if asked in _LOGIN else None
        return asked

    def quiet_wanted(self) -> float | None:
        """How long the last line must be quiet before it is replied to (seconds); None: more must come."""
        line = self._line
        if self._session.greeting.knows(self._greeting):
            return QUIET if line.strip() else NAMELESS_QUIET
        if self._prompt.search(line):
            return _quiet_of_prompt(line)
        if (asked := self._session.questions.asked(line)) and asked is not Asks.SOMETHING:
            return QUIET
        return GUESSED_QUIET if self._asked else None

    def reply(self) -> None:
        """Presses the key or gives the answer that the quiet last line wants, or notes that it is a prompt.

        Raises:
            DeviceError: it asks for something else, or again.
        """
        asked = self._asked
        if key := self._session.greeting.answer(self._greeting):
            self._session.press(key)
            self._fresh = ""
        elif self._prompt.search(self._line) and (Asks.PASSWORD in self._answered or asked is None):
            self.is_over = True
        elif asked not in _LOGIN:
            raise unanswered(self._line)
        elif asked in self._answered or Asks.PASSWORD in self._answered:
            raise self._rejected(self._fresh)
        else:
            self._give(asked)

    def _give(self, asked: Asks) -> None:
        is_name = asked is Asks.USER_NAME
        value = self._session.login_name if is_name else self._session.password
        if not value:
            raise DeviceError(
                ErrorKind.NO_CREDENTIAL, f"the device asks for a {asked.value}", "give one with -u or -k"
            )
        # Noted first: what could not be sent whole may have been heard.
        self._answered.add(asked)
        self._session.credential_sent |= asked is Asks.PASSWORD
        self._fresh = ""
        self._session.write_channel(value + self._session.RETURN)

    def hear_more(self) -> None:
        """Waits for more; a device that only sleeps is woken with an empty line.

        Raises:
            DeviceError: nothing came.
        """
        refused = self._answered and _REFUSED.search(self._fresh)
        if self.hears(WAKE if refused else self._patience()):
            return
        if refused:
            raise self._rejected(self._fresh)
        if not self._answered and not self._woken:
            self._woken = True
            self._session.write_channel(self._session.RETURN)
            return
        if Asks.PASSWORD in self._answered:
            raise DeviceError(
                ErrorKind.AUTH_TIMEOUT,
                f"no answer to the login within {self._session.patience:g} s",
                "the device's AAA server may be unreachable",
            )
        raise DeviceError(
            ErrorKind.NO_PROMPT,
            f"no login prompt that netcollect knows; the device shows {self.said.strip()[-100:]!r}",
            "check the port",
        )

    def _patience(self) -> float:
        if self._answered or self._woken:
            return self._session.patience
        return min(SPOKEN_WAKE if self.said.strip() else WAKE, self._session.patience)

    def hears(self, seconds: float) -> bool:
        """Whether the device says something within a time."""
        new = self._session.wait_text(seconds)
        self.said += new
        self._fresh += new
        return bool(new)

    def hung_up(self, error: LineClosedError) -> DeviceError | LineClosedError:
        """The error for a device that hung up; at a prompt, or for want of room, it has refused nothing."""
        said = self._fresh.strip()
        if Asks.PASSWORD in self._answered and not isinstance(error, BastionLostError):
            if _REFUSED.search(said) or _LOCKED.search(said):
                return self._rejected(said)
            if self._stood_at_prompt():
                return error
            if not _NO_ROOM.search(said):
                return self._rejected(said or str(error), hung_up=True)
        return DeviceError(
            ErrorKind.CLOSED,
            f"the connection ended before the login ({' '.join(said.split())[-120:] or error})",
            "all lines may be in use, or an access list drops you",
        )

    def _stood_at_prompt(self) -> bool:
        """Whether the last that the device said was its prompt: one word, and no part of a banner."""
        words = self._fresh.split("\n")[-1].split()
        return len(words) == 1 and self._prompt.search(words[0]) is not None and not is_frame(words[0])

    def _rejected(self, said: str, *, hung_up: bool = False) -> DeviceError:
        words = " ".join(said.split())[:120]
        return DeviceError(
            ErrorKind.AUTH_REJECTED,
            f"the device refused the login of {self._session.login_name or 'nobody'}: {words}",
            "check the user name and the password; nothing is tried twice, so no account gets locked",
            hung_up=hung_up,
        )
