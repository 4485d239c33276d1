"""Owns the command `lms`: its words, and that whatever goes wrong ends in one sentence and an exit code.

The module of a command is imported when its word is used, so that `lms people` starts no web server and
draws no certificate. It must not know what the commands do.
"""

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from lms.cli import faults

WORDS = {
    "demo": ("lms.cli.demo", "demo"),
    "serve": ("lms.cli.serve", "serve"),
    "test": ("lms.cli.testing", "test"),
    "db": ("lms.cli.database", "database"),
    "people": ("lms.cli.people", "people"),
    "content": ("lms.cli.content", "content"),
    "keys": ("lms.cli.keys", "keys"),
    "certificates": ("lms.cli.certificates", "certificates"),
    "issuers": ("lms.cli.issuers", "issuers"),
    "jobs": ("lms.cli.jobs", "jobs"),
}


class Commands(click.Group):
    """A group whose members are looked up in `WORDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words, in the order of the table."""
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a word, None for an unknown word."""
        if cmd_name not in WORDS:
            return None
        module, name = WORDS[cmd_name]
        # What is imported stays until the end; looking through it for rubbish takes a tenth of the start.
        gc.disable()
        found = getattr(importlib.import_module(module), name)
        gc.freeze()
        gc.enable()
        return found if isinstance(found, click.Command) else None


@click.command(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.pass_context
def lms(ctx: click.Context) -> None:
    """Alongside: training in Markdown, with a certificate at the end. Without a word: the demo."""
    if ctx.invoked_subcommand is None:
        command = lms.get_command(ctx, "demo")
        if command is not None:
            ctx.invoke(command)


def run(words: Sequence[str]) -> NoReturn:
    """Run the command that `words` name, and end the process with its exit code."""
    sys.exit(exit_code(words))


def exit_code(words: Sequence[str]) -> int:
    """Run the command that `words` name; what went wrong is said in one sentence on the error output."""
    try:
        code = lms.main(args=list(words), prog_name="lms", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        return faults.STOPPED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return faults.BROKEN
    except Exception as error:
        if os.environ.get("LMS_DEBUG"):
            raise
        sentence, code = faults.explain(error)
        for line in sentence.splitlines():
            click.echo(f"lms: {line}", err=True)
        return code
    return code if isinstance(code, int) else 0
