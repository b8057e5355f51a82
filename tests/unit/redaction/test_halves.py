"""Hashes that a terminal's width has broken over lines."""

from __future__ import annotations

import time

import pytest

from netcollect.redaction import Secrets, redact, without_run
from unit.tables import each_row

MASK = "<redacted>"
LETTERS = "HUNTabcdefghijklmnopqrstuvwxyz./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2
#: A platform, what stands in front of a hash, it, and what stands behind it.
ROWS = [
    ("cisco_ios", "enable secret 5 ", f"$1$mERr${LETTERS[:22]}", ""),
    ("cisco_ios", "username ops secret 9 ", f"$9$nhEmQVczB7dqsO${LETTERS[:43]}", ""),
    ("cisco_ios", "enable secret 8 ", f"$8$nhEmQVczB7dqsO${LETTERS[:43]}", ""),
    ("cisco_nxos", "username admin password 5 ", f"$5$KPNCBE${LETTERS[:43]}", "  role network-admin"),
    ("arista_eos", "username ops secret sha512 ", f"$6$KPNCBE${LETTERS[:86]}", ""),
    ("linux", "root:", f"$6$rounds=5000$KPNCBE${LETTERS[:86]}", ":19000:0:99999:7:::"),
    ("linux", "root:", f"$y$j9T$KPNCBEabc${LETTERS[:43]}", ":19000:0:99999:7:::"),
    ("linux", "ops:", f"$2y$10${LETTERS[:53]}", ""),
    ("fortinet", "set password ENC ", f"SH2{LETTERS[:22].replace('.', 'a')}ab=", ""),
    ("linux", "userPassword: {SSHA}", f"{LETTERS[:30].replace('.', 'a')}a=", ""),
    ("juniper_junos", "secret ", f'"$9${LETTERS[:40]}"', "; ## SECRET-DATA"),
    ("huawei_vrp", "local-user ops password irreversible-cipher ", f"%^%#{LETTERS[:60]}%^%#", ""),
]
KEPT = [
    ("linux", "x $1$abc\nroot:x:0:0:root:/root:/bin/bash\n"),
    ("linux", 'echo "$HOME/a\nb"\n'),
    ("linux", "%^%#\n%^%#\n100%$%#\n"),
    ("fortinet", "config system x\nset y ENC \nnext\nend\n"),
]


@each_row("platform, before, secret, after", ROWS)
def test_a_hash_is_masked_over_several_lines_as_in_one(
    platform: str, before: str, secret: str, after: str
) -> None:
    whole = redact(f"{before}{secret}{after}\nend\n", platform)
    assert MASK in without_run(whole)
    for at in range(10, len(secret) - 3, 7):
        text = f"{before}{secret[:at]}\n{secret[at:]}{after}\nend\n"
        masked = redact(text, platform)
        assert masked.replace("\n", "", 1) == whole
        assert redact(masked, platform) == masked
        told = Secrets(text, platform).all()
        assert any(secret[at:].strip('"') in each for each in told)


def test_a_hash_may_go_over_several_lines() -> None:
    text = f"root:$6$KPNCBE${LETTERS[:20]}\n{LETTERS[20:60]}\n{LETTERS[60:86]}:19000:0\nend\n"
    assert without_run(redact(text, "linux")) == f"root:{MASK}\n\n:19000:0\nend\n"


def test_what_follows_a_hash_on_the_next_line_is_none_of_it() -> None:
    for following in ("exit", "interface Ethernet1", "!", "GigabitEthernet1/0/1", "0123456789ABCDEF"):
        for length in (16, 22, 30):
            text = f"enable secret 5 $1$mERr${LETTERS[:length]}\n{following}\n"
            assert without_run(redact(text, "cisco_ios")) == f"enable secret 5 {MASK}\n{following}\n"


@each_row("platform, text", KEPT)
def test_what_only_begins_like_a_hash_stays(platform: str, text: str) -> None:
    assert redact(text, platform) == text


@pytest.mark.soak
@pytest.mark.parametrize(
    "unit", ["$", "$1$", "$1$a\n", "%^%#", "%^%#a\n", '"$1$a\n', "ENC abcdefgh\n", "SHA}aaaaaa\n"]
)
def test_the_time_grows_with_hashes_that_never_end(unit: str) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        redact(unit * (length // len(unit)), "linux")
        return time.process_time() - started

    # Eight times the text takes about eight times as long; what must not happen is sixty-four.
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.002)
