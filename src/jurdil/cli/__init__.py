"""The console script `jurdil`: parse, call one verb, print.

Exit status: 0 done, 1 faults found or a wish unmet, 2 bad usage, 130 stopped by Ctrl-C. Each command is a module of
this folder with `add_arguments(parser)` and `run(args) -> int`, imported only when it is called, so that the light
commands (link, place, draw, verify, rules) never load the site.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS: dict[str, str] = {
    "link": "find people in rosters, with probability and reasons",
    "place": "form teams of people for the polling stations",
    "draw": "commit to, draw and verify a lot",
    "verify": "check a receipt, a letter, a draw, a checkpoint or a mirror of the log",
    "rules": "print the rules of an election's profile with their sources",
    "demo": "run the main job on real Jakarta data with an invented population",
    "serve": "serve the site",
    "work": "do queued jobs and number the log",
    "manage": "Django's own commands, for those who keep the site",
    "import-rosters": "bring a list into the system as an immutable snapshot",
    "import-applications": "bring a spreadsheet of applications into an opening",
}

STOPPED = 130  # as shells tell of an interrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="jurdil", description="Jurdil: honest and fair ad hoc election bodies.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    module = None
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            module = importlib.import_module(f"jurdil.cli.{name.replace('-', '_')}")
            module.add_arguments(command)
    args = parser.parse_args(words)
    assert module is not None  # argparse has refused an unknown command before this line
    try:
        status: int = module.run(args)
    except KeyboardInterrupt:
        print("Stopped before the end. Run the command again.", file=sys.stderr)
        return STOPPED
    return status
