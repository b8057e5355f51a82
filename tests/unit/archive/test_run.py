"""One finished run and its manifest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netcollect.archive import MANIFEST, Run
from netcollect.document import encode
from netcollect.errors import InputError
from unit.archive.samples import aged, edit, run
from unit.fakes import ok
from unit.store.test_history import manifests_read
from unit.test_document import FAILURE, build, row


def test_a_manifest_is_read_back(tmp_path: Path) -> None:
    document = build(row("failed", FAILURE))
    (tmp_path / MANIFEST).write_bytes(b"".join(encode(document)))
    assert Run(tmp_path).document == document


def test_a_manifest_is_read_once_and_only_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = run(tmp_path, outputs={"R1": [ok()], "R2": [ok()]})
    read = manifests_read(monkeypatch)
    found = Run(path)
    assert (found.name, read) == ("20261123T151100Z-7f3a", [])
    assert list(found.devices) == ["R1", "R2"]
    assert found.document.devices[1] is found.devices["R2"]
    assert read == [path]


def test_a_missing_manifest_is_no_finished_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is this a finished run"):
        _ = Run(tmp_path).document


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": 1', b'{"schema": "\xff"}', b"\x00" * 9])
def test_a_manifest_that_is_not_ours_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(InputError, match=r"manifest\.json: is not a netcollect manifest: "):
        _ = Run(tmp_path).document


@pytest.mark.parametrize("kind", ["link", "pipe", "directory"])
def test_a_manifest_that_is_not_a_file_of_the_run_is_not_read(tmp_path: Path, kind: str) -> None:
    other, own = run(tmp_path / "other"), tmp_path / "own"
    own.mkdir()
    if kind == "link":
        (own / MANIFEST).symlink_to(other / MANIFEST)
    elif kind == "pipe":
        os.mkfifo(own / MANIFEST)
    else:
        (own / MANIFEST).mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        _ = Run(own).document


@pytest.mark.parametrize("first", [True, False])
def test_a_document_of_an_older_version_is_read(tmp_path: Path, first: bool) -> None:
    path = run(tmp_path)
    new = Run(path).document
    aged(path, first=first)
    old = Run(path).document
    assert (old.run, old.changed, old.devices[0].changed) == (new.run, False, False)
    assert old.devices[0].commands[0].offset is None


def test_fields_that_a_newer_version_added_are_ignored(tmp_path: Path) -> None:
    path = run(tmp_path)
    before = Run(path).document

    def added(document: dict[str, object]) -> None:
        rows = document["devices"]
        assert isinstance(rows, list)
        for each in (document, rows[0], rows[0]["commands"][0]):
            each["later"] = {"violated": [1, {"deep": None}]}

    edit(path, added)
    assert Run(path).document == before
