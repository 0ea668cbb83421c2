"""A lot that anybody can redo: commit to the list first, draw from public beacons afterwards.

commit(ids)                        # publish this before the beacon is known
draw(ids, ["123456"], commitment)  # the order, the same on every machine
"""

from jurdil.engines.lot.drawing import draw, draw_bands, seed_of, verify, verify_bands
from jurdil.engines.lot.listing import commit, commit_bands
from jurdil.engines.lot.record import DrawRecord, parse_record, record_draw, verify_record

__all__ = [
    "DrawRecord",
    "commit",
    "commit_bands",
    "draw",
    "draw_bands",
    "parse_record",
    "record_draw",
    "seed_of",
    "verify",
    "verify_bands",
    "verify_record",
]
