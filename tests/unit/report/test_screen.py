"""What reaches a person's terminal and a CI's log."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.report import printable
from netcollect.report.screen import tell
from unit.report.samples import Pipe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gi0/1\tup\nGi0/2", "Gi0/1\tup\nGi0/2"),
        ("Zürich 東京 🛰", "Zürich 東京 🛰"),
        ("\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
        ("a\rb\x00\x7f", r"a\x0db\x00\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u200b\ufeff\u2028", r"\u200b\ufeff\u2028"),
        ("\U000e0041", r"\U000e0041"),
        ("\udc80\udce9\udcff", r"\x80\xe9\xff"),
        ("\ud800\udc7f\udd00", r"\ud800\udc7f\udd00"),
        (r"C:\x1b", r"C:\x1b"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\::error::x"),
        ("a\n::error file=a.py,line=1::x", "a\n\\::error file=a.py,line=1::x"),
        ("\n\n  ::stop-commands::token", "\n\n  \\::stop-commands::token"),
        ("##[group]y", r"##\[group]y"),
        ("a ##[error]y ###[b]", r"a ##\[error]y ###\[b]"),
        ("##vso[task.setvariable]", r"##vso\[task.setvariable]"),
        ("##teamcity[message]", r"##teamcity\[message]"),
        # No commands: addresses, comments, C++.
        (
            "::1 is up\n::/0 via ::2\nb::c::d\n## [x]\n# x[1]",
            "::1 is up\n::/0 via ::2\nb::c::d\n## [x]\n# x[1]",
        ),
    ],
)
def test_a_ci_takes_no_line_for_a_command(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_drives_a_terminal_gets_through(text: str) -> None:
    unseen = {
        char for char in printable(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    assert unseen <= {"\n", "\t"}
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "ü→".encode()), ("latin-1", b"\xfc\\u2192"), ("ascii", rb"\xfc\u2192")]
)
def test_a_stream_that_lacks_a_character_gets_its_number(encoding: str, told: bytes) -> None:
    with Pipe(encoding) as pipe:
        tell(pipe, "ü→")
        assert pipe.bytes() == told


def test_a_stream_without_encoding_gets_the_text() -> None:
    stream = io.StringIO()
    tell(stream, "ü→")
    assert stream.getvalue() == "ü→"
