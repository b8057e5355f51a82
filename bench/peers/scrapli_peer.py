"""scrapli in a thread pool; its libssh2 transport, or with the option `bin` the `ssh` program."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options
from task import is_whole, run

#: As its own for IOS-XE, without `enable`: nobody else here asks for it either.
DEFINITION = r"""---
prompt_pattern: '^\S{1,63}[>#$]\s?+$'
default_mode: 'exec'
modes:
  - name: 'exec'
    prompt_pattern: '^[\w.\-@/:]{1,63}>\s?+$'
failure_indicators:
  - '% Invalid input detected'
on_open_instructions:
  - send_input:
      input: 'term width 512'
  - send_input:
      input: 'term len 0'
on_close_instructions:
  - write:
      input: 'exit'
"""


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    definition = Path(task["directory"], "definition.yaml")
    definition.write_text(DEFINITION)
    show = partial(
        _whole,
        definition=str(definition),
        command=task["command"],
        transport=TransportBinOptions if "bin" in task["options"] else TransportSsh2Options,
        timeout=next((int(each) for each in task["options"] if each.isdecimal()), 60),
    )
    with ThreadPoolExecutor(task["workers"]) as executor:
        return sum(executor.map(show, task["devices"]))


def _whole(device: dict[str, Any], command: str, definition: str, transport: Any, timeout: int) -> bool:
    try:
        with Cli(
            device["host"],
            port=device["port"],
            definition_file_or_name=definition,
            auth_options=AuthOptions(username="lab", password="lab"),
            session_options=SessionOptions(operation_timeout_s=timeout),
            transport_options=transport(),
        ) as connection:
            return is_whole(connection.send_input(command).result)
    except Exception as error:
        print(device["name"], repr(error)[:200])
        return False


run(work)
