"""Secrets, and what is left of them in the environment."""

from __future__ import annotations

import os
import shlex
import sys

import pytest

from netcollect.cli.login import named_by, with_secrets
from netcollect.inventory import JobFile
from netcollect.model import Bastion
from unit.fakes import device


def test_no_variable_with_a_secret_is_left_and_a_password_manager_inherits_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OWN", "SPARE", "KEPT"):
        monkeypatch.setenv(name, f"lab of {name}")
    manager = shlex.join([sys.executable, "-c", "import os; print(*sorted(os.environ))"])
    one, two = with_secrets(
        [device("R1", password="env:OWN"), device("R2", password=f"cmd:{manager}")], {"SPARE", "OWN"}
    )
    assert one.password == "lab of OWN"
    assert {"OWN", "SPARE"}.isdisjoint(os.environ)
    inherited = str(two.password).split()
    assert "KEPT" in inherited
    assert {"OWN", "SPARE"}.isdisjoint(inherited)


def test_the_variables_of_a_job_file_are_known_whoever_needs_them() -> None:
    gate = Bastion(host="gate", password="env:GATE")
    job = JobFile("job.yaml", {}, (), {}, {}, {"secret": "env:JOB", "password": "file:/x"}, (gate,), ())
    assert named_by(job) >= {"GATE", "JOB"}
    assert named_by(None) == set()
