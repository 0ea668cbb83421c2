"""Who may handle which applications: a PPS the teams of its ward, never the rivals for its own seats.

The same answer is asked by verbs (`must_handle`) and by queries (`seen_by`).
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.recruitment.models import Application

RECEIVERS = (Role.PPS, Role.KPU_REGENCY, Role.SYSTEM)
REVIEWERS = (Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.SYSTEM)
READERS = (Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR, Role.PARTNER)
BODIES_OF: dict[Role, frozenset[str]] = {
    Role.PPS: frozenset({BodyKind.KPPS, BodyKind.LINMAS, BodyKind.KPPS_RESERVE}),
    Role.PPK: frozenset({BodyKind.KPPS, BodyKind.LINMAS, BodyKind.KPPS_RESERVE}),
}


def must_handle(actor: Actor, *, region: str, body: str) -> None:
    """Raise Refused (access.region, access.authority) unless the actor may act on a body's applications in a region."""
    actor.must_reach(region)
    bodies = BODIES_OF.get(actor.role)
    if bodies is not None and body not in bodies:
        raise Refused(
            "access.authority",
            "Lamaran untuk badan ini ditangani KPU Kabupaten/Kota.",
            "Arahkan pelamar dan berkasnya ke KPU Kabupaten/Kota.",
        )


def seen_by(actor: Actor) -> Q:
    """Return the condition on applications that an actor may read; a partner sees what the own account proposed."""
    seen = within("region", actor.region)
    if actor.role in BODIES_OF:
        seen &= Q(body__in=BODIES_OF[actor.role])
    if actor.role == Role.PARTNER:
        seen &= Q(proposed_by=actor.label)
    return seen


def locked_application(actor: Actor, application_id: UUID) -> Application:
    """Return an application that the actor handles, locked. Raises NotFound, Refused (access.authority)."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__election", "person")
        .filter(id=application_id)
        .first()
    )
    if application is None or not actor.reaches(application.region):
        raise NotFound("Lamaran ini tidak ada, atau bukan di wilayah Anda.")
    must_handle(actor, region=application.region, body=application.body)
    return application


def own_or_handled(actor: Actor, application_id: UUID) -> Application:
    """Return an application, locked, to its applicant or to an officer who handles it. Raises NotFound."""
    if actor.role != Role.APPLICANT:
        return locked_application(actor, application_id)
    person_id = own_person(actor)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__election", "person")
        .filter(id=application_id, person_id=person_id)
        .first()
    )
    if application is None:
        raise NotFound("Lamaran ini tidak ada, atau bukan milik Anda.")
    return application
