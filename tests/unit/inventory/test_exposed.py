"""Files with passwords that everybody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.inventory.exposed import readable_by_all
from netcollect.inventory.files import File
from netcollect.inventory.source import Owner, Source
from netcollect.model import Device


@pytest.fixture
def file(tmp_path: Path) -> File:
    path = tmp_path / "hosts"
    path.write_text("r1 ansible_password=hunter2\n")
    path.chmod(0o644)
    return File(Source(str(path), holds_secrets=True), path)


def device(password: str) -> Device:
    return Device(name="r1", host="r1", platform="cisco_ios", password=password)


def test_our_own_file_is_told_when_it_holds_a_password(file: File) -> None:
    assert list(readable_by_all(file, [device("hunter2")])) == [file.path]
    file.path.chmod(0o640)
    assert not list(readable_by_all(file, [device("hunter2")]))


def test_of_another_programs_files_those_that_hold_it(file: File, tmp_path: Path) -> None:
    file.source.owner = Owner("Ansible", "ansible_network_os")
    more, none = tmp_path / "more", tmp_path / "none"
    more.write_text("x: 'hunter2'\n")
    none.write_text("x: hunter23\n")
    for path in (more, none):
        path.chmod(0o644)
    file.source.files += [more, none, tmp_path / "gone"]
    assert list(readable_by_all(file, [device("hunter2")])) == [file.path, more]
    assert not list(readable_by_all(file, [device("from-a-vault")]))
    assert list(readable_by_all(file, [device("plain:hunter2")])) == [file.path, more]
    file.source.holds_secrets = False
    assert not list(readable_by_all(file, [device("hunter2")]))
