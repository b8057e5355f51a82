"""The use case: a finished run as one HTML page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from netcollect.app.chosen import chosen
from netcollect.app.diff import Runs, diff
from netcollect.app.narrowing import narrowed, narrowed_audit
from netcollect.archive import Run, Stored, finished, open_stored
from netcollect.audit import Audit, Judge, RuleSet, Tables, find_baselines
from netcollect.audit import Scope as Judged
from netcollect.audit import audit as judge_run
from netcollect.compare import Choice, Question, earlier_runs, equality, last_good
from netcollect.document import as_unicode
from netcollect.errors import InputError
from netcollect.query import Answer, Scope, show
from netcollect.query import Choice as RowsChoice
from netcollect.redaction import Secrets
from netcollect.report.page import MAJORITY, Found, Page, Past, key_of, page_as_html, page_of
from netcollect.rows import Templates
from netcollect.store import write_whole
from netcollect.text import is_meant

#: Runs on the timeline, and lines around each change.
TIMELINE, CONTEXT = 30, 3
#: Where a run keeps what its rules said.
AUDIT = "audit.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Of which devices (patterns as of `--limit`) and commands a page is; of all where it names none.

    `rules` judge the run; without any the page has what the run's own rules said, if it had some.
    """

    limit: Sequence[str] = ()
    commands: Sequence[str] = ()
    rules: RuleSet | None = None


def page(run: Run, output: Path, selection: Selection | None = None) -> Page:
    """The page of a run; `output` is where its rows are indexed.

    Raises:
        InputError: a limit names no device of the run, or a command none of its commands; or as `audit`.
    """
    picked = selection or Selection()
    wanted = chosen(run.document.devices, picked.limit, picked.commands)
    commands = _named_commands(run, picked.commands)
    rows = RowsChoice(limit=picked.limit, commands=commands if picked.commands else ())
    told = _Told(run, output, picked.rules) if picked.rules else stored_audit
    audit = told(run)
    key, answer = key_of(run.document), show(Scope(runs=[run], output=output, choice=rows))
    is_part = bool(picked.limit or picked.commands)
    return page_of(
        Found(
            result=narrowed(run.document, wanted) if is_part else run.document,
            difference=diff(
                Runs(run, last_good(run)),
                Choice(context=CONTEXT, mask_key=key),
                limit=picked.limit,
                commands=picked.commands,
            ),
            equality=equality(run, Question(wanted=wanted, context=CONTEXT, majority=MAJORITY, mask_key=key)),
            answer=answer,
            secrets=_secrets(run, answer),
            key=key,
            history=list(_history(run, told))[::-1],
            audit=narrowed_audit(audit, run.document, wanted) if audit and is_part else audit,
            limit=tuple(picked.limit),
            commands=tuple(picked.commands),
        )
    )


def _secrets(run: Run, answer: Answer) -> Mapping[tuple[str, str], frozenset[str]]:
    """What is secret in the outputs that became rows, by device and table."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for each in answer.outputs or ():
        if each.table and each.rows:
            row, place = run.devices[each.device], (each.device, each.table)
            entries = (entry for entry in row.commands if entry.command == each.command and entry.file)
            for entry in entries:
                text = as_unicode(Stored(run, row, entry).text)
                found[place] = found.get(place, frozenset()) | Secrets(text, row.platform).all()
    return found


def _named_commands(run: Run, named: Sequence[str]) -> list[str]:
    """The commands of a run that are meant.

    Raises:
        InputError: none is.
    """
    asked = dict.fromkeys(each.command for row in run.document.devices for each in row.commands)
    commands = [each for each in asked if _is_named(each, named)]
    if asked and not commands:
        told = ", ".join(map(repr, named))
        raise InputError.of("--command", f"no device was asked {told}", "see `collect show`")
    return commands


def write_page(made: Page, path: Path) -> None:
    """Writes the page so that a reader sees all of it or none.

    Raises:
        OutputError: it could not be written.
    """
    write_whole(path, [page_as_html(made).encode()])


def stored_audit(run: Run) -> Audit | None:
    """What the run's own rules said; None where it had none.

    Raises:
        InputError: what is stored cannot be read.
    """
    where = str(run.path / AUDIT)
    try:
        with open_stored(run.path, AUDIT) as file:
            return msgspec.json.decode(file.read(), type=Audit)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError.of(where, f"cannot be read: {error.strerror or error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError.of(where, f"is not an audit: {error}") from None


class _Told:
    """What rules say of runs, each as of its own day, so that it is the same whenever it is told.

    Raises:
        InputError: a run that the rules compare with is not there.
    """

    def __init__(self, run: Run, output: Path, rules: RuleSet) -> None:
        self._run, self._rules = run, rules
        # One judge for all of them: what it has found of a text once, it knows.
        self._judge = Judge(Tables(output, Templates()), find_baselines(rules, output))

    def __call__(self, run: Run) -> Audit:
        earlier = earlier_runs(run) if run.name == self._run.name else ()
        now = datetime.fromisoformat(run.document.started)
        return judge_run(self._rules, Judged(run=run, earlier=earlier, now=now), self._judge)


def _is_named(command: str, named: Sequence[str]) -> bool:
    return not named or any(is_meant(each, command) for each in named)


def _history(run: Run, told: Callable[[Run], Audit | None]) -> Iterator[Past]:
    """The run and those before it, the newest first; damaged ones are left out."""
    until = (run.document.started, run.name)
    before = (each for each in _readable(run) if (each.document.started, each.name) <= until)
    for each in islice(before, TIMELINE):
        audit = None
        with suppress(InputError):
            audit = told(each)
        yield Past(each.document, audit.counts.violated if audit else None)


def _readable(run: Run) -> Iterator[Run]:
    for each in finished(run.path.parent.parent):
        with suppress(InputError):
            _ = each.document
            yield each
