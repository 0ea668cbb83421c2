"""Ask for an election, its calendar on a day, and the polling stations of a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Substr

from jurdil.errors import NotFound
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.elections.models import Election, PollingStation, StageInterval


def election_of(key: str) -> Election:
    """Return the election with this key. Raises NotFound."""
    election = Election.objects.filter(key=key).first()
    if election is None:
        raise NotFound("Pemilihan ini tidak dikenal.")
    return election


def election_on(on: date) -> Election | None:
    """Return the election that the day `on` is for: the next to vote, else the last that did; None without any."""
    coming = Election.objects.filter(voting_day__gte=on).order_by("voting_day").first()
    return coming or Election.objects.order_by("-voting_day").first()


def stations_within(election: Election, region: str) -> QuerySet[PollingStation]:
    """Return the stations of `election` in `region` (a ward or anything above it), in the order of their codes."""
    return PollingStation.objects.filter(within("region", region), election=election).order_by("code")


def station_of(election: Election, code: str) -> PollingStation:
    """Return one station by its code. Raises NotFound."""
    station = PollingStation.objects.filter(election=election, code=code).first()
    if station is None:
        raise NotFound("TPS dengan kode itu tidak ada pada pemilihan ini.")
    return station


def intervals_of(election: Election, *, body: str = "", region: str = "") -> list[StageInterval]:
    """Return the calendar by first days: of all bodies or one, of everywhere or what counts in `region`."""
    rows = StageInterval.objects.filter(election=election).order_by("start", "end", "body", "region")
    if body:
        rows = rows.filter(body=body)
    return [row for row in rows if not region or covers(row.region, region)]


def intervals_on(day: date, *, election: Election | None = None, region: str = "") -> list[StageInterval]:
    """Return the intervals that hold the day, both ends included.

    election, region: only those of one election, or that count in one region. This is
    what the calendar says, not whether somebody has opened the stage: that is `state`.
    """
    rows = StageInterval.objects.filter(start__lte=day, end__gte=day).select_related("election")
    if election is not None:
        rows = rows.filter(election=election)
    return [row for row in rows.order_by("start", "body", "region") if not region or covers(row.region, region)]


@dataclass(frozen=True)
class Totals:
    """How many stations and voters there are."""

    stations: int = 0
    voters: int = 0


def station_totals(election: Election, region: str, length: int) -> dict[str, Totals]:
    """Return the totals of the regions in `region` whose codes have `length` signs (2, 5, 8 or 13), by code."""
    rows = (
        PollingStation.objects.filter(within("region", region), election=election)
        .annotate(part=Substr("region", 1, length))
        .values("part")
        .annotate(stations=Count("id"), all_voters=Sum("voters"))
        .order_by("part")
    )
    return {row["part"]: Totals(row["stations"], row["all_voters"]) for row in rows}
