"""Many seats fall vacant at once: the cases are opened and the reserves are asked, ward by ward, with fewest changes.

Who is asked is decided by the published order alone; the engine decides which of the vacant seats each takes. No
standing member moves. Law: paw.reason, paw.order, paw.checks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from jurdil.engines.teams import Seat, amend_teams
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.arranging import people_of, places_of, team_policy
from jurdil.stages.placement.models import Replacement
from jurdil.stages.placement.replacing import make_offer, open_vacancy
from jurdil.stages.placement.reserves import Candidate, bars_in, reserve_order, vacant_from

VACATE = "placement.vacate"
NO_SEED = bytes(32)  # nothing is drawn: the published order is complete
MOST = 5000  # seats in one act: more than any drill, less than a request may carry


@dataclass(frozen=True)
class Vacancy:
    """A seat that falls vacant: whose appointment ends, on which ground of `paw.reason`, in words, and when."""

    appointment_id: UUID
    ground: str
    reason: str
    last_day: date


@verb(Role.PPS, Role.KPU_REGENCY)
def vacate_seats(*, actor: Actor, election: Election, vacancies: Sequence[Vacancy], now: datetime) -> Job:
    """Queue the ending of many KPPS appointments and the offers to their reserves, one ward a chunk.

    Raises Refused (paw.reason for an unknown ground or too few words), NotFound if one appointment is not a running
    one of the actor's region, Conflict for none or too many, or for a last day after the term: one such row would stop
    the job midway.
    """
    if not 0 < len(vacancies) <= MOST:
        raise Conflict("Daftar kursi ini kosong atau terlalu panjang. Bagi menjadi beberapa berkas.")
    grounds = load_profile(election.profile).words("paw.reason")
    if any(one.ground not in grounds or not one.reason.strip() for one in vacancies):
        raise Refused(
            "paw.reason",
            "Penggantian antarwaktu memerlukan alasan yang diakui dan uraiannya.",
            "Lengkapi alasan dan uraian setiap baris, lalu kirim ulang.",
        )
    rows = Appointment.objects.filter(
        id__in=[one.appointment_id for one in vacancies],
        seat__body__election=election,
        seat__body__kind=BodyKind.KPPS,
        end_rule="",
        corrected_by__isnull=True,
    )
    terms = {key: (region, end) for key, region, end in rows.values_list("id", "region", "end")}
    regions = {key: region for key, (region, _end) in terms.items()}
    if len(regions) < len(vacancies) or not all(actor.reaches(region) for region in regions.values()):
        raise NotFound("Sebagian pengangkatan tidak ada, sudah berakhir, atau bukan di wilayah Anda.")
    if any(one.last_day > terms[one.appointment_id][1] for one in vacancies):
        raise Conflict("Sebagian hari terakhir lewat dari masa kerjanya. Perbaiki baris itu, lalu kirim ulang.")
    wards: dict[str, list[list[str]]] = defaultdict(list)
    for one in sorted(vacancies, key=lambda each: (regions[each.appointment_id], each.appointment_id)):
        row = [str(one.appointment_id), one.ground, one.reason, one.last_day.isoformat()]
        wards[regions[one.appointment_id].split("/")[0]].append(row)
    asked = {"election": election.key, "wards": wards, "role": actor.role.value, "reach": actor.region}
    return ask_for(actor=actor, kind=VACATE, region=actor.region, arguments=asked, now=now, total=len(vacancies))


@verb(Role.PPS, Role.KPU_REGENCY)
def vacate_ward(
    *, actor: Actor, election: Election, ward: str, vacancies: Sequence[Vacancy], now: datetime
) -> list[Replacement]:
    """End the appointments of one ward, open their cases, and offer each seat to a reserve while one fits.

    Somebody whose appointment has ended meanwhile is passed over. Raises Refused and NotFound like `open_vacancy`.
    """
    ended = Appointment.objects.filter(id__in=[one.appointment_id for one in vacancies]).exclude(end_rule="")
    gone = set(ended.values_list("id", flat=True))
    cases = [
        open_vacancy(
            actor=actor,
            appointment_id=one.appointment_id,
            ground=one.ground,
            reason=one.reason,
            last_day=one.last_day,
            now=now,
        )
        for one in vacancies
        if one.appointment_id not in gone
    ]
    if cases:
        _offer_all(actor, election, ward, cases, now)
    return cases


def _offer_all(actor: Actor, election: Election, ward: str, cases: Sequence[Replacement], now: datetime) -> None:
    on = max(vacant_from(case, day_of(now)) for case in cases)
    order = reserve_order(cases[0].seat.body, ward, on)
    bars = bars_in(election, ward)
    bars |= {one.person_id: "withdrawn" for _, one in order if one.withdrawn_at is not None}
    free = [(rank, one) for rank, one in order if one.person_id not in bars]
    taken = _seats_taken(election, ward, cases, [str(one.id) for _, one in free], on)
    by_id, asked = {str(one.id): (rank, one) for rank, one in free}, {name for name, _ in taken}
    waiting: dict[str, list[Replacement]] = defaultdict(list)
    for case in sorted(cases, key=lambda each: (each.region, each.seat.number), reverse=True):
        waiting[case.region].append(case)
    for name, station in taken:
        rank, application = by_id[name]
        passed_over: list[dict[str, object]] = [
            {"application": str(one.id), "why": bars.get(one.person_id, "team"), "reasons": []}
            for other, one in order
            if other < rank and str(one.id) not in asked
        ]
        make_offer(actor, waiting[station].pop(), Candidate(application, rank, "", ()), passed_over, now)


def _seats_taken(
    election: Election, ward: str, cases: Sequence[Replacement], free: Sequence[str], on: date
) -> list[tuple[str, str]]:
    """Return which reserve takes a seat at which station, by their order. free: who can be asked, in order."""
    drawn = people_of(election, ward)
    people = {person.id: person for person, _ in drawn}
    by_owner = {owner: person.id for person, owner in drawn}
    rows = appointments_on(ward, on).filter(seat__body__kind=BodyKind.KPPS, seat__body__election=election)
    sitting = {by_owner[who]: place for who, place in rows.values_list("person_id", "region") if who in by_owner}
    queue = [name for name in free if name in people]
    # A station counts as large as those who sit there and the seats of `cases`: other empty seats wait for others.
    room = Counter(case.region for case in cases)
    size = room + Counter(sitting.values())
    mended = amend_teams(
        [people[name] for name in (*sitting, *queue)],
        [replace(one, size=size[one.id]) for one in places_of(election, ward) if size[one.id]],
        [Seat(name, ward, place, "member") for name, place in sitting.items()]
        + [Seat(name, ward, "", "reserve", rank) for rank, name in enumerate(queue, start=1)],
        policy=team_policy(),
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
