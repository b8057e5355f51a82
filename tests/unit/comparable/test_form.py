"""The comparable form: what is masked, what never counts, and where its lines come from."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from netcollect.comparable import MASK, SECRET, comparable, digest, form, masking, rules_of
from netcollect.comparable.rules import Rules
from netcollect.platforms import family_of

IOS = rules_of("cisco_ios", "show running-config")
CONFIG = """\
Building configuration...

Current configuration : 1234 bytes
!
hostname R1
!
!
banner motd ^C
 Current configuration : 1 bytes

!
 uptime   \x20
^C
!
ntp clock-period 17179738
end
"""


def test_patterns_without_an_end_are_ended_and_mask_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each of the stars may take what the others leave: no loop, and yet hours for a line like this."""
    monkeypatch.setattr(form, "_SECONDS", 0.2)
    monkeypatch.setattr(masking, "_given_up", set())
    endless = rules_of("cisco_ios", "show running-config", (".*" * 8 + "[!]",))
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)  # the test's own limit is an alarm too
    try:
        found = comparable(CONFIG + "a" * 1500, endless)
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
    assert (found.hidden, found.lines[-1]) == (0, "a" * 1500)
    assert "came to no end" in caplog.text
    assert "takes too long" in caplog.text
    caplog.clear()
    # The next output does not wait for it, and what netcollect itself knows is left out of it.
    assert comparable(CONFIG + "a" * 1500, endless).hidden == 3
    assert not caplog.text


def test_an_alarm_is_set_for_what_could_need_one() -> None:
    slow = {rule.pattern.pattern: rule.slow for rule in rules_of("cisco_ios", "show x", ["a?a"]).volatile}
    assert slow["a?a"]
    assert slow[r"^Using \d+ out of \d+ bytes.*"]
    assert not slow[r"^ntp clock-period \d+$"]
    assert not slow["^! (?:Last configuration change|NVRAM config last updated) at .*"]


def test_an_alarm_is_set_for_many_choices_and_not_for_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    family = family_of("cisco_ios")
    patterns = ["^(?:a|b) (?:c|d) x", "^(?:a|b)(?:a|b)(?:a|b)(?:a|b) x"]
    row = replace(family.volatile[0], commands="", patterns=tuple(patterns))
    taught = replace(family, volatile=(row,))
    monkeypatch.setattr("netcollect.comparable.rules.family_of", lambda _: taught)
    rules = rules_of("cisco_ios", "show of many choices")
    assert [rule.slow for rule in rules.volatile] == [False, True]


def test_however_many_lines_begin_like_a_volatile_one_those_are_found() -> None:
    like, volatile = "! Last configuration change by lab", "! Last configuration change at 10:00:00 by lab"
    rules = rules_of("cisco_ios", "show running-config")
    for times in (3, 2_000):
        assert comparable("\n".join([*[like] * times, volatile]), rules).lines == [like] * times


def test_volatile_parts_are_masked_and_counted() -> None:
    form = comparable(CONFIG, IOS)
    assert form.hidden == 3
    assert form.secrets == 0
    assert form.lines == [
        "hostname R1",
        "banner motd ^C",
        " Current configuration : 1 bytes",
        "",
        "!",
        " uptime    ",
        "^C",
        "end",
    ]
    assert [CONFIG.split("\n")[at] for at in form.places] == form.lines


def test_a_part_of_a_line_is_masked_and_the_blanks_around_it_go_with_it() -> None:
    rules = rules_of("cisco_ios", "show ip arp")
    form = comparable("Internet  10.0.0.1        12   5254.0012.3456  ARPA  Gi0/1\n", rules)
    assert form.lines == [f"Internet  10.0.0.1 {MASK} 5254.0012.3456  ARPA  Gi0/1"]


def test_secrets_that_are_salted_anew_are_told() -> None:
    rules = rules_of("fortinet", "show")
    text = (
        'config system admin\n set password ENC abc=\n set private-key "-----BEGIN PRIVATE KEY-----\n'
        'MII\n-----END PRIVATE KEY-----"\nend\n'
    )
    form = comparable(text, rules)
    assert (form.hidden, form.secrets) == (2, 2)
    assert form.lines == [
        "config system admin",
        f" set password ENC {SECRET}",
        f' set private-key "{SECRET}"',
        "end",
    ]
    assert form.places == [0, 1, 2, 5]


def test_a_key_that_does_not_end_counts() -> None:
    form = comparable("-----BEGIN PRIVATE KEY-----\nMII\n", rules_of("fortinet", "show"))
    assert form.lines == ["-----BEGIN PRIVATE KEY-----", "MII"]


def test_a_banner_that_does_not_end_counts_to_the_end() -> None:
    form = comparable("banner motd ^C\nntp clock-period 1\n\n", IOS)
    assert form.lines == ["banner motd ^C", "ntp clock-period 1", ""]
    assert form.hidden == 0


def test_a_banner_on_one_line_ends_there() -> None:
    form = comparable("banner motd ^C hello ^C\nntp clock-period 1\n", IOS)
    assert form.lines == ["banner motd ^C hello ^C"]


def test_masks_of_redaction_are_the_same_in_every_run() -> None:
    old, new = (comparable(f"snmp-server community <redacted:{key}>\n", IOS) for key in ("12ab", "34cd"))
    assert old.sha256 == new.sha256


def test_lines_that_come_in_any_order_have_one() -> None:
    rules = rules_of("cisco_ios", "show mac address-table")
    old, new = comparable("b\na\n", rules), comparable("a\nb\n", rules)
    assert old.lines == new.lines
    assert old.places == [1, 0]


def test_the_users_patterns_are_masked_on_any_command() -> None:
    form = comparable("rate 12 pps\n", rules_of("cisco_ios", "show x", [r"rate (\d+)"]))
    assert form.lines == [f"rate {MASK} pps"]


def test_a_very_long_line_is_compared_as_it_is() -> None:
    text = "ntp clock-period " + "1" * 3000
    assert comparable(text + "\n", IOS).lines == [text]


@given(st.text(alphabet="a1 !\n\t^C#", max_size=60))
def test_a_text_without_anything_volatile_keeps_its_lines(text: str) -> None:
    form = comparable(text, Rules())
    whole = text.split("\n")
    assert [whole[at].rstrip(" \t\r") for at in form.places] == form.lines
    assert comparable(form.text, Rules()).lines == form.lines
    assert form.hidden == 0


@given(st.lists(st.sampled_from(CONFIG.splitlines()), max_size=20), st.booleans())
def test_the_digest_is_that_of_the_form(lines: list[str], unordered: bool) -> None:
    text, rules = "\n".join(lines), IOS._replace(unordered=unordered)
    form = comparable(text, rules)
    assert digest(text, rules) == (form.sha256, form.hidden, form.secrets)
