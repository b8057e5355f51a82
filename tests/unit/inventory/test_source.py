"""The strict readers, one by one; what they complain of stands in the table of malformed inventories."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import InputError, Problem
from netcollect.inventory.files import read, read_text
from netcollect.inventory.source import Source, fail, join
from netcollect.inventory.tree import Node, ScalarNode, compose


def scalar(text: str, *, typed: bool = True) -> ScalarNode:
    return ScalarNode(2, 5, text, typed)


def node(text: str) -> Node:
    root, flaws = compose(text)
    assert root is not None
    assert not flaws
    return root


def test_problems_are_in_the_files_order_and_said_once() -> None:
    source = Source("f.yaml")
    source.note_at(9, 1, "late")
    source.note_at(2, 5, "second", key="a")
    source.note(scalar("x"), "another path", "second")
    source.note_at(2, 4, "first", "do it")
    source.note_at(0, 0, "the whole")
    assert source.problems == [
        Problem("f.yaml", "the whole"),
        Problem("f.yaml:2:4", "first", "do it"),
        Problem("f.yaml:2:5: a", "second"),
        Problem("f.yaml:9:1", "late"),
    ]


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("+7", 7), ("10", 10), ("0", 0)])
def test_whole_numbers(text: str, value: int) -> None:
    source = Source("f")
    assert source.number(scalar(text), "k", 0, 10) == value
    assert source.number(scalar(text, typed=False), "k", 0, 10) == value
    assert not source.problems


@pytest.mark.parametrize(
    "text", ["11", "-1", "01", "1.0", "0x1", "1_0", "one", "1 0", "٣", "9" * 5000, "1e1", "true"]
)
def test_what_is_no_whole_number_of_the_range(text: str) -> None:
    source = Source("f")
    assert source.number(scalar(text), "k", 0, 10) is None
    assert len(source.problems) == 1


@pytest.mark.parametrize(("text", "value"), [("10", 10.0), ("0.5", 0.5), ("999999999", 999999999.0)])
def test_seconds(text: str, value: float) -> None:
    assert Source("f").seconds(scalar(text), "k") == value


@pytest.mark.parametrize(
    "text", ["0", "0.0", "-1", ".5", "1e3", "inf", "nan", "1:30", "5s", "1000000000", "٣"]
)
def test_what_is_no_time(text: str) -> None:
    source = Source("f")
    assert source.seconds(scalar(text), "k") is None
    assert len(source.problems) == 1


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False), ("TRUE", True)])
def test_flags(text: str, value: bool) -> None:
    assert Source("f").boolean(scalar(text), "k") is value


@pytest.mark.parametrize("text", ["yes", "no", "on", "1", "''"])
def test_what_is_no_flag(text: str) -> None:
    source = Source("f")
    assert source.boolean(scalar(text), "k") is None
    assert len(source.problems) == 1


def test_texts_are_one_or_many() -> None:
    source = Source("f")
    assert source.texts(node("a"), "k") == ("a",)
    assert source.texts(node("[a, b]"), "k") == ("a", "b")
    assert source.texts(scalar(""), "k") == ()
    assert not source.problems
    assert source.texts(node("[a, '', ' ', ~, [c], {d: e}]"), "k") == ("a",)
    assert [problem.where for problem in source.problems] == [
        "f:1:5: k[1]",
        "f:1:9: k[2]",
        "f:1:14: k[3]",
        "f:1:17: k[4]",
        "f:1:22: k[5]",
    ]


def test_nothing_is_nothing_everywhere() -> None:
    source = Source("f")
    nothing = scalar("")
    assert (source.text(nothing, "k"), source.number(nothing, "k", 1, 2)) == (None, None)
    assert (source.seconds(nothing, "k"), source.boolean(nothing, "k")) == (None, None)
    assert (source.elements(nothing, "k"), list(source.items(nothing, "k"))) == ([], [])
    assert not source.problems


def test_paths_are_joined() -> None:
    assert (join("", "a"), join("a[1]", "b")) == ("a", "a[1].b")


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none", "No such file or directory (check the path)"),
        (tmp_path, "Is a directory (name a file in it)"),
        (Path("a\0b"), "NUL character (check the path)"),
    ):
        source, root = read(path, "- {}")
        assert root is None
        assert str(source.problems[0]).endswith(message)


def test_the_place_of_a_strange_byte_does_not_count_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"\xef\xbb\xbf\xc3\xa9\xff")
    source = Source("f")
    assert read_text(source, path) is None
    assert source.problems[0].where == "f:1:2"


def test_only_problems_fail() -> None:
    fail([])
    with pytest.raises(InputError):
        fail([Problem("a", "b")])
