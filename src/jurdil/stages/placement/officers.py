"""Appoint the order officers of each station and the secretariat of a PPS, proposed by the lurah.

Order decides who serves (the number of the application), nearness decides where: own RT first, then own RW, then a
neighbouring RW, then anywhere in the ward. Whoever has an open match waits: their seat is filled when the verb is
called again after the ruling. Everybody else stays in the order as reserve (`reserves.waiting_for`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Decree, Place, appoint_members, form_bodies
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.people.models import Person
from jurdil.stages.placement.decrees import numbered_decree
from jurdil.stages.placement.reserves import waiting_for
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_order_officers(
    *, actor: Actor, election: Election, region: str, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Fill the empty order officer seats of a ward's stations, near home first; returns the new appointments.

    Raises Refused (access.region, placement.decree, placement.term, placement.one_seat). Law: body.linmas.size,
    body.linmas.appointment.
    """
    actor.must_reach(region)
    kind = BodyKind.LINMAS
    decree = numbered_decree(
        election, kind, region, number=number, authority=authority, signatory=signatory, since=day_of(now)
    )
    size = load_profile(election.profile).number("body.linmas.size")
    stations = list(PollingStation.objects.filter(election=election, region=region).order_by("code"))
    roles = (SeatRole.ORDER_OFFICER,) * size
    places = [Place(station.code, roles) for station in stations]
    form_bodies(actor=actor, election=election, kind=kind, places=places, authority=authority, now=now)
    free: dict[str, list[Seat]] = defaultdict(list)
    for seat in _empty_seats(election, kind, region, decree):
        free[seat.body.region].append(seat)
    clear = _clear(election, kind, region, decree)[: sum(map(len, free.values()))]
    pairs = [(seat, one.person) for seat, one in _nearest(clear, stations, free)]
    return appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)


@verb(Role.KPU_REGENCY)
def appoint_secretariat(
    *, actor: Actor, election: Election, region: str, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Fill the empty seats of a ward's secretariat: the secretary by the first number, the staff by the next.

    Raises Refused (access.region, placement.decree, placement.term, placement.one_seat). Law:
    body.sekretariat_pps.size, body.secretariat.appointment.
    """
    actor.must_reach(region)
    kind = BodyKind.PPS_SECRETARIAT
    decree = numbered_decree(
        election, kind, region, number=number, authority=authority, signatory=signatory, since=day_of(now)
    )
    size = load_profile(election.profile).number("body.sekretariat_pps.size")
    place = Place(region, (SeatRole.SECRETARY, *[SeatRole.STAFF] * (size - 1)))
    form_bodies(actor=actor, election=election, kind=kind, places=[place], authority=authority, now=now)
    clear = _clear(election, kind, region, decree)
    seats = _empty_seats(election, kind, region, decree)
    pairs: list[tuple[Seat, Person]] = [(seat, one.person) for seat, one in zip(seats, clear, strict=False)]
    return appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)


def _empty_seats(election: Election, kind: BodyKind, region: str, decree: Decree) -> list[Seat]:
    """Return the seats of a kind in a ward that nobody holds when the decree takes effect, each with its body."""
    bodies = Body.objects.filter(within("region", region), election=election, kind=kind).in_bulk()
    taken = Appointment.objects.filter(
        within("region", region), seat__body__kind=kind, corrected_by__isnull=True, end__gte=decree.start
    )
    ids = set(taken.values_list("seat_id", flat=True))
    empty = [seat for seat in Seat.objects.filter(body__in=list(bodies)).order_by("number") if seat.id not in ids]
    for seat in empty:
        seat.body = bodies[seat.body_id]
    return sorted(empty, key=lambda seat: (seat.body.region, seat.number))


def _clear(election: Election, kind: BodyKind, region: str, decree: Decree) -> list[Application]:
    """Return, in order, who waits and may be appointed: not withdrawn, no open match, no excluding ruling."""
    barred = held_person_ids(election, region) | excluded_person_ids(election, region)
    waiting = waiting_for(election, kind, region, decree.start)
    return [one for one in waiting if one.withdrawn_at is None and one.person_id not in barred]


def _nearest(
    people: Sequence[Application], stations: Sequence[PollingStation], free: dict[str, list[Seat]]
) -> list[tuple[Seat, Application]]:
    """Give each of `people`, in their order, the nearest seat that is free, ring by ring."""
    homes = {station.code: {(station.rw, rt) for rt in station.rts.split()} for station in stations}
    near = {station.code: set(station.near_rw.split()) for station in stations}
    rings: tuple[Callable[[Application, PollingStation], bool], ...] = (
        lambda one, station: (one.rw, one.rt) in homes[station.code],
        lambda one, station: one.rw == station.rw != "",
        lambda one, station: one.rw in near[station.code],
        lambda one, station: True,
    )
    given: list[tuple[Seat, Application]] = []
    rest = list(people)
    for is_near in rings:
        left: list[Application] = []
        open_stations = [station for station in stations if free[station.code]]
        for one in rest:
            spot = next((each for each in open_stations if free[each.code] and is_near(one, each)), None)
            if spot is None:
                left.append(one)
            else:
                given.append((free[spot.code].pop(0), one))
        rest = left
    return given
