"""Withdraw: an applicant may at any time before appointment, without giving reasons.

A second application of one person ends by what two officers ruled, and comes back when its person objects.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.registry.elections.policies import authority_of
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import RECEIVERS, own_or_handled


@verb(Role.APPLICANT, *RECEIVERS)
def withdraw_application(*, actor: Actor, application_id: UUID, now: datetime, reason: str = "") -> Application:
    """Take an application back, by the applicant or by an officer whom the applicant told so.

    Raises NotFound, Refused (access.authority), Conflict if it was withdrawn before. Law: recruitment.withdraw.
    """
    application = own_or_handled(actor, application_id)
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    _write(application, now, reason)
    _record(application, "recruitment.withdrawn", "recruitment.withdraw", actor, now)
    text = f"Lamaran Anda nomor {application.number} ({application.body} {application.region}) sudah ditarik."
    person = application.person
    letter = Letter(
        "recruitment.withdrawn", application.region, text, person.id, person.phone.reveal(), person.email.reveal()
    )
    queue_message(letter, now=now)
    return application


def end_second_application(application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
    """End an application because the same person has another one that stands; it counts as withdrawn from now on.

    For the verb that holds the ruling of two officers; it has locked the row and asked who may, and tells the person.
    Raises Conflict if it was withdrawn before. Law: recruitment.once.
    """
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    _write(application, now, reason)
    _record(application, "recruitment.ended_as_second", "recruitment.once", actor, now)


def bring_back_second_application(application: Application, *, actor: Actor, now: datetime) -> None:
    """Let an application run again that was ended as a second one. For the verb that has locked the row.

    Raises Refused (recruitment.once) where its person has filed another one since.
    """
    others = Application.objects.filter(person_id=application.person_id, withdrawn_at__isnull=True)
    if others.filter(opening__election=application.opening.election_id).exists():
        raise Refused(
            "recruitment.once",
            "Orang ini sudah mempunyai lamaran lain yang berjalan dalam pemilihan ini.",
            "Pakai lamaran itu, atau tarik dahulu.",
        )
    _write(application, None, "")
    _record(application, "recruitment.brought_back", "recruitment.once", actor, now)


def _write(application: Application, at: datetime | None, reason: str) -> None:
    application.withdrawn_at, application.withdrawal_reason = at, reason.strip()[:200]
    application.save(update_fields=["withdrawn_at", "withdrawal_reason"])


def _record(application: Application, kind: str, rule: str, actor: Actor, now: datetime) -> None:
    record = {"reason": application.withdrawal_reason, "by": actor.label}
    # That somebody applied twice is told of a regency only: in a ward the public line would nearly say who.
    region = authority_of(application.region) if rule == "recruitment.once" else application.region
    record_act(Act(kind, region, str(application.id), record, rule), now=now)
