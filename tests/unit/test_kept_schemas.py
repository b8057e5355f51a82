"""The schemas that the samples name are those that `collect schema` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netcollect.cli.schema import SCHEMAS

ASSETS = Path(__file__).parents[2] / "docs/assets"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_they_are_as_printed(kind: str) -> None:
    kept = json.loads((ASSETS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(SCHEMAS[kind]())), "an option or key has changed: run `make schemas`"
