"""Remind those who owe the pact, part by part: why they owe it, and that nothing is taken from them.

Whoever did not sign by the own code is told that an officer recorded a pledge in their name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, ask_for, handles
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.people.telling import addressed
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.owing import Reason, owing_in

REMIND = "consolidation.pledge_owed"
PART = 1000  # people in one transaction: others write in between
WORDS = {
    Reason.WAITS: "Pakta integritas Anda belum tercatat; tugas dimulai dan surat diserahkan sesudahnya.",
    Reason.RENEWS: "Peran atau versi pakta Anda berganti; mohon perbarui pakta integritas. Tugas Anda tetap berjalan.",
    Reason.SERVES: "Pakta integritas Anda belum tercatat. Tugas Anda tetap berjalan.",
}
RECORDED = (
    "Petugas mencatat pakta integritas atas nama Anda, dengan saksi {witness}. Bila Anda tidak mengucapkan atau "
    "menandatanganinya, datang ke KPU Kabupaten/Kota, atau laporkan pada halaman Lapor. Kursi Anda tidak berubah "
    "karenanya."
)
HOW = "Tandatangani di Berkas Saya, di hadapan petugas, atau ucapkan bersama. Kursi Anda tidak berubah karenanya."


def _to_remind(election: Election, region: str, now: datetime) -> QuerySet[Appointment]:
    """Return who owes the pact in `region` and was not reminded within the days of the rule."""
    since = now - timedelta(days=load_profile(election.profile).number("consolidation.reminder"))
    told = Message.objects.filter(
        region=OuterRef("region"), kind=REMIND, person_id=OuterRef("person_id"), queued_at__gt=since
    )
    return owing_in(region, day_of(now)).filter(~Exists(told), seat__body__election=election).order_by("id")


@verb(*OFFICERS)
def remind_owing(*, actor: Actor, election: Election, now: datetime) -> Job:
    """Have those reminded who owe the pact in the actor's region; nobody twice within the days of the rule.

    Raises NotFound if nobody owes it there, Conflict if all were reminded just now. Law: consolidation.reminder.
    """
    total = _to_remind(election, actor.region, now).count()
    if not owing_in(actor.region, day_of(now)).filter(seat__body__election=election).exists():
        raise NotFound("Tidak ada yang belum berpakta di wilayah Anda.")
    if not total:
        raise Conflict("Semua yang belum berpakta baru saja diingatkan; coba lagi besok.")
    record = {"count": total, "by": actor.label}
    record_act(
        Act("consolidation.pledge_reminding", actor.region, election.key, record, "consolidation.reminder"), now=now
    )
    given = {"election": election.key, "asked_at": now.isoformat()}
    return ask_for(actor=actor, kind=REMIND, region=actor.region, arguments=given, now=now, total=total)


@handles(REMIND, tries=3)
def remind_on(job: Job, now: datetime) -> Step:
    """Remind the next part; whoever pledged meanwhile is left in peace."""
    election = Election.objects.get(key=job.arguments["election"])
    rows = _to_remind(election, job.region, datetime.fromisoformat(job.arguments["asked_at"]))
    if "id" in job.cursor:
        rows = rows.filter(id__gt=UUID(job.cursor["id"]))
    part = list(rows.select_related("person")[:PART])
    queue_messages(map(_letter, part), now=now)
    done = job.done + len(part)
    if len(part) < PART:
        return Step(job.cursor, done, done, is_finished=True, result={"told": done})
    return Step({"id": str(part[-1].id)}, done, max(job.total, done))


def _letter(row: Appointment) -> Letter:
    reason = Reason(row.reason)  # type: ignore[attr-defined]  # annotated by `owing_in`
    link = reverse("portal:pledge", args=[row.id])
    person = row.person
    return Letter(
        REMIND, row.region, f"{WORDS[reason]} {HOW}", person.id, person.phone.reveal(), person.email.reveal(), link
    )


def tell_recorded(pledges: Iterable[Pledge], *, now: datetime) -> None:
    """Tell each person of a pledge that an officer recorded. For the verbs that record one."""
    letters = (
        Letter("consolidation.pledge_recorded", one.region, RECORDED.format(witness=one.witness), one.person_id)
        for one in pledges
    )
    queue_messages(addressed(letters), now=now)
