"""Tell those concerned of a material, part by part after the act that asked for it; not those who have read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, handles
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.stages.consolidation.material_models import Material
from jurdil.stages.consolidation.materials import PUBLISHERS, RULE, TELL, ask_to_tell, material_of, unread_of

OWN_PAGE = "/berkas/kegiatan/bahan/{id}/"
PART = 1000  # people in one transaction: others write in between


@handles(TELL, tries=3)
def tell_on(job: Job, now: datetime) -> Step:
    """Tell the next part; nobody is told of a version that was replaced meanwhile."""
    material = Material.objects.get(id=job.arguments["material"])
    rows = unread_of(material, day_of(now)).select_related("person").order_by("id")
    if "id" in job.cursor:
        rows = rows.filter(id__gt=UUID(job.cursor["id"]))
    part = list(rows[:PART]) if material.replaced_at is None else []
    text = f"Bahan bacaan: {material.title}, versi {material.version}. Baca dan nyatakan sudah membaca di Berkas Saya."
    link = OWN_PAGE.format(id=material.id)
    queue_messages(
        (
            Letter(TELL, one.region, text, one.person_id, one.person.phone.reveal(), one.person.email.reveal(), link)
            for one in part
        ),
        now=now,
    )
    done = job.done + len(part)
    if len(part) < PART:
        return Step(job.cursor, done, done, is_finished=True, result={"told": done})
    return Step({"id": str(part[-1].id)}, done, max(job.total, done))


@verb(*PUBLISHERS)
def remind_readers(*, actor: Actor, material_id: UUID, now: datetime) -> Job:
    """Have those told again who have not confirmed a material; not twice within the days of the rule.

    Raises NotFound outside the region, Conflict if it was replaced, all have read it, or they were told just now.
    Law: consolidation.reminder.
    """
    material = (
        Material.objects.select_for_update(of=("self",)).select_related("election").filter(id=material_id).first()
    )
    if material is None or not actor.reaches(material.region):
        raise NotFound("Bahan ini tidak ada, atau bukan di wilayah Anda.")
    wait = timedelta(days=load_profile(material.election.profile).number("consolidation.reminder"))
    told = Job.objects.filter(kind=TELL, arguments__material=str(material.id), asked_at__gt=now - wait).exists()
    if material.replaced_at is not None or told or not unread_of(material, day_of(now)).exists():
        raise Conflict("Semua sudah membaca, versi ini sudah diganti, atau baru saja diingatkan; coba lagi besok.")
    record_act(Act("consolidation.reminded", material.region, str(material.id), {"by": actor.label}, RULE), now=now)
    return ask_to_tell(actor, material, now)


@query(*OFFICERS, Role.SUPERVISOR)
def telling_of(*, actor: Actor, material_id: UUID) -> Job | None:
    """Return how far the newest telling of a material is; None for one of before. Raises NotFound."""
    material = material_of(actor=actor, material_id=material_id)
    return Job.objects.filter(kind=TELL, arguments__material=str(material.id)).order_by("-id").first()
