"""`python -m bench.linkage.regions [SEED ...]`: applicants of one region, whose names, places and dates go together.

In the worlds of `world.py` a name says nothing about where somebody lives. Here 200,000 invented adults of one province
have names of that province alone; 3,000 of them apply, of whom 150 stand in a list of 30,000 of them, beside the lists
of `make_world`, most of which is from elsewhere. The custom of names is a clan after a given name, or an order of birth
before one of few names; dates may be written as the first of January where nobody knows them. Namesakes abound then:
nothing may be learnt from them as if they were the person.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.linkage.contender import ON, as_installed, prepared_rosters
from bench.linkage.measuring import Rate, Scored, score
from bench.linkage.table import ENTRIES
from bench.linkage.world import make_world
from jurdil.engines.linkage import link_people, model_of, prepare_roster

ADULTS, LISTED, PEOPLE, MEMBERS = 200_000, 30_000, 3_000, 150
CITIES = 8
GIVEN = [first + last for first in ("Yoha", "Mar", "Pet", "Dan", "Sim", "Elk", "Tob", "Nat") for last in
         ("nis", "kus", "rus", "iel", "on")]  # fmt: skip
CLANS = [first + last for first in ("Wen", "Kog", "Tab", "Yik", "Hub", "Mur", "Gom", "Wal", "Log") for last in
         ("da", "oya", "uni", "wa", "alo")]  # fmt: skip
ORDERS = ("Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede")
BY_ORDER = [first + last for first in ("Sud", "Suk", "Wir", "Dar", "Art", "Mer", "Kar", "Ast", "Sum", "Ard", "Yas")
            for last in ("arma", "iana", "iasa", "ika", "awan", "endra", "iadi", "aya", "asih", "iarni")]  # fmt: skip
CUSTOMS = {
    "clans, a third on 1 January, no NIK": ("clan", 1 / 3, 0.0),
    "clans, a third on 1 January, NIK of 0.9": ("clan", 1 / 3, 0.9),
    "orders of birth, no NIK": ("order", 0.02, 0.0),
    "orders of birth, NIK of 0.3": ("order", 0.02, 0.3),
    "orders of birth, NIK of 0.9": ("order", 0.02, 0.9),
}
"""Custom of names, share of dates on 1 January, share of entries with a NIK."""


@dataclass(frozen=True)
class Region:
    """A province of invented adults: columns of text, and who of them is listed."""

    columns: dict[str, NDArray[np.str_]]
    numbers: NDArray[np.str_]


def make_region(custom: str, january: float, rng: np.random.Generator) -> Region:
    """Draw the adults of a province."""
    woman = rng.random(ADULTS) < 0.5
    if custom == "clan":
        clan = rng.choice(len(CLANS), ADULTS, p=_falling(len(CLANS), 0.5))
        given = np.array(GIVEN)[rng.choice(len(GIVEN), ADULTS, p=_falling(len(GIVEN), 0.6))]
        names = _joined(given, np.array(CLANS)[clan])
        homes = rng.integers(0, CITIES, (2, len(CLANS)))
        city = np.where(rng.random(ADULTS) < 0.8, homes[0][clan], homes[1][clan])
    else:
        order = np.array(ORDERS)[rng.integers(0, len(ORDERS), ADULTS)]
        names = _joined(
            _joined(np.where(woman, "Ni", "I"), order), np.array(BY_ORDER)[rng.integers(0, len(BY_ORDER), ADULTS)]
        )
        city = rng.integers(0, CITIES, ADULTS)
    year = np.clip(rng.normal(1984, 13, ADULTS), 1945, 2006).astype(int)
    unknown = rng.random(ADULTS) < january
    month, day = (np.where(unknown, 1, rng.integers(1, most, ADULTS)) for most in (13, 29))
    region = [f"51.{one + 1:02d}.{part:02d}.{2000 + ward}" for one, part, ward in
              zip(city, rng.integers(1, 11, ADULTS), rng.integers(1, 13, ADULTS), strict=True)]  # fmt: skip
    born = [f"{a}-{b:02d}-{c:02d}" for a, b, c in zip(year, month, day, strict=True)]
    fronts = np.array([
        f"{home[:8].replace('.', '')}{c + 40 * she:02d}{b:02d}{a % 100:02d}"
        for home, a, b, c, she in zip(region, year, month, day, woman, strict=True)
    ])  # fmt: skip
    numbers = np.char.add(fronts, [f"{serial:04d}" for serial in _serials(fronts, rng)])
    columns = {"name": names, "birth_date": np.array(born), "sex": np.where(woman, "P", "L"),
               "birth_place": np.array([f"Kota Rekaan {one}" for one in city]), "region": np.array(region)}  # fmt: skip
    return Region(columns, numbers)


def measure_regions(seeds: Sequence[int]) -> None:
    """Print by custom what was given to whom, all seeds together."""
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        world = make_world(Path(folder) / "lists", people=PEOPLE, entries=ENTRIES, seed=seeds[0], area="31")
        lists = prepared_rosters(world)
        for what, (custom, january, numbered) in CUSTOMS.items():
            found = []
            for seed in seeds:
                rng = np.random.default_rng([seed, len(what)])
                region = make_region(custom, january, rng)
                found.append(scored(region, numbered, lists, Path(folder) / "local.arrow", rng))
            _show(what, found)


def scored(
    region: Region, numbered: float, lists: Sequence[Path], local: Path, rng: np.random.Generator
) -> tuple[Scored, int, float]:
    """Link those who apply with the local list beside `lists`.

    Returns its pairs against the truth, how many innocents have a `strong` one, and own entries a person as learnt.
    numbered: share of its entries with a NIK. local: where it is prepared.
    """
    drawn = rng.permutation(ADULTS)
    listed, people = drawn[:LISTED], np.concatenate([drawn[:MEMBERS], drawn[LISTED : LISTED + PEOPLE - MEMBERS]])
    nik = np.where(rng.random(LISTED) < numbered, region.numbers[listed], "")
    depth = rng.choice([0, 5, 13], LISTED, p=[0.3, 0.5, 0.2])
    home = np.array([text[:size] for text, size in zip(region.columns["region"][listed], depth, strict=True)])
    columns = {name: column[listed] for name, column in region.columns.items()} | {"nik": nik, "region": home}
    prepare_roster(_table(listed, columns), local, name="local", on=ON)
    asked = {name: column[people] for name, column in region.columns.items()} | {"nik": region.numbers[people]}
    matches = link_people(_table(people, asked), [*lists, local], on=ON)
    own = matches.filter(pa.compute.equal(matches.column("roster"), "local"))
    ids = pa.array([str(one) for one in people])
    truth = pa.table({"person_id": ids[:MEMBERS], "entry_id": ids[:MEMBERS]})
    strong = own.filter(pa.compute.equal(own.column("grade"), "strong"))
    accused = set(strong.column("person_id").to_pylist()) - set(ids[:MEMBERS].to_pylist())
    return score(ids, truth, own), len(accused), float(model_of(matches).expected[:2].sum())


def _show(what: str, found: Sequence[tuple[Scored, int, float]]) -> None:
    parts = [scored for scored, _, _ in found]
    given, true = (np.concatenate([getattr(part, name) for part in parts]) for name in ("score", "is_true"))
    worst = np.concatenate([part.worst[part.is_innocent] for part in parts])
    innocents = float(len(worst))
    sure = given >= 0.99
    recall = Rate(float(sum((part.truth_score >= 0.8).sum() for part in parts)), float(MEMBERS * len(parts)))
    print(f"{what}: innocents with a strong match {sum(strong for _, strong, _ in found)}, "
          f"at 0.99 {(worst >= 0.99).sum()}, at 0.8 {(worst >= 0.8).sum()} of {innocents:,.0f}; true of pairs at 0.99 "
          f"{Rate(float(true[sure].sum()), float(sure.sum()))}; recall at 0.8 {recall}; "
          f"own entries a person, as learnt {', '.join(f'{own:.3f}' for *_, own in found)}", flush=True)  # fmt: skip


def _table(rows: NDArray[np.int64], columns: dict[str, NDArray[np.str_]]) -> pa.Table:
    return pa.table({"id": pa.array([str(row) for row in rows]), **{name: pa.array(column.tolist(), pa.string())
                                                                     for name, column in columns.items()}})  # fmt: skip


def _serials(fronts: NDArray[np.str_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw serials, most of them small; whoever would have somebody's number takes a later one."""
    front = np.unique(fronts, return_inverse=True)[1].astype(np.int64)
    found = rng.geometric(0.45, len(fronts)).astype(np.int64)
    again = np.arange(len(fronts))
    while len(again):
        first = np.unique(front * 10_000 + found, return_index=True)[1]
        again = np.setdiff1d(np.arange(len(fronts)), first)
        found[again] += rng.integers(1, 9, len(again))
    return found


def _falling(size: int, by: float) -> NDArray[np.float64]:
    shares = (1.0 + np.arange(size)) ** -by
    found: NDArray[np.float64] = shares / shares.sum()
    return found


def _joined(one: NDArray[np.str_], other: NDArray[np.str_]) -> NDArray[np.str_]:
    return np.char.add(np.char.add(one, " "), other)


if __name__ == "__main__":
    as_installed()
    measure_regions([int(word) for word in sys.argv[1:]] or [1, 2])
