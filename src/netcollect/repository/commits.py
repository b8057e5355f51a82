"""One commit: what changed since the last one, and nothing when nothing did."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from netcollect.errors import InputError
from netcollect.repository.files import Versioned, id_of
from netcollect.repository.state import Head, Repository
from netcollect.repository.worktree import Edit, check_out
from netcollect.store.lock import locked

#: How often to begin again when somebody else commits to the branch meanwhile.
_TRIES = 3
_AUTHOR = re.compile(r"[^<>\x00-\x1f\x7f]+ <[^<>\s\x00-\x1f\x7f]+>\Z")


@dataclass(frozen=True, slots=True)
class Tally:
    """What a commit holds: devices with changed files, and those with none but new ones.

    `files` is how many there are; `removed` are the folders that it takes out.
    """

    changed: tuple[str, ...]
    new: tuple[str, ...]
    files: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The commit, None where nothing is new; `kept` are files of the working tree that somebody edited.

    They stay as they are. `unreadable` says which outputs are not what their run wrote; they were left out.
    """

    commit: str | None
    tally: Tally
    kept: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class _Stream:
    """What `git fast-import` is given: the new contents first, then the commit."""

    file: IO[bytes]
    edits: list[Edit] = field(default_factory=list)

    def blob(self, version: Versioned, data: bytes, old: str | None, new: str) -> None:
        self.edits.append(Edit(version.path, old, new, version))
        self.file.write(b"blob\nmark :%d\n" % len(self.edits))
        self._data(data)

    def remove(self, path: str, old: str) -> None:
        self.edits.append(Edit(path, old, None, None))

    def commit(self, head: Head, author: str, at: datetime, message: str) -> None:
        who = f"{author} {int(at.timestamp())} +0000\n".encode("utf-8", "replace")
        self.file.write(
            b"commit %s\nmark :%d\nauthor %scommitter %s"
            % (_bytes(head.branch), len(self.edits) + 1, who, who)
        )
        self._data(message.encode("utf-8", "backslashreplace"))
        if head.commit:
            self.file.write(b"from %s\n" % head.commit.encode())
        for number, edit in enumerate(self.edits, 1):
            path = _quoted(edit.path)
            self.file.write(b"M 100644 :%d %s\n" % (number, path) if edit.new else b"D %s\n" % path)
        self.file.write(b"\nget-mark :%d\ndone\n" % (len(self.edits) + 1))
        self.file.seek(0)

    def _data(self, data: bytes) -> None:
        self.file.write(b"data %d\n" % len(data))
        self.file.write(data)
        self.file.write(b"\n")


def check_author(author: str) -> None:
    """Checks that git would take this for a person.

    Raises:
        InputError: it would not.
    """
    if not _AUTHOR.match(author):
        raise InputError.of("--git-author", f"{author!r} is no author", "write 'Name <mail@example.net>'")


def commit(
    repository: Repository,
    files: Sequence[Versioned],
    *,
    author: str,
    at: datetime,
    message: Callable[[Tally], str],
    gone: Iterable[str] = (),
) -> Committed:
    """Commits these files to the branch that is checked out, and checks them out.

    Files that the branch has beside them stay, but for those in the folders `gone`.

    Raises:
        OutputError: git refuses it; nothing is committed.
    """
    with locked(repository.store, "committing a run"):
        for left in reversed(range(_TRIES)):
            repository.wait()
            head = repository.head()
            with tempfile.TemporaryFile() as file:
                stream = _Stream(file)
                unreadable = tuple(_collect(repository, head, files, stream))
                for path in _below(head.files, gone):
                    stream.remove(path, head.files[path])
                tally = _tally(stream.edits)
                if not stream.edits:
                    return Committed(commit=None, tally=tally, unreadable=unreadable)
                stream.commit(head, author, at, message(tally))
                # Status 1: the branch has another commit by now.
                words = ("fast-import", "--quiet", "--done", "--date-format=raw")
                made = repository.git.line(*words, feed=file, allowed=(0, 1) if left else (0,))
            if made:
                break
        kept = check_out(repository, stream.edits)
    return Committed(commit=made, tally=tally, kept=kept, unreadable=unreadable)


def _collect(
    repository: Repository, head: Head, files: Sequence[Versioned], stream: _Stream
) -> Iterator[str]:
    """Puts what is new or changed on the stream; gives which outputs cannot be read."""
    folders = {path.rsplit("/", 1)[0] for path in head.files if "/" in path}
    for version in files:
        folder = version.path.split("/", 1)[0]
        if folder in head.files or version.path in folders:
            hint = "move it away, and commit that;"
            raise repository.git.failure(f"{folder} is a file there, or {version.path} a folder", hint)
        try:
            data = version.read()
        except InputError as error:
            yield str(error)
            continue
        name = id_of(data, repository.algorithm)
        old = head.files.get(version.path)
        if name != old:
            stream.blob(version, data, old, name)


def _below(files: Mapping[str, str], folders: Iterable[str]) -> list[str]:
    wanted = set(folders)
    return [path for path in files if "/" in path and path.split("/", 1)[0] in wanted] if wanted else []


def _tally(edits: Sequence[Edit]) -> Tally:
    changed, new, removed = (
        dict.fromkeys(_owner(edit) for edit in edits if edit.kind == kind)
        for kind in ("changed", "new", "removed")
    )
    return Tally(
        changed=tuple(changed),
        new=tuple(name for name in new if name not in changed),
        files=len(edits),
        removed=tuple(removed),
    )


def _owner(edit: Edit) -> str:
    """The device that has it; of one that is gone, its folder."""
    return edit.version.output.row.device if edit.version else edit.path.split("/", 1)[0]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _quoted(path: str) -> bytes:
    return b'"%s"' % _bytes(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
