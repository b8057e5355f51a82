"""Values: frozen, picklable, silent about secrets."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from netcollect.model import Outcome
from unit.fakes import device, job, ok, rejected


def test_no_secret_shows_in_a_repr() -> None:
    text = repr(device(password="canary1", secret="canary2", passphrase="canary3", extras={"x": "canary4"}))
    assert "canary" not in text


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        device().name = "R2"  # type: ignore[misc]


@pytest.mark.parametrize("value", [device(facts={"tags": ["a"]}), job(), ok(), rejected()])
def test_values_survive_a_pickle(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value


def test_devices_can_be_keys() -> None:
    assert {device("R1", facts={"tags": ["a"]}): 1}[device("R1", facts={"tags": ["a"]})] == 1


def test_status_of_an_outcome() -> None:
    failure = rejected().error
    assert Outcome(job(), (ok(),), None, 1, 0).status == "ok"
    assert Outcome(job(), (ok(), rejected()), failure, 1, 0).status == "partial"
    assert Outcome(job(), (rejected(),), failure, 1, 0).status == "failed"
    assert Outcome(job(), (), failure, 0, 0).status == "skipped"
