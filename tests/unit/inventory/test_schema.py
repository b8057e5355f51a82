"""The schemas take what is read, and refuse what is refused as far as a schema can see it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from netcollect.cli.job import meanings
from netcollect.cli.run import run
from netcollect.cli.schema import SCHEMAS
from netcollect.inventory.records import READERS as DEVICE
from netcollect.inventory.schema import _MEANINGS, inventory_schema, job_schema
from unit.inventory.readers import READERS
from unit.inventory.test_published import RIGHT

from .malformed import BOUNDS, TABLE
from .test_jobs import WRONG_JOBS

ROOT = Path(__file__).parents[3]
INVENTORY = Draft7Validator(inventory_schema())
JOB = Draft7Validator(job_schema(READERS, meanings(run)))

#: What a schema cannot see: two places of a file together, how a value was typed, a secret by its sound.
UNSEEN = re.compile(
    r"already (?:defined|named|at)|contradicts|there is no group|unknown key"
    r"|placeholder|tags|alias|anchor|begins an escape|a key is empty|is reserved|invisible character"
    r"|is not a whole number|is neither true nor|is not an IPv[46]|neither a host name"
    r"|group with a slash|contains a login|line break|the name .*(?:contains '[/:]'|\.inf|is longer|'漢)"
)


def loaded(text: str | bytes) -> Any:
    """The document as an editor has it; `Exception` where it is no YAML, or one without bounds."""
    if text in [each for each, problems in BOUNDS.values() if "expand without bound" in problems[0]]:
        return Exception
    try:
        return yaml.safe_load(text if isinstance(text, str) else text.decode())
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        return Exception


def complaints(validator: Draft7Validator, document: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(document)]


def test_the_schemas_are_schemas() -> None:
    for validator in (INVENTORY, JOB):
        Draft7Validator.check_schema(validator.schema)


@pytest.mark.parametrize("path", [*ROOT.glob("inventory/*.yaml"), *ROOT.glob("configs/*.yaml")], ids=str)
def test_every_sample_is_valid_and_names_its_schema(path: Path) -> None:
    text = path.read_text()
    kind = "inventory" if path.parent.name == "inventory" else "rules" if path.stem == "rules" else "job"
    assert text.startswith(f"# yaml-language-server: $schema=../docs/assets/{kind}.schema.json\n")
    assert complaints(Draft7Validator(SCHEMAS[kind]()), loaded(text)) == []


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_read_is_valid(name: str) -> None:
    assert complaints(INVENTORY, loaded(textwrap.dedent(RIGHT[name][0]))) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("name", TABLE)
def test_what_is_refused_is_invalid(name: str) -> None:
    text, problems = TABLE[name]
    document = loaded(text)
    if document is not Exception and INVENTORY.is_valid(document):
        assert all(UNSEEN.search(problem) for problem in problems), problems


@pytest.mark.no_cover
def test_a_schema_sees_much() -> None:
    seen = [name for name, (text, _) in TABLE.items() if not INVENTORY.is_valid(loaded(text))]
    assert len(seen) > 100


@pytest.mark.parametrize(("text", "problems"), WRONG_JOBS)
def test_a_wrong_job_is_invalid(text: str, problems: list[str]) -> None:
    document = loaded(text)
    if document is not Exception and JOB.is_valid(document):
        assert all(UNSEEN.search(problem) for problem in problems), problems


@pytest.mark.parametrize(
    "text",
    [
        "command: show version\n",
        "commands: [show version, 1]\nread-timeout: 90\nmax_output: 64M\nverbose: 2\n",
        "platforms: {cisco_ios: show version, arista_eos: {commands: [show version]}}\n",
        "jump: [{host: gate, password: env:GATE, private_key: k}, 'ops@b:22']\ncommand: show version\n",
        "groups: {core: [show bgp summary]}\npassword: env:SW_PASS\nsecret: prompt\nquiet: true\n",
    ],
)
def test_a_right_job_is_valid(text: str) -> None:
    assert complaints(JOB, loaded(text)) == []


def test_every_key_and_option_is_explained() -> None:
    assert _MEANINGS.keys() == DEVICE.keys()
    explained = JOB.schema["properties"]
    assert all(explained[name].get("description") for name in READERS)


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([{"host": "r1", "device_type": "cisco_oss"}], [0, "device_type"]),
        ({"device": [], "devices": [{"host": "r1"}]}, []),
        ({"devices": [{"host": "r1", "port": 70000}]}, ["devices", 0, "port"]),
        ({"devices": [{"host": "r1", "connect": {"fast_clii": True}}]}, ["devices", 0, "connect"]),
        ({"devices": {"r1": {"jump": "a:b@c:x"}}}, ["devices", "r1", "jump"]),
        ({"devices": {"r1": {"jump": {"user": "a", "host": "b"}}}}, ["devices", "r1", "jump"]),
        ({"devices": {"r1": {"jump": [{"port": 22}]}}}, ["devices", "r1", "jump"]),
        ({"devices": [{"host": "r1"}], "groups": {"a": {"hosts": []}}}, ["groups", "a", "hosts"]),
    ],
)
def test_an_error_is_where_it_is(document: Any, where: list[str | int]) -> None:
    assert where in [list(error.absolute_path) for error in INVENTORY.iter_errors(document)]
