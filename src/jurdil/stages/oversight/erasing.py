"""Erase a person from every room: the one verb that reaches from the form to the last case, and what it would reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.queries import Line, lines_about
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.letters import erase_letters
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.bodies.queries import is_serving
from jurdil.registry.people.actions import erase_person
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.decision_models import Question
from jurdil.stages.consolidation.material_models import Reading
from jurdil.stages.consolidation.models import Invitation, Need, Pledge
from jurdil.stages.consolidation.sitting_models import Sitting
from jurdil.stages.oversight.models import Case, CaseState
from jurdil.stages.recruitment.erasing import erase_applications
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.plenaries import erase_considerations
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.models import Match

RULE = "privacy.erasure"
SHOWN = 30


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_everything(*, actor: Actor, person_id: UUID, now: datetime, request: str = "") -> Person:
    """Destroy what every room holds about a person; the log's lines stand, their records and salts are gone.

    request: number of the letter or folder by which the person asked; kept in the log, it names nobody.
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
        Sitting.objects.filter(person_id=person_id),
        Reading.objects.filter(person_id=person_id),
        Question.objects.filter(person_id=person_id),
        Case.objects.filter(respondent__person_id=person_id),
    ):
        subjects += [str(one) for one in rows.values_list("id", flat=True)]
    Need.objects.filter(invitation__person_id=person_id).delete()
    Case.objects.filter(respondent__person_id=person_id, state=CaseState.DECIDED).update(statement="")
    erase_letters(person_id)
    erase_considerations(person_id)
    serves = is_serving(person_id, day_of(now)) or open_cases.exists()
    person = erase_person(actor=actor, person_id=person_id, subjects=subjects, is_serving=serves, now=now)
    if request.strip():
        record = {"request": request.strip()[:80], "by": actor.label}
        record_act(Act("oversight.erased_on_request", person.region, str(person.id), record, RULE), now=now)
    return person


@dataclass(frozen=True)
class Holdings:
    """What the rooms hold about one person. bars: whether the person serves or a case about them is open."""

    person: Person
    applications: int
    matches: int
    appointments: int
    gatherings: int
    cases: int
    letters: int
    bars: bool
    lines: tuple[Line, ...]


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE)
def people_named(*, actor: Actor, name: str) -> list[Person]:
    """Return people of the actor's region whose name holds `name` and who are not erased, at most 30."""
    rows = Person.objects.filter(within("region", actor.region), erased_at__isnull=True, name__icontains=name.strip())
    return list(rows.order_by("name", "id")[:SHOWN]) if name.strip() else []


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE)
def erased_people(*, actor: Actor) -> list[Person]:
    """Return whose values were destroyed in the actor's region, newest first, at most 30: ids and days, no names."""
    rows = Person.objects.filter(within("region", actor.region), erased_at__isnull=False)
    return list(rows.order_by("-erased_at")[:SHOWN])


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE)
def holdings_of(*, actor: Actor, person_id: UUID, on: date) -> Holdings:
    """Return what is held about a person of the actor's region, erased or not. Raises NotFound."""
    person = Person.objects.filter(within("region", actor.region), id=person_id).first()
    if person is None:
        raise NotFound("Orang ini tidak ada, atau bukan di wilayah Anda.")
    mine = {"person_id": person_id}
    applications = list(Application.objects.filter(**mine).values_list("id", flat=True))
    matches = list(Match.objects.filter(**mine).values_list("id", flat=True))
    appointments = list(Appointment.objects.filter(**mine).values_list("id", flat=True))
    cases = Case.objects.filter(respondent__person_id=person_id)
    gatherings = [
        *Invitation.objects.filter(**mine).values_list("id", flat=True),
        *Pledge.objects.filter(**mine).values_list("id", flat=True),
        *Sitting.objects.filter(**mine).values_list("id", flat=True),
        *Reading.objects.filter(**mine).values_list("id", flat=True),
        *Question.objects.filter(**mine).values_list("id", flat=True),
    ]
    subjects = [person_id, *applications, *matches, *appointments, *gatherings, *cases.values_list("id", flat=True)]
    lines = [line for one in subjects for _key, line in lines_about(str(one))]
    return Holdings(
        person=person,
        applications=len(applications),
        matches=len(matches),
        appointments=len(appointments),
        gatherings=len(gatherings),
        cases=cases.count(),
        letters=Message.objects.filter(person_id=person_id).exclude(text="").count(),
        bars=is_serving(person_id, on) or cases.exclude(state=CaseState.DECIDED).exists(),
        lines=tuple(sorted(lines, key=lambda line: line.at)),
    )
