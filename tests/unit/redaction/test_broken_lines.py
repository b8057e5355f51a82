"""Secrets in lines that go on behind a backslash, and in lines that only look as if they did."""

from __future__ import annotations

import time

import pytest

from netcollect.redaction import Secrets, redact, without_run
from unit.tables import each_row

MASK = "<redacted>"
#: A platform, a text, and how it is stored.
ROWS = [
    # RouterOS breaks long values anywhere: a word that announces a secret is made whole for it.
    *(
        ("mikrotik_routeros", f'add url="{broken}"', f'add url="\\\n    https://ops:{MASK}@a.example/x"')
        for broken in (
            "https:\\\n    //ops:HUNT@a.example/x",
            "https:/\\\n    /ops:HUNT@a.example/x",
            "https://\\\n    ops:HUNT@a.example/x",
            "https://o\\\n    ps:HUNT@a.example/x",
            "https://ops\\\n    :HUNT@a.example/x",
        )
    ),
    (
        "mikrotik_routeros",
        'add url="https://o\\\n    ps:HU\\\n    NT@a.example/x"',
        f'add url="\\\n    \\\n    https://ops:{MASK}@a.example/x"',
    ),
    (
        "mikrotik_routeros",
        'add url="https://ops:HU\\\n    NT@a.example/x"',
        f'add url="https://ops:{MASK}\\\n@a.example/x"',
    ),
    (
        "mikrotik_routeros",
        'add url="https://a.example/bo\\\n    t1:HUNT/x"',
        f'add url="\\\n    https://a.example/bot1:{MASK}/x"',
    ),
    (
        "mikrotik_routeros",
        'add source="/tool fetch pass\\\n    word=HUNT url=x"',
        f'add source="/tool fetch \\\n    password={MASK} url=x"',
    ),
    ("linux", "DB_PASS\\\nWORD=HUNT x", f"\\\nDB_PASSWORD={MASK} x"),
    # What announces it stands on a line that holds none by itself.
    ("linux", "curl --silent \\\n  -u ops:HUNT x", f"curl --silent \\\n  -u ops:{MASK} x"),
    # No line goes on there.
    (
        "cisco_ios",
        "description a secret \\\nenable password HUNT",
        f"description a secret \\\nenable password {MASK}",
    ),
    (
        "cisco_ios",
        "enable password x\\\nsnmp-server community HUNT RO",
        f"enable password {MASK}\nsnmp-server community {MASK} RO",
    ),
    (
        "cisco_ios",
        "banner \\\nsnmp-server host 192.0.2.1 HUNT",
        f"banner \\\nsnmp-server host 192.0.2.1 {MASK}",
    ),
    # Several commands in one line, of which the first has become longer.
    (
        "cisco_ios",
        "R1# a; snmp-server community x RO; snmp-server host 192.0.2.1 HUNT",
        f"R1# a; snmp-server community {MASK} RO; snmp-server host 192.0.2.1 {MASK}",
    ),
]
KEPT = [
    ("mikrotik_routeros", 'add comment="https://a.exam\\\n    ple/x and mo\\\n    re" disabled=no'),
    ("mikrotik_routeros", 'add comment="user@a.exam\\\n    ple" list=pass\\\n    age'),
    ("linux", "ssh -p 22 \\\n  ops@a.example \\\n  show version"),
    ("cisco_ios", " \\  /\\\n  \\/  \\\ninterface Ethernet1"),
]


@each_row("platform, text, stored", ROWS)
def test_a_secret_in_a_line_that_goes_on_is_masked(platform: str, text: str, stored: str) -> None:
    masked = redact(text, platform)
    assert without_run(masked) == stored
    assert redact(masked, platform) == masked
    secrets = Secrets(text, platform)
    lines = [secrets.line(number)[1] for number in range(text.count("\n") + 1)]
    assert without_run("\n".join(lines)) == stored


@each_row("platform, text", KEPT)
def test_a_line_that_goes_on_and_holds_none_stays(platform: str, text: str) -> None:
    assert redact(text, platform) == text


@pytest.mark.soak
@pytest.mark.parametrize("unit", ["\\\n", "a\\\n", "x \\\n", "password \\\n", "https:\\\n", "a\\\n    :\\\n"])
def test_the_time_grows_with_a_line_that_goes_on_and_on(unit: str) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        redact(unit * (length // len(unit)) + "password x", "mikrotik_routeros")
        return time.process_time() - started

    # Eight times the text takes about eight times as long; what must not happen is sixty-four.
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.002)
