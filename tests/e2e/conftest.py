"""A lab for the whole run, and a directory of one's own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.canary import CANARY, leaks
from netcollect.lab import Lab, LabOptions, running_lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Ten devices, two of each platform, with a password that must come out nowhere."""
    with running_lab(LabOptions(devices=10, password=CANARY, secret=CANARY)) as lab:
        yield lab


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current directory, empty at first; whatever is written there holds no secret."""
    monkeypatch.chdir(tmp_path)
    # Inventories that tests write hold passwords; that others can read them is a test of its own.
    before = os.umask(0o077)
    yield tmp_path
    os.umask(before)
    assert leaks(tmp_path, "kept", "secret", "lab", "manager.py") == []


@pytest.fixture
def inventory(lab: Lab, here: Path) -> Path:
    """The lab's inventory in the current directory."""
    path = here / "devices.yaml"
    path.write_text(lab.inventory_text())
    return path
