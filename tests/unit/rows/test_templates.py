"""Templates: where they come from, and when they are another version."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.rows import Templates, parse
from netcollect.rows.templates import opened
from unit.rows.texts import BRIEF, PORTS, directory

INDEX = "a.textfsm, .*, cisco_ios, show ports\n"


def test_environment_and_home_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = "a.textfsm, .*, cisco_ios, sh[[ow]] ip int[[erface]] br[[ief]]\n"
    directory(tmp_path / "templates", index, a=PORTS)
    for name in ("NET_TEXTFSM", "NTC_TEMPLATES_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "templates"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse("cisco_ios", "sh ip int br", BRIEF, templates=Templates()).columns[0] == "interface"


def test_the_version_changes_with_any_template(tmp_path: Path) -> None:
    where = directory(tmp_path, INDEX, a=PORTS)
    first = Templates(where)
    assert first.version == Templates(where).version != Templates().version
    (where / "a.textfsm").write_text(PORTS + "  ^x\n")
    changed = Templates(where)
    assert changed.version != first.version
    assert len(changed.version) == 16
    (where / "index").write_text((where / "index").read_text() + "\n# more\n")
    assert Templates(where).version != changed.version


def test_the_version_changes_with_the_release_of_what_reads_them_and_not_with_its_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TTP keeps a file in its own package."""
    for name in ("textfsm", "ttp", "ntc_templates"):
        (tmp_path / name / "templates").mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / f"{name}-1.0.dist-info").mkdir()
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    first = Templates().version
    (tmp_path / "ttp" / "ttp_dict_cache.pickle").touch()
    assert Templates().version == first
    for name in ("textfsm", "ttp", "ntc_templates"):
        (tmp_path / f"{name}-1.0.dist-info").rename(tmp_path / f"{name}-1.1.dist-info")
        assert Templates().version != first
        first = Templates().version


def test_every_wrong_template_is_told_at_once(tmp_path: Path) -> None:
    index = "a.textfsm, .*, x, show a\nb.textfsm, .*, x, show b\nc.textfsm, .*, x, show c\n"
    where = directory(tmp_path, index, a=PORTS, b="Start\n")
    with pytest.raises(InputError) as caught:
        Templates(where)
    assert [problem.where for problem in caught.value.problems] == [
        f"{where / 'b.textfsm'}",
        f"{where / 'c.textfsm'}",
    ]


def test_a_directory_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    where = directory(tmp_path, INDEX, a=PORTS)
    assert opened(where) is opened(str(where))
    (where / "b.textfsm").write_text(PORTS)
    (where / "index").write_text((where / "index").read_text() + "b.textfsm, .*, cisco_ios, show more\n")
    assert parse("cisco_ios", "show more", "Gi0/1 is up\n", templates=where).state == "parsed"


def test_it_can_be_pickled_and_is_the_same_for_all_work_of_a_process(tmp_path: Path) -> None:
    packed = pickle.dumps(Templates(directory(tmp_path, INDEX, a=PORTS)))
    again = pickle.loads(packed)
    assert again is pickle.loads(packed)
    assert parse("cisco_ios", "show ports", "Gi0/1 is up\n", templates=again).state == "parsed"


def test_what_is_remembered_of_commands_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcollect.rows.templates._MOST", 3)
    templates = Templates()
    for number in range(9):
        templates.find(("cisco_ios",), f"show interfaces Gi0/{number}")
    assert len(templates._found) <= 3


def test_a_platform_is_covered_by_whoever_has_a_template_for_it(tmp_path: Path) -> None:
    own = Templates(directory(tmp_path, "a.textfsm, .*, acme, show ports\n", a=PORTS))
    assert [own.covers((name,)) for name in ("acme", "cisco_ios", "a10")] == [True, True, False]
    assert not Templates().covers(("acme",))
