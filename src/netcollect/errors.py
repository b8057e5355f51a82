"""What can go wrong, by name: the error kinds of the contract and the exceptions that carry them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ErrorKind(StrEnum):
    """Why a device or a command failed; the values are part of the public contract.

    Examples:
        >>> rows = open_run("2026-11-23").document.devices
        >>> [row.device for row in rows if row.error and row.error.kind is ErrorKind.REJECTED]
        ['R3']
    """

    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CONNECT_TIMEOUT = "connect_timeout"
    CLOSED = "closed"
    NOT_SSH = "not_ssh"
    SSH_NEGOTIATION = "ssh_negotiation"
    HOST_KEY_UNKNOWN = "host_key_unknown"
    HOST_KEY_CHANGED = "host_key_changed"
    AUTH_REJECTED = "auth_rejected"
    AUTH_TIMEOUT = "auth_timeout"
    NO_CREDENTIAL = "no_credential"
    NO_SESSION = "no_session"
    NO_PROMPT = "no_prompt"
    ENABLE_REJECTED = "enable_rejected"
    REJECTED = "rejected"
    QUESTION = "question"
    READ_TIMEOUT = "read_timeout"
    INCOMPLETE = "incomplete"
    DEADLINE = "deadline"
    BREAKER = "breaker"
    CANCELLED = "cancelled"
    WORKER_LOST = "worker_lost"
    INTERNAL = "internal"


class CollectError(Exception):
    """Every error that netcollect raises on purpose.

    Examples:
        >>> try:
        ...     devices = load_inventory("missing.yaml")
        ... except CollectError as error:
        ...     print(error)
        missing.yaml: cannot be read: No such file or directory (check the path)
    """


class Problem(NamedTuple):
    """One thing that is wrong in an input, and where.

    `where` is `file:line:column` or `file:line:column: key` (lines and columns count from 1), or the
    option's name; `hint` says what to do, or is empty.

    Examples:
        >>> print(Problem("devices.yaml:3:5: platform", "is missing", "such as cisco_ios"))
        devices.yaml:3:5: platform: is missing (such as cisco_ios)
    """

    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class InputError(CollectError):
    """The user's input is wrong: inventory, job, options or credentials; nobody was contacted.

    Carries every problem found, in the order of the input, so that one look at the message mends all.

    Examples:
        >>> try:
        ...     collect(load_inventory("devices.yaml"), ["show clock", "reload", "write erase"])
        ... except InputError as error:
        ...     for problem in error.problems:
        ...         print(problem.message)
        'reload': it is no reading command of cisco_ios (show, dir, more, ping, traceroute, pwd, …)
        'write erase': it is no reading command of cisco_ios (show, dir, more, ping, traceroute, pwd, …)
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    @classmethod
    def of(cls, where: str, message: str, hint: str = "") -> InputError:
        """The error for a single problem."""
        return cls((Problem(where, message, hint),))


class OutputError(CollectError):
    """An output, or the run directory itself, could not be written; `hint` says what to do, if known.

    Examples:
        >>> options = RunOptions(storage=StorageOptions(output="devices.yaml"))
        >>> try:
        ...     collect(load_inventory("devices.yaml"), "show clock", options)
        ... except OutputError as error:
        ...     print(error)
        cannot write devices.yaml/.lock: Not a directory
    """

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        super().__init__(path, reason, hint)
        self.path = path
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        return f"cannot write {self.path}: {self.reason}"


class DeviceError(CollectError):
    """One device, or one command on it, failed; `kind` says why and `hint` what to do.

    `bastion` is the one at which it failed with a login of the bastion's own, empty in all other cases.
    `hung_up` says that a login counts as refused only because the device hung up on it without a word.

    Raised by `send_show`, also across process boundaries: every argument goes to `Exception.__init__`,
    because an exception that does not unpickle breaks a whole process pool.

    Examples:
        >>> try:
        ...     send_show(load_inventory("devices.yaml")[0], "show vlans")
        ... except DeviceError as error:
        ...     print(error.kind, "→", error.hint)
        rejected → the platform does not take this command
    """

    def __init__(
        self,
        kind: ErrorKind | str,
        message: str,
        hint: str = "",
        bastion: str = "",
        hung_up: bool = False,
    ) -> None:
        super().__init__(kind, message, hint, bastion, hung_up)
        self.kind = ErrorKind(kind)
        self.message = message
        self.hint = hint
        self.bastion = bastion
        self.hung_up = hung_up

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"
