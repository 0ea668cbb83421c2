"""Which places have an opening, how many seats they need, how many applied, and where applicants are too few.

A body of a station (KPPS, order officers) is counted by the RW of its stations and not over the whole ward, because
nobody belongs to one station before placement; an applicant without a health certificate does not count yet. A body of
a ward or district is counted against a multiple of its seats. Law: recruitment.shortage_unit,
recruitment.shortage_factor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import covers, within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation, StageInterval
from jurdil.registry.regions.models import Region
from jurdil.registry.regions.names import fold, short_name
from jurdil.stages.recruitment.filing import HEALTH_CERTIFICATE
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.recruitment.openings import PER_STATION, seats_needed
from jurdil.stages.recruitment.windows import REGISTRATION

PER_DISTRICT = frozenset({BodyKind.PPK, BodyKind.PPK_SECRETARIAT})
OPENABLE = (
    BodyKind.KPPS,
    BodyKind.LINMAS,
    BodyKind.PPS,
    BodyKind.PPK,
    BodyKind.PPS_SECRETARIAT,
    BodyKind.PPK_SECRETARIAT,
)
DISTRICT_LENGTH = 8
FACTOR, UNIT = "recruitment.shortage_factor", "recruitment.shortage_unit"


class PlaceState(StrEnum):
    """Where the opening of one place stands on a day."""

    NOT_OPENED = "not_opened"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class OpeningPlace:
    """A place where a body is formed, with its opening if there is one.

    needed: seats. applied: applications that were not withdrawn; counting: those that count against a shortage.
    short_rws: the RW with fewer counting applicants than seats, for a body of a station.
    """

    region: str
    name: str
    district: str
    needed: int
    opening: Opening | None
    state: PlaceState
    applied: int = 0
    counting: int = 0
    wanted: int = 0
    short_rws: tuple[str, ...] = ()
    is_extended: bool = False

    @property
    def is_short(self) -> bool:
        """Return whether too few have applied where somebody could."""
        return self.opening is not None and (self.counting < self.wanted or bool(self.short_rws))

    @property
    def may_extend(self) -> bool:
        """Return whether an extension can be asked for: once, and only where applicants are too few."""
        return self.is_short and self.state in (PlaceState.OPEN, PlaceState.CLOSED) and not self.is_extended


def seats_by_place(election: Election, body: BodyKind, region: str) -> dict[str, int]:
    """Return the seats of a body at each place of `region` where it is formed, by the place's code.

    Law: body.*.size.
    """
    if body in PER_STATION:
        return seats_needed(election, body, region)
    size = load_profile(election.profile).number(f"body.{body.value.lower()}.size")
    rows = PollingStation.objects.filter(within("region", region), election=election)
    wards = rows.order_by().values_list("region", flat=True).distinct()
    places = {ward[:DISTRICT_LENGTH] if body in PER_DISTRICT else ward for ward in wards}
    return dict.fromkeys(sorted(places), size)


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE)
def places_of(*, actor: Actor, election: Election, body: BodyKind, on: date, region: str = "") -> list[OpeningPlace]:
    """Return every place of the actor's region where `body` is formed, by code.

    region: only what lies in it. Raises NotFound for a region that is not the actor's.
    """
    if region and not covers(actor.region, region):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    return coverage_of(election, body, region or actor.region, on)


def coverage_of(election: Election, body: BodyKind, region: str, on: date) -> list[OpeningPlace]:
    """Return the places of `region` where `body` is formed, whoever asks; for verbs that have asked for the region."""
    seats = seats_by_place(election, body, region)
    openings = {
        row.region: row for row in Opening.objects.filter(within("region", region), election=election, body=body)
    }
    districts = {code[:DISTRICT_LENGTH] for code in seats}
    names = dict(Region.objects.filter(code__in=[*seats, *districts]).values_list("code", "name"))
    applied = _applied(election, body, region)
    counting = _counting(election, body, region) if body in PER_STATION else {}
    station_seats = _seats_by_rw(election, body, region) if body in PER_STATION else {}
    extended = _extended(election, body)
    factor = load_profile(election.profile).number(FACTOR) if body not in PER_STATION else 1
    return [
        OpeningPlace(
            region=code,
            name=short_name(names.get(code) or code),
            district=short_name(names.get(code[:DISTRICT_LENGTH]) or code[:DISTRICT_LENGTH]),
            needed=openings[code].needed if code in openings else needed,
            opening=openings.get(code),
            state=_state(openings.get(code), on),
            applied=applied.get(code, 0),
            counting=sum(counting.get(code, {}).values()) if body in PER_STATION else applied.get(code, 0),
            wanted=(openings[code].needed if code in openings else needed) * factor,
            short_rws=_short(station_seats.get(code, {}), counting.get(code, {})),
            is_extended=code in extended,
        )
        for code, needed in sorted(seats.items())
    ]


def _state(opening: Opening | None, on: date) -> PlaceState:
    if opening is None:
        return PlaceState.NOT_OPENED
    if on < opening.opens:
        return PlaceState.PLANNED
    return PlaceState.OPEN if on <= opening.closes else PlaceState.CLOSED


def _applied(election: Election, body: BodyKind, region: str) -> dict[str, int]:
    rows = Application.objects.filter(
        within("region", region), opening__election=election, body=body, withdrawn_at__isnull=True
    )
    return dict(rows.order_by().values_list("region").annotate(Count("id")))


def _counting(election: Election, body: BodyKind, region: str) -> dict[str, Counter[str]]:
    rows = Application.objects.filter(
        within("region", region),
        opening__election=election,
        body=body,
        withdrawn_at__isnull=True,
        papers__has_key=HEALTH_CERTIFICATE,
    )
    found: dict[str, Counter[str]] = {}
    for ward, rw, count in rows.order_by().values_list("region", "rw").annotate(Count("id")):
        found.setdefault(ward, Counter())[plain_rw(rw)] += count
    return found


def _seats_by_rw(election: Election, body: BodyKind, region: str) -> dict[str, Counter[str]]:
    size = load_profile(election.profile).number(f"body.{body.value.lower()}.size")
    rows = PollingStation.objects.filter(within("region", region), election=election)
    found: dict[str, Counter[str]] = {}
    for ward, rw in rows.values_list("region", "rw"):
        found.setdefault(ward, Counter())[plain_rw(rw)] += size
    return found


def plain_rw(rw: str) -> str:
    """Return the number of an RW without leading zeros, as it is compared."""
    return rw.strip().lstrip("0")


def _short(seats: Mapping[str, int], counting: Mapping[str, int]) -> tuple[str, ...]:
    known = {rw: needed for rw, needed in seats.items() if rw}
    return tuple(
        sorted((rw for rw, needed in known.items() if counting.get(rw, 0) < needed), key=lambda rw: rw.zfill(4))
    )


def _extended(election: Election, body: BodyKind) -> set[str]:
    rows = StageInterval.objects.filter(election=election, body=body, stage=REGISTRATION).exclude(ground="")
    return set(rows.values_list("region", flat=True))


def narrowed(places: Collection[OpeningPlace], *, state: str = "", text: str = "") -> list[OpeningPlace]:
    """Return the places in a state (`short` stands for those with too few applicants) whose name holds `text`."""
    wanted = fold(text)
    return [
        one
        for one in places
        if (not state or one.state == state or (state == "short" and one.is_short))
        and (not wanted or wanted in fold(one.name) or wanted in fold(one.district))
    ]
