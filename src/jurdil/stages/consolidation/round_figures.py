"""Who is expected in a round of a test, who sat and passed, what the items were worth, and what was learnt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jurdil.engines.quizzes import Gain, item_figures, paired_gain
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.consolidation.coverage import SMALLEST_CELL
from jurdil.stages.consolidation.item_bank import items_of
from jurdil.stages.consolidation.queries import unit_of
from jurdil.stages.consolidation.sitting_models import Phase, RoleTest, Round, Sitting


def _serving(row: Round) -> QuerySet[Appointment]:
    rows = appointments_on(row.role_test.region, day_of(row.opens_at)).exclude(seat__role=SeatRole.RESERVE)
    return rows.filter(seat__body__kind=row.role_test.kind, seat__body__election=row.role_test.election_id)


def _passed(row: Round) -> Exists:
    """Return the condition that the person of an appointment passed the test after the training or in a make-up."""
    rows = Sitting.objects.filter(round__role_test=row.role_test_id, person=OuterRef("person_id"), is_passed=True)
    return Exists(rows.exclude(round__phase=Phase.BEFORE).exclude(round=row.id))


def expected_in(row: Round) -> QuerySet[Appointment]:
    """Return who is expected in a round: who serves when it opens; in a make-up, those who have not passed yet."""
    rows = _serving(row)
    return rows.filter(~_passed(row)) if row.phase == Phase.MAKEUP else rows


def still_to_sit(row: Round) -> QuerySet[Appointment]:
    """Return who was expected in a round and missed it or did not pass it, by place."""
    passed = Sitting.objects.filter(round=row, person=OuterRef("person_id"), finished_at__isnull=False)
    if row.phase != Phase.BEFORE:
        passed = passed.filter(is_passed=True)
    return expected_in(row).filter(~Exists(passed)).order_by("region", "seat__number")


def _finished(row: Round) -> QuerySet[Sitting]:
    return Sitting.objects.filter(round=row, finished_at__isnull=False)


def figures_of(row: Round) -> dict[str, Any]:  # Any: JSON values
    """Return what a round comes to: counts, figures of its items (from five sittings on), and the gain since before."""
    counted = _finished(row).aggregate(sat=Count("id"), passed=Count("id", filter=Q(is_passed=True)))
    right = {key: item.right for key, item in items_of(row.role_test).items()}
    sittings = _finished(row).values_list("answers", flat=True).iterator(chunk_size=2000)
    items = item_figures({key: chosen == right[key] for key, chosen in given.items()} for given in sittings)
    gain = _gain(row)
    return {
        "expected": expected_in(row).count(),
        "sat": counted["sat"],
        "passed": counted["passed"],
        "items": {
            one.key: [one.count, round(one.difficulty, 4), one.discrimination and round(one.discrimination, 4)]
            for one in items
            if one.count >= SMALLEST_CELL
        },
        "gain": _rounded(gain) if gain is not None and gain.count >= SMALLEST_CELL else None,
    }


def _rounded(gain: Gain) -> dict[str, float]:
    return {name: round(value, 4) for name, value in vars(gain).items()}


def _gain(row: Round) -> Gain | None:
    if row.phase != Phase.AFTER:
        return None
    before = Sitting.objects.filter(
        round__role_test=row.role_test_id, round__phase=Phase.BEFORE, finished_at__isnull=False
    )
    first = dict(before.values_list("person_id", "right").iterator())
    size = row.role_test.size
    later = _finished(row).values_list("person_id", "right").iterator()
    return paired_gain((first[person] / size, right / size) for person, right in later if person in first)


@query(*OFFICERS, Role.SUPERVISOR)
def tests_within(*, actor: Actor) -> list[RoleTest]:
    """Return the tests that concern the actor's region, with their rounds; newest first."""
    rows = RoleTest.objects.prefetch_related("rounds").order_by("-id")
    return [row for row in rows if covers(actor.region, row.region) or covers(row.region, actor.region)]


@query(*OFFICERS, Role.SUPERVISOR)
def round_of(*, actor: Actor, round_id: UUID) -> Round:
    """Return one round of a test that concerns the actor's region. Raises NotFound."""
    row = Round.objects.select_related("role_test__election").filter(id=round_id).first()
    region = row.role_test.region if row is not None else ""
    if row is None or not (covers(actor.region, region) or covers(region, actor.region)):
        raise NotFound("Putaran tes ini tidak ada, atau bukan di wilayah Anda.")
    return row


@dataclass(frozen=True)
class UnitResult:
    """How many were expected in a unit, sat and passed. passed: None where fewer than five sat."""

    unit: str
    expected: int
    sat: int
    passed: int | None


@query(*OFFICERS, Role.SUPERVISOR)
def results_by_unit(*, actor: Actor, round_id: UUID, depth: int) -> list[UnitResult]:
    """Return the results of a round per unit at `depth` steps of the code, within the actor's region."""
    row, here = round_of(actor=actor, round_id=round_id), within("region", actor.region)
    expected, sat, passed = Counter[str](), Counter[str](), Counter[str]()
    for region, count in expected_in(row).filter(here).order_by().values_list("region").annotate(n=Count("id")):
        expected[unit_of(region, depth)] += count
    for region, is_passed, count in (
        _finished(row).filter(here).values_list("region", "is_passed").annotate(n=Count("id"))
    ):
        sat[unit_of(region, depth)] += count
        passed[unit_of(region, depth)] += count * is_passed
    return [
        UnitResult(unit, expected[unit], sat[unit], passed[unit] if sat[unit] >= SMALLEST_CELL else None)
        for unit in sorted(expected | sat)
    ]


@query(*OFFICERS, Role.SUPERVISOR)
def not_through(*, actor: Actor, round_id: UUID) -> QuerySet[Appointment]:
    """Return who of the actor's region missed a round or did not pass it."""
    row = round_of(actor=actor, round_id=round_id)
    return still_to_sit(row).filter(within("region", actor.region))


@query(Role.APPLICANT)
def own_rounds(*, actor: Actor, now: datetime) -> list[tuple[Round, Sitting | None]]:
    """Return the open rounds that expect the person, and the rounds they have sat, each with their sitting."""
    person = own_person(actor)
    mine = {row.round_id: row for row in Sitting.objects.filter(person=person).select_related("round__role_test")}
    rows = Round.objects.filter(closed_at__isnull=True, opens_at__lte=now, closes_at__gt=now)
    open_now = [
        row
        for row in rows.select_related("role_test")
        if row.id not in mine and expected_in(row).filter(person=person).exists()
    ]
    sat = [(one.round, one) for one in sorted(mine.values(), key=lambda one: one.started_at, reverse=True)]
    return [*((row, None) for row in open_now), *sat]


@query(Role.APPLICANT)
def own_sitting(*, actor: Actor, sitting_id: UUID) -> Sitting:
    """Return one sitting of the person themselves. Raises NotFound."""
    rows = Sitting.objects.select_related("round__role_test")
    row = rows.filter(person=own_person(actor), id=sitting_id).first()
    if row is None:
        raise NotFound("Tes ini tidak ada, atau bukan milik Anda.")
    return row
