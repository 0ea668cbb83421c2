"""Bring lists into the system as immutable snapshots, and ask for the screening against them."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jurdil.cli.site import wake
from jurdil.engines.tables import MissingColumn, UnreadableFile
from jurdil.errors import Refused

if TYPE_CHECKING:
    from jurdil.registry.rosters.models import Snapshot

KINDS = ("party", "campaign_team", "candidate", "witness", "sanction", "organiser", "spouse")
FAULTS_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files and where they come from."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".csv, .xlsx or .parquet")
    parser.add_argument("--kind", required=True, choices=KINDS, help="what the list claims about its people")
    parser.add_argument("--roster", help="name of the list (default: the file's name; one file only)")
    parser.add_argument("--source", required=True, help="who made the list")
    parser.add_argument("--as-of", required=True, type=date.fromisoformat, metavar="DATE", help="its day, 2024-09-29")
    parser.add_argument("--region", default="", help="code of the region it is about (default: the nation)")
    parser.add_argument("--whole", default="", metavar="REASON",
                        help="how you know that a file is whole that lacks much of the list before it")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    """Import each file; 1 if one was refused, is in doubt or rows were left out, 2 for bad usage or no table."""
    missing = [str(file) for file in args.files if not file.is_file()]
    if missing or (args.roster and len(args.files) > 1):
        reason = f"There is no file {missing[0]}." if missing else "--roster names one list: give one file."
        print(reason, file=sys.stderr)
        return 2
    wake()
    reports = [_import(file, args) for file in args.files]
    if args.json:
        print(json.dumps({"rosters": reports}, ensure_ascii=False))
    else:
        for report in reports:
            _tell(report)
    if any(report["is_unreadable"] for report in reports):
        return 2
    return int(any(report["faulty"] or report["refusal"] or report["is_doubted"] for report in reports))


def _import(file: Path, args: argparse.Namespace) -> dict[str, object]:
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.jobs.work import ask_for  # noqa: PLC0415
    from jurdil.foundation.storage.clock import now  # noqa: PLC0415
    from jurdil.registry.rosters.actions import import_roster, roster_name  # noqa: PLC0415
    from jurdil.registry.rosters.completeness import confirm_whole  # noqa: PLC0415
    from jurdil.registry.rosters.models import RosterKind  # noqa: PLC0415

    actor, moment = Actor(role=Role.SYSTEM, region=""), now()
    roster = args.roster or roster_name(file.stem)
    try:
        snapshot = import_roster(
            actor=actor,
            path=file,
            roster=roster,
            kind=RosterKind(args.kind),
            source=args.source,
            as_of=args.as_of,
            region=args.region,
            now=moment,
        )
    except Refused as no:
        return _report(file, roster, None, is_new=False, refusal=f"{no} {no.remedy}")
    except (MissingColumn, UnreadableFile) as no:
        told = str(no).removeprefix(f"{file.name}: ")
        return {**_report(file, roster, None, is_new=False, refusal=told), "is_unreadable": True}
    is_new = snapshot.imported_at == moment
    if is_new:
        ask_for(actor=actor, kind="vetting.screen", region="", arguments={"region": ""}, now=moment)
    if args.whole and snapshot.is_doubted:
        try:
            snapshot = confirm_whole(actor=actor, snapshot_id=snapshot.id, reason=args.whole, now=moment)
        except Refused as no:
            return _report(file, roster, snapshot, is_new=is_new, refusal=f"{no} {no.remedy}")
    return _report(file, roster, snapshot, is_new=is_new, refusal="")


def _report(file: Path, roster: str, snapshot: Snapshot | None, *, is_new: bool, refusal: str) -> dict[str, object]:
    from jurdil.registry.regions.naming import name_of  # noqa: PLC0415  # importable only after `wake`

    return {
        "file": file.name,
        "roster": roster,
        "snapshot": str(snapshot.id) if snapshot else None,
        "digest": snapshot.digest if snapshot else None,
        "is_new": is_new,
        "entries": snapshot.entries if snapshot else 0,
        "faulty": snapshot.faulty if snapshot else 0,
        "unread": snapshot.unread if snapshot else {},
        "faults": snapshot.faults if snapshot else [],
        "unknown_columns": snapshot.unknown_columns if snapshot else [],
        "titles": snapshot.titles if snapshot else 0,
        "charts": snapshot.charts if snapshot else [],
        "missing": snapshot.missing if snapshot else 0,
        "missing_cities": snapshot.missing_cities if snapshot else {},
        "city_names": {code: name_of(code) for code in snapshot.missing_cities} if snapshot else {},
        "is_doubted": snapshot.is_doubted if snapshot else False,
        "refusal": refusal,
        "is_unreadable": False,
    }


def _tell(report: dict[str, object]) -> None:
    if report["refusal"]:
        print(f"{report['file']}: {report['refusal']}", file=sys.stderr)
        return
    state = "kept" if report["is_new"] else "already there, nothing changed"
    print(f"{report['roster']}: {report['entries']} entries {state}, SHA-256 {report['digest']}")
    if report["is_doubted"]:
        print(
            f"  This may be incomplete: {report['missing']} entries of the delivery before it are not in it as they "
            "were. Nobody is told of a dropped entry yet. Ask the maker of the list; bring it whole, or import this "
            "again with --whole REASON.",
            file=sys.stderr,
        )
        cities = report["missing_cities"]
        assert isinstance(cities, dict)
        names = report["city_names"]
        assert isinstance(names, dict)
        for code, (missing, before) in cities.items():
            city = f"{names[code]} ({code})" if names[code] else code
            print(f"  {city}: {missing} of {before} entries are not in it as they were.", file=sys.stderr)
    titles = report["titles"]
    assert isinstance(titles, int)
    if titles:
        print(f"  the header is row {titles + 1}; what stands above it is passed over", file=sys.stderr)
    charts = report["charts"]
    assert isinstance(charts, list)
    if charts:
        print(f"  sheets that hold a chart only are passed over: {', '.join(charts)}", file=sys.stderr)
    if report["unknown_columns"]:
        print(f"  columns not understood: {', '.join(map(str, report['unknown_columns']))}", file=sys.stderr)  # type: ignore[call-overload]
    faults = report["faults"]
    assert isinstance(faults, list)
    doubts = [fault for fault in faults[FAULTS_SHOWN:] if fault["code"] == "footer"]
    for fault in faults[:FAULTS_SHOWN] + doubts:
        where = f"row {fault['row']}" + (f", {fault['column']}" if fault["column"] else "")
        print(f"  {where}: {fault['what']} {fault['remedy']}", file=sys.stderr)
    if report["faulty"]:
        print(f"  {report['faulty']} faults in all; mend them and import the file again.", file=sys.stderr)
    unread = report["unread"]
    assert isinstance(unread, dict)
    if unread:
        counts = ", ".join(f"{column} {count}" for column, count in unread.items())
        print(f"  Values that cannot be read and are not weighed, their entries kept: {counts}.", file=sys.stderr)
