"""Whether each ward holds the reserves that the rule wishes for: appointed ones, else those of its newest proposal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat


@dataclass(frozen=True)
class ReserveShare:
    """How many reserves a ward has and how many are wished for. is_appointed: counted from appointments."""

    region: str
    seats: int
    reserves: int
    wanted: int
    is_appointed: bool

    @property
    def missing(self) -> int:
        """Return how many are missing."""
        return max(0, self.wanted - self.reserves)

    @property
    def percent(self) -> float:
        """Return the reserves in percent of the seats."""
        return 100 * self.reserves / self.seats if self.seats else 0.0


@query(*OFFICERS, Role.SUPERVISOR)
def reserve_shares(*, actor: Actor, election: Election, on: date, only_short: bool = False) -> list[ReserveShare]:
    """Return the reserves of every ward of the actor's region that has teams, those that lack most first.

    on: reserves whose term is over by then do not count, nor do those who took a seat.
    """
    profile = load_profile(election.profile)
    size, percent = profile.number("body.kpps.size"), profile.number("placement.reserve_share")
    here = within("region", actor.region)
    stations = dict(
        PollingStation.objects.filter(here, election=election).values_list("region").annotate(n=Count("id"))
    )
    proposed, appointed = _proposed(actor, election), _appointed(actor, election, on)
    done = _appointed_wards(actor, election)
    found = [
        ReserveShare(
            region=region,
            seats=size * stations[region],
            reserves=appointed.get(region, 0) if region in done else proposed.get(region, 0),
            wanted=math.ceil(percent * size * stations[region] / 100),
            is_appointed=region in done,
        )
        for region in sorted((proposed.keys() | done) & stations.keys())
    ]
    rows = [one for one in found if one.missing or not only_short]
    return sorted(rows, key=lambda one: (-one.missing, one.region))


def _proposed(actor: Actor, election: Election) -> Mapping[str, int]:
    rows = ProposedSeat.objects.filter(
        within("region", actor.region),
        proposal__election=election,
        proposal__state__in=[ProposalState.PROPOSED, ProposalState.CONFIRMED],
    )
    standing = Proposal.objects.filter(
        within("region", actor.region), election=election, state__in=[ProposalState.PROPOSED, ProposalState.CONFIRMED]
    )
    counts = dict.fromkeys(standing.values_list("region", flat=True), 0)
    return counts | dict(rows.filter(role=SeatRole.RESERVE).values_list("region").annotate(n=Count("id")))


def _appointed_wards(actor: Actor, election: Election) -> set[str]:
    rows = Proposal.objects.filter(within("region", actor.region), election=election, state=ProposalState.APPOINTED)
    return set(rows.values_list("region", flat=True))


def _appointed(actor: Actor, election: Election, on: date) -> Mapping[str, int]:
    rows = Appointment.objects.filter(
        within("region", actor.region),
        seat__body__election=election,
        seat__role=SeatRole.RESERVE,
        corrected_by__isnull=True,
        end__gte=on,
    )
    return dict(rows.values_list("region").annotate(n=Count("id")))
