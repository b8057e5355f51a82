"""Names that become names of files."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netcollect.errors import InputError
from netcollect.inventory.names import check_names, folded, name_objection


@pytest.mark.parametrize(
    "name",
    [
        "R1",
        "r1.example.net",
        "ams-core-1",
        "core 1",
        "Zürich",
        "東京-1",
        "2001:db8::1",
        "_x",
        "console",
        "a#1",
        "192.0.2.1",
    ],
)
def test_names_that_are_taken(name: str) -> None:
    assert name_objection(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "nul",
        "COM1",
        "com¹.x",
        "Aux ",
        "aux .x",
        "CONIN$",
        "a:b",
        "fe80::1%eth0",
        "a\tb",
        "a\nb",
        "a\x7f",
        "x ",
        "\ufeffa",
        "r1\ufe0f",
        "r\u034f1",
        "\u3164",
        "~a",
        "#a",
    ],
)
def test_names_that_are_refused(name: str) -> None:
    assert name_objection(name) is not None


@given(st.text(max_size=110))
@example("a/../b")
@example("..")
@example("C:a")
def test_a_name_that_is_taken_is_one_part_of_a_path_everywhere(name: str) -> None:
    if name_objection(name) is not None:
        return
    assert PurePosixPath("run", name).parent == PurePosixPath("run")
    assert PurePosixPath("run", name).name == name
    if ":" not in name:
        assert PureWindowsPath("run", name).parent == PureWindowsPath("run")
    assert len(f"{name}.txt".encode()) < 255
    assert not any(unicodedata.category(char)[0] == "C" for char in name)
    assert not name.startswith(("-", "."))


@given(st.text(min_size=1, max_size=20))
def test_spellings_that_file_systems_hold_for_one_are_one(name: str) -> None:
    assert (
        folded(name)
        == folded(unicodedata.normalize("NFC", name))
        == folded(unicodedata.normalize("NFD", name))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("R1", "r1"),
        ("Ü", "u\u0308"),
        ("ß", "SS"),
        ("\u017f", "s"),
        ("K", "\u212a"),
        ("ﬁ", "FI"),
        ("\uff32\uff11", "r1"),
        ("r¹", "R1"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("name", "taken"), [("a" * 100, True), ("é" * 100, True), ("漢" * 66 + "éa", False)])
def test_the_longest_name(name: str, taken: bool) -> None:
    assert (name_objection(name) is None) is taken


def test_two_names_stay_two() -> None:
    assert len({folded(name) for name in ("R1", "R2", "Ü1", "U1", "東京", "東", "l1", "I1")}) == 8


def test_names_from_no_inventory_are_held_to_the_same() -> None:
    check_names(("R1", "R2", "2001:db8::1"))
    with pytest.raises(InputError) as caught:
        check_names(("R1", "../R1", "r1", "R1", "\udcff"))
    assert [problem.message for problem in caught.value.problems] == [
        "the name '../R1' begins with one of . - ! @ # ~ or ends with a dot",
        "'r1' and 'R1' would share a file",
        "'R1' and 'R1' would share a file",
        "the name '\\udcff' contains an invisible character",
    ]
