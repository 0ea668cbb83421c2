"""Who may have applied twice, in two wards or under two spellings: found by a job, kept as a question for officers.

A number that stands in two applications is found when the second one comes in (recruitment.once). Here the rest are
looked for: another number or none, another spelling, another ward. A double holds nobody: both are asked, and only two
officers settle it. Law: recruitment.once, vetting.scope, vetting.cleared_stays.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from jurdil.engines.linkage import find_duplicates
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import covers, regency_of, within
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import seen_by
from jurdil.stages.vetting.double_models import Double
from jurdil.stages.vetting.hearing import let_proposal_fall
from jurdil.stages.vetting.keeping import not_erased
from jurdil.stages.vetting.models import About
from jurdil.stages.vetting.prints import print_of
from jurdil.stages.vetting.queries import READERS
from jurdil.stages.vetting.subjects import subjects_within
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import FACTS_CHANGED

KIND = "vetting.find_doubles"
FLOOR = 0.5
"""Pairs that are more probably one person than two; below, nearly all are twins, kin and namesakes."""
MOST_PEOPLE = 200_000
"""More people than the largest province has at once are compared part by part; docs/figures.md has what that costs."""
IDS_A_QUERY = 500
SETTLERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)
RULE = "recruitment.once"


@dataclass(frozen=True)
class Found:
    """Two running applications that may be of one person. reasons: the engine's; print: of both compared values."""

    one: UUID
    other: UUID
    region: str
    probability: Decimal
    grade: str
    reasons: Sequence[Mapping[str, Any]]  # Any: the engine's reasons, JSON values
    print: str


def running_within(election: Election, region: str) -> QuerySet[Application]:
    """Return the applications of `region` that nobody has taken back."""
    rows = Application.objects.filter(within("region", region), opening__election=election)
    return rows.filter(withdrawn_at__isnull=True, person__erased_at__isnull=True)


def parts_of(election: Election, region: str) -> list[str]:
    """Return the regions that are compared one after another: `region` itself, or what lies below it if it is too big.

    Across two parts nobody is compared.
    """
    if running_within(election, region).count() <= MOST_PEOPLE:
        return [region]
    depth = len(region.split(".")) + 1 if region else 1
    codes = running_within(election, region).order_by().values_list("region", flat=True).distinct()
    below = sorted({".".join(code.split("/")[0].split(".")[:depth]) for code in codes})
    return [region] if below == [region] else [part for one in below for part in parts_of(election, one)]


def find_doubles(election: Election, region: str, on: date) -> list[Found]:
    """Return the pairs of running applications in `region` that may be of one person, the most probable first.

    on: who is in the process that day, and the day by which two-digit years of a NIK are read. Nothing is written.
    """
    people = subjects_within(election, region, on)
    found = find_duplicates(people.table(About.SELF), on=on, min_probability=FLOOR).to_pylist()
    wanted = {UUID(row[side]) for row in found for side in ("person_id", "other_id")}
    files: dict[str, tuple[UUID, str]] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        chunk = sorted(wanted)[start : start + IDS_A_QUERY]
        rows = running_within(election, region).filter(person_id__in=chunk).order_by("id")
        files |= {str(person): (key, place) for person, key, place in rows.values_list("person_id", "id", "region")}
    return [
        Found(
            one=files[row["person_id"]][0],
            other=files[row["other_id"]][0],
            region=smallest_holding(files[row["person_id"]][1], files[row["other_id"]][1]),
            probability=Decimal(str(round(row["probability"], 6))),
            grade=row["grade"],
            reasons=row["reasons"],
            print=lookup_hash(":".join(print_of(people.own[row[side]]) for side in ("person_id", "other_id"))),
        )
        for row in found
        if row["person_id"] in files and row["other_id"] in files
    ]


def smallest_holding(one: str, other: str) -> str:
    """Return the smallest region in which both places lie; empty is the nation."""
    shared = []
    for mine, theirs in zip(one.split("/")[0].split("."), other.split("/")[0].split("."), strict=False):
        if mine != theirs:
            break
        shared.append(mine)
    return ".".join(shared)


@verb(*SETTLERS)
def ask_to_find_doubles(*, actor: Actor, election: Election, region: str, now: datetime) -> Job:
    """Let the applications of `region` be compared with one another. Raises Refused (access.region)."""
    actor.must_reach(region)
    asked = {"election": election.key, "region": region}
    return ask_for(actor=actor, kind=KIND, region=region, arguments=asked, now=now, total=1)


