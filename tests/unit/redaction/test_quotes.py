"""Secrets in quotes: with quotes in them, over several lines, with a backslash at their end."""

from __future__ import annotations

import re
import time

import pytest

from netcollect.redaction import Secrets, redact, without_run
from unit.tables import each_row

MASK = "<redacted>"
#: A platform, what stands in front of the secret, it as it is written, and behind it.
ROWS = [
    ("linux", "DB_PASSWORD=", "'HUNT two\\\nHUNT'", " x"),
    ("linux", "DB_PASSWORD=", "'HUNT \\\nHUNT'", " x"),
    ("linux", "DB_PASSWORD=", '"HUNT \\"HUNT \\\nHUNT"', " x"),
    ("linux", "tool --password=", "'HUNT two'", " db"),
    ("linux", "tool --password=", "'HUNT'\\''HUNT'", " db"),
    ("linux", "tool --password=", "'HUNT'\"'\"'HUNT'", " db"),
    ("linux", "option key ", "'HUNT \\\nHUNT'", ""),
    ("linux", "{'token': ", "'HUNT-1\\'HUNT two'", ", 'x': 1}"),
    ("linux", '{"message": "password=', '\\"HUNT two\\"', ' x"}'),
    ("linux", 'curl -d "{\\"password\\": ', '\\"HUNT\\\\\\"HUNT two\\"', '}" x'),
    ("linux", "neighbor 192.0.2.1 password ", '"HUNT \\\nHUNT two"', ""),
    ("cisco_ios", "snmp-server community ", '"HUNT \\\nHUNT two"', " RO"),
    ("cisco_ios", "key ", '"HUNT \\"HUNT two"', ""),
    ("fortinet", "config system snmp community\nedit 1\nset name ", '"HUNT\\"HUNT"', "\nnext\nend"),
    ("juniper_junos", '"community" : [ { "name" : ', '"HUNT\\"HUNT"', " } ]"),
    ("juniper_junos", "set snmp community ", '"HUNT\\"HUNT two"', " authorization read-only"),
    ("vyos", "    plaintext-password ", '"a HUNT\\"', '\n    x "KEPT"'),
    ("vyos", "    plaintext-password ", '"HUNT \\"HUNT\\\\"', '\n    x "KEPT"'),
    ("vyatta_vyos", "    pre-shared-secret ", "HUNT\\", "\n    KEPT"),
    ("vyos", "set vpn ipsec authentication psk X secret ", "'HUNT\\'", "\nset x 'KEPT'"),
    ("vyos", "set vpn ipsec authentication psk X secret ", "'HUNT'\\''HUNT two'", "\nset x 'KEPT'"),
    ("vyos", "set service snmp community ", "'a HUNT\\'", " authorization ro\nset x 'KEPT'"),
]
#: What only has quotes.
KEPT = [
    ("linux", "it's 'password' that's \\\n'missing'"),
    ("linux", "alias ll='ls -l \\' x='password'"),
    ("linux", "description 'key\\' of the room"),
    ("vyos", "set interfaces ethernet eth0 description 'secret room\\'\nset system host-name 'R1'"),
    ("cisco_ios", 'banner motd "password \\\ninterface Ethernet1\n ip address 192.0.2.1 255.255.255.0'),
]


@each_row("platform, before, secret, after", ROWS)
def test_a_secret_in_quotes_is_masked_to_its_end(platform: str, before: str, secret: str, after: str) -> None:
    text = before + secret + after
    masked = redact(text, platform, keep_lines=True)
    assert (masked.startswith(before), masked.endswith(after)) == (True, True)
    own = without_run(masked).removeprefix(before).removesuffix(after).replace("\\\n", "")
    assert re.fullmatch(rf"(\\*[\"'])?{MASK}(\\*[\"'])?", own)
    assert masked.count("\n") == text.count("\n")
    assert redact(masked, platform) == masked
    assert "KEPT" not in Secrets(text, platform).all()


@each_row("platform, text", KEPT)
def test_what_stands_in_quotes_is_no_secret_by_that(platform: str, text: str) -> None:
    assert redact(text, platform) == text


@pytest.mark.soak
@pytest.mark.parametrize("unit", ['\\"', "'\\''", '"', "'", "\\", 'password="\\"', "password='\\'"])
def test_the_time_grows_with_quotes_that_never_end(unit: str) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        redact("password " + unit * (length // len(unit)), "linux")
        return time.process_time() - started

    # Eight times the text takes about eight times as long; what must not happen is sixty-four.
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.002)
