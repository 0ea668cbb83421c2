"""`jurdil draw LIST`: commit to a list, draw it from public beacons, or redo a draw.

LIST has one id per line (`band TAB id`, `band TAB stratum TAB id`), or is a .csv, .xlsx or .parquet table with the
column `id` and perhaps `band` and `stratum`. ORDER is a table (`rank`, `id`, `band`, `stratum`) by the same endings, a
record that carries all it takes to redo it (.json), or else one id per line. --removed names a list of ids that were
lawfully struck off after the commitment: the draw is over the whole list, the order of the others stays.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from jurdil.cli.draw_files import BadUsage, ListFile, read_list, read_record, write_order
from jurdil.engines.lot import DrawRecord, Listing, commit, record_draw, verify_record
from jurdil.engines.tables import MissingColumn, UnreadableFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the list, what to do with it, and the public values."""
    parser.add_argument("list", nargs="?", type=Path, metavar="LIST", help="ids, one per line or in a table")
    parser.add_argument("--commit", action="store_true", help="print the hash to publish before the beacon is known")
    parser.add_argument(
        "--beacon", nargs="+", action="extend", default=[], metavar="VALUE", help="public values to draw from"
    )
    parser.add_argument("--commitment", metavar="HEX", help="the hash that was published before")
    parser.add_argument("--removed", type=Path, metavar="LIST", help="ids struck off after the commitment")
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
            raise BadUsage("Give LIST and either --commit or --beacon VALUE..., or --verify ORDER.")
        listed = _read(args.list)
        done = _commit if args.commit else _draw
        return done(args, listed.listing, len(listed.faults))
    except (BadUsage, MissingColumn, UnreadableFile, OSError, UnicodeDecodeError) as no:
        print(f"jurdil draw: {no}", file=sys.stderr)
        return 2
    except ValueError as fault:
        print(f"jurdil draw: {fault}", file=sys.stderr)
        return 1


def _commit(args: argparse.Namespace, listing: Listing, faults: int) -> int:
    commitment = commit(listing)
    if args.json:
        print(json.dumps({"commitment": commitment, "count": len(listing.names), "faults": faults}))
    else:
        print(commitment)
        print(f"Publish this hash of {len(listing.names)} ids before the beacon is known.", file=sys.stderr)
    return int(bool(faults))


def _draw(args: argparse.Namespace, listing: Listing, faults: int) -> int:
    _check_beacons(args.beacon)
    record = record_draw(listing, args.beacon, commitment=args.commitment, removed=_removed(args))
    if args.output is not None:
        write_order(record, args.output)
    summary = {"commitment": record.commitment, "beacons": list(record.beacons), "count": len(record.standing)}
    if args.json:
        print(json.dumps(summary if args.output else {**summary, "order": record.standing}, ensure_ascii=False))
    elif args.output is None:
        print("\n".join(record.standing))
    else:
        print(f"{len(record.standing)} ids drawn into {args.output}; the list has the hash {record.commitment}.")
    return int(bool(faults))


def _removed(args: argparse.Namespace) -> list[str]:
    if args.removed is None:
        return []
    return list(_read(args.removed).listing.names)


def _verify(args: argparse.Namespace) -> int:
    file = args.output or args.list if args.verify is True else Path(args.verify)
    if file is None:
        raise BadUsage("Say which order to verify: --verify ORDER.")
    if not file.is_file():
        raise BadUsage(f"There is no file {file}.")
    removed = _removed(args)
    record = _claimed(args, file, removed)
    if args.commitment is not None and args.commitment.lower() != record.commitment.lower():
        raise ValueError("The draw was made from another list than the one that was committed to.")
    if args.removed is not None and set(removed) != set(record.removed):
        raise ValueError("The draw strikes off other ids than the list of those removed.")
    holds = verify_record(record)
    if args.json:
        print(json.dumps({"verified": holds, "commitment": record.commitment, "count": len(record.order)}))
    elif holds:
        print(f"The draw holds: redone from {len(record.order)} ids, it gives the same order.")
    else:
        print("The draw is false: redone, it gives another order.")
    return int(not holds)


def _claimed(args: argparse.Namespace, file: Path, removed: list[str]) -> DrawRecord:
    """Return the draw to check: the order of a file, said to come from LIST (or its own ids) and the beacons."""
    record = read_record(file)
    listed = args.list if args.list is not None and args.list != file else None
    listing = _read(listed).listing if listed is not None else None
    if record is None:
        _check_beacons(args.beacon)
        if listing is None:
            raise BadUsage("This order does not carry its list: give LIST --beacon VALUE... --verify ORDER.")
        record = _joined(listing, _read(file).listing, args.beacon, removed)
    if args.beacon and sorted(args.beacon) != sorted(record.beacons):
        raise ValueError("The draw was made from other beacons.")
    if listing is not None and commit(listing) != record.commitment.lower():
        raise ValueError("The draw was made from another list.")
    return record


def _joined(listing: Listing, placed: Listing, beacons: list[str], removed: list[str]) -> DrawRecord:
    """Return the draw that an order without its list claims: those removed are put back where the draw has them.

    Bands and strata that the order states must be those of the list.
    """
    drawn, gone = record_draw(listing, beacons, removed=removed), frozenset(removed)
    bands, strata = (dict(zip(listing.names, column, strict=False)) for column in (listing.bands, listing.strata))
    for stated, known in ((placed.bands, bands), (placed.strata, strata)):
        if stated and known and any(known.get(name) != one for name, one in zip(placed.names, stated, strict=True)):
            raise ValueError("The order states other bands or strata than the list.")
    if sorted(placed.names) != sorted(drawn.standing):
        raise ValueError("The order holds other ids than the list.")
    left = iter(placed.names)
    order = tuple(name if name in gone else next(left) for name in drawn.order)
    return DrawRecord(
        drawn.commitment,
        drawn.beacons,
        order,
        tuple(bands[name] for name in order) if bands else (),
        tuple(strata[name] for name in order) if strata else (),
        drawn.removed,
    )


def _check_beacons(beacons: list[str]) -> None:
    if not beacons or any(not beacon.strip() for beacon in beacons):
        raise BadUsage("Give at least one --beacon VALUE, and none that is blank.")


def _read(file: Path) -> ListFile:
    """Read a list and tell what of its file was left out or passed over. Raises as `read_list`."""
    listed = read_list(file)
    if listed.charts:
        told = f"sheets that hold a chart only are passed over: {', '.join(listed.charts)}."
        print(f"jurdil draw: {file.name}: {told}", file=sys.stderr)
    for fault in listed.faults:
        where = f"row {fault.row}" + (f", column {fault.column}" if fault.column else "")
        print(f"jurdil draw: {file.name}, {where}: {fault.what} {fault.remedy}", file=sys.stderr)
    return listed
