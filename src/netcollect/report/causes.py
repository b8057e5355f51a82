"""What went wrong in a run, grouped: devices that failed in the same way, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from netcollect.document import DeviceResult, RunResult
from netcollect.errors import ErrorKind
from netcollect.model import Failure


@dataclass(slots=True)
class Cause:
    """Devices that failed in the same way; `messages` counts their messages by what they have in common."""

    kind: ErrorKind
    hint: str
    devices: list[str] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)
    #: For each common message, every version of it that was said, the most literal first.
    versions: dict[str, list[set[str]]] = field(default_factory=dict)

    def add(self, device: str, versions: Sequence[str]) -> None:
        """Counts a device's message, which is given from the most literal version to the most common one."""
        if device not in self.devices[-1:]:
            self.devices.append(device)
        alike = versions[-1]
        self.messages[alike] += 1
        seen = self.versions.setdefault(alike, [set() for _ in versions])
        for texts, text in zip(seen, versions, strict=True):
            texts.add(text)

    def shown(self) -> list[tuple[str, int]]:
        """The messages, the most frequent first, each as literal as its devices agree on."""
        return [
            (next(text for texts in self.versions[alike] if len(texts) == 1 for text in texts), number)
            for alike, number in self.messages.most_common()
        ]


def causes(result: RunResult) -> list[Cause]:
    """What went wrong, grouped, the most frequent first; a device is listed under each of its causes.

    One cause has one kind and one remedy; a rejected command also has its own command and words.
    """
    found: dict[tuple[str, ...], Cause] = {}
    for row in result.devices:
        for failure in _failures(row):
            messages, hint = _versions(failure.message, row), _versions(failure.hint, row)[-1]
            key = (failure.kind, hint, messages[-1] if failure.kind is ErrorKind.REJECTED else "")
            cause = found.setdefault(key, Cause(failure.kind, failure.hint))
            if cause.hint != failure.hint:
                cause.hint = hint
            cause.add(row.device, messages)
    # Devices that were spared because of others come after those.
    return sorted(found.values(), key=lambda cause: (cause.kind == ErrorKind.BREAKER, -len(cause.devices)))


def _failures(row: DeviceResult) -> list[Failure]:
    """What went wrong on a device: the errors of its commands, or else the device's own."""
    errors = [_of_command(entry.command, entry.error) for entry in row.commands if entry.error]
    return errors or ([row.error] if row.error else [])


def _of_command(command: str, error: Failure) -> Failure:
    """The error with its command in the message; a rejection has it there already."""
    if error.message.startswith(f"{command}: "):
        return error
    return Failure(error.kind, f"{command}: {error.message}", error.hint)


def _versions(text: str, row: DeviceResult) -> tuple[str, str, str]:
    """The text as it is; without the device's name, address and key; and without its port as well."""
    own = {row.device: "<device>", row.host: "<host>", f"[{row.host}]:{row.port}": "<host>"}
    words = text.split(" ")
    for place, word in enumerate(words):
        core = word.strip("'\"(),;:.")
        if core in own:
            words[place] = word.replace(core, own[core], 1)
        elif core.startswith("SHA256:"):
            words[place] = word.replace(core, "<fingerprint>", 1)
    common = " ".join(words)
    return text, common, f"{common} ".replace(f"port {row.port} ", "port <port> ")[:-1]
