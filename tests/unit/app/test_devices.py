"""Devices that are ready to be logged in to."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.app.devices import load_inventory
from netcollect.errors import InputError


def test_references_are_followed_and_limits_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text(
        "- {name: R1, host: a, platform: cisco_ios, password: 'env:ONE'}\n"
        "- {name: R2, host: b, platform: cisco_ios, password: 'env:TWO'}\n"
    )
    monkeypatch.setenv("ONE", "first")
    (device,) = load_inventory(path, limit=["R1"])
    assert device.password == "first"
    with pytest.raises(InputError, match="env:TWO"):
        load_inventory(path)
