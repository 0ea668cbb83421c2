"""Who has earned a certificate of attendance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.law import load_profile
from jurdil.stages.consolidation.models import Attendance
from jurdil.stages.consolidation.queries import own_invitation

WHOLE = 100


@query(Role.APPLICANT)
def earned_certificate(*, actor: Actor, invitation_id: UUID, now: datetime) -> list[str] | None:
    """Return the sessions that one attended if that earns the certificate, else None; [""] for an event without any.

    Raises NotFound for another's invitation. Law: consolidation.certificate, a policy.
    """
    invitation = own_invitation(actor=actor, invitation_id=invitation_id)
    event = invitation.event
    if now < event.ends_at or event.cancelled_at is not None:
        return None
    counting = Attendance.objects.filter(invitation=invitation, undone_at__isnull=True, is_repeat=False)
    attended = set(counting.values_list("session", flat=True))
    if not event.sessions:
        return [""] if attended else None
    present = [name for name in event.sessions if name in attended]
    percent = load_profile(event.election.profile).number("consolidation.certificate")
    return present if len(present) * WHOLE >= percent * len(event.sessions) else None
