"""Choices of few outputs are kept too, so that all questions are put to those that are kept."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _small_choices_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcollect.query.kept.LARGE", 0)
