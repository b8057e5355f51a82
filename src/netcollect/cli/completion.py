"""`collect completion`: what a shell needs to complete options, verbs, and names of what there is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    split_arg_string,
)

from netcollect.errors import InputError

#: The variable by which a shell's script asks.
VARIABLE = "_COLLECT_COMPLETE"
#: bash breaks words at `:` and `=`, and wants only what follows them; click's own script does not know that.
_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line="${COMP_LINE:0:COMP_POINT}" type value before item
    local word="${line##*[[:space:]]}"
    before="${word%%"${word##*[:=]}"}"
    COMPREPLY=()
    for item in $(env COLLECT_LINE="$line" %(complete_var)s=bash_complete "$1" 2>/dev/null); do
        type="${item%%%%,*}" value="${item#*,}"
        case "$type" in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${value#"$before"}") ;;
        esac
    done
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class _Bash(BashComplete):
    """Completion by the whole line, so that a name may hold a colon."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words in front of the one that is being written, and that one."""
        line = os.environ.get("COLLECT_LINE", "")
        words = split_arg_string(line)[1:]
        if not words or line[-1:].isspace():
            return words, ""
        return words[:-1], words[-1]


#: Each shell's way to ask and to be answered.
SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": ZshComplete, "fish": FishComplete}


def answer(asked: str) -> int:
    """Prints what a shell's script asks for: `bash_complete`."""
    shell, _, what = asked.partition("_")
    if shell not in SHELLS or what != "complete":
        return 2
    click.echo(_shell(shell).complete())
    return 0


def _shell(name: str) -> ShellComplete:
    from netcollect.cli.group import cli  # noqa: PLC0415 (it names this module)

    return SHELLS[name](cli, {}, "collect", VARIABLE)


@click.command(
    short_help="Print the script that completes `collect` in a shell.",
    help="Print the script that completes `collect` in a shell: options, verbs, device names for --limit, "
    "runs, tables and rules.\n\n\b\n"
    "bash   echo 'eval \"$(collect completion bash)\"' >> ~/.bashrc\n"
    "zsh    echo 'eval \"$(collect completion zsh)\"' >> ~/.zshrc\n"
    "fish   collect completion fish > ~/.config/fish/completions/collect.fish",
)
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> int:
    """Prints a shell's script."""
    click.echo(_shell(shell).source())
    return 0


def limits(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """What `--limit` may be: devices, groups and platforms of the inventory that is named."""
    mark, rest = ("!", incomplete[1:]) if incomplete.startswith("!") else ("", incomplete)
    found = [word for word in _words(ctx.params.get("inventory") or ()) if word.startswith(rest)]
    return [CompletionItem(f"{mark}{word}") for word in found]


def _words(paths: tuple[str, ...]) -> Iterator[str]:
    from netcollect.inventory import read_inventory  # noqa: PLC0415 (where a shell asks)

    # Servers of another program's inventory are no reason to complete nothing.
    for limit in ((), ("platform:*",)):
        with suppress(InputError):
            devices = read_inventory(*paths, limit=limit)
            yield from (device.name for device in devices)
            yield from sorted({f"group:{group}" for device in devices for group in device.groups})
            yield from sorted({f"platform:{device.platform}" for device in devices})
            return


def runs(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The names of the finished runs, the newest first."""
    from netcollect.archive.catalogue import newest_first  # noqa: PLC0415 (where a shell asks)

    output = _output(ctx)
    names = ["latest", *(run.name for run in newest_first(output))] if output.is_dir() else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def tables(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The names of the tables of `collect query`."""
    from netcollect.query import known_tables  # noqa: PLC0415 (where a shell asks)

    return [CompletionItem(name) for name in known_tables(_output(ctx)) if name.startswith(incomplete)]


def rules(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The rules of the files that are named, or all that netcollect brings."""
    from netcollect.audit import builtin_rules, load_rules  # noqa: PLC0415 (where a shell asks)

    with suppress(InputError):
        found = load_rules(ctx.params.get("rules") or builtin_rules()).rules
        return [CompletionItem(rule.id) for rule in found if rule.id.startswith(incomplete)]
    return []


def rule_files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Files, and the sets of rules that netcollect brings."""
    from netcollect.audit import builtin_rules  # noqa: PLC0415 (where a shell asks)

    brought = [CompletionItem(name) for name in builtin_rules() if incomplete and name.startswith(incomplete)]
    return brought or [CompletionItem(incomplete, type="file")]


def _output(ctx: click.Context) -> Path:
    from netcollect.options import StorageOptions  # noqa: PLC0415 (where a shell asks)

    return Path(ctx.params.get("output") or StorageOptions().output)
