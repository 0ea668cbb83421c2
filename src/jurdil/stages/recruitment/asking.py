"""Ask the stage after this one to look at somebody: a job, so that no receipt ever waits for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.jobs.work import ask_for


def ask_to_screen(*, actor: Actor, application_id: UUID, region: str, now: datetime) -> None:
    """Queue the screening of one application, in the transaction that wrote or corrected it. Law: vetting.scope."""
    asked = {"application": str(application_id)}
    ask_for(actor=actor, kind="vetting.screen_person", region=region, arguments=asked, now=now)


def ask_to_screen_all(*, actor: Actor, now: datetime) -> None:
    """Queue the screening of the actor's region, after many applications came in together. Law: vetting.scope."""
    asked = {"region": actor.region}
    ask_for(actor=actor, kind="vetting.screen", region=actor.region, arguments=asked, now=now)
