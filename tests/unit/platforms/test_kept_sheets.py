"""The families' files as they are kept: what their YAML says, and never anything older."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from netcollect.platforms import sheet
from netcollect.platforms.catalogue import DATA
from netcollect.platforms.sheet import KEPT, kept_form, read_head, read_sheet

FILES = sorted(DATA.glob("*.yaml"))


def test_all_are_kept() -> None:
    assert KEPT.read_text(encoding="utf-8") == kept_form(FILES), "a family has changed: run `make schemas`"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_what_is_kept_is_what_the_file_says(path: Path, mocker: MockerFixture) -> None:
    kept = read_head(path), read_sheet(path)
    mocker.patch.object(sheet, "_all_kept", return_value={})
    assert kept == (read_head(path), read_sheet(path))


def test_a_file_that_has_changed_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "cisco_ios.yaml"
    path.write_text((DATA / "cisco_ios.yaml").read_text() + "shell: true\n")
    assert read_sheet(path).shell is True
    assert read_sheet(DATA / "cisco_ios.yaml").shell is None
