"""The examples that meet devices, with the lab that the API page names as their fleet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples import MEET_DEVICES, check
from netcollect.lab import LabOptions, running_lab


@pytest.fixture(scope="module")
def inventory() -> Iterator[str]:
    """The text of `devices.yaml`."""
    with running_lab(LabOptions(devices=5, platforms=("cisco_ios",))) as lab:
        yield lab.inventory_text()


@pytest.mark.parametrize("name", MEET_DEVICES)
def test_the_example_is_true(
    name: str, inventory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devices.yaml").write_text(inventory)
    monkeypatch.chdir(tmp_path)
    check(name)
