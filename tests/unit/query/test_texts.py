"""The stored outputs of a run as text."""

from __future__ import annotations

from pathlib import Path

from netcollect.query import Choice, Missing
from netcollect.query.texts import chosen_outputs, coverage_of, texts
from unit.query.samples import BRIEF, ONE, TWO, run


def test_texts_are_those_of_the_chosen_and_who_is_missing_is_told(tmp_path: Path) -> None:
    stored = run(tmp_path)
    missing: list[Missing] = []
    pairs = chosen_outputs(stored, Choice(limit=["R*"]))
    assert [text for _, text in texts(stored, pairs, missing)] == [ONE, TWO]
    assert coverage_of(pairs, missing).line() == "2 of 3 devices; not collected: R7 (connect_timeout)"
    (pair,) = chosen_outputs(stored, Choice(limit=["R1"], commands=[BRIEF]))
    assert (pair[0].device, pair[1].command) == ("R1", BRIEF)


def test_a_file_that_was_changed_is_missing(tmp_path: Path) -> None:
    stored = run(tmp_path)
    (stored.path / "R1.txt").write_text("x\n")
    missing: list[Missing] = []
    pairs = chosen_outputs(stored, Choice(limit=["R1"]))
    assert list(texts(stored, pairs, missing)) == []
    assert coverage_of(pairs, missing).line() == "0 of 1 device; unreadable: R1"
