"""From one output to its rows."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from netcollect.alarm import alarm
from netcollect.rows.aliases import template_platforms
from netcollect.rows.index import table_name
from netcollect.rows.keys import found_keys, known_keys
from netcollect.rows.machine import Stopped, Table
from netcollect.rows.merge import merged
from netcollect.rows.printed import NoTable, Printed, printed
from netcollect.rows.result import SHOWN_LINES, SHOWN_TEXT, Rows
from netcollect.rows.templates import Found, Templates, opened
from netcollect.rows.ttp import Failed, table_by_ttp
from netcollect.text import escaped, plural

#: Filters that leave every line where it is.
_HARMLESS = frozenset({"no-more", "nomore", "no more"})
#: How long a template may take over an output: seconds, and one more for each so many characters. Some have
#: patterns that a line with many blanks can match in more ways than can be counted.
_SECONDS, _CHARACTERS_A_SECOND = 10.0, 100_000


def parse(platform: str, command: str, text: str, *, templates: Templates | str | Path | None = None) -> Rows:
    r"""The rows of one output.

    A command may be abbreviated, and typed in any case of letters. One with a filter (`| include up`) gets no
    template: templates read whole outputs, and make wrong rows of a part without a word. JSON that a device
    printed itself needs none.

    Args:
        platform: netmiko's `device_type`.
        command: as it was sent.
        text: the output.
        templates: where to look, or a directory of your own that is looked at first; None is ntc-templates.

    Raises:
        InputError: the directory has an index or a template that is not as it should be; or TTP is needed and
            is not installed, or another thread does not end with it.

    Examples:
        >>> clock = "15:11:00.123 UTC Mon Nov 23 2026\n"
        >>> parse("cisco_xe", "SH CLOCK", clock).rows[0]["dayweek"]
        'Mon'
        >>> parse("cisco_xe", "show clock | include UTC", clock).state
        'no_template'
    """
    source = opened(templates)
    platforms = template_platforms(platform)
    asked = _asked(command)
    found = source.find(platforms, asked.typed, has_filter=bool(asked.filter))
    if found and found.entry.is_ttp:
        return _by_ttp(platform, found, text)
    if found and found.directory.own:
        return _by_template(platform, found, source, text)
    try:
        document = printed(text)
    except NoTable as error:
        return Rows(state="no_template", reason=str(error))
    if document:
        named = source.find(platforms, asked.whole)
        return _made_flat(platform, named.entry.table if named else _json_table(asked.whole), document)
    if found:
        return _by_template(platform, found, source, text)
    return Rows(state="no_template", reason=_why_none(platform, asked, source.covers(platforms)))


class _Asked(NamedTuple):
    """A command: as typed, without its filter, and the filter if it leaves anything out."""

    typed: str
    whole: str
    filter: str


def _asked(command: str) -> _Asked:
    typed = " ".join(command.split())
    whole, _, words = (part.strip() for part in typed.partition("|"))
    if words.lower() in _HARMLESS:
        return _Asked(whole, whole, "")
    return _Asked(typed, whole, words)


def _made_flat(platform: str, table: str, document: Printed, **who: Any) -> Rows:
    """Rows of JSON that the device printed, or of TTP's results."""
    columns, rows = document
    return Rows(
        state="parsed" if rows else "empty",
        rows=rows,
        columns=columns,
        table=table,
        **_keys(platform, table, columns, rows),
        **who,
    )


def _by_ttp(platform: str, found: Found, text: str) -> Rows:
    who: dict[str, Any] = {"template": found.entry.files[0], "package": found.directory.package}
    table = found.entry.table
    try:
        document = table_by_ttp(found.paths[0], text, _bounded(text))
        return _made_flat(platform, table, document, **who)
    except TimeoutError:
        return Rows(state="template_error", table=table, reason=_endless(text), **who)
    except (Failed, NoTable) as error:
        reason = escaped(str(error))[:SHOWN_TEXT]
        return Rows(state="template_error", table=table, reason=f"TTP failed: {reason}", **who)


def _json_table(command: str) -> str:
    """FRRouting has the word at the end of a command, without a filter."""
    return table_name(command.removesuffix(" json"))


def _by_template(platform: str, found: Found, source: Templates, text: str) -> Rows:
    who: dict[str, Any] = {
        "table": found.entry.table,
        "template": ":".join(found.entry.files),
        "package": found.directory.package,
    }
    machines = [source.machine(path) for path in found.paths]
    try:
        with _bounded(text):
            tables = [machine.read(text) for machine in machines]
    except Stopped as stop:
        return Rows(state="template_error", reason=_where(stop), **who)
    except TimeoutError:
        return Rows(state="template_error", reason=_endless(text), **who)
    declared = next((machine.keys for machine in machines if machine.keys), ())
    table = merged(tables, declared)
    rows = tuple(dict(zip(table.columns, record, strict=True)) for record in table.records)
    return Rows(
        state="parsed" if rows else "empty",
        rows=rows,
        columns=table.columns,
        **_keys(platform, found.entry.table, table.columns, rows, declared),
        **_strays(table),
        reason="" if rows else _unknown(table, text),
        **who,
    )


def _bounded(text: str) -> AbstractContextManager[None]:
    return alarm(_seconds(text))


def _seconds(text: str) -> float:
    return _SECONDS + len(text) / _CHARACTERS_A_SECOND


def _endless(text: str) -> str:
    return f"the template did not come to an end within {_seconds(text):.0f} s"


def _keys(
    platform: str,
    table: str,
    columns: tuple[str, ...],
    rows: tuple[dict[str, Any], ...],
    declared: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The template's own keys, or those that are known of the table, or those that these rows tell."""
    known = known_keys(platform, table, columns)
    volatile = known.volatile if known else ()
    if declared or known:
        return {"keys": declared or (known and known.keys), "volatile": volatile}
    return {"keys": found_keys(columns, rows), "keys_found": True}


def _strays(table: Table) -> dict[str, Any]:
    shown = [(number, line[:SHOWN_TEXT]) for number, line in table.stray.items()]
    return {"unmatched": len(shown), "unmatched_lines": tuple(shown[:SHOWN_LINES])}


def _unknown(table: Table, text: str) -> str:
    """What to say of a text without rows: it may be of another form than the template was written for."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if lines == 0 or lines > len(table.stray):
        return ""
    return f"the template knows no line of this output ({plural(lines, 'line')})"


def _where(stop: Stopped) -> str:
    line = escaped(stop.line.strip())[:SHOWN_TEXT]
    return f"line {stop.number} of the output has no place in the template (its line {stop.rule}): {line}"


def _why_none(platform: str, asked: _Asked, covered: bool) -> str:
    if "json" in asked.filter.lower():
        return f"what '{asked.typed}' gave is not JSON as a whole"
    if asked.filter:
        return (
            f"the filter '| {asked.filter}' leaves a part of the output, and templates read whole ones:"
            f" collect '{asked.whole}'"
        )
    return (
        f"there is no template for '{asked.whole}' on {platform}"
        if covered
        else f"there are no templates for {platform}"
    )
