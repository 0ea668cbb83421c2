"""Erase a person from every room: the one verb that reaches from the form to the last case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.bodies.queries import is_serving
from jurdil.registry.people.actions import erase_person
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.models import Invitation, Pledge
from jurdil.stages.oversight.models import Case, CaseState
from jurdil.stages.recruitment.erasing import erase_applications
from jurdil.stages.vetting.erasing import erase_matches


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_everything(*, actor: Actor, person_id: UUID, now: datetime) -> Person:
    """Destroy what every room holds about a person; the log's lines stand, their records and salts are gone.

    Appointments keep their periods without a name, as the history of the seat. Raises NotFound, Refused (access.region;
    access.state while the person serves or a case is open). Law: privacy.erasure.
    """
    open_cases = Case.objects.filter(respondent__person_id=person_id).exclude(state=CaseState.DECIDED)
    subjects = erase_applications(actor=actor, person_id=person_id, now=now)
    subjects += erase_matches(actor=actor, person_id=person_id, now=now)
    for rows in (
        Appointment.objects.filter(person_id=person_id),
        Invitation.objects.filter(person_id=person_id),
        Pledge.objects.filter(person_id=person_id),
        Case.objects.filter(respondent__person_id=person_id),
    ):
        subjects += [str(one) for one in rows.values_list("id", flat=True)]
    Case.objects.filter(respondent__person_id=person_id, state=CaseState.DECIDED).update(statement="")
    serves = is_serving(person_id, day_of(now)) or open_cases.exists()
    return erase_person(actor=actor, person_id=person_id, subjects=subjects, is_serving=serves, now=now)
