"""A table's test tells each wrong row, and only those."""

from __future__ import annotations

import pytest

from unit.tables import each_row


def test_every_wrong_row_is_told_with_what_it_fails_with() -> None:
    @each_row("word, length", [("a", 1), ("bb", 1), ("", None), (3, 1), ("c", 1)])
    def check(word: str, length: int | None) -> None:
        assert len(word) == length, "another length"

    with pytest.raises(pytest.fail.Exception) as told:
        check()
    first, *rows = str(told.value).splitlines()
    assert first == "3 of 5 rows are wrong:"
    assert [row for row in rows if not row.startswith(" ")] == [
        "word='bb', length=1",
        "word='', length=None",
        "word=3, length=1",
    ]
    assert "AssertionError: another length" in rows[1]
    assert "TypeError: object of type 'int' has no len()" in rows[-1]


@pytest.mark.parametrize("base", [1, 2])
@each_row("number", range(3))
def test_a_table_may_stand_beside_fixtures_and_parameters(number: int, base: int, tmp_path: object) -> None:
    assert number in range(3)
    assert base in (1, 2)
    assert tmp_path


def test_a_table_without_rows_is_an_error() -> None:
    with pytest.raises(AssertionError, match="no row of word"):
        each_row("word", [])
