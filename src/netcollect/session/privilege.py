"""The way into privileged mode; a refusal is noticed at once, where netmiko waits for 20 seconds."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.asking import Asks, Questions, wants_other_secret
from netcollect.session.channel import DriverChannel

#: How long a question that is not for the secret must be quiet to be one (seconds).
QUIET = 1.0
_PROMPT_ENDS = (b">", b"#", b"$", b"%", b"]", b")")
_PROMPT_END = re.compile(r"[>#$%\])]\s*\Z")


class Driver(Protocol):
    """A driver whose device stands at its prompt, not privileged."""

    channel: DriverChannel
    base_prompt: str
    #: The user that some devices ask for, beside the secret.
    login_name: str
    secret: str
    questions: Questions
    #: How long the device may be silent (seconds).
    patience: float

    def normalize_cmd(self, command: str) -> str:
        """The command with the device's line end."""
        ...

    def write_channel(self, out_data: str) -> None:
        """Sends text."""
        ...

    def wait_text(self, seconds: float) -> str:
        """The next text; empty when none came."""
        ...

    def check_enable_mode(self) -> bool:
        """Whether the device says that it is privileged."""
        ...


def enter(driver: Driver, command: str, asked: re.Pattern[str], privileged: str | None) -> str:
    """Sends the command, and the user name and the secret, each once, if asked; gives what was said.

    Args:
        driver: stands at its prompt, and nothing is on its way.
        command: what the platform calls it: `enable`, `super`.
        asked: the question for the secret.
        privileged: what is seen in privileged mode, or None: then the mode is asked for.

    Raises:
        DeviceError: `enable_rejected`; also where the device asks again, or for something else.
    """
    driver.write_channel(driver.normalize_cmd(command))
    said = _reply(driver, asked)
    answers = {Asks.USER_NAME: driver.login_name, Asks.PASSWORD: driver.secret}
    while wanted := _asks(driver, asked, said):
        answer = answers.pop(wanted, "")
        if not answer or Asks.PASSWORD not in (wanted, *answers):
            raise rejected(said)
        driver.write_channel(driver.normalize_cmd(answer))
        # The answer's own line brings no prompt of its own.
        driver.channel.lines_sent -= 1
        said += _reply(driver, asked)
    if not (privileged and re.search(privileged, _last(said))) and not driver.check_enable_mode():
        raise rejected(said)
    return said


def _last(text: str) -> str:
    return text.rsplit("\n", 1)[-1]


def _asks(driver: Driver, asked: re.Pattern[str], said: str) -> Asks | None:
    """What the last line asks for; the driver has its own words for the secret."""
    last = _last(said)
    wanted = driver.questions.asked(last)
    if wanted is not Asks.USER_NAME and asked.search(last) and last.rstrip().endswith(":"):
        return Asks.ANSWER if wants_other_secret(last) else Asks.PASSWORD
    return wanted


def _reply(driver: Driver, asked: re.Pattern[str]) -> str:
    """What the device says until it asks for something, or stands at its prompt."""
    said, seconds = "", driver.patience
    while new := driver.wait_text(seconds):
        said += new
        last, wanted = _last(said), _asks(driver, asked, said)
        if wanted is Asks.PASSWORD or (last.startswith(driver.base_prompt) and _PROMPT_END.search(last)):
            return said
        seconds = QUIET if wanted else driver.patience
    if _asks(driver, asked, said):
        return said
    raise rejected(said)


def unanswered(driver: Driver, before: bytes) -> bool:
    """Whether the secret was sent, and no other prompt than the one `before` has come since."""
    if driver.channel.secret_sent is None:
        return False
    since = bytes(driver.channel.transcript[driver.channel.secret_sent :])
    lines = {line.strip() for line in since.splitlines()} - {before}
    name = driver.base_prompt.encode("utf-8", "surrogateescape")
    return not any(line.startswith(name) and line.endswith(_PROMPT_ENDS) for line in lines)


def rejected(said: str) -> DeviceError:
    """The error for a wrong or missing enable secret, with the device's own words."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    words = [line for line in lines if line.startswith("%")]
    shown = f": {lines[-1][:120]}" if lines else ""
    return DeviceError(
        ErrorKind.ENABLE_REJECTED,
        words[-1] if words else f"the device did not enter privileged mode{shown}",
        "check the enable secret (secret in the inventory, COLLECT_SECRET, --ask-secret)",
    )
