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


def has_lapsed(account_id: UUID | None, role: str, region: str, on: date) -> bool:
    """Return whether an account held a mandate of this role and region and holds it no longer on the day `on`."""
    if account_id is None:
        return False
    rows = Mandate.objects.filter(account_id=account_id, role=role, region=region)
    ends = list(rows.values_list("until", "account__is_active"))
    return bool(ends) and not any(is_active and (until is None or until >= on) for until, is_active in ends)


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
