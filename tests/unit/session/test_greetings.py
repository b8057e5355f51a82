"""What may be answered before the first prompt: the families' files say it, and somebody's leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import DeviceError
from netcollect.inventory import load_platform_files
from netcollect.platforms import known_platforms, platform_of, shipped, taught
from netcollect.session import internals, setup
from netcollect.session.greetings import greeting_of


def test_the_tables_name_platforms_that_there_are() -> None:
    bases = {platform_of(name).base for name in known_platforms()}
    assert {*internals.driver.ASKS_INSIDE, *setup.READS_UNPRIVILEGED} <= bases


def test_every_family_tells_what_accepts_terms_from_what_changes_nothing() -> None:
    catalogue = shipped()
    for name in catalogue.names:
        rows = catalogue.family(name).greetings
        assert any(row.accepts for row in rows), name
        assert not [
            row for row in rows if not row.accepts and row.press.lower() in ("y enter", "yes enter", "y", "a")
        ], name


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
        ("hioso_olt", "Please choose the management mode (1-CLI 2-Menu):", "1\r"),
        ("cisco_ios", "Press any key to continue", None),
        ("cisco_ios", "Enter Ctrl-Y to begin", None),
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


def test_a_sites_own_file_teaches_a_greeting(tmp_path: Path) -> None:
    (tmp_path / "cisco_ios.yaml").write_text(
        "greetings:\n"
        "  - {source: seen on sw1, seen: 'hit space to go on', press: Space}\n"
        "  - {source: seen on sw2, seen: 'rules read[?]', press: y Enter, accepts: true}\n"
    )
    with taught(load_platform_files(tmp_path)):
        greetings = greeting_of("cisco_xe", accepts_terms=False)
        assert greetings.answer("Hit SPACE to go on ") == " "
        with pytest.raises(DeviceError, match="terms"):
            greetings.answer("House rules read?")
        assert greeting_of("cisco_xe", accepts_terms=True).answer("House rules read?") == "y\r"
    assert greeting_of("cisco_xe", accepts_terms=True).answer("House rules read?") is None
