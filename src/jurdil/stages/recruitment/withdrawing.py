"""Withdraw: an applicant may at any time before appointment, without giving reasons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
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
    application.withdrawn_at, application.withdrawal_reason = now, reason.strip()[:200]
    application.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record = {"reason": application.withdrawal_reason, "by": actor.label}
    act = Act("recruitment.withdrawn", application.region, str(application.id), record, "recruitment.withdraw")
    record_act(act, now=now)
    text = f"Lamaran Anda nomor {application.number} ({application.body} {application.region}) sudah ditarik."
    person = application.person
    letter = Letter(
        "recruitment.withdrawn", application.region, text, person.id, person.phone.reveal(), person.email.reveal()
    )
    queue_message(letter, now=now)
    return application
