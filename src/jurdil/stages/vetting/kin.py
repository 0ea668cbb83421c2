"""Kin among applicants: proposed from what they wrote of themselves, confirmed by two officers, disputed by the person.

Placement parts people by confirmed, undisputed relations only, and only where the authority has switched that on. A
relation says nothing about anybody's fitness. Law: teams.kin_apart, teams.household_max, access.own_interest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from jurdil.engines.linkage import find_kin
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import covers, regency_of, within
from jurdil.foundation.storage.documents import stored_names
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.erasing import delete_unless_used
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.doubles import IDS_A_QUERY, running_within
from jurdil.stages.vetting.keeping import not_erased
from jurdil.stages.vetting.kept import district_of
from jurdil.stages.vetting.kin_models import KinRuling, Kinship, KinState

KIND = "vetting.find_kin"
KEEPERS = (Role.KPU_REGENCY, Role.PPS)
RULE = "teams.kin_apart"
_COLUMNS = (
    "person_id", "region", "rt", "rw", "person__name", "person__nik", "person__birth_date", "person__sex",
    "person__address", "person__region", "person__kk", "person__spouse_name", "person__spouse_nik",
)  # fmt: skip
NAMES = (
    "id", "name", "nik", "birth_date", "sex", "address", "region", "family_card", "spouse_name", "spouse_nik",
)  # fmt: skip


@dataclass(frozen=True)
class FoundKin:
    """Two applicants of one ward who may be kin. reasons: the engine's; evidence: hash over which they are."""

    one: UUID
    other: UUID
    region: str
    relation: str
    strength: str
    reasons: Sequence[Mapping[str, Any]]  # Any: the engine's reasons, JSON values
    evidence: str


def districts_of(election: Election, region: str) -> list[str]:
    """Return the districts of `region` with running applications to a KPPS: teams never reach beyond a ward."""
    codes = _running(election, region).order_by().values_list("region", flat=True).distinct()
    return sorted({district_of(code) for code in codes})


def _running(election: Election, region: str) -> QuerySet[Application]:
    return running_within(election, region).filter(body=BodyKind.KPPS)


def find_kin_within(election: Election, region: str, on: date) -> list[FoundKin]:
    """Return who of those who apply to the KPPS of one ward may be kin, the strongest first. Nothing is written.

    Across wards nobody is named: they never sit in one team. on: the day by which two-digit years of a NIK are read.
    """
    places: dict[str, str] = {}
    rows: list[dict[str, str | None]] = []
    for person, place, rt, rw, name, nik, born, sex, address, home, card, spouse, spouse_nik in (
        _running(election, region).order_by("id").values_list(*_COLUMNS).iterator(chunk_size=5000)
    ):
        key = str(person)
        if key in places:
            continue
        places[key] = place
        ground = f" RT {rt}/RW {rw}" if rt and rw else ""
        written = address.reveal()
        values = (
            key, name, nik.reveal(), born.isoformat() if born else None, sex, written if "RT" in written.upper()
            else written + ground, home or place.split("/")[0], card.reveal(), spouse.reveal(), spouse_nik.reveal(),
        )  # fmt: skip
        rows.append({field: value or None for field, value in zip(NAMES, values, strict=True)})
    table = pa.Table.from_pylist(rows, schema=pa.schema([(field, pa.string()) for field in NAMES]))
    return [
        FoundKin(
            one=UUID(row["person_id"]),
            other=UUID(row["other_id"]),
            region=places[row["person_id"]],
            relation=row["relation"],
            strength=row["strength"],
            reasons=row["reasons"],
            evidence=lookup_hash(":".join([row["relation"], *sorted(one["field"] for one in row["reasons"])])),
        )
        for row in find_kin(table, on=on).to_pylist()
        if places[row["person_id"]] == places[row["other_id"]]
    ]


@verb(*KEEPERS)
def ask_to_find_kin(*, actor: Actor, election: Election, region: str, now: datetime) -> Job:
    """Let the applicants of `region` be searched for kin. Raises Refused (access.region)."""
    actor.must_reach(region)
    asked = {"election": election.key, "region": region}
    return ask_for(actor=actor, kind=KIND, region=region, arguments=asked, now=now, total=1)


@verb(Role.SYSTEM)
def keep_kin(*, actor: Actor, election: Election, region: str, found: Sequence[FoundKin], now: datetime) -> int:
    """Keep what was found in `region` and return how many relations are newly proposed. One leaf for the search.

    A decided relation stays as it is, and goes along where both apply in another ward; a rejected one is proposed again
    only for other reasons. A mere proposal that the facts no longer raise is dropped, and none is kept about who was
    erased meanwhile. Raises Refused (access.region).
    """
    actor.must_reach(region)
    here = not_erased(key for one in found for key in (one.one, one.other))
    found = [one for one in found if {one.one, one.other} <= here]
    pairs = {(one.one, one.other) for one in found}
    known = _known(election, region, pairs)
    for pair, row in known.items():
        if pair not in pairs and row.state == KinState.PROPOSED:
            row.delete()
    fresh: list[Kinship] = []
    again = 0
    for one in found:
        earlier = known.get((one.one, one.other))
        if earlier is not None and earlier.region != one.region:
            earlier.region = one.region
            earlier.save(update_fields=["region"])
        if earlier is None:
            fresh.append(_filled(Kinship(election=election, one_id=one.one, other_id=one.other), one, now))
        elif earlier.evidence != one.evidence and earlier.state in (KinState.PROPOSED, KinState.REJECTED):
            earlier.rulings.filter(decided_at__isnull=True, declined="").update(declined="Datanya berubah.")
            _filled(earlier, one, now).save()
            again += 1
    insert_rows(fresh)
    record = {"new": len(fresh), "again": again, "by": actor.label}
    record_act(Act("vetting.kin_sought", regency_of(region), f"{election.key}:{region}", record, RULE), now=now)
    return len(fresh) + again


