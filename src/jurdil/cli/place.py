"""`jurdil place PEOPLE SEATS -o TEAMS --seed HEX`: form the teams of polling stations from files.

This is where the engine's neutral words (group, place) meet those of the election (kelurahan, TPS).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from jurdil.engines.tables import Column, Fault, MissingColumn, Reading, UnreadableFile, read_table, write_table
from jurdil.engines.teams import (
    BadPolicy,
    Mode,
    Outcome,
    Person,
    Place,
    Policy,
    Seat,
    amend_teams,
    form_teams,
    read_policy,
)

VOTING_DAY = date(2024, 11, 27)
SEED_BYTES = 32
FAULTS_SHOWN = 20
WISHES_SHOWN = 10
PEOPLE = (
    Column("id", required=True),
    Column("kelurahan", required=True),
    Column("score", "decimal", required=True),
    Column("rw"),
    Column("rt"),
    Column("sex", "sex"),
    Column("birth_date", "date"),
    Column("household", personal=True),
    Column("kin", "list"),
    Column("experienced", "bool"),
    Column("it_skill", "bool"),
    Column("health_class", choices=("low", "medium", "high"), personal=True),
    Column("wishes_chair", "bool"),
)
SEATS = (
    Column("tps", required=True),
    Column("kelurahan", required=True),
    Column("rw"),
    Column("rt", "list"),
    Column("size", "int"),
    Column("near_rw", "list"),
    Column("waived", "bool"),
)
STANDING = (
    Column("id", required=True),
    Column("tps"),
    Column("role", required=True, choices=("chair", "member", "reserve")),
    Column("rank", "int"),
)


class _Unusable(Exception):
    """The request cannot be run at all; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the two tables, where to write, and the choices of the run."""
    parser.add_argument("people", type=Path, metavar="PEOPLE", help="who may be seated: .csv, .xlsx or .parquet")
    parser.add_argument("seats", type=Path, metavar="SEATS", help="the polling stations to fill")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="TEAMS", help="id, tps, role, rank")
    parser.add_argument("--seed", type=_seed, required=True, metavar="HEX", help="32 bytes in hex; decides ties")
    parser.add_argument(
        "--on",
        type=_day,
        default=VOTING_DAY,
        metavar="DATE",
        help="day on which age counts (%(default)s)",
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help="policy file in TOML (default: the shipped one)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the full report as JSON")
    parser.add_argument("--mode", choices=("weighted", "strict"), default="weighted", help="strict: by rank alone")
    parser.add_argument("--standing", type=Path, metavar="TEAMS", help="mend these teams, move nobody without need")
    parser.add_argument("--moves", type=int, default=0, metavar="N", help="with --standing: at most so many may move")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def _seed(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise argparse.ArgumentTypeError(f"the seed must be {SEED_BYTES} bytes, that is {2 * SEED_BYTES} hex digits")
    return seed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as 2024-11-27") from no


def run(args: argparse.Namespace) -> int:
    """Form the teams; 1 if a row was faulty, a station stays short or a wish is unmet, 2 if nothing can be run."""
    try:
        policy = _policy(args.policy)
        people, people_faults = _read(args.people, PEOPLE)
        seats, seats_faults = _read(args.seats, SEATS)
        persons, more = _persons(people)
        places, still_more = _places(seats, policy)
        faults = {
            args.people.name: sorted(people_faults + more, key=lambda fault: fault.row),
            args.seats.name: sorted(seats_faults + still_more, key=lambda fault: fault.row),
        }
        if args.standing:
            return _mend(args, persons, places, policy, faults)
        outcome = form_teams(
            persons,
            places,
            policy=policy,
            seed=args.seed,
            on=args.on,
            mode=cast(Mode, args.mode),
            workers=args.workers,
            borrows=True,
            progress=None if args.json or not sys.stderr.isatty() else _show_progress,
        )
        write_table(_teams(outcome.seats), args.output)
        report = _report(outcome, args, faults)
        if args.report:
            args.report.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except (_Unusable, BadPolicy, MissingColumn, UnreadableFile, OSError) as no:
        print(f"jurdil place: {no}", file=sys.stderr)
        return 2
    _tell(outcome, report, faults, as_json=args.json)
    return int(bool(outcome.short or outcome.unmet or any(faults.values())))


def _mend(
    args: argparse.Namespace,
    people: list[Person],
    places: list[Place],
    policy: Policy,
    faults: dict[str, list[Fault]],
) -> int:
    """Fill what is vacant in standing teams; 1 if a row was faulty or a station stays short."""
    reading, faults[args.standing.name] = _read(args.standing, STANDING)
    group = {place.id: place.group for place in places} | {person.id: person.group for person in people}
    seats = [
        Seat(row["id"], group.get(row["tps"] or row["id"], ""), row["tps"] or "", row["role"], row["rank"] or 0)
        for row in reading.table.to_pylist()
    ]
    mended = amend_teams(people, places, seats, policy=policy, seed=args.seed, on=args.on, most_moves=args.moves)
    write_table(_teams(mended.seats), args.output)
    changes = [_worded(change) for change in mended.changes]
    short = [_worded(one) for one in mended.short]
    report = {"changes": changes, "moved": mended.moved, "short": short, "faults": _fault_rows(faults)}
    if args.report:
        args.report.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    status = int(bool(mended.short or any(faults.values())))
    _tell_faults(faults)
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
        return status
    print(f"{len(changes)} people have another place than before; {mended.moved} of them had a seat.")
    for one in mended.short:
        print(f"TPS {one.place_id} is short: {one.words}")
    return status


def _policy(path: Path | None) -> Policy:
    if path is not None:
        return read_policy(path)
    with as_file(files("jurdil") / "law" / "policies" / "teams.toml") as shipped:
        return read_policy(shipped)


def _read(path: Path, columns: Sequence[Column]) -> tuple[Reading, list[Fault]]:
    if not path.is_file():
        raise _Unusable(f"There is no file {path}.")
    try:
        reading = read_table(path, columns)
    except MissingColumn as no:
        raise _Unusable(f"{path.name}: {no}") from no
    if reading.unknown:
        print(f"{path.name}: unknown columns are left out: {', '.join(reading.unknown)}.", file=sys.stderr)
    if reading.charts:
        print(
            f"{path.name}: sheets that hold a chart only are passed over: {', '.join(reading.charts)}.", file=sys.stderr
        )
    return reading, list(reading.faults)


def _persons(reading: Reading) -> tuple[list[Person], list[Fault]]:
    found: dict[str, Person] = {}
    faults: list[Fault] = []
    for row, cells in zip(reading.rows, reading.table.to_pylist(), strict=True):
        if not 0 <= cells["score"] <= 100:
            faults.append(
                Fault(row, "score", "The score is outside 0 to 100.", "Write a score from 0 to 100.", "range")
            )
        elif cells["id"] in found:
            faults.append(
                Fault(row, "id", "This id stands twice; the first row counts.", "Give each an own id.", "twice")
            )
        else:
            found[cells["id"]] = _person(cells)
    return list(found.values()), faults


def _person(cells: dict[str, Any]) -> Person:  # Any: cells as the table typed them
    return Person(
        id=cells["id"],
        group=_region(cells["kelurahan"]),
        score=cells["score"],
        rw=_number(cells["rw"]),
        rt=_number(cells["rt"]),
        sex=cells["sex"] or "",
        birth_date=cells["birth_date"],
        household=(cells["household"] or "").strip(),
        kin=tuple(cells["kin"] or ()),
        experienced=bool(cells["experienced"]),
        it_skill=bool(cells["it_skill"]),
        health_class=(cells["health_class"] or "").strip().lower(),
        wishes_chair=bool(cells["wishes_chair"]),
    )


def _places(reading: Reading, policy: Policy) -> tuple[list[Place], list[Fault]]:
    found: dict[str, Place] = {}
    faults: list[Fault] = []
    for row, cells in zip(reading.rows, reading.table.to_pylist(), strict=True):
        size = policy.size if cells["size"] is None else cells["size"]
        if size < 1:
            faults.append(Fault(row, "size", "A team needs at least one seat.", "Write 1 or more.", "range"))
        elif cells["tps"] in found:
            faults.append(Fault(row, "tps", "This TPS stands twice; the first row counts.", "Remove one row.", "twice"))
        else:
            found[cells["tps"]] = Place(
                id=cells["tps"],
                group=_region(cells["kelurahan"]),
                size=size,
                rw=_number(cells["rw"]),
                rts=tuple(sorted({_number(rt) for rt in cells["rt"] or ()} - {""})),
                near_rw=tuple(sorted({_number(rw) for rw in cells["near_rw"] or ()} - {""})),
                waived=bool(cells["waived"]),
            )
    return list(found.values()), faults


def _region(code: str) -> str:
    """Return a region's code without dots, so that both ways of writing it mean one kelurahan."""
    bare = code.strip().replace(".", "")
    return bare if bare.isdigit() else code.strip()


