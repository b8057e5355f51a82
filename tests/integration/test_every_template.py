"""Every installed template: our machine makes of any text what textfsm makes of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import textfsm

from netcollect.rows.machine import Machine, Stopped
from netcollect.rows.templates import _installed
from unit.rows.lines import matched

PATHS = sorted(_installed().path.glob("*.textfsm"))
#: Some for each of several processes.
LOTS = [PATHS[start::16] for start in range(16)]

#: Characters of a line.
LONGEST = 80


def texts(peer: Any, chance: random.Random) -> list[str]:
    """Two texts of lines that the rules of a template know: one of rules that go on, one of all.

    Lines are not long: hp_comware_display_interface backtracks for hours over many words with many blanks.
    """
    rules = [rule for state in peer.states.values() for rule in state]
    harmless = [rule for rule in rules if rule.line_op != "Error"] or rules
    return [
        "\n".join(matched(rule.regex_obj.regex, chance)[:LONGEST] for rule in chance.choices(some, k=20))
        for some in (harmless, rules)
    ]


def theirs(peer: Any, text: str) -> list[list[Any]] | str:
    peer.Reset()
    try:
        return [list(record) for record in peer.ParseText(text)]
    except textfsm.TextFSMError:
        return "stopped"


def ours(machine: Machine, text: str) -> list[list[Any]] | str:
    try:
        return machine.read(text).records
    except Stopped:
        return "stopped"


@pytest.mark.soak
@pytest.mark.parametrize("paths", LOTS, ids=range(16))
def test_our_machine_reads_as_textfsm_does(paths: list[Path]) -> None:
    chance = random.Random(12)
    records = 0
    for path in paths:
        with path.open(encoding="utf-8") as file:
            peer = textfsm.TextFSM(file)
        machine = Machine(path)
        for text in texts(peer, chance):
            found = ours(machine, text)
            assert found == theirs(peer, text), path.name
            records += len(found) if isinstance(found, list) else 0
    assert records > 50, "a test that compares nothing proves nothing"
