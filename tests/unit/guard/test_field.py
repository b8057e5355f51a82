"""Commands from the field: what is sent, what is refused, and which reason is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.guard import objection, refusal
from netcollect.guard.probes import excess
from unit.tables import each_row

ROWS = [
    line.split("\t", 2)
    for line in Path(__file__).with_name("field.tsv").read_text().splitlines()
    if not line.startswith("#")
]


@each_row("platform, verdict, command", ROWS)
def test_a_command_of_the_field_is_judged(platform: str, verdict: str, command: str) -> None:
    assert (objection(command, platform) is None) == (verdict == "reads")


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("tail -f x", "tail -n 100 FILE"),
        ("top", "top -b -n 1"),
        ("ping 10.0.0.1", "ping -c 5 HOST"),
        ("less x", "cat FILE"),
        ("tcpdump", "tcpdump -c 100"),
    ],
)
def test_what_never_ends_is_refused_with_the_form_that_ends(command: str, form: str) -> None:
    assert form in (objection(command, "linux") or "")


def test_an_unknown_program_is_refused_with_what_permits_it() -> None:
    assert str(refusal("--command", "ifreload -a", "linux")) == (
        "--command: 'ifreload -a': 'ifreload' is not known as a program that only reads"
        " (if it is meant: --allow-command 'ifreload -a')"
    )


@pytest.mark.parametrize(
    ("words", "good"),
    [
        ("10.0.0.1 count 100", True),
        ("10.0.0.1 count 101", False),
        ("10.0.0.1 count=101", False),
        ("10.0.0.1 repeat 5 size 1500", True),
        ("10.0.0.1 size 9216", True),
        ("10.0.0.1 size 9217", False),
        ("-c 200 10.0.0.1", False),
        ("-s 9600 10.0.0.1", False),
        ("10.0.0.1 datagram-size 65399", False),
        ("10.0.0.1 flood", False),
        ("10.0.0.1 interval 0", False),
        ("224.0.0.5", False),
        ("ff02::1", False),
        ("10.0.0.255", False),
        ("2001:db8::1", True),
        ("router1.example.net", True),
    ],
)
def test_a_probe_has_bounds_in_every_spelling(words: str, *, good: bool) -> None:
    assert (excess(words.split()) is None) == good
