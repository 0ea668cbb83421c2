"""How far the engine is from what the generator's own rates allow: both on the same sample of people, pair by pair.

The oracle approximates several faults in one field, so it is a bound of the limit from below.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.linkage.contender import FLOOR, contend
from bench.linkage.measuring import Scored, accused_at, best_f1, recall_at, score
from bench.linkage.oracle import run_oracle
from bench.linkage.world import World, make_world

REPLICATES = 200


def measure_limit(seeds: Sequence[int], *, people: int, entries: int, step: int) -> None:
    """Print best F1 and recall of engine and oracle on one of each `step` people, and the difference with interval."""
    both: list[tuple[Scored, Scored]] = []
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        for seed in seeds:
            world = make_world(Path(folder) / str(seed), people=people, entries=entries, seed=seed)
            ours = contend("ours", world, Path(folder) / f"{seed}-ours.parquet").matches
            start = time.process_time()
            oracle = run_oracle(world, floor=FLOOR, step=step)
            spent = time.process_time() - start
            both.append(compare(world, ours, oracle, step=step))
            print(f"seed {seed}: oracle {spent:.0f} s of cpu; {say(both[-1:])}", flush=True)
    print(f"all seeds: {say(both)}")


def compare(world: World, ours: pa.Table, oracle: pa.Table, *, step: int) -> tuple[Scored, Scored]:
    """Return both contenders scored on the people of the sample."""
    ids = world.people.column("id").combine_chunks()
    some = ids.take(pa.array(np.arange(0, len(ids), step)))
    truth, mine, its = (each.filter(pc.is_in(each.column("person_id"), value_set=some))
                        for each in (world.truth, ours, oracle))  # fmt: skip
    return score(some, truth, mine), score(some, truth, its)


def say(both: Sequence[tuple[Scored, Scored]]) -> str:
    """Return the figures of some seeds together as a line."""
    rng = np.random.default_rng(0)
    weights = [[rng.poisson(1.0, one.people).astype(float) for one, _ in both] for _ in range(REPLICATES)]
    gaps = [np.mean([best_f1(its, w)[0] - best_f1(ours, w)[0] for (ours, its), w in zip(both, each, strict=True)])
            for each in weights]  # fmt: skip
    low, high = np.quantile(gaps, [0.025, 0.975])
    parts = []
    for nth, name in enumerate(("ours", "oracle")):
        scored = [pair[nth] for pair in both]
        recalls, accused = ([rate(each, 0.99) for each in scored] for rate in (recall_at, accused_at))
        recall = sum(each.hits for each in recalls) / sum(each.total for each in recalls)
        f1 = np.mean([best_f1(each)[0] for each in scored])
        count = sum(each.hits for each in accused)
        parts.append(f"{name} best F1 {f1:.4f}, at 0.99 recall {recall:.4f} and {count:g} accused, "
                     f"log loss {sum(log_loss(each) for each in scored):.0f}")  # fmt: skip
    return f"{'; '.join(parts)}; oracle above ours in F1 by {np.mean(gaps):+.4f} [{low:+.4f}, {high:+.4f}]"


def log_loss(scored: Scored) -> float:
    """Return the sum of -log of what was given to what is the case; pairs not given count as 0.001 at most."""
    given = np.clip(scored.score, FLOOR / 2, 0.9999)
    missed = np.count_nonzero(scored.truth_score < 0)
    return float(-np.log(np.where(scored.is_true, given, 1 - given)).sum() - missed * np.log(FLOOR / 2))
