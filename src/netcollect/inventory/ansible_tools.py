"""ansible-core's own programs: what an inventory holds, and what its templates and vaults come to.

`ansible-inventory` shows templates and encrypted values as they were written; `ansible` fills them in.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from netcollect.inventory.source import Source

log = logging.getLogger("netcollect.inventory")

#: A plugin may ask a server page by page (seconds).
_PATIENCE = 600
_VAULT = "__ansible_vault"
_UNSAFE = "__ansible_unsafe"
#: Stands for the value of a template that Ansible cannot fill in.
UNFILLED = object()
_NO_VAULT = re.compile("no vault secrets|Decryption failed|vault password", re.IGNORECASE)
_VAULT_HINT = "name the file of its password in ANSIBLE_VAULT_PASSWORD_FILE"
_UNREAD = re.compile(r"Unable to parse (?P<path>.+?) as an inventory source")
_FAILED = re.compile(r"Failed to parse inventory with '(?P<plugin>\w+)' plugin: (?P<said>[^\n]*)")
_ORIGIN = re.compile(r"Origin: (?P<path>/[^\n]*?):(?P<line>\d+)(?::(?P<column>\d+))?$", re.MULTILINE)
#: Ansible quotes the offending text behind these words: it may be a password.
_QUOTED = re.compile(r"(?:,? got: | supplied: |: ['\"]).*", re.DOTALL)
_MOST_SHOWN = 160


class Inventory(NamedTuple):
    """Groups with their `hosts` and `children`, and each host's variables, those of its groups included."""

    groups: Mapping[str, Mapping[str, list[str]]]
    variables: Mapping[str, Mapping[str, Any]]


class _Said(NamedTuple):
    status: int
    out: str
    err: str


def listed_by_ansible(source: Source, path: Path) -> Inventory | None:
    """What `ansible-inventory --list` says, or None, and why is noted."""
    said = _run(source, "ansible-inventory", "-i", str(path), "--list")
    if said is None:
        return None
    if said.status:
        _note_failure(source, path, said.err)
        return None
    for found in _UNREAD.finditer(said.err):
        log.warning("%s: Ansible passes it over: it cannot read it", found["path"])
    found = json.loads(said.out)
    variables = found.pop("_meta", {}).get("hostvars", {})
    return Inventory(found, {host: _unwrapped(each) for host, each in variables.items()})


def filled_in(
    source: Source, path: Path, inventory: Inventory, wanted: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The hosts' variables, with the templates and vaults of the wanted ones filled in by Ansible.

    What Ansible cannot fill in is `UNFILLED`. Templates in other variables stay as they are; what is
    encrypted there is left out.
    """
    hosts = inventory.variables
    names = [name for name in wanted if any(_is_open(said.get(name)) for said in hosts.values())]
    answers = _evaluated(source, path, names) if names else {}
    return {host: _filled(said, answers.get(host, {})) for host, said in hosts.items()}


def _filled(said: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """A host's variables with those that Ansible has answered."""
    whole = {name: value for name, value in said.items() if not _is_vault(value) and name not in answers}
    for name, answer in answers.items():
        if name in said:
            whole[name] = UNFILLED if answer is None else answer
    return whole


def _is_vault(value: Any) -> bool:
    return isinstance(value, Mapping) and _VAULT in value


def _is_open(value: Any) -> bool:
    return _is_vault(value) or (isinstance(value, str) and ("{{" in value or "{%" in value))


def _unwrapped(value: Any) -> Any:
    """The value without the marks of text that is no template."""
    if isinstance(value, Mapping):
        if value.keys() == {_UNSAFE}:
            return value[_UNSAFE]
        return {key: _unwrapped(each) for key, each in value.items()}
    return [_unwrapped(each) for each in value] if isinstance(value, list) else value


def _evaluated(source: Source, path: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What these variables come to for each host: one task, on this machine, that contacts nobody."""
    each = ", ".join(f"'{name}': hostvars[host].{name} | default(none)" for name in names)
    template = (
        "{% set all = {} %}{% for host in groups.all %}"
        f"{{% set _ = all.update({{host: {{{each}}}}}) %}}"
        "{% endfor %}{{ all | to_json }}"
    )
    task = (
        "-e",
        "ansible_connection=local",
        "-m",
        "ansible.builtin.debug",
        "-a",
        json.dumps({"msg": template}),
    )
    said = _run(source, "ansible", "localhost", "-i", str(path), *task)
    if said is None:
        return {}
    if said.status:
        _note_failure(source, path, said.err + said.out)
        return {}
    answer = json.loads(said.out[said.out.index("{") :])["msg"]
    found: dict[str, dict[str, Any]] = json.loads(answer) if isinstance(answer, str) else answer
    return found


def _run(source: Source, program: str, *arguments: str) -> _Said | None:
    """A program of ansible-core's, from PATH or beside this interpreter; None where there is none."""
    found = shutil.which(program) or shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        message = f"is an inventory of Ansible's, and {program} is not installed"
        source.note_at(0, 0, message, "pip install ansible-core")
        return None
    try:
        done = subprocess.run(
            [found, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        source.note_at(0, 0, f"{program} gave no answer in {_PATIENCE} s", "see what it waits for")
        return None
    except OSError as error:
        source.note_at(0, 0, f"{program} cannot be run: {error.strerror}", "does it run by itself?")
        return None
    return _Said(done.returncode, *(text.decode(errors="replace") for text in (done.stdout, done.stderr)))


def _environment() -> dict[str, str]:
    """The environment without our own secrets; Ansible wants UTF-8, and says its errors in plain text."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("COLLECT_")}
    return {
        **own,
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_FORCE_COLOR": "0",
        "ANSIBLE_DEPRECATION_WARNINGS": "0",
        "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1",
    }


def _note_failure(source: Source, path: Path, said: str) -> None:
    """Notes why Ansible gave up, without what it quotes."""
    if _NO_VAULT.search(said):
        message = "has values encrypted by ansible-vault that cannot be decrypted"
        source.note_at(0, 0, message, _VAULT_HINT)
        return
    reasons = {found["plugin"]: found["said"] for found in _FAILED.finditer(said)}
    is_yaml = path.suffix in (".yml", ".yaml", ".json")
    reason = reasons.get("yaml" if is_yaml else "ini") or next(iter(reasons.values()), "")
    reason = reason.removeprefix("Failed to parse inventory: ")
    words = _QUOTED.sub("", reason).strip(" .")[:_MOST_SHOWN]
    message = f"Ansible cannot read it{f': {words}' if words else ''}"
    source.note_at(*_place(path, said, reason), message, f"see `ansible-inventory -i {path} --list`")


def _place(path: Path, said: str, reason: str) -> tuple[int, int]:
    """Line and column of what Ansible complains of; 0 where it is not known."""
    for found in _ORIGIN.finditer(said):
        if found["path"] == str(path.absolute()):
            return int(found["line"]), int(found["column"] or 0)
    quoted = _QUOTED.search(reason)
    text = quoted[0].partition(": ")[2].strip(" '\"") if quoted else ""
    if not text or not path.is_file():
        return 0, 0
    lines = path.read_text(errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 0), 0
