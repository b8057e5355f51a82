"""`collect audit`: rules on a finished run, and since when they are violated."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netcollect.cli.completion import rules, runs
from netcollect.cli.flags import AuditFlags
from netcollect.cli.options import (
    AUDIT_FILES,
    COLORS,
    LIMIT_OPTION,
    OUTPUT_OPTION,
    RULES_OPTION,
    TAUGHT_OPTION,
    TEMPLATES_OPTION,
    format_option,
    option,
    together,
)
from netcollect.cli.types import Lines, RowOf
from netcollect.errors import InputError
from netcollect.report.audits import AUDIT_FORMATS


@click.command(short_help="Judge a run by rules, and say since when they are violated.")
@click.argument("run", default="latest", metavar="[RUN]", shell_complete=runs)
@together(
    RULES_OPTION,
    LIMIT_OPTION,
    option("-c", "--command", "commands", type=Lines(), multiple=True, metavar="TEXT",
           help="Only rules about this command. Repeatable."),
    OUTPUT_OPTION,
    AUDIT_FILES,
    TEMPLATES_OPTION,
    TAUGHT_OPTION,
    option("--list", "list_rules", is_flag=True, help="List the rules; without --rules all that it brings."),
    option("--explain", metavar="RULE", shell_complete=rules, help="Say what a rule asks, and why."),
    format_option(AUDIT_FORMATS),
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)  # fmt: skip
def audit(**given: Any) -> int:
    """Judge what a run stored by rules, with the evidence; and say since which run each one is violated.

    RUN is a run's name, its directory, latest, latest~1 or a date. Exit 0 when all rules hold, 1 when one
    cannot be judged, 2 when something you wrote is wrong, 3 when one is violated.
    """
    from netcollect.app.audit import audit_run, write_reports  # noqa: PLC0415 (not on the path of --help)
    from netcollect.archive import find_run  # noqa: PLC0415
    from netcollect.audit import load_rules  # noqa: PLC0415
    from netcollect.cli.logs import wants_color  # noqa: PLC0415
    from netcollect.report.audits import write_audit  # noqa: PLC0415

    flags = AuditFlags(**given)
    if flags.list_rules or flags.explain:
        return _tell_rules(flags)
    given_rules = load_rules(flags.rules)
    output = Path(flags.output)
    run = find_run(output, flags.run, "RUN")
    found = audit_run(
        output, run, given_rules, limit=flags.limit, commands=flags.commands, templates=flags.templates
    )
    write_reports(run, found, output=output, junit=flags.junit, metrics=flags.metrics)
    write_audit(sys.stdout, found, flags.form, color=wants_color(flags.color, sys.stdout))
    sys.stdout.flush()
    return found.status


def _tell_rules(flags: AuditFlags) -> int:
    """Lists rules, or explains one.

    Raises:
        InputError: there is no such rule, or a format that rules have not.
    """
    from netcollect.audit import builtin_rules, load_rules  # noqa: PLC0415 (not on the path of --help)
    from netcollect.inventory.nearest import nearest  # noqa: PLC0415
    from netcollect.report.audits.rulebook import write_explanation, write_list  # noqa: PLC0415

    if flags.form not in ("text", "json"):
        raise InputError.of("--format", "rules are told as text or json", "give one of them")
    there = load_rules(flags.rules or builtin_rules()).rules
    if flags.explain:
        known = {rule.id: rule for rule in there}
        if flags.explain not in known:
            hint = nearest(flags.explain, known) or "collect audit --list has them all"
            raise InputError.of("--explain", f"there is no rule {flags.explain[:60]!r}", hint)
        write_explanation(sys.stdout, known[flags.explain], flags.form)
    else:
        write_list(sys.stdout, there, flags.form)
    sys.stdout.flush()
    return 0
