"""The way into privileged mode; a refusal is noticed at once, where netmiko waits for 20 seconds."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.channel import DriverChannel

_PROMPT_END = re.compile(r"[>#$%\])]\s*\Z")


class Driver(Protocol):
    """A driver whose device stands at its prompt, not privileged."""

    channel: DriverChannel
    base_prompt: str
    secret: str
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
    """Sends the command, and the secret if the device asks for it; gives what was said.

    Args:
        driver: stands at its prompt, and nothing is on its way.
        command: what the platform calls it: `enable`, `super`.
        asked: the question for the secret.
        privileged: what is seen in privileged mode, or None: then the mode is asked for.

    Raises:
        DeviceError: `enable_rejected`.
    """
    driver.write_channel(driver.normalize_cmd(command))
    said = _reply(driver, asked)
    if asked.search(_last(said)):
        driver.write_channel(driver.normalize_cmd(driver.secret))
        # The secret's own line brings no prompt of its own.
        driver.channel.lines_sent -= 1
        answer = _reply(driver, asked)
        if asked.search(_last(answer)):
            raise rejected(answer)
        said += answer
    if not (privileged and re.search(privileged, _last(said))) and not driver.check_enable_mode():
        raise rejected(said)
    return said


def _last(text: str) -> str:
    return text.rsplit("\n", 1)[-1]


def _reply(driver: Driver, asked: re.Pattern[str]) -> str:
    """What the device says until it waits for the secret, or at its prompt."""
    said = ""
    while True:
        new = driver.wait_text(driver.patience)
        if not new:
            raise rejected(said)
        said += new
        last = _last(said)
        if (asked.search(last) and last.rstrip().endswith(":")) or (
            last.startswith(driver.base_prompt) and _PROMPT_END.search(last)
        ):
            return said


def rejected(said: str) -> DeviceError:
    """The error for a wrong or missing enable secret, with the device's own words."""
    words = [line.strip() for line in said.splitlines() if line.strip().startswith("%")]
    return DeviceError(
        ErrorKind.ENABLE_REJECTED,
        words[-1] if words else "the device did not enter privileged mode",
        "check the enable secret (secret in the inventory, COLLECT_SECRET, --ask-secret)",
    )
