"""Templates of TTP, where the extra `ttp` is installed."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from netcollect.errors import InputError
from netcollect.rows.printed import Printed, table_of
from netcollect.text import escaped, plural

log = logging.getLogger("netcollect.rows")

#: How the file of such a template ends.
SUFFIX = ".ttp"
#: TTP keeps the parser that is at work in a dictionary of its module.
_ONE_AT_A_TIME = threading.Lock()
#: How long a thread waits for its turn (seconds): only the main one can be interrupted when it hangs.
_PATIENCE = 120.0


class Failed(Exception):
    """TTP, or a macro of the template, failed with a text."""


def checked(path: Path) -> None:
    """Reads a template once, so that what is wrong with it is told early.

    Raises:
        InputError: TTP is not installed, or does not take the template.
    """
    try:
        text = path.read_text(encoding="utf-8")
        with _alone() as said:
            _parser(text, str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError.of(str(path), f"cannot be read: {reason}", "check its line in the index") from None
    except SystemExit:  # it says why, and would end the program
        said = said or ["it gives up"]
    except SyntaxError as error:  # ElementTree's is one, with the place in the XML
        line, _ = getattr(error, "position", (0, 0))
        # TTP puts a line with an element of its own above the text, and `_parser` an empty one.
        where = f"{path}:{max(1, line - 2)}"
        raise InputError.of(where, f"is no XML: {error.msg.partition(':')[0]}", "see TTP's manual") from None
    if said:  # without that part it would go on, and give other rows
        raise InputError.of(str(path), f"TTP does not take it: {said[0]}", "see TTP's manual")


def table_by_ttp(path: Path, text: str, bounded: AbstractContextManager[None]) -> Printed:
    """The rows that a template makes of a text: its results, made flat as a device's JSON is.

    `bounded` holds while the text is read; before, TTP may read its own source, which takes a second once.

    Raises:
        Failed: TTP fails with this text.
        NoTable: the results are no table.
        TimeoutError: an alarm has ended it.
        InputError: TTP is not installed, or another thread does not end with it.
    """
    with _alone() as said:
        try:
            parser = _parser(path.read_text(encoding="utf-8"), str(path))
            # A text that is the name of a file would be taken for the file: an output never is one.
            parser.add_input(f"\n{text}")
            with bounded:
                parser.parse(one=True)
                results = parser.result(structure="flat_list")
        except (InputError, TimeoutError):
            raise
        except SystemExit:  # it says why, and ends itself
            raise Failed(*said[-1:]) from None
        except Exception as error:  # noqa: BLE001 (a macro may raise anything)
            raise Failed(f"{type(error).__name__}: {error}") from None
    if said:
        more = f" (and {plural(len(said) - 1, 'error')} more)" if len(said) > 1 else ""
        log.warning("%s: TTP says: %s%s", path, said[0], more)
    return table_of(results)


class _Errors(logging.Handler):
    """What is wrong, each on a line."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(escaped(" ".join(record.getMessage().split())))


@contextmanager
def _alone() -> Iterator[list[str]]:
    """TTP for one thread, and its errors: it logs them, and they may hold what a device printed."""
    if not _ONE_AT_A_TIME.acquire(timeout=_PATIENCE):
        where, message = "TTP", f"another thread has been using it for {_PATIENCE:g} s"
        raise InputError.of(where, message, "run it again, without that thread's text or template")
    theirs, errors = logging.getLogger("ttp"), _Errors()
    theirs.addHandler(errors)
    theirs.propagate = False
    try:
        yield errors.said
    finally:
        theirs.propagate = True
        theirs.removeHandler(errors)
        _ONE_AT_A_TIME.release()


def _parser(template: str, where: str) -> Any:
    try:
        ttp: Any = importlib.import_module("ttp")
    except ImportError:
        raise InputError.of(where, "TTP is not installed", "pip install 'netcollect[ttp]'") from None
    return ttp.ttp(template=f"\n{template}")
