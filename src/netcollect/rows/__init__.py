"""Texts become rows: by a template, or without one where a device printed JSON.

A template is found by platform and command, in directories of the user's own and then in ntc-templates. What
it makes of a text is told with everything that could be wrong with it: no template, an error of the template,
lines that no rule matched.
"""

from netcollect.rows.many import parse_many
from netcollect.rows.parsing import parse
from netcollect.rows.result import Rows
from netcollect.rows.templates import Templates

__all__ = ["Rows", "Templates", "parse", "parse_many"]
