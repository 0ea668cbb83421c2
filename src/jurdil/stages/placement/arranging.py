"""Turn a ward's order and stations into the engine's plain values, and let the engine form the teams.

Nothing is written here: the verb `propose_teams` takes what comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from typing import Any
from uuid import UUID

from jurdil.engines.teams import Outcome, Person, Place, Policy, form_teams, read_policy
from jurdil.errors import Refused
from jurdil.foundation.storage.codes import regency_of, within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.elections.policies import policies_on
from jurdil.stages.placement.locking import locks_in
from jurdil.stages.selection.merit import merit_score, plenary_score
from jurdil.stages.selection.models import PLENARY, Lot, Standing
from jurdil.stages.vetting.kin import confirmed_kin
from jurdil.stages.vetting.queries import excluded_person_ids


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


def policy_for(election: Election, regions: Sequence[str]) -> Policy:
    """Return the policy of teams at some places; kin and household are kept apart only where an authority of theirs has
    switched that on.
    """
    day, body = election.voting_day, BodyKind.KPPS
    apart = any("kin" in policies_on(election, region, body, day) for region in set(map(regency_of, regions)))
    return replace(team_policy(), kin_apart=apart, household_apart=apart)


def places_of(election: Election, region: str) -> list[Place]:
    """Return a region's stations as places of the engine; where a waiver is recorded, others may serve too."""
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
            waived=bool(row.waiver_ground),
        )
        for row in rows
    ]


_COLUMNS = (
    "application_id",
    "region",
    "rank",
    "band",
    "total",
    "lot__policy",
    "application__person_id",
    "application__rw",
    "application__rt",
    "application__kin",
    "application__is_experienced",
    "application__has_it_skill",
    "application__health_class",
    "application__wishes_chair",
    "application__person__sex",
    "application__person__birth_date",
    "application__person__kk_hash",
)


def people_of(election: Election, region: str) -> list[tuple[Person, UUID]]:
    """Return the drawn applicants of a region as people of the engine, each with the id of the human being behind.

    Whom a ruling excludes and who withdrew is not among them. The score rises with the rank inside each merit band, so
    that the order of the lot is the order of merit; where a plenary decided, the first as many as seats are set apart.
    """
    width = load_profile(election.profile).number("selection.merit_band")
    rows = Standing.objects.filter(
        within("region", region),
        lot__election=election,
        lot__body=BodyKind.KPPS,
        rank__isnull=False,
        application__withdrawn_at__isnull=True,
    )
    values = list(rows.order_by("region", "rank").values(*_COLUMNS))
    excluded, kin = excluded_person_ids(election, region), _confirmed_files(election, region, values)
    present = [row for row in values if row["application__person_id"] not in excluded]
    last = {row["region"]: row["rank"] for row in values}
    seats, before = Counter[str](), Counter[str]()
    if any(row["lot__policy"] == PLENARY for row in present):
        for place in places_of(election, region):
            seats[place.group] += place.size
    found = []
    for row in present:
        ward = row["region"]
        before[ward] += 1
        if row["lot__policy"] == PLENARY:
            score = plenary_score(before[ward], seats[ward], last[ward])
        else:
            score = merit_score(row["lot__policy"], row["total"], row["band"], row["rank"], last[ward], width)
        found.append((_person(row, score, kin), row["application__person_id"]))
    return found


def _confirmed_files(
    election: Election,
    region: str,
    values: Sequence[Mapping[str, Any]],  # Any: columns of several kinds
) -> dict[UUID, list[str]]:
    """Return by person the applications of those whom an officer has confirmed as kin."""
    files = {row["application__person_id"]: str(row["application_id"]) for row in values}
    related = confirmed_kin(election, region)
    return {person: [files[one] for one in sorted(kin) if one in files] for person, kin in related.items()}


def _person(row: Mapping[str, Any], score: float, confirmed: Mapping[UUID, Sequence[str]]) -> Person:  # Any: as above
    return Person(
        id=str(row["application_id"]),
        group=row["region"],
        score=score,
        rw=row["application__rw"],
        rt=row["application__rt"],
        sex=row["application__person__sex"],
        birth_date=row["application__person__birth_date"],
        household=row["application__person__kk_hash"],
        kin=tuple(dict.fromkeys([*row["application__kin"], *confirmed.get(row["application__person_id"], ())])),
        experienced=bool(row["application__is_experienced"]),
        it_skill=bool(row["application__has_it_skill"]),
        health_class=row["application__health_class"].reveal(),
        wishes_chair=row["application__wishes_chair"],
    )


def seed_of(election: Election, regions: Sequence[str]) -> bytes:
    """Return the seed of the teams of `regions`: SHA-256 over the hashes of their orders, sorted by region.

    Each hash stands in lower case hex, followed by a line feed; for one ward that is `printf '%s\\n' HASH | sha256sum`.
    So nobody can choose the seed once the lot is drawn. Raises Refused (selection.lot) where a ward is not drawn.
    """
    hashes: list[str] = []
    for region in sorted(regions):
        lots = Lot.objects.filter(within("region", region), election=election, body=BodyKind.KPPS).order_by("region")
        hashes += lots.values_list("order_hash", flat=True)
    if not hashes or not all(hashes):
        raise Refused(
            "selection.lot",
            "Undian belum dilakukan, sehingga urutan pelamar belum ada.",
            "Bekukan daftar dan lakukan undiannya dahulu.",
        )
    return sha256("".join(f"{order}\n" for order in hashes).encode()).digest()


def arrange_teams(
    election: Election,
    regions: Sequence[str],
    *,
    seed: bytes,
    on: date,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Arrangement:
    """Form the teams of `regions` (wards, or anything above them); locked people stay where they are locked.

    on: voting day, for ages. seed: 32 bytes.
    """
    drawn = [pair for region in regions for pair in people_of(election, region)]
    places = [place for region in regions for place in places_of(election, region)]
    policy = policy_for(election, [place.group for place in places])
    known = {person.id for person, _ in drawn}
    outcome = form_teams(
        [person for person, _ in drawn],
        places,
        policy=policy,
        seed=seed,
        on=on,
        workers=workers,
        locked={name: station for name, station in locks_in(election, regions).items() if name in known},
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
