"""`python -m bench.linkage.duplicates [SEED...]`: one person written twice in one table, and kin, found by the engine.

Some people are written a second time by another hand (the rates of `rates.py` in full, as for a roster of applications
taken in at a counter): half of them beside a home in another ward, some without a number. Printed: recall by what the
second writing lacks, and pairs of two different human beings per 100,000 people.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.linkage.contender import ON, peak_mib
from bench.linkage.humans import Maker, Register
from bench.linkage.places import read_wards
from bench.linkage.planting import KIN_KINDS
from bench.linkage.rates import FORM, FORM_CARE, Rates, Roster
from bench.linkage.vocabulary import build_vocabulary
from bench.linkage.world import Screened, draw_people, person_ids
from bench.linkage.writing import BIT, Hand, Mask
from jurdil.engines.linkage.duplicates import find_duplicates
from jurdil.engines.linkage.kin import find_kin

PEOPLE = 110_000
TWICE = 0.005
"""People who are written a second time. Judgement."""
ELSEWHERE = 0.5
SECOND = Roster(0.0, 0.75, 1.0, 1.0, 1.0, 1.0, 4, False)
"""The second writing: a quarter gives no number."""
SEEDS = (31, 32, 33)
Ints = NDArray[np.int64]
SPELT = ("respelled", "short_form", "initial", "dropped_word", "added_word", "swapped_words", "joined", "slip", "ocr")
NUMBERED = ("nik_digit", "nik_transposed", "nik_shifted", "nik_of_other")


@dataclass(frozen=True)
class Written:
    """A table with people written twice. whose: row of the human being behind each row; is_elsewhere, mask: per
    second writing."""

    table: pa.Table
    screened: Screened
    whose: Ints
    is_elsewhere: NDArray[np.bool_]
    mask: Mask


def write_twice(people: int, seed: int) -> Written:
    """Return `people` applicants of one province, and after them the second writings."""
    rng = np.random.default_rng(seed)
    rates, wards = Rates(), read_wards("31")
    vocabulary = build_vocabulary(rng, popular=rates.people.popular_names)
    maker = Maker(vocabulary, wards, rates, Register(3 * people), rng)
    hand = Hand(vocabulary, wards, rates, rng)
    screened = draw_people(maker, people)
    humans = screened.humans
    first, _ = hand.write(humans, FORM, care=FORM_CARE, moves=False)
    again = np.sort(rng.choice(people, int(people * TWICE), replace=False))
    is_elsewhere = rng.random(len(again)) < ELSEWHERE
    twice = humans.take(again)
    other = maker.draw(len(again), is_screened=True)
    moved = {name: np.where(is_elsewhere, getattr(other, name), getattr(twice, name))
             for name in ("ward", "street", "house", "rt", "rw")}  # fmt: skip
    second, mask = hand.write(twice.changed(**moved), SECOND, moves=False)
    table = pa.concat_tables([first, second])
    order = rng.permutation(table.num_rows)
    ids = person_ids(np.arange(table.num_rows)).take(pa.array(np.argsort(order)))
    return Written(table.add_column(0, "id", ids), screened, np.concatenate([np.arange(people), again]),
                   is_elsewhere, mask)  # fmt: skip


def _rows_of(written: Written, found: pa.Table) -> tuple[Ints, Ints]:
    rows = {name: nth for nth, name in enumerate(written.table.column("id").to_pylist())}
    one, other = (np.array([rows[name] for name in found.column(side).to_pylist()], dtype=np.int64)
                  for side in ("person_id", "other_id"))  # fmt: skip
    return one, other


def _has(mask: Mask, faults: tuple[str, ...]) -> NDArray[np.bool_]:
    has: NDArray[np.bool_] = (mask & sum(int(BIT[name]) for name in faults)) != 0
    return has


def measure(seed: int, people: int = PEOPLE) -> None:
    """Print the figures of one seed."""
    written = write_twice(people, seed)
    start = time.perf_counter()
    found = find_duplicates(written.table, on=ON, min_probability=0.05)
    seconds = time.perf_counter() - start
    one, other = _rows_of(written, found)
    probability = found.column("probability").to_numpy()
    true = written.whose[one] == written.whose[other]
    planted = len(written.whose) - people
    print(f"seed {seed}: {people:,} people, {planted:,} of them twice; {seconds:.1f} s, {peak_mib():,.0f} MiB")
    for floor in (0.99, 0.8, 0.5, 0.05):
        here = probability >= floor
        print(f"  at {floor:4}: recall {true[here].sum() / planted:.3f}, "
              f"pairs of two people per 100,000: {(~true[here]).sum() * 100_000 / people:.1f}")  # fmt: skip
    got = np.zeros(planted, bool)
    got[np.maximum(one, other)[true & (probability >= 0.8)] - people] = True
    wants_number = _has(written.mask, ("no_nik",))
    groups = {
        "in the same ward": ~written.is_elsewhere, "in another ward": written.is_elsewhere,
        "with a number": ~wants_number, "no number": wants_number, "another number": _has(written.mask, NUMBERED),
        "another spelling": _has(written.mask, SPELT),
        "another ward, no number": written.is_elsewhere & wants_number,
        "another ward, no number, another spelling": written.is_elsewhere & wants_number & _has(written.mask, SPELT),
    }  # fmt: skip
    for name, here in groups.items():
        print(f"  recall at 0.8, {name}: {got[here].mean():.3f} ({here.sum()})")
    for low, high in ((0.05, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 0.999), (0.999, 1.0)):
        here = (probability >= low) & (probability < high)
        if here.any():
            print(f"  given {low}-{high}: {probability[here].mean():.3f}, true {true[here].mean():.3f} ({here.sum()})")


def measure_kin(seed: int, people: int = PEOPLE) -> None:
    """Print what share of the pairs of each strength are kin; without family cards, which say it at once."""
    written = write_twice(people, seed)
    screened = written.screened
    is_spouse = screened.kin_kind == KIN_KINDS.index("spouse")
    wives = {int(row): int(screened.kin_of[row]) for row in np.flatnonzero(is_spouse)}
    partner = wives | {whose: row for row, whose in wives.items()}
    names = written.table.column("name").to_pylist()[:people]
    table = written.table.slice(0, people)
    spouses = [names[partner[row]] if row in partner else None for row in range(people)]
    table = table.append_column("spouse_name", pa.array(spouses, pa.string()))
    start = time.perf_counter()
    found = find_kin(table, on=ON)
    seconds = time.perf_counter() - start
    print(f"seed {seed}: kin among {people:,} people; {seconds:.1f} s")
    rows = {name: nth for nth, name in enumerate(table.column("id").to_pylist())}
    kin = {(min(row, int(whose)), max(row, int(whose))) for row, whose in enumerate(screened.kin_of) if whose >= 0}
    hits: dict[tuple[str, str], list[bool]] = {}
    pairs = set()
    for row in found.to_pylist():
        pair = tuple(sorted((rows[row["person_id"]], rows[row["other_id"]])))
        pairs.add(pair)
        hits.setdefault((row["strength"], row["relation"]), []).append(pair in kin)
    for (strength, relation), each in sorted(hits.items()):
        print(f"  {strength} {relation}: {sum(each)} of {len(each)} are kin")
    print(f"  of {len(kin):,} pairs of kin {len(kin & pairs) / len(kin):.3f} are asked about")


def main() -> None:
    """Measure the seeds that are named, or the usual ones."""
    for seed in [int(word) for word in sys.argv[1:]] or SEEDS:
        measure(seed)
        measure_kin(seed)


if __name__ == "__main__":
    main()
