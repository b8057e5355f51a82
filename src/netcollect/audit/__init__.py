"""Rules over what finished runs hold → verdicts with their evidence, and since when.

Nothing here contacts a device or writes a file; whatever is told can be told again from the runs.
"""

from netcollect.audit.auditing import Scope, audit
from netcollect.audit.baselines import find_baselines
from netcollect.audit.judging import Judge
from netcollect.audit.loading import builtin_rules, load_rules
from netcollect.audit.needs import check_columns, commands_for
from netcollect.audit.result import (
    Audit,
    Counts,
    Evidence,
    Line,
    RuleResult,
    State,
    Transition,
    Verdict,
    stored_audit,
)
from netcollect.audit.rules import Rule, RuleSet, Severity, Waiver
from netcollect.audit.tables import Tables

__all__ = [
    "Audit",
    "Counts",
    "Evidence",
    "Judge",
    "Line",
    "Rule",
    "RuleResult",
    "RuleSet",
    "Scope",
    "Severity",
    "State",
    "Tables",
    "Transition",
    "Verdict",
    "Waiver",
    "audit",
    "builtin_rules",
    "check_columns",
    "commands_for",
    "find_baselines",
    "load_rules",
    "stored_audit",
]
