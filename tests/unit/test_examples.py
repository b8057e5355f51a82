"""Every public name has an example; those that need no device are run here."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import griffe
import pytest

import netcollect
from examples import MEET_DEVICES, PUBLIC, check, example
from unit.archive.samples import DAY, START, run
from unit.fakes import ok, rejected

ROOT = Path(__file__).parents[2]
CLOCK = "15:11:00.123 UTC Mon Nov 23 2026\n"
PLATFORM_FILE = """\
reads:
  - source: our wiki, "ACL Guard"
    words: acl-guard status
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory with two runs and a platform file."""
    same = {name: [ok("show clock", CLOCK)] for name in ("R1", "R2")}
    run(tmp_path / "output", START, {**same, "R3": [rejected("show clock")]})
    run(tmp_path / "output", START + DAY, {**same, "R3": [ok("show clock")]}, token="81c0")
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "cisco_ios.yaml").write_text(PLATFORM_FILE)
    monkeypatch.chdir(tmp_path)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_an_example_that_shows_a_result(name: str) -> None:
    assert any(each.want for each in example(name).examples)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in MEET_DEVICES])
def test_the_example_is_true(name: str) -> None:
    check(name)


def test_the_others_are_run_against_the_lab() -> None:
    """By integration/test_lab_examples.py."""
    assert set(MEET_DEVICES) < set(PUBLIC)


def test_a_wrong_or_missing_example_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = example("Problem")
    wrong.examples[0].want = "something else\n"
    monkeypatch.setattr("examples.example", lambda _name: wrong)
    with pytest.raises(AssertionError, match="something else"):
        check("Problem")
    wrong.examples.clear()
    with pytest.raises(AssertionError):
        check("Problem")


def test_the_api_page_shows_every_public_name_once() -> None:
    shown = re.findall(r"^::: netcollect\.(\w+)$", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    assert Counter(shown) == Counter(PUBLIC)


@pytest.mark.no_cover
def test_the_api_page_shows_how_each_class_is_made() -> None:
    extension = griffe.load_extensions(f"{ROOT / 'tools' / 'site_fields.py'}:Fields")
    package = griffe.load("netcollect", extensions=extension)
    for name in ("RunResult", "Job", "Problem", "Device", "Watch", "DeviceError"):
        shown = {each.name for each in package[f"{name}.__init__"].parameters}
        assert shown - {"self"} == set(inspect.signature(getattr(netcollect, name)).parameters)
