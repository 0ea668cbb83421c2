"""The Bayes limit of the invented world: posterior odds from the generator's own rates.

For each pair, the likelihood of the entry is taken under every way in which the generator makes entries (about the
person, twin, other kin, namesake, namesake or neighbour of the same day, borrowed number, anybody), with the fault
rates, word frequencies and wards that the generator used. No engine can know these; nobody can do better than the exact
limit.
Two faults in one field and faults on both sides are approximated, so this is the limit from below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.linkage.oracle_fields import EPOCH, BirthOdds, HomeOdds, PlaceOdds, day_in_nik, log
from bench.linkage.oracle_names import NameOdds, words_of
from bench.linkage.places import Wards, read_wards
from bench.linkage.rates import KIN, Rates
from bench.linkage.vocabulary import build_vocabulary
from bench.linkage.world import World

Row = dict[str, str | None]
MOST_ENTRIES_A_KEY = 60
HOPELESS = 1e-6
"""Odds against everybody else together that are not worth asking who else it may be."""
SIDE = """
    SELECT id, name, regexp_replace(nik, '[^0-9]', '', 'g') AS nik, birth_date, birth_place, sex, address, region,
           coalesce(try_cast(birth_date AS DATE), try_strptime(
               lpad((nik[7:8]::INT % 40)::VARCHAR, 2, '0') || nik[9:10] || if(nik[11:12] > '07', '19', '20')
               || nik[11:12], '%d%m%Y')::DATE) AS born,
           list_sort(list_filter(string_split(upper(regexp_replace(name, '[^A-Za-z ]', '', 'g')), ' '),
                                 lambda w: w <> '')) AS words
    FROM {source}
"""
KEYS = """
    WITH x AS (SELECT *, array_to_string(words, ' ') AS whole FROM {side})
    SELECT id, unnest([
        'n' || nik, 'f' || nik[:12], 'b' || nik[1:3] || nik[-10:], 'g' || nik[4:6] || nik[-10:],
        's' || nik[:6] || nik[8:12] || nik[-3:], 'r' || born || region, 'k' || whole || born,
        'd' || whole || region[:8], 'c' || whole || region[:5], 'y' || whole || year(born)]) AS key
    FROM x
    UNION ALL SELECT id, 'w' || born || unnest(words)[:3] FROM x
    UNION ALL SELECT id, 'x' || unnest(words)[:5] || year(born) || region[:8] FROM x
    UNION ALL SELECT id, 'v' || region || unnest(words)[:4] FROM x
    WHERE length(region) = 13 AND ('{side}' = 'p' OR born IS NULL)
