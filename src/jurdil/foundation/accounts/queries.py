"""Who somebody is at this moment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role


def mandates_of(account: Account, on: date) -> list[Mandate]:
    """Return the mandates that `account` holds on the day `on`, in the order they were given."""
    return list(
        Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=on), account=account, since__lte=on).order_by("id")
    )


def actor_of(account: Account, on: date, chosen: UUID | None = None) -> Actor | None:
    """Return the actor that `account` is on the day `on`: by the chosen mandate, else the first; None without any."""
    mandates = mandates_of(account, on)
    mandate = next((one for one in mandates if one.id == chosen), mandates[0] if mandates else None)
    if mandate is None:
        return None
    return Actor(
        role=Role(mandate.role),
        region=mandate.region,
        account_id=account.id,
        name=account.display_name or account.username,
        person_id=mandate.person_id,
    )
