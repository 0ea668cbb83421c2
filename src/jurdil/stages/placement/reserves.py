"""Who is asked next when a seat is empty: the published order decides, and everyone passed over is given the reason.

KPPS seats go to the reserves by their rank; order officers and secretariats to whoever was proposed and waits, by the
number of the application; PPS and PPK seats to the next in the drawn order. Law: paw.order, paw.checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from jurdil.engines.teams import Suggestion, propose_reserve
from jurdil.registry.bodies.models import Body, BodyKind, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.arranging import people_of, places_of, policy_for
from jurdil.stages.placement.decrees import term_of
from jurdil.stages.placement.models import OfferAnswer, ProposalState, ProposedSeat, Replacement, ReplacementState
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.selection.models import Standing
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids

PENDING = (ReplacementState.OFFERED, ReplacementState.ACCEPTED)


@dataclass(frozen=True)
class Candidate:
    """Somebody in the order for a vacant seat.

    rank: place in the published order. bar: why they cannot be asked now (`held`, `excluded`, `withdrawn`, `declined`,
    `expired`, `offered`, `team`), empty if they can. reasons: the engine's words on what it means for the team.
    """

    application: Application
    rank: int
    bar: str
    reasons: tuple[str, ...]

    @property
    def is_suitable(self) -> bool:
        """Return whether they can be asked."""
        return not self.bar


def vacant_from(replacement: Replacement, today: date) -> date:
    """Return the first day on which the seat stands empty and can be filled: today at the earliest."""
    days = [today, term_of(replacement.seat.body.election, replacement.seat.body.kind)[1].start]
    if replacement.vacated is not None:
        days.append(replacement.vacated.end + timedelta(days=1))
    return max(days)


def suggest_reserves(replacement: Replacement, on: date) -> list[Candidate]:
    """Return everybody in the order for a vacancy, the best rank first, each with what speaks for or against them.

    on: the day from which the seat is empty. The first suitable one is the next to be asked, and nobody else.
    """
    body = replacement.seat.body
    ward = body.region.split("/")[0]
    order = reserve_order(body, ward, on)
    bars = _bars(replacement, ward)
    bars |= {one.person_id: "withdrawn" for _, one in order if one.withdrawn_at is not None}
    free = [one for _, one in order if one.person_id not in bars]
    advice = _advice(body, ward, free, on) if body.kind == BodyKind.KPPS else {}
    return [_candidate(one, rank, bars.get(one.person_id, ""), advice.get(str(one.id))) for rank, one in order]


def next_reserve(candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the first who can be asked."""
    return next((one for one in candidates if one.is_suitable), None)


def _candidate(application: Application, rank: int, bar: str, suggestion: Suggestion | None) -> Candidate:
    if suggestion is None:
        return Candidate(application, rank, bar, ())
    # The engine's first reason is the number in its own input; the published rank stands here already.
    return Candidate(application, rank, "" if suggestion.suitable else "team", suggestion.reasons[1:])


def kept_seats(election: Election, station: str) -> QuerySet[ProposedSeat]:
    """Return the places of an appointed team that are kept for somebody whose match is open or was just cleared."""
    rows = ProposedSeat.objects.filter(
        proposal__election=election, proposal__state=ProposalState.APPOINTED, station=station, is_held=True
    )
    barred = excluded_person_ids(election, station.split("/")[0])
    return rows.filter(application__withdrawn_at__isnull=True).exclude(application__person_id__in=barred)


def waiting_for(election: Election, kind: str, ward: str, on: date) -> list[Application]:
    """Return the eligible applications for a body of a ward whose people hold no seat there, by their number."""
    rows = Application.objects.filter(
        opening__election=election,
        body=kind,
        region=ward,
        review=ReviewState.ELIGIBLE,
    )
    serving = _serving(ward, on)
    waiting = (
        rows.select_related("person").only("number", "rw", "rt", "withdrawn_at", "person__name").order_by("number")
    )
    return [one for one in waiting if one.person_id not in serving]


def _serving(ward: str, on: date) -> set[UUID]:
    rows = appointments_on(ward, on).exclude(seat__role=SeatRole.RESERVE)
    return set(rows.values_list("person_id", flat=True))


def reserve_order(body: Body, ward: str, on: date) -> list[tuple[int, Application]]:
    """Return who is asked for a seat of `body` that is empty from `on`, each with the rank of the published order."""
    if body.kind in (BodyKind.PPS, BodyKind.PPK):
        standings = Standing.objects.filter(lot__election=body.election, lot__body=body.kind, region=ward)
        rows = standings.filter(rank__isnull=False).exclude(application__person_id__in=_serving(ward, on))
        drawn = rows.select_related("application__person").order_by("rank")
        return [(one.rank or 0, one.application) for one in drawn]
    if body.kind != BodyKind.KPPS:
        return list(enumerate(waiting_for(body.election, body.kind, ward, on), start=1))
    reserves = appointments_on(ward, on).filter(seat__role=SeatRole.RESERVE, seat__body__election=body.election)
    ranks = dict(reserves.exclude(person_id__in=_serving(ward, on)).values_list("person_id", "seat__number"))
    applications = Application.objects.filter(
        opening__election=body.election, body=BodyKind.KPPS, region=ward, person_id__in=ranks
    )
    found = [(ranks[one.person_id], one) for one in applications.select_related("person")]
    return sorted(found, key=lambda pair: pair[0])


def _bars(replacement: Replacement, ward: str) -> dict[UUID, str]:
    """Return who cannot be asked for one seat, with the reason that weighs most."""
    asked = replacement.offers.filter(answer__in=[OfferAnswer.DECLINED, OfferAnswer.EXPIRED, OfferAnswer.BARRED])
    refused = dict(asked.values_list("application__person_id", "answer"))
    return refused | bars_in(replacement.seat.body.election, ward)


def asked_in(ward: str) -> set[UUID]:
    """Return who of a ward has an offer that is open or accepted."""
    pending = Replacement.objects.filter(offered_to__region=ward, state__in=PENDING)
    return set(pending.values_list("offered_to__person_id", flat=True))


def bars_in(election: Election, ward: str) -> dict[UUID, str]:
    """Return who of a ward cannot be asked for any seat now, with the reason that weighs most."""
    bars = dict.fromkeys(asked_in(ward), "offered")
    bars |= dict.fromkeys(held_person_ids(election, ward), "held")
    return bars | dict.fromkeys(excluded_person_ids(election, ward), "excluded")


def _advice(body: Body, ward: str, free: Sequence[Application], on: date) -> dict[str, Suggestion]:
    """Ask the engine what each of `free` means for the team; empty where the station is not known."""
    election = body.election
    place = next((place for place in places_of(election, ward) if place.id == body.region), None)
    if place is None:
        return {}
    drawn = people_of(election, ward)
    by_id = {person.id: person for person, _ in drawn}
    team = set(appointments_on(body.region, on).filter(seat__body=body).values_list("person_id", flat=True))
    asked = Replacement.objects.filter(seat__body=body, state__in=PENDING)  # they sit there soon
    team |= set(asked.values_list("offered_to__person_id", flat=True))
    suggestions = propose_reserve(
        place,
        [person for person, human in drawn if human in team],
        [by_id[str(one.id)] for one in free if str(one.id) in by_id],
        policy_for(election, [ward]),
        on=election.voting_day,
    )
    return {one.person_id: one for one in suggestions}
