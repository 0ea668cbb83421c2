"""A draw as one file that carries all it takes to redo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jurdil.engines.lot.dealing import deal_evenly
from jurdil.engines.lot.drawing import draw
from jurdil.engines.lot.listing import Listing, commit

TYPE = "jurdil/draw/v1"


@dataclass(frozen=True)
class DrawRecord:
    """What was committed to, the beacons, and the order that was drawn.

    bands, strata: of each id of `order`, or empty. removed: ids of `order` that were lawfully struck off after the
    commitment; the draw is over the whole list, so that the order of the others is the same with and without them.
    dealt: where each band goes to one of those who stand in it, whom `deal_evenly` gave each.
    """

    commitment: str
    beacons: tuple[str, ...]
    order: tuple[str, ...]
    bands: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    dealt: tuple[str, ...] = ()

    @property
    def standing(self) -> tuple[str, ...]:
        """Return the order without those who were struck off."""
        gone = frozenset(self.removed)
        return tuple(name for name in self.order if name not in gone)

    def as_json(self) -> dict[str, object]:
        """Return the record as plain values for a JSON file; parts that the draw does not have are left out."""
        plain: dict[str, object] = {
            "type": TYPE,
            "commitment": self.commitment,
            "beacons": list(self.beacons),
            "order": list(self.order),
        }
        for name in ("bands", "strata", "removed", "dealt"):
            if part := getattr(self, name):
                plain[name] = list(part)
        return plain


def record_draw(
    listing: Listing, beacons: Sequence[str], *, commitment: str | None = None, removed: Sequence[str] = ()
) -> DrawRecord:
    """Draw and return the record.

    commitment: the one published before; computed from the list if None. removed: ids to strike off the order. Raises
    ValueError if the list is not the one committed to, if somebody removed is not in it, and as `draw`.
    """
    committed = (commitment or commit(listing)).lower()
    public = tuple(sorted(beacon.strip() for beacon in beacons))
    strangers = set(removed) - set(listing.names)
    if strangers:
        raise ValueError(f"The id {min(strangers)} is to be removed and does not stand in the list.")
    drawn = draw(listing, beacons, committed)
    return DrawRecord(
        committed, public, tuple(drawn.names), tuple(drawn.bands), tuple(drawn.strata), tuple(sorted(set(removed)))
    )


def parse_record(plain: Mapping[str, object]) -> DrawRecord:
    """Read what `as_json` wrote; ValueError if a part is missing or of another kind."""
    if plain.get("type") != TYPE or not isinstance(plain.get("commitment"), str):
        raise ValueError(f"This is no draw of the type {TYPE}.")
    texts: dict[str, tuple[str, ...]] = {}
    for name in ("beacons", "order", "bands", "strata", "removed", "dealt"):
        values = plain.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError(f"The part {name} of the draw is no list of texts.")
        texts[name] = tuple(values)
    if any(texts[name] and len(texts[name]) != len(texts["order"]) for name in ("bands", "strata")):
        raise ValueError("The draw has not as many bands or strata as ids.")
    return DrawRecord(str(plain["commitment"]), **texts)


def verify_record(record: DrawRecord) -> bool:
    """Redo the draw of a record from its own ids, beacons and commitment, and the dealing where it has one.

    Raises ValueError if its ids are not the list it says was committed to, or somebody removed is not among them. That
    the commitment was published before the beacons were known is for the reader to compare with the public log.
    """
    listing = Listing(record.order, record.bands, record.strata)
    again = record_draw(listing, record.beacons, commitment=record.commitment, removed=record.removed)
    is_dealt_so = not record.dealt or record.dealt == deal_evenly(again.standing)
    return is_dealt_so and (again.order, again.bands, again.strata) == (record.order, record.bands, record.strata)
