"""Deal every band of a drawn order to one of those who stand in it, so that nobody has more than needed.

An id is `BAND/TAKER`. The bands are dealt in the order of the draw, each to the taker who has fewest so far, the first
in the band's own order where several have. Where some pairs are left out that may end unevenly; then bands change hands
along a chain from a taker with many to one with at least two fewer, until there is no such chain. Nobody can then have
fewer without another having more (an optimal semi-matching: Harvey, Ladner, Lovasz, Tamir, 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

MARK = "/"


def deal_evenly(names: Iterable[str]) -> tuple[str, ...]:
    """Return one id of each band, in the order of the bands. names: the ids as drawn, those left out taken away.

    Raises ValueError for an id without a taker.
    """
    options: dict[str, list[str]] = {}
    for name in names:
        band, mark, taker = name.rpartition(MARK)
        if not mark:
            raise ValueError(f"The id {name} names no taker after a {MARK}.")
        options.setdefault(band, []).append(taker)
    load = Counter({taker: 0 for takers in options.values() for taker in takers})
    dealt: dict[str, str] = {}
    for band, takers in options.items():
        dealt[band] = min(takers, key=load.__getitem__)  # the first of several
        load[dealt[band]] += 1
    while chain := _chain(options, dealt, load):
        for band, taker in chain:
            load[dealt[band]] -= 1
            dealt[band] = taker
            load[taker] += 1
    return tuple(f"{band}{MARK}{taker}" for band, taker in dealt.items())


def _chain(
    options: Mapping[str, list[str]], dealt: Mapping[str, str], load: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Return which bands change hands to whom so that one with many has one fewer; empty where nothing gains."""
    for start in sorted(load, key=lambda taker: (-load[taker], taker)):
        came: dict[str, tuple[str, str]] = {start: ("", "")}
        queue = [start]
        for giver in queue:
            if load[giver] <= load[start] - 2:
                return _back(giver, came)
            for band in reversed([band for band, taker in dealt.items() if taker == giver]):
                for taker in options[band]:
                    if taker not in came:
                        came[taker] = (band, giver)
                        queue.append(taker)
    return []


def _back(end: str, came: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    moves, taker = [], end
    while came[taker][0]:
        band, giver = came[taker]
        moves.append((band, taker))
        taker = giver
    return moves
