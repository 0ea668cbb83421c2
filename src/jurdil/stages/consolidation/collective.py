"""The pact spoken together, as at an oath: recorded for a unit in one act, before witnesses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.law.pacts import Pact, pact_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.models import Attendance, Event, Pledge
from jurdil.stages.consolidation.owing import signed, with_reason
from jurdil.stages.consolidation.pledge_models import CollectivePledge
from jurdil.stages.consolidation.pledge_notices import tell_recorded
from jurdil.stages.consolidation.queries import event_of


def _owing(
    election: Election, region: str, kinds: Sequence[BodyKind], event: Event | None, now: datetime
) -> QuerySet[Appointment]:
    """Return who serves in `region` on that day and owes the pact; at an event, those who were checked in."""
    rows = appointments_on(region, day_of(now)).filter(~signed())
    rows = rows.filter(seat__body__kind__in=kinds, seat__body__election=election)
    if event is not None:
        came = Attendance.objects.filter(
            invitation__event=event, invitation__person=OuterRef("person_id"), undone_at__isnull=True
        )
        rows = rows.filter(Exists(came))
    return rows.order_by("region", "seat__number")


@query(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def who_would_pledge(
    *,
    actor: Actor,
    election: Election,
    region: str,
    kinds: Sequence[BodyKind],
    now: datetime,
    event_id: UUID | None = None,
) -> QuerySet[Appointment]:
    """Return whom a collective pledge of the unit would be recorded for. Raises NotFound outside the region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    event = event_of(actor=actor, event_id=event_id) if event_id is not None else None
    return with_reason(_owing(election, region, kinds, event, now))


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def record_collective_pledge(
    *,
    actor: Actor,
    election: Election,
    region: str,
    kinds: Sequence[BodyKind],
    led_by: str,
    witnesses: Sequence[str],
    now: datetime,
    event_id: UUID | None = None,
    absent: Collection[UUID] = (),
) -> CollectivePledge:
    """Record that those of a unit spoke the pact together: everybody who serves there and owes it, but the `absent`.

    event_id: only those who were checked in at that event. absent: appointments. Each who is counted is told, so that
    a mistake comes out. Raises Refused (access.region;
    consolidation.witnesses without who led it and enough witnesses), NotFound for an event that does not concern the
    actor, Conflict if nobody owes the pact there.
    """
    actor.must_reach(region)
    event = event_of(actor=actor, event_id=event_id) if event_id is not None else None
    heard_by = [one.strip()[:80] for one in witnesses if one.strip()]
    needed = load_profile(election.profile).number("consolidation.witnesses")
    if len(set(heard_by)) < needed or not led_by.strip():
        raise Refused(
            "consolidation.witnesses",
            "Pernyataan bersama memerlukan orang yang membacakannya dan cukup saksi.",
            "Isi nama atau jabatan pembaca dan para saksi, satu per baris, lalu kirim ulang.",
        )
    locked = _owing(election, region, kinds, event, now).select_for_update(of=("self",))
    rows = [row for row in locked if row.id not in absent]
    if not rows:
        raise Conflict("Tidak ada orang di unit ini yang belum berpakta.")
    pact = pact_of(election.profile)
    made = CollectivePledge(
        election=election,
        event=event,
        region=region,
        kinds=list(kinds),
        led_by=led_by.strip()[:80],
        witnesses=heard_by,
        version=pact.version,
        text_hash=pact.text_hash,
        people=len(rows),
        by=actor.label,
        at=now,
    )
    record = {"version": pact.version, "text": pact.text_hash, "people": len(rows), "kinds": list(kinds)}
    record |= {"led_by": made.led_by, "witnesses": heard_by, "by": actor.label}
    act = Act("consolidation.pledged_together", region, str(made.id), record, "consolidation.witnesses")
    made.leaf_id = record_act(act, now=now)
    made.save(force_insert=True)
    _pledge_all(actor, made, rows, pact, now)
    return made


def _pledge_all(actor: Actor, made: CollectivePledge, rows: Sequence[Appointment], pact: Pact, now: datetime) -> None:
    pledges = [
        Pledge(
            person_id=row.person_id,
            seat_id=row.seat_id,
            region=row.region,
            version=pact.version,
            text_hash=pact.text_hash,
            clauses=list(pact.keys),
            how="collective",
            witness=made.witnesses[0],
            at=now,
            collective=made,
        )
        for row in rows
    ]
    insert_rows(pledges)
    acts = (
        Act(
            "consolidation.pledged",
            one.region,
            str(one.id),
            {
                "person": str(one.person_id),
                "seat": str(one.seat_id),
                "version": one.version,
                "text": one.text_hash,
                "how": one.how,
                "together": str(made.id),
                "by": actor.label,
            },
            "consolidation.pledge",
        )
        for one in pledges
    )
    record_acts(acts, now=now)
    tell_recorded(pledges, now=now)
