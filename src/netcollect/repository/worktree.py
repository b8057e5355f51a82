"""The working tree after a commit: its files and its index follow, except where somebody edited them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from netcollect.errors import OutputError
from netcollect.repository.files import Versioned, id_of
from netcollect.repository.state import Repository
from netcollect.store.files import make_directory, write_whole


class Edit(NamedTuple):
    """A file that a commit changes: its ids before and after, None where it is not there."""

    path: str
    old: str | None
    new: str | None
    version: Versioned | None

    @property
    def kind(self) -> str:
        """Whether it is `new`, `changed` or `removed`."""
        return "removed" if self.version is None else "new" if self.old is None else "changed"


def check_out(repository: Repository, edits: Sequence[Edit]) -> tuple[str, ...]:
    """Makes files and index of the working tree what was committed; a bare repository has none.

    Returns:
        The files that somebody edited, and that stay as they are.

    Raises:
        OutputError: a file cannot be written, or another git holds the index; the commit stands.
    """
    if repository.tree is None:
        return ()
    kept: list[Edit] = []
    done: list[Edit] = []
    for edit in edits:
        follows = _follow(repository, repository.tree / edit.path, edit)
        (done if follows else kept).append(edit)
    nothing = "0" * len(id_of(b"", repository.algorithm))
    lines = (
        f"{'100644' if edit.new else '0'} {edit.new or nothing}\t{edit.path}\0".encode(
            "utf-8", "surrogateescape"
        )
        for edit in done
    )
    if done:
        repository.git.ask("update-index", "-z", "--index-info", data=b"".join(lines))
    return tuple(edit.path for edit in kept)


def _follow(repository: Repository, path: Path, edit: Edit) -> bool:
    """Writes or removes a file, unless somebody edited it."""
    folder = path.parent
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return False
    name = _id_at(path, repository.algorithm)
    if name not in (None, edit.old, edit.new):
        return False
    if edit.version is None:
        with suppress(OSError):
            path.unlink()
            folder.rmdir()
    elif name != edit.new:
        make_directory(folder)
        write_whole(path, [edit.version.read()])
    return True


def _id_at(path: Path, algorithm: str) -> str | None:
    """The id of what stands in a file, None where there is none; nothing's id for what is no plain file."""
    try:
        if path.is_symlink() or not path.is_file():
            return "" if path.is_symlink() or path.exists() else None
        data = path.read_bytes()
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from None
    return id_of(data, algorithm)
