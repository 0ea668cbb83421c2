"""Django's own commands, for those who keep the site: `jurdil manage migrate`."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

from jurdil.cli.site import wake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take Django's words as they come."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    """Hand the words to Django."""
    wake()
    execute_from_command_line(["jurdil manage", *args.words])
    return 0
