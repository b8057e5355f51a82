"""Index files: what they mean, and what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.rows.index import Entry, read_index
from unit.rows.texts import HEAD


def written(path: Path, text: str) -> Path:
    (path / "index").write_text(text)
    return path / "index"


def test_a_line_says_what_it_is_for(tmp_path: Path) -> None:
    text = f"# ours\n\n{HEAD}a.textfsm, .*, cisco_(ios|xe), sh[[ow]] ip\n  # more\n"
    (entry,) = read_index(written(tmp_path, text))
    assert entry.files == ("a.textfsm",)
    assert [entry.is_for(name) for name in ("cisco_ios", "cisco_xe", "cisco_xr", "cisco_ios_telnet")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("typed", ["sh", "sho", "show"])
def test_a_word_may_be_abbreviated_down_to_its_brackets(typed: str) -> None:
    entry = Entry(("a.textfsm",), ".*", "sh[[ow]] ver[[sion]]")
    assert entry.typed.match(f"{typed} vers")
    assert not entry.typed.match(f"{typed} ve")
    assert not entry.typed.match(f"{typed.upper()} VER")
    assert entry.any_case.match(f"{typed.upper()} VER")


@pytest.mark.parametrize(
    ("pattern", "command", "fits"),
    [
        ("d[[ir]]", "dir flash:", True),
        ("d[[ir]]", "display clock", False),
        ("sh[[ow]] st[[andby]]", "show startup-config", False),
        ("sh[[ow]] (a|ab)", "show ab", True),
        (r"sh[[ow]] x\s+", "show x y", True),
        ("sh[[ow]] ip ospf nei[[ghbor]]", "show ip ospf neighbors", True),
        ("sh[[ow]] ip ospf nei[[ghbor]]", "show ip ospf neighborship", False),
    ],
)
def test_a_pattern_ends_where_a_word_does(pattern: str, command: str, fits: bool) -> None:
    entry = Entry(("cisco_ios_other.textfsm",), "cisco_ios", pattern)
    assert bool(entry.typed.match(command)) == fits
    assert not entry.is_named(command)


def test_a_pattern_may_end_within_a_word_of_the_command_that_its_template_is_named_after() -> None:
    entry = Entry(
        ("juniper_junos_show_chassis_hardware.textfsm",), "juniper_junos", "sh[[ow]] ch[[assis]] ha"
    )
    assert entry.is_named("show chassis hardware")
    assert entry.is_named("sh ch hard detail")
    assert not entry.is_named("show chassis harness")


def test_platform_and_hostname_may_be_left_out(tmp_path: Path) -> None:
    (entry,) = read_index(written(tmp_path, "Template, Command\na.textfsm, show x\n"))
    assert entry.is_for("anything")


@pytest.mark.parametrize(
    ("files", "platform", "command", "table"),
    [
        (("cisco_ios_show_ip_int_brief.textfsm",), "cisco_ios", "x", "show_ip_int_brief"),
        (("cisco_ios_show_mac-address-table.textfsm",), "cisco_ios", "x", "show_mac_address_table"),
        (("vyatta_vyos_show_ip_bgp.textfsm",), ".*vyos.*", "x", "show_ip_bgp"),
        (("hp_procurve_show_arp.textfsm",), "(hp|aruba)_procurve", "x", "show_arp"),
        (("a_show_x.textfsm", "a_show_y.textfsm"), "a", "x", "show_x"),
        (("acme.textfsm",), "cisco_ios", "sh[[ow]] acl-guard st[[atus]]$", "show_acl_guard_status"),
        (("acme.textfsm",), "cisco_ios", r"sh[[ow]] (a|b) \d+", "acme"),
    ],
)
def test_a_table_is_named_after_the_templates_command(
    files: tuple[str, ...], platform: str, command: str, table: str
) -> None:
    assert Entry(files, platform, command).table == table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "index:1: the first line names no Template and Command"),
        ("a.textfsm, .*, x, show y\n", "index:1: the first line names no Template and Command"),
        (f"{HEAD}a.textfsm, .*, x\n", "index:3: 3 cells under 4 columns"),
        (f"{HEAD}a.textfsm, .*, x, a{{1,2}}\n", "index:3: 5 cells under 4 columns"),
        (f"{HEAD}a.textfsm, .*, x, show (y\n", "index:3: missing ), unterminated subpattern"),
        (f"{HEAD}a.textfsm, .*, (x, show y\n", "index:3: missing ), unterminated subpattern"),
        (f"{HEAD}, .*, x, show y\n", "index:3: it names no template, or no command"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        read_index(written(tmp_path, text))


def test_every_wrong_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_index(written(tmp_path, f"{HEAD}a\nb\n"))
    assert [problem.where.rpartition(":")[2] for problem in caught.value.problems] == ["3", "4"]


def test_an_index_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="index: cannot be read: No such file"):
        read_index(tmp_path / "index")
    (tmp_path / "index").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="index: cannot be read: it is not UTF-8"):
        read_index(tmp_path / "index")
