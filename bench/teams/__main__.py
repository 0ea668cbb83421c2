"""`python -m bench.teams`: every figure but the drill, which needs a demo's database; name parts to run only them."""

from __future__ import annotations

import argparse
from typing import cast

from bench.teams import drill, instances, jakarta, nation, vacancies
from bench.teams.invented import NATION
from jurdil.engines.teams import Mode

WITHOUT_DEMO = ("jakarta", "nation", "vacancies", "instances")
PARTS = (*WITHOUT_DEMO, "drill")


def _part(text: str) -> str:
    if text not in (*PARTS, "all"):
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(PARTS)}, all")
    return text


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", type=_part, metavar="PART")
    parser.add_argument("--groups", type=int, default=None, help="only the first so many kelurahan")
    parser.add_argument("--per-seat", type=float, default=1.3)
    parser.add_argument("--stations", type=int, default=NATION, help="size of the nation")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mode", choices=("weighted", "strict", "both"), default="both")
    args = parser.parse_args()
    parts = args.parts if args.parts and "all" not in args.parts else WITHOUT_DEMO
    modes: tuple[Mode, ...] = ("weighted", "strict") if args.mode == "both" else (cast(Mode, args.mode),)
    if "jakarta" in parts:
        jakarta.run(groups=args.groups, per_seat=args.per_seat, workers=args.workers, modes=modes)
    if "nation" in parts:
        nation.run(stations=args.stations, per_seat=args.per_seat, workers=args.workers)
    if "vacancies" in parts:
        vacancies.run(groups=args.groups, per_seat=args.per_seat, workers=args.workers)
    if "instances" in parts:
        instances.run()
    if "drill" in parts:
        drill.run()


if __name__ == "__main__":
    main()
