"""Write docs/cli.md again: each command with its help text. Run as ``python docs/cli.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from geoposture.cli import cli

PAGE = Path(__file__).with_name("cli.md")
WIDTH = 90
HEAD = """\
# Command line

Made by `python docs/cli.py` from the commands themselves; a test compares the two.

A reference is `LAYER/FEATURE`, `LAYER`, or `lon,lat` in degrees; several are joined by commas.
A western longitude (`-77.03,38.89`) is an argument, not an option.

A command ends with 0 where it is done, 1 where data are wrong or something else fails, 2 where
the command line is wrong. An error is one line on standard error. `-h` and `--help` show the help
of a command. Settings of the environment (docs/settings.md) hold for each command; an option
wins over them.
"""


def list_commands(
    command: click.Command, name: str = "geoposture", parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield each command's whole name and its help text."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            if found:
                yield from list_commands(found, one, context)


def write_page() -> str:
    """Return the page."""
    parts = [f"## `{name}`\n\n```text\n{text}\n```\n" for name, text in list_commands(cli)]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
