"""`python -m bench.linkage [table|limit|big|one|files|floor|public|standin|spark|demo]`: the linkage engine measured.

Plain: the table over the development seeds, the public sets, and one person at once. `table --seeds 6 7 8` chooses
seeds, `--people` and `--entries` sizes, `--area 32` whose people are screened (`""` for the nation), `--own-words 0.5`
how many words of names tell the province, `--only ours oracle` contenders; `limit` compares with the oracle on one of
each `--step` people; `big` takes `province`, `nation`; `one` takes `1M`, `10M`; `files` runs the command itself from
CSV to CSV; `floor` sets one pass of DuckDB beside ours; `spark` sets a cluster of two executors on this machine beside
ours (`--memory 1g` each; `--kill 120` kills one after so many seconds, `--learn` lets Spark learn the model too,
`--hosts 3` gives each of so many executors a host of its own behind a bridge; root only). These five keep their worlds
in the folder of `--worlds`.
`public --historical FILE` takes the file of historical_50k too; `standin` writes tables of its shape from `--seeds`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.linkage.big import measure_big, measure_one
from bench.linkage.demo import measure
from bench.linkage.files import measure_files
from bench.linkage.floor import measure_floor
from bench.linkage.limit import measure_limit
from bench.linkage.public import measure_public, measure_standin
from bench.linkage.spark import measure_spark
from bench.linkage.table import AREA, DEVELOPMENT_SEEDS, ENTRIES, PEOPLE, measure_seeds, usual_contenders


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.linkage")
    parser.add_argument(
        "what",
        nargs="?",
        choices=["all", "table", "limit", "big", "one", "files", "floor", "public", "standin", "spark", "demo"],
        default="all",
    )
    parser.add_argument("sizes", nargs="*")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(DEVELOPMENT_SEEDS))
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--area", default=AREA, help="code of a region, or nothing for all")
    parser.add_argument("--own-words", type=float, default=0.0, help="share of words of names that tell the province")
    parser.add_argument("--only", nargs="+", choices=["ours", "anchor", "oracle"])
    parser.add_argument("--contender", choices=["ours", "anchor"], default="ours")
    parser.add_argument("--worlds", type=Path)
    parser.add_argument("--historical", type=Path, help="historical_figures_with_errors_50k.parquet")
    parser.add_argument("--step", type=int, default=4)
    parser.add_argument("--memory", default="1g")
    parser.add_argument("--hosts", type=int, default=0)
    parser.add_argument("--kill", type=float, nargs="*", default=[])
    parser.add_argument("--learn", action="store_true")
    words = parser.parse_args()
    if words.what in ("all", "table"):
        contenders = words.only or usual_contenders()
        measure_seeds(words.seeds, contenders, people=words.people, entries=words.entries, area=words.area,
                      own_words=words.own_words)  # fmt: skip
    if words.what == "limit":
        measure_limit(words.seeds, people=words.people, entries=words.entries, step=words.step)
    if words.what in ("all", "public"):
        measure_public(words.historical)
    if words.what == "standin":
        measure_standin(words.seeds)
    if words.what in ("all", "one"):
        measure_one(words.sizes or ["1M"], worlds=words.worlds)
    if words.what == "big":
        measure_big(words.sizes or ["province", "nation"], contender=words.contender, worlds=words.worlds)
    if words.what == "files":
        measure_files(people=words.people, entries=words.entries, worlds=words.worlds)
    if words.what == "floor":
        measure_floor(people=words.people, entries=words.entries, worlds=words.worlds)
    if words.what == "spark":
        for seed in words.seeds if words.seeds != list(DEVELOPMENT_SEEDS) else [9]:
            measure_spark(people=words.people, entries=words.entries, seed=seed, worlds=words.worlds, kills=words.kill,
                          learns=words.learn, memory=words.memory, apart=words.hosts)  # fmt: skip
    if words.what == "demo":
        for seed in words.seeds if words.seeds != list(DEVELOPMENT_SEEDS) else [8]:
            measure(seed)


if __name__ == "__main__":
    main()
