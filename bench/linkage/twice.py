"""`python -m bench.linkage.twice [SEED ...]`: lists as they come in the field, with rows that stand twice.

Of one list after the other: as it is, with every row written a second time, and delivered a second time under another
name. What was given to its pairs is held against what is true, all seeds together; a copy must lift nobody and hide
nobody. Innocents are counted over all lists.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.linkage.contender import ON, as_installed, prepared_rosters
from bench.linkage.measuring import Rate, Scored, score
from bench.linkage.table import ENTRIES, PEOPLE, total
from bench.linkage.world import World, make_world
from jurdil.engines.linkage import link_people, prepare_roster

LISTS = ("campaign_teams", "party_one", "witnesses")
AS_IT_IS, ROWS_TWICE, LIST_TWICE = "as it is", "every row twice", "delivered twice"
BINS = (0.05, 0.2, 0.5, 0.8, 0.99, 1.01)
COPY = "~"
"""Ends the id of a copied entry."""


def measure_twice(seeds: Sequence[int]) -> None:
    """Print per list and way of delivery what was given and what is true."""
    found: dict[tuple[str, str], list[tuple[Scored, Scored]]] = {}
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        for seed in seeds:
            world = make_world(Path(folder) / str(seed), people=PEOPLE, entries=ENTRIES, seed=seed, area="31")
            paths = dict(zip(world.roster_paths, prepared_rosters(world), strict=True))
            for name in LISTS:
                for way, asked in _ways(world, paths, name).items():
                    found.setdefault((name, way), []).append(_scored(world, name, asked))
    for (name, way), parts in found.items():
        _show(f"{name}, {way}", [own for _, own in parts], [everything for everything, _ in parts])


def _ways(world: World, paths: dict[str, Path], name: str) -> dict[str, list[Path]]:
    rows, copies = world.rosters[name], world.folder / f"{name}-copied.arrow"
    ids = pc.binary_join_element_wise(rows.column("id"), COPY, "")
    again = rows.set_column(rows.column_names.index("id"), "id", ids)
    prepare_roster(pa.concat_tables([rows, again]), copies, name=name, on=ON)
    second = world.folder / f"{name}-second.arrow"
    prepare_roster(again, second, name=f"{name}_again", on=ON)
    others = [path for each, path in paths.items() if each != name]
    return {AS_IT_IS: [*paths.values()], ROWS_TWICE: [*others, copies], LIST_TWICE: [*paths.values(), second]}


def _scored(world: World, name: str, asked: Sequence[Path]) -> tuple[Scored, Scored]:
    """All matches against the truth, and those of the list alone, each entry once."""
    matches = link_people(world.people, asked, on=ON)
    once = matches.filter(pc.invert(pc.ends_with(matches.column("entry_id"), COPY)))
    ids, truth = world.people.column("id").combine_chunks(), world.truth
    everything = score(ids, truth, once)
    own = score(ids, truth.filter(pc.equal(truth.column("roster"), name)),
                once.filter(pc.equal(once.column("roster"), name)))  # fmt: skip
    return everything, own


def _show(what: str, own: Sequence[Scored], everything: Sequence[Scored]) -> None:
    recall = total([Rate(float(np.sum(each.truth_score >= 0.99)), len(each.truth_score)) for each in own])
    accused = total([Rate(float(np.sum(each.worst[each.is_innocent] >= 0.99)), float(np.sum(each.is_innocent)), 1e5)
                     for each in everything])  # fmt: skip
    print(f"{what}: recall at 0.99 {recall}, innocents at 0.99 per 100,000 {accused}")
    given, true = (np.concatenate([getattr(each, name) for each in own]) for name in ("score", "is_true"))
    for low, high in pairwise(BINS):
        here = (given >= low) & (given < high)
        print(f"    given {low:.2f}-{min(high, 1):.2f}: mean {given[here].mean():.3f}, "
              f"true {Rate(float(true[here].sum()), float(here.sum()))}", flush=True)  # fmt: skip


if __name__ == "__main__":
    as_installed()
    measure_twice([int(word) for word in sys.argv[1:]] or [1, 2, 3])
