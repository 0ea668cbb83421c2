"""The jobs of this room: invite a whole province, tell thousands of a change, remind those who have not answered.

Each chunk commits with its cursor, so that nobody is invited or told twice when a worker dies. The verb that asked for
the job stands in the log with its author, and each invitation has a leaf of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, handles
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.foundation.storage.bulk import uncollected
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.inviting import Family, FreeSeats, Tally, invite_part
from jurdil.stages.consolidation.models import Attendance, Event, Invitation
from jurdil.stages.consolidation.queries import family_of, servers_of
from jurdil.stages.consolidation.telling import letter_about

INVITE, TELL = "consolidation.invite", "consolidation.tell"
CHANGED, CANCELLED, REMINDER = "changed", "cancelled", "reminder"
PART = 1000  # people in one transaction: others write in between


def _after(rows: QuerySet[Appointment], cursor: dict[str, object]) -> QuerySet[Appointment]:
    """Return the rows behind the last one of the chunk before, in the order of `servers_of`."""
    if "region" not in cursor:
        return rows
    region, number, key = cursor["region"], cursor["number"], cursor["id"]
    same = Q(region=region, seat__number__gt=number) | Q(region=region, seat__number=number, id__gt=key)
    return rows.filter(Q(region__gt=region) | same, region__gte=region)


@handles(INVITE, tries=3)
def invite_on(job: Job, now: datetime) -> Step:
    """Invite the next part of those who serve in the event's region."""
    event = Event.objects.select_for_update(of=("self",)).get(id=job.arguments["event"])  # two jobs take turns
    kinds = [BodyKind(kind) for kind in job.arguments["kinds"]]
    so_far = Tally(job.cursor.get("invited", 0), job.cursor.get("left_out", 0))
    is_off = event.cancelled_at is not None or now >= event.ends_at
    rows = [] if is_off else list(_after(servers_of(event, kinds), job.cursor)[:PART])
    family = Family(event)
    with uncollected():
        tally = so_far + invite_part(family, FreeSeats(family.events), rows, label=job.arguments["by"], now=now)
    result = {"invited": tally.invited, "left_out": tally.left_out}
    done = job.done + len(rows)
    if len(rows) < PART:
        return Step(job.cursor, done, done, is_finished=True, result=result)
    last = rows[-1]
    behind = {"region": last.region, "number": last.seat.number, "id": str(last.id)}
    return Step({**result, **behind}, done, max(job.total, done), result=result)


def _words(what: str, one: Invitation) -> str:
    event, when = one.event, one.event.starts_at.astimezone(JAKARTA)
    if what == CANCELLED:
        return f"Dibatalkan: {event.title}, {when:%d-%m-%Y %H:%M} WIB. {event.cancel_reason}"
    about = f"{event.title}, {event.place}, {when:%d-%m-%Y %H:%M} WIB"
    if what == CHANGED:
        return f"Berubah: {about}. Undangan dan kode {one.code} tetap berlaku; muat ulang kalendernya di Berkas Saya."
    return f"Mohon jawab undangan: {about}. Hadir, berhalangan, atau pengganti: jawab di Berkas Saya. Kode {one.code}."


def unanswered(event: Event, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations to an event or its sites that wait for an answer and may be reminded (again) now."""
    hours = load_profile(event.election.profile).number("consolidation.answer_reminder")
    rows = Invitation.objects.filter(event__in=family_of(event.id), revoked_at__isnull=True, answer="")
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - timedelta(hours=hours)))
    return rows.filter(~Exists(Attendance.objects.filter(invitation=OuterRef("pk"), undone_at__isnull=True)))


@handles(TELL, tries=3)
def tell_on(job: Job, now: datetime) -> Step:
    """Tell the next part of the invited that their event changed or was cancelled, or remind them to answer."""
    event, what = Event.objects.select_related("election").get(id=job.arguments["event"]), job.arguments["what"]
    rows = Invitation.objects.filter(event__in=family_of(event.id), revoked_at__isnull=True)
    if what != CANCELLED:  # who is told that it stands must not be told after it was called off
        rows = rows.filter(event__cancelled_at__isnull=True)
    if what == REMINDER:
        asked_at = datetime.fromisoformat(job.arguments["asked_at"])
        rows = unanswered(event, asked_at).filter(event__cancelled_at__isnull=True, event__starts_at__gt=now)
    if "id" in job.cursor:
        rows = rows.filter(id__gt=UUID(job.cursor["id"]))
    part = list(rows.select_related("event__election", "person").order_by("id")[:PART])
    queue_messages((letter_about(one, what, _words(what, one)) for one in part), now=now)
    if what == REMINDER:
        Invitation.objects.filter(id__in=[one.id for one in part]).update(reminded_at=now)
    done = job.done + len(part)
    if len(part) < PART:
        return Step(job.cursor, done, done, is_finished=True, result={"told": done})
    return Step({"id": str(part[-1].id)}, done, max(job.total, done))
