"""Every platform netmiko knows is in one family, on purpose, and what its name says is said by one rule."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from netmiko.ssh_dispatcher import CLASS_MAPPER

from netcollect.errors import InputError
from netcollect.platforms import Catalogue, family_of, known_platforms, platform_of, shipped
from unit.tables import each_row

#: Platforms that netmiko has one driver for and that are in two families here, and why.
APART = {
    "autodetect": "it is a device that netmiko is to look at first; until then the strictest table is right",
}


def test_the_names_are_netmikos() -> None:
    assert known_platforms() == frozenset(CLASS_MAPPER)


def test_platforms_of_one_driver_are_of_one_family() -> None:
    families: dict[str, set[str]] = defaultdict(set)
    for name, driver in CLASS_MAPPER.items():
        if name not in APART:
            families[driver.__name__].add(platform_of(name).family)
    assert {driver: found for driver, found in families.items() if len(found) > 1} == {}


def test_a_platform_that_stands_apart_does() -> None:
    for name in APART:
        others = {each for each, driver in CLASS_MAPPER.items() if driver is CLASS_MAPPER[name]} - {name}
        assert platform_of(name).family not in {platform_of(each).family for each in others}


def test_a_platform_is_of_one_family_over_every_transport() -> None:
    for name in CLASS_MAPPER:
        assert platform_of(name).family == platform_of(platform_of(name).base).family


def test_no_platform_is_without_a_family() -> None:
    bases = {platform_of(name).base for name in CLASS_MAPPER}
    catalogue = shipped()
    assert [base for base in sorted(bases) if not catalogue.lists(base)] == []


@pytest.mark.no_cover
@each_row("name", sorted(known_platforms()))
def test_a_family_with_commands_has_error_texts_questions_and_pagers(name: str) -> None:
    family = family_of(name)
    assert family.error
    assert family.pagers
    assert family.questions
    assert family.grammar != "commands" or (family.reads or family.reading_patterns)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cisco_ios", ("cisco_ios", "cisco_ios", "ssh", 22)),
        ("cisco_xe_ssh", ("cisco_xe", "cisco_ios", "ssh", 22)),
        ("cisco_ios_telnet", ("cisco_ios", "cisco_ios", "telnet", 23)),
        ("cisco_ios_serial", ("cisco_ios", "cisco_ios", "serial", 22)),
        ("alcatel_sros", ("alcatel_sros", "nokia_sros", "ssh", 22)),
        ("dell_dnos6_telnet", ("dell_dnos6", "common", "telnet", 23)),
        ("terminal_server", ("terminal_server", "generic", "ssh", 22)),
        ("audiocode_shell_telnet", ("audiocode_shell", "audiocode_shell", "telnet", 23)),
        ("h3c_comware_ssh", ("h3c_comware", "hp_comware", "ssh", 22)),
        ("of_nobody", ("of_nobody", "common", "ssh", 22)),
    ],
)
def test_what_a_name_says(name: str, expected: tuple[str, str, str, int]) -> None:
    assert platform_of(name) == (name, *expected)


def test_netmiko_is_not_imported_for_it() -> None:
    code = (
        "import sys; from netcollect.platforms import family_of, known_platforms; "
        "assert family_of('linux').error and known_platforms(); "
        "assert not {'netmiko', 'paramiko'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_only_the_families_that_are_asked_for_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("members:\n  ssh: a\nshell: true\n")
    (tmp_path / "two.yaml").write_text("members:\n  ssh: b\nshell: perhaps\n")
    catalogue = Catalogue(tmp_path.glob("*.yaml"))
    assert catalogue.family("one").shell
    with pytest.raises(InputError, match=r"two\.yaml"):
        catalogue.family("two")


def test_a_platform_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("members:\n  ssh: a\n")
    (tmp_path / "two.yaml").write_text("members:\n  telnet: a\n")
    with pytest.raises(InputError, match=r"two\.yaml: a is in one already"):
        Catalogue(sorted(tmp_path.glob("*.yaml")))
