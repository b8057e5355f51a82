"""Rules about a whole run: their history is that of all that they can see."""

from __future__ import annotations

from pathlib import Path

from unit.audit.samples import audited, make_run, rules_of
from unit.query.samples import BRIEF, brief

VERSION = "show version"
IOS = "Cisco IOS Software, Version 15.2(4)M, RELEASE\nR1 uptime is 2 days\n"
UP, DOWN = brief(("Gi0/1", "192.0.2.1", "up")), brief(("Gi0/1", "192.0.2.1", "down"))
JOIN = f"""\
rules:
  - id: up
    command: {VERSION}
    sql: >
      SELECT b.device, b.interface FROM show_ip_interface_brief b
      JOIN show_version v ON v.device = b.device WHERE b.status <> 'up'
"""


def test_a_statement_has_the_history_of_every_command_that_it_can_see(tmp_path: Path) -> None:
    *_, last = (
        make_run(tmp_path / "output", day, {"R1": {VERSION: IOS, BRIEF: said}})
        for day, said in enumerate((UP, UP, DOWN), 1)
    )
    (verdict,) = audited(last, rules_of(tmp_path, JOIN)).verdicts
    assert (verdict.verdict, verdict.transition, verdict.since) == ("violated", "new", last.name)
