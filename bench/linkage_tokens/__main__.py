"""`python -m bench.linkage_tokens [--tokens-only] [SEED...]`, or `one [1M] [10M] [--worlds FOLDER] [--rows N]`.

Seeds: the world linked as tokens and openly; with --tokens-only nothing is linked openly. `one`: single people asked
through the index of a delivery; with a folder the worlds and their deliveries stay there; with --rows the delivery is
filled up with random entries to so many.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.linkage_tokens.compared import measure, show_together
from bench.linkage_tokens.one import measure_one

SEED = "31"
SIZE = "1M"


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.linkage_tokens")
    parser.add_argument("words", nargs="*", help="seeds, or `one` and sizes")
    parser.add_argument("--tokens-only", action="store_true")
    parser.add_argument("--worlds", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    given = parser.parse_args()
    if given.words[:1] == ["one"]:
        measure_one(given.words[1:] or [SIZE], worlds=given.worlds, rows=given.rows)
    else:
        show_together([measure(int(seed), tokens_only=given.tokens_only) for seed in given.words or [SEED]])
    if not given.words:
        measure_one([SIZE])


if __name__ == "__main__":
    main()