@verb(Role.SYSTEM)
def keep_doubles(*, actor: Actor, election: Election, region: str, found: Sequence[Found], now: datetime) -> int:
    """Keep what was found in `region` and return how many questions are new or renewed. One leaf per new question.

    What two people decided stays while the values of both do. A question that nobody has touched and that the facts no
    longer raise is dropped, and none is kept about who was erased meanwhile. Raises Refused (access.region).
    """
    actor.must_reach(region)
    found = _of_not_erased(found)
    known: dict[tuple[UUID, UUID], list[Double]] = defaultdict(list)
    rows = Double.objects.select_for_update(of=("self",)).filter(within("region", region), election=election)
    for row in rows.order_by("id"):
        known[row.one_id, row.other_id].append(row)
    pairs = {(one.one, one.other) for one in found}
    gone = [row for pair, each in known.items() if pair not in pairs for row in each]
    dropped = [row for row in gone if row.state == SuspicionState.OPEN and not _is_touched(row)]
    for start in range(0, len(dropped), IDS_A_QUERY):
        Double.objects.filter(id__in=[row.id for row in dropped[start : start + IDS_A_QUERY]]).delete()
    fresh: list[Double] = []
    changed = 0
    for one in found:
        earlier = known[one.one, one.other]
        if any(row.print == one.print and row.state == SuspicionState.RULED for row in earlier):
            continue
        waiting = next((row for row in earlier if row.state != SuspicionState.RULED), None)
        if waiting is None:
            fresh.append(_filled(Double(election=election, one_id=one.one, other_id=one.other, found_at=now), one))
        elif waiting.print != one.print:
            _renew(waiting, one, now)
            changed += 1
    insert_rows(fresh)
    record_acts([_found_act(row, actor) for row in fresh], now=now)
    record = {"new": len(fresh), "renewed": changed, "dropped": len(dropped), "by": actor.label}
    record_act(Act("vetting.doubles_sought", regency_of(region), election.key, record, RULE), now=now)
    return len(fresh) + changed


def _of_not_erased(found: Sequence[Found]) -> list[Found]:
    wanted = sorted({key for one in found for key in (one.one, one.other)})
    people: dict[UUID, UUID] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        rows = Application.objects.filter(id__in=wanted[start : start + IDS_A_QUERY])
        people |= dict(rows.values_list("id", "person_id"))
    here = not_erased(people.values())
    return [one for one in found if {people.get(one.one), people.get(one.other)} <= here]


def _is_touched(row: Double) -> bool:
    """Return whether anything was asked or proposed, about earlier facts too."""
    return row.questions.exists() or row.rulings.exists()


def _filled(row: Double, found: Found) -> Double:
    row.region, row.probability, row.grade, row.print = found.region, found.probability, found.grade, found.print
    row.reasons = json.dumps(list(found.reasons), ensure_ascii=False, default=str)
    return row


def _renew(row: Double, found: Found, now: datetime) -> None:
    """Show the new facts; a ruling proposed on the old ones falls."""
    _filled(row, found).found_at = now
    let_proposal_fall(row, FACTS_CHANGED)
    row.save()


def _found_act(row: Double, actor: Actor) -> Act:
    record = {
        "applications": [str(row.one_id), str(row.other_id)], "grade": row.grade, "probability": str(row.probability),
        "by": actor.label,
    }  # fmt: skip
    return Act("vetting.double_found", regency_of(row.region), str(row.id), record, RULE)


@dataclass(frozen=True)
class DoubleFilters:
    """What the list is narrowed to. state: empty for what waits, `over` for what is settled. ward: a region code."""

    state: str = ""
    grade: str = ""
    ward: str = ""


@query(*READERS)
def doubles_within(*, actor: Actor, election: Election, filters: DoubleFilters) -> QuerySet[Double]:
    """Return the doubles whose two files the actor may both read, the most probable first.

    Settled are those that were ruled on, and those of which one application was taken back. Raises NotFound for a ward
    out of the actor's region.
    """
    if filters.ward and not covers(actor.region, filters.ward):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    rows = _readable(actor).filter(election=election)
    if filters.ward:
        in_ward = Application.objects.filter(within("region", filters.ward)).values("id")
        rows = rows.filter(Q(one__in=in_ward) | Q(other__in=in_ward))
    is_over = Q(state=SuspicionState.RULED) | Q(one__withdrawn_at__isnull=False) | Q(other__withdrawn_at__isnull=False)
    rows = rows.filter(is_over) if filters.state == "over" else rows.exclude(is_over)
    if filters.state and filters.state != "over":
        rows = rows.filter(state=filters.state)
    if filters.grade:
        rows = rows.filter(grade=filters.grade)
    return rows.select_related("one__person", "other__person").order_by("-probability", "id")


def _readable(actor: Actor) -> QuerySet[Double]:
    seen = Application.objects.filter(seen_by(actor)).values("id")
    return Double.objects.filter(within("region", actor.region), one__in=seen, other__in=seen)


@query(*READERS)
def double_of(*, actor: Actor, double_id: UUID) -> Double:
    """Return one double whose two files the actor may both read. Raises NotFound."""
    row = _readable(actor).filter(id=double_id).select_related("election", "one__person", "other__person").first()
    if row is None:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan di wilayah Anda.")
    return row


@query(Role.APPLICANT)
def own_doubles(*, actor: Actor) -> list[tuple[Double, Application]]:
    """Return what was asked or decided about the actor's applications, with the own one; no mere suspicion."""
    if actor.person_id is None:
        return []
    own = Q(one__person_id=actor.person_id) | Q(other__person_id=actor.person_id)
    rows = Double.objects.filter(own).exclude(state=SuspicionState.OPEN).select_related("election", "one", "other")
    return [
        (row, row.one if row.one.person_id == actor.person_id else row.other)
        for row in rows.order_by("-found_at", "-id")
        if row.questions.exists() or row.rulings.filter(decided_at__isnull=False).exists()
    ]
