"""The lot of the nation, recomputed on one core: `python -m bench.lot [COUNT]`; the phone's figure is a browser test.

COUNT (4,500,000) pseudonyms of 24 signs in 20 bands; once as the list is published (sorted by its bytes), once
shuffled, each in a process of its own, once more with seven strata. Prints processor seconds (user and system),
the most memory and the hash of the order.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from hashlib import sha256

from jurdil.engines.lot import Listing, commit, draw

NATION = 4_500_000
BANDS, STRATA = 20, 7
BEACONS = ("beacon one", "beacon two")
WAYS = ("sorted", "shuffled", "strata")


def listing(count: int, way: str) -> Listing:
    """Return the invented list; the same rows whatever the way in which they stand."""
    names = [sha256(b"%d" % number).hexdigest()[:24] for number in range(count)]
    rows = [(str(number % BANDS + 1), str(number % STRATA), name) for number, name in enumerate(names)]
    rows.sort()
    if way != "sorted":
        random.Random(way).shuffle(rows)  # the order of the input, not a draw
    bands, strata, names = map(list, zip(*rows, strict=True))
    return Listing(names, bands, strata if way == "strata" else ())


def measure(count: int, way: str) -> None:
    """Commit, then recompute the draw as a stranger does; print one object."""
    given = listing(count, way)
    commitment = commit(given)
    before = time.process_time()
    order = draw(given, BEACONS, commitment)
    seconds = time.process_time() - before
    print(
        json.dumps(
            {
                "way": way,
                "count": count,
                "cpu_seconds": round(seconds, 2),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "order": sha256("\n".join(order.names).encode()).hexdigest(),
            }
        )
    )


def main() -> int:
    """Run every way in its own process; 1 if the same list gave two orders."""
    if len(sys.argv) > 2:
        measure(int(sys.argv[1]), sys.argv[2])
        return 0
    count = sys.argv[1] if len(sys.argv) > 1 else str(NATION)
    found: dict[str, dict[str, object]] = {}
    for way in WAYS:
        command = [sys.executable, "-m", "bench.lot", count, way]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found[way] = json.loads(text)
        print(text, end="", flush=True)
    same = found["sorted"]["order"] == found["shuffled"]["order"]
    print("identical order on two processes and after shuffling" if same else "THE ORDERS DIFFER")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
