"""Markdown tables."""

from __future__ import annotations

from unit.report.answers.samples import answer, several, written


def test_a_table_in_which_nothing_is_taken_for_markdown() -> None:
    assert written("markdown", answer(("R1", "a|b\n<b>_x_*\x1b"), ("R2", None))) == (
        "| device | text |\n| --- | --- |\n| R1 | a\\|b<br>&lt;b>\\_x\\_\\*\\x1b |\n| R2 |  |\n"
    )


def test_several_tables_have_headings() -> None:
    assert written("markdown", several()) == (
        "## show\\_a\n\n| device | a |\n| --- | --- |\n| R1 | 1 |\n\n"
        "## show\\_b\n\n| device | b |\n| --- | --- |\n| R1 | x |\n| R2 | y |\n"
    )
