"""CSV: whole, harmless, and read back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.query.values import Cell
from netcollect.report import write_answer
from unit.report.answers.samples import answer, several, written
from unit.report.samples import Pipe, Terminal

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.no_cover
@given(st.lists(st.tuples(st.text(), st.one_of(st.integers(), st.none(), st.text()))))
def test_what_is_written_reads_back(rows: list[tuple[Cell, ...]]) -> None:
    head, *found = read(written("csv", answer(*rows)))
    assert head == ["device", "text"]
    for wrote, got in zip(rows, found, strict=True):
        for value, text in zip(wrote, got, strict=True):
            plain = "" if value is None else str(value)
            assert text in (plain, f"'{plain}")
            assert not text.startswith(FORMULAS) or text.lstrip("+-")[:1] in "0123456789."


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "\uff1d1", "\uff0b1", "\uff0d1",
     "\uff20SUM(A1)", "-", "+5x", "=cmd|' /C calc'!A0", "-1+1", "-5\n=1", "+٣"],
)  # fmt: skip
def test_a_formula_is_marked_as_text(text: str) -> None:
    assert read(written("csv", answer(("R1", text))))[1] == ["R1", f"'{text}"]


@pytest.mark.parametrize("text", ["-5", "+5", "-1.5", "+.5e3", "x=1", "'x", ""])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert read(written("csv", answer(("R1", text))))[1] == ["R1", text]


def test_tables_share_one_head() -> None:
    assert read(written("csv", several())) == [
        ["table", "device", "a", "b"],
        ["show_a", "R1", "1", ""],
        ["show_b", "R1", "", "x"],
        ["show_b", "R2", "", "y"],
    ]


def test_a_program_gets_utf_8_and_a_terminal_no_control_characters() -> None:
    found = answer(("R1", "café\x1b[2J"))
    pipe = Pipe(encoding="ascii")
    write_answer(pipe, found, "csv", color=False)
    assert pipe.bytes().decode() == "device,text\nR1,café\x1b[2J\n"
    assert written("csv", found, Terminal()) == "device,text\nR1,café\\x1b[2J\n"
