"""Read partners and what they have said."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.registry.partners.models import Attestation, AttestationKind, Partner


@query(*OFFICERS, Role.SUPERVISOR)
def partners_within(*, actor: Actor) -> QuerySet[Partner]:
    """Return the partners of the actor's region."""
    return Partner.objects.filter(within("region", actor.region)).order_by("region", "office", "rw", "rt")


@query(*OFFICERS, Role.SUPERVISOR, Role.PARTNER)
def told_within(*, actor: Actor) -> QuerySet[Attestation]:
    """Return offered venues and warnings of the actor's region, newest first."""
    rows = Attestation.objects.filter(within("region", actor.region)).exclude(kind=AttestationKind.DOMICILE)
    return rows.select_related("partner").order_by("-id")


def domicile_of(person_ids: Iterable[UUID]) -> dict[UUID, bool]:
    """Return for each person about whom somebody spoke whether they live where they say; a no outweighs a yes."""
    said: dict[UUID, bool] = {}
    rows = Attestation.objects.filter(person_id__in=list(person_ids), kind=AttestationKind.DOMICILE)
    for person_id, lives_here in rows.values_list("person_id", "lives_here"):
        if person_id is not None:
            said[person_id] = bool(lives_here) and said.get(person_id, True)
    return said
