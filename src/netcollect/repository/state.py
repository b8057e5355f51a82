"""A repository: whether it can be committed to, and what its branch holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from netcollect.errors import InputError, OutputError
from netcollect.repository.program import Git
from netcollect.store.files import make_directory

# git, "gitrepository-layout": what is there while something is under way.
_UNDER_WAY: Mapping[str, str] = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
#: How often to look whether another git is still at work, and how long to wait in between (seconds).
_TRIES, _PAUSE = 50, 0.1


@dataclass(frozen=True, slots=True)
class Head:
    """A branch; its commit, None before the first one; and its files: the id of each, by path."""

    branch: str
    commit: str | None
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository; `tree` is its working tree, None for a bare one. Ids are made by `algorithm`."""

    git: Git
    store: Path
    algorithm: str
    tree: Path | None

    def head(self) -> Head:
        """What is checked out; for a bare repository its default branch.

        Raises:
            OutputError: no branch is checked out, or it cannot be read.
        """
        branch = self.git.line("symbolic-ref", "-q", "HEAD", allowed=(0, 1))
        if not branch.startswith("refs/heads/"):
            raise self.git.failure("HEAD is detached", "check out a branch: git switch main;")
        commit = self.git.line("rev-parse", "-q", "--verify", "HEAD", allowed=(0, 1)) or None
        files = {}
        if commit:
            listing = self.git.ask("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
            for about, path in (line.split(b"\t", 1) for line in listing if line):
                mode, _, name = about.split()
                # A link or a program is no file of ours, whatever it holds.
                files[path.decode("utf-8", "surrogateescape")] = name.decode() if mode == b"100644" else ""
        return Head(branch, commit, files)

    def wait(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Waits for another git that is changing the index.

        Raises:
            OutputError: it does not end, or a merge or the like is under way.
        """
        if self.tree is None:
            return
        for name, what in _UNDER_WAY.items():
            if (self.store / name).exists():
                raise self.git.failure(f"{what} is under way", "finish it, or abort it;")
        lock = self.store / "index.lock"
        for _ in range(_TRIES):
            if not lock.exists():
                return
            pause(_PAUSE)
        raise self.git.failure(f"another git is at work: {lock} is there", "remove it if that git has died;")


def check(directory: Path) -> None:
    """Checks, before a run begins, that a directory is a repository or can become one.

    Raises:
        InputError: it cannot, or there is no git.
    """
    try:
        git = Git(directory)
        if _is_new(directory):
            return
        _opened(git)
    except OutputError as error:
        raise InputError.of("--git", f"{directory}: {error.reason}", error.hint.rstrip(";")) from None


def open_repository(directory: Path) -> Repository:
    """The repository of a directory; a new one where there is nothing yet.

    A repository around the directory is another one, and is left alone.

    Raises:
        OutputError: it is none, or may not be used.
    """
    git = Git(directory)
    if _is_new(directory):
        make_directory(directory)
        git.ask("init", "-q", "--template=")
    return _opened(git)


def _is_new(directory: Path) -> bool:
    """Whether nothing is there yet.

    Raises:
        OutputError: it is no directory, or cannot be read.
    """
    try:
        return not directory.exists() or not any(directory.iterdir())
    except OSError as error:
        raise OutputError(str(directory), error.strerror or str(error)) from None


def _opened(git: Git) -> Repository:
    directory = git.directory
    if not ((directory / ".git").exists() or (directory / "HEAD").is_file()):
        raise git.failure("is no git repository, and not empty", f"git init {directory};")
    asked = ("--is-bare-repository", "--absolute-git-dir", "--show-object-format")
    is_bare, store, algorithm = git.line("rev-parse", *asked).split("\n")
    tree = None
    if is_bare != "true":
        tree = Path(git.line("rev-parse", "--show-toplevel"))
        if not tree.samefile(directory):
            raise git.failure(f"its working tree is {tree}", "name that directory;")
    return Repository(git, Path(store), algorithm, tree)
