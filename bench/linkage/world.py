"""The invented world on disk: people screened, rosters, truth, look-alikes and traits, chunk by chunk from a seed.

Truth is identity: an entry is about the person, whether or not they joined. Everything is drawn from the rates in
`rates.py`; memory grows with the people screened and the size of a chunk only, not with the rosters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.linkage.humans import Humans, Maker, Register, calendar, join_humans, nik_prefix
from bench.linkage.places import read_wards
from bench.linkage.planting import KIN_KINDS, ORIGINS, Plan, draw_borrowers, with_borrowed
from bench.linkage.rates import FORM, FORM_CARE, Rates
from bench.linkage.vocabulary import build_vocabulary, draw_names
from bench.linkage.writing import BIT, FAULTS, Hand, Mask

CHUNK = 250_000
COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "sex", "address", "region")
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])
COMMON_IN = 200_000
COMMON_FROM = 4
"""A name is common when a sample of COMMON_IN people holds it COMMON_FROM times: 20 per million."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """A generated world in a folder; tables are read when asked for."""

    folder: Path

    @cached_property
    def about(self) -> dict[str, object]:
        """Seed and sizes."""
        found: dict[str, object] = json.loads((self.folder / "about.json").read_text())
        return found

    @property
    def people_path(self) -> Path:
        """File of the people screened: id, name, nik, birth_date, birth_place, sex, address, region."""
        return self.folder / "people.parquet"

    @cached_property
    def roster_paths(self) -> dict[str, Path]:
        """Files of the rosters by name, with the same columns."""
        return {path.stem: path for path in sorted((self.folder / "rosters").glob("*.parquet"))}

    @cached_property
    def people(self) -> pa.Table:
        """The people screened."""
        return pq.read_table(self.people_path)

    @cached_property
    def rosters(self) -> dict[str, pa.Table]:
        """The rosters by name."""
        return {name: pq.read_table(path) for name, path in self.roster_paths.items()}

    @cached_property
    def truth(self) -> pa.Table:
        """person_id, roster, entry_id, faults (of the entry), form_faults (of the person's form)."""
        return pq.read_table(self.folder / "truth.parquet")

    @cached_property
    def origins(self) -> pa.Table:
        """person_id, roster, entry_id, origin of every planted entry: own, relative, namesake, borrowed number."""
        return pq.read_table(self.folder / "origins.parquet")

    @cached_property
    def traits(self) -> pa.Table:
        """person_id and one true/false column per trait."""
        return pq.read_table(self.folder / "traits.parquet")


@dataclass(frozen=True)
class Screened:
    """The people screened, and for those who are kin of another one: whose (-1 nobody's) and how."""

    humans: Humans
    kin_of: Ints
    kin_kind: NDArray[np.int8]


def make_world(
    folder: Path, *, people: int, entries: int, seed: int, rates: Rates | None = None, area: str = "31"
) -> World:
    """Write a world below `folder` and return it. area: code of the region whose people are screened; `` for all."""
    rates = rates or Rates()
    rng = np.random.default_rng(seed)
    (folder / "rosters").mkdir(parents=True, exist_ok=True)
    wards = read_wards(area)
    vocabulary = build_vocabulary(rng, popular=rates.people.popular_names)
    maker = Maker(vocabulary, wards, rates, Register(people + entries), rng)
    hand = Hand(vocabulary, wards, rates, rng)
    screened = draw_people(maker, people)
    listed, plan = _plan(screened, rates, rng)
    if len(plan.person) > entries:
        raise ValueError(f"{len(plan.person)} planted entries do not fit into {entries}")
    form_mask = _write_people(folder, screened.humans, hand)
    truth, origins = [], []
    sink = _Sink(folder, tuple(rates.rosters))
    for part, size in _parts(plan, entries, rng):
        chunk_truth, chunk_origins = _write_chunk(part, size, screened.humans, maker, hand, sink, form_mask)
        truth.append(chunk_truth)
        origins.append(chunk_origins)
    sink.close()
    pq.write_table(pa.concat_tables(truth), folder / "truth.parquet")
    whole = pa.concat_tables(origins)
    pq.write_table(whole, folder / "origins.parquet")
    pq.write_table(_traits(screened, plan, listed, form_mask, maker), folder / "traits.parquet")
    about = {"people": people, "entries": entries, "seed": seed, "area": area, "listed": int(listed.sum())}
    (folder / "about.json").write_text(json.dumps(about))
    return World(folder)


def person_ids(rows: Ints) -> pa.Array:
    """Return the ids of people by their rows."""
    return pc.binary_join_element_wise("P", pc.utf8_lpad(pa.array(rows).cast(pa.string()), 8, "0"), "")


def draw_people(maker: Maker, size: int) -> Screened:
    """Draw `size` people, some of them kin of others (the rates of `World`)."""
    rates, rng = maker.rates.world, maker.rng
    kin_counts = {kind: int(size * rates.people_kin * share) for kind, share in rates.people_kin_kinds.items()}
    alone = maker.draw(size - sum(kin_counts.values()), is_screened=True)
    parts, kin_of = [alone], [np.full(len(alone), -1, np.int64)]
    kinds = [np.full(len(alone), -1, np.int8)]
    for kind, count in kin_counts.items():
        whose = rng.choice(len(alone), count, replace=False)
        parts.append(maker.relative(alone.take(whose), kind))
        kin_of.append(whose)
        kinds.append(np.full(count, KIN_KINDS.index(kind), np.int8))
    return Screened(join_humans(parts), np.concatenate(kin_of), np.concatenate(kinds))


def _plan(screened: Screened, rates: Rates, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Plan]:
    size, world = len(screened.humans), rates.world
    listed = rng.random(size) < world.listed
    kin = np.flatnonzero(screened.kin_of >= 0)
    together = listed[screened.kin_of[kin]] & (rng.random(len(kin)) < world.kin_listed_together)
    listed[kin[together]] = True
    share = np.cumsum([roster.share for roster in rates.rosters.values()])
    own = np.flatnonzero(listed)
    first = np.searchsorted(share / share[-1], rng.random(len(own)), side="right").astype(np.int8)
    again = np.flatnonzero(rng.random(len(own)) < world.listed_twice)
    step = rng.integers(1, len(share), len(again))
    people, origins = [own, own[again]], [np.full(len(own), 0, np.int8), np.full(len(again), 1, np.int8)]
    rosters = [first, ((first[again] + step) % len(share)).astype(np.int8)]
    planted = {**world.kin_listed, "namesake": world.namesake_listed,
               "namesake_same_day": world.namesake_same_day_listed,
               "neighbour_same_day": world.neighbour_same_day, "borrowed": world.borrowed_nik}  # fmt: skip
    for kind, rate in planted.items():
        rows = np.flatnonzero(rng.random(size) < rate)
        people.append(rows)
        origins.append(np.full(len(rows), ORIGINS.index(kind), np.int8))
        where = np.searchsorted(share / share[-1], rng.random(len(rows)), side="right").astype(np.int8)
        rosters.append(np.zeros(len(rows), np.int8) if kind == "borrowed" else where)
    return listed, Plan(np.concatenate(origins), np.concatenate(people), np.concatenate(rosters))


def _parts(plan: Plan, entries: int, rng: np.random.Generator) -> Iterator[tuple[Plan, int]]:
    """Deal the planted entries over chunks of about CHUNK entries each; yields the part and the chunk's size."""
    chunks = max(1, -(-entries // CHUNK))
    order = rng.permutation(len(plan.person))
    for nth, rows in enumerate(np.array_split(order, chunks)):
        size = entries // chunks + (nth < entries % chunks)
        yield Plan(plan.origin[rows], plan.person[rows], plan.roster[rows]), size


def _write_people(folder: Path, humans: Humans, hand: Hand) -> Mask:
    masks = []
    with pq.ParquetWriter(folder / "people.parquet", SCHEMA, compression="zstd") as writer:
        for start in range(0, len(humans), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(humans)))
            table, mask = hand.write(humans.take(rows), FORM, care=FORM_CARE, moves=False)
            writer.write_table(table.add_column(0, "id", person_ids(rows)).cast(SCHEMA))
            masks.append(mask)
    return np.concatenate(masks)


class _Sink:
    """One file per roster; numbers the entries of each."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self.names = names
        self._counts = dict.fromkeys(names, 0)
        self._writers = {
            name: pq.ParquetWriter(folder / "rosters" / f"{name}.parquet", SCHEMA, compression="zstd") for name in names
        }

    def add(self, name: str, table: pa.Table) -> pa.Array:
        """Append entries; returns their ids."""
        start = self._counts[name]
        self._counts[name] = start + table.num_rows
        numbers = pa.array(np.arange(start, start + table.num_rows)).cast(pa.string())
        ids = pc.binary_join_element_wise(name, pc.utf8_lpad(numbers, 8, "0"), "-")
        self._writers[name].write_table(table.add_column(0, "id", ids).cast(SCHEMA))
        return ids

    def close(self) -> None:
        for writer in self._writers.values():
            writer.close()


def _chunk_humans(part: Plan, size: int, people: Humans, maker: Maker) -> tuple[Humans, Ints]:
    """Return the humans of a chunk and the row of the plan of each (-1 background)."""
    world, rng = maker.rates.world, maker.rng
    humans, rows = [], []
    for code, origin in enumerate(ORIGINS[:-1]):
        at = np.flatnonzero(part.origin == code)
        base = people.take(part.person[at])
        if origin in KIN_KINDS:
            base = maker.relative(base, origin)
        elif origin.startswith("namesake"):
            base = maker.namesake(base, same_day=origin == "namesake_same_day")
        elif origin == "neighbour_same_day":
            base = maker.neighbour(base)
        elif origin == "borrowed":
            base = maker.draw(len(at), is_screened=False)
        humans.append(base)
        rows.append(at)
    rest = size - len(part.person)
    kin, twice = int(rest * world.background_kin), int(rest * world.background_twice)
    alone = maker.draw(rest - kin - twice, is_screened=False)
    humans.append(alone)
    total = sum(world.kin_listed.values())
    for nth, (kind, rate) in enumerate(world.kin_listed.items()):
        count = (
            int(kin * rate / total)
            if nth
            else kin - sum(int(kin * r / total) for r in list(world.kin_listed.values())[1:])
        )
        humans.append(maker.relative(alone.take(rng.integers(0, len(alone), count)), kind))
    humans.append(alone.take(rng.integers(0, len(alone), twice)))
    rows.append(np.full(rest, -1, np.int64))
    return join_humans(humans), np.concatenate(rows)


def _write_chunk(
    part: Plan, size: int, people: Humans, maker: Maker, hand: Hand, sink: _Sink, form_mask: Mask
) -> tuple[pa.Table, pa.Table]:
    rates, rng = maker.rates, maker.rng
    humans, plan_row = _chunk_humans(part, size, people, maker)
    share = np.cumsum([roster.share for roster in rates.rosters.values()])
    roster = np.searchsorted(share / share[-1], rng.random(size), side="right")
    planned = plan_row >= 0
    roster[planned] = part.roster[plan_row[planned]]
    others = nik_prefix(humans, maker.wards) * 10_000 + humans.serial
    borrower = draw_borrowers(part, plan_row, humans, maker, people)
    truth, origins = [], []
    for nth, (name, kind) in enumerate(rates.rosters.items()):
        rows = rng.permutation(np.flatnonzero(roster == nth))
        table, mask = hand.write(humans.take(rows), kind, others_nik=others)
        table = with_borrowed(table, borrower[rows], people, maker.wards)
        ids = sink.add(name, table)
        at = np.flatnonzero(plan_row[rows] >= 0)
        origin, person = part.origin[plan_row[rows[at]]], part.person[plan_row[rows[at]]]
        columns = {"person_id": person_ids(person), "roster": pa.array([name] * len(at), pa.string()),
                   "entry_id": ids.take(pa.array(at)), "origin": pa.array(ORIGINS).take(pa.array(origin))}  # fmt: skip
        planted = pa.table(columns)
        is_own = origin <= 1
        own = planted.select(["person_id", "roster", "entry_id"]).filter(pa.array(is_own))
        own = own.append_column("faults", _names_of(mask[at][is_own]))
        truth.append(own.append_column("form_faults", _names_of(form_mask[person[is_own]])))
        origins.append(planted)
    return pa.concat_tables(truth), pa.concat_tables(origins)


def _names_of(mask: Mask) -> pa.Array:
    found = [[name for name in FAULTS if value & int(BIT[name])] for value in mask.tolist()]
    return pa.array(found, pa.list_(pa.string()))


def _traits(screened: Screened, plan: Plan, listed: NDArray[np.bool_], form_mask: Mask, maker: Maker) -> pa.Table:
    humans, size = screened.humans, len(screened.humans)
    _, month, day = calendar(humans.day)
    columns: dict[str, object] = {
        "person_id": person_ids(np.arange(size)),
        "listed": listed,
        "one_word_name": humans.words[:, 1] < 0,
        "common_name": _is_common(humans, maker),
        "no_nik": (form_mask & BIT["no_nik"]) != 0,
        "first_of_january": (month == 1) & (day == 1),
        "woman": humans.sex == 1,
    }
    of_kind = {name: np.zeros(size, np.bool_) for name in ORIGINS[2:-1]}
    for code, name in enumerate(ORIGINS[:-1]):
        if name in of_kind:
            of_kind[name][plan.person[plan.origin == code]] = True
    kin = np.flatnonzero(screened.kin_of >= 0)
    whose = screened.kin_of[kin]
    is_twin = screened.kin_kind[kin] == KIN_KINDS.index("twin")
    of_kind["twin"][kin[is_twin]] = of_kind["twin"][whose[is_twin]] = True
    kin_listed = np.zeros(size, np.bool_)
    kin_listed[kin] |= listed[whose]
    np.logical_or.at(kin_listed, whose, listed[kin])
    columns |= {("borrowed_nik" if name == "borrowed" else name): values for name, values in of_kind.items()}
    columns["kin_screened_and_listed"] = kin_listed
    columns["any_kin_listed"] = kin_listed | np.any([of_kind[name] for name in KIN_KINDS], axis=0)
    return pa.table(columns)


def _is_common(humans: Humans, maker: Maker) -> NDArray[np.bool_]:
    rng = np.random.default_rng(0)
    sex = (rng.random(COMMON_IN) < 0.5).astype(np.int8)
    sample = draw_names(maker.vocabulary, sex, rng, popular=maker.rates.people.popular_name)
    found, count = np.unique(_name_numbers(sample), return_counts=True)
    common: NDArray[np.bool_] = np.isin(_name_numbers(humans.words), found[count >= COMMON_FROM])
    return common


def _name_numbers(words: NDArray[np.int32]) -> NDArray[np.uint64]:
    total = np.zeros(len(words), np.uint64)
    for column in words.T:
        total = total * np.uint64(0x9E3779B97F4A7C15) + (column + 2).astype(np.uint64)
        total ^= total >> np.uint64(31)
    return total