def _known(election: Election, region: str, pairs: Set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Kinship]:
    """Return the relations of a region, and those of `pairs` that were found when they applied elsewhere."""
    rows = Kinship.objects.select_for_update(of=("self",)).filter(election=election)
    found = {(row.one_id, row.other_id): row for row in rows.filter(within("region", region))}
    new = sorted(pair for pair in pairs if pair not in found)
    for start in range(0, len(new), IDS_A_QUERY):
        chunk = [one for one, _other in new[start : start + IDS_A_QUERY]]
        elsewhere = {(row.one_id, row.other_id): row for row in rows.filter(one__in=chunk)}
        found |= {pair: elsewhere[pair] for pair in new[start : start + IDS_A_QUERY] if pair in elsewhere}
    return found


def _filled(row: Kinship, found: FoundKin, now: datetime) -> Kinship:
    """Return the relation as it is proposed; of an earlier decision, which the log keeps, nothing counts any more."""
    for name in stored_names(row.papers):
        delete_unless_used(name)
    row.region, row.relation, row.strength, row.evidence = found.region, found.relation, found.strength, found.evidence
    row.reasons = json.dumps(list(found.reasons), ensure_ascii=False)
    row.state, row.found_at = KinState.PROPOSED, now
    row.decided_at, row.reason, row.upheld_at = None, "", None
    row.dispute, row.disputer, row.disputed_by, row.disputed_at, row.papers = "", None, "", None, {}
    return row


def confirmed_kin(election: Election, region: str) -> dict[UUID, set[UUID]]:
    """Return whom officers have confirmed as kin, by person, both ways; a disputed relation counts for nothing."""
    rows = Kinship.objects.filter(within("region", region), election=election, state=KinState.CONFIRMED)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in rows.values_list("one_id", "other_id"):
        found[one].add(other)
        found[other].add(one)
    return dict(found)


@dataclass(frozen=True)
class KinFilters:
    """What the list is narrowed to; an empty state means what waits for an officer. ward: a region code."""

    state: str = ""
    relation: str = ""
    strength: str = ""
    ward: str = ""


@query(*KEEPERS)
def kin_within(*, actor: Actor, election: Election, filters: KinFilters) -> QuerySet[Kinship]:
    """Return the relations of the actor's region, the strongest first, those of one ward together.

    Raises NotFound for a ward out of the actor's region.
    """
    if filters.ward and not covers(actor.region, filters.ward):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    rows = Kinship.objects.filter(within("region", filters.ward or actor.region), election=election)
    signed_once = KinRuling.objects.filter(kinship=OuterRef("pk"), decided_at__isnull=True, declined="")
    waiting = Q(state__in=[KinState.PROPOSED, KinState.DISPUTED]) | Exists(signed_once)
    rows = rows.filter(Q(state=filters.state) if filters.state else waiting)
    if filters.relation:
        rows = rows.filter(relation=filters.relation)
    if filters.strength:
        rows = rows.filter(strength=filters.strength)
    rank = Case(When(strength="strong", then=0), When(strength="likely", then=1), default=2)
    return rows.select_related("one", "other").order_by(rank, "region", "id")


@query(*KEEPERS)
def kin_of(*, actor: Actor, kinship_id: UUID) -> Kinship:
    """Return one relation of the actor's region. Raises NotFound."""
    rows = Kinship.objects.filter(within("region", actor.region), id=kinship_id)
    row = rows.select_related("one", "other", "disputer", "election").first()
    if row is None:
        raise NotFound("Hubungan ini tidak ada, atau bukan di wilayah Anda.")
    return row


def is_of_the_two(actor: Actor, row: Kinship) -> bool:
    """Return whether the actor, an officer too, is one of the people whom a relation is about."""
    return actor.person_id in (row.one_id, row.other_id)


@query(Role.APPLICANT)
def own_kin(*, actor: Actor) -> list[Kinship]:
    """Return what is recorded about the actor's kin and was not rejected, newest first."""
    if actor.person_id is None:
        return []
    own = Q(one_id=actor.person_id) | Q(other_id=actor.person_id)
    rows = Kinship.objects.filter(own).exclude(state=KinState.REJECTED).select_related("one", "other", "election")
    return list(rows.order_by("-found_at", "-id"))
