"""Public random values to come: which round of which source appears first after a moment, and where to look it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from jurdil.law.records import read_toml


@dataclass(frozen=True)
class BeaconSource:
    """A public source of random values.

    genesis: second since 1970 at which the first round appeared. period: seconds between rounds. where: address with
    `{round}` or `{milliseconds}`. value: the part of the answer that counts. shape: a pattern for the whole value.
    """

    key: str
    title: str
    maker: str
    genesis: int
    period: int
    where: str
    value: str
    shape: str


@dataclass(frozen=True)
class ComingBeacon:
    """One public value to come. source: title and round. where: an address. at: when it appears."""

    source: str
    where: str
    at: datetime
    shape: str = ""


@cache
def beacon_sources() -> tuple[BeaconSource, ...]:
    """Return the sources that ship with the law, each of another maker."""
    return tuple(
        BeaconSource(**record) for record in read_toml(files("jurdil.law") / "policies" / "beacons.toml")["beacon"]
    )


def coming_beacons(after: datetime) -> tuple[ComingBeacon, ...]:
    """Return the first round of each source that appears at or after the moment."""
    return tuple(_coming(source, int(-(-after.timestamp() // 1))) for source in beacon_sources())


def _coming(source: BeaconSource, second: int) -> ComingBeacon:
    steps = -(-(second - source.genesis) // source.period)
    moment = source.genesis + steps * source.period
    where = source.where.format(round=steps + 1, milliseconds=moment * 1000)
    at = datetime.fromtimestamp(moment, UTC)
    # A source without rounds of its own is named by its minute.
    name = f"{steps + 1}" if "{round}" in source.where else f"{at:%Y-%m-%d %H:%M} UTC"
    return ComingBeacon(f"{source.title} {name}, {source.value}", where, at, source.shape)
