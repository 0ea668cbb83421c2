"""Which reserve takes which of many vacant seats of a ward, worked out before the terms end so that it can be shown.

Who is asked is decided by the published order alone; the engine decides which of the vacant seats each takes. No
standing member moves. Law: paw.order, paw.checks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from jurdil.engines.teams import Seat, amend_teams
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.arranging import people_of, places_of, policy_for
from jurdil.stages.placement.decrees import term_of
from jurdil.stages.placement.reserves import Candidate, bars_in, reserve_order

NO_SEED = bytes(32)  # nothing is drawn: the published order is complete


@dataclass(frozen=True)
class Taker:
    """Who is asked for the seat that an appointment leaves. passed_over: as an offer keeps it."""

    appointment_id: UUID
    candidate: Candidate
    passed_over: list[dict[str, object]]


def takers_of(election: Election, ward: str, last_days: Mapping[UUID, date], today: date) -> list[Taker]:
    """Return who is asked for the seats of a ward, by the published order; a seat that nobody can take is left out.

    last_days: of the running appointments that end, by their id. Nothing is written.
    """
    rows = Appointment.objects.filter(id__in=last_days).select_related("seat__body")
    leaving = sorted(rows, key=lambda one: (one.region, one.seat.number), reverse=True)
    if not leaving:
        return []
    begins = term_of(election, BodyKind.KPPS)[1].start
    ends = [max(last_days[one.id], one.start - timedelta(days=1)) for one in leaving]
    on = max(today, begins, max(ends) + timedelta(days=1))
    order = reserve_order(leaving[0].seat.body, ward, on)
    bars = bars_in(election, ward)
    bars |= {one.person_id: "withdrawn" for _, one in order if one.withdrawn_at is not None}
    free = [str(one.id) for _, one in order if one.person_id not in bars]
    taken = _seats_taken(election, ward, leaving, free, on)
    by_id, asked = {str(one.id): (rank, one) for rank, one in order}, {name for name, _ in taken}
    waiting: dict[str, list[UUID]] = defaultdict(list)
    for appointment in leaving:
        waiting[appointment.region].append(appointment.id)
    found = []
    for name, station in taken:
        rank, application = by_id[name]
        passed_over: list[dict[str, object]] = [
            {"application": str(one.id), "why": bars.get(one.person_id, "team"), "reasons": []}
            for other, one in order
            if other < rank and str(one.id) not in asked
        ]
        found.append(Taker(waiting[station].pop(), Candidate(application, rank, "", ()), passed_over))
    return found


def _seats_taken(
    election: Election, ward: str, leaving: Sequence[Appointment], free: Sequence[str], on: date
) -> list[tuple[str, str]]:
    """Return which reserve takes a seat at which station, by their order. free: who can be asked, in order."""
    drawn = people_of(election, ward)
    people = {person.id: person for person, _ in drawn}
    by_owner = {owner: person.id for person, owner in drawn}
    rows = appointments_on(ward, on).filter(seat__body__kind=BodyKind.KPPS, seat__body__election=election)
    rows = rows.exclude(id__in=[one.id for one in leaving])
    sitting = {by_owner[who]: place for who, place in rows.values_list("person_id", "region") if who in by_owner}
    queue = [name for name in free if name in people]
    # A station counts as large as who sits there and what falls vacant: other empty seats wait for others.
    room = Counter(one.region for one in leaving)
    size = room + Counter(sitting.values())
    mended = amend_teams(
        [people[name] for name in (*sitting, *queue)],
        [replace(one, size=size[one.id]) for one in places_of(election, ward) if size[one.id]],
        [Seat(name, ward, place, "member") for name, place in sitting.items()]
        + [Seat(name, ward, "", "reserve", rank) for rank, name in enumerate(queue, start=1)],
        policy=policy_for(election, [ward]),
        seed=NO_SEED,
        on=election.voting_day,
    )
    comers = {one.person_id: one.after for one in mended.changes if one.after and not one.before}
    found = []
    for name in queue:
        if room[comers.get(name, "")] > 0:  # a seat that only a standing member could take stays for the officers
            room[comers[name]] -= 1
            found.append((name, comers[name]))
    return found