def _number(text: str | None) -> str:
    """Return an RT or RW number as written everywhere: `003` and `3` are one."""
    bare = (text or "").strip()
    return (bare.lstrip("0") or ("0" if bare else "")) if bare.isdigit() else bare.upper()


def _teams(seats: Sequence[Seat]) -> pa.Table:
    return pa.table(
        {
            "id": pa.array([seat.person_id for seat in seats], pa.string()),
            "tps": pa.array([seat.place_id for seat in seats], pa.string()),
            "role": pa.array([seat.role for seat in seats], pa.string()),
            "rank": pa.array([seat.rank or None for seat in seats], pa.int64()),
        }
    )


def _report(outcome: Outcome, args: argparse.Namespace, faults: dict[str, list[Fault]]) -> dict[str, Any]:
    """Return the report as plain data, in the words of the election."""
    report: dict[str, Any] = {"mode": args.mode, "on": args.on.isoformat(), "seed": args.seed.hex()}
    lists = ("seats", "unmet", "displaced", "short", "groups", "weights")
    report |= {field.name: getattr(outcome, field.name) for field in fields(outcome) if field.name not in lists}
    report["people"] = len(outcome.seats)
    report["seated"] = sum(1 for seat in outcome.seats if seat.place_id)
    report["weights"] = dict(outcome.weights)
    report["short"] = [_worded(one) for one in outcome.short]
    report["unmet"] = [_worded(one) for one in outcome.unmet]
    report["displaced"] = [_worded(one) for one in outcome.displaced]
    report["kelurahan"] = [_worded(one) | {"gap": one.gap} for one in outcome.groups]
    report["faults"] = _fault_rows(faults)
    return report


