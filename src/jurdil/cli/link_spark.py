"""`jurdil link --engine local-spark|spark://HOST:PORT`: the same on Apache Spark, for lists beyond one machine."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jurdil.cli.link_reading import COLUMNS
from jurdil.engines.linkage import Model
from jurdil.engines.linkage.prepare import INPUT_COLUMNS
from jurdil.engines.tables import Reading
from jurdil.engines.tables.strays import only_people

ENGINES = "duckdb, local-spark or spark://HOST:PORT"
_TEXTS = pa.schema([(name, pa.string()) for name in ("id", "name", "nik")])
_CLUSTER = re.compile(r"spark://[\w.-]+:\d+(,[\w.-]+:\d+)*")


class NoEngine(Exception):
    """The engine that was asked for is not there; says what to install or to look at."""


@dataclass(frozen=True)
class Linked:
    """What a run gave: matches, how many people were asked about, rows that could not be read."""

    matches: pa.Table
    people: int
    faults: int


def is_asked(args: argparse.Namespace) -> bool:
    """Whether another engine than that of one machine is named."""
    return bool(args.engine != "duckdb")


def bad_usage(args: argparse.Namespace) -> str:
    """Return what is wrong with the wish, or nothing."""
    if not is_asked(args):
        return ""
    if args.engine != "local-spark" and not _CLUSTER.fullmatch(args.engine):
        return f"The engine {args.engine} is not known: say {ENGINES}."
    if args.one or args.truth or args.work:
        return "--one, --truth and --work are for one machine: leave --engine out."
    return ""


def link(args: argparse.Namespace, read: Callable[[Path], Reading], model: Model | None) -> Linked:
    """Link on Spark. read: reads a table and tells its faults. Raises NoEngine."""
    try:
        from jurdil.engines.linkage.spark import NoSpark, link_people_on_spark  # noqa: PLC0415 - optional, heavy
    except ModuleNotFoundError as fault:
        raise NoEngine(
            f"The engine {args.engine} needs {fault.name}: install jurdil[spark], or leave --engine out."
        ) from fault
    where = args.output.absolute().parent  # executors of a cluster see the folder of the matches, not our /tmp
    with tempfile.TemporaryDirectory(prefix=".jurdil-link-", dir=where) as folder:
        files = [_as_parquet(path, Path(folder) / str(nth), read) for nth, path in enumerate(args.files)]
        people, *rosters = (path for path, _ in files)
        try:
            matches = link_people_on_spark(
                people, rosters, on=args.on, master=args.engine, min_probability=args.min_probability, model=model
            )
        except NoSpark as fault:
            raise NoEngine(str(fault)) from fault
        return Linked(matches, pq.read_metadata(people).num_rows, sum(faults for _, faults in files))


def _as_parquet(path: Path, folder: Path, read: Callable[[Path], Reading]) -> tuple[Path, int]:
    """The file itself where Spark can read it as it stands, else what could be read of it, as Parquet in `folder`."""
    if path.suffix.lower() == ".parquet" and path.exists() and _is_plain(path):
        return path, 0
    reading = read(path)
    folder.mkdir()
    ready = folder / f"{path.stem}.parquet"
    pq.write_table(reading.table, ready)
    return ready, len(reading.faults)


def _is_plain(path: Path) -> bool:
    """Whether all columns are texts under the names that are expected, and each row is somebody."""
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid:
        return False
    schema = file.schema_arrow
    texts = (pa.string(), pa.large_string())
    if any(name not in INPUT_COLUMNS or schema.field(name).type not in texts for name in schema.names):
        return False
    asked = [name for name in ("id", "name", "nik") if name in schema.names]
    return {"id", "name"} <= {*asked} and all(_are_people(batch) for batch in file.iter_batches(columns=asked))


def _are_people(batch: pa.RecordBatch) -> bool:
    """Whether each row has an id and a name, and would be kept where rows are read one by one."""
    nik = batch["nik"] if "nik" in batch.schema.names else pa.nulls(batch.num_rows)
    table = pa.table({"id": batch["id"], "name": batch["name"], "nik": nik}).cast(_TEXTS)
    lacking = (pc.fill_null(pc.equal(pc.utf8_trim_whitespace(table[name]), ""), True) for name in ("id", "name"))
    if any(pc.any(lacks).as_py() for lacks in lacking):
        return False
    return not only_people(Reading(table, list(range(table.num_rows)), [], []), COLUMNS).faults
