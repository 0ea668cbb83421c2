"""Appoint everybody who accepted an offer, in one act: what bars each is shown first, the rest becomes a job.

Each is appointed by the verb of a single replacement, which asks everything again; whoever has become barred since is
passed over and stays in their case. The letters of the decree are asked for in the same act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.actions import FILLED_BY_PPS
from jurdil.registry.bodies.letters import ask_for_letters
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.decrees import numbered_decree
from jurdil.stages.placement.letters import rests_within
from jurdil.stages.placement.models import OfferAnswer, Replacement, ReplacementState
from jurdil.stages.placement.replacing import appoint_replacement
from jurdil.stages.placement.reserves import vacant_from
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids

FILL = "placement.fill"
SIGNERS = (Role.PPS, Role.KPU_REGENCY)
UNFINISHED = (JobState.WAITING, JobState.RUNNING)
CASES_A_CHUNK = 25  # a second or two of one transaction


@dataclass(frozen=True)
class Ready:
    """A case whose offer is accepted. bar: what keeps it from being appointed now (`held`, `excluded`, `withdrawn`,
    `serving` on another seat, `taken` seat), empty if nothing does.
    """

    case: Replacement
    accepted_at: datetime
    rank: int
    bar: str


@query(*SIGNERS)
def accepted_cases(
    *, actor: Actor, election: Election, on: date, until: datetime, region: str = "", body: str = ""
) -> list[Ready]:
    """Return the accepted cases of the actor's region that they may fill, those barred first, then by place.

    on: the day from which they would be appointed. until: offers accepted after this moment are left out, so that what
    was shown can be confirmed while others still answer. region, body: only those in it, or of that kind of body.
    """
    rows = Replacement.objects.filter(
        within("region", actor.region),
        within("region", region),
        state=ReplacementState.ACCEPTED,
        seat__body__election=election,
        offers__answer=OfferAnswer.ACCEPTED,
        offers__answered_at__lte=until,
    )
    if actor.role == Role.PPS:
        rows = rows.filter(seat__body__kind__in=FILLED_BY_PPS)
    if body:
        rows = rows.filter(seat__body__kind=body)
    columns = ("seat__body__election", "vacated", "offered_to__person")
    found = list(rows.select_related(*columns).prefetch_related("offers").order_by("region", "seat__number", "id"))
    bars = _bars(election, found, on)
    ready = [_ready(case, bars[case.id]) for case in found]
    return sorted(ready, key=lambda one: not one.bar)


@query(*SIGNERS)
def bar_of(*, actor: Actor, case: Replacement, on: date) -> str:
    """Return what bars whoever an open case was offered to, as in `Ready`. Raises NotFound outside the region."""
    if not actor.reaches(case.region):
        raise NotFound("Penggantian ini tidak ada, atau bukan di wilayah Anda.")
    return _bars(case.seat.body.election, [case], on)[case.id] if case.offered_to is not None else ""


def _ready(case: Replacement, bar: str) -> Ready:
    offer = next(one for one in case.offers.all() if one.answer == OfferAnswer.ACCEPTED)
    assert offer.answered_at is not None  # an answered offer has its moment
    return Ready(case, offer.answered_at, offer.rank, bar)


def _bars(election: Election, cases: Sequence[Replacement], on: date) -> dict[UUID, str]:
    """Return what bars each case, asked for all of them at once."""
    if not cases:
        return {}
    around = _around([case.region for case in cases])
    held, excluded = held_person_ids(election, around), excluded_person_ids(election, around)
    people = [case.offered_to.person_id for case in cases if case.offered_to is not None]
    later = Appointment.objects.filter(corrected_by__isnull=True, end__gte=on)
    serving = later.filter(person_id__in=people).exclude(seat__role=SeatRole.RESERVE)
    ends = dict(serving.order_by("end").values_list("person_id", "end"))
    taken = dict(later.filter(seat_id__in=[case.seat_id for case in cases]).values_list("seat_id", "end"))
    return {case.id: _bar(case, held, excluded, ends, taken, on) for case in cases}


def _around(regions: Sequence[str]) -> str:
    """Return the longest region that holds all of `regions`."""
    steps = zip(*(region.split("/")[0].split(".") for region in regions), strict=False)
    return ".".join(step[0] for step in _while_alike(steps))


def _while_alike(steps: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    for step in steps:
        if len(set(step)) > 1:
            return
        yield step


def _bar(
    case: Replacement,
    held: set[UUID],
    excluded: set[UUID],
    ends: Mapping[UUID, date],
    taken: Mapping[UUID, date],
    on: date,
) -> str:
    application, start = case.offered_to, vacant_from(case, on)
    assert application is not None  # an accepted offer has somebody it was made to
    found = {
        "withdrawn": application.withdrawn_at is not None,
        "excluded": application.person_id in excluded,
        "held": application.person_id in held,
        "serving": ends.get(application.person_id, date.min) >= start,
        "taken": taken.get(case.seat_id, date.min) >= start,
    }
    return next((bar for bar, holds in found.items() if holds), "")


def digest_of(cases: Iterable[Ready]) -> str:
    """Return a hash over the cases that would be appointed; only what was shown can be confirmed."""
    return sha256("\n".join(sorted(str(one.case.id) for one in cases if not one.bar)).encode()).hexdigest()


@verb(*SIGNERS)
def appoint_accepted(
    *,
    actor: Actor,
    election: Election,
    case_ids: Sequence[UUID],
    number: str,
    authority: str,
    signatory: str,
    on: date,
    now: datetime,
) -> Job:
    """Queue the appointment of everybody who accepted in `case_ids`, by one decree, and their letters.

    Raises Refused (placement.decree, placement.term), NotFound if one case is not of the actor's region, Conflict for
    none, for more than one kind of body, or while such a job of the region runs.
    """
    rows = Replacement.objects.filter(id__in=case_ids, seat__body__election=election)
    cases = [one for one in rows.select_related("seat__body").order_by("region", "id") if actor.reaches(one.region)]
    if len(cases) < len(set(case_ids)):
        raise NotFound("Sebagian penggantian tidak ada, atau bukan di wilayah Anda.")
    kinds = {one.seat.body.kind for one in cases}
    if len(kinds) != 1:
        raise Conflict("Pilih penggantian satu jenis badan: setiap keputusan mengangkat satu jenis.")
    if Job.objects.filter(kind=FILL, region=actor.region, state__in=UNFINISHED).exists():
        raise Conflict("Pengangkatan pengganti wilayah ini sedang berjalan. Tunggu sampai selesai.")
    decree = {"number": number, "authority": authority, "signatory": signatory}
    for region in {one.region for one in cases}:
        numbered_decree(election, next(iter(kinds)), region, since=on, **decree)
    asked = {
        "election": election.key,
        "cases": [str(one.id) for one in cases],
        "decree": decree,
        "on": on.isoformat(),
        "rests": rests_within(election, actor.region, day_of(now)),
        "role": actor.role.value,
        "reach": actor.region,
    }
    return ask_for(actor=actor, kind=FILL, region=actor.region, arguments=asked, now=now, total=len(cases))


@verb(*SIGNERS)
def fill_seat(
    *, actor: Actor, replacement_id: UUID, number: str, authority: str, signatory: str, on: date, now: datetime
) -> Appointment:
    """Appoint whoever accepted one offer and ask for their letter in the same act.

    Raises like `appoint_replacement`.
    """
    made = appoint_replacement(
        actor=actor,
        replacement_id=replacement_id,
        number=number,
        authority=authority,
        signatory=signatory,
        on=on,
        now=now,
    )
    ask_for_letter(actor=actor, replacement_id=replacement_id, now=now)
    return made


@verb(*SIGNERS)
def ask_for_letter(*, actor: Actor, replacement_id: UUID, now: datetime) -> Job:
    """Queue the letter of the replacement of one case.

    Raises NotFound if it has one or lies elsewhere, Conflict if nobody is appointed.
    """
    rows = Replacement.objects.select_related("appointment", "seat__body__election")
    case = rows.filter(id=replacement_id).first()
    if case is None or not actor.reaches(case.region):
        raise NotFound("Penggantian ini tidak ada, atau bukan di wilayah Anda.")
    if case.appointment is None:
        raise Conflict("Penggantinya belum diangkat. Muat ulang halamannya.")
    election, day = case.seat.body.election, day_of(now)
    rests = rests_within(election, case.region, day)
    return ask_for_letters(
        actor=actor,
        election=election,
        region=case.region,
        policies=rests,
        on=day,
        now=now,
        decree=case.appointment.decree,
    )


def fill_cases(
    *,
    actor: Actor,
    case_ids: Sequence[UUID],
    number: str,
    authority: str,
    signatory: str,
    on: date,
    now: datetime,
) -> dict[UUID, str]:
    """Appoint each of `case_ids` that nothing bars, and return the others, each with the rule or `conflict`."""
    passed = dict[UUID, str]()
    for case in case_ids:
        try:
            appoint_replacement(
                actor=actor,
                replacement_id=case,
                number=number,
                authority=authority,
                signatory=signatory,
                on=on,
                now=now,
            )
        except Refused as refused:
            passed[case] = refused.rule
        except (Conflict, NotFound):
            passed[case] = "conflict"
    return passed
