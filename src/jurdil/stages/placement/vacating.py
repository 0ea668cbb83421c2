"""Many seats fall vacant at once: first what would happen is worked out and shown, then it is done, ward by ward.

Who is asked is decided by the published order alone, and no standing member moves (`takers`). Only what was shown is
done: a ward whose order has changed since is left as it is. Law: paw.reason, paw.paper,
paw.dismissal, paw.order, paw.checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.models import Replacement
from jurdil.stages.placement.opening import must_have_grounds, open_vacancy
from jurdil.stages.placement.replacing import make_offer
from jurdil.stages.placement.takers import Taker, takers_of

PLAN, VACATE = "placement.vacate_plan", "placement.vacate"
MOST = 5000  # seats in one act: more than any drill, less than a request may carry
Asked = list[tuple[str, str, int]]  # appointment, application, place in the published order


@dataclass(frozen=True)
class Vacancy:
    """A seat that falls vacant: whose appointment ends, on which ground, in words, by which folder, and when."""

    appointment_id: UUID
    ground: str
    reason: str
    folder: str
    last_day: date


@verb(Role.PPS, Role.KPU_REGENCY)
def plan_vacancies(
    *,
    actor: Actor,
    election: Election,
    vacancies: Sequence[Vacancy],
    now: datetime,
    faults: Sequence[tuple[int, str, str]] = (),
) -> Job:
    """Queue the working out of what happens if many KPPS appointments end: who would be asked for which seat.

    Nobody's term ends by it. An earlier plan of the same office that nobody confirmed is dropped. faults: rows of the
    table that cannot be used, as row, column and code, kept so that the plan's page can name them.

    Raises Refused (as `must_have_grounds`), NotFound if one appointment is not a running
    one of a member in the actor's region, Conflict for none or too many, or for a last day after the term: one such row
    would stop the job midway.
    """
    if not 0 < len(vacancies) <= MOST:
        raise Conflict("Daftar kursi ini kosong atau terlalu panjang. Bagi menjadi beberapa berkas.")
    must_have_grounds(election, [(one.ground, one.reason, one.folder) for one in vacancies])
    rows = Appointment.objects.filter(
        id__in=[one.appointment_id for one in vacancies],
        seat__body__election=election,
        seat__body__kind=BodyKind.KPPS,
        end_rule="",
        corrected_by__isnull=True,
    ).exclude(seat__role=SeatRole.RESERVE)
    terms = {key: (region, end) for key, region, end in rows.values_list("id", "region", "end")}
    regions = {key: region for key, (region, _end) in terms.items()}
    if len(regions) < len(vacancies) or not all(actor.reaches(region) for region in regions.values()):
        raise NotFound("Sebagian pengangkatan tidak ada, sudah berakhir, atau bukan di wilayah Anda.")
    if any(one.last_day > terms[one.appointment_id][1] for one in vacancies):
        raise Conflict("Sebagian hari terakhir lewat dari masa kerjanya. Perbaiki baris itu, lalu kirim ulang.")
    wards: dict[str, list[list[str]]] = defaultdict(list)
    for one in sorted(vacancies, key=lambda each: (regions[each.appointment_id], each.appointment_id)):
        row = [str(one.appointment_id), one.ground, one.reason, one.folder, one.last_day.isoformat()]
        wards[regions[one.appointment_id].split("/")[0]].append(row)
    _drop_waiting(actor)
    asked = {"election": election.key, "wards": wards, "faults": list(faults)}
    return ask_for(actor=actor, kind=PLAN, region=actor.region, arguments=asked, now=now, total=len(vacancies))


def _drop_waiting(actor: Actor) -> None:
    """Empty the finished plans of an office that nobody confirmed: what they say of people is not kept for nothing."""
    rows = Job.objects.select_for_update().filter(kind=PLAN, region=actor.region, state=JobState.DONE)
    for job in rows:
        if job.arguments["wards"]:
            job.arguments, job.result = {**job.arguments, "wards": {}, "faults": []}, {}
            job.save(update_fields=["arguments", "result"])


@verb(Role.PPS, Role.KPU_REGENCY)
def vacate_seats(*, actor: Actor, plan_id: UUID, now: datetime) -> Job:
    """Queue what a plan showed: the appointments end, and each seat is offered to whom it named, one ward a chunk.

    What officers wrote goes from the plan to the job. Raises NotFound if the plan is not of the actor's region,
    Conflict while it is worked out, or once it was confirmed or dropped.
    """
    plan = Job.objects.select_for_update().filter(id=plan_id, kind=PLAN).first()
    if plan is None or not actor.reaches(plan.region):
        raise NotFound("Pratinjau ini tidak ada, atau bukan di wilayah Anda.")
    if plan.state != JobState.DONE or not plan.arguments["wards"]:
        raise Conflict("Pratinjau ini belum selesai, sudah disahkan, atau diganti yang baru. Muat ulang halamannya.")
    given = plan.arguments
    asked = {
        "election": given["election"],
        "wards": given["wards"],
        "asked": plan.result["asked"],
        "role": actor.role.value,
        "reach": actor.region,
    }
    job = ask_for(actor=actor, kind=VACATE, region=plan.region, arguments=asked, now=now, total=plan.total)
    plan.arguments, plan.result = {**given, "wards": {}, "faults": []}, {"started": str(job.id)}
    plan.save(update_fields=["arguments", "result"])
    return job


def plan_ward(election: Election, ward: str, vacancies: Sequence[Vacancy], now: datetime) -> Asked:
    """Return who would be asked for which seat of a ward. Nothing is written."""
    last_days = {one.appointment_id: one.last_day for one in vacancies}
    return _asked(takers_of(election, ward, last_days, day_of(now)))


def _asked(takers: Sequence[Taker]) -> Asked:
    people = ((one.appointment_id, one.candidate) for one in takers)
    return sorted((str(seat), str(who.application.id), who.rank) for seat, who in people)


@verb(Role.PPS, Role.KPU_REGENCY)
def vacate_ward(
    *,
    actor: Actor,
    election: Election,
    ward: str,
    vacancies: Sequence[Vacancy],
    now: datetime,
    shown: Asked | None = None,
) -> list[Replacement]:
    """End the appointments of one ward, open their cases, and offer each seat to a reserve while one fits.

    Somebody whose appointment has ended meanwhile is passed over. shown: who was to be asked for which seat, None where
    nobody looked before. Raises Refused and NotFound like `open_vacancy`, Conflict if others would be asked by now.
    """
    ended = Appointment.objects.filter(id__in=[one.appointment_id for one in vacancies]).exclude(end_rule="")
    gone = set(ended.values_list("id", flat=True))
    left = [one for one in vacancies if one.appointment_id not in gone]
    takers = takers_of(election, ward, {one.appointment_id: one.last_day for one in left}, day_of(now))
    if shown is not None and _asked(takers) != [tuple(one) for one in shown if UUID(one[0]) not in gone]:
        raise Conflict("Urutan cadangan kelurahan ini berubah sejak dilihat.")
    cases: Mapping[UUID, Replacement] = {
        one.appointment_id: open_vacancy(
            actor=actor,
            appointment_id=one.appointment_id,
            ground=one.ground,
            reason=one.reason,
            folder=one.folder,
            last_day=one.last_day,
            now=now,
        )
        for one in left
    }
    for one in takers:
        make_offer(actor, cases[one.appointment_id], one.candidate, one.passed_over, now)
    return list(cases.values())
