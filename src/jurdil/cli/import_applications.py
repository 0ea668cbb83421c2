"""Bring a spreadsheet of applications into the openings of an election."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jurdil.cli.site import wake
from jurdil.engines.tables import Fault, MissingColumn, UnreadableFile, write_template
from jurdil.errors import Refused

if TYPE_CHECKING:
    from jurdil.foundation.accounts.roles import Actor
    from jurdil.stages.recruitment.importing import Imported

FAULTS_SHOWN = 50
ROLES = ("pps", "kpu_regency", "system")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, the election, and in whose name it is imported."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".csv, .xlsx or .parquet")
    parser.add_argument("--election", metavar="KEY", help="key of the election, like pilgub-dki-2024")
    parser.add_argument(
        "--as",
        dest="role",
        default="system",
        metavar="ROLE[@REGION]",
        help="whose reach bounds the import: pps@31.71.01.1001, kpu_regency@31.71 (default: system, the nation)",
    )
    parser.add_argument("--template", action="store_true", help="write an empty table to FILE and stop")
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    """Import the good rows; 1 if some were faulty, 2 if the request makes no sense."""
    role, _, region = args.role.partition("@")
    if role not in ROLES or (role != "system" and not region):
        return _misuse(f"--as takes {', '.join(ROLES)} with a region, like pps@31.71.01.1001; you gave {args.role}.")
    if not args.template and not args.file.is_file():
        return _misuse(f"There is no file {args.file}.")
    if not args.template and not args.election:
        return _misuse("--election is missing; name the election whose openings take these applications.")
    wake()
    try:
        if args.template:
            return _write_template(args.file)
        return _import(args, role, region)
    except (MissingColumn, UnreadableFile) as fault:
        return _misuse(str(fault))
    except Refused as refusal:
        return _misuse(f"{refusal} {refusal.remedy}")


def _misuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _write_template(path: Path) -> int:
    from jurdil.stages.recruitment.importing import COLUMNS  # noqa: PLC0415  # importable only after `wake`

    write_template(COLUMNS, path, sheets=("data", "petunjuk"), titles=("kolom", "wajib", "bentuk", "arti"))
    print(f"{path}: the columns of an import, empty.")
    return 0


def _import(args: argparse.Namespace, role: str, region: str) -> int:
    from jurdil.foundation.storage.clock import day_of, now  # noqa: PLC0415  # importable only after `wake`
    from jurdil.registry.elections.models import Election  # noqa: PLC0415
    from jurdil.stages.recruitment.asking import ask_to_screen_all  # noqa: PLC0415
    from jurdil.stages.recruitment.importing import import_applications, read_applications  # noqa: PLC0415

    election = Election.objects.filter(key=args.election).first()
    if election is None:
        known = ", ".join(Election.objects.values_list("key", flat=True)) or "none yet"
        return _misuse(f"There is no election {args.election}; the site knows: {known}.")
    actor, moment = _actor(role, region), now()
    reading = read_applications(args.file)
    if reading.titles:
        print(f"  the header is row {reading.titles + 1}; what stands above it is passed over", file=sys.stderr)
    if reading.charts:
        print(f"  sheets that hold a chart only are passed over: {', '.join(reading.charts)}", file=sys.stderr)
    done = import_applications(actor=actor, reading=reading, election=election, now=moment, on=day_of(moment))
    if done.made:
        ask_to_screen_all(actor=actor, now=moment)
    if args.json:
        print(json.dumps(_report(args.file, done), ensure_ascii=False))
    else:
        _tell(args.file, done)
    return int(bool(done.faults))


def _actor(role: str, region: str) -> Actor:
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`

    return Actor(role=Role(role), region=region)


def _report(file: Path, done: Imported) -> dict[str, object]:
    faults = [
        {"row": one.row, "column": one.column, "code": one.code, "what": one.what, "remedy": one.remedy}
        for one in done.faults
    ]
    return {
        "file": file.name,
        "made": done.made,
        "unchanged": done.unchanged,
        "faults": faults,
        "unknown_columns": done.unknown,
    }


def _tell(file: Path, done: Imported) -> None:
    print(f"{file.name}: {done.made} applications taken in, {done.unchanged} stood already.")
    if done.unknown:
        print(f"  columns not understood: {', '.join(done.unknown)}", file=sys.stderr)
    for fault in done.faults[:FAULTS_SHOWN]:
        print(f"  {_where(fault)}: {fault.what} {fault.remedy}", file=sys.stderr)
    if done.faults:
        print(f"  {len(done.faults)} faults in all; mend them and import the file again.", file=sys.stderr)


def _where(fault: Fault) -> str:
    return f"row {fault.row}, {fault.column}" if fault.column else f"row {fault.row}"
