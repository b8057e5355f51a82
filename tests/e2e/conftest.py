"""A lab for the whole run, and a directory of one's own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from netcollect.lab import Lab, LabOptions, running_lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Ten devices, two of each platform."""
    with running_lab(LabOptions(devices=10)) as lab:
        yield lab


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, empty but for nothing."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inventory(lab: Lab, here: Path) -> Path:
    """The lab's inventory in the current directory."""
    path = here / "devices.yaml"
    path.write_text(lab.inventory_text())
    return path
