"""The verbs; without one, `collect` runs commands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.help import WIDTH, write_groups
from netcollect.text import release_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Each verb's module is imported when the verb is used: `--help` and `--version` must not wait for it.
VERBS = {
    "run": ("netcollect.cli.run", "Run commands on devices (the default)."),
    "ping": ("netcollect.cli.ping", "Say which devices answer."),
    "inventory": ("netcollect.cli.inventory", "Show the devices that an inventory holds."),
    "runs": ("netcollect.cli.runs", "List the runs that are kept."),
    "diff": ("netcollect.cli.diff", "Say what changed between runs."),
    "compare": ("netcollect.cli.compare", "Say who differs from the rest in a run."),
    "audit": ("netcollect.cli.audit", "Judge a run by rules, and say since when they are violated."),
    "report": ("netcollect.cli.report", "Write a run as one HTML page."),
    "verify": ("netcollect.cli.verify", "Compare the files of a run with its manifest."),
    "show": ("netcollect.cli.show", "Show the outputs of a run, as text or as rows."),
    "query": ("netcollect.cli.query", "Ask the rows of finished runs, in SQL."),
    "init": ("netcollect.cli.init", "Write a small inventory and a job file to begin with."),
    "schema": ("netcollect.cli.schema", "Print the JSON Schema of an inventory, a job file or rules."),
    "completion": ("netcollect.cli.completion", "Print the script that completes `collect` in a shell."),
    "lab": ("netcollect.cli.lab", "Serve simulated devices on loopback."),
    "demo": ("netcollect.cli.demo", "Start a lab, run the main job against it, show the result."),
}


class Verbs(click.Group):
    """A group that falls back to `run`, and loads its commands late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the table."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, from its module's variable of the same name."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(VERBS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts `run` in front of anything that is no verb."""
        own = {"--help", "-h", "--version"}
        if args and args[0] not in own and args[0] not in VERBS:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The verbs, and the options of `run`, which need no verb."""
        run = self.get_command(ctx, "run")
        assert run is not None
        context = click.Context(run, info_name="run", parent=ctx, resilient_parsing=True)
        return [*run.shell_complete(context, incomplete), *super().shell_complete(ctx, incomplete)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of `run` in groups, then the verbs."""
        run = self.get_command(ctx, "run")
        assert run is not None
        params = [*run.params, *self.get_params(ctx)]
        write_groups(params, click.Context(run, info_name="run", parent=ctx), formatter)
        with formatter.section("Other verbs (see `collect VERB --help`)"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])


def _version(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(release_of("netcollect"))
        ctx.exit()


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    epilog="Exit status: 0 all collected, 1 some failed, 2 wrong input (nobody was contacted), "
    "3 a rule is violated, 4 output not written, 130 interrupted. Every option has an environment variable "
    "COLLECT_<OPTION>.",
    options_metavar="[OPTIONS]",
    subcommand_metavar="| VERB",
    no_args_is_help=True,
    help="Run show commands on network devices and keep the outputs as evidence.\n\n"
    '\b\ncollect --inventory devices.yaml --command "sh ip int br"',
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """The command `collect`."""