"""


def candidates(world: World, *, step: int = 1) -> pa.Table:
    """Return the pairs that share any of many keys, all true pairs and all planted look-alikes: p_*, e_* texts.

    step: of the people one of each so many.
    """
    con = duckdb.connect()
    con.execute("SET threads = 2")
    for side, path in (("p", world.people_path), ("e", world.folder / "rosters" / "*.parquet")):
        con.execute(f"CREATE TABLE {side} AS {SIDE.format(source=repr(str(path)))}")
        if side == "p":
            con.execute(f"DELETE FROM p WHERE id[2:]::INT % {step} <> 0")
        con.execute(f"CREATE TABLE key_{side} AS SELECT id, hash(key) AS key FROM ({KEYS.format(side=side)}) "
                    "WHERE key IS NOT NULL")  # fmt: skip
    con.execute("DELETE FROM key_e WHERE key NOT IN (SELECT key FROM key_p)")
    con.execute(
        f"DELETE FROM key_e WHERE key IN (SELECT key FROM key_e GROUP BY 1 HAVING count(*) > {MOST_ENTRIES_A_KEY})"
    )
    con.execute(
        "CREATE TABLE pair AS SELECT DISTINCT a.id AS p_id, b.id AS e_id FROM key_p a JOIN key_e b USING (key) UNION "
        f"SELECT person_id, entry_id FROM '{world.folder}/truth.parquet' UNION "
        f"SELECT person_id, entry_id FROM '{world.folder}/origins.parquet'"
    )
    columns = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("p", "e") for name in
                        ("name", "nik", "birth_date", "birth_place", "sex", "address", "region"))  # fmt: skip
    return con.sql(
        f"SELECT p_id, e_id, split_part(e_id, '-', 1) AS roster, {columns} "
        "FROM pair JOIN p ON p.id = p_id JOIN e ON e.id = e_id"
    ).to_arrow_table()


@dataclass
class Oracle:
    """Knows the rates, the words and the wards of one world."""

    rates: Rates
    names: NameOdds
    births: BirthOdds
    places: PlaceOdds
    homes: HomeOdds
    entries: int

    @classmethod
    def of(cls, world: World, rates: Rates | None = None) -> Oracle:
        """Build what the generator knew from the seed of the world."""
        rates = rates or Rates()
        rng = np.random.default_rng(int(str(world.about["seed"])))
        wards = read_wards(str(world.about["area"]))
        vocabulary = build_vocabulary(rng, popular=rates.people.popular_names)
        cities, in_wards = _shares(wards, rates)
        return cls(
            rates, NameOdds(vocabulary, rates), BirthOdds(wards, rates, cities), PlaceOdds(wards, rates, cities),
            HomeOdds(wards, rates, in_wards, cities), int(str(world.about["entries"])),
        )  # fmt: skip

    def priors(self) -> dict[str, float]:
        """Return expected entries of each kind per person, over all entries."""
        world = self.rates.world
        screened = {kind: world.people_kin * share * (2.0 if kind != "child" else 1.0) * 0.08
                    for kind, share in world.people_kin_kinds.items()}  # fmt: skip
        kin = {kind: share + screened.get(kind, 0.0) for kind, share in world.kin_listed.items()}
        found = {"own": world.listed * (1 + world.listed_twice), **kin, "namesake": world.namesake_listed,
                 "same_day": world.namesake_same_day_listed, "neighbour": world.neighbour_same_day,
                 "borrowed": world.borrowed_nik + world.listed * self.rates.writing.nik_of_other}  # fmt: skip
        return {kind: share / self.entries for kind, share in found.items()}

    def probability(self, pairs: pa.Table) -> NDArray[np.float64]:
        """Return the posterior probability that entry and person are one human being."""
        priors, found = self.priors(), np.empty(pairs.num_rows)
        at = 0
        for batch in pairs.to_batches(max_chunksize=50_000):
            for row in batch.to_pylist():
                found[at] = self._posterior(row, priors)
                at += 1
        return found

    def _posterior(self, row: Row, priors: dict[str, float]) -> float:
        sex = None if row["e_sex"] is None else int(row["e_sex"] == "P")
        person, entry = words_of(row["p_name"] or ""), words_of(row["e_name"] or "")
        if not person or not entry:
            return 0.0
        faults, name, anybody = self.names.log_odds(person, entry, sex)
        if sex is not None:
            name += log(0.003) if row["p_sex"] not in (None, row["e_sex"]) else 0.0
        home = self.homes.ratio((row["p_region"] or "", row["p_address"]), (row["e_region"] or "", row["e_address"]))
        place = self.places.ratio(row["p_birth_place"], row["e_birth_place"])
        born = _Born(self, row, sex)
        faults += born.faults + int(place < 1.0)
        own = name + log(home) + log(place) + log(born.own) + self._hands(faults)
        total = math.exp(min(own, 300)) * priors["own"]
        if total < HOPELESS:
            return total
        others = 1.0
        for kind, kin in KIN.items():
            words = self._kin_name(kind, person, entry, anybody)
            ratio = words * (kin.same_home * home + 1 - kin.same_home)
            ratio *= kin.same_birth_place * place + 1 - kin.same_birth_place
            others += priors[kind] * ratio * born.kin(kind)
        namesake = math.exp(min(name, 300))
        others += priors["namesake"] * namesake * born.rest
        others += priors["same_day"] * namesake * born.same_day + priors["borrowed"] * born.borrowed
        if row["p_sex"] in (None, row["e_sex"]) or sex is None:
            near = self.homes.ward_ratio(row["p_region"] or "", row["e_region"] or "")[0]
            others += priors["neighbour"] * 2.0 * self.names.first_word(person, entry) * near * born.same_day
        return total / (total + others)

    def _kin_name(self, kind: str, person: tuple[str, ...], entry: tuple[str, ...], anybody: float) -> float:
        if kind == "junior":
            return self.names.junior(person, entry, anybody)
        kin = KIN[kind]
        return self.names.kin(person, entry, anybody, first_alike=kin.similar_first_word, last_same=kin.same_last_word)

    def _hands(self, faults: int) -> float:
        """Return log of how much likelier so many faults are from careful and sloppy hands than their base rates."""
        rates, spread = self.rates.writing, 0.35
        hands = ((rates.sloppy, rates.sloppy_times), (1 - rates.sloppy, rates.careful_times))
        found = sum(share * times**faults * math.exp(-times * spread) for share, times in hands)
        return log(found / sum(share * math.exp(-times * spread) for share, times in hands))


class _Born:
    """Ratios of birth date and number of one pair, under each way the entry can have come about."""

    def __init__(self, oracle: Oracle, row: Row, sex: int | None) -> None:
        odds, self._row, self._odds = oracle.births, row, oracle.births
        mine, its = _days(row["p_birth_date"]), _days(row["e_birth_date"])
        number, other = row["p_nik"], row["e_nik"]
        if mine is None and number is not None:
            inside = day_in_nik(number)
            mine = inside[0] if inside else None
        place = oracle.places.city(row["e_birth_place"])
        city = oracle.homes.city_of.get((row["e_region"] or "")[:5], -1)
        self.faults, told = 0, 1.0
        if mine is not None and its is not None:
            self.faults, told = odds.told(mine, its)
            told /= odds.density(its)
        self._gap: int | None = None
        self._mine = mine or 0
        inside = day_in_nik(other) if other else None
        its_day = its if its is not None else (inside[0] if inside else None)
        if mine is not None and its_day is not None:
            self._gap = its_day - mine
        self.own, self.borrowed, self.rest = told, 0.0, 1.0
        self.same_day = told if its is not None else self._by_number(other, place, city, sex, 1.0)
        self._anybody = odds.number(other, its, sex, place, city) if other else 1.0
        if number is not None and other is not None:
            slips, same = odds.same_number(number, other)
            foreign = oracle.rates.writing.nik_of_other * odds.number(other, None, None, -1, -1)
            self.own *= max(same, foreign) / self._anybody
            self.faults += slips if same > foreign else 1
            self.borrowed = float(number == other) / self._anybody
        elif other is not None and its is None:
            self.own *= self._by_number(other, place, city, sex, 0.97)
        self._other, self._number, self._told = other, number, told

    def _by_number(self, other: str | None, place: int, city: int, sex: int | None, share: float) -> float:
        """Return the ratio of a number whose date is all that is known of the entry's day of birth."""
        if other is None or self._gap is None:
            return 1.0
        inside = day_in_nik(other)
        return share / self._odds.density(inside[0]) if inside and self._gap == 0 else 0.03

    def kin(self, kind: str) -> float:
        """Return the ratio of birth date and number for a relative."""
        kin, ratio = KIN[kind], 1.0
        if kind == "twin":
            ratio = self._told if self._row["e_birth_date"] is not None else self.same_day
        elif self._gap is not None:
            told = self._odds.gap_ratio(kind, self._mine, self._mine + self._gap)
            ratio = told + 0.03
        if self._number and self._other and len(self._number) == len(self._other) == 16:
            if self._number == self._other:
                return ratio * kin.same_home * self._odds.rates.world.relative_nik / self._anybody
            is_same_region = self._number[:6] == self._other[:6]
            if kind == "twin":
                step = abs(int(self._number[12:]) - int(self._other[12:])) if is_same_region else 0
                if not is_same_region:
                    return ratio * 0.03
                serial = 0.45 * 0.55 ** (min(int(self._other[12:]), 40) - 1) + 1e-5
                beside = self._odds.rates.world.twin_next_number
                close = {1: beside / 2, 2: 0.06, 3: 0.01}.get(step, 0.001) + (1 - beside) * serial
                region = max(self._odds.region(self._other, -1, -1), 1e-6)
                return ratio * kin.same_nik_region * close / serial / region
            region = max(self._odds.region(self._other, -1, -1), 1e-6)
            ratio *= kin.same_nik_region * is_same_region / region + 1 - kin.same_nik_region
        return ratio


def _days(text: str | None) -> int | None:
    return date.fromisoformat(text).toordinal() - EPOCH if text else None


def _shares(wards: Wards, rates: Rates) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of entries by city and by ward."""
    away = rates.world.away
    in_wards = away * np.diff(wards.anywhere_weight, prepend=0.0)
    in_wards[wards.here] += (1 - away) * np.diff(wards.here_weight, prepend=0.0)
    return np.bincount(wards.cities, in_wards).astype(np.float64), in_wards


def run_oracle(world: World, *, floor: float, step: int = 1) -> pa.Table:
    """Return person_id, roster, entry_id, probability of all candidates at least as probable as `floor`.

    step: of the people one of each so many.
    """
    pairs = candidates(world, step=step)
    probability = Oracle.of(world).probability(pairs)
    kept = pa.array(np.flatnonzero(probability >= floor))
    chosen = pairs.select(["p_id", "roster", "e_id"]).take(kept)
    return chosen.rename_columns(["person_id", "roster", "entry_id"]).append_column(
        "probability", pa.array(probability).take(kept)
    )
