"""What of a finished run can be served, and what is told of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netcollect.app.recorded import recorded, refusal_of
from netcollect.archive import Run
from netcollect.errors import InputError
from netcollect.platforms import known_platforms
from netcollect.session.platforms import rejection
from netcollect.store import Layout
from unit.archive.samples import edit, run
from unit.fakes import ok, rejected

OUTPUTS = {
    "R1": [ok("show a", "one\n\ntwo\n"), rejected("shw")],
    "R2": [ok("show a", "")],
    "R3": [rejected("shw")],
    "R4": [ok("show a", "four\n")],
    "R5": [ok("show a", "five\n")],
    "R6": [ok("show a", "six\n")],
    "R7": [ok("show a", "seven\n")],
}


def failed(kind: str) -> dict[str, object]:
    return {
        "status": "failed",
        "error": {"kind": kind, "message": "", "hint": ""},
        "commands": [{"command": "show a", "status": "not_run", "seconds": 0.0}],
    }


@pytest.fixture(params=["device", "command"])
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    layout: Layout = request.param
    path = run(tmp_path, outputs=OUTPUTS, layout=layout)

    def change(document: dict[str, list[dict[str, object]]]) -> None:
        devices = {str(each["device"]): each for each in document["devices"]}
        devices["R2"] |= {"platform": "cisco_ios_telnet", "groups": ["core"], "facts": {"site": "ams"}}
        devices["R4"] |= failed("auth_rejected")
        devices["R5"] |= failed("dns")
        devices["R6"] |= {"platform": "raisecom_telnet"}

    edit(path, change)
    (damaged,) = path.glob("R7*") if layout == "device" else path.glob("R7/*")
    damaged.write_text("another text\n")
    return Run(path)


def test_outputs_prompts_and_facts_are_those_of_the_run(served: Run) -> None:
    found = {each.name: each for each in recorded(served).devices}
    assert list(found) == ["R1", "R2", "R4"]
    assert found["R1"].outputs == {"show a": "one\n\ntwo"}
    assert found["R1"].prompt == ("R1#" if (served.path / "R1.txt").exists() else "")
    assert (found["R1"].dialect, found["R1"].fault) == ("cisco_ios", None)
    assert (found["R2"].platform, found["R2"].groups, found["R2"].facts) == (
        "cisco_ios",
        ("core",),
        {"site": "ams"},
    )
    assert (found["R4"].outputs, found["R4"].fault) == ({}, "reject")


def test_who_is_not_as_then_is_told(served: Run) -> None:
    told = "\n".join(recorded(served).notes)
    for line in (
        r"^R1: refuses what the run has no output of: shw \(rejected\)$",
        r"^R3: not served: rejected$",
        r"^R4: fails as it did then \(auth_rejected\)$",
        r"^R5: not served: dns$",
        r"^R6: not served, because raisecom_telnet does not speak SSH$",
        r"^R7: not served: .*is not what the run stored$",
    ):
        assert re.search(line, told, re.MULTILINE), line
    assert "R2" not in told


def test_many_devices_with_the_same_note_are_one_line(tmp_path: Path) -> None:
    outputs = {f"R{number}": [ok("show a", "a\n"), rejected("shw")] for number in range(50)}
    assert recorded(Run(run(tmp_path, outputs=outputs))).notes == (
        "50 devices, R0, R1, R2, …: refuses what the run has no output of: shw (rejected)",
    )


def test_a_run_with_nothing_to_serve_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no output that could be served"):
        recorded(Run(run(tmp_path, outputs={"R1": [rejected("shw")]})))


@pytest.mark.no_cover
def test_every_platform_has_words_that_are_taken_for_a_refusal() -> None:
    wrong = [name for name in known_platforms() if not rejection(name, refusal_of(name), "show nosuch")]
    assert wrong == []
