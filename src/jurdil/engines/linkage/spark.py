"""The same linking on Apache Spark (Zaharia et al., 2012): one plan over all rows, for lists beyond one machine.

Spark moves rows, joins and counts; everything that is said about a person is said by `spark_steps.py`, the functions
of the single machine over Arrow batches, so that both give the same matches. Only the sample that a model is learnt
from and the matches come to the driver. Rows keep their place in their file as number, so that the sample is the same.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from py4j.protocol import Py4JJavaError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - everybody calls it so

from jurdil.engines.linkage import estimating
from jurdil.engines.linkage import spark_steps as steps
from jurdil.engines.linkage.birthplaces import MADE
from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY
from jurdil.engines.linkage.classes import learn_from_ways
from jurdil.engines.linkage.counts import COUNTED, OFTEN
from jurdil.engines.linkage.linking import carrying, in_order, step_to_learn
from jurdil.engines.linkage.model import Model, starting_model
from jurdil.engines.linkage.own_entries import learn_again
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, NUMBERS
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.spark_steps import ENTRY, PERSON, SLOTS
from jurdil.engines.linkage.values import MATCHES

LOCAL = "local-spark"
ROSTER_BITS = 40
"""An entry's number: its roster's before 40 bits of its place in the file."""
ROWS_A_PART = 50_000
"""A part of a shuffle holds the keys of so many rows, some 20 MB."""
ROWS_A_BATCH = 50_000
PART_OF_A_SHUFFLE = "16m"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BATCH),
    "spark.sql.session.timeZone": "UTC",
    "spark.io.encryption.enabled": "true",
    "spark.driver.maxResultSize": "0",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": PART_OF_A_SHUFFLE,
    "spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold": PART_OF_A_SHUFFLE,
}
"""What Spark keeps on disk on the way is encrypted; its page, which would show parts of plans, is off. No table is sent
whole to all executors: every one here grows with the people, and Spark takes some for smaller than they are. Where the
parts of a side are small, they are looked up instead of sorted."""


class NoSpark(RuntimeError):
    """Spark cannot be started or does not answer; says what to do."""


@dataclass(frozen=True)
class _Lists:
    """Both sides prepared, and what is known of the entries: how many, and how many have a value of each kind."""

    asked: DataFrame
    listed: DataFrame
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    entries: int
    totals: dict[str, int]


def link_people_on_spark(
    people: Path,
    rosters: Sequence[Path],
    *,
    on: date,
    master: str = LOCAL,
    min_probability: float = 0.05,
    model: Model | None = None,
) -> pa.Table:
    """Return what `link_people` returns for the same rows, worked out on Spark.

    people, rosters: Parquet files, one each, that every executor can read under this path; columns id and name, others
    optional; rows without id or name are passed over. A roster is called as its file's stem. on: fixes the century of
    a NIK. master: `local-spark`, or what Spark calls a master (`spark://HOST:PORT`). model: what the weights rest on;
    without one it is learnt on the driver from a sample of the people, the same as the single machine's.
    Raises KeyError without id or name, NoSpark if there is no Java or no answer.
    """
    with open_session(master, rows=sum(pq.read_metadata(path).num_rows for path in (people, *rosters))) as session:
        try:
            return _link(session, people, rosters, on, min_probability, model)
        except (PySparkException, Py4JJavaError) as fault:
            raise NoSpark(f"Spark gave up: {_cause(fault)[:300]}") from fault


def _cause(fault: Exception) -> str:
    """The first line of what lies at the bottom of a fault of Spark."""
    lines = str(fault).splitlines() or [type(fault).__name__]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return causes[-1] if causes else lines[0]


@contextmanager
def open_session(master: str, *, rows: int = 0) -> Iterator[SparkSession]:
    """Open Spark, or take the session that is open, which then stays open.

    rows: of all inputs, for the number of parts that work is cut into. Raises NoSpark.
    """
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    is_local = master.startswith("local")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise NoSpark("Spark needs Java 17 or newer: install it (openjdk-17-jre-headless), or set JAVA_HOME.")
    builder = SparkSession.builder.appName("jurdil link").master("local[*]" if master == LOCAL else master)
    if is_local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.memory", "2g")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as fault:  # py4j has many kinds, none of its own for "no answer"
        raise NoSpark(f"Spark at {master} does not answer.") from fault
    with tempfile.TemporaryDirectory(prefix="jurdil-spark-") as folder:
        try:
            session.sparkContext.setLogLevel("ERROR")
            if not master.startswith(("local[", LOCAL)):
                session.sparkContext.addPyFile(str(_own_code(Path(folder))))
            parts = max(4 * session.sparkContext.defaultParallelism, rows // ROWS_A_PART)
            session.conf.set("spark.sql.shuffle.partitions", str(parts))
            yield session
        finally:
            session.stop()


def _own_code(folder: Path) -> Path:
    """Pack this engine for the executors, so that all of them have the rules of this very version."""
    engine = Path(__file__).parent
    beside = [engine.parent / "disk.py", engine.parent / "__init__.py", engine.parent.parent / "__init__.py"]
    packed = folder / "jurdil-linkage.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (*engine.glob("*.py"), *beside):
            archive.write(path, path.relative_to(engine.parent.parent.parent))
    return packed


def _link(
    session: SparkSession, people: Path, rosters: Sequence[Path], on: date, min_probability: float, model: Model | None
) -> pa.Table:
    lists = _lists(session, people, rosters, on)
    kept = [lists.asked, lists.listed]
    if lists.entries == 0:
        return carrying(MATCHES.empty_table(), model or starting_model(0))
    numbered = _with_counts(lists).persist(StorageLevel.DISK_ONLY)
    pairs = _pairs(lists).persist(StorageLevel.DISK_ONLY)
    kept += [numbered, pairs]
    try:
        step = 0 if model else step_to_learn(lists.asked.count())
        model, drawn = (model, 0) if model else _learn(session, lists, numbered, pairs, step)
        looking = steps.likely_step(model, lists.totals, lists.entries, min_probability)
        likely = _joined(pairs, numbered, lists.listed).mapInArrow(looking, steps.ddl(steps.LIKELY))
        kept.append(likely.persist(StorageLevel.DISK_ONLY))
        if drawn:
            model = _learn_again(model, lists, likely.filter(F.col("person") % step == 0), drawn)
        weighing = steps.matches_step(model, lists.totals, lists.entries, min_probability)
        beside = _joined(_with_others(likely, lists, model), numbered, lists.listed)
        found = beside.mapInArrow(weighing, steps.FOUND).toArrow()
    finally:
        for frame in kept:
            frame.unpersist()
    return carrying(in_order(found.select(MATCHES.names).cast(MATCHES)), model)


def _lists(session: SparkSession, people: Path, rosters: Sequence[Path], on: date) -> _Lists:
    asked = _prepared(session, people, on).persist(StorageLevel.DISK_ONLY)
    listed = _prepared(session, rosters[0], on, roster=0)
    for nth, path in enumerate(rosters[1:], 1):
        listed = listed.unionByName(_prepared(session, path, on, roster=nth))
    listed = listed.persist(StorageLevel.DISK_ONLY)
    plain = {kind: columns[0] for kind, columns in COUNTED.items() if columns[0] not in MADE}
    stated = [F.sum((F.col(column) != 0).cast("bigint")).alias(kind) for kind, column in plain.items()]
    row = listed.agg(F.count(F.lit(1)).alias("entries"), *stated).collect()[0]
    totals = {kind: int(row[kind] or 0) for kind in plain}
    names, sizes = zip(*((path.stem, pq.read_metadata(path).num_rows) for path in rosters), strict=True)
    return _Lists(asked, listed, names, sizes, int(row["entries"]), totals)


def _prepared(session: SparkSession, path: Path, on: date, roster: int | None = None) -> DataFrame:
    """Rows of one file, cleaned and numbered."""
    raw = session.read.parquet(path.absolute().as_uri())
    for name in ("id", "name"):
        if name not in raw.columns:
            raise KeyError(name)
    columns = [F.col(name).cast("string").alias(name) for name in INPUT_COLUMNS if name in raw.columns]
    number = F.col("_metadata.row_index")
    if roster is None:
        chosen, schema = [*columns, number.alias("row")], f"{steps.ROWS}, `row` bigint"
    else:
        chosen = [*columns, (number + F.lit(roster << ROSTER_BITS)).alias("row"), F.lit(path.stem).alias("roster")]
        schema = f"{steps.ROWS}, `row` bigint, `roster` string"
    stated = [F.trim(F.coalesce(F.col(name).cast("string"), F.lit(""))) != "" for name in ("id", "name")]
    rows = raw.select(*chosen).filter(stated[0] & stated[1])
    hands = session.sparkContext.defaultParallelism
    if rows.rdd.getNumPartitions() < hands:  # a file is read in whole groups of rows, often a million each
        rows = rows.repartition(hands, "row")
    return rows.mapInArrow(steps.prepare_step(on=on), schema)


def _with_counts(lists: _Lists) -> DataFrame:
    """People, and beside each of their values how many entries have it."""
    schema = steps.ddl(steps.VALUES)
    kind = F.create_map(*[F.lit(part) for slot, (kind, _) in enumerate(SLOTS) for part in (slot, kind)])
    theirs = lists.listed.mapInArrow(steps.values_step, schema).groupBy(kind[F.col("slot")].alias("kind"), "value")
    mine = lists.asked.mapInArrow(steps.values_step, schema).withColumn("kind", kind[F.col("slot")])
    counted = mine.join(theirs.agg(F.count(F.lit(1)).alias("often")), ["kind", "value"])
    wide = [F.max(F.when(F.col("slot") == slot, F.col("often"))).alias(f"{OFTEN}{slot}") for slot in range(len(SLOTS))]
    known = counted.groupBy("row").agg(*wide)
    names = [f"{OFTEN}{slot}" for slot in range(len(SLOTS))]
    return lists.asked.join(known, "row", "left").fillna(0, names)


def _pairs(lists: _Lists) -> DataFrame:
    """Person and entry that share a key, each pair once; a key that very many entries carry makes no pairs."""
    schema = steps.ddl(steps.KEYS)
    probes = lists.asked.mapInArrow(steps.probes_step, schema).withColumnRenamed("row", "person")
    keys = lists.listed.mapInArrow(steps.keys_step(MOST_ENTRIES_A_KEY), schema).withColumnRenamed("row", "entry")
    met = keys.join(probes.select("key"), "key", "left_semi")
    carried = F.count(F.lit(1)).over(Window.partitionBy("key"))
    few = met.withColumn("carried", carried).filter(F.col("carried") <= MOST_ENTRIES_A_KEY).drop("carried")
    return few.join(probes, "key").select("person", "entry").distinct()


def _joined(pairs: DataFrame, numbered: DataFrame, listed: DataFrame) -> DataFrame:
    """Pairs with the columns of both sides that are compared."""
    often = [name for name in numbered.columns if name.startswith(OFTEN)]
    one = numbered.select(*_named(PERSON, [*steps.TRAVELLING, "row"]), *often)
    other = listed.select(_named(ENTRY, [*steps.TRAVELLING, "row", "roster"]))
    beside = pairs.join(other, F.col("entry") == F.col(f"{ENTRY}row"))
    return beside.join(one, F.col("person") == F.col(f"{PERSON}row")).drop("person", "entry")


def _named(side: str, names: Sequence[str]) -> list[Column]:
    return [F.col(name).alias(f"{side}{name}") for name in names]


def _with_others(likely: DataFrame, lists: _Lists, model: Model) -> DataFrame:
    """Pairs that may become matches, and beside each how many other own entries its person has (`OwnEntries`)."""
    repeated = F.array(*[F.lit(model.again.repeats.get(name, name)) for name in lists.names])
    nth = F.shiftright("entry", ROSTER_BITS).cast("int")
    likely = likely.withColumn("told", F.struct("said", F.element_at(repeated, nth + 1).alias("list")))
    own = likely.filter("is_own").groupBy("person").agg(F.collect_set("told").alias("own"))
    others = F.size("own") - F.array_contains("own", F.col("told")).cast("int")
    found = likely.join(own, "person", "left").withColumn("others", F.coalesce(others, F.lit(0)).cast("bigint"))
    return found.select("person", "entry", "others")


def _learn_again(model: Model, lists: _Lists, likely: DataFrame, people: int) -> Model:
    """Count own entries on the driver: of a sample of so many people they are few."""
    names = [*dict.fromkeys(lists.names)]
    places = np.array([names.index(name) for name in lists.names])
    own = likely.filter("is_own").select("person", "entry", "said").toArrow()
    persons, entries, said = (own.column(name).to_numpy() for name in ("person", "entry", "said"))
    return learn_again(model, persons, said.view(np.uint64), places[entries >> ROSTER_BITS], names, people=people)


def _learn(session: SparkSession, lists: _Lists, numbered: DataFrame, pairs: DataFrame, step: int) -> tuple[Model, int]:
    """Learn on the driver, from one of each `step` people as the single machine does, and return from how many.

    They are none if they are too few.
    """
    model = starting_model(lists.entries)
    if step > 1:
        numbered, pairs = numbered.filter(F.col("row") % step == 0), pairs.filter(F.col("person") % step == 0)
    if numbered.count() < estimating.ENOUGH_PEOPLE or pairs.count() < estimating.ENOUGH_PAIRS:
        return model, 0
    sampled = [name for name in numbered.columns if not name.startswith("raw_") or name in estimating.SAMPLED_TEXTS]
    collected = numbered.select(sampled).orderBy("row").toArrow().combine_chunks()
    people = People(collected, steps.unpacked(collected))
    counts = steps.counted_of(people.columns, steps.often_of(collected), lists.totals)
    rng = np.random.default_rng(estimating.SEED)
    model = estimating.learn_from_sample(people, _sample(session, lists, rng), counts, model, rng)
    sizes = Counter[str]()
    for name, many in zip(lists.names, lists.sizes, strict=True):
        sizes[name] += many
    comparing = steps.ways_step(model, lists.totals, lists.entries, [*sizes])
    compared = _joined(pairs, numbered, lists.listed).mapInArrow(comparing, steps.ddl(steps.WAYS))
    ways = compared.groupBy("way").agg(F.sum("pairs").alias("pairs")).orderBy("way").toArrow()
    counted = (ways.column(name).to_numpy() for name in steps.WAYS.names)
    model = learn_from_ways(model, *counted, people=collected.num_rows, entries=lists.entries, sizes=sizes)
    return model, collected.num_rows


def _sample(session: SparkSession, lists: _Lists, rng: np.random.Generator) -> estimating.Sample:
    """The entries that the single machine would draw."""
    starts = np.concatenate([[0], np.cumsum(lists.sizes)])
    chosen = estimating.choose_entries(int(starts[-1]), rng)
    roster = np.searchsorted(starts, chosen, side="right") - 1
    rows = pa.table({"row": pa.array((roster << ROSTER_BITS) + chosen - starts[roster])})
    names = [*NUMBERS, *estimating.SAMPLED_TEXTS]
    drawn = lists.listed.join(session.createDataFrame(rows), "row", "left_semi").orderBy("row").select(names).toArrow()
    drawn = drawn.combine_chunks()
    read = {name: pc.cast(drawn.column(name), pa.string()).combine_chunks() for name in estimating.SAMPLED_TEXTS}
    return estimating.Sample(steps.unpacked(drawn), read)
