"""What is put under version control: the newest good outputs, and what their files are called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from netcollect.archive import Run, Stored, finished, stored
from netcollect.comparable import comparable, rules_of
from netcollect.errors import InputError
from netcollect.store.names import slug

#: What git, Windows or macOS would take for something else in a name.
_QUOTED = re.compile(r'[\x00-\x1f\x7f%/\\:*?"<>|]|\A[.-]|[. ]\Z|~(?=\d)|[\ud800-\udfff]')


def _as_compared(output: Stored) -> bytes:
    """Its comparable form: a commit shows what counts, and nothing else."""
    rules = rules_of(output.row.platform, output.entry.command, output.run.document.ignore)
    return comparable(output.text, rules).text.encode("utf-8", "surrogateescape")


def _as_stored(output: Stored) -> bytes:
    return output.text.encode("utf-8", "surrogateescape")


#: What of an output is committed.
FORMS: Mapping[str, Callable[[Stored], bytes]] = {"comparable": _as_compared, "exact": _as_stored}


@dataclass(frozen=True, slots=True)
class Versioned:
    """A file: its path in the repository, and the output that it is made of."""

    path: str
    output: Stored
    form: str

    def read(self) -> bytes:
        """What the file is to hold.

        Raises:
            InputError: what is stored is not what the run wrote.
        """
        return FORMS[self.form](self.output)


def versions(run: Run, form: str) -> Iterator[Versioned]:
    """The files for the outputs of a run; where a later run has a newer output, for that one."""
    newest: dict[tuple[str, str], Stored] = {}
    for each in (*_later(run), run):
        for output in stored(each):
            newest.setdefault(output.key, output)
    return (
        Versioned(f"{folder_of(device)}/{_file_of(command)}", output, form)
        for (device, command), output in newest.items()
    )


def _later(run: Run) -> Iterator[Run]:
    """The runs that began later and have finished, the newest first, redacted or not as this one is."""
    for each in finished(run.path.parent.parent):
        if each.name[:16] < run.name[:16]:
            return
        try:
            document = each.document
        except InputError:
            continue
        if document.started > run.document.started and document.redacted == run.document.redacted:
            yield each


def folder_of(device: str) -> str:
    """The folder of a device: its name, with `%2E` for what is no part of a file name everywhere.

    >>> folder_of("R1"), folder_of("2001:db8::1"), folder_of(".git")
    ('R1', '2001%3Adb8%3A%3A1', '%2Egit')
    """
    return _QUOTED.sub(lambda found: "".join(f"%{byte:02X}" for byte in _bytes(found[0])), device)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _file_of(command: str) -> str:
    """The file of a command; the same one in every run, and never that of another command.

    >>> _file_of("show ip route"), _file_of("show run | include ntp")
    ('show_ip_route.txt', 'show_run_include_ntp-d4ecb0.txt')
    """
    name = slug(command)
    if name != command.replace(" ", "_") or "_" in command:
        name += f"-{hashlib.sha256(_bytes(command)).hexdigest()[:6]}"
    return f"{name}.txt"


def id_of(data: bytes, algorithm: str) -> str:
    """What git calls a file with this content."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data).hexdigest()
