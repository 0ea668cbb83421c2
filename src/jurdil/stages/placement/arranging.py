"""Turn a ward's order and stations into the engine's plain values, and let the engine form the teams.

Nothing is written here: the verb `propose_teams` takes what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from uuid import UUID

from jurdil.engines.teams import Outcome, Person, Place, Policy, form_teams, read_policy
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.stages.selection.models import Standing
from jurdil.stages.selection.queries import excluded_people


@dataclass(frozen=True)
class Arrangement:
    """What the engine formed for some wards, with what went in. owners: the person behind each application."""

    election: Election
    regions: tuple[str, ...]
    seed: bytes
    policy: Policy
    people: Mapping[str, Person]
    owners: Mapping[str, UUID]
    places: Mapping[str, Place]
    outcome: Outcome


@cache
def team_policy() -> Policy:
    """Return the policy of teams that ships with the law."""
    with as_file(files("jurdil.law") / "policies" / "teams.toml") as path:
        return read_policy(path)


def places_of(election: Election, region: str) -> list[Place]:
    """Return the stations of a region as places of the engine; special stations may be filled from elsewhere."""
    size = load_profile(election.profile).number("body.kpps.size")
    rows = PollingStation.objects.filter(within("region", region), election=election).order_by("code")
    return [
        Place(
            id=row.code,
            group=row.region,
            size=size,
            rw=row.rw,
            rts=tuple(row.rts.split()),
            near_rw=tuple(row.near_rw.split()),
            waived=row.is_special,
        )
        for row in rows
    ]


def people_of(election: Election, region: str) -> list[tuple[Person, UUID]]:
    """Return the drawn applicants of a region as people of the engine, each with the id of the human being behind.

    Whom a ruling excludes is not among them.

    The score rises with the rank inside each merit band, so that the order of the lot is the order of merit.
    """
    profile = load_profile(election.profile)
    width = profile.number("selection.merit_band")
    rows = list(
        Standing.objects.filter(
            within("region", region),
            lot__election=election,
            lot__body=BodyKind.KPPS,
            rank__isnull=False,
            application__withdrawn_at__isnull=True,
        )
        .select_related("application__person")
        .order_by("region", "rank")
    )
    excluded = excluded_people(region)
    last = {row.region: row.rank or 1 for row in rows}
    return [
        (_person(row, width, last[row.region]), row.application.person_id)
        for row in rows
        if row.application.person_id not in excluded
    ]


def _person(row: Standing, width: int, last: int) -> Person:
    application, human = row.application, row.application.person
    inside = 1 - (row.rank or last) / (last + 1)
    return Person(
        id=str(application.id),
        group=row.region,
        score=round(max(0.0, 100 - row.band * width + inside * width), 6),
        rw=application.rw,
        rt=application.rt,
        sex=human.sex,
        birth_date=human.birth_date,
        household=human.kk_hash,
        kin=tuple(application.kin),
        experienced=bool(application.is_experienced),
        it_skill=bool(application.has_it_skill),
        health_class=application.health_class.reveal(),
        wishes_chair=application.wishes_chair,
    )


def arrange_teams(
    election: Election,
    regions: Sequence[str],
    *,
    seed: bytes,
    on: date,
    workers: int = 1,
    locked: Mapping[UUID, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Arrangement:
    """Form the teams of `regions` (wards, or anything above them). on: voting day, for ages. seed: 32 bytes."""
    drawn = [pair for region in regions for pair in people_of(election, region)]
    places = [place for region in regions for place in places_of(election, region)]
    policy = team_policy()
    outcome = form_teams(
        [person for person, _ in drawn],
        places,
        policy=policy,
        seed=seed,
        on=on,
        workers=workers,
        locked={str(application): station for application, station in (locked or {}).items()},
        progress=progress,
    )
    return Arrangement(
        election=election,
        regions=tuple(sorted({place.group for place in places})),
        seed=seed,
        policy=policy,
        people={person.id: person for person, _ in drawn},
        owners={person.id: owner for person, owner in drawn},
        places={place.id: place for place in places},
        outcome=outcome,
    )


def nearness(person: Person, place: Place) -> str:
    """Return how near home the place is, in one word: own_rt, own_rw, near_rw or ward."""
    if person.rw and person.rw == place.rw:
        return "own_rt" if person.rt and person.rt in place.rts else "own_rw"
    return "near_rw" if person.rw and person.rw in place.near_rw else "ward"
