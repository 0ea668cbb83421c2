"""Small texts for those who serve: in versions, kept on the phone, confirmed as read; a new one asks anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.material_models import Material, Reading
from jurdil.stages.consolidation.queries import Share, shares, unit_of

PUBLISHERS = (Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
RULE = "consolidation.material"
TELL = "consolidation.material_told"
KB = 1024


@verb(*PUBLISHERS)
def publish_material(
    *,
    actor: Actor,
    election: Election,
    title: str,
    text: str,
    kinds: Sequence[BodyKind],
    region: str,
    now: datetime,
    replaces: UUID | None = None,
) -> Material:
    """Publish a text for those who serve in bodies of `kinds` in `region`; `replaces`: the version that it follows.

    Everybody concerned is told; whoever read the earlier version is asked again. Raises Refused (access.region;
    consolidation.material without title, text or body, or above the size of the setting), NotFound, Conflict for a
    version that is replaced already.
    """
    actor.must_reach(region)
    size = len(text.strip().encode())
    if not (title.strip() and text.strip() and kinds) or size > settings.MATERIAL_KB * KB:
        raise Refused(
            RULE,
            "Bahan memerlukan judul, isi, dan badan, dan harus cukup kecil untuk telepon murah.",
            "Lengkapi isian itu, atau pecah bahannya menjadi beberapa bahan.",
        )
    earlier = _replaced(actor, replaces, now) if replaces is not None else None
    row = Material(
        election=election,
        title=title.strip()[:160],
        text=text.strip(),
        text_hash=hashlib.sha256(text.strip().encode()).hexdigest(),
        kinds=list(kinds),
        region=region,
        published_by=actor.label,
        published_at=now,
        is_simulated=actor.is_simulated,
    )
    if earlier is not None:
        row.series, row.version = earlier.series, earlier.version + 1
    row.save(force_insert=True)
    record = {"title": row.title, "version": row.version, "text": row.text_hash, "by": actor.label}
    record_act(Act("consolidation.material_published", region, str(row.id), record, RULE), now=now)
    ask_to_tell(actor, row, now)
    return row


def _replaced(actor: Actor, material_id: UUID, now: datetime) -> Material:
    row = Material.objects.select_for_update(of=("self",)).filter(id=material_id).first()
    if row is None or not actor.reaches(row.region):
        raise NotFound("Bahan ini tidak ada, atau bukan di wilayah Anda.")
    if row.replaced_at is not None:
        raise Conflict("Versi ini sudah diganti; perbarui versi terbarunya.")
    row.replaced_at = now
    row.save(update_fields=["replaced_at"])
    return row


def audience_of(material: Material, on: date) -> QuerySet[Appointment]:
    """Return who serves on `on` and is asked to read a material, by place (reserves left out)."""
    rows = appointments_on(material.region, on).exclude(seat__role=SeatRole.RESERVE)
    rows = rows.filter(seat__body__kind__in=material.kinds, seat__body__election=material.election_id)
    return rows.order_by("region", "seat__body__kind", "seat__number")


def unread_of(material: Material, on: date) -> QuerySet[Appointment]:
    """Return who of those is asked on `on` and has not confirmed."""
    return audience_of(material, on).filter(~_has_read(material))


def ask_to_tell(actor: Actor, material: Material, now: datetime) -> Job:
    """Queue the telling of everybody who has yet to read a material; call it inside a verb."""
    total = unread_of(material, day_of(now)).count()
    given = {"material": str(material.id), "by": actor.label}
    return ask_for(actor=actor, kind=TELL, region=material.region, arguments=given, now=now, total=total)


def _has_read(material: Material) -> Exists:
    return Exists(Reading.objects.filter(material=material, person=OuterRef("person_id")))


@verb(Role.APPLICANT)
def confirm_reading(*, actor: Actor, material_id: UUID, now: datetime) -> Reading:
    """Confirm having read a version; a second press is the first one. Raises NotFound if it is not for the person."""
    material = own_material(actor=actor, material_id=material_id, on=day_of(now))
    seat = audience_of(material, day_of(now)).filter(person=own_person(actor)).first()
    if seat is None:
        raise NotFound("Bahan ini tidak ada, atau bukan untuk Anda.")
    reading, is_new = Reading.objects.get_or_create(
        material=material, person_id=own_person(actor), defaults={"region": seat.region, "at": now}
    )
    if is_new:
        record = {"material": str(material.id), "version": material.version, "text": material.text_hash}
        record_act(Act("consolidation.read", seat.region, str(reading.id), record, RULE), now=now)
    return reading


@query(*OFFICERS, Role.SUPERVISOR)
def materials_within(*, actor: Actor) -> list[Material]:
    """Return the materials that concern the actor's region, newest first; replaced versions too."""
    rows = Material.objects.defer("text").order_by("-id")
    return [row for row in rows if covers(actor.region, row.region) or covers(row.region, actor.region)]


@query(*OFFICERS, Role.SUPERVISOR)
def material_of(*, actor: Actor, material_id: UUID) -> Material:
    """Return one material that concerns the actor's region. Raises NotFound."""
    row = Material.objects.filter(id=material_id).first()
    if row is None or not (covers(actor.region, row.region) or covers(row.region, actor.region)):
        raise NotFound("Bahan ini tidak ada, atau bukan di wilayah Anda.")
    return row


@query(*OFFICERS, Role.SUPERVISOR)
def readers_by_unit(*, actor: Actor, material_id: UUID, depth: int, on: date) -> list[Share]:
    """Return who has read a material of those asked, per unit at `depth` steps of the code."""
    material = material_of(actor=actor, material_id=material_id)
    rows = audience_of(material, on).filter(within("region", actor.region)).annotate(has_read=_has_read(material))
    return shares((unit_of(region, depth), done) for region, done in rows.values_list("region", "has_read"))


@query(*OFFICERS, Role.SUPERVISOR)
def yet_to_read(*, actor: Actor, material_id: UUID, on: date) -> QuerySet[Appointment]:
    """Return who of the actor's region is asked to read a material and has not confirmed it."""
    material = material_of(actor=actor, material_id=material_id)
    return unread_of(material, on).filter(within("region", actor.region))


@query(Role.APPLICANT)
def own_materials(*, actor: Actor, on: date) -> list[tuple[Material, Reading | None]]:
    """Return the newest versions that ask the person to read, each with their confirmation if there is one."""
    person = own_person(actor)
    held = Appointment.objects.filter(person=person, corrected_by__isnull=True, start__lte=on, end__gte=on)
    seats = list(held.exclude(seat__role=SeatRole.RESERVE).select_related("seat__body"))
    read = {row.material_id: row for row in Reading.objects.filter(person=person)}
    rows = Material.objects.filter(replaced_at__isnull=True).order_by("-id") if seats else Material.objects.none()
    return [
        (row, read.get(row.id))
        for row in rows
        if any(
            one.seat.body.kind in row.kinds
            and one.seat.body.election_id == row.election_id
            and covers(row.region, one.region)
            for one in seats
        )
    ]


@query(Role.APPLICANT)
def own_material(*, actor: Actor, material_id: UUID, on: date) -> Material:
    """Return one material that the person is asked to read. Raises NotFound."""
    found = next((row for row, _ in own_materials(actor=actor, on=on) if row.id == material_id), None)
    if found is None:
        raise NotFound("Bahan ini tidak ada, atau bukan untuk Anda.")
    return found
