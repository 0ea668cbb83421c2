"""`jurdil draw LIST`: commit to a list, draw it from public beacons, or redo a draw.

LIST has one id per line, or is a .csv, .xlsx or .parquet table with the column `id` and perhaps `band`. ORDER
is a table (`rank`, `id`, `band`) by the same endings, a record that carries all it takes to redo it (.json),
or else one id per line.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from jurdil.engines.lot import DrawRecord, commit, commit_bands, parse_record, record_draw, verify_record
from jurdil.engines.tables import Column, Fault, MissingColumn, UnreadableFile, read_table, write_table

TABLES = (".csv", ".xlsx", ".parquet")
COLUMNS = (Column("id", required=True, lenient=True), Column("band", lenient=True))


class _BadUsage(Exception):
    """The request cannot be run at all; the message says why and what to do."""


@dataclass
class _List:
    """Ids as they stand in a file, the band of each (or none at all), and the rows that could not be read."""

    names: list[str]
    bands: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def commitment(self) -> str:
        if self.bands:
            return commit_bands(zip(self.bands, self.names, strict=True))
        return commit(self.names)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the list, what to do with it, and the public values."""
    parser.add_argument("list", nargs="?", type=Path, metavar="LIST", help="ids, one per line or in a table")
    parser.add_argument("--commit", action="store_true", help="print the hash to publish before the beacon is known")
    parser.add_argument(
        "--beacon", nargs="+", action="extend", default=[], metavar="VALUE", help="public values to draw from"
    )
    parser.add_argument("--commitment", metavar="HEX", help="the hash that was published before")
    parser.add_argument("-o", "--output", type=Path, metavar="ORDER", help=".csv .xlsx .parquet .json, or text")
    parser.add_argument(
        "--verify", nargs="?", const=True, metavar="ORDER", help="redo a draw and compare it with ORDER"
    )
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    """Commit, draw or verify; 1 if a row was faulty, the list is another one, or the order is not that of the draw."""
    try:
        if args.verify:
            return _verify(args)
        if args.list is None or args.commit == bool(args.beacon):
            raise _BadUsage("Give LIST and either --commit or --beacon VALUE..., or --verify ORDER.")
        entries = _read(args.list)
        _tell_faults(args.list, entries.faults)
        return _commit(args, entries) if args.commit else _draw(args, entries)
    except (_BadUsage, MissingColumn, UnreadableFile, OSError, UnicodeDecodeError) as no:
        print(f"jurdil draw: {no}", file=sys.stderr)
        return 2
    except ValueError as fault:
        print(f"jurdil draw: {fault}", file=sys.stderr)
        return 1


def _commit(args: argparse.Namespace, entries: _List) -> int:
    commitment = entries.commitment()
    if args.json:
        print(json.dumps({"commitment": commitment, "count": len(entries.names), "faults": len(entries.faults)}))
    else:
        print(commitment)
        print(f"Publish this hash of {len(entries.names)} ids before the beacon is known.", file=sys.stderr)
    return int(bool(entries.faults))


def _draw(args: argparse.Namespace, entries: _List) -> int:
    _check_beacons(args.beacon)
    record = record_draw(entries.names, args.beacon, bands=entries.bands, commitment=args.commitment)
    if args.output is not None:
        _write(record, args.output)
    summary = {"commitment": record.commitment, "beacons": list(record.beacons), "count": len(record.order)}
    if args.json:
        print(json.dumps(summary if args.output else {**summary, "order": list(record.order)}, ensure_ascii=False))
    elif args.output is None:
        print("\n".join(record.order))
    else:
        print(f"{len(record.order)} ids drawn into {args.output}; the list has the hash {record.commitment}.")
    return int(bool(entries.faults))


def _verify(args: argparse.Namespace) -> int:
    file = args.output or args.list if args.verify is True else Path(args.verify)
    if file is None or not file.is_file():
        raise _BadUsage("Say which order to verify: --verify ORDER.")
    record = _claimed(args, file)
    if args.commitment is not None and args.commitment.lower() != record.commitment.lower():
        raise ValueError("The draw was made from another list than the one that was committed to.")
    holds = verify_record(record)
    if args.json:
        print(json.dumps({"verified": holds, "commitment": record.commitment, "count": len(record.order)}))
    elif holds:
        print(f"The draw holds: redone from {len(record.order)} ids, it gives the same order.")
    else:
        print("The draw is false: redone, it gives another order.")
    return int(not holds)


def _claimed(args: argparse.Namespace, file: Path) -> DrawRecord:
    """Return the draw to check: the order of a file, said to come from LIST (or its own ids) and the beacons."""
    order = _read_record(file)
    listed = args.list if args.list is not None and args.list != file else None
    if order is None:
        _check_beacons(args.beacon)
        if listed is None:
            raise _BadUsage("This order does not carry its list: give LIST --beacon VALUE... --verify ORDER.")
        order = _joined(_read(listed), _read(file), args.beacon)
    if args.beacon and sorted(args.beacon) != sorted(order.beacons):
        raise ValueError("The draw was made from other beacons.")
    if listed is not None and _read(listed).commitment() != order.commitment.lower():
        raise ValueError("The draw was made from another list.")
    return order


def _joined(listed: _List, placed: _List, beacons: list[str]) -> DrawRecord:
    """Return the draw that an order without its list claims; bands come from the list where the order has none."""
    band_of = dict(zip(listed.names, listed.bands, strict=False))
    bands = placed.bands or ([band_of.get(name, "") for name in placed.names] if band_of else [])
    return DrawRecord(listed.commitment(), tuple(beacons), tuple(placed.names), tuple(bands))


def _check_beacons(beacons: list[str]) -> None:
    if not beacons or any(not beacon.strip() for beacon in beacons):
        raise _BadUsage("Give at least one --beacon VALUE, and none that is blank.")


def _read_record(file: Path) -> DrawRecord | None:
    if file.suffix.lower() in TABLES:
        return None
    text = file.read_text("utf-8")
    return parse_record(json.loads(text)) if text.lstrip().startswith("{") else None


def _read(file: Path) -> _List:
    if not file.is_file():
        raise _BadUsage(f"There is no file {file}.")
    if file.suffix.lower() not in TABLES:
        lines = [line.strip() for line in file.read_text("utf-8-sig").split("\n")]
        return _List([line for line in lines if line])
    reading = read_table(file, COLUMNS)
    names = [str(name) for name in reading.table["id"].to_pylist()]
    bands = ["" if band is None else str(band) for band in reading.table["band"].to_pylist()]
    if any(bands) and not all(bands):
        raise ValueError("Some rows have a band and some have none; give every row one, or none.")
    return _List(names, bands if any(bands) else [], list(reading.faults))


def _write(record: DrawRecord, file: Path) -> None:
    if file.suffix.lower() in TABLES:
        columns: dict[str, list[str] | list[int]] = {
            "rank": list(range(1, len(record.order) + 1)),
            "id": list(record.order),
        }
        if record.bands:
            columns["band"] = list(record.bands)
        write_table(pa.table(columns), file)
    elif file.suffix.lower() == ".json":
        file.write_text(json.dumps(record.as_json(), ensure_ascii=False) + "\n", "utf-8")
    else:
        file.write_text("".join(f"{name}\n" for name in record.order), "utf-8")


def _tell_faults(file: Path, faults: list[Fault]) -> None:
    for fault in faults:
        where = f"row {fault.row}, column {fault.column}"
        print(f"jurdil draw: {file.name}, {where}: {fault.what} {fault.remedy}", file=sys.stderr)
