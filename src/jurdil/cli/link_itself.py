"""`jurdil link` of a table with itself: who may stand in it twice, and who may be spouses, household or kin.

jurdil link --duplicates PEOPLE -o PAIRS   with --through also rows that are one person by way of a third
jurdil link --kin PEOPLE -o PAIRS          reads family_card, spouse_name and spouse_nik too
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from jurdil.cli.link_language import in_language
from jurdil.cli.link_reading import told_in
from jurdil.cli.link_words import KIN, TWICE, counted, say
from jurdil.cli.link_writing import write_found
from jurdil.engines.linkage import Model, find_duplicates, find_kin, model_of
from jurdil.engines.tables import Column, MissingColumn, Reading, UnreadableFile

KIN_COLUMNS = tuple(Column(name, lenient=True, personal=True) for name in ("family_card", "spouse_name", "spouse_nik"))
GRADES = ("strong", "likely", "possible")
Reader = Callable[[Path, Sequence[Column]], Reading]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is asked of the one table."""
    parser.add_argument("--duplicates", action="store_true", help="find people who stand twice in one table, PEOPLE")
    through = "with --duplicates, where people stand many times: two rows that are each one person with a third are one"
    parser.add_argument("--through", action="store_true", help=through)
    parser.add_argument("--kin", action="store_true", help="find spouses, households and kin in one table, PEOPLE")


def is_asked(args: argparse.Namespace) -> bool:
    """Return whether a command is about one table."""
    return bool(args.duplicates or args.kin or args.through)


def run(args: argparse.Namespace, read: Reader, model: Callable[[Path | None], Model | None]) -> int:
    """Write the pairs; status 2 for bad usage, 1 for faulty rows."""
    if args.through and not args.duplicates:
        print("--through is for --duplicates: it follows one person through rows of one table.", file=sys.stderr)
        return 2
    if (args.duplicates and args.kin) or len(args.files) != 1 or args.output is None or args.one:
        print("Name one table, and where the pairs go: jurdil link --duplicates (or --kin) PEOPLE -o PAIRS.",
              file=sys.stderr)  # fmt: skip
        return 2
    try:
        return _run(args, read, model)
    except (MissingColumn, UnreadableFile, OSError) as fault:
        print(told_in(fault, args.told_in), file=sys.stderr)
        return 2


def _run(args: argparse.Namespace, read: Reader, model: Callable[[Path | None], Model | None]) -> int:
    people = read(args.files[0], KIN_COLUMNS if args.kin else ())
    if args.kin:
        pairs = find_kin(people.table, on=args.on)
        grades = Counter(pairs.column("strength").to_pylist())
    else:
        pairs = find_duplicates(
            people.table,
            on=args.on,
            min_probability=args.min_probability,
            model=model(args.model),
            is_through=args.through,
        )
        grades = Counter(pairs.column("grade").to_pylist())
    asked = args.save_model if args.duplicates else None
    text = model_of(pairs).to_json() if asked else ""
    write_found(in_language(pairs, args.language), args.output, model=asked, text=text)
    faults = len(people.faults)
    counts = {grade: grades[grade] for grade in GRADES}
    if args.json:
        told = {"people": people.table.num_rows, "pairs": counts, "faults": faults, "output": str(args.output)}
        print(json.dumps(told))
    else:
        found = TWICE if args.duplicates else KIN
        numbers = [counted(count, args.told_in) for count in (people.table.num_rows, *counts.values())]
        print(say(found, args.told_in, *numbers, args.output))
    return 1 if faults else 0
