"""One device, from the name to its outputs: dial, host key, login, terminal, proof."""

from typing import TYPE_CHECKING, Any

from netcollect.session.dial import hang_up_all

if TYPE_CHECKING:
    from netcollect.session.show import send_show

__all__ = ["hang_up_all", "send_show"]


def __getattr__(name: str) -> Any:
    # netmiko takes half a second to import: only who runs a command pays for it.
    if name != "send_show":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from netcollect.session.show import send_show  # noqa: PLC0415

    return send_show
