"""What may be answered before the first prompt."""

from __future__ import annotations

import pytest

from netcollect.errors import DeviceError
from netcollect.platforms import known_platforms, platform_of
from netcollect.session import greetings, internals, setup
from netcollect.session.greetings import greeting_of


def test_the_tables_name_platforms_that_there_are() -> None:
    bases = {platform_of(name).base for name in known_platforms()}
    named = {*greetings._KEYS, *internals.driver.ASKS_INSIDE, *setup.READS_UNPRIVILEGED}
    assert named <= bases


@pytest.mark.parametrize(
    ("platform", "line", "key"),
    [
        ("hp_procurve", "Press any key to continue", "\r"),
        ("aruba_osswitch", "  Press any key to continue ", "\r"),
        ("extreme_ers", "Enter Ctrl-Y to begin", "\x19"),
        ("avaya_ers", "Enter Ctrl-Y to begin.", "\x19"),
        ("extreme_ers", "Press ENTER to continue", "\r"),
        ("cisco_s200", "Press <Enter> to continue", "\r"),
        ("cisco_wlc", "Press Enter to continue...", "\r"),
        ("mikrotik_routeros", 'Please press "Enter" to continue!', "\r"),
        ("mikrotik_routeros", "Do you want to see the software license? [Y/n]: ", "n"),
        ("huawei", "The password needs to be changed. Change now? [Y/N]:", "N\r"),
        ("cisco_ios", "Press any key to continue", None),
        ("hp_procurve", "Press any key to continue with the installation now", None),
        ("hp_procurve", "ProCurve#", None),
    ],
)
def test_a_key_is_pressed_where_the_platform_asks_for_one(platform: str, line: str, key: str | None) -> None:
    assert greeting_of(platform, accepts_terms=False).answer(line) == key


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("(Press 'a' to accept):", "a"),
        ("Press 'a' to accept", "a"),
        ("Do you accept these terms?", "yes\r"),
        ("Do you accept the terms of use (yes)?", "yes\r"),
        ("I agree to the policy [yes/no]:", "yes\r"),
        ("Do you consent to monitoring? (y/n) ", "y\r"),
    ],
)
def test_terms_are_accepted_only_where_somebody_allowed_that(line: str, key: str) -> None:
    assert greeting_of("fortinet", accepts_terms=True).answer(line) == key
    with pytest.raises(DeviceError, match=r"question.*terms"):
        greeting_of("fortinet", accepts_terms=False).answer(line)


@pytest.mark.parametrize("line", ["Save configuration? [yes/no]:", "Password:", "lab#", "or <CR>:", ""])
def test_nothing_else_is_answered(line: str) -> None:
    assert greeting_of("fortinet", accepts_terms=True).answer(line) is None
