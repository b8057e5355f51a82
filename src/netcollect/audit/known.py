"""What came of texts: found out once, and kept in the index beside the runs for the next audit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from netcollect.archive import Run
from netcollect.audit.outcomes import Outcome
from netcollect.audit.tables import Tables
from netcollect.platforms import Own, own_files
from netcollect.query import recall, remember

#: What decides on an outcome beside the check and the text: the rooms that read texts and take
#: the secrets out.
_READERS = ("audit/*.py", "comparable/*.py", "redaction/*.py", "platforms/*.py", "platforms/data/*.yaml")
_decoder = msgspec.msgpack.Decoder(Outcome)
_encoder = msgspec.msgpack.Encoder()


class Asked(NamedTuple):
    """A check of a text: by a digest of the check, the text, and the values that the check uses (as JSON)."""

    check: str
    platform: str
    command: str
    sha256: str
    values: str

    @property
    def name(self) -> str:
        """What the index keeps the outcome by."""
        content = "\0".join((_version(), _as_text(own_files()), self.check, self.values))
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()[:32]


class Known:
    """The outcomes of checks of texts.

    An outcome that is unknown is not kept beyond the audit: the next one may have more time, or the file.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._found: dict[Asked, Outcome] = {}
        self._new: dict[Asked, Outcome] = {}

    def recall(self, run: Run, wanted: Mapping[Asked, str]) -> None:
        """Looks up what is kept of these checks of a run's outputs, each with the name of its device."""
        scope = self._tables.scope(run)
        missing = {asked: device for asked, device in wanted.items() if asked not in self._found}
        if scope.output is None or not missing:
            return
        names = {((device, asked.command), asked.name): asked for asked, device in missing.items()}
        for key, name, value in recall(scope, {key for key, _ in names}):
            if asked := names.get((key, name)):
                # What cannot be read is found out again, and kept in its place.
                with suppress(msgspec.MsgspecError, TypeError):
                    self._found[asked] = _decoder.decode(value)

    def get(self, asked: Asked) -> Outcome | None:
        """What came of a check; None where nobody knows yet."""
        return self._found.get(asked)

    def put(self, asked: Asked, outcome: Outcome) -> None:
        """Takes what came of a check."""
        self._found[asked] = outcome
        if outcome.state != "unknown":
            self._new[asked] = outcome

    def keep(self, run: Run, wanted: Mapping[Asked, str]) -> None:
        """Keeps what has been found out about outputs of a run."""
        scope, new = self._tables.scope(run), self._new
        self._new = {}
        if scope.output is not None and new:
            remember(
                scope,
                {
                    ((wanted[asked], asked.command), asked.name): _encoder.encode(outcome)
                    for asked, outcome in new.items()
                },
            )


@lru_cache(maxsize=16)
def _as_text(own: Own) -> str:
    """What a site teaches decides as much as what we do."""
    return hashlib.sha256(repr(own).encode("utf-8", "surrogateescape")).hexdigest()


@cache
def _version() -> str:
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted(path for pattern in _READERS for path in root.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