def _fault_rows(faults: dict[str, list[Fault]]) -> list[dict[str, Any]]:  # Any: made for JSON
    return [{"file": name} | asdict(fault) for name, some in faults.items() for fault in some]


def _worded(one: Any) -> dict[str, Any]:  # Any: any of the engine's small records
    names = {"group": "kelurahan", "place_id": "tps", "person_id": "id"}
    return {names.get(key, key): value for key, value in asdict(one).items()}


def _show_progress(done: int, total: int) -> None:
    print(f"\r{done} of {total} kelurahan", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _tell_faults(faults: dict[str, list[Fault]]) -> None:
    for name, some in faults.items():
        for fault in some[:FAULTS_SHOWN]:
            print(f"{name}, row {fault.row}, {fault.column}: {fault.what} {fault.remedy}", file=sys.stderr)
        if len(some) > FAULTS_SHOWN:
            print(f"{name}: {len(some) - FAULTS_SHOWN} more faulty rows stand in the report.", file=sys.stderr)


def _tell(outcome: Outcome, report: dict[str, Any], faults: dict[str, list[Fault]], *, as_json: bool) -> None:
    _tell_faults(faults)
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    print(f"{report['seated']} of {report['people']} people are seated; reserves {outcome.reserve_share:.1%} of seats.")
    print(
        f"Objective {outcome.objective:.1f}, proven bound {outcome.bound:.1f}: gap {outcome.gap:.4%} of the whole, "
        f"{outcome.gap_non_merit:.3%} of its non-merit part; {outcome.seconds:.1f} s."
    )
    for short in outcome.short:
        print(f"TPS {short.place_id} is short: {short.words}")
    for wish in outcome.unmet[:WISHES_SHOWN]:
        where = f"TPS {wish.place_id}" if wish.place_id else f"Kelurahan {wish.group}"
        print(f"{where}: {wish.words}")
    if len(outcome.unmet) > WISHES_SHOWN:
        print(f"{len(outcome.unmet) - WISHES_SHOWN} more unmet wishes stand in the report (--report FILE).")
    print(f"{len(outcome.displaced)} people were left out above a lower score; the report names the rule for each.")
