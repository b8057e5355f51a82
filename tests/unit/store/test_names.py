"""Which output goes into which file."""

from __future__ import annotations

import ntpath
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.options import LAYOUTS, Layout
from netcollect.store.names import file_names, slug


def is_reserved(file: str) -> bool:
    """Whether Windows keeps the name to itself; pathlib's own word for it is deprecated since Python 3.13."""
    reserved = getattr(ntpath, "isreserved", None)
    return bool(reserved(file)) if reserved else PureWindowsPath(file).is_reserved()


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("show ip interface brief", "show_ip_interface_brief"),
        ("show run | include ^ip", "show_run_include_ip"),
        ("show interfaces Gi0/1", "show_interfaces_gi0_1"),
        ("../../etc/passwd", "etc_passwd"),
        ("...", "command"),
        ("con", "command_con"),
        ("AUX.x", "command_aux.x"),
        ("console", "console"),
        ("ÄÖÜ", "command"),
        ("x" * 300, "x" * 80),
    ],
)
def test_slugs_are_readable_and_harmless(command: str, name: str) -> None:
    assert slug(command) == name


def test_layouts() -> None:
    assert file_names("R1", ("show a", "show b"), "device") == ("R1.txt", "R1.txt")
    assert file_names("R1", ("show a", "show b"), "command") == ("R1/show_a.txt", "R1/show_b.txt")


@given(st.lists(st.text() | st.sampled_from(["nul", "Com1.x", "show a", "show a 2"]), max_size=12))
def test_no_two_commands_share_a_file_and_none_leaves_the_directory(commands: list[str]) -> None:
    names = file_names("R1", commands, "command")
    assert len({name.casefold() for name in names}) == len(commands)
    for name in names:
        folder, _, file = name.partition("/")
        assert folder == "R1"
        assert "/" not in file
        assert not file.startswith(".")
        assert file.isascii()
        assert len(file) <= 100
        assert not is_reserved(file)


def test_a_name_that_ends_like_a_number_stays_unique() -> None:
    assert len(set(file_names("R1", ("show a", "show a 2", "show a"), "command"))) == 3


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/abs", "../x", "a\0b"])
def test_a_device_name_that_is_no_file_name_is_refused(name: str, layout: Layout) -> None:
    with pytest.raises(ValueError, match="cannot be a file name"):
        file_names(name, ("show a",), layout)


@pytest.mark.parametrize("name", ["manifest.json", "Manifest.JSON"])
def test_a_device_does_not_stand_in_the_manifests_place(name: str) -> None:
    with pytest.raises(ValueError, match="manifest"):
        file_names(name, ("show a",), "command")
    assert file_names(name, ("show a",), "device") == (f"{name}.txt",)


def test_the_same_command_twice_is_numbered() -> None:
    assert file_names("R1", ("show a",) * 3, "command") == (
        "R1/show_a.txt",
        "R1/show_a_2.txt",
        "R1/show_a_3.txt",
    )


def test_a_dry_run_and_the_run_agree_on_names_whatever_comes_behind() -> None:
    assert file_names("R1", ("SHOW A", "show a"), "command")[:1] == file_names("R1", ("SHOW A",), "command")
