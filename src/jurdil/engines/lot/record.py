"""A draw as one file that carries all it takes to redo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jurdil.engines.lot.drawing import draw, draw_bands
from jurdil.engines.lot.listing import commit, commit_bands

TYPE = "jurdil/draw/v1"


@dataclass(frozen=True)
class DrawRecord:
    """What was committed to, the beacons, and the order that was drawn.

    bands: the band of each id of `order`, or empty for a draw without bands.
    """

    commitment: str
    beacons: tuple[str, ...]
    order: tuple[str, ...]
    bands: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the record as plain values for a JSON file."""
        plain: dict[str, object] = {
            "type": TYPE,
            "commitment": self.commitment,
            "beacons": list(self.beacons),
            "order": list(self.order),
        }
        if self.bands:
            plain["bands"] = list(self.bands)
        return plain


def record_draw(
    names: Sequence[str], beacons: Sequence[str], *, bands: Sequence[str] = (), commitment: str | None = None
) -> DrawRecord:
    """Draw and return the record.

    bands: the band of each name. commitment: the one published before; computed from the list if None. Raises
    ValueError if the list is not the one committed to, and as `draw`.
    """
    public = tuple(sorted(beacon.strip() for beacon in beacons))
    if not bands:
        committed = (commitment or commit(names)).lower()
        return DrawRecord(committed, public, draw(names, beacons, committed))
    pairs = list(zip(bands, names, strict=True))
    committed = (commitment or commit_bands(pairs)).lower()
    drawn = draw_bands(pairs, beacons, committed)
    return DrawRecord(committed, public, tuple(n for _, n in drawn), tuple(band for band, _ in drawn))


def parse_record(plain: Mapping[str, object]) -> DrawRecord:
    """Read what `as_json` wrote; ValueError if a part is missing or of another kind."""
    if plain.get("type") != TYPE or not isinstance(plain.get("commitment"), str):
        raise ValueError(f"This is no draw of the type {TYPE}.")
    parts = {name: plain.get(name, []) for name in ("beacons", "order", "bands")}
    texts: dict[str, tuple[str, ...]] = {}
    for name, values in parts.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError(f"The part {name} of the draw is no list of texts.")
        texts[name] = tuple(values)
    if texts["bands"] and len(texts["bands"]) != len(texts["order"]):
        raise ValueError("The draw has not as many bands as ids.")
    return DrawRecord(str(plain["commitment"]), texts["beacons"], texts["order"], texts["bands"])


def verify_record(record: DrawRecord) -> bool:
    """Redo the draw of a record from its own ids, beacons and commitment.

    Raises ValueError if its ids are not the list it says was committed to. That the commitment was published
    before the beacons were known is for the reader to compare with the public log.
    """
    again = record_draw(record.order, record.beacons, bands=record.bands, commitment=record.commitment)
    return again.order == record.order and again.bands == record.bands
