"""The table of figures over seeds: the engine, the anchor and the limit on the same worlds, in the same run."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.linkage.contender import contend
from bench.linkage.measuring import (
    Rate,
    Scored,
    across,
    best_f1,
    by_fault,
    by_origin,
    by_trait,
    figures,
    score,
    survival,
)
from bench.linkage.rates import People, Rates
from bench.linkage.world import World, make_world

PEOPLE, ENTRIES, AREA = 110_000, 1_000_000, "31"
DEVELOPMENT_SEEDS = (1, 2, 3, 4, 5)
"""Used while engine and bench were made. The published figures come from other seeds, drawn after both were frozen."""
SHOWN = (
    "best_f1", "best_f1_threshold", "recall_at_10", "people_found_at_10", "threshold_at_10", "accused_at_0.99",
    "recall_at_0.99", "true_0.99_0.999", "true_over_0.999", "read_at_recall_0.98", "recall_of_all_given",
)  # fmt: skip


def measure_seeds(
    seeds: Sequence[int],
    contenders: Sequence[str],
    *,
    people: int = PEOPLE,
    entries: int = ENTRIES,
    area: str = AREA,
    own_words: float = 0.0,
    full: bool = True,
) -> dict[str, list[dict[str, Any]]]:
    """Make a world per seed, let every contender link it, print and return the figures per contender.

    own_words: `rates.People.own_words`.
    """
    rates = Rates(people=People(own_words=own_words))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in contenders}
    pooled: dict[str, list[tuple[Scored, World]]] = {name: [] for name in contenders}
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        for seed in seeds:
            world = make_world(
                Path(folder) / str(seed), people=people, entries=entries, seed=seed, area=area, rates=rates
            )
            print(f"\nseed {seed}: {world.about}", flush=True)
            for name in contenders:
                outcome = contend(name, world, Path(folder) / f"{seed}-{name}.parquet")
                scored = score(world.people.column("id").combine_chunks(), world.truth, outcome.matches)
                row = {**figures(scored), "cost": outcome.cost}
                if name == "ours":
                    row["survival"] = _survival(world, Path(folder) / f"{seed}-candidates.parquet")
                found[name].append(row)
                pooled[name].append((scored, world))
                _show(name, row)
        if full:
            for name in contenders:
                _show_groups(name, pooled[name])
    for name, rows in found.items():
        _show_across(name, rows)
    return found


def usual_contenders() -> list[str]:
    """Return the engine and the limit, and the anchor where Splink is installed."""
    has_splink = importlib.util.find_spec("splink") is not None
    if not has_splink:
        print("Splink is not installed (extra `bench`): the anchor is left out")
    return ["ours", *(["anchor"] if has_splink else []), "oracle"]


def _show_calibration(rows: list[dict[str, Any]]) -> None:
    """Print what was true of the pairs of all seeds together, by what they were given."""
    bins: dict[tuple[float, float], list[dict[str, Any]]] = {}
    for row in rows:
        for each in row["calibration"]:
            bins.setdefault((each["low"], each["high"]), []).append(each)
    for (low, high), parts in sorted(bins.items()):
        pairs = sum(each["pairs"] for each in parts)
        given, true = (sum(each[name] * each["pairs"] for each in parts) / pairs for name in ("mean", "true"))
        share = Rate(round(true * pairs), pairs)
        print(f"    given {low:.3f}-{high:.3f}: mean {given:.3f}, true {share}, gap {true - given:+.3f}")


def _survival(world: World, out: Path) -> Rate | None:
    from jurdil.engines import linkage  # noqa: PLC0415

    if not hasattr(linkage, "candidate_pairs"):
        return None
    return survival(world.truth, contend("candidates", world, out).matches)


def _show(name: str, row: dict[str, Any]) -> None:
    cost = ", ".join(f"{key} {value:,.1f}" for key, value in row["cost"].items())
    print(f"  {name}: {cost}")
    low, high = row["best_f1_interval"]
    for key in SHOWN:
        more = f" [{low:.4f}, {high:.4f}]" if key == "best_f1" else ""
        value = row[key]
        print(f"    {key:<22} {value if isinstance(value, Rate) or value is None else format(value, ',.4f')}{more}")
    if row.get("survival") is not None:
        print(f"    {'blocking survival':<22} {row['survival']}")
    for each in row["calibration"]:
        low, high = each["interval"]
        print(f"    given {each['low']:.3f}-{each['high']:.3f}: mean {each['mean']:.3f}, true {each['true']:.3f} "
              f"[{low:.3f}, {high:.3f}], {each['pairs']:,} pairs", flush=True)  # fmt: skip


def _show_groups(name: str, pooled: list[tuple[Scored, World]]) -> None:
    """Print recall and innocents accused by subgroup, and recall by fault class, summed over the seeds."""
    traits: dict[str, list[Rate]] = {}
    faults: dict[str, list[Rate]] = {}
    origins: dict[str, int] = {}
    for scored, world in pooled:
        _, at = best_f1(scored)
        for row in by_trait(scored, world.traits, 0.99):
            traits.setdefault(row["trait"], []).extend((row["recall"], row["accused"]))
        for row in by_fault(scored, at):
            faults.setdefault(row["fault"], []).append(row["recall"])
        for origin, count in by_origin(scored, world.origins, 0.99).items():
            origins[origin] = origins.get(origin, 0) + count
    print(f"\n{name}, all seeds together, at 0.99, by subgroup: recall | innocents accused per 100,000")
    for trait, rates in traits.items():
        print(f"    {trait:<24} {total(rates[::2])} | {total(rates[1::2])}")
    print(f"  recall by fault of the entry, at the threshold of the best F1; accused at 0.99 by: {json.dumps(origins)}")
    for fault, rates in sorted(faults.items(), key=lambda item: total(item[1]).value):
        print(f"    {fault:<24} {total(rates)}")


def total(rates: Sequence[Rate]) -> Rate:
    """Return the rate of several counts together."""
    return Rate(sum(rate.hits for rate in rates), sum(rate.total for rate in rates), rates[0].scale)


def _show_across(name: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{name}, over {len(rows)} seeds: mean [two standard errors]; rates also summed with their interval")
    for key in SHOWN:
        values = [row[key] for row in rows if row[key] is not None]
        if not values:
            print(f"    {key:<22} out of reach")
            continue
        mean, low, high = across([value.value if isinstance(value, Rate) else value for value in values])
        summed = f"; {total(values)}" if isinstance(values[0], Rate) else ""
        print(f"    {key:<22} {mean:,.4f} [{low:,.4f}, {high:,.4f}]{summed}")
    _show_calibration(rows)
    for key in rows[0]["cost"]:
        mean, low, high = across([row["cost"][key] for row in rows])
        print(f"    {key:<22} {mean:,.1f} [{low:,.1f}, {high:,.1f}]")
