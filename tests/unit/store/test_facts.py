"""What the document keeps of an inventory's facts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from netcollect.archive import MANIFEST, open_run
from netcollect.model import Job, Outcome
from netcollect.store import RunDirectory
from netcollect.store.facts import kept_facts
from unit.archive.samples import edit, run
from unit.fakes import device, ok


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        ("ams", "ams"),
        (7, 7),
        (None, None),
        (True, True),
        (1.5, 1.5),
        (2**70, str(2**70)),
        (date(2026, 11, 23), "2026-11-23"),
        (("a", {"b": 1}), ["a", {"b": 1}]),
        ({"b", "a"}, ["a", "b"]),
        ({1: "x"}, {"1": "x"}),
        ("\udcff", r"\udcff"),
    ],
)
def test_a_fact_is_kept_as_json_can_hold_it(fact: Any, kept: Any) -> None:
    assert kept_facts(device(facts={"site": fact})) == {"site": kept}


def test_a_fact_that_holds_a_secret_is_left_out() -> None:
    facts = {
        "site": "ams",
        "snmp_community": "x",
        "snmp": {"ro": "x", "port": 161},
        "password_policy": "long",
    }
    assert kept_facts(device(facts=facts)) == {"site": "ams", "password_policy": "long"}


def test_a_fact_that_holds_itself_ends() -> None:
    endless: dict[str, Any] = {"name": "x"}
    endless["again"] = endless
    assert json.dumps(kept_facts(device(facts={"it": endless})))


def test_facts_stand_in_the_manifest_and_old_ones_have_none(tmp_path: Path) -> None:
    router = device(facts={"site": "ams"})
    directory = RunDirectory.create(tmp_path, layout="device", now=datetime(2026, 11, 23, tzinfo=UTC))
    row = directory.write(Outcome(Job(router, ("show a",)), (ok("show a"),), None, 1, 0.1))
    directory.close()
    assert row.facts == {"site": "ams"}
    path = run(tmp_path)
    assert '"facts":{}' in (path / MANIFEST).read_text()
    edit(path, lambda document: document["devices"][0].pop("facts"))
    assert open_run(path).devices["R1"].facts == {}
