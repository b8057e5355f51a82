"""What became of one output: its rows, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

State = Literal["parsed", "empty", "no_template", "template_error"]
#: How many of the lines that no rule matched are shown, and how much of each.
SHOWN_LINES, SHOWN_TEXT = 5, 200


class Rows(Struct, frozen=True, kw_only=True):
    r"""What a template made of one output.

    Attributes:
        state: `parsed`; `empty`, the template made no rows; `no_template`; `template_error`, a line stood
            where the template has no place for it, so that none of its rows can be trusted.
        rows: in the order of the text; each has all columns. A template gives texts and lists of texts.
        columns: in lower case, in the order of the template.
        table: what rows of this command are called on every platform: `show_ip_interface_brief`.
        template: the file that made them; None for JSON that the device printed.
        package: whose file it is, with the version of its content: `ntc-templates 9.3.0`.
        keys: the columns that name a row; none where there is one row at most.
        keys_found: it is not known what names a row here. `keys` are the first columns that tell all of these
            rows apart, or none if no columns do.
        volatile: columns that change although nothing happened (uptime, age, counters).
        unmatched: how many lines no rule of the template matched, headings among them; empty lines do not
            count. TTP does not tell; there it is 0.
        unmatched_lines: the first of them, each with its number (from 1) and its text.
        reason: why there is no template, where the text and the template part, or that the template knew no
            line of a text without rows; empty otherwise.

    Examples:
        >>> text = "Protocol  Address    Age (min)  Hardware Addr   Type  Interface\n"
        >>> text += "Internet  192.0.2.1          5   0000.5e00.5301  ARPA  Gi0/1\n"
        >>> found = parse("cisco_ios", "sh ip arp", text)
        >>> found.state, found.table, found.rows[0]["ip_address"]
        ('parsed', 'show_ip_arp', '192.0.2.1')
    """

    state: State
    rows: tuple[Mapping[str, Any], ...] = ()
    columns: tuple[str, ...] = ()
    table: str | None = None
    template: str | None = None
    package: str | None = None
    keys: tuple[str, ...] = ()
    keys_found: bool = False
    volatile: tuple[str, ...] = ()
    unmatched: int = 0
    unmatched_lines: tuple[tuple[int, str], ...] = ()
    reason: str = ""
