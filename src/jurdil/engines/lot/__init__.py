"""A lot that anybody can redo: commit to the list first, draw from public beacons afterwards.

commit(Listing(ids))                        # publish this before the beacon is known
draw(Listing(ids), ["123456"], commitment)  # the order, the same on every machine
"""

from jurdil.engines.lot.dealing import deal_evenly
from jurdil.engines.lot.drawing import draw, seed_of, verify
from jurdil.engines.lot.listing import Listing, commit, parse_lines
from jurdil.engines.lot.record import DrawRecord, parse_record, record_draw, verify_record

__all__ = [
    "DrawRecord",
    "Listing",
    "commit",
    "deal_evenly",
    "draw",
    "parse_lines",
    "parse_record",
    "record_draw",
    "seed_of",
    "verify",
    "verify_record",
]
