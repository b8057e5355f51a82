"""What a run says of itself: mail and git carry it, so no secret may be in it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from netcollect.archive import Run, stored
from netcollect.compare import changes
from netcollect.document import Change
from unit.audit.samples import make_run
from unit.compare.samples import CREDENTIALS, JUNOS, NEW, OLD, VRF
from unit.tables import each_row


def told(path: Path, platform: str, command: str, old: str, new: str) -> tuple[Change, ...]:
    """What a run says when one output became another one on two devices."""
    names = f"R1:{platform}", f"R2:{platform}"
    first = make_run(path, 1, {name: {command: old} for name in names})
    second = make_run(path, 2, {name: {command: new} for name in names}).document
    rows = [
        structs.replace(row, commands=tuple(structs.replace(each, changed=True) for each in row.commands))
        for row in second.devices
    ]
    document = structs.replace(second, changed=True, devices=tuple(rows))
    run = Run.with_document(path / "runs" / second.run, document)
    return changes(run, {each.key: each for each in stored(first)})


@pytest.mark.no_cover
@each_row("platform, command, text", CREDENTIALS)
def test_no_secret_is_told_wherever_it_stands(tmp_path: Path, platform: str, command: str, text: str) -> None:
    cases = {
        # Beside the secret, below it, and the secret itself.
        "beside": (text.format(NEW, "operator"), text.format(NEW, "admin")),
        "itself": (text.format(OLD, "operator"), text.format(NEW, "operator")),
        "comes": ("\n", text.format(NEW, "operator")),
    }
    for name, (old, new) in cases.items():
        found = told(tmp_path / platform / command.replace("/", "_") / name, platform, command, old, new)
        assert all(change.devices == ("R1", "R2") for change in found)
        assert found
        assert all(change.row or change.removed or change.added for change in found)
        said = msgspec.json.encode(found).decode()
        assert "S3CRET" not in said, said
        assert "<redacted" in said or name == "beside", said


def test_a_changed_secret_shows_and_what_is_none_stays(tmp_path: Path) -> None:
    (change,) = told(
        tmp_path,
        "juniper_junos",
        "show configuration",
        JUNOS.format(NEW, "read-only"),
        JUNOS.format(NEW, "read-write"),
    )
    assert change.heading.startswith("snmp > community <redacted:")
    assert change.removed == ("        authorization read-only;",)
    (change,) = told(
        tmp_path / "other",
        "cisco_ios",
        "show running-config",
        VRF.format(OLD, 5),
        VRF.format(NEW, 5),
    )
    assert change.heading == "aaa group server radius corp"
    assert change.removed != change.added
    assert change.removed[0].startswith(" server-private 192.0.2.9 key <redacted:")
